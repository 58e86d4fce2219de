//! Orders: a header of the buyer's, one part per selling store, and the lines.

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use super::value::Value;
use crate::args;
use crate::refusal::Refusal;
use crate::space::Space;

/// The header: what one person placed at once.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct Purchase {
    pub id: Uuid,
    pub account_id: Uuid,
    pub number: String,
    pub state: String,
    pub placed_at_us: i64,
    pub billing: String,
    pub shipping: String,
    pub note: String,
}

/// One store's part of an order.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct Part {
    pub id: Uuid,
    pub order_id: Uuid,
    pub store_id: Uuid,
    pub account_id: Uuid,
    pub order_number: String,
    pub store_name: String,
    pub state: String,
    pub currency: String,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub buyer_name: String,
    pub buyer_email: String,
    pub billing: String,
    pub shipping: String,
    pub note: String,
    pub placed_at_us: i64,
    pub paid_at_us: Option<i64>,
    pub paid_by: Option<String>,
}

/// One line of a part.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct Line {
    pub id: Uuid,
    pub part_id: Uuid,
    pub order_id: Uuid,
    pub store_id: Uuid,
    pub account_id: Uuid,
    pub product_id: Uuid,
    pub position: i64,
    pub name: String,
    pub subtitle: String,
    pub sku: String,
    pub picture: Option<String>,
    pub quantity: i64,
    pub price_minor: i64,
    pub tax_bp: i64,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub state: String,
    pub tracking: String,
}

const PURCHASE: &str =
    "select id, account_id, number, state, placed_at_us, billing, shipping, note from purchase";
pub(super) const PART: &str = "select id, order_id, store_id, account_id, order_number, store_name, state, currency, net_minor, tax_minor, total_minor, \
     buyer_name, buyer_email, billing, shipping, note, placed_at_us, paid_at_us, paid_by from order_part";
const LINE: &str = "select id, part_id, order_id, store_id, account_id, product_id, position, name, subtitle, sku, picture, quantity, \
     price_minor, tax_bp, net_minor, tax_minor, total_minor, state, tracking from order_line";

/// Writes a new order down: header, parts, lines.
pub async fn insert(tx: &mut Tx, order: &Purchase, parts: &[Part], lines: &[Line]) -> Result<(), Refusal> {
    let o = order;
    tx.exec_one(
        "insert into purchase (id, account_id, number, state, placed_at_us, billing, shipping, note) values (?, ?, ?, ?, ?, ?, ?, ?)",
        args![o.id, o.account_id, &o.number, &o.state, o.placed_at_us, &o.billing, &o.shipping, &o.note],
    )
    .await?;
    tx.touch(Space::home(o.account_id), tables::PURCHASE, o.id);
    let rows = parts
        .iter()
        .map(|p| {
            args![
                p.id,
                p.order_id,
                p.store_id,
                p.account_id,
                &p.order_number,
                &p.store_name,
                &p.state,
                &p.currency,
                p.net_minor,
                p.tax_minor,
                p.total_minor,
                &p.buyer_name,
                &p.buyer_email,
                &p.billing,
                &p.shipping,
                &p.note,
                p.placed_at_us,
                p.paid_at_us,
                p.paid_by.clone()
            ]
        })
        .collect();
    tx.insert_many(
        "insert into order_part (id, order_id, store_id, account_id, order_number, store_name, state, currency, net_minor, tax_minor, \
         total_minor, buyer_name, buyer_email, billing, shipping, note, placed_at_us, paid_at_us, paid_by) values",
        rows,
        "",
    )
    .await?;
    for part in parts {
        touch_part(tx, part);
    }
    let rows = lines
        .iter()
        .map(|l| {
            args![
                l.id,
                l.part_id,
                l.order_id,
                l.store_id,
                l.account_id,
                l.product_id,
                l.position,
                &l.name,
                &l.subtitle,
                &l.sku,
                l.picture.clone(),
                l.quantity,
                l.price_minor,
                l.tax_bp,
                l.net_minor,
                l.tax_minor,
                l.total_minor,
                &l.state,
                &l.tracking
            ]
        })
        .collect();
    for line in lines {
        touch_line(tx, line);
    }
    tx.insert_many(
        "insert into order_line (id, part_id, order_id, store_id, account_id, product_id, position, name, subtitle, sku, picture, \
         quantity, price_minor, tax_bp, net_minor, tax_minor, total_minor, state, tracking) values",
        rows,
        "",
    )
    .await
}

fn touch_part(tx: &mut Tx, part: &Part) {
    tx.touch(Space::home(part.account_id), tables::ORDER_PART, part.id);
    tx.touch(Space::office(part.store_id), tables::ORDER_PART, part.id);
}

