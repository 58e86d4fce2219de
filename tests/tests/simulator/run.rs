//! One seed from its morning to its last question.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use crate::chance::Chance;
use crate::check;
use crate::ledger::Ledger;
use crate::template::Template;
use crate::world::World;

/// Changes each seed makes at least.
pub(crate) const INTENTS: u64 = 100;
/// Lines of a history that are told.
const TOLD: usize = 400;

/// Runs a seed; answers how many changes were made, or tells the history of what it broke.
pub(crate) fn seed(template: &Template, seed: u64) -> Option<u64> {
    let ledger = Arc::new(Mutex::new(Ledger::of(Chance::of(!seed))));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(Box::pin(live(template, seed, &ledger)))));
    let ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
    let is_well = done.is_ok() && ledger.fault.is_none();
    if is_well {
        return u64::try_from(ledger.accepted.len()).ok();
    }
    let from = ledger.history.len().saturating_sub(TOLD);
    for (at, line) in ledger.history.iter().enumerate().skip(from) {
        eprintln!("{at:4} {line}");
    }
    let fault = ledger.fault.as_deref().unwrap_or("it stopped where it should not");
    eprintln!("seed {seed}: {fault}\nagain: scripts/simulate {seed}..{}", seed + 1);
    None
}

async fn live(template: &Template, seed: u64, ledger: &Arc<Mutex<Ledger>>) {
    let mut world = World::begin(template, seed, ledger.clone()).await;
    let is_going_on = || {
        let ledger = ledger.lock().unwrap();
        ledger.fault.is_none() && u64::try_from(ledger.accepted.len()).unwrap() < INTENTS
    };
    while is_going_on() {
        world.step().await;
    }
    if ledger.lock().unwrap().fault.is_none() {
        world.heal().await;
    }
    if ledger.lock().unwrap().fault.is_none() {
        check::all(&world).await;
    }
    world.end_of_day().await;
}
