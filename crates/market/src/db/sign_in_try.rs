//! Tries to sign in, counted by a hash of the name they were for or of where they came from. Only at the authority.

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// What is known of the tries under one key.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct TryRow {
    pub failures: i64,
    pub at_us: i64,
    pub not_before_us: i64,
}

/// The tries under a key, if there were any.
pub async fn get(tx: &mut Tx, key_hash: &str) -> Result<Option<TryRow>, Refusal> {
    tx.opt("select failures, at_us, not_before_us from sign_in_try where key_hash = ?", args![key_hash]).await
}

/// Notes the first one.
pub async fn insert(tx: &mut Tx, key_hash: &str, new: TryRow) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into sign_in_try (key_hash, failures, at_us, not_before_us) values (?, ?, ?, ?)",
        args![key_hash, new.failures, new.at_us, new.not_before_us],
    )
    .await
}

/// Notes another one. Answers whether nobody else did meanwhile.
pub async fn raise(tx: &mut Tx, key_hash: &str, old: TryRow, new: TryRow) -> Result<bool, Refusal> {
    let raised = tx
        .exec(
            "update sign_in_try set failures = ?, at_us = ?, not_before_us = ? where key_hash = ? and failures = ? and at_us = ?",
            args![new.failures, new.at_us, new.not_before_us, key_hash, old.failures, old.at_us],
        )
        .await?;
    Ok(raised == 1)
}

/// Forgets those under a key, and all that were long ago.
pub async fn forget(tx: &mut Tx, key_hash: &str, before_us: i64) -> Result<(), Refusal> {
    tx.exec("delete from sign_in_try where key_hash = ?", args![key_hash]).await?;
    tx.exec("delete from sign_in_try where at_us < ?", args![before_us]).await.map(drop)
}
