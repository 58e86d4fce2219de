//! Invoices to test with, written once.

#![allow(dead_code, reason = "every test file takes what it needs")]

use std::io::Write;
use std::process::{Command, Stdio};

use papers::invoice::{Invoice, Kind, Line, Party, Payment, RateTotal};

/// 20 November 2026, 09:30 UTC.
pub(crate) const NOVEMBER: i64 = 1_795_167_000_000_000;
const DAY: i64 = 86_400_000_000;

/// Names in the scripts a shop meets.
pub(crate) const NAMES: [&str; 10] = [
    "Walnut writing desk, oiled, two drawers",
    "Κεραμικό φλιτζάνι καφέ",
    "Льняная скатерть с вышивкой",
    "青花瓷茶杯套装",
    "قميص قطني أزرق",
    "Fjällräven ryggsäck – Ångström größe ½",
    "手作りの木製スプーン",
    "한국 도자기 접시",
    "חולצת כותנה כחולה",
    "قميص Blue XL (2 قطع)",
];

/// Names nobody should give a product; those of one letter are meant to be repeated ten thousand times.
pub(crate) const HOSTILE: [&str; 12] = [
    "Party 🎉👨‍👩‍👧‍👦 hat 🇫🇷",
    "safe\u{202E}gpj.exe\u{202C} end",
    "\u{2066}isolate\u{2069} \u{200F}mark",
    "quotes \"double\" 'single' (brackets) \\ backslash <b>&amp;</b>",
    "line one\nline two\r\nline three\ttab",
    "bell\u{7} nul\0 escape\u{1b}[31m delete\u{7f}",
    "W",
    "漢",
    "ع",
    "",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "مُحَمَّد لا إله (١٢٣) – नमस्ते दुनिया ไทย",
];

/// A small PNG with a see-through ground.
pub(crate) const LOGO: &str = concat!(
    "iVBORw0KGgoAAAANSUhEUgAAAGAAAAAgCAYAAADtwH1UAAAAj0lEQVR42u3awQ2AIBAAQRqwAT++7cen/beBLQAxx0HmEhrYiZEA",
    "pZi153jeqkJg7Nal1qTwIJKEB5EoPoQE8UcQzuuuu62p8XsRAACIBYiI34MAAEAcQGT8VgQASf4Ftp4AAAAAsFd8CL4AALahAAAA",
    "AOAsCAAA9wEGgDth41WEd0HmZwj1JkGoFYiiwvh8tD47ISVXpqwAAAAASUVORK5CYII=",
);

/// An ordinary invoice in euro with so many lines.
pub(crate) fn invoice(lines: u32) -> Invoice {
    let lines: Vec<Line> = (1..=lines).map(line).collect();
    let rates = rates(&lines);
    let sum = |pick: fn(&RateTotal) -> i64| rates.iter().map(pick).sum();
    let (net_minor, tax_minor, total_minor) =
        (sum(|r| r.net_minor), sum(|r| r.tax_minor), sum(|r| r.total_minor));
    Invoice {
        kind: Kind::Invoice,
        label: "AB-00042".into(),
        order_number: "T-2026-001187".into(),
        issued_at_us: NOVEMBER,
        supplied_at_us: NOVEMBER,
        due_at_us: Some(NOVEMBER + 14 * DAY),
        corrects: None,
        reason: None,
        currency: "EUR".into(),
        digits: 2,
        seller: seller(),
        buyer: buyer(),
        ship_to: Some(ship_to()),
        logo_png: None,
        lines,
        rates,
        net_minor,
        tax_minor,
        total_minor,
        payment: payment(),
        note: Some("Thank you for your order. Goods remain our property until paid in full.".into()),
    }
}

/// The same as a credit note.
pub(crate) fn credit_note() -> Invoice {
    Invoice {
        kind: Kind::CreditNote,
        label: "ABC-00003".into(),
        corrects: Some("AB-00042".into()),
        reason: Some("Two cups arrived broken.".into()),
        due_at_us: None,
        ..invoice(2)
    }
}

fn line(position: u32) -> Line {
    let quantity = i64::from(position % 3) + 1;
    let tax_bp = if position.is_multiple_of(4) { 700 } else { 1900 };
    let unit_price_minor = 1_990 + i64::from(position) * 1_250;
    let total_minor = unit_price_minor * quantity;
    let net_minor = total_minor * 10_000 / (10_000 + tax_bp);
    let names = NAMES.iter().cycle().skip(usize::try_from(position - 1).unwrap_or(0));
    Line {
        position,
        name: names.copied().next().unwrap_or_default().into(),
        subtitle: if position.is_multiple_of(2) {
            "Colour: natural, size M".into()
        } else {
            "One size".into()
        },
        sku: format!("AB-{position:05}-X"),
        quantity,
        unit_price_minor,
        tax_bp,
        net_minor,
        tax_minor: total_minor - net_minor,
        total_minor,
    }
}

fn rates(lines: &[Line]) -> Vec<RateTotal> {
    let mut rates: Vec<RateTotal> = Vec::new();
    for line in lines {
        if !rates.iter().any(|rate| rate.tax_bp == line.tax_bp) {
            rates.push(RateTotal { tax_bp: line.tax_bp, net_minor: 0, tax_minor: 0, total_minor: 0 });
        }
        for rate in rates.iter_mut().filter(|rate| rate.tax_bp == line.tax_bp) {
            rate.net_minor += line.net_minor;
            rate.tax_minor += line.tax_minor;
            rate.total_minor += line.total_minor;
        }
    }
    rates
}

fn seller() -> Party {
    Party {
        name: "Ateliers du Bois SARL".into(),
        lines: vec!["12 rue des Tourneurs".into(), "31000 Toulouse".into(), "France".into()],
        tax_number: Some("FR 40 123456824".into()),
        email: Some("bonjour@ateliers-du-bois.example".into()),
        phone: Some("+33 5 61 00 00 00".into()),
    }
}

fn buyer() -> Party {
    Party {
        name: "Παπαδόπουλος & Söhne GmbH".into(),
        lines: vec!["Maximilianstraße 35".into(), "80539 München".into(), "Germany".into()],
        tax_number: Some("DE 811 569 869".into()),
        email: Some("einkauf@papadopoulos.example".into()),
        phone: None,
    }
}

fn ship_to() -> Party {
    Party {
        name: "شركة النور للتجارة".into(),
        lines: vec!["شارع الملك فيصل 14".into(), "Dubai".into(), "United Arab Emirates".into()],
        tax_number: None,
        email: None,
        phone: Some("+971 4 000 0000".into()),
    }
}

fn payment() -> Payment {
    Payment {
        days: 14,
        bank_name: Some("Crédit Coopératif".into()),
        iban: Some("FR7642559000011234567890121".into()),
        bic: Some("CCOPFRPPXXX".into()),
        reference: "AB-00042 T-2026-001187".into(),
        paid: None,
    }
}

/// What a failing test may say.
pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The text of a PDF as poppler reads it, laid out as on paper.
pub(crate) fn text_of(pdf: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    let mut reader = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = reader.stdin.take().ok_or("pdftotext reads nothing")?;
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = reader.wait_with_output()?;
    writer.join().map_err(|_| "the file could not be handed over")??;
    let unmarked = |c: &char| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    Ok(String::from_utf8(output.stdout)?.chars().filter(unmarked).collect())
}
