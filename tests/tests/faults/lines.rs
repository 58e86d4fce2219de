//! The line between a desktop and its hub fails, and is mended.

use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::Window;
use serde_json::json;
use stories::proxy::{Deed, Weather, What, When};
use stories::shop::product_fields;
use uuid::Uuid;

use crate::chance::Chance;
use crate::desktop::Desktop;
use crate::kills::close;
use crate::ledger::settle;
use crate::rounds;
use crate::town::Town;
use crate::work::Day;

/// Less than the half minute one may wait for news that do not come.
const SOON: Duration = Duration::from_secs(20);

fn a_product(store: &str) -> (String, serde_json::Value) {
    let sku = Uuid::now_v7().simple().to_string();
    let input = json!({ "store": store, "after": product_fields(&sku, 100, 1) });
    (sku, input)
}

async fn pending(desktop: &Desktop, window: Window) -> serde_json::Value {
    desktop.must(window, "sync.state", json!({})).await["pending"].clone()
}

async fn drained(desktop: &Desktop, window: Window) {
    let begun = Instant::now();
    while pending(desktop, window).await != 0 {
        assert!(begun.elapsed() < SOON, "it still waits: {}", desktop.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_leaves_once_the_line_is_mended_though_nothing_else_happens() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(1).await;
    let place = &places[0];
    settle(&town, &places, rounds::patience(), "before").await;
    place.line.turns(Weather::Cut);
    let (sku, input) = a_product(&shop.store);
    place.desktop.must(Window::Manager, "product.save", input).await;
    // Long enough that everybody here knows that the hub is not there.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(pending(&place.desktop, Window::Manager).await, 1, "it waits");

    place.line.turns(Weather::Fine);

    drained(&place.desktop, Window::Manager).await;
    let listed = place.desktop.must(Window::Manager, "product.list", json!({ "text": sku })).await;
    assert_eq!(listed["total"], 1, "{listed}");
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_whose_line_is_silent_opens_with_what_it_knows() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(1).await;
    let place = &places[0];
    place.desktop.kill().await;
    place.line.turns(Weather::Silent);

    let begun = Instant::now();
    place.desktop.start_again().await;

    assert!(begun.elapsed() < SOON, "nobody stares at an empty screen for a minute");
    let known = place.desktop.must(Window::Manager, "product.get", json!({ "id": shop.lamp })).await;
    assert_eq!(known["sku"], "lamp");
    place.line.turns(Weather::Fine);
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_cut_off_at_commit_gets_the_outcome_that_is_kept() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(1).await;
    let (day, place) = (Day::of(shop.clone()), &places[0]);
    for (what, when) in [
        (What::Commit, When::Said),
        (What::Commit, When::HandedOn),
        (What::Commit, When::Answered),
        (What::Changes, When::HandedOn),
        (What::Changes, When::Answered),
    ] {
        let line = if what == What::Commit { &town.wire } else { &place.line };
        let mut stopped = line.stops_at(what, when);
        let (sku, input) = a_product(&shop.store);
        let saves = place.desktop.must(Window::Manager, "product.save", input);
        let cuts = async {
            stopped.came().await.unwrap();
            stopped.cut();
        };
        tokio::join!(saves, cuts);

        let when = format!("cut off at {what:?}, {when:?}");
        settle(&town, &places, rounds::patience(), &when).await;
        day.ledger.lock().await.products.insert(sku);
        day.ledger.lock().await.is_kept(&town, &when).await;
    }
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_said_twice_repeated_lost_and_answers_cut_short_count_once() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(2).await;
    let (day, mut chance) = (Day::of(shop), rounds::chance(5));
    for place in &places {
        place.line.will_do((0..rounds::count("TRADEPOST_DEEDS", 60)).map(|_| deed(&mut chance)));
    }

    let work = day.begins(&places, &mut chance);
    let begun = Instant::now();
    while !places.iter().all(|place| place.line.is_done()) {
        assert!(begun.elapsed() < Duration::from_mins(5), "all of it happens some day");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    day.ends(work).await;

    settle(&town, &places, rounds::patience(), "after all that").await;
    day.ledger.lock().await.is_kept(&town, "after all that").await;
    close(places).await;
}

fn deed(chance: &mut Chance) -> Deed {
    match chance.below(6) {
        0 => Deed::LosesQuestion,
        1 => Deed::LosesAnswer,
        2 => Deed::CutsAnswer(usize::try_from(chance.below(500)).unwrap()),
        3 | 4 => Deed::SaysTwice,
        _ => Deed::RepeatsAnOldOne,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_is_never_answered_is_asked_again() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(1).await;
    let place = Arc::clone(&places[0]);
    place.line.will_do([Deed::NeverAnswers]);
    let (sku, input) = a_product(&shop.store);

    place.desktop.must(Window::Manager, "product.save", input).await;

    settle(&town, &places, rounds::patience(), "after a black hole").await;
    let listed = place.desktop.must(Window::Manager, "product.list", json!({ "text": sku })).await;
    assert_eq!(listed["total"], 1, "{listed}");
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_the_hub_will_not_read_is_refused_and_holds_nothing_up() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(1).await;
    let place = &places[0];
    place.line.turns(Weather::Cut);
    let note = json!({ "product": shop.lamp, "delta": 1, "reason": "received", "note": "a word" });
    place.desktop.must(Window::Manager, "stock.adjust", note).await;
    let (sku, input) = a_product(&shop.store);
    place.desktop.must(Window::Manager, "product.save", input).await;
    place.desktop.kill().await;
    let vendor = place.desktop.people.lock().unwrap()[0].1;
    let replica = place.desktop.replica(vendor).await;
    let mut tx = replica.begin().await.unwrap();
    let grows =
        "update pending set body = replace(body, 'a word', hex(zeroblob(800000))) where body like '%a word%'";
    assert_eq!(tx.exec(grows, vec![]).await.unwrap(), 1, "more than any request may have");
    tx.commit().await.unwrap();
    replica.close().await;
    place.desktop.start_again().await;

    place.line.turns(Weather::Fine);

    drained(&place.desktop, Window::Manager).await;
    let listed = place.desktop.must(Window::Manager, "product.list", json!({ "text": sku })).await;
    assert_eq!(listed["total"], 1, "what was behind it has left: {listed}");
    let state = place.desktop.must(Window::Manager, "sync.state", json!({})).await;
    assert_eq!(state["refused"][0]["code"], "too_large", "the person reads why: {state}");
    close(places).await;
}
