//! The index of words, on the replica only.

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// Whether any product has a word that begins like this.
pub async fn has_prefix(tx: &mut Tx, word: &str) -> Result<bool, Refusal> {
    let found: Option<(i64,)> = tx
        .opt(
            "select 1 from product_vocabulary where term >= ? and term < ? limit 1",
            args![word, format!("{word}\u{10FFFF}")],
        )
        .await?;
    Ok(found.is_some())
}

/// The words of the index that could be meant: about as long as this one.
pub async fn candidates(tx: &mut Tx, word: &str) -> Result<Vec<(String, i64)>, Refusal> {
    let length = i64::try_from(word.chars().count()).unwrap_or(0);
    tx.all(
        "select term, doc from product_vocabulary where length(term) between ? and ?",
        args![length - 2, length + 2],
    )
    .await
}
