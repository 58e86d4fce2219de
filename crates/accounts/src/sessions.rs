//! Accounts and their sessions: a token is drawn here and shown once; the authority keeps only its hash.

use std::collections::BTreeSet;

use market::db::account::AccountRow;
use market::db::second_factor::ArrivalRow as Arrival;
use market::db::session::NewSession;
use market::db::{self, Tx};
use market::domain::account::SignInName;
use market::domain::audit::{Entry, Kind};
use market::domain::ids::hex;
use market::ops::Actor;
use market::{Code, NEED_VERIFIED, Refusal};
use serde_json::json;
use sha2::{Digest, Sha256};
use sync::Authority;
use sync::api::Session;
use uuid::Uuid;

use crate::delays::Keys;
use crate::office::Office;
use crate::second_step;
use crate::visit::{Visit, lasts_us};

/// A new secret, of a session or a ticket: 256 random bits; only its hash is kept at the authority.
pub(crate) fn draw_token() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
    Ok(hex(&bytes))
}

pub(crate) fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Who a token belongs to and what it allows, while its session lasts.
pub async fn actor(authority: &Authority, token: &str) -> Result<Option<Actor>, Refusal> {
    let mut tx = authority.db().glance().await?;
    let rows = db::account::signed_in(&mut tx, &hash_of(token), authority.now_us()).await?;
    tx.rollback().await?;
    if let Some(row) = rows.first() {
        note_seen(authority, token, row.seen_at_us).await;
    }
    let is_held = rows.first().is_some_and(|row| !row.has_second_factor)
        && authority.guards_operators()
        && operates(rows.iter().filter_map(|row| row.role.as_deref()));
    // Without the second factor they need, they are let in to set it up and to nothing else.
    let permissions = rows.iter().filter(|_| !is_held).filter_map(|row| row.permission.clone()).collect();
    let is_held_back = rows.first().is_some_and(|row| {
        row.email_verified_at_us.is_none() && row.needs_verified.as_deref() == Some("yes")
    });
    let permissions = all_of(permissions, is_held_back);
    let actor = rows.into_iter().next().map(|row| Actor {
        account: row.id,
        email: row.email,
        display_name: row.display_name,
        permissions,
    });
    Ok(actor)
}

/// How exactly it is known when a session was last used: a write for each question would cost more than the question.
const SEEN_WITHIN_US: i64 = 5 * 60 * 1_000_000;

/// Notes that a session is used. Where that cannot be written, on a full disk or beside a server that is busy, people go on.
async fn note_seen(authority: &Authority, token: &str, seen_at_us: i64) {
    let now_us = authority.now_us();
    let before_us = now_us.saturating_sub(SEEN_WITHIN_US);
    if seen_at_us >= before_us {
        return;
    }
    let note = async {
        let mut tx = authority.db().begin().await?;
        db::session::seen(&mut tx, &hash_of(token), before_us, now_us).await?;
        tx.commit().await
    };
    if let Err(fault) = note.await {
        tracing::debug!(%fault, "when a session was last used is not noted");
    }
}

/// An account with what it may do, for work that is done in its name.
pub async fn actor_of(tx: &mut Tx, account: Uuid) -> Result<Option<Actor>, Refusal> {
    let Some(row) = db::account::get(tx, account).await? else { return Ok(None) };
    let is_held_back = row.email_verified_at_us.is_none() && db::setting::needs_verified(tx).await?;
    let permissions = all_of(db::account::permissions(tx, account).await?, is_held_back);
    Ok(Some(Actor { account, email: row.email, display_name: row.display_name, permissions }))
}

