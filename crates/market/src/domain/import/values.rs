//! Text of a cell to a value, exactly or not at all.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::{MAX_PRICE_MINOR, MAX_STOCK};
use crate::domain::search_words;

/// A decimal number in the smallest unit, without ever being a float.
///
/// Zeros beyond `digits` decimals are nothing; any other figure there is refused, as nobody may round a price. A comma
/// may stand for the point unless it could also part thousands.
pub(super) fn price(text: &str, digits: u8) -> Result<i64, String> {
    let minor = decimal(text, digits)?;
    if minor > MAX_PRICE_MINOR { Err(format!("“{}” is too large.", shown(text))) } else { Ok(minor) }
}

/// A percentage as basis points, 0 to 100 %.
pub(super) fn tax(text: &str) -> Result<i64, String> {
    let basis_points = decimal(text.trim_end_matches('%').trim_end(), 2)?;
    if basis_points > 10_000 {
        Err(format!("“{}” is more than 100 %.", shown(text)))
    } else {
        Ok(basis_points)
    }
}

/// A whole number of pieces.
pub(super) fn stock(text: &str) -> Result<i64, String> {
    if is_negative(text) {
        return Err(format!("“{}” is below zero.", shown(text)));
    }
    if !is_digits(text) {
        return Err(format!("“{}” is not a whole number.", shown(text)));
    }
    match text.parse() {
        Ok(pieces) if pieces <= MAX_STOCK => Ok(pieces),
        _ => Err(format!("“{}” is more than 1,000,000.", shown(text))),
    }
}

/// Yes or no as shops write it.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "on" | "active" | "published" | "ja" | "wahr" => Ok(true),
        "false" | "no" | "n" | "0" | "off" | "inactive" | "draft" | "archived" | "-1" | "nein" | "falsch" => {
            Ok(false)
        }
        _ => Err(format!("“{}” is neither yes nor no.", shown(text))),
    }
}

/// The digits of an EAN-8, UPC-A, EAN-13 or GTIN-14 with a right check digit; an ISBN-10 becomes its ISBN-13.
pub(super) fn barcode(text: &str) -> Result<String, String> {
    let code: String =
        text.trim_start_matches('\'').chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if let Some(isbn) = isbn13(&code) {
        return Ok(isbn);
    }
    if !is_digits(&code) {
        let is_rounded = code.to_ascii_lowercase().contains("e+");
        let why = if is_rounded { "was rounded by a spreadsheet" } else { "is not made of digits" };
        return Err(format!("The barcode “{}” {why}.", shown(text)));
    }
    if !matches!(code.len(), 8 | 12..=14) {
        return Err(format!(
            "The barcode “{}” has {} digits and not 8, 12, 13 or 14.",
            shown(text),
            code.len()
        ));
    }
    let wanted = code.get(..code.len().saturating_sub(1)).map(check_digit);
    if wanted.is_some_and(|digit| code.ends_with(digit)) {
        Ok(code)
    } else {
        Err(format!("The last digit of the barcode “{}” does not fit the others.", shown(text)))
    }
}

/// The ISBN-13 of an ISBN-10 whose check digit is right. <https://www.isbn-international.org/content/isbn-users-manual>
pub(super) fn isbn13(isbn10: &str) -> Option<String> {
    let body = isbn10.get(..9).filter(|body| is_digits(body))?;
    let last = isbn10.get(9..)?;
    let weighted = body.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    let check = (11 - weighted.sum::<u32>() % 11) % 11;
    let wanted = char::from_digit(check, 10).unwrap_or('X');
    if !last.eq_ignore_ascii_case(wanted.encode_utf8(&mut [0; 4])) {
        return None;
    }
    let body = format!("978{body}");
    let digit = check_digit(&body);
    Some(format!("{body}{digit}"))
}

/// The check digit that GS1 puts behind a body of digits: weights 3 and 1 from the right.
fn check_digit(body: &str) -> char {
    let weighted = body.bytes().rev().zip([3, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit.saturating_sub(b'0')) * weight).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

/// Parts of a cell that lists several things, without blanks, empty ones and repeats.
pub(super) fn list<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut known = HashSet::new();
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.filter(|part| known.insert(part.to_lowercase())).map(str::to_owned).collect()
}

/// The text itself, or its beginning with a mark made from all of it, so that two long texts stay two.
pub(super) fn shortened(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let hash = Sha256::digest(text.as_bytes());
    let mark = hash.iter().take(4).fold(0_u32, |mark, byte| (mark << 8) | u32::from(*byte));
    let beginning: String = text.chars().take(max_chars.saturating_sub(9)).collect();
    format!("{}-{mark:08x}", beginning.trim_end_matches('-'))
}

/// Words of any script as one word with hyphens, the way the search folds them.
pub(super) fn hyphened(text: &str) -> String {
    search_words::fold(text).replace(' ', "-")
}

/// A cell's beginning, short enough to be told in a sentence.
pub(super) fn shown(text: &str) -> String {
    let beginning: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() { format!("{beginning}…") } else { beginning }
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn decimal(text: &str, digits: u8) -> Result<i64, String> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let are_digits = [whole, fraction].iter().all(|part| part.is_empty() || is_digits(part));
    if is_negative(text) {
        return Err(format!("“{}” is below zero.", shown(text)));
    }
    if !are_digits || text.ends_with(['.', ',']) || text.is_empty() {
        return Err(format!("“{}” is not a number.", shown(text)));
    }
    let places = usize::from(digits);
    if text.contains(',') && fraction.len() == 3 {
        return Err(format!("“{text}” can be read in two ways; write it with a point and no separators."));
    }
    if fraction.chars().skip(places).any(|c| c != '0') {
        return Err(format!("“{}” has more than {digits} decimals.", shown(text)));
    }
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(places).collect();
    let whole = whole.trim_start_matches('0');
    format!("0{whole}{kept}").parse().map_err(|_| format!("“{}” is too large.", shown(text)))
}

/// A minus of any shape before a figure.
fn is_negative(text: &str) -> bool {
    let mut rest = text.chars();
    matches!(rest.next(), Some('-' | '−' | '–'))
        && rest.next().is_some_and(|c| c.is_ascii_digit() || c == '.')
}
