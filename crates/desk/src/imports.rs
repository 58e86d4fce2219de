//! Imports: a file is read and checked whole, then sent in bounded pieces that can be stopped and repeated.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use market::catalogue::{Good, piece_len};
use market::db::import_run::ImportRun;
use market::intent::{ImportItem, IntentBody, PictureRef};
use market::ops::import::Effect;
use market::{Code, Refusal, db};
use serde_json::Value;
use uuid::Uuid;

use crate::call::Call;
use crate::desk::Event;
use crate::files;
use crate::import_file::{Plan, Prepared, prepare};
use crate::ops::picture;

/// The runs going on.
#[derive(Debug, Default)]
pub(crate) struct Imports(Mutex<BTreeMap<Uuid, Arc<AtomicBool>>>);

impl Imports {
    fn begin(&self, batch: Uuid) -> Arc<AtomicBool> {
        let stop = Arc::new(AtomicBool::new(false));
        if let Ok(mut runs) = self.0.lock() {
            runs.insert(batch, Arc::clone(&stop));
        }
        stop
    }

    fn end(&self, batch: Uuid) {
        if let Ok(mut runs) = self.0.lock() {
            runs.remove(&batch);
        }
    }

    /// Asks a run to stop; answers whether it was going.
    pub(crate) fn stop(&self, batch: Uuid) -> bool {
        let runs = self.0.lock();
        runs.is_ok_and(|runs| runs.get(&batch).is_some_and(|stop| !stop.swap(true, Ordering::SeqCst)))
    }

