//! Tables as CSV (RFC 4180): UTF-8, CRLF, and no cell that a spreadsheet would take for a formula.
//!
//! A cell that begins with one of `= + - @`, their full-width forms, tab, carriage return, line feed or NUL is written
//! with an apostrophe in front (OWASP, "CSV Injection"). So is one that already has apostrophes before such a character,
//! which makes the way back exact: [`unguard`] takes off precisely the one that was added, and our own export comes back
//! unchanged. A negative number is therefore written as `'-5`.

use std::borrow::Cow;

use crate::PaperError;

/// Characters a spreadsheet may take for the beginning of a formula or lose on import.
const RISKY: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// Writes a header and rows; every row must have as many cells as the header.
pub fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, PaperError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header).map_err(|why| PaperError::Table(why.to_string()))?;
    for row in rows {
        for cell in &row {
            writer.write_field(guard(cell).as_bytes()).map_err(|why| PaperError::Table(why.to_string()))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|why| PaperError::Table(why.to_string()))?;
    }
    writer.into_inner().map_err(|why| PaperError::Table(why.to_string()))
}

/// A cell as it is safe to open in a spreadsheet.
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guard`].
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        _ => cell,
    }
}

fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(RISKY)
}
