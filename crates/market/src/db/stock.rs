//! The ledger of stock: every movement, who made it and why. Rows are only ever added.

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use crate::args;
use crate::refusal::Refusal;
use crate::space::Space;

/// One movement.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct Movement {
    pub id: Uuid,
    pub store_id: Uuid,
    pub product_id: Uuid,
    pub delta: i64,
    pub stock_after: i64,
    pub reason: String,
    pub note: String,
    pub order_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub by_name: String,
    pub at_us: i64,
}

/// Writes movements down.
pub async fn add(tx: &mut Tx, movements: &[Movement]) -> Result<(), Refusal> {
    let rows = movements
        .iter()
        .map(|m| {
            args![
                m.id,
                m.store_id,
                m.product_id,
                m.delta,
                m.stock_after,
                &m.reason,
                &m.note,
                m.order_id,
                m.account_id,
                &m.by_name,
                m.at_us
            ]
        })
        .collect();
    for m in movements {
        tx.touch(Space::office(m.store_id), tables::STOCK_MOVEMENT, m.id);
    }
    tx.insert_many(
        "insert into stock_movement (id, store_id, product_id, delta, stock_after, reason, note, order_id, account_id, by_name, at_us) values",
        rows,
        "",
    )
    .await
}

/// The movements of a product, newest first.
pub async fn list(
    tx: &mut Tx,
    product: Uuid,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Movement>, Refusal> {
    tx.all(
        "select id, store_id, product_id, delta, stock_after, reason, note, order_id, account_id, by_name, at_us \
         from stock_movement where product_id = ? and (at_us, id) < (?, ?) order by at_us desc, id desc limit ?",
        args![product, before.0, before.1, limit],
    )
    .await
}

/// Products whose stock is not the sum of their movements.
pub async fn crooked(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64)>, Refusal> {
    tx.all(
        "select p.id, p.stock, cast(coalesce((select sum(m.delta) from stock_movement m where m.product_id = p.id), 0) as signed) as moved \
         from product p where p.stock < 0 or p.stock <> \
         coalesce((select sum(m.delta) from stock_movement m where m.product_id = p.id), 0)",
        vec![],
    )
    .await
}
