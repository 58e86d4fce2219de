//! What own stores sold.

use market::domain::order::LineState;
use market::intent::IntentBody;
use market::view::sale::{BookPage, ListSales, NumberReport, Sale, SalePage};
use market::{Permission, Refusal, view};
use serde::Deserialize;
use uuid::Uuid;

use super::MANAGER;
use super::store::One;
use crate::call::Call;
use crate::op::Who::May;
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("sale.list", "What own stores sold", May(Permission::SaleView), MANAGER, Of::Nothing, [], list, ListSales => SalePage),
    op!("sale.get", "One sale", May(Permission::SaleView), MANAGER, Of::Office("id"), [], get, One => Sale),
    op!("sale.mark_paid", "Notes that the money is there", May(Permission::SaleChange), MANAGER, Of::Office("id"), ["sale", "order"], mark_paid, MarkPaid => Nothing),
    op!("sale.set_lines", "Moves lines to another state", May(Permission::SaleChange), MANAGER, Of::Office("id"), ["sale", "order", "product"], set_lines, SetLines => Nothing),
    op!("sale.cancel", "Cancels what is not sent; a credit note corrects the invoice", May(Permission::SaleChange), MANAGER, Of::Office("id"), ["sale", "order", "product", "invoice"], cancel, Cancel => Nothing),
    op!("invoice.numbers", "Counts the invoice numbers of own stores: no gap, no double", May(Permission::InvoiceView), MANAGER, Of::Nothing, [], numbers, Nothing => NumberReport),
    op!("invoice.list", "Invoices of own stores, newest first", May(Permission::InvoiceView), MANAGER, Of::Nothing, [], books, ListBooks => BookPage),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
struct MarkPaid {
    id: Uuid,
    #[ts(type = "\"transfer\" | \"cash\" | \"card\"")]
    method: String,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SetLines {
    id: Uuid,
    lines: Vec<Uuid>,
    state: LineState,
    #[serde(default)]
    tracking: Option<String>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Cancel {
    id: Uuid,
    reason: String,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct ListBooks {
    #[serde(default)]
    store: Option<Uuid>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

async fn list(call: &Call, ask: ListSales) -> Result<SalePage, Refusal> {
    view::sale::list(&mut call.read().await?, call.account(), &ask).await
}

async fn get(call: &Call, ask: One) -> Result<Sale, Refusal> {
    view::sale::get(&mut call.read().await?, call.account(), ask.id).await
}

async fn mark_paid(call: &Call, ask: MarkPaid) -> Result<Nothing, Refusal> {
    call.change(IntentBody::MarkPaid { part: ask.id, method: ask.method }).await?;
    Ok(Nothing {})
}

async fn set_lines(call: &Call, ask: SetLines) -> Result<Nothing, Refusal> {
    let SetLines { id, lines, state, tracking } = ask;
    call.change(IntentBody::SetLines { part: id, lines, state, tracking: tracking.unwrap_or_default() })
        .await?;
    Ok(Nothing {})
}

async fn cancel(call: &Call, ask: Cancel) -> Result<Nothing, Refusal> {
    call.change(IntentBody::CancelSale { part: ask.id, reason: ask.reason }).await?;
    Ok(Nothing {})
}

async fn books(call: &Call, ask: ListBooks) -> Result<BookPage, Refusal> {
    let page = (ask.after.as_deref(), ask.limit);
    view::sale::books(&mut call.read().await?, call.account(), ask.store, page).await
}

async fn numbers(call: &Call, _: Nothing) -> Result<NumberReport, Refusal> {
    view::sale::numbers(&mut call.read().await?, call.account()).await
}
