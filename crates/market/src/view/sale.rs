//! What one's own stores sold. A store sees its own part of an order and nothing of the others'.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::order::{InvoiceRef, OrderLine};
use super::page;
use crate::db::invoice::InvoiceRow;
use crate::db::order::{Line, Part};
use crate::db::sale_list::{Filter, Sort};
use crate::db::{self, Tx, shadow};
use crate::domain::address::AddressFields;
use crate::domain::order::OrderState;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// Which sales.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ListSales {
    pub store: Option<Uuid>,
    pub state: Option<OrderState>,
    pub email: Option<String>,
    pub text: Option<String>,
    pub from_us: Option<i64>,
    pub to_us: Option<i64>,
    pub sort: Option<Sort>,
    pub descending: Option<bool>,
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A sale in the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct SaleRow {
    pub id: Uuid,
    pub order_number: String,
    pub store: Uuid,
    pub store_name: String,
    pub placed_at_us: i64,
    pub state: String,
    pub buyer_name: String,
    pub buyer_email: String,
    pub items: i64,
    pub currency: String,
    pub total_minor: i64,
    pub invoice_label: Option<String>,
    pub is_pending: bool,
}

/// A page of the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct SalePage {
    pub rows: Vec<SaleRow>,
    pub next: Option<String>,
    pub total: i64,
}

/// A sale, whole.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Sale {
    #[serde(flatten)]
    pub row: SaleRow,
    pub billing: AddressFields,
    pub shipping: AddressFields,
    pub note: String,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub paid_at_us: Option<i64>,
    pub paid_by: Option<String>,
    pub lines: Vec<OrderLine>,
    pub invoices: Vec<InvoiceRef>,
}

/// A page of what one's own stores sold.
pub async fn list(tx: &mut Tx, account: Uuid, ask: &ListSales) -> Result<SalePage, Refusal> {
    let filled = |text: &Option<String>| {
        text.clone().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let filter = Filter {
        account,
        store: ask.store,
        state: ask.state.map(|state| state.word().to_owned()),
        email: filled(&ask.email),
        text: filled(&ask.text),
        from_us: ask.from_us,
        to_us: ask.to_us,
        sort: ask.sort.unwrap_or_default(),
        descending: ask.descending.unwrap_or(true),
        after: page::after(ask.after.as_deref())?,
        limit: page::limit(ask.limit),
    };
    let parts = db::sale_list::list(tx, &filter).await?;
    let total = db::sale_list::count(tx, &filter).await?;
    let next = page::next(&parts, filter.limit, |part| (filter.sort.key(part), part.id));
    let ids: Vec<Uuid> = parts.iter().map(|part| part.id).collect();
    let lines = db::order::lines_of_parts(tx, &ids).await?;
    let invoices = db::invoice::of_parts(tx, &ids).await?;
    let guessed: BTreeSet<Uuid> = shadow::guessed(tx, "order_part").await?.into_iter().collect();
    let rows = parts.iter().map(|part| shown(part, &lines, &invoices, &guessed)).collect();
    Ok(SalePage { rows, next, total })
}

fn shown(part: &Part, lines: &[Line], invoices: &[InvoiceRow], guessed: &BTreeSet<Uuid>) -> SaleRow {
    let counted = lines.iter().filter(|line| line.part_id == part.id && line.state != "cancelled");
    let invoice = invoices.iter().find(|row| row.part_id == part.id && row.kind == "invoice");
    SaleRow {
        id: part.id,
        order_number: part.order_number.clone(),
        store: part.store_id,
        store_name: part.store_name.clone(),
        placed_at_us: part.placed_at_us,
        state: part.state.clone(),
        buyer_name: part.buyer_name.clone(),
        buyer_email: part.buyer_email.clone(),
        items: counted.map(|line| line.quantity).sum(),
        currency: part.currency.clone(),
        total_minor: part.total_minor,
        invoice_label: invoice.map(|row| row.label.clone()),
        is_pending: guessed.contains(&part.id),
    }
}

/// One sale of one's own stores, whole.
pub async fn get(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<Sale, Refusal> {
    let part = db::order::part(tx, id).await?.ok_or_else(|| Refusal::not_found("order"))?;
    if !db::staff::may(tx, part.store_id, account, Permission::SaleView).await? {
        return Err(Refusal::not_found("order"));
    }
    let lines = db::order::lines_of_parts(tx, &[id]).await?;
    let invoices = db::invoice::of_parts(tx, &[id]).await?;
    let guessed: BTreeSet<Uuid> = shadow::guessed(tx, "order_part").await?.into_iter().collect();
    Ok(Sale {
        row: shown(&part, &lines, &invoices, &guessed),
        billing: serde_json::from_str(&part.billing)?,
        shipping: serde_json::from_str(&part.shipping)?,
        note: part.note,
        net_minor: part.net_minor,
        tax_minor: part.tax_minor,
        paid_at_us: part.paid_at_us,
        paid_by: part.paid_by,
        lines: lines.iter().map(Into::into).collect(),
        invoices: invoices.iter().map(Into::into).collect(),
    })
}

/// An invoice in the list of a store's books.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct BookRow {
    #[serde(flatten)]
    pub invoice: InvoiceRef,
    pub store: Uuid,
    pub store_name: String,
    pub buyer: String,
    pub order_number: String,
}

/// A page of it.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct BookPage {
    pub rows: Vec<BookRow>,
    pub next: Option<String>,
}

/// A page of the invoices of one's own stores, newest first.
pub async fn books(
    tx: &mut Tx,
    account: Uuid,
    store: Option<Uuid>,
    (after, limit): (Option<&str>, Option<i64>),
) -> Result<BookPage, Refusal> {
    let limit = page::limit(limit);
    let rows = db::invoice::list(tx, account, store, page::before(after)?, limit).await?;
    let next = page::next(&rows, limit, |row| (row.issued_at_us.into(), row.id));
    let shown = |row: InvoiceRow| BookRow {
        invoice: (&row).into(),
        store: row.store_id,
        store_name: row.store_name,
        buyer: row.buyer_name,
        order_number: row.order_number,
    };
    Ok(BookPage { rows: rows.into_iter().map(shown).collect(), next })
}

/// A series of invoice numbers, counted: the report that proves there is no gap and no double.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Series {
    pub store: Uuid,
    pub store_name: String,
    pub kind: String,
    pub papers: i64,
    pub first_number: i64,
    pub last_number: i64,
    pub missing: i64,
    pub doubled: i64,
    pub is_whole: bool,
}

/// The report over one's own stores.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct NumberReport {
    pub series: Vec<Series>,
    pub is_whole: bool,
}

/// Counts the invoice numbers of one's own stores.
pub async fn numbers(tx: &mut Tx, account: Uuid) -> Result<NumberReport, Refusal> {
    let rows = db::invoice::series(tx, account).await?;
    let shown = |row: db::invoice::SeriesRow| {
        let (missing, doubled) = (row.last_number - row.numbers, row.papers - row.numbers);
        Series {
            store: row.store_id,
            store_name: row.store_name,
            kind: row.kind,
            papers: row.papers,
            first_number: row.first_number,
            last_number: row.last_number,
            missing,
            doubled,
            is_whole: missing == 0
                && doubled == 0
                && row.first_number == 1
                && row.next_number == row.last_number + 1,
        }
    };
    let series: Vec<Series> = rows.into_iter().map(shown).collect();
    Ok(NumberReport { is_whole: series.iter().all(|series| series.is_whole), series })
}
