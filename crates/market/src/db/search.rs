//! The index of words, on the replica only.

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// Whether words that go are erased at once, or only marked as gone until the index tidies itself: much quicker, and
/// enough for one's own guesses.
pub async fn erase_at_once(tx: &mut Tx, is_thorough: bool) -> Result<(), Refusal> {
    tx.exec("insert into product_words (product_words, rank) values ('secure-delete', ?)", args![is_thorough])
        .await
        .map(drop)
}

/// Erases words that were only marked as gone.
pub async fn forget_old_words(tx: &mut Tx) -> Result<(), Refusal> {
    tx.exec("insert into product_words (product_words) values ('optimize')", vec![]).await.map(drop)
}

/// Makes the index anew from all products. It is gathered in larger pieces than usual, which leaves fewer of them.
pub async fn rebuild(tx: &mut Tx) -> Result<(), Refusal> {
    for (setting, large) in [("hashsize", 16 << 20), ("automerge", 0)] {
        set(tx, setting, large).await?;
    }
    tx.exec("insert into product_words (product_words) values ('rebuild')", vec![]).await?;
    // SQLite's own defaults.
    for (setting, usual) in [("hashsize", 1 << 20), ("automerge", 4)] {
        set(tx, setting, usual).await?;
    }
    Ok(())
}

async fn set(tx: &mut Tx, setting: &str, value: i64) -> Result<(), Refusal> {
    let sql = "insert into product_words (product_words, rank) values (?, ?)";
    tx.exec(sql, args![setting, value]).await.map(drop)
}

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
