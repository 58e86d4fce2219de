//! The pictures a desktop behind a hub keeps: how much room they take, and which of them were shown last.

use super::engine::Tx;
use super::picture::{self, NewPicture};
use crate::args;
use crate::refusal::Refusal;

/// A picture that may leave.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct KeptRow {
    pub hash: String,
    pub bytes: i64,
}

/// Keeps a picture. A draft is one that only this desktop has.
pub async fn put(tx: &mut Tx, new: NewPicture, is_draft: bool, now_us: i64) -> Result<(), Refusal> {
    let bytes = i64::try_from(new.full.len().saturating_add(new.thumb.len())).unwrap_or(i64::MAX);
    let hash = new.hash.clone();
    picture::put(tx, new).await?;
    tx.exec(
        "insert into kept_picture (hash, bytes, is_draft, shown_at_us) values (?, ?, ?, ?) on conflict do nothing",
        args![hash, bytes, is_draft, now_us],
    )
    .await?;
    Ok(())
}

/// The marketplace has it, too.
pub async fn set_sent(tx: &mut Tx, hash: &str) -> Result<(), Refusal> {
    tx.exec("update kept_picture set is_draft = 0 where hash = ?", args![hash]).await.map(drop)
}

/// Notes when a picture was shown last.
pub async fn set_shown(tx: &mut Tx, hash: &str, at_us: i64) -> Result<(), Refusal> {
    tx.exec("update kept_picture set shown_at_us = max(shown_at_us, ?) where hash = ?", args![at_us, hash])
        .await
        .map(drop)
}

/// How many pictures there are, and their bytes.
pub async fn size(tx: &mut Tx) -> Result<(i64, i64), Refusal> {
    tx.one("select count(*), coalesce(sum(bytes), 0) from kept_picture", vec![]).await
}

/// Those the marketplace has, the longest unseen first.
pub async fn oldest(tx: &mut Tx) -> Result<Vec<KeptRow>, Refusal> {
    tx.all("select hash, bytes from kept_picture where is_draft = 0 order by shown_at_us, hash", vec![]).await
}

/// Lets a picture go.
pub async fn forget(tx: &mut Tx, hash: &str) -> Result<(), Refusal> {
    tx.exec("delete from picture where hash = ?", args![hash]).await?;
    tx.exec("delete from kept_picture where hash = ?", args![hash]).await.map(drop)
}
