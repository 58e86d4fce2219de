//! Orders as their buyer sees them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{page, refused_order};
use crate::db::invoice::InvoiceRow;
use crate::db::order::{Line, Part, Purchase};
use crate::db::{self, Tx, shadow};
use crate::domain::address::AddressFields;
use crate::domain::money;
use crate::intent::Total;
use crate::refusal::Refusal;

/// An invoice to open, save or print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct InvoiceRef {
    pub id: Uuid,
    pub label: String,
    pub kind: String,
    pub issued_at_us: i64,
    pub currency: String,
    pub total_minor: i64,
}

impl From<&InvoiceRow> for InvoiceRef {
    fn from(row: &InvoiceRow) -> Self {
        Self {
            id: row.id,
            label: row.label.clone(),
            kind: row.kind.clone(),
            issued_at_us: row.issued_at_us,
            currency: row.currency.clone(),
            total_minor: row.total_minor,
        }
    }
}

/// A line.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OrderLine {
    pub id: Uuid,
    pub product: Uuid,
    pub name: String,
    pub subtitle: String,
    pub sku: String,
    pub picture: Option<String>,
    pub quantity: i64,
    pub price_minor: i64,
    pub total_minor: i64,
    pub tax_bp: i64,
    pub state: String,
    pub tracking: String,
    pub can_review: bool,
}

impl From<&Line> for OrderLine {
    fn from(row: &Line) -> Self {
        Self {
            id: row.id,
            product: row.product_id,
            name: row.name.clone(),
            subtitle: row.subtitle.clone(),
            sku: row.sku.clone(),
            picture: row.picture.clone(),
            quantity: row.quantity,
            price_minor: row.price_minor,
            total_minor: row.total_minor,
            tax_bp: row.tax_bp,
            state: row.state.clone(),
            tracking: row.tracking.clone(),
            can_review: row.state != "cancelled",
        }
    }
}

/// Whether the marketplace has said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub enum Confirmed {
    Queued,
    Confirmed,
    Refused,
}

/// Why an order was refused, and the change to give up when that has been read.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct RefusedOrder {
    pub change: Uuid,
    pub reasons: Vec<String>,
}

/// An order in the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OrderRow {
    pub id: Uuid,
    pub number: String,
    pub placed_at_us: i64,
    pub state: String,
    pub sync: Confirmed,
    pub summary: String,
    pub picture: Option<String>,
    pub totals: Vec<Total>,
    pub refused: Option<RefusedOrder>,
}

/// A page of the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OrderPage {
    pub rows: Vec<OrderRow>,
    pub next: Option<String>,
}

/// One store's part.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OrderPart {
    pub id: Uuid,
    pub store: Uuid,
    pub store_name: String,
    pub state: String,
    pub currency: String,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub lines: Vec<OrderLine>,
    pub invoice: Option<InvoiceRef>,
    pub credit_notes: Vec<InvoiceRef>,
}

/// The order's mail.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OrderMail {
    pub state: String,
    pub error: Option<String>,
    pub at_us: i64,
}

/// An order, whole.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Order {
    #[serde(flatten)]
    pub row: OrderRow,
    pub billing: AddressFields,
    pub shipping: AddressFields,
    pub note: String,
    pub parts: Vec<OrderPart>,
    pub mail: Option<OrderMail>,
}

impl Order {
    /// Whether these are the totals it was placed with, whatever was cancelled since.
    pub fn was_placed_with(&self, totals: &[Total]) -> bool {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for part in &self.parts {
            let total: i64 = part.lines.iter().map(|line| line.total_minor).sum();
            *sums.entry(part.currency.as_str()).or_default() += total;
        }
        money::are_sums(totals.iter().map(|total| (total.currency.as_str(), total.total_minor)), &sums)
    }
}

