//! Orders the marketplace has refused, as their buyer sees them: made from what was asked, because nothing was placed.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::order::{Confirmed, Order, OrderLine, OrderPart, OrderRow, RefusedOrder};
use crate::db::product::ProductRow;
use crate::db::replica::PendingRow;
use crate::db::store::StoreRow;
use crate::db::{self, Tx};
use crate::domain::ids::{derived, short_code};
use crate::domain::tax;
use crate::intent::{IntentBody, Outcome, Total, Wanted};
use crate::refusal::Refusal;

/// The word for an order and its lines.
const REFUSED: &str = "refused";

/// Refused orders nobody has dealt with, the newest first.
pub(super) async fn rows(tx: &mut Tx) -> Result<Vec<OrderRow>, Refusal> {
    let mut rows = Vec::new();
    for change in db::replica::refused(tx).await?.into_iter().rev() {
        let Some((order, lines, totals)) = asked(&change)? else { continue };
        let products = products_of(tx, &lines).await?;
        rows.push(row(&change, order, &lines, totals, &products)?);
    }
    Ok(rows)
}

/// One of them, whole.
pub(super) async fn get(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<Option<Order>, Refusal> {
    for change in db::replica::refused(tx).await?.into_iter().rev() {
        let body: IntentBody = serde_json::from_str(&change.body)?;
        let IntentBody::PlaceOrder { order, billing, shipping, lines, totals, note } = body else { continue };
        if order != id {
            continue;
        }
        let products = products_of(tx, &lines).await?;
        let mut addresses = Vec::new();
        for address in [billing, shipping] {
            let kept = db::address::own(tx, address, account).await?;
            addresses.push(kept.map(|row| row.fields()).unwrap_or_default());
        }
        return Ok(Some(Order {
            row: row(&change, order, &lines, totals, &products)?,
            shipping: addresses.pop().unwrap_or_default(),
            billing: addresses.pop().unwrap_or_default(),
            note,
            parts: parts(tx, order, &lines, &products).await?,
            mail: None,
        }));
    }
    Ok(None)
}

type Asked = (Uuid, Vec<Wanted>, Vec<Total>);

fn asked(change: &PendingRow) -> Result<Option<Asked>, Refusal> {
    Ok(match serde_json::from_str(&change.body)? {
        IntentBody::PlaceOrder { order, lines, totals, .. } => Some((order, lines, totals)),
        _ => None,
    })
}

async fn products_of(tx: &mut Tx, lines: &[Wanted]) -> Result<BTreeMap<Uuid, ProductRow>, Refusal> {
    let ids: Vec<Uuid> = lines.iter().map(|line| line.product).collect();
    Ok(db::product::get_many(tx, &ids).await?.into_iter().map(|row| (row.id, row)).collect())
}

fn row(
    change: &PendingRow,
    order: Uuid,
    lines: &[Wanted],
    totals: Vec<Total>,
    products: &BTreeMap<Uuid, ProductRow>,
) -> Result<OrderRow, Refusal> {
    let name = |line: &Wanted| products.get(&line.product).map_or("a product that is gone", |row| &row.name);
    let named: Vec<String> =
        lines.iter().take(4).map(|line| format!("{} x {}", line.quantity, name(line))).collect();
    let more = if lines.len() > 4 { format!(" and {} more", lines.len() - 4) } else { String::new() };
    let reasons = match change.outcome()? {
        Some(Outcome::Refused(refusal)) if !refusal.fields.is_empty() => {
            refusal.fields.into_values().collect()
        }
        Some(Outcome::Refused(refusal)) => vec![refusal.message],
        _ => vec![],
    };
    Ok(OrderRow {
        id: order,
        number: short_code(order),
        placed_at_us: change.made_at_us,
        state: REFUSED.to_owned(),
        sync: Confirmed::Refused,
        summary: named.join(", ") + &more,
        picture: lines.iter().find_map(|line| products.get(&line.product)?.picture.clone()),
        totals,
        refused: Some(RefusedOrder { change: change.id, reasons }),
    })
}

async fn parts(
    tx: &mut Tx,
    order: Uuid,
    lines: &[Wanted],
    products: &BTreeMap<Uuid, ProductRow>,
) -> Result<Vec<OrderPart>, Refusal> {
    let mut by_store: BTreeMap<Uuid, Vec<&Wanted>> = BTreeMap::new();
    for line in lines {
        let store = products.get(&line.product).map(|row| row.store_id).unwrap_or_default();
        by_store.entry(store).or_default().push(line);
    }
    let stores = db::store::get_many(tx, &by_store.keys().copied().collect::<Vec<_>>()).await?;
    let part = |(store, lines): (Uuid, Vec<&Wanted>)| {
        let known = stores.iter().find(|row| row.id == store);
        part_of(order, (store, known), &lines, products)
    };
    Ok(by_store.into_iter().map(part).collect())
}

fn part_of(
    order: Uuid,
    (store, known): (Uuid, Option<&StoreRow>),
    lines: &[&Wanted],
    products: &BTreeMap<Uuid, ProductRow>,
) -> OrderPart {
    let lines: Vec<OrderLine> =
        lines.iter().map(|line| line_of(order, line, products.get(&line.product))).collect();
    let total_minor = lines.iter().map(|line| line.total_minor).fold(0, i64::saturating_add);
    let taxes = lines.iter().filter_map(|line| tax::split(line.total_minor, line.tax_bp));
    let tax_minor = taxes.map(|split| split.tax_minor).fold(0, i64::saturating_add);
    OrderPart {
        id: derived(order, &store.to_string()),
        store,
        store_name: known.map_or_else(String::new, |row| row.name.clone()),
        state: REFUSED.to_owned(),
        currency: known.map_or_else(String::new, |row| row.currency.clone()),
        net_minor: total_minor.saturating_sub(tax_minor),
        tax_minor,
        total_minor,
        lines,
        invoice: None,
        credit_notes: vec![],
    }
}

fn line_of(order: Uuid, line: &Wanted, product: Option<&ProductRow>) -> OrderLine {
    OrderLine {
        id: derived(order, &line.product.to_string()),
        product: line.product,
        name: product.map_or_else(|| "A product that is gone".to_owned(), |row| row.name.clone()),
        subtitle: product.map_or_else(String::new, |row| row.subtitle.clone()),
        sku: product.map_or_else(String::new, |row| row.sku.clone()),
        picture: product.and_then(|row| row.picture.clone()),
        quantity: line.quantity,
        price_minor: line.price_minor,
        total_minor: line.price_minor.saturating_mul(line.quantity),
        tax_bp: product.map_or(0, |row| row.tax_bp),
        state: REFUSED.to_owned(),
        tracking: String::new(),
        can_review: false,
    }
}
