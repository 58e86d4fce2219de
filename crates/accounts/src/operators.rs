//! Those who operate the marketplace, and what their groups may do: seen and changed at the authority itself.

use market::db::{self, Tx};
use market::domain::audit::{self, Entry};
use market::domain::operator::{self, Kind};
use market::{Code, Permission, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sync::Authority;
use uuid::Uuid;

use crate::office::{Ask, Asker, Office, Who, ask};
use crate::{Done, Nothing};

pub(crate) const ASKS: &[Ask] = &[
    ask!("operator.list", Who::May(Permission::OperatorView), list),
    ask!("operator.set", Who::May(Permission::OperatorChange), set),
    ask!("operator.end_sessions", Who::May(Permission::OperatorChange), end_sessions),
    ask!("role.list", Who::May(Permission::RoleView), groups),
    ask!("role.set", Who::May(Permission::RoleChange), set_group),
];

/// Somebody who operates the marketplace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Operator {
    account: Uuid,
    email: String,
    display_name: String,
    kind: Kind,
    is_self: bool,
}

/// All of them.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Operators {
    operators: Vec<Operator>,
}

/// Who becomes which kind of operator; without a kind, none any more.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
pub struct SetOperator {
    email: String,
    #[serde(default)]
    kind: Option<Kind>,
}

/// Whose sessions end.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
pub struct EndSessionsOf {
    email: String,
}

/// A group with what it may do.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Group {
    name: String,
    permissions: Vec<String>,
    is_adjustable: bool,
}

/// All groups, and what the adjustable ones can be given.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Groups {
    groups: Vec<Group>,
    grantable: Vec<String>,
}

/// What a group may do from now on.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
pub struct SetGroup {
    name: Kind,
    permissions: Vec<String>,
}

async fn list(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<Operators, Refusal> {
    let mut tx = office.authority.db().read().await?;
    let rows = db::role::operators(&mut tx).await?;
    let shown = |row: db::role::OperatorRow| {
        let kind = Kind::from_name(&row.role)?;
        let is_self = row.id == asker.actor.account;
        Some(Operator { account: row.id, email: row.email, display_name: row.display_name, kind, is_self })
    };
    Ok(Operators { operators: rows.into_iter().filter_map(shown).collect() })
}

async fn set(office: &Office<'_>, asker: &Asker, ask: SetOperator) -> Result<Done, Refusal> {
    set_operator(office.authority, asker.actor.account, &ask.email, ask.kind).await?;
    Ok(Done {})
}

/// Makes the account with this address an operator of a kind, or none any more; `by` nobody where it is done at the machine
/// itself. Answers what it was before.
pub async fn set_operator(
    authority: &Authority,
    by: Uuid,
    email: &str,
    kind: Option<Kind>,
) -> Result<Option<Kind>, Refusal> {
    let mut tx = authority.db().begin().await?;
    let account = with_address(&mut tx, email).await?;
    let before = db::role::kind_of(&mut tx, account).await?;
    if before == kind {
        return Ok(before);
    }
    if before == Some(Kind::Owner) {
        must_not_be_the_last(&mut tx, account).await?;
    }
    db::role::set_kind(&mut tx, account, kind).await?;
    let facts = json!({ "was": before.map(Kind::name), "is": kind.map(Kind::name) });
    let entry = Entry::of(audit::Kind::RoleChanged, by).to(account).saying(&facts);
    db::audit::write(&mut tx, authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(before)
}

/// Signs somebody out everywhere: whoever has lost a desktop, or must not go on.
async fn end_sessions(office: &Office<'_>, asker: &Asker, ask: EndSessionsOf) -> Result<Done, Refusal> {
    let (authority, now_us) = (office.authority, office.authority.now_us());
    let mut tx = authority.db().begin().await?;
    let account = with_address(&mut tx, &ask.email).await?;
    db::session::end_others(&mut tx, account, "", now_us).await?;
    let facts = json!({ "which": "all" });
    let entry = Entry::of(audit::Kind::SessionEnded, asker.actor.account).to(account).saying(&facts);
    db::audit::write(&mut tx, now_us, entry).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn with_address(tx: &mut Tx, email: &str) -> Result<Uuid, Refusal> {
    let found = db::account::by_email(tx, &email.trim().to_lowercase()).await?;
    Ok(found.ok_or_else(|| Refusal::field("email", "No account has this e-mail address."))?.id)
}

/// A marketplace without an owner could never be given one again from inside.
async fn must_not_be_the_last(tx: &mut Tx, account: Uuid) -> Result<(), Refusal> {
    let owners = db::role::lock_owners(tx).await?;
    if owners.iter().any(|owner| *owner != account) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Forbidden,
        "Somebody must own the marketplace. Make somebody else an owner first.",
    ))
}

async fn groups(office: &Office<'_>, _: &Asker, _: Nothing) -> Result<Groups, Refusal> {
    let mut tx = office.authority.db().read().await?;
    let rows = db::role::groups(&mut tx).await?;
    let held = |name: &str| {
        let of_group = rows.iter().filter(|(role, _)| role == name);
        of_group.map(|(_, permission)| permission.clone()).collect()
    };
    let group =
        |name: &str, is_adjustable| Group { name: name.to_owned(), permissions: held(name), is_adjustable };
    let kinds = Kind::ALL.into_iter().map(|kind| group(kind.name(), kind.is_adjustable()));
    Ok(Groups {
        groups: kinds.chain(["vendor", "buyer"].map(|name| group(name, false))).collect(),
        grantable: operator::GRANTABLE.iter().map(|one| one.name().to_owned()).collect(),
    })
}

async fn set_group(office: &Office<'_>, asker: &Asker, ask: SetGroup) -> Result<Done, Refusal> {
    if !ask.name.is_adjustable() {
        return Err(Refusal::new(Code::Forbidden, "Owners may do everything, always."));
    }
    let permissions = operator::checked(&ask.permissions)?;
    let mut tx = office.authority.db().begin().await?;
    db::role::set_group(&mut tx, ask.name, &permissions).await?;
    let names: Vec<_> = permissions.iter().map(|one| one.name()).collect();
    let facts = json!({ "group": ask.name.name(), "may": names });
    let entry = Entry::of(audit::Kind::PermissionsChanged, asker.actor.account).saying(&facts);
    db::audit::write(&mut tx, office.authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(Done {})
}
