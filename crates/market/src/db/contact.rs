//! Messages to stores and to whoever runs the marketplace. Only at the authority.

use uuid::Uuid;

use super::engine::Tx;
use super::staff::MAY;
use crate::args;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// A message as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct MessageRow {
    pub id: Uuid,
    pub store_id: Option<Uuid>,
    pub account_id: Option<Uuid>,
    pub name: String,
    pub reply_to: String,
    pub message: String,
    pub at_us: i64,
}

/// Keeps a message.
pub async fn insert(tx: &mut Tx, row: &MessageRow) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into contact_message (id, store_id, account_id, name, reply_to, message, at_us) values (?, ?, ?, ?, ?, ?, ?)",
        args![row.id, row.store_id, row.account_id, &row.name, &row.reply_to, &row.message, row.at_us],
    )
    .await
}

/// How many messages came from this address since a moment, and how many from everybody.
pub async fn since(tx: &mut Tx, reply_to: &str, from_us: i64) -> Result<(i64, i64), Refusal> {
    let own = tx
        .int(
            "select count(*) from contact_message where reply_to = ? and at_us >= ?",
            args![reply_to, from_us],
        )
        .await?;
    Ok((own, tx.int("select count(*) from contact_message where at_us >= ?", args![from_us]).await?))
}

/// A message with the store it went to.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns")]
pub struct Listed {
    pub id: Uuid,
    pub store_name: Option<String>,
    pub name: String,
    pub reply_to: String,
    pub message: String,
    pub at_us: i64,
}

/// A page of the messages to the stores whose buyers somebody deals with, and to the operators where `and_operators`; newest
/// first. They tell who wrote and where they can be reached.
pub async fn list(
    tx: &mut Tx,
    account: Uuid,
    and_operators: bool,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<Listed>, Refusal> {
    tx.all_built(
        format!(
            "select c.id, s.name as store_name, c.name, c.reply_to, c.message, c.at_us from contact_message c \
             left join store s on s.id = c.store_id where (c.store_id in ({MAY}) or (c.store_id is null and ? = 1)) \
             and (c.at_us, c.id) < (?, ?) order by c.at_us desc, c.id desc limit ?"
        ),
        args![account, Permission::SaleView.name(), i64::from(and_operators), before.0, before.1, limit],
    )
    .await
}

/// Who gets a message.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns")]
pub struct Recipient {
    pub email: String,
    pub name: String,
    pub language: String,
}

/// Where the operators' mail goes: to whoever operates the marketplace the longest.
pub async fn operator(tx: &mut Tx) -> Result<Option<Recipient>, Refusal> {
    tx.opt(
        "select a.email, a.display_name as name, a.language from account a join account_role r on r.account_id = a.id \
         where r.role = 'owner' and a.erased_at_us is null order by a.created_at_us, a.id limit 1",
        vec![],
    )
    .await
}

/// Where a store's mail goes: its own address, or its owner's.
pub async fn of_store(tx: &mut Tx, store: Uuid) -> Result<Option<Recipient>, Refusal> {
    tx.opt(
        "select case when s.email = '' then coalesce(a.email, '') else s.email end as email, s.name, \
         coalesce(a.language, 'en') as language from store s \
         left join store_member m on m.store_id = s.id and m.role = 'owner' left join account a on a.id = m.account_id \
         where s.id = ? and s.removed_at_us is null order by m.created_at_us limit 1",
        args![store],
    )
    .await
}
