//! An issued invoice never changes: the same value gives the same bytes, in this process and in any other.

mod common;

use common::{LOGO, Outcome, credit_note, invoice};
use papers::invoice::{Invoice, pdf};
use sha2::{Digest, Sha256};

/// An invoice as it lies in a database, and the digest of its PDF.
const FROZEN: &str = include_str!("fixtures/frozen.json");
const DIGEST: &str = include_str!("fixtures/frozen.sha256");

fn digest(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

#[test]
fn the_same_value_gives_the_same_bytes_whatever_was_made_before() -> Outcome {
    let first = pdf(&invoice(40))?;
    pdf(&credit_note())?;
    let with_logo = Invoice { logo_png: Some(LOGO.into()), ..invoice(3) };
    let pictured = pdf(&with_logo)?;

    assert_eq!(first, pdf(&invoice(40))?, "text alone");
    assert_eq!(pictured, pdf(&with_logo)?, "with a logo");
    Ok(())
}

/// Every run of this test is a fresh process. If it fails, documents already sent would come out different: find out why
/// before the digest is touched.
#[test]
fn an_invoice_frozen_long_ago_still_gives_the_bytes_it_gave_then() -> Outcome {
    let frozen: Invoice = serde_json::from_str(FROZEN)?;

    assert_eq!(digest(&pdf(&frozen)?), DIGEST.trim(), "the digest stored beside the invoice");
    Ok(())
}

#[test]
fn another_value_gives_other_bytes() -> Outcome {
    let one = invoice(1);
    let other = Invoice { label: "AB-00043".into(), ..one.clone() };

    assert_ne!(pdf(&one)?, pdf(&other)?, "a test that cannot fail proves nothing");
    Ok(())
}

#[test]
fn the_file_carries_no_date_but_the_day_of_issue_and_no_chance_number() -> Outcome {
    let bytes = pdf(&invoice(1))?;
    let text = String::from_utf8_lossy(&bytes);

    assert!(text.contains("D:20261120"), "made when it was issued");
    assert!(!text.contains("/ID"), "no number from a counter");
    Ok(())
}

#[test]
fn the_value_survives_being_stored() -> Outcome {
    let value = Invoice { logo_png: Some(LOGO.into()), ..credit_note() };

    let back: Invoice = serde_json::from_str(&serde_json::to_string(&value)?)?;

    assert_eq!(back, value, "what is read is what was written");
    Ok(())
}

#[test]
fn two_pages_with_six_fonts_stay_small() -> Outcome {
    let size = pdf(&invoice(40))?.len();

    assert!(size < 80_000, "only the glyphs used are embedded, yet the file has {size} bytes");
    Ok(())
}
