//! Documents: values in, bytes out. Invoice PDF and CSV.
//!
//! Nothing here reads a clock, a file, a database or a source of chance: the same value gives the same bytes on every
//! run and every machine, so the invoice that prints offline is the one that was mailed.

mod canvas;
pub mod csv;
mod figures;
mod fonts;
pub mod invoice;
mod payment_code;
mod shape;
mod sheet;
mod wrap;

/// Why a document could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A time in the value lies outside the years 0 to 9999.
    #[error("the time {0} (microseconds) is not a date a document can carry")]
    Date(i64),
    /// One of the built-in fonts could not be read; the program itself is damaged.
    #[error("the built-in font {0} could not be read")]
    Font(&'static str),
    /// The rows of a table do not all have the width of its header.
    #[error("the table could not be written: {0}")]
    Table(String),
    /// The finished document could not be written down.
    #[error("the document could not be written: {0}")]
    Write(String),
}
