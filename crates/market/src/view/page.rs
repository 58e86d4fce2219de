//! Paging by key: an answer's `next` is the `after` of the next question.

use uuid::Uuid;

use crate::db::Value;
use crate::refusal::Refusal;

/// The most rows a list hands out at once.
const MOST: i64 = 500;

/// Rows to hand out: what was asked for, within reason.
pub fn limit(asked: Option<i64>) -> i64 {
    asked.unwrap_or(50).clamp(1, MOST)
}

/// Reads an `after`.
pub fn after(text: Option<&str>) -> Result<Option<(Value, Uuid)>, Refusal> {
    text.map(|text| {
        serde_json::from_str(text).map_err(|_| Refusal::field("after", "This page is not there."))
    })
    .transpose()
}

/// Reads an `after` that also carries how many there are.
pub fn counted_after(text: Option<&str>) -> Result<Option<(Value, Uuid, i64)>, Refusal> {
    text.map(|text| {
        serde_json::from_str(text).map_err(|_| Refusal::field("after", "This page is not there."))
    })
    .transpose()
}

/// How many there are in all, when a first page that is not full says so.
fn only<T>(rows: &[T], limit: i64) -> Option<i64> {
    i64::try_from(rows.len()).ok().filter(|count| *count < limit)
}

/// Reads an `after` of a list that runs from the newest to the oldest.
pub fn before(text: Option<&str>) -> Result<(i64, Uuid), Refusal> {
    match after(text)? {
        Some((Value::Int(at_us), id)) => Ok((at_us, id)),
        Some(_) => Err(Refusal::field("after", "This page is not there.")),
        None => Ok((i64::MAX, Uuid::max())),
    }
}

/// The `next` of a page: there is one where the page is full.
pub fn next<T>(rows: &[T], limit: i64, key: impl Fn(&T) -> (Value, Uuid)) -> Option<String> {
    let last = rows.last().filter(|_| only(rows, limit).is_none())?;
    serde_json::to_string(&key(last)).ok()
}

/// The same, carrying how many there are.
pub fn counted_next<T>(
    rows: &[T],
    limit: i64,
    total: i64,
    key: impl Fn(&T) -> (Value, Uuid),
) -> Option<String> {
    let last = rows.last().filter(|_| only(rows, limit).is_none())?;
    let (key, id) = key(last);
    serde_json::to_string(&(key, id, total)).ok()
}
