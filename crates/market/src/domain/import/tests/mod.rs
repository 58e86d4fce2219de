//! Files as they come, and what they turn into.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test whose file cannot be read, or whose row is not there, has failed; tables are written plainly"
)]

mod bad_rows;
mod books;
mod columns;
mod own_format;
mod reading;
mod shopify;

use super::*;

const BOOKS: &[u8] = include_bytes!("../../../../../../tests/data/books-10k.csv");
const APPAREL: &[u8] = include_bytes!("../../../../../../tests/data/shopify-apparel.csv");
const HOME: &[u8] = include_bytes!("../../../../../../tests/data/shopify-home-and-garden.csv");

/// Reads a file the way a shopkeeper does who changes nothing, for a currency with two decimals.
fn import(bytes: &[u8]) -> (Vec<ImportedRow>, Vec<BadRow>) {
    let sheet = read(bytes).unwrap();
    let (preset, mapping) = guess(&sheet);
    rows(&sheet, preset, &mapping, 2)
}

/// The one bad row of a file that has just one.
fn only_bad(bytes: &[u8]) -> BadRow {
    let (good, bad) = import(bytes);
    assert_eq!((good.len(), bad.len()), (0, 1), "exactly one bad row: {good:?} {bad:?}");
    bad.into_iter().next().unwrap()
}
