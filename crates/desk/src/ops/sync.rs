//! The state of sync, always true.

use std::collections::BTreeMap;

use market::domain::edit::Choice;
use market::view::change::{self, RefusedChange};
use market::view::noticed::{self, Noted};
use market::{Code, Refusal, db};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::BOTH;
use super::store::One;
use crate::call::Call;
use crate::op::Who::{Anybody, SignedIn};
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("sync.state", "What is connected, what waits, what was refused", Anybody, BOTH, Of::Nothing, [], state, Nothing => SyncState),
    op!("sync.retry", "Sends a refused change once more; of a conflict the fields as chosen, the own where nothing is", SignedIn, BOTH, Of::Here("id"), ["sync"], retry, Retry => Nothing),
    op!("sync.discard", "Gives a refused change up", SignedIn, BOTH, Of::Here("id"), ["sync"], discard, One => Nothing),
];

#[derive(Debug, Serialize, ts_rs::TS)]
struct SyncState {
    place: String,
    is_connected: bool,
    pending: i64,
    /// The age of what is shown while nobody is connected.
    last_contact_us: Option<i64>,
    refused: Vec<RefusedChange>,
    /// Why nothing is sent or read at the moment, when that is nobody's network.
    trouble: Option<String>,
    noticed: Vec<Noted>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct Retry {
    id: Uuid,
    #[serde(default)]
    choices: Option<BTreeMap<String, Choice>>,
}

async fn state(call: &Call, _: Nothing) -> Result<SyncState, Refusal> {
    let mut tx = call.read().await?;
    let refused = change::refused(&mut tx).await?;
    let pending = db::replica::count_waiting(&mut tx).await?;
    let contact = call.desk.market.contact().await;
    Ok(SyncState {
        place: call.desk.market.place().to_owned(),
        is_connected: contact.is_there,
        pending,
        last_contact_us: contact.last_us,
        refused,
        trouble: call.seat.replica.trouble().filter(is_of_releases).map(|refusal| refusal.message),
        noticed: noticed::list(&mut tx).await?,
    })
}

/// Whether a program and its marketplace are too far apart: then waiting for the network does not help.
fn is_of_releases(refusal: &Refusal) -> bool {
    matches!(refusal.code, Code::NewerData | Code::Outdated)
}

async fn retry(call: &Call, ask: Retry) -> Result<Nothing, Refusal> {
    let chosen = ask.choices.unwrap_or_default();
    let touched = call.seat.replica.choose(&call.seat.actor, ask.id, &chosen).await;
    call.desk.say(vec!["sync"]);
    call.desk.announce(&touched?);
    call.desk.poke.notify_one();
    Ok(Nothing {})
}

async fn discard(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    call.seat.replica.discard(ask.id).await?;
    call.desk.say(vec!["sync", "order"]);
    Ok(Nothing {})
}
