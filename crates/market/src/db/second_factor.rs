//! Second factors, their recovery codes, and the tickets of those who have shown a password and not yet a code. Only at the
//! authority, never in a replica.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// A second factor. The secret is sealed.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct SecondFactorRow {
    pub account_id: Uuid,
    pub secret: String,
    pub confirmed_at_us: Option<i64>,
    pub last_step: i64,
}

/// A recovery code that is not used yet.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct RecoveryCodeRow {
    pub id: Uuid,
    pub code_hash: String,
}

/// Somebody who comes in, with what their session will be.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct ArrivalRow {
    pub account_id: Uuid,
    pub seat: String,
    pub is_remembered: bool,
    pub device_hash: Option<String>,
    pub device_name: String,
}

/// The second factor of an account, confirmed or not.
pub async fn get(tx: &mut Tx, account: Uuid) -> Result<Option<SecondFactorRow>, Refusal> {
    tx.opt(
        "select account_id, secret, confirmed_at_us, last_step from second_factor where account_id = ?",
        args![account],
    )
    .await
}

/// Begins one; what was begun before and not confirmed is forgotten. Answers whether it could: a confirmed one stays.
pub async fn begin(tx: &mut Tx, account: Uuid, secret: &str, now_us: i64) -> Result<bool, Refusal> {
    tx.exec("delete from second_factor where account_id = ? and confirmed_at_us is null", args![account])
        .await?;
    if get(tx, account).await?.is_some() {
        return Ok(false);
    }
    tx.exec_one(
        "insert into second_factor (account_id, secret, created_at_us, confirmed_at_us, last_step) values (?, ?, ?, null, 0)",
        args![account, secret, now_us],
    )
    .await?;
    Ok(true)
}

/// Confirms one by its first code. Answers whether it was still to be confirmed.
pub async fn confirm(tx: &mut Tx, account: Uuid, step: i64, now_us: i64) -> Result<bool, Refusal> {
    let confirmed = tx
        .exec(
            "update second_factor set confirmed_at_us = ?, last_step = ? where account_id = ? and confirmed_at_us is null",
            args![now_us, step, account],
        )
        .await?;
    Ok(confirmed == 1)
}

/// Uses a code up. Answers whether it was new: of many at once one is.
pub async fn use_step(tx: &mut Tx, account: Uuid, step: i64) -> Result<bool, Refusal> {
    let used = tx
        .exec(
            "update second_factor set last_step = ? where account_id = ? and last_step < ?",
            args![step, account, step],
        )
        .await?;
    Ok(used == 1)
}

/// Takes a second factor away, with its recovery codes.
pub async fn remove(tx: &mut Tx, account: Uuid) -> Result<(), Refusal> {
    tx.exec("delete from recovery_code where account_id = ?", args![account]).await?;
    tx.exec("delete from second_factor where account_id = ?", args![account]).await.map(drop)
}

/// Puts new recovery codes in the place of the old ones.
pub async fn set_codes(tx: &mut Tx, account: Uuid, codes: &[(Uuid, String)]) -> Result<(), Refusal> {
    tx.exec("delete from recovery_code where account_id = ?", args![account]).await?;
    for (id, code_hash) in codes {
        tx.exec_one(
            "insert into recovery_code (id, account_id, code_hash, used_at_us) values (?, ?, ?, null)",
            args![*id, account, code_hash],
        )
        .await?;
    }
    Ok(())
}

/// The recovery codes that are not used yet.
pub async fn codes(tx: &mut Tx, account: Uuid) -> Result<Vec<RecoveryCodeRow>, Refusal> {
    tx.all(
        "select id, code_hash from recovery_code where account_id = ? and used_at_us is null",
        args![account],
    )
    .await
}

/// Uses a recovery code up. Answers whether it was new: of many at once one is.
pub async fn use_code(tx: &mut Tx, id: Uuid, now_us: i64) -> Result<bool, Refusal> {
    let used = tx
        .exec(
            "update recovery_code set used_at_us = ? where id = ? and used_at_us is null",
            args![now_us, id],
        )
        .await?;
    Ok(used == 1)
}

/// Gives a ticket, and forgets those whose time is over.
pub async fn give_ticket(
    tx: &mut Tx,
    ticket_hash: &str,
    arrival: &ArrivalRow,
    (now_us, until_us): (i64, i64),
) -> Result<(), Refusal> {
    tx.exec("delete from sign_in_ticket where expires_at_us < ?", args![now_us]).await?;
    tx.exec_one(
        "insert into sign_in_ticket (ticket_hash, account_id, seat, is_remembered, device_hash, device_name, tries, expires_at_us) \
         values (?, ?, ?, ?, ?, ?, 0, ?)",
        args![
            ticket_hash,
            arrival.account_id,
            &arrival.seat,
            arrival.is_remembered,
            arrival.device_hash.clone(),
            &arrival.device_name,
            until_us
        ],
    )
    .await
}

/// Counts a try under a ticket. Answers with the ticket while it lasts and has tries left.
pub async fn try_ticket(
    tx: &mut Tx,
    ticket_hash: &str,
    most: i64,
    now_us: i64,
) -> Result<Option<ArrivalRow>, Refusal> {
    let counted = tx
        .exec(
            "update sign_in_ticket set tries = tries + 1 where ticket_hash = ? and tries < ? and expires_at_us > ?",
            args![ticket_hash, most, now_us],
        )
        .await?;
    if counted == 0 {
        return Ok(None);
    }
    tx.opt(
        "select account_id, seat, is_remembered, device_hash, device_name from sign_in_ticket where ticket_hash = ?",
        args![ticket_hash],
    )
    .await
}

/// Takes a ticket back. Answers whether it was there: of many at once one takes it.
pub async fn take_ticket(tx: &mut Tx, ticket_hash: &str) -> Result<bool, Refusal> {
    Ok(tx.exec("delete from sign_in_ticket where ticket_hash = ?", args![ticket_hash]).await? == 1)
}
