//! The state of sync, always true.

use market::intent::Outcome;
use market::{Refusal, db};
use serde::Serialize;
use uuid::Uuid;

use super::BOTH;
use super::store::One;
use crate::call::Call;
use crate::op::Who::{Anybody, SignedIn};
use crate::op::{Nothing, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("sync.state", "What is connected, what waits, what was refused", Anybody, BOTH, [], state, Nothing => SyncState),
    op!("sync.retry", "Sends a refused change once more", SignedIn, BOTH, ["sync"], retry, One => Nothing),
    op!("sync.discard", "Gives a refused change up", SignedIn, BOTH, ["sync"], discard, One => Nothing),
];

#[derive(Debug, Serialize, ts_rs::TS)]
struct RefusedChange {
    id: Uuid,
    op: String,
    what: String,
    #[ts(type = "\"refused\" | \"conflict\"")]
    kind: String,
    code: String,
    message: String,
    /// Sentences by field; for a conflict mine, theirs and before.
    #[ts(type = "{ [field: string]: string | { mine: unknown, theirs: unknown, before: unknown } }")]
    fields: serde_json::Value,
    made_at_us: i64,
}

#[derive(Debug, Serialize, ts_rs::TS)]
struct SyncState {
    place: String,
    is_connected: bool,
    pending: i64,
    last_contact_us: Option<i64>,
    refused: Vec<RefusedChange>,
}

async fn state(call: &Call, _: Nothing) -> Result<SyncState, Refusal> {
    let mut tx = call.read().await?;
    let mut refused = Vec::new();
    for row in db::replica::refused(&mut tx).await? {
        let outcome = row.outcome()?;
        let (code, message, fields) = match outcome {
            Some(Outcome::Refused(refusal)) => {
                (serde_json::to_value(refusal.code)?, refusal.message, serde_json::to_value(refusal.fields)?)
            }
            Some(Outcome::Conflict { fields }) => (
                "conflict".into(),
                "Somebody else changed the same fields meanwhile.".to_owned(),
                serde_json::to_value(fields)?,
            ),
            _ => ("broken".into(), String::new(), serde_json::json!({})),
        };
        refused.push(RefusedChange {
            id: row.id,
            op: row.op,
            what: row.said,
            kind: row.state,
            code: code.as_str().unwrap_or_default().to_owned(),
            message,
            fields,
            made_at_us: row.made_at_us,
        });
    }
    let pending = db::replica::count_waiting(&mut tx).await?;
    let contact = call.desk.market.contact().await;
    Ok(SyncState {
        place: call.desk.market.place().to_owned(),
        is_connected: contact.is_there,
        pending,
        last_contact_us: contact.last_us,
        refused,
    })
}

async fn retry(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    let touched = call.seat.replica.retry(&call.seat.actor, ask.id).await?;
    call.desk.announce(&touched);
    call.desk.poke.notify_one();
    call.desk.say(vec!["sync"]);
    Ok(Nothing {})
}

async fn discard(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    call.seat.replica.discard(ask.id).await?;
    call.desk.say(vec!["sync"]);
    Ok(Nothing {})
}
