//! Lists of books in the columns of goodbooks-10k: no prices, no stock, and ISBNs that lost figures on their way.

use std::collections::HashSet;

use super::line::Line;
use super::values;
use super::{BadRow, Field, ImportedRow, MAX_CELL_CHARS, MAX_NAME_CHARS, MAX_TAG_CHARS, Mapping, Sheet};

pub(super) const RULE: &str = "The list names no prices and no stock, so both are made from the number of the book: prices \
     from 4.99 to 29.98, stock from 0 to 39. The SKU is book- and the number; the barcode is made from the ten-digit \
     ISBN, and where two books share one only the first keeps it.";

/// Columns beside those of the mapping.
struct Columns {
    book_id: Option<usize>,
    original_title: Option<usize>,
    year: Option<usize>,
    isbn13: Option<usize>,
}

pub(super) fn rows(sheet: &Sheet, mapping: &Mapping, digits: u8) -> Vec<Result<ImportedRow, BadRow>> {
    let columns = Columns {
        book_id: sheet.column("book_id"),
        original_title: sheet.column("original_title"),
        year: sheet.column("original_publication_year"),
        isbn13: sheet.column("isbn13"),
    };
    let mut taken = HashSet::new();
    let book = |record| {
        let line = Line::open(sheet, record, mapping, false)?;
        let mut book = book(&line, mapping, &columns, digits)?;
        if !book.barcode.is_empty() && !taken.insert(book.barcode.clone()) {
            book.barcode.clear();
        }
        Ok(book)
    };
    sheet.records().iter().map(book).collect()
}

fn book(line: &Line<'_>, mapping: &Mapping, columns: &Columns, digits: u8) -> Result<ImportedRow, BadRow> {
    let id = line.at(columns.book_id);
    let number = id.parse::<i64>().ok().filter(|_| values::is_digits(id));
    let Some(number) = number else {
        return Err(
            line.bad(Some(Field::Sku), format!("The book_id “{}” is not a number.", values::shown(id)))
        );
    };
    let is_chosen = |field| mapping.column(field).is_some();
    let price = if is_chosen(Field::Price) { line.price(digits)? } else { 499 + number % 2_500 };
    let stock = if is_chosen(Field::Stock) { line.pieces(Field::Stock)? } else { Some(number % 40) };
    Ok(ImportedRow {
        line: line.number(),
        name: title(line, columns)?,
        subtitle: authors(&line.text(Field::Subtitle, MAX_CELL_CHARS)?),
        sku: format!("book-{number}"),
        barcode: isbn(line.text(Field::Barcode, MAX_CELL_CHARS)?.as_str(), line.at(columns.isbn13)),
        slug: line.slug()?,
        description: line.description()?,
        price_minor: price,
        tax_bp: line.tax()?,
        stock,
        low_stock: line.pieces(Field::LowStock)?,
        is_active: line.is_active()?,
        tags: tags(line, columns)?,
        pictures: line.names(Field::Pictures, |cell| {
            values::list(std::iter::once(cell).filter(|address| !address.contains("/nophoto/")))
        })?,
    })
}

/// The title of this edition, else that of the first one.
fn title(line: &Line<'_>, columns: &Columns) -> Result<String, BadRow> {
    let original = line.at(columns.original_title);
    let is_usable = !original.is_empty() && original.chars().count() <= MAX_NAME_CHARS;
    let title = line.text(Field::Name, MAX_NAME_CHARS)?;
    if title.is_empty() && is_usable && !original.chars().any(char::is_control) {
        return Ok(original.to_owned());
    }
    line.name()
}

/// The authors, or as many whole names as fit the line under the title.
fn authors(all: &str) -> String {
    if all.chars().count() <= MAX_NAME_CHARS {
        return all.to_owned();
    }
    let mut fitting = String::new();
    for name in all.split(", ") {
        let longer = if fitting.is_empty() { name.to_owned() } else { format!("{fitting}, {name}") };
        if longer.chars().count() > MAX_NAME_CHARS - " and others".len() {
            break;
        }
        fitting = longer;
    }
    if fitting.is_empty() {
        all.chars().take(MAX_NAME_CHARS).collect()
    } else {
        format!("{fitting} and others")
    }
}

/// An ISBN-13 that the list really holds. The ten-digit one lost its leading zeros as a number; the thirteen-digit one
/// is mostly a rounded float, and no figure is made up for it.
fn isbn(short: &str, long: &str) -> String {
    let padded = format!("{short:0>10}");
    let from_short = if short.is_empty() { None } else { values::isbn13(&padded) };
    let whole = |code: &str| {
        let is_isbn = code.len() == 13 && (code.starts_with("978") || code.starts_with("979"));
        values::barcode(code).ok().filter(|_| is_isbn)
    };
    from_short.or_else(|| whole(short)).or_else(|| whole(long)).unwrap_or_default()
}

/// The language and the decade, so that a shelf can be sorted without more.
fn tags(line: &Line<'_>, columns: &Columns) -> Result<Vec<String>, BadRow> {
    let code = line.text(Field::Tags, MAX_TAG_CHARS)?;
    let decade = line.at(columns.year).trim_end_matches(".0").parse::<i64>().ok().map(decade);
    Ok(values::list([language(&code), &decade.unwrap_or_default()].into_iter()))
}

fn decade(year: i64) -> String {
    if year < 1_500 { "before 1500".to_owned() } else { format!("{}s", year - year % 10) }
}

/// The English name of a language code of the list; a code nobody knows stays itself.
fn language(code: &str) -> &str {
    match code {
        "eng" | "en" | "en-US" | "en-GB" | "en-CA" => "English",
        "ara" => "Arabic",
        "dan" => "Danish",
        "fil" => "Filipino",
        "fre" => "French",
        "ger" => "German",
        "ind" => "Indonesian",
        "ita" => "Italian",
        "jpn" => "Japanese",
        "mul" => "several languages",
        "nl" => "Dutch",
        "nor" => "Norwegian",
        "per" => "Persian",
        "pol" => "Polish",
        "por" => "Portuguese",
        "rum" => "Romanian",
        "rus" => "Russian",
        "spa" => "Spanish",
        "swe" => "Swedish",
        "tur" => "Turkish",
        "vie" => "Vietnamese",
        other => other,
    }
}
