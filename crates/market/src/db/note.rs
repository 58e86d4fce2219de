//! What a database says of itself: that it is a backup and what it holds, or where its marketplace was moved. A note
//! belongs to one database and is never copied into another.

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// The digest of everything in a backup.
pub const DIGEST: &str = "digest";
/// When a backup was made, in microseconds.
pub const MADE_AT: &str = "made_at_us";
/// Where the marketplace went, as JSON.
pub const MOVED: &str = "moved";

/// What is noted under a name.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, Refusal> {
    let found: Option<(String,)> = tx.opt("select value from note where name = ?", args![name]).await?;
    Ok(found.map(|row| row.0))
}

/// Notes it.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), Refusal> {
    tx.upsert("insert into note (name, value) values", "name", &["value"], vec![args![name, value]]).await
}

/// Takes a note back.
pub async fn forget(tx: &mut Tx, name: &str) -> Result<(), Refusal> {
    tx.exec("delete from note where name = ?", args![name]).await.map(drop)
}
