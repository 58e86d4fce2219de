//! What was measured, as a table for people and as JSON for programs.

use std::path::Path;

use serde_json::{Value, json};

use crate::rounds::Times;
use stories::Fallible;

/// All lines of one run.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Value>);

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Ours takes at most so many times as long as by hand.
    Ratio(f64),
    /// 99 of 100 are as quick as this, in milliseconds.
    P99(f64),
    /// The middle one is as quick as this, in milliseconds.
    Median(f64),
}

impl Report {
    /// Notes our times beside those of the work by hand, and says at once what they come to.
    pub(crate) fn note(&mut self, name: &str, ours: &Times, by_hand: Option<&Times>, targets: &[Target]) {
        let ratio = by_hand.map(|by_hand| ours.median() / by_hand.median().max(f64::MIN_POSITIVE));
        let mut said = format!("{name:<44} {}", line(ours));
        if let (Some(by_hand), Some(ratio)) = (by_hand, ratio) {
            said.push_str(&format!("   by hand {}   ratio {ratio:.2}", line(by_hand)));
        }
        let mut wanted = Vec::new();
        for target in targets {
            let (words, is_met) = match *target {
                Target::Ratio(most) => (format!("ratio <= {most}"), ratio.is_some_and(|ratio| ratio <= most)),
                Target::P99(most) => (format!("p99 <= {most} ms"), ours.p99() <= most),
                Target::Median(most) => (format!("median <= {most} ms"), ours.median() <= most),
            };
            said.push_str(&format!("   {} {words}", if is_met { "met:" } else { "MISSED:" }));
            wanted.push(json!({ "target": words, "is_met": is_met }));
        }
        println!("{said}");
        let by_hand = by_hand.map(figures);
        self.0.push(json!({ "name": name, "ours": figures(ours), "by_hand": by_hand, "ratio": ratio, "targets": wanted }));
    }

    /// Notes rates of several turns beside those of the work by hand: the middle turn of each counts.
    pub(crate) fn rates(&mut self, name: &str, (ours, by_hand): (&[f64], &[f64]), least: f64, share: f64) {
        let middle = |rates: &[f64]| {
            let mut sorted = rates.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
        };
        let (ours, by_hand) = (middle(ours), middle(by_hand));
        let ratio = ours / by_hand;
        let word = |is_met: bool| if is_met { "met:" } else { "MISSED:" };
        println!(
            "{name:<44} {ours:.0} a second   by hand {by_hand:.0}   {} at least {least:.0}   {} share {ratio:.2} of at least {share}",
            word(ours >= least),
            word(ratio >= share)
        );
        self.0.push(
            json!({ "name": name, "value": ours, "by_hand": by_hand, "unit": "a second", "ratio": ratio,
            "targets": [{ "target": format!("at least {least}"), "is_met": ours >= least },
                { "target": format!("ratio >= {share}"), "is_met": ratio >= share }] }),
        );
    }

    /// Notes a single figure that has an upper bound.
    pub(crate) fn most(&mut self, name: &str, value: f64, unit: &str, most: f64) {
        let is_met = value <= most;
        let word = if is_met { "met:" } else { "MISSED:" };
        println!("{name:<44} {value:.1} {unit}   {word} at most {most} {unit}");
        self.0.push(json!({ "name": name, "value": value, "unit": unit,
            "targets": [{ "target": format!("at most {most}"), "is_met": is_met }] }));
    }

    /// Notes a share that should lie between two others.
    pub(crate) fn between(&mut self, name: &str, value: f64, (least, most): (f64, f64)) {
        let is_met = (least..=most).contains(&value);
        let word = if is_met { "met:" } else { "MISSED:" };
        println!("{name:<44} {value:.3}   {word} {least} to {most}");
        self.0.push(json!({ "name": name, "value": value,
            "targets": [{ "target": format!("{least} to {most}"), "is_met": is_met }] }));
    }

    /// Notes a single figure.
    pub(crate) fn say(&mut self, name: &str, value: f64, unit: &str) {
        println!("{name:<44} {value:.2} {unit}");
        self.0.push(json!({ "name": name, "value": value, "unit": unit }));
    }

    /// Notes two figures, what they come to, and whether that is within the target.
    pub(crate) fn compare(&mut self, name: &str, (ours, by_hand): (f64, f64), unit: &str, most: f64) {
        let (ratio, is_met) = (ours / by_hand, ours / by_hand <= most);
        let word = if is_met { "met:" } else { "MISSED:" };
        println!(
            "{name:<44} {ours:.1} {unit}   empty {by_hand:.1} {unit}   ratio {ratio:.2}   {word} ratio <= {most}"
        );
        self.0.push(json!({ "name": name, "value": ours, "by_hand": by_hand, "unit": unit, "ratio": ratio,
            "targets": [{ "target": format!("ratio <= {most}"), "is_met": is_met }] }));
    }

    /// A heading.
    pub(crate) fn heading(words: &str) {
        println!("\n== {words}");
    }

    /// Keeps the figures in `target/bench/latest.json`.
    pub(crate) fn keep(&self) -> Fallible<()> {
        let folder = stories::places::repository().join("target/bench");
        std::fs::create_dir_all(&folder)?;
        write(&folder.join("latest.json"), &json!({ "measures": self.0 }))
    }
}

fn write(path: &Path, value: &Value) -> Fallible<()> {
    std::fs::write(path, serde_json::to_vec_pretty(value)?)?;
    println!("\nkept in target/bench/latest.json");
    Ok(())
}

fn line(times: &Times) -> String {
    format!("{:.2} / {:.2} / {:.2} ms (n {})", times.min(), times.median(), times.p99(), times.count())
}

fn figures(times: &Times) -> Value {
    json!({ "min_ms": times.min(), "median_ms": times.median(), "p99_ms": times.p99(), "rounds": times.count() })
}
