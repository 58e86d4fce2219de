//! What a reader finds in the PDF, read back by another program.

mod common;

use common::{NAMES, Outcome, credit_note, invoice, text_of};
use papers::invoice::{Invoice, Kind, Payment, pdf};

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn forty_lines_fit_on_two_pages_and_every_one_can_be_read() -> Outcome {
    let invoice = invoice(40);

    let text = text_of(&pdf(&invoice)?)?;

    for line in &invoice.lines {
        assert!(text.contains(&line.sku), "line {} must be there", line.position);
    }
    assert_eq!(text.matches("Description").count(), 2, "the head of the table is repeated on every page");
    assert!(text.contains("Page 1 of 2") && text.contains("Page 2 of 2"), "pages are counted");
    assert!(!text.contains("Page 3"), "two pages are enough");
    Ok(())
}

#[test]
fn every_script_can_be_read_back() -> Outcome {
    let text = text_of(&pdf(&invoice(10))?)?;

    for name in NAMES.iter().take(9) {
        assert!(text.contains(name), "{name} must be found as it was written");
    }
    assert!(text.contains("Blue XL") && text.contains("Παπαδόπουλος & Söhne GmbH"), "so must mixed names");
    assert!(text.contains("شركة النور للتجارة"), "and bold Arabic");
    Ok(())
}

#[test]
fn the_page_says_who_when_and_how_much() -> Outcome {
    let invoice = invoice(3);

    let text = squeezed(&text_of(&pdf(&invoice)?)?);

    let expected = [
        "Invoice AB-00042",
        "Ateliers du Bois SARL",
        "Maximilianstraße 35",
        "Tax no. FR 40 123456824",
        "Tax no. DE 811 569 869",
        "Shipped to",
        "20 November 2026",
        "4 December 2026",
        "T-2026-001187",
        "19% 215.87 41.03 256.90",
        "Total net 215.87",
        "Total tax 41.03",
        "Total EUR 256.90",
        "IBAN FR76 4255 9000 0112 3456 7890 121",
        "BIC CCOPFRPPXXX",
        "Reference AB-00042 T-2026-001187",
        "14 days net",
        "Pay with your",
        "Thank you for your order.",
    ];
    for words in expected {
        assert!(text.contains(words), "{words:?} must be on the page, which says: {text}");
    }
    Ok(())
}

#[test]
fn a_delivery_to_the_buyer_is_not_said_twice() -> Outcome {
    let plain = invoice(1);
    let same = Invoice { ship_to: Some(plain.buyer.clone()), ..plain };

    let text = text_of(&pdf(&same)?)?;

    assert!(!text.contains("Shipped to"), "the block is left out when it says nothing new");
    Ok(())
}

#[test]
fn a_credit_note_says_what_it_corrects_and_asks_for_nothing() -> Outcome {
    let text = squeezed(&text_of(&pdf(&credit_note())?)?);

    for words in [
        "Credit note",
        "ABC-00003",
        "Corrects invoice",
        "AB-00042",
        "Reason: Two cups arrived broken.",
        "Total credited",
    ] {
        assert!(text.contains(words), "{words:?} must be on the page");
    }
    assert!(text.contains("Credited to"), "the buyer is the one credited");
    for words in ["IBAN", "Pay with your", "Please pay"] {
        assert!(!text.contains(words), "{words:?} would ask for money");
    }
    Ok(())
}

#[test]
fn a_paid_invoice_says_so_and_asks_for_nothing() -> Outcome {
    let open = invoice(2);
    let payment = Payment { paid: Some("Paid in cash on 20 November 2026.".into()), ..open.payment.clone() };
    let paid = Invoice { payment, ..open };

    let text = text_of(&pdf(&paid)?)?;

    assert!(text.contains("Paid in cash on 20 November 2026."), "how it was paid");
    assert!(!text.contains("IBAN") && !text.contains("Pay with your"), "nothing is asked for twice");
    Ok(())
}

#[test]
fn currencies_keep_their_own_number_of_digits() -> Outcome {
    let base = Invoice { total_minor: 1_234_567, kind: Kind::Invoice, ..invoice(1) };
    let yen = Invoice { currency: "JPY".into(), digits: 0, ..base.clone() };
    let dinar = Invoice { currency: "KWD".into(), digits: 3, ..base };

    let (yen, dinar) = (text_of(&pdf(&yen)?)?, text_of(&pdf(&dinar)?)?);

    assert!(yen.contains("JPY 1,234,567"), "yen have no minor unit");
    assert!(dinar.contains("KWD 1,234.567"), "dinars have a thousand fils");
    for text in [yen, dinar] {
        assert!(!text.contains("Pay with your"), "the payment code is for euro only");
    }
    Ok(())
}

#[test]
fn a_thousand_lines_are_all_there() -> Outcome {
    let invoice = invoice(1_000);

    let text = text_of(&pdf(&invoice)?)?;

    for line in &invoice.lines {
        assert!(text.contains(&line.sku), "line {} must be there", line.position);
    }
    let pages = text.matches("Description").count();
    assert!(text.contains(&format!("Page {pages} of {pages}")), "the last page knows its number");
    Ok(())
}

#[test]
fn totals_never_stand_alone_on_a_page() -> Outcome {
    for lines in 1..=48 {
        let text = text_of(&pdf(&invoice(lines))?)?;

        let last = text.trim_end_matches('\u{c}').rsplit('\u{c}').next().unwrap_or_default();
        assert!(last.contains("Total net"), "with {lines} lines the totals are on the last page");
        assert!(
            last.contains(&format!("AB-{lines:05}-X")),
            "with {lines} lines the last one is with the totals"
        );
    }
    Ok(())
}

#[test]
fn many_tax_rates_go_on_over_the_page() -> Outcome {
    let base = invoice(1);
    let rate = base.rates.first().cloned().ok_or("a rate")?;
    let rates = (1..=90).map(|n| papers::invoice::RateTotal { tax_bp: n * 10, ..rate.clone() }).collect();

    let text = text_of(&pdf(&Invoice { rates, ..base })?)?;

    assert!(
        text.contains("0.1%") && text.contains("9%") && text.contains("Total net"),
        "first, last and sum"
    );
    Ok(())
}
