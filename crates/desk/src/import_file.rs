//! A file to import: read whole, checked, and compared with the store before anything is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use market::db::store::StoreRow;
use market::db::{self, Tx};
use market::domain::import::{self, BadRow, ImportedRow, Mapping, Preset, Sheet};
use market::domain::money;
use market::domain::product::ProductFields;
use market::ops::import::{Effect, effect};
use market::{Code, Refusal};
use uuid::Uuid;

use crate::call::Call;
use crate::files;

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
    let store = db::store::get(tx, id).await?.ok_or_else(|| Refusal::not_found("store"))?;
    if store.removed_at_us.is_some() { Err(Refusal::removed("store")) } else { Ok(store) }
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
        let removed: BTreeSet<String> =
            known.iter().filter(|row| row.removed_at_us.is_some()).map(|row| row.sku.clone()).collect();
        let known: BTreeMap<String, ProductFields> = known
            .into_iter()
            .map(|row| {
                let fields = row.fields(tags.remove(&row.id).unwrap_or_default());
                (row.sku, fields)
            })
            .collect();
        for row in piece {
            if removed.contains(&row.sku) {
                let reason = "A product with this SKU was removed. Bring it back to import it.".to_owned();
                bad.push(BadRow { line: row.line, field: Some("sku"), reason });
                continue;
            }
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
