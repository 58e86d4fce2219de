//! Accounts, roles and sessions: only at the authority, never in a replica.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::domain::account::{Registered, SignInName};
use crate::refusal::Refusal;

/// An account.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct AccountRow {
    pub id: Uuid,
    pub email: String,
    pub username: String,
    pub display_name: String,
    pub mobile: Option<String>,
    pub password_hash: String,
    pub created_at_us: i64,
    pub email_verified_at_us: Option<i64>,
    pub language: String,
    pub pending_email: Option<String>,
}

const COLUMNS: &str = "select id, email, username, display_name, mobile, password_hash, created_at_us, email_verified_at_us, \
     language, pending_email from account";

/// Writes a new account down.
pub async fn insert(
    tx: &mut Tx,
    id: Uuid,
    who: &Registered,
    password_hash: &str,
    now_us: i64,
) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into account (id, email, username, username_folded, display_name, mobile, password_hash, email_verified_at_us, \
         terms_accepted_at_us, created_at_us) values (?, ?, ?, ?, ?, ?, ?, null, ?, ?)",
        args![
            id, &who.email, &who.username, &who.username_folded, &who.display_name, who.mobile.clone(), password_hash, now_us, now_us
        ],
    )
    .await
}

/// The account with this address.
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<AccountRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where email = ?"), args![email]).await?.pop())
}

/// The account that signs in under this name: an address, a username, or a mobile number. A username goes before a number
/// that is written alike.
pub async fn by_name(tx: &mut Tx, name: &SignInName) -> Result<Option<AccountRow>, Refusal> {
    let SignInName { word, mobile } = name;
    let sql = format!(
        "{COLUMNS} where email = ? or username_folded = ? or mobile = ? order by case when mobile = ? then 1 else 0 end limit 1"
    );
    Ok(tx.all_built(sql, args![word, word, mobile, mobile]).await?.pop())
}

/// The account with this id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where id = ?"), args![id]).await?.pop())
}

/// Which of these unique values are taken: e-mail, username, mobile.
pub async fn taken(tx: &mut Tx, who: &Registered) -> Result<(bool, bool, bool), Refusal> {
    let email: Option<(i64,)> = tx.opt("select 1 from account where email = ?", args![&who.email]).await?;
    let name: Option<(i64,)> =
        tx.opt("select 1 from account where username_folded = ?", args![&who.username_folded]).await?;
    let mobile: Option<(i64,)> = tx
        .opt("select 1 from account where mobile = ?", args![who.mobile.clone().unwrap_or_default()])
        .await?;
    Ok((email.is_some(), name.is_some(), mobile.is_some()))
}

/// How many accounts there are.
pub async fn count(tx: &mut Tx) -> Result<i64, Refusal> {
    tx.int("select count(*) from account", vec![]).await
}

/// Whether there is any account yet.
pub async fn any(tx: &mut Tx) -> Result<bool, Refusal> {
    Ok(tx.opt::<(i64,)>("select 1 from account limit 1", vec![]).await?.is_some())
}

/// Keeps a stronger hash of the same password.
pub async fn set_hash(tx: &mut Tx, id: Uuid, password_hash: &str) -> Result<(), Refusal> {
    tx.exec_one("update account set password_hash = ? where id = ?", args![password_hash, id]).await
}

/// What an account's letters are written in.
pub async fn set_language(tx: &mut Tx, id: Uuid, language: &str) -> Result<(), Refusal> {
    tx.exec_one("update account set language = ? where id = ?", args![language, id]).await
}

/// Asks for another address, which counts once it is proved; until then none is. Without one the present address is proved anew.
pub async fn ask_address(tx: &mut Tx, id: Uuid, pending: Option<&str>) -> Result<(), Refusal> {
    tx.exec_one(
        "update account set pending_email = ?, email_verified_at_us = null where id = ?",
        args![pending, id],
    )
    .await
}

/// This address is proved: it is the account's from now on.
pub async fn prove_address(tx: &mut Tx, id: Uuid, email: &str, now_us: i64) -> Result<(), Refusal> {
    tx.exec_one(
        "update account set email = ?, pending_email = null, email_verified_at_us = ? where id = ?",
        args![email, now_us, id],
    )
    .await
}

/// Gives somebody a role, once.
pub async fn add_role(tx: &mut Tx, id: Uuid, role: &str) -> Result<(), Refusal> {
    let has: Option<(i64,)> =
        tx.opt("select 1 from account_role where account_id = ? and role = ?", args![id, role]).await?;
    if has.is_none() {
        tx.exec_one("insert into account_role (account_id, role) values (?, ?)", args![id, role]).await?;
    }
    Ok(())
}

/// Somebody's roles.
pub async fn roles(tx: &mut Tx, id: Uuid) -> Result<Vec<String>, Refusal> {
    let rows: Vec<(String,)> =
        tx.all("select role from account_role where account_id = ? order by role", args![id]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// What somebody may do: the permissions of all their roles, and those they were given in any store.
pub async fn permissions(tx: &mut Tx, id: Uuid) -> Result<Vec<String>, Refusal> {
    let rows: Vec<(String,)> = tx
        .all(
            "select p.permission from account_role r join role_permission p on p.role = r.role where r.account_id = ? \
             union select p.permission from store_member m join member_permission p on p.member_id = m.id \
             where m.account_id = ? order by 1",
            args![id, id],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Whose session this is, while it lasts.
pub async fn session(tx: &mut Tx, token_hash: &str, now_us: i64) -> Result<Option<Uuid>, Refusal> {
    let found: Option<(Uuid,)> = tx
        .opt(
            "select account_id from session where token_hash = ? and ended_at_us is null \
             and (expires_at_us is null or expires_at_us > ?)",
            args![token_hash, now_us],
        )
        .await?;
    Ok(found.map(|row| row.0))
}

/// A session's account as operations know it, and one of its permissions; none where it has none.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns")]
pub struct SignedInRow {
    pub id: Uuid,
    pub email: String,
    pub display_name: String,
    pub permission: Option<String>,
    pub role: Option<String>,
    pub seen_at_us: i64,
    pub has_second_factor: bool,
    pub email_verified_at_us: Option<i64>,
    pub needs_verified: Option<String>,
}

/// Whose session this is, while it lasts, with all they may do: a row for each permission. One statement, for it comes
/// before every other question.
pub async fn signed_in(tx: &mut Tx, token_hash: &str, now_us: i64) -> Result<Vec<SignedInRow>, Refusal> {
    tx.all(
        "select a.id, a.email, a.display_name, p.permission, r.role, s.seen_at_us, a.email_verified_at_us, \
         (select value from setting where name = 'needs_verified') as needs_verified, \
         case when f.confirmed_at_us is null then 0 else 1 end as has_second_factor from session s join account a on a.id = s.account_id \
         left join account_role r on r.account_id = a.id left join role_permission p on p.role = r.role \
         left join second_factor f on f.account_id = a.id where s.token_hash = ? and s.ended_at_us is null \
         and (s.expires_at_us is null or s.expires_at_us > ?) \
         union all select a.id, a.email, a.display_name, p.permission, null, s.seen_at_us, a.email_verified_at_us, \
         (select value from setting where name = 'needs_verified'), \
         case when f.confirmed_at_us is null then 0 else 1 end from session s join account a on a.id = s.account_id \
         join store_member m on m.account_id = a.id join member_permission p on p.member_id = m.id \
         left join second_factor f on f.account_id = a.id where s.token_hash = ? and s.ended_at_us is null \
         and (s.expires_at_us is null or s.expires_at_us > ?)",
        args![token_hash, now_us, token_hash, now_us],
    )
    .await
}
