//! The payment code for euro transfers: EPC069-12, version 002, as a QR code.

#![expect(clippy::float_arithmetic, reason = "places on paper, not money")]

use qrcode::{Color, EcLevel, QrCode};

use crate::canvas::Area;
use crate::figures::plain_amount;
use crate::invoice::{Invoice, Kind};
use crate::wrap::tidy;

/// The most one code may ask for: 999,999,999.99.
const MOST_MINOR: i64 = 99_999_999_999;

/// What the code says, when there is something to transfer: an unpaid invoice in euro with an account to pay to.
pub(crate) fn payload(invoice: &Invoice) -> Option<String> {
    let open = invoice.kind == Kind::Invoice && invoice.payment.paid.is_none();
    let euro = invoice.currency == "EUR" && invoice.digits == 2;
    if !open || !euro || !(1..=MOST_MINOR).contains(&invoice.total_minor) {
        return None;
    }
    let iban = code(invoice.payment.iban.as_deref()?, 15..=34)?;
    let bic = invoice.payment.bic.as_deref().and_then(|bic| code(bic, 8..=11)).unwrap_or_default();
    let name = first(&invoice.seller.name, 70);
    let reference = first(&invoice.payment.reference, 140);
    let amount = plain_amount(invoice.total_minor, 2);
    Some(format!("BCD\n002\n1\nSCT\n{bic}\n{name}\n{iban}\nEUR{amount}\n\n\n{reference}"))
}

/// The dark places of the code in a square, row by row in bars.
pub(crate) fn bars(payload: &str, x: f32, y: f32, side: f32) -> Vec<Area> {
    let Ok(code) = QrCode::with_error_correction_level(payload, EcLevel::M) else { return Vec::new() };
    let width = code.width();
    let module = side / f32::from(u16::try_from(width).unwrap_or(1));
    let colours = code.to_colors();
    let mut bars = Vec::new();
    let mut top = y;
    for row in colours.chunks(width) {
        let mut left = x;
        for bar in row.chunk_by(|a, b| a == b) {
            let length = module * f32::from(u16::try_from(bar.len()).unwrap_or(1));
            if bar.first() == Some(&Color::Dark) {
                bars.push(Area { x: left, y: top, width: length, height: module });
            }
            left += length;
        }
        top += module;
    }
    bars
}

/// An account or bank code without its spaces, when it can be one.
fn code(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<String> {
    let code: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    (lengths.contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric())).then_some(code)
}

fn first(text: &str, most: usize) -> String {
    tidy(text).chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::payload;
    use crate::invoice::{Invoice, Kind};

    fn invoice() -> Result<Invoice, serde_json::Error> {
        serde_json::from_str(include_str!("../tests/fixtures/frozen.json"))
    }

    #[test]
    fn the_code_says_whom_how_much_and_what_for() -> Result<(), serde_json::Error> {
        let invoice = Invoice { total_minor: 123_456, ..invoice()? };

        let expected = "BCD\n002\n1\nSCT\nCCOPFRPPXXX\nAteliers du Bois SARL\nFR7642559000011234567890121\nEUR1234.56\n\n\n\
                        AB-00042 T-2026-001187";
        assert_eq!(payload(&invoice).as_deref(), Some(expected), "EPC069-12, version 002");
        Ok(())
    }

    #[test]
    fn there_is_no_code_when_there_is_nothing_to_transfer() -> Result<(), serde_json::Error> {
        let open = invoice()?;
        let mut paid = open.clone();
        paid.payment.paid = Some("Paid in cash".into());
        let mut without_account = open.clone();
        without_account.payment.iban = None;
        let credit = Invoice { kind: Kind::CreditNote, ..open.clone() };
        let yen = Invoice { currency: "JPY".into(), digits: 0, ..open.clone() };
        let free = Invoice { total_minor: 0, ..open.clone() };

        assert!(payload(&open).is_some(), "an open invoice in euro has one");
        for other in [paid, without_account, credit, yen, free] {
            assert_eq!(payload(&other), None, "nothing to transfer in euro");
        }
        Ok(())
    }
}
