//! Who waits for a change: what this hub writes is told at once, and one look at the database serves all for what others wrote.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use market::db::{self, feed};
use market::space::Space;
use market::{Code, Refusal};
use sync::Authority;
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use crate::pulses::{Follows, Pulses};
use crate::state::{Hub, State};

/// The shortest pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// A pause is at least so many times as long as the look before it, which keeps looking below a tenth of one connection.
const SHARE: u32 = 10;
/// And never longer than this: one look over a line that was slow for a moment says nothing about the next.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// After a look that failed.
const AFTER_FAULT: Duration = Duration::from_secs(1);
/// What was looked at so long ago is looked at again before somebody is told to wait.
const STALE: Duration = Duration::from_secs(1);
/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is known, and a bell for the one who looks.
#[derive(Debug)]
pub(crate) struct Changes {
    pulses: Mutex<Pulses>,
    bell: Notify,
    looked: watch::Sender<Option<Instant>>,
}

/// Somebody's place among those who wait; dropped, they wait no longer.
struct Place<'a> {
    changes: &'a Changes,
    ticket: u64,
    woken: oneshot::Receiver<()>,
}

impl Default for Changes {
    fn default() -> Self {
        Self { pulses: Mutex::default(), bell: Notify::new(), looked: watch::Sender::new(None) }
    }
}

impl Changes {
    /// Tells what was changed through this hub.
    pub(crate) fn tell(&self, news: &BTreeMap<Space, i64>) {
        let mut pulses = self.pulses();
        pulses.told(news);
        if pulses.round(Instant::now()).is_some() {
            self.bell.notify_one();
        }
    }

    fn pulses(&self) -> MutexGuard<'_, Pulses> {
        self.pulses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody waits, for news or for the look before them.
    fn are_asked_for(&self) -> bool {
        self.looked.receiver_count() > 0 || self.pulses().waiting() > 0
    }

    fn is_fresh(&self) -> bool {
        self.looked.borrow().is_some_and(|at| at.elapsed() < STALE)
    }

    /// Nobody looks while nobody waits: whoever comes then waits for a look first.
    async fn be_fresh(&self) -> Result<(), Refusal> {
        let mut looked = self.looked.subscribe();
        if self.is_fresh() {
            return Ok(());
        }
        self.bell.notify_one();
        let fresh = looked.wait_for(|at| at.is_some_and(|at| at.elapsed() < STALE));
        match timeout(PATIENCE, fresh).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Refusal::new(Code::Offline, "The database does not answer.")),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.changes.pulses().leave(self.ticket);
    }
}

/// Waits until somebody's number is another than `seen`, for as long as the limits say.
pub(crate) async fn wait(hub: &Hub, account: Uuid, seen: i64) -> Result<i64, Refusal> {
    let authority = hub.authority.clone();
    // In a task of its own: who hangs up must not leave a connection inside a transaction.
    let found = tokio::spawn(async move { stores_of(&authority, account).await });
    let stores = found.await.map_err(|error| Refusal::broken(&error))??;
    let changes = &hub.changes;
    changes.be_fresh().await?;
    let follows = Follows { account, stores };
    let mut place = match changes.pulses().wait(follows.clone(), seen, Instant::now()) {
        Ok((ticket, woken)) => Place { changes, ticket, woken },
        Err(now) => return Ok(now),
    };
    changes.bell.notify_one();
    tokio::select! {
        _ = timeout(hub.limits.change_patience, &mut place.woken) => {}
        () = hub.closes() => {}
    }
    Ok(changes.pulses().number(&follows))
}

async fn stores_of(authority: &Authority, account: Uuid) -> Result<Vec<Uuid>, Refusal> {
    if account.is_nil() {
        return Ok(Vec::new());
    }
    let mut tx = authority.db().glance().await?;
    let stores = db::store::ids_of_member(&mut tx, account).await?;
    tx.rollback().await?;
    Ok(stores)
}

/// Looks for those who wait, and only while somebody does.
pub(crate) async fn watch(hub: Hub) {
    tokio::select! {
        () = watch_for_ever(&hub) => {}
        () = hub.closes() => {}
    }
}

async fn watch_for_ever(hub: &State) {
    let changes = &hub.changes;
    let mut next_look = Instant::now();
    loop {
        if !changes.are_asked_for() {
            changes.bell.notified().await;
        }
        let now = Instant::now();
        if now >= next_look {
            let pause = match look(hub).await {
                Ok(()) => (now.elapsed() * SHARE).clamp(PAUSE, LONGEST_PAUSE),
                Err(fault) => {
                    tracing::warn!(%fault, "changes could not be looked for");
                    AFTER_FAULT
                }
            };
            next_look = Instant::now() + pause;
        }
        let round = changes.pulses().round(Instant::now());
        let until = round.map_or(next_look, |round| round.min(next_look));
        let _ = timeout_at(until, changes.bell.notified()).await;
    }
}

/// One small question first; only where its answer is not the known one are all versions read.
async fn look(hub: &State) -> Result<(), Refusal> {
    let changes = &hub.changes;
    let before = {
        let mut pulses = changes.pulses();
        pulses.look();
        pulses.sum()
    };
    let mut tx = hub.authority.db().glance().await?;
    let now = feed::pulse(&mut tx).await?;
    if ![before, changes.pulses().sum()].contains(&now) {
        let versions = feed::versions(&mut tx).await?;
        changes.pulses().seen(versions);
    }
    tx.rollback().await?;
    changes.looked.send_replace(Some(Instant::now()));
    Ok(())
}
