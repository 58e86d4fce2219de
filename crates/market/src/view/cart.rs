//! The cart as its owner sees it: what changed since a product was put in is said before paying.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::cart::CartRow;
use crate::db::{self, Tx};
use crate::domain::address::AddressFields;
use crate::intent::Total;
use crate::refusal::Refusal;

/// What keeps a line from being bought as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub enum Problem {
    Repriced,
    TooFew,
    SoldOut,
    Gone,
}

/// One line.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct CartLine {
    pub product: Uuid,
    pub store: Uuid,
    pub store_name: String,
    pub name: String,
    pub subtitle: String,
    pub picture: Option<String>,
    pub quantity: i64,
    pub price_minor: i64,
    pub seen_price_minor: i64,
    pub currency: String,
    pub stock: i64,
    pub line_total_minor: i64,
    pub problem: Option<Problem>,
}

/// The cart.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Cart {
    pub lines: Vec<CartLine>,
    pub totals: Vec<Total>,
    pub count: i64,
    pub has_problems: bool,
}

/// Reads a cart.
pub async fn get(tx: &mut Tx, account: Uuid) -> Result<Cart, Refusal> {
    let lines: Vec<CartLine> = db::cart::list(tx, account).await?.into_iter().map(shown).collect();
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for line in lines.iter().filter(|line| !matches!(line.problem, Some(Problem::Gone | Problem::SoldOut))) {
        *totals.entry(line.currency.as_str()).or_default() += line.line_total_minor;
    }
    let totals = totals
        .into_iter()
        .map(|(currency, total)| Total { currency: currency.to_owned(), total_minor: total });
    Ok(Cart {
        totals: totals.collect(),
        count: lines.iter().map(|line| line.quantity).sum(),
        has_problems: lines.iter().any(|line| line.problem.is_some()),
        lines,
    })
}

fn shown(row: CartRow) -> CartLine {
    let price = row.price_minor.unwrap_or(row.seen_price_minor);
    let stock = row.stock.unwrap_or(0);
    let problem = if !row.is_sellable() {
        Some(Problem::Gone)
    } else if stock <= 0 {
        Some(Problem::SoldOut)
    } else if stock < row.quantity {
        Some(Problem::TooFew)
    } else if price != row.seen_price_minor {
        Some(Problem::Repriced)
    } else {
        None
    };
    CartLine {
        product: row.product_id,
        store: row.store_id,
        store_name: row.store_name.unwrap_or_default(),
        name: row.name.unwrap_or_else(|| "A product that is gone".to_owned()),
        subtitle: row.subtitle.unwrap_or_default(),
        picture: row.picture,
        quantity: row.quantity,
        price_minor: price,
        seen_price_minor: row.seen_price_minor,
        currency: row.currency.unwrap_or_default(),
        stock,
        line_total_minor: price.saturating_mul(row.quantity),
        problem,
    }
}

/// An address in the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Address {
    #[serde(flatten)]
    pub fields: AddressFields,
    pub id: Uuid,
    pub last_used_us: Option<i64>,
}

/// One's addresses.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Addresses {
    pub addresses: Vec<Address>,
}

/// Lists one's addresses, the last used first.
pub async fn addresses(tx: &mut Tx, account: Uuid) -> Result<Addresses, Refusal> {
    let rows = db::address::list(tx, account).await?;
    Ok(Addresses { addresses: rows.iter().map(shown_address).collect() })
}

/// One of one's addresses.
pub async fn address(tx: &mut Tx, account: Uuid, id: Uuid, field: &str) -> Result<Address, Refusal> {
    let row = db::address::own(tx, id, account).await?;
    row.as_ref()
        .map(shown_address)
        .ok_or_else(|| Refusal::not_found("address").with(field, "Choose one of your addresses."))
}

fn shown_address(row: &db::address::AddressRow) -> Address {
    Address { fields: row.fields(), id: row.id, last_used_us: row.last_used_us }
}
