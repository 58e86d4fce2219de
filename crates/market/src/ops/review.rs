//! Reviews: one per buyer and product; whether it is verified is decided here, at the authority.

use uuid::Uuid;

use super::Ctx;
use crate::db::review::ReviewRow;
use crate::db::{self, Tx};
use crate::domain::checks::Checks;
use crate::domain::{ids, review};
use crate::refusal::Refusal;

/// Writes a review, or writes it anew and keeps what it said before.
pub async fn save(
    tx: &mut Tx,
    ctx: &mut Ctx,
    product: Uuid,
    (rating, title, body): (i64, &str, &str),
) -> Result<(), Refusal> {
    let fields = review::checked(rating, title, body)?;
    let row = db::product::get(tx, product).await?.ok_or_else(|| Refusal::not_found("product"))?;
    let account = ctx.actor.account;
    let old = db::review::by(tx, account, product).await?;
    let has_bought = db::order::has_bought(tx, account, product).await?;
    if old.is_none() && (!row.is_active || row.removed_at_us.is_some()) && !has_bought {
        return Err(Refusal::not_found("product"));
    }
    if db::store::is_member(tx, row.store_id, account).await? {
        return Err(Refusal::new(crate::Code::Forbidden, "You cannot review what your own store sells."));
    }
    if let Some(old) = &old {
        db::review::keep_edit(tx, ctx.ids.draw(), old).await?;
        count(tx, old, -1).await?;
    }
    let review = ReviewRow {
        id: old.as_ref().map_or_else(|| ids::pair(account, product), |old| old.id),
        product_id: product,
        store_id: row.store_id,
        account_id: account,
        author: ctx.actor.display_name.clone(),
        rating: fields.rating,
        title: fields.title,
        body: fields.body,
        is_verified: has_bought,
        is_hidden: old.as_ref().is_some_and(|old| old.is_hidden),
        edits: old.as_ref().map_or(0, |old| old.edits + 1),
        created_at_us: old.as_ref().map_or(ctx.now_us, |old| old.created_at_us),
        updated_at_us: ctx.now_us,
        reply: old.as_ref().and_then(|old| old.reply.clone()),
        reply_at_us: old.as_ref().and_then(|old| old.reply_at_us),
    };
    db::review::save(tx, &review).await?;
    count(tx, &review, 1).await
}

/// Counts a review into its product's averages, or out of them; hidden ones do not count.
async fn count(tx: &mut Tx, review: &ReviewRow, sign: i64) -> Result<(), Refusal> {
    if review.is_hidden {
        return Ok(());
    }
    let all = (review.rating * sign, sign);
    let verified = if review.is_verified { all } else { (0, 0) };
    db::product::add_rating(tx, review.store_id, review.product_id, all, verified).await
}

/// Takes one's own review back.
pub async fn remove(tx: &mut Tx, ctx: &Ctx, product: Uuid) -> Result<(), Refusal> {
    let review =
        db::review::by(tx, ctx.actor.account, product).await?.ok_or_else(|| Refusal::not_found("review"))?;
    count(tx, &review, -1).await?;
    db::review::remove(tx, &review).await
}

/// Tells the moderators about a review.
pub async fn report(tx: &mut Tx, ctx: &Ctx, review: Uuid, reason: &str) -> Result<(), Refusal> {
    let mut checks = Checks::default();
    let reason = checks.needed("reason", reason, 1_000);
    checks.done()?;
    let row = db::review::get(tx, review).await?.filter(|row| !row.is_hidden);
    let row = row.ok_or_else(|| Refusal::not_found("review"))?;
    db::review::report(tx, &row, ctx.actor.account, &reason, ctx.now_us).await
}

/// Answers a review of one's own store, or takes the answer back.
pub async fn reply(tx: &mut Tx, ctx: &Ctx, review: Uuid, reply: &str) -> Result<(), Refusal> {
    let mut checks = Checks::default();
    let reply = checks.text("reply", reply, 2_000);
    checks.done()?;
    let mut row = db::review::get(tx, review).await?.ok_or_else(|| Refusal::not_found("review"))?;
    if !ctx.may_in(tx, row.store_id).await? {
        return Err(Refusal::not_found("review"));
    }
    row.reply_at_us = (!reply.is_empty()).then_some(ctx.now_us);
    row.reply = (!reply.is_empty()).then_some(reply);
    db::review::save(tx, &row).await
}

/// Hides a review from everybody, or shows it again.
pub async fn hide(tx: &mut Tx, ctx: &Ctx, review: Uuid, is_hidden: bool) -> Result<(), Refusal> {
    ctx.must(crate::Permission::ReviewModerate)?;
    let mut row = db::review::get(tx, review).await?.ok_or_else(|| Refusal::not_found("review"))?;
    if row.is_hidden != is_hidden {
        count(tx, &row, -1).await?;
        row.is_hidden = is_hidden;
        count(tx, &row, 1).await?;
        db::review::save(tx, &row).await?;
    }
    Ok(())
}
