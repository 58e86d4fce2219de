//! Who works for a store, and what each of them may do there. The only place where a store's own people are told from
//! everybody else.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::engine::Tx;
use super::sight::Sight;
use super::tables;
use crate::args;
use crate::domain::ids;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::space::Space;

/// The stores where an account may do something; takes the account and the permission. Its owner may do everything there.
pub(super) const MAY: &str = "select m.store_id from store_member m where m.account_id = ? and (m.role = 'owner' or exists \
     (select 1 from member_permission p where p.member_id = m.id and p.permission = ?))";

/// Whether somebody may do something in a store.
pub async fn may(tx: &mut Tx, store: Uuid, account: Uuid, permission: Permission) -> Result<bool, Refusal> {
    let sql = format!("{MAY} and m.store_id = ?");
    Ok(!tx.all_built::<(Uuid,)>(sql, args![account, permission.name(), store]).await?.is_empty())
}

/// The stores where somebody may do something.
pub async fn stores_where(
    tx: &mut Tx,
    account: Uuid,
    permission: Permission,
) -> Result<BTreeSet<Uuid>, Refusal> {
    let rows: Vec<(Uuid,)> = tx.all_built(MAY.to_owned(), args![account, permission.name()]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// What somebody sees of the stores they work for.
pub async fn sights(tx: &mut Tx, account: Uuid) -> Result<BTreeMap<Uuid, Sight>, Refusal> {
    let rows: Vec<(Uuid, String, Option<String>)> = tx
        .all(
            "select m.store_id, m.role, p.permission from store_member m \
             left join member_permission p on p.member_id = m.id where m.account_id = ?",
            args![account],
        )
        .await?;
    let mut sights = BTreeMap::new();
    for (store, role, permission) in rows {
        let sight = sights.entry(store).or_insert_with(|| Sight::of(account, &role));
        sight.add(permission);
    }
    Ok(sights)
}

/// Whether somebody works in a store that is not theirs.
pub async fn is_staff(tx: &mut Tx, store: Uuid, account: Uuid) -> Result<bool, Refusal> {
    let sql = "select 1 from store_member where store_id = ? and account_id = ? and role <> 'owner'";
    Ok(tx.opt::<(i64,)>(sql, args![store, account]).await?.is_some())
}

/// Somebody who works for a store.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct MemberRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub role: String,
    pub email: String,
    pub display_name: String,
}

/// Everybody who works for a store, the owner first. Only at the authority, where names are.
pub async fn people(tx: &mut Tx, store: Uuid) -> Result<Vec<MemberRow>, Refusal> {
    tx.all(
        "select m.id, m.account_id, m.role, a.email, a.display_name from store_member m join account a on a.id = m.account_id \
         where m.store_id = ? order by m.role <> 'owner', a.display_name, m.id",
        args![store],
    )
    .await
}

/// What each of a store's people was given: member and permission.
pub async fn given(tx: &mut Tx, store: Uuid) -> Result<Vec<(Uuid, String)>, Refusal> {
    let sql = "select member_id, permission from member_permission where store_id = ? order by member_id, permission";
    tx.all(sql, args![store]).await
}

/// The membership of somebody who works in a store that is not theirs; it stays as it is until this transaction ends.
pub async fn lock(tx: &mut Tx, store: Uuid, account: Uuid) -> Result<Option<Uuid>, Refusal> {
    let locking = tx.locking();
    let sql = format!(
        "select id from store_member where store_id = ? and account_id = ? and role <> 'owner'{locking}"
    );
    Ok(tx.all_built::<(Uuid,)>(sql, args![store, account]).await?.pop().map(|row| row.0))
}

/// Takes somebody on.
pub async fn enter(tx: &mut Tx, store: Uuid, account: Uuid, now_us: i64) -> Result<Uuid, Refusal> {
    let member = ids::pair(account, store);
    tx.exec_one(
        "insert into store_member (id, store_id, account_id, role, created_at_us) values (?, ?, ?, 'staff', ?)",
        args![member, store, account, now_us],
    )
    .await?;
    tx.touch(Space::office(store), tables::STORE_MEMBER, member);
    Ok(member)
}

/// Gives a member these permissions and no others. `ids` draws a key for each.
pub async fn give(
    tx: &mut Tx,
    (store, member): (Uuid, Uuid),
    permissions: &BTreeSet<Permission>,
    mut ids: impl FnMut() -> Uuid,
) -> Result<(), Refusal> {
    take_away(tx, store, member).await?;
    for permission in permissions {
        let id = ids();
        tx.exec_one(
            "insert into member_permission (id, member_id, store_id, permission) values (?, ?, ?, ?)",
            args![id, member, store, permission.name()],
        )
        .await?;
        tx.touch(Space::office(store), tables::MEMBER_PERMISSION, id);
    }
    tx.touch(Space::office(store), tables::STORE_MEMBER, member);
    Ok(())
}

async fn take_away(tx: &mut Tx, store: Uuid, member: Uuid) -> Result<(), Refusal> {
    let held: Vec<(Uuid,)> =
        tx.all("select id from member_permission where member_id = ?", args![member]).await?;
    for (id,) in held {
        tx.touch(Space::office(store), tables::MEMBER_PERMISSION, id);
    }
    tx.exec("delete from member_permission where member_id = ?", args![member]).await.map(drop)
}

/// Lets somebody go.
pub async fn remove(tx: &mut Tx, store: Uuid, member: Uuid) -> Result<(), Refusal> {
    take_away(tx, store, member).await?;
    tx.exec_one("delete from store_member where id = ? and role <> 'owner'", args![member]).await?;
    tx.touch(Space::office(store), tables::STORE_MEMBER, member);
    Ok(())
}

/// Tells a store's office of a change of its people. No intent makes such a change, so it leaves an entry of its own that
/// nothing ever takes the place of: whoever has read up to it finds it again.
pub async fn record(tx: &mut Tx, store: Uuid, change: Uuid) -> Result<(), Refusal> {
    tx.touch(Space::office(store), tables::MEMBER_PERMISSION, change);
    super::feed::record(tx, change).await.map(drop)
}
