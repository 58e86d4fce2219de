//! Invoices: the frozen value an invoice is printed from. Amounts come from the order's lines, never computed anew.

use papers::invoice::{Invoice, Kind, Line, Party, Payment, RateTotal};
use serde::{Deserialize, Serialize};

use super::address::AddressFields;
use super::money;
use super::store::StoreFields;

const DAY_US: i64 = 86_400_000_000;

/// What the database keeps of an invoice; it never changes, and everything printed comes from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The printed values, without the logo's bytes.
    pub paper: Invoice,
    /// The logo, by content hash.
    pub logo: Option<String>,
}

/// What an invoice is about.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Who sells.
    pub store: &'a StoreFields,
    /// Who buys: address and e-mail.
    pub billing: &'a AddressFields,
    /// Where it goes.
    pub shipping: &'a AddressFields,
    /// The buyer's e-mail.
    pub buyer_email: &'a str,
    /// The order's number.
    pub order_number: &'a str,
    /// Now, at the authority.
    pub now_us: i64,
}

/// The printed number of an invoice or a credit note.
pub fn label(prefix: &str, kind: Kind, number: i64) -> String {
    match kind {
        Kind::Invoice => format!("{prefix}{number:05}"),
        Kind::CreditNote => format!("{prefix}C{number:05}"),
    }
}

/// An invoice over these lines.
pub fn issue(about: &Subject<'_>, number: i64, lines: Vec<Line>) -> Snapshot {
    let store = about.store;
    let label = label(&store.invoice_prefix, Kind::Invoice, number);
    let paper = Invoice {
        kind: Kind::Invoice,
        label: label.clone(),
        order_number: about.order_number.to_owned(),
        issued_at_us: about.now_us,
        supplied_at_us: about.now_us,
        due_at_us: Some(about.now_us + store.payment_days * DAY_US),
        corrects: None,
        reason: None,
        digits: money::currency(&store.currency).map_or(2, |known| known.digits),
        currency: store.currency.clone(),
        seller: seller(store),
        buyer: party(about.billing, about.buyer_email),
        ship_to: (about.shipping != about.billing).then(|| party(about.shipping, "")),
        logo_png: None,
        rates: rates(&lines),
        net_minor: lines.iter().map(|line| line.net_minor).sum(),
        tax_minor: lines.iter().map(|line| line.tax_minor).sum(),
        total_minor: lines.iter().map(|line| line.total_minor).sum(),
        lines,
        payment: Payment {
            days: store.payment_days,
            bank_name: filled(&store.bank_name),
            iban: filled(&store.iban),
            bic: filled(&store.bic),
            reference: label,
            paid: None,
        },
        note: None,
    };
    Snapshot { paper, logo: store.logo.clone() }
}

/// A credit note over some lines of an issued invoice: its amounts, negative.
pub fn correct(
    issued: &Snapshot,
    number: i64,
    prefix: &str,
    now_us: i64,
    reason: &str,
    positions: &[u32],
) -> Snapshot {
    let mut note = issued.clone();
    let mirror = |line: &Line| Line {
        quantity: -line.quantity,
        net_minor: -line.net_minor,
        tax_minor: -line.tax_minor,
        total_minor: -line.total_minor,
        ..line.clone()
    };
    let paper = &mut note.paper;
    paper.lines =
        issued.paper.lines.iter().filter(|line| positions.contains(&line.position)).map(mirror).collect();
    paper.kind = Kind::CreditNote;
    paper.label = label(prefix, Kind::CreditNote, number);
    paper.issued_at_us = now_us;
    paper.due_at_us = None;
    paper.corrects = Some(issued.paper.label.clone());
    paper.reason = filled(reason);
    paper.rates = rates(&paper.lines);
    paper.net_minor = paper.lines.iter().map(|line| line.net_minor).sum();
    paper.tax_minor = paper.lines.iter().map(|line| line.tax_minor).sum();
    paper.total_minor = paper.lines.iter().map(|line| line.total_minor).sum();
    paper.payment.reference.clone_from(&paper.label);
    note
}

fn seller(store: &StoreFields) -> Party {
    let address = AddressFields {
        name: store.legal_name.clone(),
        line1: store.line1.clone(),
        line2: store.line2.clone(),
        postcode: store.postcode.clone(),
        city: store.city.clone(),
        region: store.region.clone(),
        country: store.country.clone(),
        phone: store.phone.clone(),
    };
    Party { tax_number: filled(&store.tax_number), ..party(&address, &store.email) }
}

fn party(address: &AddressFields, email: &str) -> Party {
    Party {
        name: address.name.clone(),
        lines: address.printed(),
        tax_number: None,
        email: filled(email),
        phone: filled(&address.phone),
    }
}

fn rates(lines: &[Line]) -> Vec<RateTotal> {
    let mut rates: Vec<RateTotal> = Vec::new();
    for line in lines {
        if let Some(rate) = rates.iter_mut().find(|rate| rate.tax_bp == line.tax_bp) {
            rate.net_minor += line.net_minor;
            rate.tax_minor += line.tax_minor;
            rate.total_minor += line.total_minor;
        } else {
            let Line { tax_bp, net_minor, tax_minor, total_minor, .. } = *line;
            rates.push(RateTotal { tax_bp, net_minor, tax_minor, total_minor });
        }
    }
    rates.sort_by_key(|rate| rate.tax_bp);
    rates
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
