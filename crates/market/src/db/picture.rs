//! Pictures by content hash: the same picture is kept once.

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// A picture ready to be kept.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct NewPicture {
    pub hash: String,
    pub mime: &'static str,
    pub width: i64,
    pub height: i64,
    pub full: Vec<u8>,
    pub thumb: Vec<u8>,
}

/// Keeps a picture, once.
pub async fn put(tx: &mut Tx, new: NewPicture) -> Result<(), Refusal> {
    if size(tx, &new.hash).await?.is_some() {
        return Ok(());
    }
    tx.exec_one(
        "insert into picture (hash, mime, width, height, full_bytes, thumb_bytes) values (?, ?, ?, ?, ?, ?)",
        args![new.hash, new.mime, new.width, new.height, new.full, new.thumb],
    )
    .await
}

/// Width and height of a picture that is kept.
pub async fn size(tx: &mut Tx, hash: &str) -> Result<Option<(i64, i64)>, Refusal> {
    tx.opt("select width, height from picture where hash = ?", args![hash]).await
}

/// A picture's bytes.
pub async fn full(tx: &mut Tx, hash: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let found: Option<(Vec<u8>,)> =
        tx.opt("select full_bytes from picture where hash = ?", args![hash]).await?;
    Ok(found.map(|row| row.0))
}

/// A thumbnail's bytes.
pub async fn thumb(tx: &mut Tx, hash: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let found: Option<(Vec<u8>,)> =
        tx.opt("select thumb_bytes from picture where hash = ?", args![hash]).await?;
    Ok(found.map(|row| row.0))
}
