//! Which points programs were killed at, over all seeds: a simulator that never stops somewhere proves nothing there.

use std::collections::BTreeSet;
use std::sync::Mutex;

use sync::{Moment, Work};

static STOPPED: Mutex<BTreeSet<(Work, Moment)>> = Mutex::new(BTreeSet::new());

const ALL: [Work; 11] = [
    Work::Open,
    Work::Change,
    Work::Ahead,
    Work::Show,
    Work::Renew,
    Work::TakeIn,
    Work::Retry,
    Work::Discard,
    Work::NameCart,
    Work::EmptyCart,
    Work::Decide,
];

pub(crate) fn stopped_at(work: Work, moment: Moment) {
    STOPPED.lock().unwrap().insert((work, moment));
}

/// The points nothing was killed at.
pub(crate) fn missed() -> Vec<(Work, Moment)> {
    let stopped = STOPPED.lock().unwrap();
    let points = ALL.into_iter().flat_map(|work| [(work, Moment::Before), (work, Moment::After)]);
    points.filter(|point| !stopped.contains(point)).collect()
}
