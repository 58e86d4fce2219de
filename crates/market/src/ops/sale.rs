//! What a store does with its part of an order: payment, delivery, cancellation. Corrections are credit notes.

use uuid::Uuid;

use super::Ctx;
use super::checkout_paper::invoice_row;
use crate::db::order::{Line, Part};
use crate::db::stock::Movement;
use crate::db::{self, Tx};
use crate::domain::audit::{Entry, Kind};
use crate::domain::checks::Checks;
use crate::domain::invoice::{self, Snapshot};
use crate::domain::order::{LineState, OrderState, state_of, state_of_all};
use crate::domain::product::MOST_STOCK;
use crate::refusal::{Code, Refusal};

const METHODS: [&str; 3] = ["transfer", "cash", "card"];

async fn own_part(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<Part, Refusal> {
    let part = db::order::part(tx, id).await?.ok_or_else(|| Refusal::not_found("order"))?;
    if ctx.may_in(tx, part.store_id).await? { Ok(part) } else { Err(Refusal::not_found("order")) }
}

fn line_state(line: &Line) -> Result<LineState, Refusal> {
    LineState::from_word(&line.state).ok_or_else(|| Refusal::broken(&format!("line state {}", line.state)))
}

/// Saves a part with the state that follows from its lines, and the whole order's.
async fn settle(tx: &mut Tx, mut part: Part, lines: &[Line]) -> Result<(), Refusal> {
    let mut states = Vec::with_capacity(lines.len());
    (part.net_minor, part.tax_minor, part.total_minor) = (0, 0, 0);
    for line in lines {
        let state = line_state(line)?;
        if state.counts() {
            part.net_minor += line.net_minor;
            part.tax_minor += line.tax_minor;
            part.total_minor += line.total_minor;
        }
        states.push(state);
    }
    state_of(part.paid_at_us.is_some(), &states).word().clone_into(&mut part.state);
    db::order::save_part(tx, &part).await?;
    let parts = db::order::parts(tx, &[part.order_id]).await?;
    let states: Vec<_> = parts.iter().filter_map(|part| OrderState::from_word(&part.state)).collect();
    db::order::save_state(tx, part.order_id, part.account_id, state_of_all(&states).word()).await
}

/// Notes that the money is there.
pub async fn mark_paid(tx: &mut Tx, ctx: &Ctx, id: Uuid, method: &str) -> Result<(), Refusal> {
    let mut part = own_part(tx, ctx, id).await?;
    if !METHODS.contains(&method) {
        return Err(Refusal::field("method", "Choose how it was paid."));
    }
    if part.state != OrderState::New.word() {
        return Err(Refusal::new(Code::Stale, "This order is not waiting for its payment."));
    }
    part.paid_at_us = Some(ctx.now_us);
    part.paid_by = Some(method.to_owned());
    let lines = db::order::lines_of_parts(tx, &[id]).await?;
    settle(tx, part, &lines).await
}

/// Moves lines to another state.
pub async fn set_lines(
    tx: &mut Tx,
    ctx: &mut Ctx,
    id: Uuid,
    ids: &[Uuid],
    state: LineState,
    tracking: &str,
) -> Result<(), Refusal> {
    let part = own_part(tx, ctx, id).await?;
    let mut checks = Checks::default();
    let tracking = checks.line("tracking", tracking, 80);
    checks.done()?;
    let mut lines = db::order::lines_of_parts(tx, &[id]).await?;
    if ids.is_empty() || ids.iter().any(|id| !lines.iter().any(|line| line.id == *id)) {
        return Err(Refusal::not_found("order line"));
    }
    let mut back = Vec::new();
    for line in lines.iter_mut().filter(|line| ids.contains(&line.id)) {
        let old = line_state(line)?;
        if !old.may_become(state) {
            let sentence = format!("“{}” is {} and cannot become {}.", line.name, old.word(), state.word());
            return Err(Refusal::new(Code::Invalid, sentence));
        }
        state.word().clone_into(&mut line.state);
        if !tracking.is_empty() {
            line.tracking.clone_from(&tracking);
        }
        db::order::save_line(tx, line).await?;
        if !state.counts() {
            back.push(line.clone());
        }
    }
    if !back.is_empty() {
        let reason = if state == LineState::Returned { "Goods returned" } else { "Lines cancelled" };
        give_back(tx, ctx, &part, &back, reason).await?;
    }
    settle(tx, part, &lines).await
}

/// Cancels everything not sent yet.
pub async fn cancel(tx: &mut Tx, ctx: &mut Ctx, id: Uuid, reason: &str) -> Result<(), Refusal> {
    let part = own_part(tx, ctx, id).await?;
    let mut checks = Checks::default();
    let reason = checks.needed("reason", reason, 500);
    checks.done()?;
    let mut lines = db::order::lines_of_parts(tx, &[id]).await?;
    let mut back = Vec::new();
    for line in &mut lines {
        if line_state(line)?.may_become(LineState::Cancelled) {
            LineState::Cancelled.word().clone_into(&mut line.state);
            db::order::save_line(tx, line).await?;
            back.push(line.clone());
        }
    }
    if back.is_empty() {
        return Err(Refusal::new(Code::Stale, "Everything in this order was sent or cancelled already."));
    }
    give_back(tx, ctx, &part, &back, &reason).await?;
    settle(tx, part, &lines).await
}

/// Puts cancelled or returned lines back into stock and, at the authority, corrects the invoice.
async fn give_back(
    tx: &mut Tx,
    ctx: &mut Ctx,
    part: &Part,
    lines: &[Line],
    reason: &str,
) -> Result<(), Refusal> {
    let mut lines: Vec<&Line> = lines.iter().collect();
    lines.sort_by_key(|line| line.product_id);
    let mut movements = Vec::with_capacity(lines.len());
    for line in &lines {
        if !db::product::add_stock(tx, line.store_id, line.product_id, line.quantity, MOST_STOCK * 2).await? {
            continue;
        }
        movements.push(Movement {
            id: ctx.ids.draw(),
            store_id: line.store_id,
            product_id: line.product_id,
            delta: line.quantity,
            stock_after: db::product::stock(tx, line.product_id).await?,
            reason: line.state.clone(),
            note: part.order_number.clone(),
            order_id: Some(part.order_id),
            account_id: Some(ctx.actor.account),
            by_name: ctx.actor.display_name.clone(),
            at_us: ctx.now_us,
        });
    }
    db::stock::add(tx, &movements).await?;
    if ctx.is_authority() { credit(tx, ctx, part, &lines, reason).await } else { Ok(()) }
}

async fn credit(tx: &mut Tx, ctx: &Ctx, part: &Part, lines: &[&Line], reason: &str) -> Result<(), Refusal> {
    let issued = db::invoice::of_parts(tx, &[part.id]).await?;
    let Some(invoice) = issued.iter().find(|row| row.kind == "invoice") else {
        return Err(Refusal::broken(&"an order without an invoice"));
    };
    let snapshot: Snapshot = serde_json::from_str(&invoice.snapshot)?;
    let store = db::store::get(tx, part.store_id).await?.ok_or_else(|| Refusal::not_found("store"))?;
    let positions: Vec<u32> = lines.iter().filter_map(|line| u32::try_from(line.position).ok()).collect();
    let number = db::store::draw_credit_number(tx, part.store_id).await?;
    let note = invoice::correct(&snapshot, number, &store.invoice_prefix, ctx.now_us, reason, &positions);
    let row = invoice_row(part, number, &note, &format!(" {}", ctx.intent))?;
    db::invoice::insert(tx, &row).await?;
    // What was paid goes back to the buyer; what was not is only called off.
    let kind = if part.paid_at_us.is_some() { Kind::OrderRefunded } else { Kind::OrderCancelled };
    let facts = serde_json::json!({
        "order": part.order_number, "credit_note": row.label, "total_minor": row.total_minor, "currency": row.currency, "reason": reason,
    });
    tx.note(Entry::of(kind, ctx.actor.account).to(part.id).saying(&facts));
    Ok(())
}
