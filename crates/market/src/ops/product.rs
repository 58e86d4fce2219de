//! Products and their stock.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Ctx, Done};
use crate::db::product::{NewProduct, ProductRow};
use crate::db::stock::Movement;
use crate::db::{self, Tx};
use crate::domain::audit::{Entry, Kind};
use crate::domain::checks::Checks;
use crate::domain::edit::{self, Clash, Edit, Merged};
use crate::domain::ids;
use crate::domain::product::{MOST_SLUG, MOST_STOCK, ProductFields};
use crate::domain::store::picture_hash;
use crate::intent::PictureRef;
use crate::refusal::{Code, Refusal};

/// Why stock may be adjusted by hand.
const REASONS: [&str; 5] = ["received", "counted", "damaged", "returned", "other"];

/// Adds a product with its opening stock.
pub async fn add(
    tx: &mut Tx,
    ctx: &mut Ctx,
    (id, store): (Uuid, Uuid),
    fields: &ProductFields,
    stock: i64,
) -> Result<(), Refusal> {
    ctx.own_store(tx, store).await?;
    let has_slug = !fields.slug.trim().is_empty();
    let mut fields = fields.checked()?;
    let mut checks = Checks::default();
    checks.number("stock", stock, 0, MOST_STOCK);
    checks.done()?;
    if db::product::get(tx, id).await?.is_some() {
        return Err(Refusal::taken("id", "This product exists already."));
    }
    if !has_slug {
        give_way(tx, store, vec![(id, &mut fields.slug)]).await?;
    }
    must_be_free(tx, store, id, &fields).await?;
    let new = NewProduct { id, store, fields: &fields, stock, picture: None };
    db::product::insert(tx, &[new], ctx.now_us).await?;
    db::tag::set_for(tx, (store, ctx.intent), &[(id, &fields.tags)], true).await?;
    if stock > 0 {
        let movement = opening(ctx, store, id, stock);
        db::stock::add(tx, &[movement]).await?;
    }
    Ok(())
}

/// The first movement of a product.
pub fn opening(ctx: &mut Ctx, store: Uuid, product: Uuid, stock: i64) -> Movement {
    Movement {
        id: ctx.ids.draw(),
        store_id: store,
        product_id: product,
        delta: stock,
        stock_after: stock,
        reason: "opening".to_owned(),
        note: String::new(),
        order_id: None,
        account_id: Some(ctx.actor.account),
        by_name: ctx.actor.display_name.clone(),
        at_us: ctx.now_us,
    }
}

/// Slugs nobody chose for their own sake give way: one that is taken gets an ending made from its product's id.
pub(super) async fn give_way(
    tx: &mut Tx,
    store: Uuid,
    slugs: Vec<(Uuid, &mut String)>,
) -> Result<(), Refusal> {
    let wanted: Vec<&str> = slugs.iter().map(|(_, slug)| slug.as_str()).collect();
    let mut taken = db::product::slugs_taken(tx, store, &wanted).await?;
    for (id, slug) in slugs {
        if taken.contains(slug.as_str()) {
            let beginning: String = slug.chars().take(MOST_SLUG - 9).collect();
            *slug = format!("{}-{}", beginning.trim_end_matches('-'), ids::short_code(id).to_lowercase());
        }
        taken.insert(slug.clone());
    }
    Ok(())
}

async fn must_be_free(tx: &mut Tx, store: Uuid, id: Uuid, fields: &ProductFields) -> Result<(), Refusal> {
    let (has_sku, has_slug) = db::product::taken(tx, store, id, &fields.sku, &fields.slug).await?;
    if !has_sku && !has_slug {
        return Ok(());
    }
    let mut refusal = Refusal::new(Code::Duplicate, "Another product of this store has the same value.");
    if has_sku {
        refusal = refusal.with("sku", "Another product of this store has this SKU.");
    }
    if has_slug {
        refusal = refusal.with("slug", "Another product of this store has this address.");
    }
    Err(refusal)
}

