//! Accounts and their sessions: a token is drawn here and shown once; the authority keeps only its hash.

use std::collections::BTreeSet;

use market::db::{self, Tx};
use market::domain::account::{Registered, Registration};
use market::domain::ids::hex;
use market::ops::Actor;
use market::{Code, Refusal};
use sha2::{Digest, Sha256};
use sync::Authority;
use sync::api::Session;
use uuid::Uuid;

use crate::Passwords;

/// A new session's token: 256 random bits; only its hash is kept at the authority.
fn draw_token() -> Result<String, Refusal> {
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
    let permissions = rows.iter().filter_map(|row| row.permission.clone()).collect();
    let permissions = with_visitors(permissions);
    let actor = rows.into_iter().next().map(|row| Actor {
        account: row.id,
        email: row.email,
        display_name: row.display_name,
        permissions,
    });
    Ok(actor)
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
    Ok(Some(Session {
        account,
        email: row.email,
        username: row.username,
        display_name: row.display_name,
        mobile: row.mobile,
        roles: db::account::roles(&mut tx, account).await?,
        permissions: with_visitors(db::account::permissions(&mut tx, account).await?),
    }))
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
    tx.commit().await.map(drop)
}

/// Opens a session for an account at a window, `manager` or `storefront`; answers with its token.
pub async fn open_session(authority: &Authority, window: &str, account: Uuid) -> Result<String, Refusal> {
    let token = draw_token()?;
    let mut tx = authority.db().begin().await?;
    let now_us = authority.now_us();
    db::account::open_session(&mut tx, Uuid::now_v7(), account, window, &hash_of(&token), now_us).await?;
    tx.commit().await?;
    Ok(token)
}

/// Checks a password and opens a session. An unknown name costs the same time and gives the same answer.
pub async fn check_in(
    authority: &Authority,
    passwords: &Passwords,
    window: &str,
    email: &str,
    password: &str,
) -> Result<(String, Uuid), Refusal> {
    let mut tx = authority.db().read().await?;
    let found = db::account::by_email(&mut tx, &email.trim().to_lowercase()).await?;
    drop(tx);
    let hash = found.as_ref().map(|row| row.password_hash.as_str());
    let password: String = password.chars().take(1_000).collect();
    let (fits, is_weak) = passwords.fits(&password, hash).await?;
    let Some(row) = found.filter(|_| fits) else {
        return Err(Refusal::new(Code::Invalid, "The e-mail address or the password is wrong.")
            .with("password", "The e-mail address or the password is wrong."));
    };
    if is_weak {
        let stronger = passwords.hash(&password).await?;
        let mut tx = authority.db().begin().await?;
        db::account::set_hash(&mut tx, row.id, &stronger).await?;
        tx.commit().await?;
    }
    Ok((open_session(authority, window, row.id).await?, row.id))
}

/// Ends a session for good.
pub async fn end(authority: &Authority, token: &str) -> Result<(), Refusal> {
    let mut tx = authority.db().begin().await?;
    db::account::end_session(&mut tx, &hash_of(token), authority.now_us()).await?;
    tx.commit().await?;
    Ok(())
}