    /// Asks every run to stop.
    pub(crate) fn stop_all(&self) {
        if let Ok(runs) = self.0.lock() {
            for stop in runs.values() {
                stop.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Whether this run is going, or any.
    pub(crate) fn is_going(&self, batch: Option<Uuid>) -> bool {
        self.0.lock().is_ok_and(|runs| batch.map_or(!runs.is_empty(), |batch| runs.contains_key(&batch)))
    }

    /// Returns when no run is going any more.
    pub(crate) async fn wait_for_all(&self) {
        while self.is_going(None) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// The batch an answer names, if it is an import's.
    pub(crate) fn batch_of(answer: &Result<Value, Refusal>) -> Option<Uuid> {
        let batch = answer.as_ref().ok()?.get("batch")?.as_str()?;
        Uuid::parse_str(batch).ok()
    }

    /// Waits for a run and answers with its state: what a command-line call shows.
    pub(crate) async fn finished(&self, call: &Call, batch: Uuid) -> Result<Value, Refusal> {
        while self.is_going(Some(batch)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let run = db::import_run::list(&mut call.read().await?, Some(batch)).await?.pop();
        let run = run.ok_or_else(|| Refusal::not_found("import"))?;
        Ok(serde_json::to_value(crate::ops::import::Run::from(run))?)
    }
}

/// Starts a run; it goes on in the background.
pub(crate) async fn start(call: &Call, plan: Plan) -> Result<Uuid, Refusal> {
    if call.desk.imports.is_going(None) {
        return Err(Refusal::new(Code::Busy, "An import is going on already. Wait for it or stop it."));
    }
    let prepared = prepare(call, &plan).await?;
    let batch = Uuid::now_v7();
    let count = |wanted: Effect| {
        i64::try_from(prepared.good.iter().filter(|row| row.effect == wanted).count()).unwrap_or(0)
    };
    let name = plan.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bad = i64::try_from(prepared.bad.len()).unwrap_or(0);
    let run = ImportRun {
        batch,
        store_id: plan.store,
        file: name,
        state: "running".to_owned(),
        done: count(Effect::Same) + bad,
        total: i64::try_from(prepared.good.len()).unwrap_or(0) + bad,
        added: 0,
        changed: 0,
        same: count(Effect::Same),
        bad,
        error: None,
        started_at_us: call.desk.authority.now_us(),
    };
    note(call, &run).await?;
    let stop = call.desk.imports.begin(batch);
    let call = call.clone();
    tokio::spawn(async move {
        let mut run = run;
        let mut sent = Sent::default();
        let done = pieces(&call, &plan, &prepared, &mut run, &mut sent, &stop).await;
        match call.catch_up().await {
            Ok(()) => sent.count_in(&mut run),
            Err(fault) => tracing::warn!(%fault, "the last rows of an import come later"),
        }
        match done {
            Ok(true) => "done".clone_into(&mut run.state),
            Ok(false) => "stopped".clone_into(&mut run.state),
            Err(refusal) => {
                "failed".clone_into(&mut run.state);
                run.error = Some(refusal.fields.into_values().next().unwrap_or(refusal.message));
            }
        }
        if let Err(fault) = note(&call, &run).await {
            tracing::error!(%fault, "the state of an import could not be kept");
        }
        call.desk.imports.end(batch);
        call.desk.poke.notify_one();
        call.desk.say(vec!["import", "product", "tag", "store"]);
    });
    Ok(batch)
}

/// Sends the pieces; answers whether it came to the end.
async fn pieces(
    call: &Call,
    plan: &Plan,
    file: &Prepared,
    run: &mut ImportRun,
    sent: &mut Sent,
    stop: &AtomicBool,
) -> Result<bool, Refusal> {
    let todo: Vec<&Good> =
        file.good.iter().filter(|row| row.effect != Effect::Same || has_pictures(row, plan)).collect();
    let mut known: BTreeMap<String, Option<PictureRef>> = BTreeMap::new();
    let mut left = todo.as_slice();
    while !left.is_empty() {
        let (piece, rest) = left.split_at(piece_len(left.iter().copied().map(text_of)));
        left = rest;
        if stop.load(Ordering::SeqCst) {
            return Ok(false);
        }
        let mut items = Vec::with_capacity(piece.len());
        for row in piece {
            let pictures = pictures_of(call, plan, row, &mut known).await?;
            items.push(ImportItem {
                id: Uuid::now_v7(),
                fields: row.fields.clone(),
                stock: row.stock,
                pictures,
            });
        }
        call.change_quietly(IntentBody::ImportProducts { batch: run.batch, store: plan.store, items })
            .await?;
        std::mem::replace(sent, Sent::of(piece)).count_in(run);
        note(call, run).await?;
    }
    Ok(true)
}

/// What a piece brings, decided at the authority. It counts once its rows are here, too.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    added: i64,
    changed: i64,
}

impl Sent {
    fn of(piece: &[&Good]) -> Self {
        let count = |wanted: Effect| {
            i64::try_from(piece.iter().filter(|row| row.effect == wanted).count()).unwrap_or(0)
        };
        Self { added: count(Effect::Added), changed: count(Effect::Changed) }
    }

    fn count_in(self, run: &mut ImportRun) {
        run.added += self.added;
        run.changed += self.changed;
        run.done += self.added + self.changed;
    }
}

fn text_of(row: &Good) -> usize {
    row.fields.name.len() + row.fields.subtitle.len() + row.fields.description.len()
}

fn has_pictures(row: &Good, plan: &Plan) -> bool {
    plan.pictures.is_some() && !row.pictures.is_empty()
}

/// Finds a row's pictures in the folder that was chosen, by file name; those that are not there, or are none, are left out.
async fn pictures_of(
    call: &Call,
    plan: &Plan,
    row: &Good,
    known: &mut BTreeMap<String, Option<PictureRef>>,
) -> Result<Vec<PictureRef>, Refusal> {
    let Some(folder) = &plan.pictures else { return Ok(vec![]) };
    let mut found = Vec::new();
    for wanted in &row.pictures {
        let name =
            wanted.rsplit('/').next().unwrap_or(wanted).split('?').next().unwrap_or_default().to_owned();
        if !known.contains_key(&name) {
            let picture = kept_picture(call, folder, &name).await?;
            known.insert(name.clone(), picture);
        }
        found.extend(known.get(&name).cloned().flatten());
    }
    Ok(found)
}

async fn kept_picture(call: &Call, folder: &Path, name: &str) -> Result<Option<PictureRef>, Refusal> {
    let path = folder.join(name);
    if !folder.is_dir() {
        return Err(Refusal::field("pictures", "The folder with the pictures is not there any more."));
    }
    if name.is_empty() || !path.is_file() {
        return Ok(None);
    }
    let kept = match files::read(&path, picture::MOST_BYTES) {
        Ok(bytes) => picture::keep(&call.desk, bytes).await,
        Err(refusal) => Err(refusal),
    };
    match kept {
        Ok(kept) => Ok(Some(PictureRef {
            hash: kept.hash,
            alt: String::new(),
            width: kept.width,
            height: kept.height,
        })),
        Err(refusal) if refusal.is_passing() => Err(refusal),
        Err(_) => Ok(None),
    }
}

async fn note(call: &Call, run: &ImportRun) -> Result<(), Refusal> {
    let mut tx = call.seat.replica.db().begin().await?;
    db::import_run::save(&mut tx, run).await?;
    tx.commit().await?;
    let positive = |count: i64| u64::try_from(count).unwrap_or(0);
    let _ = call.desk.events.send(Event::Progress {
        task: run.batch.to_string(),
        done: positive(run.done),
        total: positive(run.total),
        note: run.state.clone(),
    });
    Ok(())
}
