//! Amounts, rates, dates and account numbers as they are written on paper. Integers only.

use chrono::{DateTime, Utc};

use crate::PaperError;

/// An amount in minor units with thousands set apart: 123456789 with two digits is `1,234,567.89`.
pub(crate) fn amount(minor: i64, digits: u8) -> String {
    let digits = usize::from(digits);
    let figures = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, fraction) = figures.split_at(figures.len() - digits);
    let sign = if minor < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", thousands(whole))
}

/// An amount as a payment code carries it: no thousands, always a point when the currency has minor units.
pub(crate) fn plain_amount(minor: i64, digits: u8) -> String {
    amount(minor, digits).replace(',', "")
}

/// A count with thousands set apart.
pub(crate) fn count(number: i64) -> String {
    amount(number, 0)
}

/// Basis points as a percentage without needless zeros: 1950 is `19.5%`.
pub(crate) fn percent(basis_points: i64) -> String {
    let text = amount(basis_points, 2);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}%")
}

/// A day in UTC: `20 November 2026`.
pub(crate) fn day(at_us: i64) -> Result<String, PaperError> {
    Ok(moment(at_us)?.format("%-d %B %Y").to_string())
}

/// Whole seconds since 1970, for the dates inside the file.
pub(crate) fn seconds(at_us: i64) -> Result<i64, PaperError> {
    Ok(moment(at_us)?.timestamp())
}

/// An account number in groups of four, as ISO 13616 prints it.
pub(crate) fn grouped(iban: &str) -> String {
    let signs: Vec<char> = iban.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

fn moment(at_us: i64) -> Result<DateTime<Utc>, PaperError> {
    let years = 0..=9999;
    DateTime::from_timestamp_micros(at_us)
        .filter(|at| years.contains(&chrono::Datelike::year(at)))
        .ok_or(PaperError::Date(at_us))
}

fn thousands(whole: &str) -> String {
    let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
    for (n, figure) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(figure);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{amount, count, day, grouped, percent, plain_amount};

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        assert_eq!(amount(123_456_789, 2), "1,234,567.89", "two digits");
        assert_eq!(amount(5, 2), "0.05", "less than one unit");
        assert_eq!(amount(-1_234_567, 3), "-1,234.567", "three digits, below zero");
        assert_eq!(amount(1_500, 0), "1,500", "no minor unit");
        assert_eq!(amount(i64::MIN, 2), "-92,233,720,368,547,758.08", "the smallest there is");
        assert_eq!(plain_amount(123_456, 2), "1234.56", "for the payment code");
        assert_eq!(count(-12_000), "-12,000", "a count");
    }

    #[test]
    fn rates_and_days_and_accounts_read_as_printed() {
        assert_eq!(percent(1900), "19%", "whole");
        assert_eq!(percent(550), "5.5%", "half");
        assert_eq!(percent(0), "0%", "none");
        assert_eq!(percent(10_000), "100%", "all");
        assert_eq!(day(0).ok().as_deref(), Some("1 January 1970"), "the beginning");
        assert!(day(i64::MAX).is_err(), "a year of six digits is refused");
        assert_eq!(grouped("DE89370400440532013000"), "DE89 3704 0044 0532 0130 00", "groups of four");
    }
}
