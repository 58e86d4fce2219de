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
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count >= limit);
    let last = rows.last().filter(|_| is_full)?;
    serde_json::to_string(&key(last)).ok()
}
