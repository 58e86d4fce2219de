//! Stores: open, edit, close, remove, bring back.

use uuid::Uuid;

use super::{Ctx, Done};
use crate::db::{self, Tx};
use crate::domain::edit::{self, Edit, Merged};
use crate::domain::store::StoreFields;
use crate::refusal::Refusal;

/// Opens a store; the actor owns it.
pub async fn open(tx: &mut Tx, ctx: &Ctx, id: Uuid, fields: &StoreFields) -> Result<(), Refusal> {
    let mut fields = fields.checked()?;
    if db::store::get(tx, id).await?.is_some() {
        return Err(Refusal::taken("id", "This store exists already."));
    }
    if db::store::has_slug(tx, &fields.slug, id).await? {
        fields.slug = free_slug(tx, id, &fields.slug).await?;
    }
    db::store::insert(tx, id, &fields, ctx.actor.account, ctx.now_us).await
}

/// The same name twice is no fault of the second store: its address gets a short ending.
async fn free_slug(tx: &mut Tx, id: Uuid, slug: &str) -> Result<String, Refusal> {
    for ending in 2..1_000 {
        let slug = format!("{slug}-{ending}");
        if !db::store::has_slug(tx, &slug, id).await? {
            return Ok(slug);
        }
    }
    Err(Refusal::taken("slug", "Choose another address."))
}

/// Changes what the owner says about a store.
pub async fn edit(tx: &mut Tx, ctx: &Ctx, id: Uuid, edit: &Edit) -> Result<Done, Refusal> {
    let row = ctx.own_store(tx, id).await?;
    let old = row.fields();
    let fields = match edit::merge(&old, edit)? {
        Merged::Clean(fields) => fields.checked()?,
        Merged::Clashes(fields) => return Ok(Done::Conflict(fields)),
    };
    if fields.slug != old.slug && db::store::has_slug(tx, &fields.slug, id).await? {
        return Err(Refusal::taken("slug", "Another store has this address."));
    }
    let is_billed = row.next_invoice > 1;
    if is_billed && fields.currency != old.currency {
        return Err(Refusal::field(
            "currency",
            "This store has issued invoices; its currency cannot change.",
        ));
    }
    if is_billed && fields.invoice_prefix != old.invoice_prefix {
        return Err(Refusal::field(
            "invoice_prefix",
            "This store has issued invoices; their prefix cannot change.",
        ));
    }
    db::store::update(tx, id, &fields, ctx.now_us).await?;
    Ok(Done::Applied)
}

/// Opens or closes the shop door: a closed store shows its products but sells nothing.
pub async fn set_open(tx: &mut Tx, ctx: &Ctx, id: Uuid, is_open: bool) -> Result<(), Refusal> {
    ctx.own_store(tx, id).await?;
    db::store::set_state(tx, id, is_open, None, ctx.now_us).await
}

/// Removes a store; one with orders is closed and keeps its books.
pub async fn remove(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<(), Refusal> {
    ctx.own_store_or_removed(tx, id).await?;
    db::store::set_state(tx, id, false, Some(ctx.now_us), ctx.now_us).await
}

/// Brings a removed store back, open again.
pub async fn restore(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<(), Refusal> {
    ctx.own_store_or_removed(tx, id).await?;
    db::store::set_state(tx, id, true, None, ctx.now_us).await
}
