//! Pages of a sorted list: each goes on behind the last row of the one before, however far down.

use uuid::Uuid;

use super::engine::{Row, Tx};
use super::value::Value;
use crate::refusal::Refusal;

/// How a list is sorted; rows with the same value stand by their ids.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    /// By which column.
    pub(super) column: &'static str,
    /// Whether the greatest comes first.
    pub(super) descending: bool,
}

/// The rows behind `after`.
pub(super) async fn page<T: Row>(
    tx: &mut Tx,
    select: &str,
    (mut conditions, mut args): (String, Vec<Value>),
    Order { column, descending }: Order,
    after: Option<&(Value, Uuid)>,
    limit: i64,
) -> Result<Vec<T>, Refusal> {
    let (order, sign) = if descending { ("desc", "<") } else { ("asc", ">") };
    if let Some((key, id)) = after {
        conditions += &format!(" and ({column}, id) {sign} (?, ?)");
        args.push(key.clone());
        args.push((*id).into());
    }
    args.push(limit.into());
    let sql = format!("{select}{conditions} order by {column} {order}, id {order} limit ?");
    tx.all_built(sql, args).await
}
