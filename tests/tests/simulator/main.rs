//! A whole marketplace in one thread, by the seed: desks, buyers, a network that loses, doubles and delays, stops at any
//! point, copies and restores. Whatever happens, nothing is lost, nothing is done twice, and in the end all see the same.
//! `scripts/simulate` runs any number of seeds; a seed that fails fails again, with its history.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a simulation stops where it breaks and tells its history"
)]

mod chance;
mod check;
mod desk;
mod ledger;
mod run;
mod template;
mod watch;
mod wire;
mod wish;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use template::Template;

/// Seeds of a test run, as many as two cores get through in about three minutes; each makes at least `run::INTENTS` changes.
const SEEDS: u64 = 500;

/// Which seeds: `TRADEPOST_SEEDS=from..to` names others than those of the suite.
fn seeds() -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("TRADEPOST_SEEDS") else { return 0..SEEDS };
    let ends = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    ends.expect("TRADEPOST_SEEDS=from..to")
}

#[test]
fn whatever_happens_nothing_is_lost_nothing_is_doubled_and_all_end_alike() {
    let template = Template::make();
    let (seeds, begun) = (seeds(), Instant::now());
    let (next, intents, failed) = (AtomicU64::new(seeds.start), AtomicU64::new(0), Mutex::new(Vec::new()));
    // Each seed is one thread that often waits for SQLite's: two for a core keep it busy.
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get() * 2);

    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while failed.lock().unwrap().is_empty() {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end {
                        return;
                    }
                    if let Some(made) = run::seed(&template, seed) {
                        intents.fetch_add(made, Ordering::SeqCst);
                    } else {
                        failed.lock().unwrap().push(seed);
                        return;
                    }
                }
            });
        }
    });

    let (made, count) = (intents.into_inner(), seeds.end - seeds.start);
    println!("{made} intents of {count} seeds in {} s", begun.elapsed().as_secs());
    let failed = failed.into_inner().unwrap();
    assert_eq!(failed, Vec::<u64>::new(), "these seeds break a promise; their histories are above");
    assert!(made >= count * run::INTENTS, "each seed does its work");
}
