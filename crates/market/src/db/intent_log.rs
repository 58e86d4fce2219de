//! The authority's log of intents with their outcomes: what makes a repeated intent harmless.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::domain::ids;
use crate::intent::{Intent, Outcome};
use crate::refusal::Refusal;

/// What is known of an intent that came before.
#[derive(Clone, Debug)]
pub struct Known {
    /// Whose it was.
    pub account: Uuid,
    /// The hash of its body.
    pub body_hash: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What came before an intent.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// This very intent, delivered earlier.
    pub known: Option<Known>,
    /// The highest place in its device's order, and whose device it is; nothing of a new one.
    pub last: Option<(i64, Uuid)>,
}

/// What came before: one statement sees one moment, so a delivery of this very intent that commits meanwhile is seen whole or
/// not at all.
pub async fn before(tx: &mut Tx, id: Uuid, device: Uuid) -> Result<Before, Refusal> {
    let rows: Vec<(i64, i64, Uuid, String, String)> = tx
        .all(
            "select 1 as is_known, seq, account_id, body_hash, outcome from intent where id = ? union all \
             select 0, seq, account_id, '', '' from intent \
             where device_id = ? and seq = (select max(seq) from intent where device_id = ?)",
            args![id, device, device],
        )
        .await?;
    let mut before = Before::default();
    for (is_known, seq, account, body_hash, outcome) in rows {
        if is_known == 1 {
            let outcome = serde_json::from_str(&outcome)?;
            before.known = Some(Known { account, body_hash, outcome });
        } else {
            before.last = Some((seq, account));
        }
    }
    Ok(before)
}

/// Whether a decision with this mark was made here: about an intent, or a mail, whose state changes under the mail's own
/// id. A mark keeps the time of its change's id, so few come into question.
pub async fn has_decided(tx: &mut Tx, mark: Uuid) -> Result<bool, Refusal> {
    let (first, last) = ids::same_time(mark);
    let sql = "select id, applied_at_us from intent where id between ? and ? \
               union all select id, created_at_us from mail where id between ? and ?";
    let found: Vec<(Uuid, i64)> = tx.all(sql, args![first, last, first, last]).await?;
    Ok(found.into_iter().any(|(id, at_us)| ids::decision(id, at_us) == mark))
}

/// The highest place in a device's order that came before.
pub async fn last_seq(tx: &mut Tx, device: Uuid) -> Result<i64, Refusal> {
    tx.int("select coalesce(max(seq), 0) from intent where device_id = ?", args![device]).await
}

/// Changes that were accepted without an outcome one could repeat.
pub async fn without_outcome(tx: &mut Tx) -> Result<Vec<(Uuid,)>, Refusal> {
    let ways = ["applied", "refused", "conflict"].map(|way| format!("{{\"outcome\":\"{way}\"%"));
    let [applied, refused, conflict] = ways;
    tx.all(
        "select id from intent where not (outcome like ? or outcome like ? or outcome like ?)",
        args![applied, refused, conflict],
    )
    .await
}

/// Places in a device's order that hold more than one change.
pub async fn doubled(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64)>, Refusal> {
    tx.all("select device_id, seq, count(*) from intent group by device_id, seq having count(*) > 1", vec![])
        .await
}

/// Writes an intent down with its outcome. A second one with the same id or place is a unique violation.
pub async fn insert(
    tx: &mut Tx,
    intent: &Intent,
    body_hash: &str,
    outcome: &Outcome,
    now_us: i64,
) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into intent (id, device_id, seq, account_id, op, body_hash, made_at_us, applied_at_us, outcome) \
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        args![
            intent.id, intent.device, intent.seq, intent.actor, intent.body.name(), body_hash, intent.made_at_us, now_us,
            serde_json::to_string(outcome)?
        ],
    )
    .await
}
