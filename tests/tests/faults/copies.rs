//! Files that were put back or copied, and an authority brought back from an older backup.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use desk::Window;
use serde_json::json;
use stories::proxy::Weather;
use stories::shop::product_fields;
use uuid::Uuid;

use crate::desktop::Desktop;
use crate::kills::close;
use crate::ledger::settle;
use crate::rounds;
use crate::town::{self, Place, Shop, Town};
use crate::work::Day;

/// Copies a folder with all that is in it, in the place of what was there.
fn copy(from: &Path, to: &Path) {
    if to.exists() {
        std::fs::remove_dir_all(to).unwrap();
    }
    assert!(Command::new("cp").arg("-R").arg(from).arg(to).status().unwrap().success());
}

async fn adds(day: &Day, shop: &Shop, desktop: &Desktop, count: usize) {
    for _ in 0..count {
        let sku = Uuid::now_v7().simple().to_string();
        let input = json!({ "store": shop.store, "after": product_fields(&sku, 100, 1) });
        desktop.must(Window::Manager, "product.save", input).await;
        day.ledger.lock().await.products.insert(sku);
    }
}

async fn is_whole(town: &Town, places: &[Arc<Place>], day: &Day, when: &str) {
    settle(town, places, rounds::patience(), when).await;
    day.ledger.lock().await.is_kept(town, when).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_put_back_to_an_older_copy_sends_what_waits_there_once_and_goes_on() {
    let town = Town::new().await;
    let (places, shop) = town.desktops(2).await;
    let (day, place, kept) = (Day::of(shop.clone()), &places[0], town.path("kept"));
    place.line.turns(Weather::Cut);
    adds(&day, &shop, &place.desktop, 3).await;
    place.desktop.kill().await;
    copy(&place.desktop.folder, &kept);
    place.line.turns(Weather::Fine);
    place.desktop.start_again().await;
    adds(&day, &shop, &place.desktop, 3).await;
    is_whole(&town, &places, &day, "before it is put back").await;
    place.desktop.kill().await;

    copy(&kept, &place.desktop.folder);
    place.desktop.start_again().await;

    is_whole(&town, &places, &day, "put back").await;
    adds(&day, &shop, &place.desktop, 3).await;
    adds(&day, &shop, &places[1].desktop, 1).await;
    is_whole(&town, &places, &day, "and it goes on").await;
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_desktop_beside_it_loses_and_doubles_nothing() {
    let town = Town::new().await;
    let (mut places, shop) = town.desktops(1).await;
    let (day, mut chance) = (Day::of(shop.clone()), rounds::chance(6));
    places[0].line.turns(Weather::Cut);
    adds(&day, &shop, &places[0].desktop, 3).await;
    places[0].desktop.kill().await;
    let twin = town.path("twin");
    copy(&places[0].desktop.folder, &twin);
    // It was told the address of the first one's line.
    let line = places[0].line.port();
    places[0].line.turns(Weather::Fine);
    places[0].desktop.start_again().await;
    let desktop = Desktop::start(&twin).await;
    *desktop.people.lock().unwrap() = places[0].desktop.people.lock().unwrap().clone();
    // The vendor is the same at both. Whoever buys has a cart of their own: in one cart the slower of two finds nothing left.
    desktop.register(Window::Storefront, "buyer9", "buyer").await;
    town::settles_in(&desktop, &shop).await;
    places.push(Arc::new(Place { desktop, line: stories::proxy::Proxy::to_hub(line).await.unwrap() }));

    let work = day.begins(&places, &mut chance);
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    day.ends(work).await;

    is_whole(&town, &places, &day, "two of one").await;
    close(places).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desktops_follow_a_marketplace_brought_back_from_a_backup_and_keep_what_they_have_not_sent() {
    let mut town = Town::new().await;
    let (places, shop) = town.desktops(2).await;
    let (day, lost, mut chance) = (Day::of(shop.clone()), Day::of(shop.clone()), rounds::chance(7));
    adds(&day, &shop, &places[0].desktop, 3).await;
    is_whole(&town, &places, &day, "before the backup").await;
    let backup = town.back_up();
    let work = lost.begins(&places, &mut chance);
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    lost.ends(work).await;
    is_whole(&town, &places, &lost, "behind the backup").await;
    places[1].line.turns(Weather::Cut);
    adds(&day, &shop, &places[1].desktop, 3).await;

    town.brings_back(&backup).await;
    adds(&day, &shop, &places[0].desktop, 2).await;
    places[1].line.turns(Weather::Fine);

    is_whole(&town, &places, &day, "brought back").await;
    let gone = lost.ledger.lock().await.products.iter().next().cloned().expect("something was added");
    for place in &places {
        let listed = place.desktop.must(Window::Manager, "product.list", json!({ "text": gone })).await;
        assert_eq!(
            listed["total"], 0,
            "what the marketplace lost is not shown as if it were there: {listed}"
        );
    }
    close(places).await;
}
