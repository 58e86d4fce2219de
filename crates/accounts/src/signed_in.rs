//! Where somebody is signed in, as they see it themselves, and signing out from afar.

use market::db::session::SessionRow;
use market::domain::audit::{Entry, Kind};
use market::{Refusal, db};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::office::{Ask, Asker, Office, Who, ask};
use crate::passwords_of::Done;
use crate::profile::Nothing;
use crate::sessions::hash_of;

pub(crate) const ASKS: &[Ask] = &[
    ask!("account.sessions", Who::SignedIn, list),
    ask!("account.end_session", Who::SignedIn, end_one),
    ask!("account.end_other_sessions", Who::SignedIn, end_others),
];

/// One session of one's own.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct OpenSession {
    id: Uuid,
    #[ts(type = "\"manager\" | \"storefront\"")]
    window: String,
    /// What the desktop calls itself; empty where it said nothing.
    device: String,
    /// Whether it lasts longer than the program runs.
    is_remembered: bool,
    created_at_us: i64,
    /// To within a few minutes.
    seen_at_us: i64,
    expires_at_us: Option<i64>,
    /// Whether it is the one that asks.
    is_this: bool,
}

/// All of them, the one used last first.
#[derive(Debug, Serialize, ts_rs::TS)]
pub struct OpenSessions {
    sessions: Vec<OpenSession>,
}

/// Which one is to end.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub struct EndSession {
    session: Uuid,
}

async fn own(office: &Office<'_>, asker: &Asker) -> Result<Vec<SessionRow>, Refusal> {
    let mut tx = office.authority.db().read().await?;
    db::session::of_account(&mut tx, asker.actor.account, office.authority.now_us()).await
}

fn own_hash(asker: &Asker) -> String {
    asker.token.as_deref().map(hash_of).unwrap_or_default()
}

async fn list(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<OpenSessions, Refusal> {
    let this = own_hash(asker);
    let shown = |row: SessionRow| OpenSession {
        id: row.id,
        window: row.seat,
        device: row.device_name,
        is_remembered: row.is_remembered,
        created_at_us: row.created_at_us,
        seen_at_us: row.seen_at_us,
        expires_at_us: row.expires_at_us,
        is_this: row.token_hash == this,
    };
    Ok(OpenSessions { sessions: own(office, asker).await?.into_iter().map(shown).collect() })
}

async fn end_one(office: &Office<'_>, asker: &Asker, ask: EndSession) -> Result<Done, Refusal> {
    let (authority, this) = (office.authority, own_hash(asker));
    let this = own(office, asker).await?.into_iter().find(|row| row.token_hash == this);
    if this.as_ref().is_some_and(|row| row.id == ask.session) {
        return Err(Refusal::field("session", "You are using this one. Sign out instead."));
    }
    let device = this.and_then(|row| row.device_hash).unwrap_or_default();
    let mut tx = authority.db().begin().await?;
    let which = (asker.actor.account, ask.session);
    if !db::session::end_from_afar(&mut tx, which, &device, authority.now_us()).await? {
        tx.rollback().await?;
        return Err(Refusal::not_found("session"));
    }
    let entry = Entry::of(Kind::SessionEnded, asker.actor.account).to(ask.session);
    db::audit::write(&mut tx, authority.now_us(), entry).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn end_others(office: &Office<'_>, asker: &Asker, _: Nothing) -> Result<Done, Refusal> {
    let mut tx = office.authority.db().begin().await?;
    let now_us = office.authority.now_us();
    db::session::end_others(&mut tx, asker.actor.account, &own_hash(asker), now_us).await?;
    let entry = Entry::of(Kind::SessionEnded, asker.actor.account).saying(&json!({ "which": "all others" }));
    db::audit::write(&mut tx, now_us, entry).await?;
    tx.commit().await?;
    Ok(Done {})
}
