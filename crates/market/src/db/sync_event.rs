//! What a replica's sync noticed and did about it: the last of it, to be shown.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;
use crate::space::{Kind, Space};

/// Something sync noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// What is held here was not what the marketplace holds; it was read anew.
    Differed,
    /// The same again, soon after it had been read anew.
    DiffersStill,
    /// The marketplace did not know how far this desktop had read: it was brought back from an older copy.
    Unknown,
}

const ALL: [Noticed; 3] = [Noticed::Differed, Noticed::DiffersStill, Noticed::Unknown];
/// So many are kept.
const KEPT: i64 = 100;

impl Noticed {
    fn name(self) -> &'static str {
        match self {
            Self::Differed => "differed",
            Self::DiffersStill => "differs_still",
            Self::Unknown => "unknown",
        }
    }
}

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncEvent {
    /// When.
    pub at_us: i64,
    /// What.
    pub what: Noticed,
    /// Where.
    pub space: Space,
}

/// Writes it down.
pub async fn note(tx: &mut Tx, event: SyncEvent) -> Result<(), Refusal> {
    let SyncEvent { at_us, what, space } = event;
    tx.exec_one(
        "insert into sync_event (at_us, what, kind, owner) values (?, ?, ?, ?)",
        args![at_us, what.name(), space.kind.number(), space.owner],
    )
    .await?;
    tx.exec("delete from sync_event where id <= (select max(id) from sync_event) - ?", args![KEPT])
        .await
        .map(drop)
}

/// The last of them, newest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<SyncEvent>, Refusal> {
    let rows: Vec<(i64, String, i64, Uuid)> =
        tx.all("select at_us, what, kind, owner from sync_event order by id desc", vec![]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(at_us, name, kind, owner)| {
            let what = ALL.into_iter().find(|what| what.name() == name)?;
            Some(SyncEvent { at_us, what, space: Space { kind: Kind::from_number(kind)?, owner } })
        })
        .collect())
}
