//! A desktop, the hub and the database are killed under load, at any moment and at moments one would choose to do harm.

use std::sync::Arc;
use std::time::Duration;

use stories::proxy::{What, When};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::ledger::settle;
use crate::rounds::{self, Tally};
use crate::town::{Place, Town};
use crate::work::Day;

/// Rounds in every run of the tests; `scripts/faults` does more.
const USUAL: u64 = 4;
/// How long a moment is waited for that may not come.
const A_WHILE: Duration = Duration::from_secs(3);

/// Behind which statement of its replica a desktop dies. A commit follows the second and the last ones.
const STATEMENTS: [&str; 9] = [
    // A change is applied, and is not in the log yet.
    "insert into stock_movement",
    // It is in the log, and not committed.
    "insert into pending",
    // It is committed, and not sent.
    "state in ('waiting', 'ahead') order by seq limit",
    // It was answered, and nothing is taken in.
    "from cursor order by kind",
    // The answer is noted in the middle of taking in.
    "delete from pending",
    // Rows came in, and their cursor has not moved.
    "on conflict (id) do update",
    // The cursor has moved, and what still waits is not applied again.
    "insert into cursor",
    // What still waits is applied again.
    "savepoint step",
    // Anything at all.
    "",
];

/// Where the hub dies: before, within and behind its transaction, and while it answers.
const AT_THE_HUB: [(What, When); 8] = [
    (What::Changes, When::Said),
    (What::Changes, When::HandedOn),
    (What::Begin, When::Said),
    (What::Commit, When::Said),
    (What::Commit, When::HandedOn),
    (What::Commit, When::Answered),
    (What::Changes, When::Answered),
    (What::Pull, When::HandedOn),
];

/// Where the database dies: a COMMIT was said, was heard, was answered and its answer not heard.
const AT_THE_DATABASE: [(What, When); 4] = [
    (What::Begin, When::HandedOn),
    (What::Commit, When::Said),
    (What::Commit, When::HandedOn),
    (What::Commit, When::Answered),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_killed_at_any_moment_loses_nothing_it_said_yes_to() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(2).await;
    let (day, mut chance, mut tally) = (Day::of(shop), rounds::chance(1), Tally::default());
    for round in 0..rounds::count("TRADEPOST_KILLS", USUAL) {
        let mut work = day.begins(&places, &mut chance);
        let victim = &places[chance.index(places.len())];
        let when = die(victim, round, &mut chance).await;
        victim.desktop.start_again().await;
        work.push(day.begins_at(victim, &mut chance));
        sleep(Duration::from_millis(chance.below(40))).await;
        day.ends(work).await;

        let when = format!("round {round}, a desktop killed {when}");
        tally.note(settle(&town, &places, rounds::patience(), &when).await);
        day.ledger.lock().await.is_kept(&town, &when).await;
    }
    tally.tell("kill -9 of a desktop", day.ledger.lock().await.len());
    close(places).await;
}

/// One kind of death after the other, and in every second round at any moment.
async fn die(victim: &Place, round: u64, chance: &mut Chance) -> String {
    if round % 2 == 1 {
        sleep(Duration::from_micros(chance.below(300_000))).await;
        victim.desktop.kill().await;
        return "at any moment".to_owned();
    }
    let words = STATEMENTS[usize::try_from(round / 2).unwrap() % STATEMENTS.len()];
    let count = 1 + chance.below(if words.is_empty() { 300 } else { 6 });
    victim.desktop.dies_behind(count, words).await;
    let died = victim.desktop.died(A_WHILE * 5).await;
    assert!(died, "no desktop comes so far as “{words}” {count} times any more: {}", victim.desktop.log());
    victim.desktop.kill().await;
    format!("behind the {count}. “{words}”")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_killed_at_any_moment_loses_nothing_and_doubles_nothing() {
    let mut town = Town::new().await;
    let (places, shop) = town.desktops(2).await;
    let (day, mut chance, mut tally) = (Day::of(shop), rounds::chance(2), Tally::default());
    for round in 0..rounds::count("TRADEPOST_KILLS", USUAL) {
        let work = day.begins(&places, &mut chance);
        let place = usize::try_from(round / 2).unwrap();
        let at = (round % 2 == 0).then(|| AT_THE_HUB[place % AT_THE_HUB.len()]);
        let trapped = wait_for(&town, &places, at, &mut chance).await;
        town.kill_hub();
        drop(trapped);
        sleep(Duration::from_millis(chance.below(300))).await;
        town.opens().await;
        sleep(Duration::from_millis(chance.below(40))).await;
        day.ends(work).await;

        let when = format!("round {round}, the hub killed at {at:?}");
        tally.note(settle(&town, &places, rounds::patience(), &when).await);
        day.ledger.lock().await.is_kept(&town, &when).await;
    }
    tally.tell("kill -9 of the hub", day.ledger.lock().await.len());
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_killed_under_load_recovers_with_everything_that_was_acknowledged() {
    let mut town = Town::new().await;
    let (places, shop) = town.desktops(2).await;
    let (day, mut chance, mut tally) = (Day::of(shop), rounds::chance(3), Tally::default());
    for round in 0..rounds::count("TRADEPOST_KILLS", USUAL) {
        let work = day.begins(&places, &mut chance);
        let place = usize::try_from(round / 2).unwrap();
        let at = (round % 2 == 0).then(|| AT_THE_DATABASE[place % AT_THE_DATABASE.len()]);
        let trapped = wait_for(&town, &places, at, &mut chance).await;
        town.kill_database();
        drop(trapped);
        sleep(Duration::from_millis(chance.below(300))).await;
        town.recover_database();
        sleep(Duration::from_millis(chance.below(40))).await;
        day.ends(work).await;

        let when = format!("round {round}, the database killed at {at:?}");
        tally.note(settle(&town, &places, rounds::patience(), &when).await);
        day.ledger.lock().await.is_kept(&town, &when).await;
    }
    tally.tell("kill -9 of mariadbd", day.ledger.lock().await.len());
    close(places).await;
}

/// Waits for a moment, or for any; whoever stands in the trap stands there until the answer is dropped.
async fn wait_for(
    town: &Town,
    places: &[Arc<Place>],
    at: Option<(What, When)>,
    chance: &mut Chance,
) -> Option<stories::proxy::Stopped> {
    let Some((what, when)) = at else {
        sleep(Duration::from_micros(chance.below(300_000))).await;
        return None;
    };
    let line = match what {
        What::Begin | What::Commit => &town.wire,
        What::Changes | What::Pull => &places[chance.index(places.len())].line,
    };
    sleep(Duration::from_micros(chance.below(100_000))).await;
    let mut stopped = line.stops_at(what, when);
    stopped.came().await.unwrap();
    Some(stopped)
}

pub(crate) async fn close(places: Vec<Arc<Place>>) {
    for place in places {
        place.desktop.close().await;
    }
}
