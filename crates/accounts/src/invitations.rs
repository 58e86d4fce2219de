//! Inviting somebody to work in a store. The invitation is for an address: whoever has proved it is theirs accepts.

use market::db::invitation::InvitationRow;
use market::db::mail::{Content, MailRow};
use market::db::profile::ProfileRow;
use market::db::{self, Tx};
use market::domain::audit::{Entry, Kind};
use market::domain::checks::Checks;
use market::domain::{invitation, staff};
use market::{Code, Permission, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::office::{Ask, Asker, Office, Who, ask, signed_out};
use crate::staff::{give, must_own};
use crate::{Done, Nothing};

pub(crate) const ASKS: &[Ask] = &[
    ask!("staff.invite", Who::May(Permission::StaffChange), invite),
    ask!("staff.withdraw", Who::May(Permission::StaffChange), withdraw),
    ask!("staff.invitations", Who::SignedIn, mine),
    ask!("staff.accept", Who::SignedIn, accept),
];

/// Invitations one store sends in a day.
const MOST_IN_A_DAY: i64 = 50;
const DAY_US: i64 = 86_400_000_000;

/// Who is to work in a store, and what they may do there.
#[derive(Clone, Debug, Deserialize, ts_rs::TS)]
pub struct Invite {
    store: Uuid,
    email: String,
    permissions: Vec<String>,
}

/// Which invitation of a store is taken back.
#[derive(Clone, Copy, Debug, Deserialize, ts_rs::TS)]
pub struct Withdraw {
    store: Uuid,
    invitation: Uuid,
}

/// Which invitation is accepted.
#[derive(Clone, Copy, Debug, Deserialize, ts_rs::TS)]
pub struct Accept {
    invitation: Uuid,
}

/// An invitation that can still be accepted.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Invitation {
    id: Uuid,
    store_name: String,
    email: String,
    permissions: Vec<String>,
    until_us: i64,
}

/// Those for oneself.
#[derive(Clone, Debug, Serialize, ts_rs::TS)]
pub struct Invitations {
    invitations: Vec<Invitation>,
    /// Whether the address must be proved before one of them can be accepted.
    needs_proof: bool,
}

pub(crate) fn shown(row: InvitationRow) -> Invitation {
    let permissions = row.permissions.split_whitespace().map(str::to_owned).collect();
    let InvitationRow { id, store_name, email, until_us, .. } = row;
    Invitation { id, store_name, email, permissions, until_us }
}

