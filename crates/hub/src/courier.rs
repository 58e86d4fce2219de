//! The hub's courier: goes whenever a mail is due. Several hubs may each have one; a mail is leased to one of them.

use std::time::Duration;

use market::{Refusal, db};
use post::{Carrier, Chance, Sender};
use tokio::time::timeout;

use crate::state::Hub;

/// How often the outbox is looked at without being told.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// Who carries, and who the marketplace writes as.
pub struct Mail {
    /// A server or a folder.
    pub carrier: Carrier,
    /// Name and address.
    pub sender: Sender,
}

/// Goes until the hub stops; a letter under way is delivered first.
pub(crate) async fn run(hub: Hub, mail: Mail) {
    while !*hub.is_closing.borrow() {
        let wait = match round(&hub, &mail).await {
            Ok(()) => until_next(&hub).await.unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN),
            Err(fault) => {
                tracing::warn!(%fault, "the courier could not go");
                LOOK_AGAIN
            }
        };
        tokio::select! {
            _ = timeout(wait, hub.mail_waits.notified()) => {}
            () = hub.closes() => {}
        }
    }
}

async fn round(hub: &Hub, mail: &Mail) -> Result<(), Refusal> {
    let db = hub.authority.db();
    while !*hub.is_closing.borrow() {
        let mut chance = [0_u8; Chance::BYTES];
        getrandom::fill(&mut chance).map_err(|error| Refusal::broken(&error))?;
        let now_us = hub.authority.now_us();
        if !post::send_one(db, &mail.carrier, &mail.sender, now_us, &Chance::of(chance)).await? {
            return Ok(());
        }
    }
    Ok(())
}

async fn until_next(hub: &Hub) -> Option<Duration> {
    let mut tx = hub.authority.db().read().await.ok()?;
    let due_us = db::mail::next_due(&mut tx).await.ok()??;
    tx.rollback().await.ok()?;
    let wait = u64::try_from(due_us.saturating_sub(hub.authority.now_us())).unwrap_or(0);
    Some(Duration::from_micros(wait).max(Duration::from_millis(50)))
}
