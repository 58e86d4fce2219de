//! Keeps every replica up to date: after each change made here, and soon after one made elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use market::db::feed;
use market::{Code, Refusal};
use uuid::Uuid;

use crate::desk::{Inner, Window};
use crate::far::Far;
use crate::offline::is_local;
use crate::seats::Seat;

/// How soon a change made by another program on the same data is noticed.
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// The same while an import is going: the other windows' replicas take its rows in by the armful, and do not slow it down.
const LOOK_AGAIN_LATER: Duration = Duration::from_secs(5);

/// How soon a hub is asked again that could not be reached, at first and at last. Longer, and a person whose network is back
/// would look for the cause at their own place.
const SHORT: Duration = Duration::from_millis(250);
const LONG: Duration = Duration::from_secs(2);

/// No version: everybody is brought up to date, whatever was seen before.
const OWED: i64 = -1;

/// A number no hub has seen last: whoever asks with it is answered at once.
const NONE_YET: i64 = -1;

/// Every subject, for changes whose rows another program has already taken in.
const ALL: [&str; 10] =
    ["store", "product", "tag", "cart", "address", "order", "sale", "review", "mail", "sync"];

pub(crate) async fn run(desk: Arc<Inner>) {
    let mut seen = 0;
    let mut files = BTreeMap::new();
    while !desk.is_closing.load(Ordering::SeqCst) {
        // Who cannot be reached is asked by those who listen there, not before each look. What is owed stays owed.
        if !is_lost(&desk) {
            if let Ok(Some(authority)) = desk.market.decides().await {
                authority.write_refusals(false).await;
            }
            match round(&desk, seen).await {
                Ok(now) => seen = now,
                Err(fault) => {
                    tracing::debug!(%fault, "a round of sync did not come through");
                    seen = OWED;
                }
            }
        }
        if let Err(fault) = look_for_others(&desk, &mut files).await {
            tracing::debug!(%fault, "a replica cannot be looked at");
        }
        let pause = if desk.imports.is_going(None) { LOOK_AGAIN_LATER } else { LOOK_AGAIN };
        let was_poked = tokio::time::timeout(pause, desk.poke.notified()).await.is_ok();
        if was_poked {
            seen = OWED;
        }
    }
}

/// Brings every replica up to the authority's versions; a version that moved without us means another program wrote.
async fn round(desk: &Inner, seen: i64) -> Result<i64, Refusal> {
    let now = version(desk).await?;
    let mut fault = None;
    for seat in desk.seats.all().await {
        if now != seen || has_waiting(&seat).await? {
            // One whose session has ended keeps nobody else from being brought up to date.
            fault = desk.sync(&seat).await.err().or(fault);
        }
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    if seen > 0 && now != seen {
        desk.say(ALL.to_vec());
        desk.mail_waits.notify_one();
    }
    Ok(now)
}

/// Whether there is a hub that could not be reached.
fn is_lost(desk: &Inner) -> bool {
    desk.market.far().is_some_and(|far| !far.contact().is_there)
}

/// A number that moves with every change at a marketplace of our own; a hub says itself that something changed.
async fn version(desk: &Inner) -> Result<i64, Refusal> {
    if desk.market.far().is_some() {
        return Ok(0);
    }
    let mut tx = desk.authority.db().read().await?;
    feed::pulse(&mut tx).await
}

/// Waits at the hub for what others change for the person at a window. When it cannot be reached, asks again, less and less
/// often; and asks whether it is there before it waits for news: what waits here is not sent before that is known.
pub(crate) async fn listen(desk: Arc<Inner>, window: Window) {
    let Some(far) = desk.market.far() else { return };
    let (mut token, mut seen, mut pause) = (None, NONE_YET, SHORT);
    while !desk.is_closing.load(Ordering::SeqCst) {
        let Some(seat) = listener(&desk, window).await else {
            tokio::time::sleep(SHORT).await;
            continue;
        };
        let was_there = far.contact().is_there;
        let known = seat.token.as_deref().filter(|token| !is_local(token));
        if !was_there || token.as_deref() != known {
            (token, seen) = (known.map(str::to_owned), NONE_YET);
        }
        let hub = far.hub(token.as_deref());
        let heard = tokio::select! {
            heard = hub.changes(seen) => Some(far.noted(heard)),
            () = until_otherwise(&desk, far, window, &seat, was_there) => None,
        };
        if far.contact().is_there != was_there {
            desk.say(vec!["sync"]);
        }
        match heard {
            None => {}
            Some(Ok(changes)) => {
                if !was_there && let Err(fault) = far.end_left().await {
                    tracing::debug!(%fault, "a session that was left is not ended yet");
                }
                if changes.seen != seen || !was_there {
                    desk.poke.notify_one();
                }
                (seen, pause) = (changes.seen, SHORT);
            }
            Some(Err(fault)) if fault.code == Code::SignedOut && token.is_some() => {
                if let Err(fault) = desk.lock(&seat).await {
                    tracing::error!(%fault, "a session has ended, and its window is not locked");
                }
            }
            Some(Err(_)) => {
                // Whoever closes the program without the network must not wait for the next try.
                let _ = tokio::time::timeout(pause, until_closing(&desk)).await;
                pause = (pause * 2).min(LONG);
            }
        }
    }
}

/// Who listens for a window; nobody where the other window listens for the same person.
async fn listener(desk: &Inner, window: Window) -> Option<Seat> {
    let seat = desk.seats.at(window).await?;
    let other = desk.seats.at(Window::Manager).await?;
    (window == Window::Manager || other.actor.account != seat.actor.account).then_some(seat)
}

/// Until somebody else sits there, until somebody who asked the hub could not reach it, which an open wait for news does not
/// show, or until the program closes.
async fn until_otherwise(desk: &Inner, far: &Far, window: Window, seat: &Seat, was_there: bool) {
    loop {
        tokio::time::sleep(SHORT).await;
        let is_lost = was_there && !far.contact().is_there;
        let is_left = listener(desk, window).await.is_none_or(|now| now.token != seat.token);
        if is_lost || is_left || desk.is_closing.load(Ordering::SeqCst) {
            return;
        }
    }
}

async fn until_closing(desk: &Inner) {
    while !desk.is_closing.load(Ordering::SeqCst) {
        tokio::time::sleep(SHORT).await;
    }
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

async fn has_waiting(seat: &Seat) -> Result<bool, Refusal> {
    let mut tx = seat.replica.db().read().await?;
    Ok(market::db::replica::count_waiting(&mut tx).await? > 0)
}
