//! Texts and numbers nobody should write, all of which must print.

mod common;

use common::{HOSTILE, Outcome, invoice, text_of};
use papers::PaperError;
use papers::invoice::{Invoice, Party, Payment, pdf};

fn with_name(name: &str) -> Invoice {
    let mut invoice = invoice(1);
    for line in &mut invoice.lines {
        name.clone_into(&mut line.name);
    }
    invoice
}

/// Every text of the document replaced by one.
fn filled_with(text: &str, number: i64) -> Invoice {
    let party = Party {
        name: text.into(),
        lines: vec![text.into(); 3],
        tax_number: Some(text.into()),
        email: Some(text.into()),
        phone: Some(text.into()),
    };
    let mut invoice =
        Invoice { label: text.into(), order_number: text.into(), currency: text.into(), ..with_name(text) };
    for line in &mut invoice.lines {
        (line.subtitle, line.sku) = (text.into(), text.into());
        (line.quantity, line.total_minor, line.tax_bp) = (number, number, number);
    }
    let some = || Some(text.to_owned());
    let payment = Payment {
        days: number,
        bank_name: some(),
        iban: some(),
        bic: some(),
        reference: text.into(),
        paid: None,
    };
    Invoice {
        corrects: some(),
        reason: some(),
        seller: party.clone(),
        buyer: party.clone(),
        ship_to: Some(party),
        logo_png: some(),
        note: some(),
        total_minor: number,
        payment,
        ..invoice
    }
}

#[test]
fn hostile_names_print_without_their_poison() -> Outcome {
    let cases = [
        ("Party 🎉👨‍👩‍👧‍👦 hat", "Party \u{FFFD}\u{FFFD} hat"),
        ("safe\u{202E}gpj.exe", "safegpj.exe"),
        ("one\ntwo\r\nthree\tfour", "one two three four"),
        ("nul\0 bell\u{7} delete\u{7f}", "nul bell delete"),
        ("\"quoted\" 'single' \\ (bracket)", "\"quoted\" 'single' \\ (bracket)"),
    ];
    for (name, printed) in cases {
        let text = text_of(&pdf(&with_name(name))?)?;

        assert!(text.contains(printed), "{name:?} must print as {printed:?}, but the page says: {text}");
    }
    Ok(())
}

#[test]
fn ten_thousand_letters_become_three_lines_and_an_ellipsis() -> Outcome {
    for letter in ["W", "i", "漢", "ع", "word "] {
        let text = text_of(&pdf(&with_name(&letter.repeat(10_000)))?)?;

        assert_eq!(text.matches('…').count(), 1, "a name of {letter:?} is cut once");
        assert!(text.contains("Page 1 of 1"), "and stays on its page");
    }
    Ok(())
}

#[test]
fn hostile_text_in_every_place_at_once_still_prints() -> Outcome {
    for name in HOSTILE {
        for number in [0, -1, i64::MIN, i64::MAX] {
            pdf(&filled_with(name, number))?;
        }
    }
    pdf(&filled_with(&"🎉 é漢ع\0".repeat(2_000), 7))?;
    Ok(())
}

#[test]
fn a_time_that_is_no_date_is_refused_and_not_printed() {
    let wrong = Invoice { issued_at_us: i64::MAX, ..invoice(1) };

    assert!(matches!(pdf(&wrong), Err(PaperError::Date(i64::MAX))), "the year 294,247 is no date");
}

#[test]
fn a_logo_that_is_no_picture_is_left_out() -> Outcome {
    let cut = common::LOGO.get(..96).unwrap_or_default();
    for logo in ["", "not base64!", "bm8gcG5n", cut] {
        let invoice = Invoice { logo_png: Some(logo.into()), ..invoice(1) };

        let text = text_of(&pdf(&invoice)?)?;

        assert_eq!(text.matches("Ateliers du Bois SARL").count(), 3, "the name takes the place of the logo");
    }
    Ok(())
}

/// A small generator (xorshift), so that a failure can be repeated from its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn text(&mut self) -> String {
        let planes: [(u64, u64); 8] = [
            (0, 128),
            (0x80, 0x500),
            (0x590, 0x300),
            (0x900, 0x600),
            (0x2000, 0x100),
            (0x4E00, 0x5000),
            (0xFB00, 0x500),
            (0, 0x11_0000),
        ];
        let length = self.roll(60);
        let mut text = String::new();
        for _ in 0..length {
            let pick = usize::try_from(self.roll(8)).unwrap_or(0);
            let (start, size) = planes.get(pick).copied().unwrap_or((0, 128));
            let code = u32::try_from(start + self.roll(size)).unwrap_or(0);
            text.extend(char::from_u32(code));
        }
        text
    }
}

#[test]
fn no_text_at_all_can_stop_the_printer() {
    for seed in 1..=40 {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let (text, number) = (dice.text(), i64::from_ne_bytes(dice.roll(u64::MAX).to_ne_bytes()));

        let made = pdf(&filled_with(&text, number));

        assert!(made.is_ok(), "seed {seed} wrote {text:?}");
    }
}
