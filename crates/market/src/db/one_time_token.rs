//! Tokens that work once, by their hashes. Only at the authority.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::domain::one_time::{MOST_TRIES, Purpose};
use crate::refusal::Refusal;

/// A token that was sent.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct TokenRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub purpose: String,
    pub address: String,
    pub link_hash: String,
    pub code_hash: String,
    pub created_at_us: i64,
    pub link_until_us: i64,
    pub code_until_us: i64,
}

const OPEN: &str = "select id, account_id, purpose, address, link_hash, code_hash, created_at_us, link_until_us, code_until_us \
     from one_time_token where used_at_us is null and withdrawn_at_us is null and purpose = ?";

/// Keeps a new token.
pub async fn insert(tx: &mut Tx, token: &TokenRow) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into one_time_token (id, account_id, purpose, address, link_hash, code_hash, tries, created_at_us, link_until_us, \
         code_until_us, used_at_us, withdrawn_at_us) values (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, null, null)",
        args![
            token.id, token.account_id, &token.purpose, &token.address, &token.link_hash, &token.code_hash,
            token.created_at_us, token.link_until_us, token.code_until_us
        ],
    )
    .await
}

/// Withdraws what an account still has of a purpose.
pub async fn withdraw(tx: &mut Tx, account: Uuid, purpose: Purpose, now_us: i64) -> Result<(), Refusal> {
    tx.exec(
        "update one_time_token set withdrawn_at_us = ? where account_id = ? and purpose = ? and used_at_us is null \
         and withdrawn_at_us is null",
        args![now_us, account, purpose.name()],
    )
    .await
    .map(drop)
}

/// How many tokens of a purpose an account was sent since a moment.
pub async fn sent_since(tx: &mut Tx, account: Uuid, purpose: Purpose, since_us: i64) -> Result<i64, Refusal> {
    tx.int(
        "select count(*) from one_time_token where account_id = ? and purpose = ? and created_at_us > ?",
        args![account, purpose.name(), since_us],
    )
    .await
}

/// The token of a link that still works.
pub async fn by_link(
    tx: &mut Tx,
    purpose: Purpose,
    link_hash: &str,
    now_us: i64,
) -> Result<Option<TokenRow>, Refusal> {
    let sql = format!("{OPEN} and link_hash = ? and link_until_us > ?");
    Ok(tx.all_built(sql, args![purpose.name(), link_hash, now_us]).await?.pop())
}

/// The newest token sent to an address whose code still works.
pub async fn by_address(
    tx: &mut Tx,
    purpose: Purpose,
    address: &str,
    now_us: i64,
) -> Result<Option<TokenRow>, Refusal> {
    let sql =
        format!("{OPEN} and address = ? and code_until_us > ? order by created_at_us desc, id desc limit 1");
    Ok(tx.all_built(sql, args![purpose.name(), address, now_us]).await?.pop())
}

/// Takes one of the tries of a code, before it is compared; answers whether one was left.
pub async fn take_try(tx: &mut Tx, id: Uuid) -> Result<bool, Refusal> {
    let taken = tx
        .exec(
            "update one_time_token set tries = tries + 1 where id = ? and tries < ? and used_at_us is null \
             and withdrawn_at_us is null",
            args![id, MOST_TRIES],
        )
        .await?;
    Ok(taken == 1)
}

/// Uses a token up; answers whether this was the first time.
pub async fn use_up(tx: &mut Tx, id: Uuid, now_us: i64) -> Result<bool, Refusal> {
    let used = tx
        .exec(
            "update one_time_token set used_at_us = ? where id = ? and used_at_us is null and withdrawn_at_us is null",
            args![now_us, id],
        )
        .await?;
    Ok(used == 1)
}