/// A page of one's orders, newest first. What was refused stands before them until its buyer has dealt with it.
pub async fn list(
    tx: &mut Tx,
    account: Uuid,
    after: Option<&str>,
    asked: Option<i64>,
) -> Result<OrderPage, Refusal> {
    let limit = page::limit(asked);
    let purchases = db::order::list(tx, account, page::before(after)?, limit).await?;
    let next = page::next(&purchases, limit, |row| (row.placed_at_us.into(), row.id));
    let ids: Vec<Uuid> = purchases.iter().map(|row| row.id).collect();
    let parts = db::order::parts(tx, &ids).await?;
    let lines = db::order::lines(tx, &ids).await?;
    let guessed: BTreeSet<Uuid> = shadow::guessed(tx, "purchase").await?.into_iter().collect();
    let mut rows = if after.is_none() { refused_order::rows(tx).await? } else { vec![] };
    rows.extend(purchases.iter().map(|row| shown(row, &parts, &lines, &guessed)));
    Ok(OrderPage { rows, next })
}

fn shown(row: &Purchase, parts: &[Part], lines: &[Line], guessed: &BTreeSet<Uuid>) -> OrderRow {
    let own: Vec<&Line> = lines.iter().filter(|line| line.order_id == row.id).collect();
    let named: Vec<String> =
        own.iter().take(4).map(|line| format!("{} x {}", line.quantity, line.name)).collect();
    let more = if own.len() > 4 { format!(" and {} more", own.len() - 4) } else { String::new() };
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for part in parts.iter().filter(|part| part.order_id == row.id) {
        *totals.entry(part.currency.as_str()).or_default() += part.total_minor;
    }
    OrderRow {
        id: row.id,
        number: row.number.clone(),
        placed_at_us: row.placed_at_us,
        state: row.state.clone(),
        sync: if guessed.contains(&row.id) { Confirmed::Queued } else { Confirmed::Confirmed },
        summary: named.join(", ") + &more,
        picture: own.iter().find_map(|line| line.picture.clone()),
        totals: totals
            .into_iter()
            .map(|(currency, total_minor)| Total { currency: currency.to_owned(), total_minor })
            .collect(),
        refused: None,
    }
}

/// One of one's orders, whole.
pub async fn get(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<Order, Refusal> {
    let purchase = db::order::get(tx, id).await?.filter(|row| row.account_id == account);
    let Some(purchase) = purchase else {
        return refused_order::get(tx, account, id).await?.ok_or_else(|| Refusal::not_found("order"));
    };
    let parts = db::order::parts(tx, &[id]).await?;
    let lines = db::order::lines(tx, &[id]).await?;
    let invoices = db::invoice::of_parts(tx, &parts.iter().map(|part| part.id).collect::<Vec<_>>()).await?;
    let guessed: BTreeSet<Uuid> = shadow::guessed(tx, "purchase").await?.into_iter().collect();
    let mail = db::mail::of_order(tx, id).await?;
    Ok(Order {
        row: shown(&purchase, &parts, &lines, &guessed),
        billing: serde_json::from_str(&purchase.billing)?,
        shipping: serde_json::from_str(&purchase.shipping)?,
        note: purchase.note,
        parts: parts.iter().map(|part| shown_part(part, &lines, &invoices)).collect(),
        mail: mail.map(|mail| OrderMail {
            at_us: mail.sent_at_us.unwrap_or(mail.created_at_us),
            state: mail.state,
            error: mail.error,
        }),
    })
}

fn shown_part(part: &Part, lines: &[Line], invoices: &[InvoiceRow]) -> OrderPart {
    let own =
        |kind: &'static str| invoices.iter().filter(move |row| row.part_id == part.id && row.kind == kind);
    OrderPart {
        id: part.id,
        store: part.store_id,
        store_name: part.store_name.clone(),
        state: part.state.clone(),
        currency: part.currency.clone(),
        net_minor: part.net_minor,
        tax_minor: part.tax_minor,
        total_minor: part.total_minor,
        lines: lines.iter().filter(|line| line.part_id == part.id).map(Into::into).collect(),
        invoice: own("invoice").next().map(Into::into),
        credit_notes: own("credit_note").map(Into::into).collect(),
    }
}
