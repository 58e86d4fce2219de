//! The own format, there and back, and tables of unknown shops whose columns a person has chosen.

use super::line::Line;
use super::values;
use super::{BadRow, Field, ImportedRow, MAX_NAME_CHARS, MAX_SKU_CHARS, Mapping, Sheet};

/// The header of the own format.
pub const COLUMNS: [&str; 13] = [
    "name",
    "subtitle",
    "sku",
    "barcode",
    "slug",
    "description",
    "price",
    "tax",
    "stock",
    "low_stock",
    "active",
    "tags",
    "pictures",
];

/// The cells of one product in the order of [`COLUMNS`], to be written by [`papers::csv::table`], which guards those a
/// spreadsheet would calculate. Read back with the preset `tradepost` and the same `digits` they give the same product.
pub fn cells(row: &ImportedRow, digits: u8) -> [String; 13] {
    let count = |pieces: Option<i64>| pieces.map(|pieces| pieces.to_string()).unwrap_or_default();
    [
        row.name.clone(),
        row.subtitle.clone(),
        row.sku.clone(),
        row.barcode.clone(),
        row.slug.clone(),
        row.description.clone(),
        decimal_text(row.price_minor, digits),
        row.tax_bp.map(|rate| decimal_text(rate, 2)).unwrap_or_default(),
        count(row.stock),
        count(row.low_stock),
        row.is_active.map(|is_active| is_active.to_string()).unwrap_or_default(),
        joined(&row.tags),
        joined(&row.pictures),
    ]
}

/// Every record as a product. `is_own`: written by this program; else lists may be cut by commas too, and an apostrophe
/// is only an apostrophe.
pub(super) fn rows(
    sheet: &Sheet,
    is_own: bool,
    mapping: &Mapping,
    digits: u8,
) -> Vec<Result<ImportedRow, BadRow>> {
    let product = |record| product(Line::open(sheet, record, mapping, is_own)?, is_own, digits);
    sheet.records().iter().map(product).collect()
}

fn product(line: Line<'_>, is_own: bool, digits: u8) -> Result<ImportedRow, BadRow> {
    let cut = if is_own { cut_own } else { cut_foreign };
    let name = line.name()?;
    let mut sku = line.sku()?;
    if sku.is_empty() {
        sku = values::shortened(&values::hyphened(&name), MAX_SKU_CHARS);
    }
    if sku.is_empty() {
        return Err(line.bad(Some(Field::Sku), "The SKU is missing."));
    }
    Ok(ImportedRow {
        line: line.number(),
        name,
        subtitle: line.text(Field::Subtitle, MAX_NAME_CHARS)?,
        sku,
        barcode: line.barcode()?,
        slug: line.slug()?,
        description: line.description()?,
        price_minor: line.price(digits)?,
        tax_bp: line.tax()?,
        stock: line.pieces(Field::Stock)?,
        low_stock: line.pieces(Field::LowStock)?,
        is_active: line.is_active()?,
        tags: line.names(Field::Tags, cut)?,
        pictures: line.names(Field::Pictures, cut)?,
    })
}

/// Names joined by `; `; a semicolon or backslash of a name stands behind a backslash.
fn joined(names: &[String]) -> String {
    let escaped = names.iter().map(|name| name.replace('\\', "\\\\").replace(';', "\\;"));
    escaped.collect::<Vec<_>>().join("; ")
}

fn cut_own(cell: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut is_escaped = false;
    for c in cell.chars() {
        match (c, is_escaped) {
            ('\\', false) => is_escaped = true,
            (';', false) => names.push(String::new()),
            _ => {
                is_escaped = false;
                if let Some(name) = names.last_mut() {
                    name.push(c);
                }
            }
        }
    }
    values::list(names.iter().map(String::as_str))
}

fn cut_foreign(cell: &str) -> Vec<String> {
    let is_mark = |c| matches!(c, ';' | '|');
    // An address may hold a comma, but none with a blank behind it.
    let commas = if cell.contains("://") { ", " } else { "," };
    if cell.contains(is_mark) { values::list(cell.split(is_mark)) } else { values::list(cell.split(commas)) }
}

/// Minor units as decimal text: 1250 with two digits is `12.50`.
fn decimal_text(minor: i64, digits: u8) -> String {
    let places = usize::from(digits);
    let figures = format!("{:0>width$}", minor.unsigned_abs(), width = places.saturating_add(1));
    let (whole, fraction) =
        figures.split_at_checked(figures.len().saturating_sub(places)).unwrap_or_default();
    let sign = if minor < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
