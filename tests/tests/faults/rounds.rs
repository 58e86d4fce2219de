//! How many rounds, with which chance, how patient; and what is told at the end.

use std::io::Write;
use std::time::Duration;

use crate::chance::Chance;

/// So many as the environment says.
pub(crate) fn count(name: &str, usual: u64) -> u64 {
    number(name).unwrap_or(usual)
}

/// The same every time, unless the environment gives another seed.
pub(crate) fn chance(story: u64) -> Chance {
    Chance::of(number("TRADEPOST_SEED").unwrap_or(0) * 1_000 + story)
}

/// How long everything may take until it is whole again. A loaded machine is no defect; `scripts/faults` is stricter.
pub(crate) fn patience() -> Duration {
    Duration::from_secs(number("TRADEPOST_WHOLE_WITHIN").unwrap_or(60))
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// How long it took each time.
#[derive(Default)]
pub(crate) struct Tally(Vec<Duration>);

impl Tally {
    pub(crate) fn note(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The figures for `Planning/reliability.md`.
    pub(crate) fn tell(mut self, what: &str, acknowledged: usize) {
        self.0.sort();
        let at = |share: usize| self.0[(self.0.len() - 1) * share / 100].as_millis();
        let rounds = self.0.len();
        let line = format!(
            "{what}: {rounds} rounds, {acknowledged} changes acknowledged, 0 lost, 0 doubled, 0 divergent; whole again after {} ms (median), {} ms (worst)",
            at(50),
            at(100)
        );
        drop(writeln!(std::io::stdout(), "{line}"));
    }
}
