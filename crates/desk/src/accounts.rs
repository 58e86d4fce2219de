//! Accounts and sessions: direct calls to the authority, never intents.

use market::db;
use market::domain::account::{Registered, Registration};
use market::domain::ids::hex;
use market::ops::Actor;
use market::{Code, Refusal};
use sha2::{Digest, Sha256};
use sync::Authority;
use uuid::Uuid;

use crate::desk::{Inner, Window};
use crate::seats::with_visitors;

/// A new session's token: 256 random bits; only its hash is kept at the authority.
fn draw_token() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Refusal::broken(&error))?;
    Ok(hex(&bytes))
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Who a token belongs to and what it allows, while its session lasts.
pub(crate) async fn actor(authority: &Authority, token: &str) -> Result<Option<Actor>, Refusal> {
    let mut tx = authority.db().read().await?;
    let Some(account) = db::account::session(&mut tx, &hash_of(token), authority.now_us()).await? else {
        return Ok(None);
    };
    let Some(row) = db::account::get(&mut tx, account).await? else { return Ok(None) };
    let permissions = with_visitors(db::account::permissions(&mut tx, account).await?);
    Ok(Some(Actor { account, email: row.email, display_name: row.display_name, permissions }))
}

/// Makes an account. The first one of a marketplace also operates it: the machine is theirs.
pub(crate) async fn register(desk: &Inner, ask: &Registration, role: &str) -> Result<Uuid, Refusal> {
    let who = ask.check()?;
    let hash = desk.passwords.hash(&ask.password).await?;
    match enter(desk, &who, &hash, role).await {
        // Somebody took a name between the look and the entry: looking again says which.
        Err(refusal) if refusal.code == Code::Duplicate && refusal.fields.is_empty() => {
            enter(desk, &who, &hash, role).await
        }
        done => done,
    }
}

async fn enter(desk: &Inner, who: &Registered, hash: &str, role: &str) -> Result<Uuid, Refusal> {
    let mut tx = desk.authority.db().begin().await?;
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
    db::account::insert(&mut tx, id, who, hash, desk.authority.now_us()).await?;
    db::account::add_role(&mut tx, id, role).await?;
    if is_first {
        db::account::add_role(&mut tx, id, "operator").await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Opens a session for an account.
pub(crate) async fn open_session(desk: &Inner, window: Window, account: Uuid) -> Result<String, Refusal> {
    let token = draw_token()?;
    let mut tx = desk.authority.db().begin().await?;
    let now_us = desk.authority.now_us();
    db::account::open_session(&mut tx, Uuid::now_v7(), account, window.name(), &hash_of(&token), now_us)
        .await?;
    tx.commit().await?;
    Ok(token)
}

/// Checks a password and opens a session. An unknown name costs the same time and gives the same answer.
pub(crate) async fn check_in(
    desk: &Inner,
    window: Window,
    email: &str,
    password: &str,
) -> Result<(String, Uuid), Refusal> {
    let mut tx = desk.authority.db().read().await?;
    let found = db::account::by_email(&mut tx, &email.trim().to_lowercase()).await?;
    drop(tx);
    let hash = found.as_ref().map(|row| row.password_hash.as_str());
    let password: String = password.chars().take(1_000).collect();
    let (fits, is_weak) = desk.passwords.fits(&password, hash).await?;
    let Some(row) = found.filter(|_| fits) else {
        return Err(Refusal::new(Code::Invalid, "The e-mail address or the password is wrong.")
            .with("password", "The e-mail address or the password is wrong."));
    };
    if is_weak {
        let stronger = desk.passwords.hash(&password).await?;
        let mut tx = desk.authority.db().begin().await?;
        db::account::set_hash(&mut tx, row.id, &stronger).await?;
        tx.commit().await?;
    }
    Ok((open_session(desk, window, row.id).await?, row.id))
}

/// Ends a session for good.
pub(crate) async fn end(desk: &Inner, token: &str) -> Result<(), Refusal> {
    let mut tx = desk.authority.db().begin().await?;
    db::account::end_session(&mut tx, &hash_of(token), desk.authority.now_us()).await?;
    tx.commit().await?;
    Ok(())
}
