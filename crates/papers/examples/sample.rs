//! Writes sample documents into a folder, to be looked at, and says how long the forty-line invoice takes.
//!
//! `cargo run --release -p papers --example sample -- /tmp/papers`
#![expect(clippy::print_stdout, reason = "an example speaks to the person who runs it")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    std::fs::create_dir_all(&folder)?;
    let yen = papers::invoice::Invoice { currency: "JPY".into(), digits: 0, ..common::invoice(3) };
    let mut hostile = papers::invoice::Invoice { logo_png: Some(common::LOGO.into()), ..common::invoice(12) };
    for (line, name) in hostile.lines.iter_mut().zip(common::HOSTILE) {
        line.name = name.repeat(if name.chars().count() == 1 { 10_000 } else { 1 });
    }
    let samples = [
        ("forty", common::invoice(40)),
        ("short", common::invoice(10)),
        ("credit", common::credit_note()),
        ("yen", yen),
        ("hostile", hostile),
    ];
    for (name, value) in &samples {
        std::fs::write(folder.join(format!("{name}.pdf")), papers::invoice::pdf(value)?)?;
    }
    let forty = common::invoice(40);
    let mut times = Vec::new();
    for _ in 0..50 {
        let start = Instant::now();
        papers::invoice::pdf(&forty)?;
        times.push(start.elapsed());
    }
    times.sort();
    let size = papers::invoice::pdf(&forty)?.len();
    println!("40 lines: {size} bytes, median {:?}, worst {:?}", times.get(25), times.last());
    Ok(())
}
