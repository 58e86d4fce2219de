//! Runs of imports on this desktop: how far each came. The products themselves go the way of every change.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// One run.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct ImportRun {
    pub batch: Uuid,
    pub store_id: Uuid,
    pub file: String,
    pub state: String,
    pub done: i64,
    pub total: i64,
    pub added: i64,
    pub changed: i64,
    pub same: i64,
    pub bad: i64,
    pub error: Option<String>,
    pub started_at_us: i64,
}

/// Saves a run.
pub async fn save(tx: &mut Tx, r: &ImportRun) -> Result<(), Refusal> {
    tx.upsert(
        "insert into import_run (batch, store_id, file, state, done, total, added, changed, same, bad, error, started_at_us) values",
        "batch",
        &["state", "done", "added", "changed", "same", "bad", "error"],
        vec![args![
            r.batch, r.store_id, &r.file, &r.state, r.done, r.total, r.added, r.changed, r.same, r.bad, r.error.clone(), r.started_at_us
        ]],
    )
    .await
}

/// The runs, newest first; or one.
pub async fn list(tx: &mut Tx, batch: Option<Uuid>) -> Result<Vec<ImportRun>, Refusal> {
    tx.all(
        "select batch, store_id, file, state, done, total, added, changed, same, bad, error, started_at_us from import_run \
         where (? is null or batch = ?) order by started_at_us desc limit 50",
        args![batch, batch],
    )
    .await
}

/// Runs that a stopped program left behind are stopped, not running.
pub async fn close_interrupted(tx: &mut Tx) -> Result<(), Refusal> {
    tx.exec("update import_run set state = 'stopped' where state = 'running'", vec![]).await?;
    Ok(())
}
