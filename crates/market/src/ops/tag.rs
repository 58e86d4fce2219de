//! Tags of a store.

use uuid::Uuid;

use super::Ctx;
use crate::db::tag::TagRow;
use crate::db::{self, Tx};
use crate::domain::checks::Checks;
use crate::domain::slug;
use crate::refusal::Refusal;

/// Makes a tag or changes it; its products are found by the new name.
pub async fn save(
    tx: &mut Tx,
    ctx: &Ctx,
    (id, store): (Uuid, Uuid),
    name: &str,
    typed_slug: &str,
    description: &str,
) -> Result<(), Refusal> {
    ctx.own_store(tx, store).await?;
    let old = db::tag::get(tx, id).await?;
    if old.as_ref().is_some_and(|old| old.store_id != store) {
        return Err(Refusal::not_found("tag"));
    }
    let mut checks = Checks::default();
    let name = checks.needed("name", name, 80);
    let typed = checks.line("slug", typed_slug, 80).to_lowercase();
    let slug = if typed.is_empty() { slug::from_name(&name, 80).unwrap_or_default() } else { typed };
    if !slug::is_valid(&slug) {
        checks.fault("slug", "Use lower-case letters, digits and single hyphens.");
    }
    let description = checks.text("description", description, 1_000);
    checks.done()?;
    if db::tag::has_slug(tx, store, &slug, id).await? {
        return Err(Refusal::taken("slug", "Another tag of this store has this address."));
    }
    let is_renamed = old.is_some_and(|old| old.name != name);
    db::tag::save(tx, &TagRow { id, store_id: store, slug, name, description }).await?;
    if is_renamed {
        let products = db::tag::products(tx, id).await?;
        find_anew(tx, ctx, &products).await?;
    }
    Ok(())
}

/// Takes a tag off its products and away.
pub async fn remove(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<(), Refusal> {
    let tag = db::tag::get(tx, id).await?.ok_or_else(|| Refusal::not_found("tag"))?;
    if !ctx.may_in(tx, tag.store_id).await? {
        return Err(Refusal::not_found("tag"));
    }
    ctx.own_store(tx, tag.store_id).await?;
    let products = db::tag::remove(tx, &tag).await?;
    find_anew(tx, ctx, &products).await
}

/// Makes the words anew these products are found by.
async fn find_anew(tx: &mut Tx, ctx: &Ctx, products: &[Uuid]) -> Result<(), Refusal> {
    let mut names = db::tag::names_of(tx, products).await?;
    for row in db::product::get_many(tx, products).await? {
        let fields = row.fields(names.remove(&row.id).unwrap_or_default());
        db::product::update(tx, row.store_id, row.id, &fields, ctx.now_us).await?;
    }
    Ok(())
}
