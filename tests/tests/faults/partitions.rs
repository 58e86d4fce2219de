//! Desktops, hub and database are cut off from each other at random, and the lines are mended: everything goes on by
//! itself.

use std::time::Duration;

use stories::proxy::{Proxy, Weather};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::kills::close;
use crate::ledger::settle;
use crate::rounds::{self, Tally};
use crate::town::Town;
use crate::work::Day;

/// Runs in every run of the tests; `scripts/faults` does 120.
const USUAL: u64 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_partition_heals_no_queue_is_stuck_and_all_show_the_same() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(3).await;
    let (day, mut chance, mut tally) = (Day::of(shop), rounds::chance(4), Tally::default());
    for round in 0..rounds::count("TRADEPOST_PARTITIONS", USUAL) {
        let work = day.begins(&places, &mut chance);
        let lines: Vec<&Proxy> = places.iter().map(|place| &place.line).chain([&town.wire]).collect();
        let mut story = Vec::new();
        for _ in 0..=chance.below(4) {
            let (line, weather) = (chance.index(lines.len()), weather(&mut chance));
            lines[line].turns(weather);
            story.push((line, weather));
            sleep(Duration::from_millis(chance.below(900))).await;
        }
        // The work ends before the lines are whole: from then on everything must go on by itself.
        day.ends(work).await;
        for line in &lines {
            line.turns(Weather::Fine);
        }

        let when = format!("run {round}, {story:?}");
        tally.note(settle(&town, &places, rounds::patience(), &when).await);
        day.ledger.lock().await.is_kept(&town, &when).await;
    }
    tally.tell("partitions", day.ledger.lock().await.len());
    close(places).await;
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