fn touch_line(tx: &mut Tx, line: &Line) {
    tx.touch(Space::home(line.account_id), tables::ORDER_LINE, line.id);
    tx.touch(Space::office(line.store_id), tables::ORDER_LINE, line.id);
}

/// The header with this id, whoever placed it.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Purchase>, Refusal> {
    Ok(tx.all_built(format!("{PURCHASE} where id = ?"), args![id]).await?.pop())
}

/// One's own orders, newest first.
pub async fn list(
    tx: &mut Tx,
    account: Uuid,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Purchase>, Refusal> {
    tx.all_built(
        format!("{PURCHASE} where account_id = ? and (placed_at_us, id) < (?, ?) order by placed_at_us desc, id desc limit ?"),
        args![account, before.0, before.1, limit],
    )
    .await
}

/// The parts of these orders, by store.
pub async fn parts(tx: &mut Tx, orders: &[Uuid]) -> Result<Vec<Part>, Refusal> {
    of_keys(tx, PART, "order_id", "order by store_name, id", orders).await
}

/// The lines of these orders, in their order.
pub async fn lines(tx: &mut Tx, orders: &[Uuid]) -> Result<Vec<Line>, Refusal> {
    of_keys(tx, LINE, "order_id", "order by order_id, part_id, position", orders).await
}

/// The lines of these parts, in their order.
pub async fn lines_of_parts(tx: &mut Tx, parts: &[Uuid]) -> Result<Vec<Line>, Refusal> {
    of_keys(tx, LINE, "part_id", "order by part_id, position", parts).await
}

async fn of_keys<T: super::Row>(
    tx: &mut Tx,
    select: &str,
    column: &str,
    order: &str,
    ids: &[Uuid],
) -> Result<Vec<T>, Refusal> {
    let mut found = Vec::new();
    for chunk in ids.chunks(200) {
        let marks = vec!["?"; chunk.len()].join(", ");
        let args = chunk.iter().map(|id| Value::from(*id)).collect();
        found.extend(tx.all_built::<T>(format!("{select} where {column} in ({marks}) {order}"), args).await?);
    }
    Ok(found)
}

/// The part with this id.
pub async fn part(tx: &mut Tx, id: Uuid) -> Result<Option<Part>, Refusal> {
    Ok(tx.all_built(format!("{PART} where id = ?"), args![id]).await?.pop())
}

/// Saves a part's state, payment and totals.
pub async fn save_part(tx: &mut Tx, part: &Part) -> Result<(), Refusal> {
    tx.exec_one(
        "update order_part set state = ?, paid_at_us = ?, paid_by = ?, net_minor = ?, tax_minor = ?, total_minor = ? where id = ?",
        args![&part.state, part.paid_at_us, part.paid_by.clone(), part.net_minor, part.tax_minor, part.total_minor, part.id],
    )
    .await?;
    touch_part(tx, part);
    Ok(())
}

/// Saves a line's state.
pub async fn save_line(tx: &mut Tx, line: &Line) -> Result<(), Refusal> {
    tx.exec_one(
        "update order_line set state = ?, tracking = ? where id = ?",
        args![&line.state, &line.tracking, line.id],
    )
    .await?;
    touch_line(tx, line);
    Ok(())
}

/// Saves the header's state. A store's replica does not hold the header, so no row is an answer too.
pub async fn save_state(tx: &mut Tx, order: Uuid, account: Uuid, state: &str) -> Result<(), Refusal> {
    if tx.exec("update purchase set state = ? where id = ?", args![state, order]).await? > 0 {
        tx.touch(Space::home(account), tables::PURCHASE, order);
    }
    Ok(())
}

/// Whether somebody bought a product and kept it.
pub async fn has_bought(tx: &mut Tx, account: Uuid, product: Uuid) -> Result<bool, Refusal> {
    let found: Option<(i64,)> = tx
        .opt(
            "select 1 from order_line where account_id = ? and product_id = ? and state <> 'cancelled' limit 1",
            args![account, product],
        )
        .await?;
    Ok(found.is_some())
}

/// Parts whose total is not the sum of their lines.
pub async fn crooked(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64)>, Refusal> {
    tx.all(
        "select p.id, p.total_minor, cast(coalesce((select sum(l.total_minor) from order_line l where l.part_id = p.id \
         and l.state not in ('cancelled', 'returned')), 0) as signed) as lines_minor from order_part p \
         where p.total_minor <> coalesce((select sum(l.total_minor) from order_line l where l.part_id = p.id \
         and l.state not in ('cancelled', 'returned')), 0) or p.net_minor + p.tax_minor <> p.total_minor",
        vec![],
    )
    .await
}

/// Lines whose net and tax are not their total.
pub async fn crooked_lines(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64, i64)>, Refusal> {
    tx.all(
        "select id, net_minor, tax_minor, total_minor from order_line where net_minor + tax_minor <> total_minor",
        vec![],
    )
    .await
}
