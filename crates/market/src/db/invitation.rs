//! Invitations to work in a store. Only at the authority.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// An invitation that can still be accepted.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct InvitationRow {
    pub id: Uuid,
    pub store_id: Uuid,
    pub store_name: String,
    pub email: String,
    pub permissions: String,
    pub invited_by: Uuid,
    pub until_us: i64,
}

const OPEN: &str = "select i.id, i.store_id, s.name as store_name, i.email, i.permissions, i.invited_by, i.until_us \
     from staff_invitation i join store s on s.id = i.store_id \
     where i.accepted_at_us is null and i.withdrawn_at_us is null and i.until_us > ?";

/// Keeps an invitation; an earlier one for the same store and address is worth nothing any more.
pub async fn insert(tx: &mut Tx, new: &InvitationRow, now_us: i64) -> Result<(), Refusal> {
    tx.exec(
        "update staff_invitation set withdrawn_at_us = ? where store_id = ? and email = ? and accepted_at_us is null \
         and withdrawn_at_us is null",
        args![now_us, new.store_id, &new.email],
    )
    .await?;
    tx.exec_one(
        "insert into staff_invitation (id, store_id, email, permissions, invited_by, created_at_us, until_us, accepted_at_us, \
         withdrawn_at_us) values (?, ?, ?, ?, ?, ?, ?, null, null)",
        args![new.id, new.store_id, &new.email, &new.permissions, new.invited_by, now_us, new.until_us],
    )
    .await
}

/// Those of a store, the newest first.
pub async fn of_store(tx: &mut Tx, store: Uuid, now_us: i64) -> Result<Vec<InvitationRow>, Refusal> {
    let sql = format!("{OPEN} and i.store_id = ? order by i.created_at_us desc, i.id");
    tx.all_built(sql, args![now_us, store]).await
}

/// Those for an address, the newest first.
pub async fn of_address(tx: &mut Tx, email: &str, now_us: i64) -> Result<Vec<InvitationRow>, Refusal> {
    let sql = format!("{OPEN} and i.email = ? order by i.created_at_us desc, i.id");
    tx.all_built(sql, args![now_us, email]).await
}

/// Accepts one; answers whether this was the first time.
pub async fn accept(tx: &mut Tx, id: Uuid, now_us: i64) -> Result<bool, Refusal> {
    let sql = "update staff_invitation set accepted_at_us = ? where id = ? and accepted_at_us is null \
               and withdrawn_at_us is null and until_us > ?";
    Ok(tx.exec(sql, args![now_us, id, now_us]).await? == 1)
}

/// Takes one of a store back; answers whether it was open.
pub async fn withdraw(tx: &mut Tx, store: Uuid, id: Uuid, now_us: i64) -> Result<bool, Refusal> {
    let sql = "update staff_invitation set withdrawn_at_us = ? where id = ? and store_id = ? and accepted_at_us is null \
               and withdrawn_at_us is null";
    Ok(tx.exec(sql, args![now_us, id, store]).await? == 1)
}

/// How many were sent for a store since a moment.
pub async fn sent_since(tx: &mut Tx, store: Uuid, since_us: i64) -> Result<i64, Refusal> {
    tx.int(
        "select count(*) from staff_invitation where store_id = ? and created_at_us > ?",
        args![store, since_us],
    )
    .await
}
