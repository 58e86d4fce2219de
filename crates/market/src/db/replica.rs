//! What only a replica keeps: who it is, what waits to be sent, how far it has read.

use uuid::Uuid;

use super::engine::Tx;
use super::feed::Cursor;
use super::{space_rows, tables};
use crate::args;
use crate::intent::{IntentBody, Outcome};
use crate::refusal::Refusal;
use crate::space::{Kind, Space};

/// A value the replica keeps about itself.
pub async fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, Refusal> {
    let found: Option<(String,)> = tx.opt("select value from replica where name = ?", args![name]).await?;
    Ok(found.map(|row| row.0))
}

/// Keeps a value about the replica itself.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), Refusal> {
    tx.upsert("insert into replica (name, value) values", "name", &["value"], vec![args![name, value]]).await
}

/// How many times a whole picture has been taken in; the next one is staged under this number.
pub async fn picture(tx: &mut Tx) -> Result<i64, Refusal> {
    Ok(get(tx, "picture").await?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// One intent of this replica that the authority has not answered, or has refused.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct PendingRow {
    pub id: Uuid,
    pub seq: i64,
    pub op: String,
    pub said: String,
    pub body: String,
    pub made_at_us: i64,
    pub state: String,
    pub outcome: Option<String>,
}

impl PendingRow {
    /// Whether the authority has not answered yet.
    pub fn is_waiting(&self) -> bool {
        WAITING.contains(&self.state.as_str())
    }

    /// The authority's answer, if there was one.
    pub fn outcome(&self) -> Result<Option<Outcome>, Refusal> {
        Ok(self.outcome.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// What has not been answered is shown as a guess, or is sent ahead of its rows without being shown.
const WAITING: [&str; 2] = ["waiting", "ahead"];

const COLUMNS: &str = "select id, seq, op, said, body, made_at_us, state, outcome from pending";

/// The next place in this replica's order.
async fn draw_seq(tx: &mut Tx) -> Result<i64, Refusal> {
    let last: i64 = get(tx, "last_seq").await?.and_then(|text| text.parse().ok()).unwrap_or(0);
    set(tx, "last_seq", &(last + 1).to_string()).await?;
    Ok(last + 1)
}

/// Writes an intent to the log, with the words a person knows it by.
pub async fn log(
    tx: &mut Tx,
    id: Uuid,
    body: &IntentBody,
    said: &str,
    made_at_us: i64,
) -> Result<(), Refusal> {
    let seq = draw_seq(tx).await?;
    tx.exec_one(
        "insert into pending (id, seq, op, said, body, made_at_us, state, outcome) values (?, ?, ?, ?, ?, ?, 'waiting', null)",
        args![id, seq, body.name(), said, serde_json::to_string(body)?, made_at_us],
    )
    .await
}

/// Keeps an intent from being shown as a guess: its rows are to come with its answer.
pub async fn send_ahead(tx: &mut Tx, id: Uuid) -> Result<(), Refusal> {
    tx.exec_one("update pending set state = 'ahead' where id = ?", args![id]).await
}

/// From now on everything that waits is shown.
pub async fn show_all(tx: &mut Tx) -> Result<(), Refusal> {
    tx.exec("update pending set state = 'waiting' where state = 'ahead'", vec![]).await.map(drop)
}

/// What waits to be answered, in order.
pub async fn waiting(tx: &mut Tx, limit: i64) -> Result<Vec<PendingRow>, Refusal> {
    tx.all_built(format!("{COLUMNS} where state in ('waiting', 'ahead') order by seq limit ?"), args![limit])
        .await
}

/// What waits and is shown as a guess, in order.
pub async fn guesses(tx: &mut Tx) -> Result<Vec<PendingRow>, Refusal> {
    tx.all_built(format!("{COLUMNS} where state = 'waiting' order by seq"), vec![]).await
}

/// How many wait.
pub async fn count_waiting(tx: &mut Tx) -> Result<i64, Refusal> {
    tx.int("select count(*) from pending where state in ('waiting', 'ahead')", vec![]).await
}

/// What was refused and has not been dealt with, in order.
pub async fn refused(tx: &mut Tx) -> Result<Vec<PendingRow>, Refusal> {
    tx.all_built(format!("{COLUMNS} where state not in ('waiting', 'ahead') order by seq"), vec![]).await
}

/// The intent with this id.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<PendingRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where id = ?"), args![id]).await?.pop())
}

/// Notes the authority's answer: what was applied leaves, what was refused stays to be seen.
pub async fn answer(tx: &mut Tx, id: Uuid, outcome: &Outcome) -> Result<(), Refusal> {
    let state = match outcome {
        Outcome::Applied => return forget(tx, id).await.map(drop),
        Outcome::Refused(_) => "refused",
        Outcome::Conflict { .. } => "conflict",
    };
    tx.exec(
        "update pending set state = ?, outcome = ? where id = ?",
        args![state, serde_json::to_string(outcome)?, id],
    )
    .await?;
    Ok(())
}

/// Writes a change anew that somebody else changed again before it was settled.
pub async fn restate(tx: &mut Tx, id: Uuid, body: &IntentBody, outcome: &Outcome) -> Result<(), Refusal> {
    tx.exec_one(
        "update pending set body = ?, outcome = ? where id = ?",
        args![serde_json::to_string(body)?, serde_json::to_string(outcome)?, id],
    )
    .await
}

/// Every change that is not true yet, waiting or refused: its body.
pub async fn bodies(tx: &mut Tx) -> Result<Vec<String>, Refusal> {
    let rows: Vec<(String,)> = tx.all("select body from pending order by seq", vec![]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Takes an intent off the log; answers whether it was there.
pub async fn forget(tx: &mut Tx, id: Uuid) -> Result<bool, Refusal> {
    Ok(tx.exec("delete from pending where id = ?", args![id]).await? == 1)
}

/// How far each space has been read.
pub async fn cursors(tx: &mut Tx) -> Result<Vec<(Space, Cursor)>, Refusal> {
    let rows: Vec<(i64, Uuid, i64, Uuid)> =
        tx.all("select kind, owner, version, change_id from cursor order by kind, owner", vec![]).await?;
    Ok(cursors_of(rows))
}

pub(super) fn cursors_of(rows: Vec<(i64, Uuid, i64, Uuid)>) -> Vec<(Space, Cursor)> {
    rows.into_iter()
        .filter_map(|(kind, owner, version, change)| {
            Some((Space { kind: Kind::from_number(kind)?, owner }, Cursor { version, change }))
        })
        .collect()
}

/// Notes how far a space has been read.
pub async fn set_cursor(tx: &mut Tx, space: Space, cursor: Cursor) -> Result<(), Refusal> {
    tx.upsert(
        "insert into cursor (kind, owner, version, change_id) values",
        "kind, owner",
        &["version", "change_id"],
        vec![args![space.kind.number(), space.owner, cursor.version, cursor.change]],
    )
    .await
}

/// Forgets a space this replica may not follow any more: its rows, too. What an own order shares with the office of an
/// own store stays until both are left.
pub async fn leave(tx: &mut Tx, space: Space) -> Result<(), Refusal> {
    for (no, owner) in space_rows::of(space.kind) {
        let unless =
            space_rows::of_another(space.kind, *no).map_or_else(String::new, |it| format!(" and not {it}"));
        let sql = format!("delete from {} where {owner} = ?{unless}", tables::name(*no)?);
        tx.exec_built(sql, args![space.owner]).await?;
    }
    if space.kind == Kind::Office {
        super::search::forget_old_words(tx).await?;
    }
    forget_cursor(tx, space).await
}

/// Empties a space that is about to be read anew. What it shares with another space comes back with it.
pub async fn clear(tx: &mut Tx, space: Space) -> Result<(), Refusal> {
    for (no, owner) in space_rows::of(space.kind) {
        let sql = format!("delete from {} where {owner} = ?", tables::name(*no)?);
        tx.exec_built(sql, args![space.owner]).await?;
    }
    forget_cursor(tx, space).await
}

/// A space whose rows are not believed any more: no authority knows this cursor, so that the space is read anew.
pub async fn distrust(tx: &mut Tx, space: Space) -> Result<(), Refusal> {
    let sql = "update cursor set version = max(version, 1), change_id = ? where kind = ? and owner = ?";
    tx.exec(sql, args![Uuid::nil(), space.kind.number(), space.owner]).await.map(drop)
}

/// The same for everything: a newer program's rows have more columns than those that were read.
pub async fn distrust_all(tx: &mut Tx) -> Result<(), Refusal> {
    let sql = "update cursor set version = max(version, 1), change_id = ?";
    tx.exec(sql, args![Uuid::nil()]).await.map(drop)
}

/// From now on nothing is known of how far a space has been read.
pub(super) async fn forget_cursor(tx: &mut Tx, space: Space) -> Result<(), Refusal> {
    let key = args![space.kind.number(), space.owner];
    tx.exec("delete from cursor where kind = ? and owner = ?", key).await.map(drop)
}
