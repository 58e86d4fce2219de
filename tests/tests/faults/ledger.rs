//! What was acknowledged, and whether it is so in the end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::Window;
use market::db::Db;
use serde_json::{Value, json};
use stories::rows;
use uuid::Uuid;

use crate::desktop::{Desktop, Heard};
use crate::town::{Place, Town};

/// Everything a desktop said yes to.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) products: BTreeSet<String>,
    pub(crate) orders: BTreeSet<Uuid>,
    pub(crate) moves: BTreeSet<String>,
}

impl Ledger {
    pub(crate) fn len(&self) -> usize {
        self.products.len() + self.orders.len() + self.moves.len()
    }

    /// All of it is at the authority, once; and the books are straight.
    pub(crate) async fn is_kept(&self, town: &Town, when: &str) {
        let truth = town.authority().await;
        let mut tx = truth.read().await.unwrap();
        let skus: Vec<(String,)> = tx.all("select sku from product", vec![]).await.unwrap();
        once(&self.products, skus.into_iter().map(|row| row.0), "product", when);
        let notes: Vec<(String,)> =
            tx.all("select note from stock_movement where reason = 'received'", vec![]).await.unwrap();
        once(&self.moves, notes.into_iter().map(|row| row.0), "movement", when);
        let orders: Vec<(Uuid,)> = tx.all("select id from purchase", vec![]).await.unwrap();
        once(&self.orders, orders.into_iter().map(|row| row.0), "order", when);
        let faults = market::books::verify(&mut tx).await.unwrap().faults;
        assert_eq!(faults, Vec::<String>::new(), "{when}: the books are straight");
        drop(tx);
        truth.close().await;
    }
}

/// Nothing acknowledged is missing, and nothing is there twice, acknowledged or not.
fn once<T: Ord + std::fmt::Debug>(
    acknowledged: &BTreeSet<T>,
    found: impl Iterator<Item = T>,
    what: &str,
    when: &str,
) {
    let mut times = BTreeMap::<T, u32>::new();
    for one in found {
        *times.entry(one).or_default() += 1;
    }
    let lost: Vec<_> = acknowledged.iter().filter(|one| !times.contains_key(one)).collect();
    assert!(lost.is_empty(), "{when}: {} acknowledged {what}s are lost, such as {:?}", lost.len(), lost[0]);
    let doubled: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(doubled.is_empty(), "{when}: {what}s are there twice: {doubled:?}");
}

/// Waits until nothing waits any more and every replica shows what its account may see; answers how long that took.
pub(crate) async fn settle(town: &Town, places: &[Arc<Place>], patience: Duration, when: &str) -> Duration {
    let (truth, begun) = (town.authority().await, Instant::now());
    loop {
        let Some(why) = unsettled(&truth, places).await else { break };
        let waited = begun.elapsed();
        assert!(
            waited < patience,
            "{when}: after {waited:?} {why}\n{}",
            places.iter().map(|place| place.desktop.log()).collect::<Vec<_>>().join("\n--\n")
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    truth.close().await;
    begun.elapsed()
}

async fn unsettled(truth: &Db, places: &[Arc<Place>]) -> Option<String> {
    for place in places {
        let people = place.desktop.people.lock().unwrap().clone();
        for (window, account) in &people {
            let state = state(&place.desktop, *window).await;
            if state["pending"] != 0 {
                return Some(format!(
                    "{} changes wait at {}",
                    state["pending"],
                    place.desktop.folder.display()
                ));
            }
            for refused in state["refused"].as_array().unwrap() {
                // Two desktops may change the same words; whoever was second is asked.
                assert_eq!(refused["kind"], "conflict", "nothing else is refused: {refused}");
            }
            let replica = place.desktop.replica(*account).await;
            let (mine, true_rows) = (rows::all(&replica).await, rows::visible(truth, *account).await);
            replica.close().await;
            if let Some(difference) = rows::difference(&mine, &true_rows) {
                return Some(format!("{} {}: {difference}", place.desktop.folder.display(), window.name()));
            }
        }
    }
    None
}

async fn state(desktop: &Desktop, window: Window) -> Value {
    match desktop.ask(window, "sync.state", json!({})).await {
        Heard::Yes(state) => state,
        other => panic!("{other:?} {}", desktop.log()),
    }
}

#[test]
fn what_is_lost_or_there_twice_is_told() {
    let said = BTreeSet::from([1, 2]);
    let look = |found: &'static [i32]| {
        let said = said.clone();
        std::panic::catch_unwind(move || once(&said, found.iter().copied(), "change", "now")).is_ok()
    };

    assert!(look(&[1, 2, 3]), "what nobody acknowledged may be there all the same");
    assert!(!look(&[1, 3]), "a lost change is told");
    assert!(!look(&[1, 2, 2]), "a doubled change is told");
    assert!(!look(&[1, 2, 3, 3]), "also one that nobody acknowledged");
}