/// The same with what a window shows of it.
pub async fn session(authority: &Authority, token: &str) -> Result<Option<Session>, Refusal> {
    let mut tx = authority.db().read().await?;
    let Some(account) = db::account::session(&mut tx, &hash_of(token), authority.now_us()).await? else {
        return Ok(None);
    };
    let Some(row) = db::account::get(&mut tx, account).await? else { return Ok(None) };
    let roles = db::account::roles(&mut tx, account).await?;
    let factor = db::second_factor::get(&mut tx, account).await?;
    let needs_second_factor = authority.guards_operators()
        && operates(roles.iter().map(String::as_str))
        && factor.is_none_or(|row| row.confirmed_at_us.is_none());
    let permissions =
        if needs_second_factor { vec![] } else { db::account::permissions(&mut tx, account).await? };
    let is_held_back = row.email_verified_at_us.is_none() && db::setting::needs_verified(&mut tx).await?;
    Ok(Some(Session {
        account,
        email: row.email,
        username: row.username,
        display_name: row.display_name,
        mobile: row.mobile,
        roles,
        permissions: all_of(permissions, is_held_back),
        is_held_back,
        is_verified: row.email_verified_at_us.is_some(),
        pending_email: row.pending_email,
        needs_second_factor,
    }))
}

/// Whether somebody with these roles runs the marketplace: all roles do that nobody takes on their own word.
pub(crate) fn operates<'a>(roles: impl IntoIterator<Item = &'a str>) -> bool {
    roles.into_iter().any(|role| !OWN_ROLES.contains(&role))
}

/// What somebody signed in may do: what their roles allow, and what a visitor may. Whoever is held back until their address is
/// proved may do less; this is the only place that says so.
fn all_of(permissions: Vec<String>, is_held_back: bool) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = permissions.into_iter().chain(Actor::visitor().permissions).collect();
    if is_held_back {
        for permission in NEED_VERIFIED {
            all.remove(permission.name());
        }
    }
    all
}

/// What one may be on one's own word.
pub const OWN_ROLES: [&str; 2] = ["vendor", "buyer"];

/// Lets an account take another role as well; any that is not one's own to take is refused.
pub async fn add_role(authority: &Authority, account: Uuid, role: &str) -> Result<(), Refusal> {
    if !OWN_ROLES.contains(&role) {
        return Err(Refusal::field("role", format!("Use one of: {}.", OWN_ROLES.join(", "))));
    }
    let mut tx = authority.db().begin().await?;
    db::account::add_role(&mut tx, account, role).await?;
    let entry = Entry::of(Kind::RoleChanged, account).to(account).saying(&json!({ "given": [role] }));
    db::audit::write(&mut tx, authority.now_us(), entry).await?;
    tx.commit().await.map(drop)
}

/// Opens a session for an account; answers with its token.
pub async fn open_session(authority: &Authority, visit: &Visit, account: Uuid) -> Result<String, Refusal> {
    let mut tx = authority.db().begin().await?;
    let token = insert_session(&mut tx, &visit.arrival(account), authority.now_us()).await?;
    tx.commit().await?;
    Ok(token)
}

/// The same within a transaction that did more; it is noted in the audit log, which comes last.
pub(crate) async fn insert_session(tx: &mut Tx, arrival: &Arrival, now_us: i64) -> Result<String, Refusal> {
    let token = draw_token()?;
    let new = NewSession {
        id: Uuid::now_v7(),
        account: arrival.account_id,
        seat: &arrival.seat,
        token_hash: &hash_of(&token),
        is_remembered: arrival.is_remembered,
        device_hash: arrival.device_hash.clone(),
        device_name: &arrival.device_name,
        expires_at_us: now_us.saturating_add(lasts_us(arrival.is_remembered)),
    };
    db::session::open(tx, new, now_us).await?;
    let facts = json!({ "window": arrival.seat, "device": arrival.device_name });
    db::audit::write(tx, now_us, Entry::of(Kind::SignedIn, arrival.account_id).saying(&facts)).await?;
    Ok(token)
}

/// What everybody hears who is not let in, whether there is such an account or not.
pub const WRONG: &str = "The name or the password is wrong.";

