//! One seed from its morning to its last question.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::{Builder, Runtime};

use crate::chance::Chance;
use crate::check;
use crate::ledger::Ledger;
use crate::template::Template;
use crate::world::World;

/// Changes each seed makes at least.
pub(crate) const INTENTS: u64 = 100;
/// Lines of a history that are told.
const TOLD: usize = 400;

/// A seed that kept every promise.
pub(crate) struct Done {
    /// Changes that were made.
    pub(crate) intents: u64,
    /// Everything that happened, and what was there in the end.
    pub(crate) history: Vec<String>,
}

/// Runs a seed; tells the history of what it broke, if it did.
pub(crate) fn seed(template: &Template, seed: u64) -> Option<Done> {
    // Nothing of it goes over a socket, and a thread that looks for none falls asleep and wakes more cheaply.
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    in_a_thread_of_its_own(&runtime, seed, "whatever_happens", |ledger| live(template, seed, ledger))
}

/// The same over a server.
pub(crate) fn seed_on_server(seed: u64) -> Option<Done> {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    in_a_thread_of_its_own(&runtime, seed, "the_same_holds_on_mariadb", async |ledger| {
        Box::pin(live(&Template::on_server().await, seed, ledger)).await;
    })
}

fn in_a_thread_of_its_own(
    runtime: &Runtime,
    seed: u64,
    story: &str,
    live: impl AsyncFnOnce(Arc<Mutex<Ledger>>),
) -> Option<Done> {
    let ledger = Arc::new(Mutex::new(Ledger::of(Chance::of(!seed))));
    let done = catch_unwind(AssertUnwindSafe(|| runtime.block_on(Box::pin(live(ledger.clone())))));
    let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
    if done.is_ok() && ledger.fault.is_none() {
        let history = std::mem::take(&mut ledger.history);
        return Some(Done { intents: u64::try_from(ledger.accepted.len()).unwrap(), history });
    }
    let from = ledger.history.len().saturating_sub(TOLD);
    for (at, line) in ledger.history.iter().enumerate().skip(from) {
        eprintln!("{at:4} {line}");
    }
    let fault = ledger.fault.as_deref().unwrap_or("it stopped where it should not");
    eprintln!("seed {seed}: {fault}\nagain: scripts/simulate {seed}..{} {story}", seed + 1);
    None
}

async fn live(template: &Template, seed: u64, ledger: Arc<Mutex<Ledger>>) {
    let mut world = World::begin(template, seed, ledger.clone()).await;
    let is_going_on = || {
        let ledger = ledger.lock().unwrap();
        ledger.fault.is_none() && u64::try_from(ledger.accepted.len()).unwrap() < INTENTS
    };
    while is_going_on() {
        Box::pin(world.step()).await;
    }
    if ledger.lock().unwrap().fault.is_none() {
        world.heal().await;
    }
    if ledger.lock().unwrap().fault.is_none() {
        check::all(&world).await;
    }
    world.end_of_day().await;
}
