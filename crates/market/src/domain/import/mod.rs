//! Products from the files of other shops: bytes become rows, and every row that cannot is named with its line.
//!
//! Nothing here knows a database or a file system. A caller reads the bytes, asks [`read`] for the sheet, [`guess`] for
//! what its columns mean, and [`rows`] for the products. The same file always gives the same rows.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

mod books;
mod decode;
mod line;
mod mapping;
pub mod own;
mod sheet;
mod shopify;
mod values;

pub use decode::MAX_BYTES;
pub use mapping::{Field, Mapping, defaults, guess};
pub use sheet::{Sheet, read};

/// The most characters of one cell.
pub const MAX_CELL_CHARS: usize = 100_000;
/// The most characters of a name, and of the line under it.
pub const MAX_NAME_CHARS: usize = 200;
/// The most characters of an SKU.
pub const MAX_SKU_CHARS: usize = 64;
/// The most characters of a slug.
pub const MAX_SLUG_CHARS: usize = 160;
/// The most characters of a tag.
pub const MAX_TAG_CHARS: usize = 80;
/// The most tags of a product.
pub const MAX_TAGS: usize = 50;
/// The highest price, in minor units.
pub const MAX_PRICE_MINOR: i64 = 10_000_000_000;
/// The highest stock.
pub const MAX_STOCK: i64 = 1_000_000;

/// A file format whose columns are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// What this program exports.
    Tradepost,
    /// A product export of Shopify: a row for each variant, and rows for further pictures.
    Shopify,
    /// A list of books in the columns of goodbooks-10k, without prices.
    Books,
}

/// A product as one row, or several, of a file describe it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedRow {
    /// The line of the file where the row begins; the first line is 1.
    pub line: u64,
    /// Never empty.
    pub name: String,
    /// The line under the name: author or brand.
    pub subtitle: String,
    /// Never empty and once in a file; made from handle or name where the file has none.
    pub sku: String,
    /// Digits with a right check digit, or empty.
    pub barcode: String,
    /// The last part of the product's address, or empty.
    pub slug: String,
    /// HTML that has been through `rich_text::clean`.
    pub description: String,
    /// In the smallest unit of the store's currency.
    pub price_minor: i64,
    /// Basis points; `None` where the file does not say.
    pub tax_bp: Option<i64>,
    /// `None` where the file does not say.
    pub stock: Option<i64>,
    /// `None` where the file does not say.
    pub low_stock: Option<i64>,
    /// `None` where the file does not say.
    pub is_active: Option<bool>,
    /// Names of tags, each once.
    pub tags: Vec<String>,
    /// Names of files, or addresses, in the order they are shown.
    pub pictures: Vec<String>,
}

/// A row that cannot become a product, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BadRow {
    /// The line of the file where the row begins; the first line is 1.
    pub line: u64,
    /// The field it is about, by its name in a mapping.
    pub field: Option<&'static str>,
    /// One sentence for the shopkeeper.
    pub reason: String,
}

/// Why a file cannot be read at all; each is one sentence for the shopkeeper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No bytes, or nothing but blanks.
    #[error("The file is empty.")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("The file is larger than 64 MB. Split it and import the parts one after the other.")]
    TooLarge,
    /// Some other kind of file.
    #[error("This is not a CSV file but {looks_like}. Save the table as CSV and try again.")]
    NotCsv {
        /// What it looks like, with its article.
        looks_like: &'static str,
    },
    /// A quotation mark that opens a cell and is never closed.
    #[error("The quotation mark that opens in line {line} is never closed.")]
    UnclosedQuote {
        /// The line of the mark.
        line: u64,
    },
    /// The first row holds values and not names of columns.
    #[error("The first row does not name the columns.")]
    HeaderMissing,
    /// A mapping names a field that products do not have.
    #[error("There is no field “{field}”.")]
    UnknownField {
        /// The name given.
        field: String,
    },
    /// A mapping names a column that the file does not have.
    #[error("There is no column “{column}” in this file.")]
    UnknownColumn {
        /// The name given.
        column: String,
    },
}

/// The products of a sheet and the rows that cannot be products, both by line.
///
/// `digits` is how many decimals the store's currency has. Only the columns of `mapping` are read, and those that a
/// preset needs besides.
pub fn rows(
    sheet: &Sheet,
    preset: Option<Preset>,
    mapping: &Mapping,
    digits: u8,
) -> (Vec<ImportedRow>, Vec<BadRow>) {
    if let Some(bad) = missing_column(sheet, preset, mapping) {
        return (Vec::new(), vec![bad]);
    }
    let found = match preset {
        Some(Preset::Shopify) => shopify::rows(sheet, mapping, digits),
        Some(Preset::Books) => books::rows(sheet, mapping, digits),
        Some(Preset::Tradepost) | None => own::rows(sheet, preset.is_some(), mapping, digits),
    };
    sort_out(found)
}

/// The sentence that says how a preset fills what its file does not hold.
pub fn rule(preset: Preset) -> Option<&'static str> {
    match preset {
        Preset::Books => Some(books::RULE),
        Preset::Tradepost | Preset::Shopify => None,
    }
}

/// One answer for the whole file instead of the same one for each row.
fn missing_column(sheet: &Sheet, preset: Option<Preset>, mapping: &Mapping) -> Option<BadRow> {
    let lacks = |field: Field| mapping.column(field).is_none();
    let header = sheet.header_line();
    let by_name = |column: &str| BadRow {
        line: header,
        field: None,
        reason: format!("The file has no column “{column}”, which this format needs."),
    };
    match preset {
        Some(Preset::Shopify) if sheet.column("Handle").is_none() => return Some(by_name("Handle")),
        Some(Preset::Books) if sheet.column("book_id").is_none() => return Some(by_name("book_id")),
        _ => {}
    }
    let field = match preset {
        _ if lacks(Field::Name) => Field::Name,
        Some(Preset::Books) => return None,
        _ if lacks(Field::Price) => Field::Price,
        _ => return None,
    };
    let reason = format!("No column is chosen for the {}.", field.as_str());
    Some(BadRow { line: header, field: Some(field.as_str()), reason })
}

/// Parts good from bad; a second row with the same SKU is bad.
fn sort_out(found: Vec<Result<ImportedRow, BadRow>>) -> (Vec<ImportedRow>, Vec<BadRow>) {
    let mut good: Vec<ImportedRow> = Vec::with_capacity(found.len());
    let mut bad = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::with_capacity(found.len());
    for row in found {
        match row {
            Err(reason) => bad.push(reason),
            Ok(row) => match lines.entry(row.sku.clone()) {
                Entry::Vacant(free) => {
                    free.insert(row.line);
                    good.push(row);
                }
                Entry::Occupied(first) => bad.push(BadRow {
                    line: row.line,
                    field: Some(Field::Sku.as_str()),
                    reason: format!("The SKU “{}” is already used in line {}.", row.sku, first.get()),
                }),
            },
        }
    }
    bad.sort_by_key(|row| row.line);
    (good, bad)
}

#[cfg(test)]
mod tests;
