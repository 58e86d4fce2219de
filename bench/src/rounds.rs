//! Times of many rounds, and what they come to.

use std::time::{Duration, Instant};

/// The times of one kind of work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Notes how long something took since `start`.
    pub(crate) fn note(&mut self, start: Instant) {
        self.0.push(start.elapsed());
    }

    /// Notes something that ended at a moment somebody else saw.
    pub(crate) fn note_between(&mut self, start: Instant, end: Instant) {
        self.0.push(end.saturating_duration_since(start));
    }

    /// How many rounds there were.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The shortest, in milliseconds.
    pub(crate) fn min(&self) -> f64 {
        self.at(0)
    }

    /// The middle one, in milliseconds.
    pub(crate) fn median(&self) -> f64 {
        self.at(500)
    }

    /// 99 of 100 were as quick, in milliseconds.
    pub(crate) fn p99(&self) -> f64 {
        self.at(990)
    }

    /// Adds the times of other rounds.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    fn at(&self, permille: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * permille).div_ceil(1000).saturating_sub(1);
        sorted.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}