/// What somebody with the right password has come to.
#[derive(Clone, Debug)]
pub enum Entered {
    /// They are signed in, under this token.
    In(String),
    /// They have a second factor; this ticket goes with its code.
    SecondStep(String),
}

/// Checks a password and opens a session. An unknown name costs the same time and gives the same answer.
pub async fn check_in(
    office: &Office<'_>,
    visit: &Visit,
    name: &str,
    password: &str,
) -> Result<Entered, Refusal> {
    let Office { authority, passwords, .. } = office;
    let name = SignInName::of(name);
    let (found, is_known) = look_up(authority, visit, &name).await?;
    let keys = Keys::of(visit, &name, is_known);
    passwords.must_have_room()?;
    keys.begin(authority).await?;
    let hash = found.as_ref().map(|row| row.password_hash.as_str());
    let password: String = password.chars().take(1_000).collect();
    let (fits, is_weak) = passwords.fits(&password, hash).await?;
    let known = found.as_ref().map_or(Uuid::nil(), |row| row.id);
    let Some(row) = found.filter(|_| fits) else {
        keys.fail(authority).await?;
        let facts = json!({ "window": visit.window });
        authority.refused(Entry::of(Kind::SignInFailed, known).saying(&facts)).await;
        return Err(Refusal::new(Code::Invalid, WRONG).with("password", WRONG));
    };
    keys.pass(authority).await;
    let stronger = if is_weak { Some(passwords.hash(&password).await?) } else { None };
    let mut tx = authority.db().begin().await?;
    if let Some(stronger) = stronger {
        db::account::set_hash(&mut tx, row.id, &stronger).await?;
    }
    let factor = db::second_factor::get(&mut tx, row.id).await?;
    let arrival = visit.arrival(row.id);
    let entered = match factor.filter(|row| row.confirmed_at_us.is_some()) {
        None => Entered::In(insert_session(&mut tx, &arrival, authority.now_us()).await?),
        Some(_) if visit.asks_code => {
            Entered::SecondStep(second_step::give_ticket(&mut tx, &arrival, authority.now_us()).await?)
        }
        Some(_) => return Err(Refusal::new(Code::Forbidden, NO_SECOND_STEP)),
    };
    tx.commit().await?;
    Ok(entered)
}

/// For programs from before there were second factors, and for scripts.
const NO_SECOND_STEP: &str = "This account has a second factor. Sign in where its code is asked for, with a newer Tradepost if need be.";

/// Whether somebody comes from a desktop that has signed in to the account of this name before.
pub async fn knows(authority: &Authority, visit: &Visit, name: &str) -> Result<bool, Refusal> {
    Ok(look_up(authority, visit, &SignInName::of(name)).await?.1)
}

/// The account of a name, and whether it knows the desktop. The same questions are asked for a name nobody has.
async fn look_up(
    authority: &Authority,
    visit: &Visit,
    name: &SignInName,
) -> Result<(Option<AccountRow>, bool), Refusal> {
    let mut tx = authority.db().read().await?;
    let found = db::account::by_name(&mut tx, name).await?;
    let account = found.as_ref().map_or(Uuid::nil(), |row| row.id);
    let device = visit.device_hash().unwrap_or_default();
    let is_known = db::session::knows_device(&mut tx, account, &device).await?;
    Ok((found, is_known && !device.is_empty()))
}

/// Ends a session for good.
pub async fn end(authority: &Authority, token: &str) -> Result<(), Refusal> {
    let (hash, now_us) = (hash_of(token), authority.now_us());
    let mut tx = authority.db().begin().await?;
    let Some(account) = db::account::session(&mut tx, &hash, now_us).await? else {
        return tx.rollback().await;
    };
    db::session::end(&mut tx, &hash, now_us).await?;
    db::audit::write(&mut tx, now_us, Entry::of(Kind::SignedOut, account)).await?;
    tx.commit().await.map(drop)
}
