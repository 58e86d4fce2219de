//! Imports: a file is read and checked whole, then sent in bounded pieces that can be stopped and repeated.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use market::db::import_run::ImportRun;
use market::db::store::StoreRow;
use market::db::{self, Tx};
use market::domain::import::{self, BadRow, ImportedRow, Mapping, Preset, Sheet};
use market::domain::money;
use market::domain::product::ProductFields;
use market::intent::{ImportItem, IntentBody, PictureRef};
use market::ops::import::{Effect, effect};
use market::{Code, Refusal};
use serde_json::Value;
use uuid::Uuid;

use crate::call::Call;
use crate::desk::Event;
use crate::files;
use crate::ops::picture;

/// Products in one piece: small enough for a statement, large enough to be quick.
const PIECE: usize = 500;

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

    fn is_going(&self, batch: Option<Uuid>) -> bool {
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

/// What a person asked to import.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) store: Uuid,
    pub(crate) path: PathBuf,
    pub(crate) preset: Option<Preset>,
    pub(crate) mapping: Option<BTreeMap<String, Option<String>>>,
    pub(crate) pictures: Option<PathBuf>,
}

/// A file, read and checked against what is there.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) sheet: Sheet,
    pub(crate) preset: Option<Preset>,
    pub(crate) mapping: Mapping,
    pub(crate) bad: Vec<BadRow>,
    pub(crate) good: Vec<Good>,
}

/// A row that can become a product.
#[derive(Clone, Debug)]
pub(crate) struct Good {
    pub(crate) line: u64,
    pub(crate) fields: ProductFields,
    pub(crate) stock: i64,
    pub(crate) effect: Effect,
    pub(crate) pictures: Vec<String>,
}

/// Reads a file and compares it with the store.
pub(crate) async fn prepare(call: &Call, plan: &Plan) -> Result<Prepared, Refusal> {
    let mut tx = call.read().await?;
    let store = own_store(&mut tx, call, plan.store).await?;
    let digits = money::currency(&store.currency).map_or(2, |known| known.digits);
    let wanted = plan.clone();
    let read = tokio::task::spawn_blocking(move || read_file(&wanted, digits)).await;
    let (sheet, preset, mapping, rows, mut bad) = read.map_err(|error| Refusal::broken(&error))??;
    let good = compare(&mut tx, plan.store, rows, &mut bad).await?;
    bad.sort_by_key(|row| row.line);
    Ok(Prepared { sheet, preset, mapping, bad, good })
}

async fn own_store(tx: &mut Tx, call: &Call, id: Uuid) -> Result<StoreRow, Refusal> {
    if !db::store::is_member(tx, id, call.account()).await? {
        return Err(Refusal::not_found("store").with("store", "Choose one of your stores."));
    }
    db::store::get(tx, id).await?.ok_or_else(|| Refusal::not_found("store"))
}

type ReadFile = (Sheet, Option<Preset>, Mapping, Vec<ImportedRow>, Vec<BadRow>);

fn read_file(plan: &Plan, digits: u8) -> Result<ReadFile, Refusal> {
    let most = u64::try_from(import::MAX_BYTES).unwrap_or(u64::MAX);
    let bytes = files::read(&plan.path, most)?;
    let refused = |error: import::ImportError| match error {
        import::ImportError::TooLarge => {
            Refusal::new(Code::TooLarge, error.to_string()).with("path", error.to_string())
        }
        other => Refusal::field("path", other.to_string()),
    };
    let sheet = import::read(&bytes).map_err(refused)?;
    let (guessed, mapping) = import::guess(&sheet);
    let preset = plan.preset.or(guessed);
    let mapping = match &plan.mapping {
        Some(names) => {
            let names = names.iter().map(|(field, column)| (field.as_str(), column.as_deref()));
            Mapping::from_names(&sheet, names)
                .map_err(|error| Refusal::field("mapping", error.to_string()))?
        }
        None if plan.preset.is_some() => import::defaults(&sheet, preset),
        None => mapping,
    };
    let (rows, bad) = import::rows(&sheet, preset, &mapping, digits);
    Ok((sheet, preset, mapping, rows, bad))
}

/// Turns rows into products and says of each what it would change.
async fn compare(
    tx: &mut Tx,
    store: Uuid,
    rows: Vec<ImportedRow>,
    bad: &mut Vec<BadRow>,
) -> Result<Vec<Good>, Refusal> {
    let mut good = Vec::with_capacity(rows.len());
    for piece in rows.chunks(1_000) {
        let skus: Vec<&str> = piece.iter().map(|row| row.sku.as_str()).collect();
        let known = db::product::by_sku(tx, store, &skus).await?;
        let ids: Vec<Uuid> = known.iter().map(|row| row.id).collect();
        let mut tags = db::tag::names_of(tx, &ids).await?;
        let known: BTreeMap<String, ProductFields> = known
            .into_iter()
            .map(|row| {
                let fields = row.fields(tags.remove(&row.id).unwrap_or_default());
                (row.sku, fields)
            })
            .collect();
        for row in piece {
            let old = known.get(&row.sku);
            match fields_of(row, old).checked() {
                Ok(fields) => good.push(Good {
                    line: row.line,
                    effect: effect(old, &fields),
                    fields,
                    stock: row.stock.unwrap_or(0),
                    pictures: row.pictures.clone(),
                }),
                Err(refusal) => {
                    let reason = refusal.fields.values().next().cloned().unwrap_or(refusal.message);
                    bad.push(BadRow { line: row.line, field: None, reason });
                }
            }
        }
    }
    Ok(good)
}

/// What a row says; where it is silent, what is there stays.
fn fields_of(row: &ImportedRow, old: Option<&ProductFields>) -> ProductFields {
    ProductFields {
        name: row.name.clone(),
        subtitle: row.subtitle.clone(),
        sku: row.sku.clone(),
        barcode: row.barcode.clone(),
        slug: row.slug.clone(),
        description: row.description.clone(),
        price_minor: row.price_minor,
        tax_bp: row.tax_bp.or(old.map(|old| old.tax_bp)).unwrap_or(0),
        low_stock: row.low_stock.or(old.map(|old| old.low_stock)).unwrap_or(0),
        is_active: row.is_active.or(old.map(|old| old.is_active)).unwrap_or(true),
        tags: row.tags.clone(),
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
        let done = pieces(&call, &plan, &prepared, &mut run, &stop).await;
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
    stop: &AtomicBool,
) -> Result<bool, Refusal> {
    let todo: Vec<&Good> =
        file.good.iter().filter(|row| row.effect != Effect::Same || has_pictures(row, plan)).collect();
    let mut known: BTreeMap<String, Option<PictureRef>> = BTreeMap::new();
    for piece in todo.chunks(PIECE) {
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
        for row in piece {
            match row.effect {
                Effect::Added => run.added += 1,
                Effect::Changed => run.changed += 1,
                Effect::Same => continue,
            }
            run.done += 1;
        }
        note(call, run).await?;
    }
    Ok(true)
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
