//! An invoice of forty lines on two pages as PDF.

use std::time::Instant;

use papers::invoice::{Invoice, pdf};

use crate::report::{Report, Target};
use crate::rounds::Times;
use stories::Fallible;

/// The very invoice that the tests of `papers` draw: ten scripts' names, six fonts.
#[path = "../../crates/papers/tests/common/mod.rs"]
mod common;

pub(crate) fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("Invoice PDF, 40 lines on two pages");
    let with_logo = Invoice { logo_png: Some(common::LOGO.into()), ..common::invoice(40) };
    let mut plain = with_logo.clone();
    for line in &mut plain.lines {
        line.name = format!("Volume {} of the collected letters", line.position);
    }
    if let Some(party) = &mut plain.ship_to {
        party.name = "Zoë Müller".into();
        party.lines = vec!["Rue du Lac 1".into(), "1201 Genève".into()];
    }
    for (name, invoice) in
        [("names in Latin letters, 2 fonts", &plain), ("names in seven scripts, 6 fonts", &with_logo)]
    {
        let mut times = Times::default();
        let mut bytes = 0;
        for round in 0..220 {
            let start = Instant::now();
            bytes = pdf(invoice)?.len();
            if round >= 20 {
                times.note(start);
            }
        }
        report.note(name, &times, None, &[Target::Median(10.0)]);
        report.say(&format!("{name}: size"), bytes as f64, "bytes");
    }
    Ok(())
}
