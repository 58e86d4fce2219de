//! Accounts and their sessions: a token is drawn here and shown once; the authority keeps only its hash.

use std::collections::BTreeSet;

use market::db::account::AccountRow;
use market::db::second_factor::ArrivalRow as Arrival;
use market::db::session::NewSession;
use market::db::{self, Tx};
use market::domain::account::{Registered, Registration, SignInName};
use market::domain::audit::{Entry, Kind};
use market::domain::ids::hex;
use market::ops::Actor;
use market::{Code, Refusal};
use serde_json::json;
use sha2::{Digest, Sha256};
use sync::Authority;
use sync::api::Session;
use uuid::Uuid;

use crate::delays::Keys;
use crate::office::Office;
use crate::visit::{Visit, lasts_us};
use crate::{Passwords, second_step};

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
    let permissions = with_visitors(permissions);
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
    let permissions = with_visitors(db::account::permissions(tx, account).await?);
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
    Ok(Some(Session {
        account,
        email: row.email,
        username: row.username,
        display_name: row.display_name,
        mobile: row.mobile,
        roles,
        permissions: with_visitors(permissions),
        needs_second_factor,
    }))
}

/// Whether somebody with these roles runs the marketplace: all roles do that nobody takes on their own word.
pub(crate) fn operates<'a>(roles: impl IntoIterator<Item = &'a str>) -> bool {
    roles.into_iter().any(|role| !OWN_ROLES.contains(&role))
}

/// What everybody signed in may do besides their roles: what a visitor may.
fn with_visitors(permissions: Vec<String>) -> BTreeSet<String> {
    permissions.into_iter().chain(Actor::visitor().permissions).collect()
}

/// Makes an account. The first one of a marketplace also operates it: the machine is theirs.
pub async fn register(
    authority: &Authority,
    passwords: &Passwords,
    ask: &Registration,
    role: &str,
) -> Result<Uuid, Refusal> {
    let who = ask.check()?;
    let hash = passwords.hash(&ask.password).await?;
    for _ in 0..TRIES {
        match enter(authority, &who, &hash, role).await {
            // Somebody took a name between the look and the entry, or two held each other up: looking again says which.
            Err(refusal) if refusal.code == Code::Busy || is_race(&refusal) => {}
            done => return done,
        }
    }
    enter(authority, &who, &hash, role).await
}

/// How often a registration starts again before it says that the marketplace is busy.
const TRIES: u32 = 3;

fn is_race(refusal: &Refusal) -> bool {
    refusal.code == Code::Duplicate && refusal.fields.is_empty()
}

async fn enter(authority: &Authority, who: &Registered, hash: &str, role: &str) -> Result<Uuid, Refusal> {
    let mut tx = authority.db().begin().await?;
    let (has_email, has_name, has_mobile) = db::account::taken(&mut tx, who).await?;
    let mut refusal = Refusal::new(Code::Duplicate, "Please correct the marked fields.");
    if has_email {
        refusal =
            refusal.with("email", "An account with this e-mail address already exists on this marketplace.");
    }
    if has_name {
        refusal = refusal.with("username", "This username already exists.");
    }
    if has_mobile {
        refusal = refusal.with("mobile", "This mobile number already exists.");
    }
    if !refusal.fields.is_empty() {
        return Err(refusal);
    }
    let is_first = !db::account::any(&mut tx).await?;
    let id = Uuid::now_v7();
    db::account::insert(&mut tx, id, who, hash, authority.now_us()).await?;
    db::account::add_role(&mut tx, id, role).await?;
    if is_first {
        db::account::add_role(&mut tx, id, "operator").await?;
    }
    let roles = if is_first { vec![role, "operator"] } else { vec![role] };
    let entry = Entry::of(Kind::RoleChanged, id).to(id).saying(&json!({ "given": roles }));
    db::audit::write(&mut tx, authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(id)
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
