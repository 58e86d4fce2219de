//! The people of a store: its owner sees who they are, says what each may do there, and lets them go.

use std::collections::BTreeSet;

use market::db::{self, Tx};
use market::domain::audit::{Entry, Kind};
use market::domain::staff;
use market::{Permission, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::Done;
use crate::invitations::{self, Invitation};
use crate::office::{Ask, Asker, Office, Who, ask};

pub(crate) const ASKS: &[Ask] = &[
    ask!("staff.list", Who::May(Permission::StaffView), list),
    ask!("staff.set", Who::May(Permission::StaffChange), set),
    ask!("staff.remove", Who::May(Permission::StaffChange), remove),
];

/// Whose people.
#[derive(Clone, Copy, Debug, Deserialize, ts_rs::TS)]
pub struct OfStore {
    store: Uuid,
}

/// Somebody who works for a store.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Member {
    account: Uuid,
    email: String,
    display_name: String,
    is_owner: bool,
    permissions: Vec<String>,
}

/// All of them, and what can be given.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Staff {
    people: Vec<Member>,
    invitations: Vec<Invitation>,
    grantable: Vec<String>,
}

/// What somebody may do in a store from now on.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
pub struct SetMember {
    store: Uuid,
    account: Uuid,
    permissions: Vec<String>,
}

/// Who works there no more.
#[derive(Clone, Copy, Debug, Deserialize, ts_rs::TS)]
pub struct RemoveMember {
    store: Uuid,
    account: Uuid,
}

/// A store that is not one's own looks absent.
pub(crate) async fn must_own(tx: &mut Tx, asker: &Asker, store: Uuid, to: Permission) -> Result<(), Refusal> {
    let may = db::staff::may(tx, store, asker.actor.account, to).await?;
    if may { Ok(()) } else { Err(Refusal::not_found("store")) }
}

async fn list(office: &Office<'_>, asker: &Asker, ask: OfStore) -> Result<Staff, Refusal> {
    let mut tx = office.authority.db().read().await?;
    must_own(&mut tx, asker, ask.store, Permission::StaffView).await?;
    let given = db::staff::given(&mut tx, ask.store).await?;
    let people = db::staff::people(&mut tx, ask.store).await?;
    let shown = |row: db::staff::MemberRow| {
        let held = given.iter().filter(|(member, _)| *member == row.id);
        let permissions = held.map(|(_, permission)| permission.clone()).collect();
        let is_owner = row.role == "owner";
        Member {
            account: row.account_id,
            email: row.email,
            display_name: row.display_name,
            is_owner,
            permissions,
        }
    };
    let invited = db::invitation::of_store(&mut tx, ask.store, office.authority.now_us()).await?;
    Ok(Staff {
        invitations: invited.into_iter().map(invitations::shown).collect(),
        people: people.into_iter().map(shown).collect(),
        grantable: staff::GRANTABLE.iter().map(|one| one.name().to_owned()).collect(),
    })
}

async fn set(office: &Office<'_>, asker: &Asker, ask: SetMember) -> Result<Done, Refusal> {
    let permissions = staff::checked(&ask.permissions)?;
    let mut tx = office.authority.db().begin().await?;
    must_own(&mut tx, asker, ask.store, Permission::StaffChange).await?;
    let member = member(&mut tx, ask.store, ask.account).await?;
    give(&mut tx, ask.store, member, &permissions).await?;
    let names: Vec<_> = permissions.iter().map(|one| one.name()).collect();
    let facts = json!({ "store": ask.store, "may": names });
    let entry = Entry::of(Kind::PermissionsChanged, asker.actor.account).to(ask.account).saying(&facts);
    db::audit::write(&mut tx, office.authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn remove(office: &Office<'_>, asker: &Asker, ask: RemoveMember) -> Result<Done, Refusal> {
    let mut tx = office.authority.db().begin().await?;
    must_own(&mut tx, asker, ask.store, Permission::StaffChange).await?;
    let member = member(&mut tx, ask.store, ask.account).await?;
    db::staff::remove(&mut tx, ask.store, member).await?;
    db::staff::record(&mut tx, ask.store, Uuid::now_v7()).await?;
    let facts = json!({ "store": ask.store, "is": "gone" });
    let entry = Entry::of(Kind::StaffChanged, asker.actor.account).to(ask.account).saying(&facts);
    db::audit::write(&mut tx, office.authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn member(tx: &mut Tx, store: Uuid, account: Uuid) -> Result<Uuid, Refusal> {
    db::staff::lock(tx, store, account).await?.ok_or_else(|| Refusal::not_found("member"))
}

/// Gives a member these permissions and tells the store's office.
pub(crate) async fn give(
    tx: &mut Tx,
    store: Uuid,
    member: Uuid,
    permissions: &BTreeSet<Permission>,
) -> Result<(), Refusal> {
    db::staff::give(tx, (store, member), permissions, Uuid::now_v7).await?;
    db::staff::record(tx, store, Uuid::now_v7()).await
}
