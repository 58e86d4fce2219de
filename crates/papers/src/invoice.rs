//! The invoice and the credit note: the frozen value that is stored, and the PDF made from it.
//!
//! Amounts are integers in the minor unit of the currency, tax rates are basis points, times are microseconds since 1970
//! in UTC. The value carries everything that is printed; the PDF is a pure function of it.

use serde::{Deserialize, Serialize};

use crate::{PaperError, sheet};

/// Which of the two documents this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A bill for goods supplied (EN 16931 type 380).
    Invoice,
    /// A correction of an earlier invoice (EN 16931 type 381).
    CreditNote,
}

/// An issued invoice or credit note, exactly as it was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Invoice or credit note.
    pub kind: Kind,
    /// The number in the series of the selling store, as printed: `AB-00042`.
    pub label: String,
    /// The order this document belongs to.
    pub order_number: String,
    /// When it was issued, microseconds since 1970, UTC.
    pub issued_at_us: i64,
    /// When the goods were supplied, microseconds since 1970, UTC.
    pub supplied_at_us: i64,
    /// When payment is due, microseconds since 1970, UTC.
    pub due_at_us: Option<i64>,
    /// The label of the invoice a credit note corrects.
    pub corrects: Option<String>,
    /// Why a credit note was written.
    pub reason: Option<String>,
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// Digits of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    pub digits: u8,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// Where the goods go, when it is not the buyer's address.
    pub ship_to: Option<Party>,
    /// A small PNG in base64; one that cannot be read is left out.
    pub logo_png: Option<String>,
    /// What was sold, in printing order.
    pub lines: Vec<Line>,
    /// Totals for each tax rate.
    pub rates: Vec<RateTotal>,
    /// Total before tax.
    pub net_minor: i64,
    /// Total tax.
    pub tax_minor: i64,
    /// Total to pay.
    pub total_minor: i64,
    /// How and when to pay.
    pub payment: Payment,
    /// A note printed under the totals.
    pub note: Option<String>,
}

/// A seller, buyer or recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name of the person or company.
    pub name: String,
    /// Postal address, line by line.
    pub lines: Vec<String>,
    /// VAT identification or tax number.
    pub tax_number: Option<String>,
    /// Electronic mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// One line of goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Number of the line, counted from 1.
    pub position: u32,
    /// Name of the product.
    pub name: String,
    /// Variant or other small print under the name; may be empty.
    pub subtitle: String,
    /// Stock keeping unit; may be empty.
    pub sku: String,
    /// How many.
    pub quantity: i64,
    /// Price of one, tax included, in minor units.
    pub unit_price_minor: i64,
    /// Tax rate in basis points: 1900 is 19 %.
    pub tax_bp: i64,
    /// Line total before tax.
    pub net_minor: i64,
    /// Tax of the line.
    pub tax_minor: i64,
    /// Line total, tax included.
    pub total_minor: i64,
}

/// What was charged at one tax rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTotal {
    /// Tax rate in basis points.
    pub tax_bp: i64,
    /// Total before tax.
    pub net_minor: i64,
    /// Tax.
    pub tax_minor: i64,
    /// Total, tax included.
    pub total_minor: i64,
}

/// How and when to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Days until payment is due.
    pub days: i64,
    /// Name of the seller's bank.
    pub bank_name: Option<String>,
    /// Account number (ISO 13616).
    pub iban: Option<String>,
    /// Bank code (ISO 9362).
    pub bic: Option<String>,
    /// What the payer writes on the transfer.
    pub reference: String,
    /// How it was paid, when it was: "Paid by bank transfer on 20 November 2026".
    pub paid: Option<String>,
}

/// Makes the PDF: A4, as many pages as the lines need, the same bytes for the same value.
///
/// Texts may hold anything. What cannot be printed becomes a space, a character no font has becomes a neutral sign, and
/// what does not fit is wrapped and then cut. Only a time outside the years 0 to 9999 is refused.
pub fn pdf(invoice: &Invoice) -> Result<Vec<u8>, PaperError> {
    sheet::print(invoice)
}
