//! Imports and exports of products.

use std::collections::BTreeMap;
use std::path::PathBuf;

use market::catalogue::{self, Good};
use market::db::import_run::ImportRun;
use market::domain::import::{self, BadRow, Preset};
use market::domain::product::ProductFields;
use market::ops::import::Effect;
use market::{Permission, Refusal, db};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MANAGER;
use crate::call::Call;
use crate::files;
use crate::import_file::{self, Plan};
use crate::imports;
use crate::op::Who::May;
use crate::op::{Nothing, Of, Op, op};

/// Bad rows shown at once.
const MOST_BAD: usize = 1_000;

pub(super) const OPS: &[Op] = &[
    op!("import.preview", "Reads a file and says what it would do, changing nothing", May(Permission::ImportAdd), MANAGER, Of::Office("store"), [], preview, Preview => ImportPreview),
    op!("import.run", "Takes a file in; goes on in the background", May(Permission::ImportAdd), MANAGER, Of::Office("store"), ["import", "product", "tag"], run, RunAsk => Batch),
    op!("import.stop", "Stops an import; what is in stays in", May(Permission::ImportAdd), MANAGER, Of::Here("batch"), ["import"], stop, Batch => Nothing),
    op!("import.state", "Imports of this desktop, newest first", May(Permission::ImportAdd), MANAGER, Of::Here("batch"), [], state, Which => Runs),
    op!("export.products", "Writes a store's products to a CSV that can be imported again", May(Permission::ImportAdd), MANAGER, Of::Office("store"), [], export, Export => Exported),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields, rename = "ImportAsk")]
struct Preview {
    store: Uuid,
    path: PathBuf,
    #[serde(default)]
    preset: Option<Preset>,
    #[serde(default)]
    mapping: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields, rename = "ImportRunAsk")]
struct RunAsk {
    store: Uuid,
    path: PathBuf,
    #[serde(default)]
    preset: Option<Preset>,
    #[serde(default)]
    mapping: Option<BTreeMap<String, Option<String>>>,
    #[serde(default)]
    pictures: Option<PathBuf>,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "ImportBatch")]
struct Batch {
    batch: Uuid,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct Which {
    #[serde(default)]
    batch: Option<Uuid>,
}

/// A row as it would come in.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "ImportSample")]
struct Sample {
    #[serde(flatten)]
    fields: ProductFields,
    stock: i64,
    line: u64,
}

/// What a file would do.
#[derive(Debug, Serialize, ts_rs::TS)]
struct ImportPreview {
    format: String,
    encoding: String,
    columns: Vec<String>,
    mapping: BTreeMap<&'static str, Option<String>>,
    preset: Option<Preset>,
    rule: Option<String>,
    total: usize,
    new: usize,
    changed: usize,
    same: usize,
    bad: Vec<BadRow>,
    bad_total: usize,
    sample: Vec<Sample>,
}

/// A run of an import.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "ImportRun")]
pub(crate) struct Run {
    batch: Uuid,
    store: Uuid,
    file: String,
    state: String,
    done: i64,
    total: i64,
    added: i64,
    changed: i64,
    same: i64,
    bad: i64,
    error: Option<String>,
    started_at_us: i64,
}

impl From<ImportRun> for Run {
    fn from(row: ImportRun) -> Self {
        Self {
            batch: row.batch,
            store: row.store_id,
            file: row.file,
            state: row.state,
            done: row.done,
            total: row.total,
            added: row.added,
            changed: row.changed,
            same: row.same,
            bad: row.bad,
            error: row.error,
            started_at_us: row.started_at_us,
        }
    }
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "ImportRuns")]
struct Runs {
    runs: Vec<Run>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Export {
    store: Uuid,
    path: PathBuf,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Exported {
    rows: usize,
    path: PathBuf,
}

async fn preview(call: &Call, ask: Preview) -> Result<ImportPreview, Refusal> {
    let Preview { store, path, preset, mapping } = ask;
    let plan = Plan { store, path, how: catalogue::Plan { preset, mapping }, pictures: None };
    let mut file = import_file::prepare(call, &plan).await?;
    let count = |wanted: Effect| file.good.iter().filter(|row| row.effect == wanted).count();
    let bad_total = file.bad.len();
    file.bad.truncate(MOST_BAD);
    Ok(ImportPreview {
        format: file.sheet.format().to_owned(),
        encoding: file.sheet.encoding.to_owned(),
        columns: file.sheet.columns.clone(),
        mapping: file.mapping.names(&file.sheet),
        preset: file.preset,
        rule: file.preset.and_then(import::rule).map(str::to_owned),
        total: file.good.len() + bad_total,
        new: count(Effect::Added),
        changed: count(Effect::Changed),
        same: count(Effect::Same),
        bad_total,
        sample: file.good.iter().take(20).map(sample).collect(),
        bad: file.bad,
    })
}

fn sample(row: &Good) -> Sample {
    Sample { fields: row.fields.clone(), stock: row.stock, line: row.line }
}

async fn run(call: &Call, ask: RunAsk) -> Result<Batch, Refusal> {
    let RunAsk { store, path, preset, mapping, pictures } = ask;
    let pictures = pictures.filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = &pictures
        && !folder.is_dir()
    {
        return Err(Refusal::field("pictures", "There is no such folder."));
    }
    let batch =
        imports::start(call, Plan { store, path, how: catalogue::Plan { preset, mapping }, pictures })
            .await?;
    Ok(Batch { batch })
}

async fn stop(call: &Call, ask: Batch) -> Result<Nothing, Refusal> {
    if call.desk.imports.stop(ask.batch) {
        Ok(Nothing {})
    } else {
        Err(Refusal::not_found("import going on"))
    }
}

async fn state(call: &Call, ask: Which) -> Result<Runs, Refusal> {
    let runs = db::import_run::list(&mut call.read().await?, ask.batch).await?;
    Ok(Runs { runs: runs.into_iter().map(Into::into).collect() })
}

async fn export(call: &Call, ask: Export) -> Result<Exported, Refusal> {
    let mut tx = call.read().await?;
    if !db::staff::may(&mut tx, ask.store, call.account(), Permission::ImportAdd).await? {
        return Err(Refusal::not_found("store"));
    }
    let store = db::store::get(&mut tx, ask.store).await?.ok_or_else(|| Refusal::not_found("store"))?;
    let exported = catalogue::products(&mut tx, &store).await?;
    files::write(&ask.path, &exported.bytes)?;
    Ok(Exported { rows: exported.rows, path: ask.path })
}
