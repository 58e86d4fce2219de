//! Sessions: where somebody is signed in, from which device, until when. Only at the authority, never in a replica.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// How long a session that is over is kept: 90 days.
const KEPT_US: i64 = 90 * 86_400_000_000;

/// A session as it begins.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "columns; see the migrations")]
pub struct NewSession<'a> {
    pub id: Uuid,
    pub account: Uuid,
    pub seat: &'a str,
    pub token_hash: &'a str,
    pub is_remembered: bool,
    pub device_hash: Option<String>,
    pub device_name: &'a str,
    pub expires_at_us: i64,
}

/// A session that lasts.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migrations")]
pub struct SessionRow {
    pub id: Uuid,
    pub seat: String,
    pub token_hash: String,
    pub is_remembered: bool,
    pub device_hash: Option<String>,
    pub device_name: String,
    pub created_at_us: i64,
    pub seen_at_us: i64,
    pub expires_at_us: Option<i64>,
}

/// Opens a session under the hash of its token, and purges those of the account that are over for long.
pub async fn open(tx: &mut Tx, new: NewSession<'_>, now_us: i64) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into session (id, account_id, seat, token_hash, created_at_us, seen_at_us, expires_at_us, ended_at_us, \
         is_remembered, device_hash, device_name) values (?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?)",
        args![
            new.id, new.account, new.seat, new.token_hash, now_us, now_us, new.expires_at_us, new.is_remembered,
            new.device_hash, new.device_name
        ],
    )
    .await?;
    // What is over is kept for a while: by it a desktop is known again.
    tx.exec(
        "delete from session where account_id = ? and coalesce(ended_at_us, expires_at_us) < ?",
        args![new.account, now_us.saturating_sub(KEPT_US)],
    )
    .await
    .map(drop)
}

/// The sessions of an account that last, the one used last first.
pub async fn of_account(tx: &mut Tx, account: Uuid, now_us: i64) -> Result<Vec<SessionRow>, Refusal> {
    tx.all(
        "select id, seat, token_hash, is_remembered, device_hash, device_name, created_at_us, seen_at_us, expires_at_us \
         from session where account_id = ? and ended_at_us is null and (expires_at_us is null or expires_at_us > ?) \
         order by seen_at_us desc, id desc limit 200",
        args![account, now_us],
    )
    .await
}

/// Notes that a session was used. Asked again within the same minutes it changes nothing.
pub async fn seen(tx: &mut Tx, token_hash: &str, before_us: i64, now_us: i64) -> Result<(), Refusal> {
    tx.exec(
        "update session set seen_at_us = ? where token_hash = ? and seen_at_us < ?",
        args![now_us, token_hash, before_us],
    )
    .await
    .map(drop)
}

/// Whether somebody has signed in to an account from this device, and nobody has put an end to that since.
pub async fn knows_device(tx: &mut Tx, account: Uuid, device_hash: &str) -> Result<bool, Refusal> {
    let found: Option<(i64,)> = tx
        .opt(
            "select 1 from session where account_id = ? and device_hash = ? limit 1",
            args![account, device_hash],
        )
        .await?;
    Ok(found.is_some())
}

/// Ends a session for good.
pub async fn end(tx: &mut Tx, token_hash: &str, now_us: i64) -> Result<(), Refusal> {
    tx.exec(
        "update session set ended_at_us = ? where token_hash = ? and ended_at_us is null",
        args![now_us, token_hash],
    )
    .await
    .map(drop)
}

/// Ends one session of an account from elsewhere; its device is not known any more, unless it is the asker's own. Answers
/// whether there was one.
pub async fn end_from_afar(
    tx: &mut Tx,
    (account, id): (Uuid, Uuid),
    own_device: &str,
    now_us: i64,
) -> Result<bool, Refusal> {
    let ended = tx
        .exec(
            "update session set ended_at_us = ? where id = ? and account_id = ? and ended_at_us is null",
            args![now_us, id, account],
        )
        .await?;
    if ended == 0 {
        return Ok(false);
    }
    let device: Option<(Option<String>,)> =
        tx.opt("select device_hash from session where id = ?", args![id]).await?;
    if let Some((Some(device),)) = device
        && device != own_device
    {
        tx.exec(
            "update session set device_hash = null where account_id = ? and device_hash = ?",
            args![account, device],
        )
        .await?;
    }
    Ok(true)
}

/// Ends all sessions of an account but the one under this hash, and forgets every device but that one's.
pub async fn end_others(tx: &mut Tx, account: Uuid, token_hash: &str, now_us: i64) -> Result<(), Refusal> {
    tx.exec(
        "update session set ended_at_us = ? where account_id = ? and token_hash <> ? and ended_at_us is null",
        args![now_us, account, token_hash],
    )
    .await?;
    let kept: Option<(Option<String>,)> =
        tx.opt("select device_hash from session where token_hash = ?", args![token_hash]).await?;
    let kept = kept.and_then(|row| row.0).unwrap_or_default();
    tx.exec(
        "update session set device_hash = null where account_id = ? and device_hash <> ?",
        args![account, kept],
    )
    .await
    .map(drop)
}
