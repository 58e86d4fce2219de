//! What was refused to somebody, and who could not sign in: gathered for a second and counted, so that a flood writes one row
//! a second. What was gathered last is written with the next one, by whoever reads the log, or by those who keep watch.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use market::domain::audit::Entry;

/// How long refusals are counted together.
const TOGETHER_US: i64 = 1_000_000;
/// Different ones that are told apart within that time; the rest is counted by its kind alone.
const MOST_APART: usize = 10;

#[derive(Debug, Default)]
pub(crate) struct Denials(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    written_us: Option<i64>,
    counts: BTreeMap<Entry, i64>,
}

impl Denials {
    /// Counts one.
    pub(crate) fn add(&self, entry: Entry) {
        let mut held = self.held();
        let entry = Entry { times: 0, ..entry };
        let is_told_apart = held.counts.len() < MOST_APART || held.counts.contains_key(&entry);
        let entry = if is_told_apart { entry } else { Entry { times: 0, ..Entry::some(entry.kind) } };
        let count = held.counts.entry(entry).or_default();
        *count = count.saturating_add(1);
    }

    /// What is to be written now: nothing until a second has passed since the last time, or all of it where `at_once`.
    pub(crate) fn due(&self, now_us: i64, at_once: bool) -> Vec<Entry> {
        let mut held = self.held();
        let is_time = held.written_us.is_none_or(|last| now_us < last || now_us - last >= TOGETHER_US);
        if held.counts.is_empty() || !(is_time || at_once) {
            return Vec::new();
        }
        held.written_us = Some(now_us);
        let counts = std::mem::take(&mut held.counts);
        counts.into_iter().map(|(entry, times)| Entry { times, ..entry }).collect()
    }

    /// Takes back what could not be written.
    pub(crate) fn put_back(&self, entries: Vec<Entry>) {
        let mut held = self.held();
        for entry in entries {
            let times = entry.times;
            let count = held.counts.entry(Entry { times: 0, ..entry }).or_default();
            *count = count.saturating_add(times);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use market::domain::audit::Kind;
    use uuid::Uuid;

    use super::*;

    fn denied(who: u128) -> Entry {
        Entry::of(Kind::Denied, Uuid::from_u128(who))
    }

    #[test]
    fn a_flood_is_counted_and_written_once_a_second() {
        let denials = Denials::default();
        let mut rows = Vec::new();
        for at in 0..5_000 {
            denials.add(denied(1));
            rows.extend(denials.due(at * 1_000, false));
        }
        rows.extend(denials.due(5_000_000, true));

        assert_eq!(rows.iter().map(|row| row.times).sum::<i64>(), 5_000, "none is forgotten");
        assert_eq!(rows.len(), 6, "one at once, then one a second");
    }

    #[test]
    fn a_flood_of_many_names_stays_small_too() {
        let denials = Denials::default();
        for who in 1..=1_000 {
            denials.add(denied(who));
        }

        let rows = denials.due(0, false);

        assert_eq!(rows.len(), MOST_APART + 1, "ten told apart, and the rest together");
        assert_eq!(rows.iter().map(|row| row.times).sum::<i64>(), 1_000);
        denials.put_back(rows);
        assert_eq!(denials.due(1, false), vec![], "what was put back waits for its second");
        assert_eq!(denials.due(1_000_000, false).iter().map(|row| row.times).sum::<i64>(), 1_000);
    }
}
