//! Desktops, hub and database are cut off from each other at random, and the lines are mended: everything goes on by
//! itself.

use std::sync::Arc;
use std::time::Duration;

use remote::{Hub, Trust};
use stories::proxy::{Proxy, Weather};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::kills::close;
use crate::ledger::settle;
use crate::rounds::{self, Tally};
use crate::town::{Place, Town};
use crate::work::Day;

/// Runs in every run of the tests; `scripts/faults` does 120.
const USUAL: u64 = 3;
/// So many in one town: looking whether all is whole takes longer with each order there is.
const IN_ONE_TOWN: u64 = 10;

/// Fifty changes a second at each desktop are more than a busy till makes in a minute.
const PAUSE: Duration = Duration::from_millis(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_partition_heals_no_queue_is_stuck_and_all_show_the_same() {
    let (mut chance, mut tally, mut acknowledged) = (rounds::chance(4), Tally::default(), 0);
    let (mut round, all) = (0, rounds::count("TRADEPOST_PARTITIONS", USUAL));
    while round < all {
        let town = Town::new().await;
        let (places, shop) = town.desktops(3).await;
        let day = Day::with_pauses(shop, PAUSE);
        for _ in 0..IN_ONE_TOWN.min(all - round) {
            let story = storm(&town, &places, &day, &mut chance).await;
            let when = format!("run {round}, {story:?}");
            tally.note(settle(&town, &places, rounds::patience(), &when).await);
            day.ledger.lock().await.is_kept(&town, &when).await;
            round += 1;
        }
        acknowledged += day.ledger.lock().await.len();
        close(places).await;
    }
    tally.tell("partitions", acknowledged);
}

/// People work while the lines fail, until the lines are whole again.
async fn storm(town: &Town, places: &[Arc<Place>], day: &Day, chance: &mut Chance) -> Vec<(usize, Weather)> {
    let work = day.begins(places, chance);
    let lines: Vec<&Proxy> = places.iter().map(|place| &place.line).chain([&town.wire]).collect();
    let mut story = Vec::new();
    for _ in 0..=chance.below(4) {
        let (line, weather) = (chance.index(lines.len()), weather(chance));
        lines[line].turns(weather);
        story.push((line, weather));
        sleep(Duration::from_millis(chance.below(900))).await;
    }
    // The work ends before the lines are whole: from then on everything must go on by itself.
    day.ends(work).await;
    for line in &lines {
        line.turns(Weather::Fine);
    }
    story
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_news_while_the_database_is_away_is_answered_once_it_is_back() {
    let town = Town::new().await;
    let hub = Hub::at(&format!("http://127.0.0.1:{}", town.port), &Trust::Web).unwrap();
    town.wire.turns(Weather::Cut);
    let asked = tokio::spawn(async move { hub.changes(-1).await });
    // The hub has looked, in vain.
    sleep(Duration::from_millis(300)).await;

    town.wire.turns(Weather::Fine);

    let heard = asked.await.unwrap();
    assert!(heard.is_ok(), "nobody has to ask again: {heard:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_slow_for_a_moment_is_looked_at_again_soon() {
    let town = Town::new().await;
    let hub = Hub::at(&format!("http://127.0.0.1:{}", town.port), &Trust::Web).unwrap();
    town.wire.turns(Weather::Slow(Duration::from_millis(400)));
    hub.changes(-1).await.expect("news of a slow database");
    town.wire.turns(Weather::Fine);
    // What was looked at so long ago must be looked at again.
    sleep(Duration::from_millis(1_100)).await;

    let heard = hub.changes(-1).await;

    assert!(heard.is_ok(), "nobody waits ten times as long as the slow look took: {heard:?}");
}

fn weather(chance: &mut Chance) -> Weather {
    match chance.below(6) {
        0 | 1 => Weather::Cut,
        2 => Weather::Silent,
        3 => Weather::LosesQuestions,
        4 => Weather::LosesAnswers,
        _ => Weather::Slow(Duration::from_millis(chance.below(300))),
    }
}
