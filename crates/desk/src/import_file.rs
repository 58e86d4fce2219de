//! A file to import: read whole, checked, and compared with the store before anything is written.

use std::path::PathBuf;

use market::catalogue::{self, Good, Read};
use market::db::store::StoreRow;
use market::db::{self, Tx};
use market::domain::import::{self, BadRow, Mapping, Preset, Sheet};
use market::domain::money;
use market::{Permission, Refusal};
use uuid::Uuid;

use crate::call::Call;
use crate::files;

/// What a person asked to import.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) store: Uuid,
    pub(crate) path: PathBuf,
    pub(crate) how: catalogue::Plan,
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

/// Reads a file and compares it with the store.
pub(crate) async fn prepare(call: &Call, plan: &Plan) -> Result<Prepared, Refusal> {
    let mut tx = call.read().await?;
    let store = own_store(&mut tx, call, plan.store).await?;
    let digits = money::currency(&store.currency).map_or(2, |known| known.digits);
    let wanted = plan.clone();
    let read = tokio::task::spawn_blocking(move || read_file(&wanted, digits)).await;
    let Read { sheet, preset, mapping, rows, mut bad } = read.map_err(|error| Refusal::broken(&error))??;
    let good = catalogue::compare(&mut tx, plan.store, &rows, &mut bad).await?;
    bad.sort_by_key(|row| row.line);
    Ok(Prepared { sheet, preset, mapping, bad, good })
}

async fn own_store(tx: &mut Tx, call: &Call, id: Uuid) -> Result<StoreRow, Refusal> {
    if !db::staff::may(tx, id, call.account(), Permission::ImportAdd).await? {
        return Err(Refusal::not_found("store").with("store", "Choose one of your stores."));
    }
    let store = db::store::get(tx, id).await?.ok_or_else(|| Refusal::not_found("store"))?;
    if store.removed_at_us.is_some() { Err(Refusal::removed("store")) } else { Ok(store) }
}

fn read_file(plan: &Plan, digits: u8) -> Result<Read, Refusal> {
    let most = u64::try_from(import::MAX_BYTES).unwrap_or(u64::MAX);
    catalogue::read(&files::read(&plan.path, most)?, &plan.how, digits)
}