/// Changes what the vendor says about a product.
pub async fn edit(tx: &mut Tx, ctx: &Ctx, id: Uuid, edit: &Edit) -> Result<Done, Refusal> {
    let row = ctx.own_product(tx, id).await?;
    let tags = db::tag::names_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    let old = row.fields(tags);
    let fields = match edit::merge(&old, edit)? {
        Merged::Clean(fields) => fields.checked()?,
        Merged::Clashes(fields) => return Ok(Done::Conflict(fields)),
    };
    if fields.sku != old.sku || fields.slug != old.slug {
        must_be_free(tx, row.store_id, id, &fields).await?;
    }
    db::product::update(tx, row.store_id, id, &fields, ctx.now_us).await?;
    if has_new_price(ctx, &old, &fields) {
        let store = db::store::get(tx, row.store_id).await?.ok_or_else(|| Refusal::not_found("store"))?;
        note_price(tx, ctx, (id, &store.currency), &old, &fields);
    }
    if fields.is_active != old.is_active {
        db::product::touch_belongings(tx, &[id]).await?;
    }
    if fields.tags != old.tags {
        db::tag::set_for(tx, (row.store_id, ctx.intent), &[(id, &fields.tags)], false).await?;
    }
    Ok(Done::Applied)
}

/// Whether the authority has another price or tax rate to write into the audit log.
pub(super) fn has_new_price(ctx: &Ctx, old: &ProductFields, new: &ProductFields) -> bool {
    let price = |fields: &ProductFields| (fields.price_minor, fields.tax_bp);
    ctx.is_authority() && price(old) != price(new)
}

/// Notes it for the log.
pub(super) fn note_price(
    tx: &mut Tx,
    ctx: &Ctx,
    (id, currency): (Uuid, &str),
    old: &ProductFields,
    new: &ProductFields,
) {
    let facts = serde_json::json!({
        "name": new.name, "sku": new.sku, "currency": currency, "price_minor": [old.price_minor, new.price_minor],
        "tax_bp": [old.tax_bp, new.tax_bp],
    });
    tx.note(Entry::of(Kind::PriceChanged, ctx.actor.account).to(id).saying(&facts));
}

/// Bytes of descriptions one change may touch.
const MOST_TEXT: usize = 8_000_000;

