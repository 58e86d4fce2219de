//! Text to records: which delimiter, where each record begins, and what the first one names.

use csv::{ReaderBuilder, StringRecord};

use super::mapping::{field_of, key};
use super::{ImportError, decode};

/// A table as it was read; nothing is known yet of what its columns mean.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The name of the encoding, as the web knows it.
    pub encoding: &'static str,
    /// What stands between the cells.
    pub delimiter: char,
    /// Names of the columns as the first row writes them, without blanks around.
    pub columns: Vec<String>,
    header_line: u64,
    records: Vec<Record>,
}

/// One record below the header.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The line where it begins; the first line of the file is 1.
    pub(super) line: u64,
    pub(super) cells: StringRecord,
}

/// Reads the bytes of a CSV file in whatever encoding and with whatever delimiter shops use.
pub fn read(bytes: &[u8]) -> Result<Sheet, ImportError> {
    let (text, encoding) = decode::text_of(bytes)?;
    let (delimiter, start) = delimiter_of(&text);
    let mut records = records_of(&text, start, delimiter)?;
    if records.is_empty() {
        return Err(ImportError::Empty);
    }
    let header = records.remove(0);
    let columns: Vec<String> = header.cells.iter().map(|name| name.trim().to_owned()).collect();
    if looks_like_values(&columns) {
        return Err(ImportError::HeaderMissing);
    }
    Ok(Sheet { encoding, delimiter: char::from(delimiter), columns, header_line: header.line, records })
}

impl Sheet {
    /// How many records stand below the header; blank ones are not counted.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// True when nothing stands below the header.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The format in words, for the person who chose the file.
    pub fn format(&self) -> &'static str {
        match self.delimiter {
            ';' => "CSV with semicolons",
            '\t' => "CSV with tabs",
            _ => "CSV with commas",
        }
    }

    /// Where a column stands, by its name; capitals and punctuation do not matter.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let wanted = key(name);
        self.columns.iter().position(|column| key(column) == wanted)
    }

    pub(super) fn header_line(&self) -> u64 {
        self.header_line
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }
}

/// The delimiter and where the table begins: after a line `sep=;` as Excel writes it, else the most frequent one in the
/// header.
fn delimiter_of(text: &str) -> (u8, usize) {
    let first = text.split(['\r', '\n']).next().unwrap_or_default();
    let mark = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next());
    if let Some(mark) = mark.filter(|mark| matches!(mark, b',' | b';' | b'\t')) {
        return (mark, first.len());
    }
    let mut is_quoted = false;
    let (mut commas, mut semicolons, mut tabs) = (0_usize, 0_usize, 0_usize);
    for c in text.trim_start_matches(['\r', '\n']).chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\r' | '\n' if !is_quoted => break,
            ',' if !is_quoted => commas = commas.saturating_add(1),
            ';' if !is_quoted => semicolons = semicolons.saturating_add(1),
            '\t' if !is_quoted => tabs = tabs.saturating_add(1),
            _ => {}
        }
    }
    let most = commas.max(semicolons).max(tabs);
    let delimiter = match most {
        _ if most == commas => b',',
        _ if most == semicolons => b';',
        _ => b'\t',
    };
    (delimiter, 0)
}

fn records_of(text: &str, start: usize, delimiter: u8) -> Result<Vec<Record>, ImportError> {
    let table = text.get(start..).unwrap_or_default();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    let mut records = Vec::new();
    let mut last = 0;
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(table.as_bytes());
    for cells in reader.into_records() {
        // Text in memory that is UTF-8 gives the reader nothing to refuse.
        let Ok(cells) = cells else { continue };
        let offset = cells.position().map_or(0, csv::Position::byte);
        last = start.saturating_add(usize::try_from(offset).unwrap_or(usize::MAX));
        let line = lines.line_of_record(last);
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            records.push(Record { line, cells });
        }
    }
    match open_quote(text.as_bytes(), last, delimiter) {
        Some(quote) => Err(ImportError::UnclosedQuote { line: lines.line_at(quote) }),
        None => Ok(records),
    }
}

/// Counts lines while records go by. The reader's own count is off after `\r\n`, after blank lines and with `\r` alone.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the record whose reading began at `offset`, after the line ends and blank lines before it.
    fn line_of_record(&mut self, offset: usize) -> u64 {
        let after = self.text.get(offset..).unwrap_or_default();
        let blanks = after.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line_at(offset.saturating_add(blanks))
    }

    /// The line of a place at or behind the one asked for before.
    fn line_at(&mut self, offset: usize) -> u64 {
        let passed = self.text.get(self.at..offset).unwrap_or_default();
        let mut before = self.at.checked_sub(1).and_then(|at| self.text.get(at)).copied();
        for byte in passed {
            let ends_line = *byte == b'\r' || (*byte == b'\n' && before != Some(b'\r'));
            self.line = self.line.saturating_add(u64::from(ends_line));
            before = Some(*byte);
        }
        self.at = self.at.max(offset);
        self.line
    }
}

/// Where the quotation mark stands that leaves the last record open. Only the last record can be: an open one swallows
/// all that follows.
fn open_quote(text: &[u8], last: usize, delimiter: u8) -> Option<usize> {
    let (mut opened, mut is_start, mut was_quote) = (None, true, false);
    for (place, byte) in text.iter().enumerate().skip(last) {
        if opened.is_some() && !was_quote {
            was_quote = *byte == b'"';
        } else if was_quote && *byte == b'"' {
            was_quote = false;
        } else if is_start && *byte == b'"' {
            opened = Some(place);
            is_start = false;
        } else {
            (opened, was_quote) = (None, false);
            is_start = *byte == delimiter || matches!(byte, b'\r' | b'\n');
        }
    }
    opened.filter(|_| !was_quote)
}

/// A first row of values: nothing in it names a field, and something in it is a number or a web address.
fn looks_like_values(columns: &[String]) -> bool {
    let is_value = |cell: &String| {
        let is_number = cell.starts_with(|c: char| c.is_ascii_digit())
            && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'));
        is_number || cell.starts_with("http://") || cell.starts_with("https://")
    };
    columns.iter().all(|column| field_of(column).is_none()) && columns.iter().any(is_value)
}
