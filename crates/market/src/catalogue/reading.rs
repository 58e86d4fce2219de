//! A file of products, checked and compared with the store.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::db::{self, Tx};
use crate::domain::import::{self, BadRow, ImportError, ImportedRow, Mapping, Preset, Sheet};
use crate::domain::product::ProductFields;
use crate::ops::import::{Effect, MOST_ITEMS, effect};
use crate::refusal::{Code, Refusal};

/// Text in one piece, about: small enough for one request.
const MOST_TEXT: usize = 400_000;

/// How a file is to be read; what is not said is guessed.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The format.
    pub preset: Option<Preset>,
    /// Which column holds which field.
    pub mapping: Option<BTreeMap<String, Option<String>>>,
}

/// A file as it was read.
#[derive(Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Read {
    pub sheet: Sheet,
    pub preset: Option<Preset>,
    pub mapping: Mapping,
    pub rows: Vec<ImportedRow>,
    pub bad: Vec<BadRow>,
}

/// A row that can become a product.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Good {
    pub line: u64,
    pub fields: ProductFields,
    pub stock: i64,
    pub effect: Effect,
    pub pictures: Vec<String>,
}

/// Reads a file; `digits` are those behind the point of the store's currency.
pub fn read(bytes: &[u8], plan: &Plan, digits: u8) -> Result<Read, Refusal> {
    let sheet = import::read(bytes).map_err(refused)?;
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
    Ok(Read { sheet, preset, mapping, rows, bad })
}

fn refused(error: ImportError) -> Refusal {
    match error {
        ImportError::TooLarge => {
            Refusal::new(Code::TooLarge, error.to_string()).with("path", error.to_string())
        }
        other => Refusal::field("path", other.to_string()),
    }
}

/// Turns rows into products and says of each what it would change.
pub async fn compare(
    tx: &mut Tx,
    store: Uuid,
    rows: &[ImportedRow],
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

/// How many rows go into the next piece of an import, by the lengths of their texts.
pub fn piece_len(texts: impl Iterator<Item = usize>) -> usize {
    let mut text = 0_usize;
    let fitting = texts.take(MOST_ITEMS).take_while(|length| {
        text = text.saturating_add(*length).saturating_add(200);
        text <= MOST_TEXT
    });
    fitting.count().max(1)
}