/// The products of a list, each of them one's own; a foreign one refuses them all.
async fn own_products(tx: &mut Tx, ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<ProductRow>, Refusal> {
    if ids.len() > 1_000 {
        return Err(Refusal::new(Code::TooLarge, "At most 1,000 products at once."));
    }
    let own = ctx.own_stores(tx).await?;
    let ids: Vec<Uuid> = ids.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut rows = db::product::get_many(tx, &ids).await?;
    rows.retain(|row| own.contains(&row.store_id));
    // One change travels whole; what it is made of must fit into one answer.
    if rows.iter().map(|row| row.description.len()).sum::<usize>() > MOST_TEXT {
        return Err(Refusal::new(
            Code::TooLarge,
            "The descriptions of these products are too long for one change. Choose fewer.",
        ));
    }
    if ids.is_empty() || rows.len() != ids.len() { Err(Refusal::not_found("product")) } else { Ok(rows) }
}

/// Shows products in the storefront, or hides them.
pub async fn set_active(tx: &mut Tx, ctx: &Ctx, ids: &[Uuid], is_active: bool) -> Result<(), Refusal> {
    let rows = own_products(tx, ctx, ids).await?;
    if rows.iter().any(|row| row.removed_at_us.is_some()) {
        return Err(Refusal::removed("product"));
    }
    db::product::set_active(tx, &rows, is_active, ctx.now_us).await?;
    Ok(())
}

/// Removes products or brings them back. A row is never deleted: orders and invoices keep naming it.
pub async fn set_removed(tx: &mut Tx, ctx: &Ctx, ids: &[Uuid], is_removed: bool) -> Result<(), Refusal> {
    let rows = own_products(tx, ctx, ids).await?;
    db::product::set_removed(tx, &rows, is_removed.then_some(ctx.now_us), ctx.now_us).await?;
    Ok(())
}

/// Gives a product these pictures, in this order. Where somebody else arranged them meanwhile, both are kept to choose from.
pub async fn set_pictures(
    tx: &mut Tx,
    ctx: &Ctx,
    id: Uuid,
    pictures: &[PictureRef],
    before: Option<&[PictureRef]>,
) -> Result<Done, Refusal> {
    let row = ctx.own_product(tx, id).await?;
    let pictures = tidy_pictures(tx, ctx, pictures).await?;
    if let Some(before) = before {
        let now = db::product_image::pictures(tx, id).await?;
        if !are_same(&now, before) && !are_same(&now, &pictures) {
            let value = |pictures: &[PictureRef]| serde_json::to_value(pictures);
            let clash = Clash { mine: value(&pictures)?, theirs: value(&now)?, before: value(before)? };
            return Ok(Done::Conflict([("pictures".to_owned(), clash)].into()));
        }
    }
    db::product_image::set_pictures(tx, row.store_id, id, &pictures, ctx.now_us).await?;
    Ok(Done::Applied)
}

/// The same pictures with the same texts in the same order; how large they are is not the vendor's to say.
fn are_same(some: &[PictureRef], others: &[PictureRef]) -> bool {
    let what = |one: &PictureRef| (one.hash.clone(), one.alt.trim().to_owned());
    some.iter().map(what).eq(others.iter().map(what))
}

/// Pictures with their texts tidied; at the authority each must have been uploaded.
pub async fn tidy_pictures(
    tx: &mut Tx,
    ctx: &Ctx,
    pictures: &[PictureRef],
) -> Result<Vec<PictureRef>, Refusal> {
    let mut checks = Checks::default();
    if pictures.len() > 100 {
        checks.fault("pictures", "At most 100 pictures for one product.");
    }
    let mut tidy: Vec<PictureRef> = Vec::with_capacity(pictures.len().min(100));
    for picture in pictures.iter().take(100) {
        let hash = picture_hash(&mut checks, "pictures", Some(&picture.hash)).unwrap_or_default();
        let alt = checks.line("pictures", &picture.alt, 200);
        if !tidy.iter().any(|known| known.hash == hash) {
            tidy.push(PictureRef { hash, alt, ..picture.clone() });
        }
    }
    checks.done()?;
    if ctx.is_authority() {
        for picture in &mut tidy {
            let size = db::picture::size(tx, &picture.hash).await?;
            (picture.width, picture.height) =
                size.ok_or_else(|| Refusal::field("pictures", "This picture has not arrived."))?;
        }
    }
    Ok(tidy)
}

/// Moves the stock by hand.
pub async fn adjust_stock(
    tx: &mut Tx,
    ctx: &mut Ctx,
    product: Uuid,
    delta: i64,
    (reason, note): (&str, &str),
) -> Result<(), Refusal> {
    let row = ctx.own_product(tx, product).await?;
    let mut checks = Checks::default();
    checks.number("delta", delta, -MOST_STOCK, MOST_STOCK);
    if delta == 0 {
        checks.fault("delta", "Say how many came in or went out.");
    }
    if !REASONS.contains(&reason) {
        checks.fault("reason", "Choose a reason.");
    }
    let note = checks.line("note", note, 500);
    checks.done()?;
    if !db::product::add_stock(tx, row.store_id, product, delta, MOST_STOCK).await? {
        let sentence = if delta < 0 {
            format!("Only {} are in stock.", row.stock)
        } else {
            format!("A stock may not be larger than {MOST_STOCK}.")
        };
        return Err(Refusal::field("delta", sentence));
    }
    let movement = Movement {
        delta,
        stock_after: db::product::stock(tx, product).await?,
        reason: reason.to_owned(),
        note,
        ..opening(ctx, row.store_id, product, 0)
    };
    db::stock::add(tx, &[movement]).await
}
