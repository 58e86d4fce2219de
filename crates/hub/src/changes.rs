//! Who waits for a change: one look at the database serves all of them.

use std::time::Duration;

use market::Refusal;
use market::db::feed;
use sync::Authority;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, timeout};

use crate::state::{Hub, State};

/// The shortest pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// A pause is at least so many times as long as the look before it.
const SHARE: u32 = 10;
/// After a look that failed.
const AFTER_FAULT: Duration = Duration::from_secs(1);

/// The newest number seen, and a bell for the one who looks.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    seen: watch::Sender<i64>,
    bell: Notify,
}

impl Changes {
    /// Something was changed through this hub, or somebody new waits.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }
}

/// Waits until the marketplace's number is another than `seen`, for as long as the limits say.
pub(crate) async fn wait(hub: &Hub, seen: i64) -> Result<i64, Refusal> {
    let mut news = hub.changes.seen.subscribe();
    hub.changes.ring();
    let authority = hub.authority.clone();
    // In a task of its own: who hangs up must not leave a connection inside a transaction.
    let looked = tokio::spawn(async move { look(&authority).await });
    let now = looked.await.map_err(|error| Refusal::broken(&error))??;
    if now != seen {
        return Ok(now);
    }
    tokio::select! {
        newest = timeout(hub.limits.change_patience, newer(&mut news, seen)) => Ok(newest.unwrap_or(seen)),
        () = hub.closes() => Ok(seen),
    }
}

/// The next number behind `seen`. One that goes back, after a restore, is found by the next request's own look.
async fn newer(news: &mut watch::Receiver<i64>, seen: i64) -> i64 {
    while news.changed().await.is_ok() {
        let newest = *news.borrow_and_update();
        if newest > seen {
            return newest;
        }
    }
    seen
}

async fn look(authority: &Authority) -> Result<i64, Refusal> {
    let mut tx = authority.db().glance().await?;
    let pulse = feed::pulse(&mut tx).await?;
    tx.rollback().await?;
    Ok(pulse)
}

/// Looks for those who wait, and only while somebody does. The pauses keep looking below a tenth of one connection.
pub(crate) async fn watch(hub: Hub) {
    tokio::select! {
        () = watch_for_ever(&hub) => {}
        () = hub.closes() => {}
    }
}

async fn watch_for_ever(hub: &State) {
    loop {
        if hub.changes.seen.receiver_count() == 0 {
            hub.changes.bell.notified().await;
        }
        let begun = Instant::now();
        let pause = match look(&hub.authority).await {
            Ok(now) => {
                hub.changes.seen.send_if_modified(|seen| std::mem::replace(seen, now) != now);
                PAUSE.max(begun.elapsed() * SHARE)
            }
            Err(fault) => {
                tracing::warn!(%fault, "changes could not be looked for");
                AFTER_FAULT
            }
        };
        let _ = timeout(pause, hub.changes.bell.notified()).await;
    }
}
