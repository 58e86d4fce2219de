//! Operations: load, decide, save. One function per intent, run on the replica at once and at the authority for keeps.

pub mod address;
pub mod cart;
pub mod checkout;
mod checkout_paper;
pub mod ctx;
pub mod import;
pub mod product;
pub mod review;
pub mod sale;
pub mod store;
pub mod tag;

use std::collections::BTreeMap;

pub use ctx::{Actor, Ctx, Place};

use crate::db::Tx;
use crate::domain::edit::Clash;
use crate::intent::IntentBody;
use crate::refusal::Refusal;

/// What an operation came to, when it was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is so now.
    Applied,
    /// Somebody else changed the same fields; nothing was changed.
    Conflict(BTreeMap<String, Clash>),
}

/// Applies an intent. Given the same rows, intent and context, the result is the same everywhere.
pub async fn apply(tx: &mut Tx, ctx: &mut Ctx, body: &IntentBody) -> Result<Done, Refusal> {
    use IntentBody as B;
    ctx.needs(body.permission())?;
    match body {
        B::EditStore { id, edit } => return store::edit(tx, ctx, *id, edit).await,
        B::EditProduct { id, edit } => return product::edit(tx, ctx, *id, edit).await,
        B::EditAddress { id, edit } => return address::edit(tx, ctx, *id, edit).await,
        B::SetPictures { id, pictures, before } => {
            return product::set_pictures(tx, ctx, *id, pictures, before.as_deref()).await;
        }
        B::OpenStore { id, fields } => store::open(tx, ctx, *id, fields).await,
        B::SetStoreOpen { id, is_open } => store::set_open(tx, ctx, *id, *is_open).await,
        B::RemoveStore { id } => store::remove(tx, ctx, *id).await,
        B::RestoreStore { id } => store::restore(tx, ctx, *id).await,
        B::AddProduct { id, store, fields, stock } => {
            product::add(tx, ctx, (*id, *store), fields, *stock).await
        }
        B::SetProductsActive { ids, is_active } => product::set_active(tx, ctx, ids, *is_active).await,
        B::RemoveProducts { ids } => product::set_removed(tx, ctx, ids, true).await,
        B::RestoreProducts { ids } => product::set_removed(tx, ctx, ids, false).await,
        B::AdjustStock { product, delta, reason, note } => {
            product::adjust_stock(tx, ctx, *product, *delta, (reason, note)).await
        }
        B::SaveTag { id, store, name, slug, description } => {
            tag::save(tx, ctx, (*id, *store), name, slug, description).await
        }
        B::RemoveTag { id } => tag::remove(tx, ctx, *id).await,
        B::ImportProducts { store, items, .. } => import::products(tx, ctx, *store, items).await,
        B::PutInCart { product, quantity, adds } => cart::put(tx, ctx, *product, *quantity, *adds).await,
        B::RemoveFromCart { product } => cart::remove(tx, ctx, *product).await,
        B::ClearCart {} => cart::clear(tx, ctx).await,
        B::AcceptCart {} => cart::accept(tx, ctx).await,
        B::MergeCart { lines } => cart::merge(tx, ctx, lines).await,
        B::AddAddress { id, fields } => address::add(tx, ctx, *id, fields).await,
        B::RemoveAddress { id } => address::remove(tx, ctx, *id).await,
        B::PlaceOrder { order, billing, shipping, lines, totals, note } => {
            let ask =
                checkout::Ask { order: *order, billing: *billing, shipping: *shipping, lines, totals, note };
            checkout::place(tx, ctx, &ask).await
        }
        B::MarkPaid { part, method } => sale::mark_paid(tx, ctx, *part, method).await,
        B::SetLines { part, lines, state, tracking } => {
            sale::set_lines(tx, ctx, *part, lines, *state, tracking).await
        }
        B::CancelSale { part, reason } => sale::cancel(tx, ctx, *part, reason).await,
        B::SaveReview { product, rating, title, body } => {
            review::save(tx, ctx, *product, (*rating, title, body)).await
        }
        B::RemoveReview { product } => review::remove(tx, ctx, *product).await,
        B::ReportReview { review, reason } => review::report(tx, ctx, *review, reason).await,
        B::ReplyReview { review, reply } => review::reply(tx, ctx, *review, reply).await,
        B::HideReview { review, is_hidden } => review::hide(tx, ctx, *review, *is_hidden).await,
    }
    .map(|()| Done::Applied)
}
