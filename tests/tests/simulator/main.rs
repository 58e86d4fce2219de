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
mod coverage;
mod desk;
mod files;
mod happen;
mod ledger;
mod mail;
mod market;
mod run;
mod stop;
mod template;
mod watch;
mod wire;
mod wish;
mod world;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use run::Done;
use rustix::thread::{CpuSet, sched_setaffinity};
use template::Template;

/// Seeds of a test run; each makes at least `run::INTENTS` changes.
const SEEDS: u64 = 2_000;
/// Seeds of a test run over MariaDB, which waits for its disk.
const SEEDS_ON_SERVER: u64 = 20;
/// Whose turn it is to run seeds.
static ALONE: Mutex<()> = Mutex::new(());
/// After so many seeds it is told how many have held so far.
const TOLD_EVERY: u64 = 1_000;
/// So many seeds stop at every labelled point. Five hundred once left out the far side of a retry.
const ENOUGH_TO_STOP_EVERYWHERE: u64 = 1_000;

/// The seeds that `TRADEPOST_SEEDS=from..to` names instead of those of the suite.
fn named() -> Option<Range<u64>> {
    let text = std::env::var("TRADEPOST_SEEDS").ok()?;
    let ends = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    Some(ends.expect("TRADEPOST_SEEDS=from..to"))
}

/// A seed and its databases' threads wake each other for every statement, which is quickest on one core. A machine that
/// does not let them stay is only slower.
fn stay_on(core: usize) {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).ok();
}

/// Runs seeds side by side, so many on each core, until one fails.
fn all_keep_their_promises(seeds: Range<u64>, on_each_core: usize, one: impl Fn(u64) -> Option<Done> + Sync) {
    // Each of these takes the whole machine; beside the other a server's connections wait until they are given up.
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = Instant::now();
    let (next, intents, failed) = (AtomicU64::new(seeds.start), AtomicU64::new(0), Mutex::new(Vec::new()));
    let held = AtomicU64::new(0);
    let tell = |held| {
        println!(
            "{} intents of {held} seeds in {} s",
            intents.load(Ordering::SeqCst),
            begun.elapsed().as_secs()
        );
    };
    let work = || {
        while failed.lock().unwrap().is_empty() {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= seeds.end {
                return;
            }
            if let Some(done) = one(seed) {
                intents.fetch_add(done.intents, Ordering::SeqCst);
                let held = held.fetch_add(1, Ordering::SeqCst) + 1;
                if held.is_multiple_of(TOLD_EVERY) {
                    tell(held);
                }
            } else {
                failed.lock().unwrap().push(seed);
            }
        }
    };

    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        for thread in 0..cores * on_each_core {
            scope.spawn(move || {
                stay_on(thread % cores);
                work();
            });
        }
    });

    tell(held.load(Ordering::SeqCst));
    let (made, count) = (intents.into_inner(), seeds.end - seeds.start);
    let failed = failed.into_inner().unwrap();
    assert_eq!(failed, Vec::<u64>::new(), "these seeds break a promise; their histories are above");
    assert!(made >= count * run::INTENTS, "each seed does its work");
}

#[test]
fn whatever_happens_nothing_is_lost_nothing_is_doubled_and_all_end_alike() {
    let (template, seeds) = (Template::make(), named().unwrap_or(0..SEEDS));
    let count = seeds.end - seeds.start;

    all_keep_their_promises(seeds, 1, |seed| run::seed(&template, seed));

    if count >= ENOUGH_TO_STOP_EVERYWHERE {
        assert_eq!(coverage::missed(), vec![], "programs were killed at every labelled point");
    }
}

#[test]
fn the_same_holds_on_mariadb() {
    // These wait for the server's disk.
    all_keep_their_promises(named().unwrap_or(0..SEEDS_ON_SERVER), 4, run::seed_on_server);
}

#[test]
fn the_same_seed_is_the_same_run() {
    let template = Template::make();

    for seed in named().map_or_else(|| vec![3, 1_729, 4_104], Iterator::collect) {
        let [first, again] = [(); 2].map(|()| run::seed(&template, seed).expect("the seed holds").history);

        assert!(first.len() > 200, "the history tells everything");
        for (at, (one, other)) in first.iter().zip(&again).enumerate() {
            assert_eq!(one, other, "seed {seed}: line {at}, identities included");
        }
        assert_eq!(first.len(), again.len(), "seed {seed}: to its end");
    }
}
