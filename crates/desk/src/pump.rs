//! Keeps every replica up to date: after each change made here, and soon after one made elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use market::Refusal;
use market::db::feed;
use uuid::Uuid;

use crate::desk::Inner;

/// How soon a change made by another program on the same data is noticed.
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// The same while an import is going: the other windows' replicas take its rows in by the armful, and do not slow it down.
const LOOK_AGAIN_LATER: Duration = Duration::from_secs(5);

/// Every subject, for changes whose rows another program has already taken in.
const ALL: [&str; 10] =
    ["store", "product", "tag", "cart", "address", "order", "sale", "review", "mail", "sync"];

pub(crate) async fn run(desk: Arc<Inner>) {
    let mut seen = 0;
    let mut files = BTreeMap::new();
    while !desk.is_closing.load(Ordering::SeqCst) {
        match round(&desk, seen).await {
            Ok(now) => seen = now,
            Err(fault) => tracing::debug!(%fault, "a round of sync did not come through"),
        }
        if let Err(fault) = look_for_others(&desk, &mut files).await {
            tracing::debug!(%fault, "a replica cannot be looked at");
        }
        let pause = if desk.imports.is_going(None) { LOOK_AGAIN_LATER } else { LOOK_AGAIN };
        let was_poked = tokio::time::timeout(pause, desk.poke.notified()).await.is_ok();
        if was_poked {
            seen = -1;
        }
    }
}

/// Brings every replica up to the authority's versions; a version that moved without us means another program wrote.
async fn round(desk: &Inner, seen: i64) -> Result<i64, Refusal> {
    let mut tx = desk.authority.db().read().await?;
    let now: i64 = feed::versions(&mut tx).await?.values().sum();
    drop(tx);
    for seat in desk.seats.all().await {
        if now != seen || has_waiting(&seat).await? {
            desk.sync(&seat).await?;
        }
    }
    if seen > 0 && now != seen {
        desk.say(ALL.to_vec());
        desk.mail_waits.notify_one();
    }
    Ok(now)
}

/// Another program on the same folder writes into the same replicas: the windows read again what it changed there, a
/// visitor's cart too, which no authority hears of.
async fn look_for_others(desk: &Inner, files: &mut BTreeMap<Uuid, i64>) -> Result<(), Refusal> {
    for seat in desk.seats.all().await {
        let now = seat.replica.db().written_elsewhere().await?;
        if files.insert(seat.actor.account, now).is_some_and(|before| before != now) {
            desk.say(ALL.to_vec());
        }
    }
    Ok(())
}

async fn has_waiting(seat: &crate::seats::Seat) -> Result<bool, Refusal> {
    let mut tx = seat.replica.db().read().await?;
    Ok(market::db::replica::count_waiting(&mut tx).await? > 0)
}
