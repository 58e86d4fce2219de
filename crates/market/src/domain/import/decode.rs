//! Bytes to text: which encoding, and whether it is a table at all.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

/// The largest file that is read.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// How much of a file is looked at to tell what it is.
const HEAD: usize = 4_096;

const MAGIC: [(&[u8], &str); 11] = [
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"SQLite format 3", "a database"),
];

const MARKUP: [(&str, &str); 7] = [
    ("<!doctype", "a web page"),
    ("<html", "a web page"),
    ("<?xml", "an XML file"),
    ("<svg", "a drawing"),
    ("{\\rtf", "a text document"),
    ("{", "a JSON file"),
    ("[", "a JSON file"),
];

/// The text of a file without its byte order mark, and the name of its encoding.
pub(super) fn text_of(bytes: &[u8]) -> Result<(String, &'static str), ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    if let Some((_, looks_like)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(ImportError::NotCsv { looks_like });
    }
    let encoding = encoding_of(bytes);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    match not_a_table(&text) {
        Some(looks_like) => Err(ImportError::NotCsv { looks_like }),
        None => Ok((text.into_owned(), encoding.name())),
    }
}

/// By the mark at the beginning, else by its looks; whatever is not UTF is what Windows wrote in Western Europe.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let zeros = |places: usize| head.iter().skip(places).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len().div_ceil(5);
    // Latin letters in UTF-16 have a zero as their upper byte, and a table is full of them.
    if odd >= many && even.saturating_mul(8) <= odd {
        UTF_16LE
    } else if even >= many && odd.saturating_mul(8) <= even {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// What a text is when it is no table.
fn not_a_table(text: &str) -> Option<&'static str> {
    let zeros = text.bytes().filter(|byte| *byte == 0).count();
    // A stray zero spoils one row; many of them, or one in the header, are some other kind of file.
    let header_end = text.find(['\r', '\n']).unwrap_or(text.len());
    if zeros.saturating_mul(256) > text.len() || text.find('\0').is_some_and(|at| at < header_end) {
        return Some("a file of some program");
    }
    let start: String = text.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    MARKUP.iter().find(|(beginning, _)| start.starts_with(beginning)).map(|(_, looks_like)| *looks_like)
}
