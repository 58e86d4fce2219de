//! Who operates the marketplace, and what each group of permissions holds. Only at the authority.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::domain::operator::Kind;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// Somebody who operates the marketplace.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct OperatorRow {
    pub id: Uuid,
    pub email: String,
    pub display_name: String,
    pub role: String,
}

/// Everybody who operates it, by name.
pub async fn operators(tx: &mut Tx) -> Result<Vec<OperatorRow>, Refusal> {
    tx.all(
        "select a.id, a.email, a.display_name, r.role from account_role r join account a on a.id = r.account_id \
         where r.role in ('owner', 'office', 'dispatch', 'support') order by a.display_name, a.id",
        vec![],
    )
    .await
}

/// Who owns it. Until this transaction ends nobody else makes them fewer.
pub async fn lock_owners(tx: &mut Tx) -> Result<Vec<Uuid>, Refusal> {
    let locking = tx.locking();
    let sql =
        format!("select account_id from account_role where role = 'owner' order by account_id{locking}");
    Ok(tx.all_built::<(Uuid,)>(sql, vec![]).await?.into_iter().map(|row| row.0).collect())
}

/// What kind of operator somebody is, if any.
pub async fn kind_of(tx: &mut Tx, account: Uuid) -> Result<Option<Kind>, Refusal> {
    let roles = super::account::roles(tx, account).await?;
    Ok(roles.iter().find_map(|role| Kind::from_name(role)))
}

/// Makes somebody an operator of this kind and of no other, or none any more.
pub async fn set_kind(tx: &mut Tx, account: Uuid, kind: Option<Kind>) -> Result<(), Refusal> {
    let sql = "delete from account_role where account_id = ? and role in ('owner', 'office', 'dispatch', 'support')";
    tx.exec(sql, args![account]).await?;
    match kind {
        Some(kind) => super::account::add_role(tx, account, kind.name()).await,
        None => Ok(()),
    }
}

/// What every group holds: group and permission.
pub async fn groups(tx: &mut Tx) -> Result<Vec<(String, String)>, Refusal> {
    tx.all("select role, permission from role_permission order by role, permission", vec![]).await
}

/// Gives a group these permissions and no others.
pub async fn set_group(tx: &mut Tx, kind: Kind, permissions: &BTreeSet<Permission>) -> Result<(), Refusal> {
    tx.exec("delete from role_permission where role = ?", args![kind.name()]).await?;
    for permission in permissions {
        let row = args![kind.name(), permission.name()];
        tx.exec_one("insert into role_permission (role, permission) values (?, ?)", row).await?;
    }
    Ok(())
}