async fn invite(office: &Office<'_>, asker: &Asker, ask: Invite) -> Result<Done, Refusal> {
    let permissions = staff::checked(&ask.permissions)?;
    let mut checks = Checks::default();
    let email = checks.email("email", &ask.email).to_lowercase();
    if email.is_empty() {
        checks.fault("email", "Please fill this in.");
    }
    checks.done()?;
    let now_us = office.authority.now_us();
    let mut tx = office.authority.db().begin().await?;
    must_own(&mut tx, asker, ask.store, Permission::StaffChange).await?;
    let store = db::store::get(&mut tx, ask.store).await?.ok_or_else(|| Refusal::not_found("store"))?;
    if store.removed_at_us.is_some() {
        return Err(Refusal::removed("store"));
    }
    if db::staff::people(&mut tx, ask.store).await?.iter().any(|one| one.email == email) {
        return Err(Refusal::taken("email", "This person works here already."));
    }
    if db::invitation::sent_since(&mut tx, ask.store, now_us - DAY_US).await? >= MOST_IN_A_DAY {
        return Err(Refusal::new(Code::Busy, "This store has invited many people today. Go on tomorrow."));
    }
    let names: Vec<_> = permissions.iter().map(|one| one.name()).collect();
    let new = InvitationRow {
        id: Uuid::now_v7(),
        store_id: ask.store,
        store_name: store.name,
        email,
        permissions: names.join(" "),
        invited_by: asker.actor.account,
        until_us: now_us + invitation::LASTS_US,
    };
    db::invitation::insert(&mut tx, &new, now_us).await?;
    send(&mut tx, &new, &asker.actor.display_name, now_us).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn send(tx: &mut Tx, new: &InvitationRow, from: &str, now_us: i64) -> Result<(), Refusal> {
    let invited = db::account::by_email(tx, &new.email).await?;
    let profile = match &invited {
        Some(account) => db::profile::get(tx, account.id).await?,
        None => None,
    };
    let language = profile.map_or_else(|| "en".to_owned(), |profile| profile.language);
    let words = invitation::words(&language, &new.store_name, from, &new.email);
    let mail = MailRow {
        id: Uuid::now_v7(),
        account_id: None,
        order_id: None,
        kind: "invitation".to_owned(),
        recipient: new.email.clone(),
        subject: words.subject,
        state: "queued".to_owned(),
        tries: 0,
        error: None,
        attachments: "[]".to_owned(),
        created_at_us: now_us,
        next_try_us: Some(now_us),
        sent_at_us: None,
    };
    let content = Content {
        to_name: String::new(),
        reply_to: None,
        text: words.text,
        html: words.html,
        invoices: vec![],
        about: None,
    };
    db::mail::queue(tx, &mail, &content).await
}

async fn withdraw(office: &Office<'_>, asker: &Asker, ask: Withdraw) -> Result<Done, Refusal> {
    let mut tx = office.authority.db().begin().await?;
    must_own(&mut tx, asker, ask.store, Permission::StaffChange).await?;
    if !db::invitation::withdraw(&mut tx, ask.store, ask.invitation, office.authority.now_us()).await? {
        return Err(absent());
    }
    tx.commit().await?;
    Ok(Done {})
}

/// One and the same answer to whatever cannot be accepted: another's, an old one, one that was accepted or never was.
fn absent() -> Refusal {
    Refusal::not_found("invitation")
}

async fn profile(tx: &mut Tx, asker: &Asker) -> Result<ProfileRow, Refusal> {
    db::profile::get(tx, asker.actor.account).await?.ok_or_else(signed_out)
}

async fn mine(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<Invitations, Refusal> {
    let mut tx = office.authority.db().read().await?;
    let profile = profile(&mut tx, asker).await?;
    let rows = db::invitation::of_address(&mut tx, &profile.email, office.authority.now_us()).await?;
    let invitations = rows.into_iter().map(shown).collect();
    Ok(Invitations { invitations, needs_proof: profile.email_verified_at_us.is_none() })
}

async fn accept(office: &Office<'_>, asker: &Asker, ask: Accept) -> Result<Done, Refusal> {
    let now_us = office.authority.now_us();
    let mut tx = office.authority.db().begin().await?;
    let profile = profile(&mut tx, asker).await?;
    let rows = db::invitation::of_address(&mut tx, &profile.email, now_us).await?;
    let row = rows.into_iter().find(|row| row.id == ask.invitation).ok_or_else(absent)?;
    if profile.email_verified_at_us.is_none() {
        return Err(Refusal::new(
            Code::Forbidden,
            "Please verify your e-mail address first: the invitation was sent to it.",
        ));
    }
    if !db::invitation::accept(&mut tx, row.id, now_us).await? {
        return Err(absent());
    }
    let names: Vec<String> = row.permissions.split_whitespace().map(str::to_owned).collect();
    let permissions = staff::checked(&names)?;
    let account = asker.actor.account;
    if db::store::is_member(&mut tx, row.store_id, account).await? {
        return Err(Refusal::new(Code::Duplicate, "You work there already."));
    }
    let member = db::staff::enter(&mut tx, row.store_id, account, now_us).await?;
    give(&mut tx, row.store_id, member, &permissions).await?;
    let facts = json!({ "store": row.store_id, "is": "staff", "invited_by": row.invited_by });
    let entry = Entry::of(Kind::StaffChanged, account).to(account).saying(&facts);
    db::audit::write(&mut tx, now_us, entry).await?;
    tx.commit().await?;
    Ok(Done {})
}
