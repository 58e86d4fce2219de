//! No room is left, at a desktop or under the database. Nothing saved is lost, and all goes on once there is room.

use desk::Window;
use serde_json::{Value, json};
use stories::disk::{Disk, skipped};
use stories::mariadb::Server;
use stories::shop::product_fields;
use uuid::Uuid;

use crate::desktop::{Desktop, Heard};
use crate::kills::close;
use crate::ledger::settle;
use crate::rounds;
use crate::town::{Shop, Town};
use crate::work::Day;

/// Many more than fit into any disk of these stories.
const MANY: u32 = 3_000;

/// Adds a product with many words; answers with what is said against it.
async fn adds(day: &Day, shop: &Shop, desktop: &Desktop) -> Option<Value> {
    let sku = Uuid::now_v7().simple().to_string();
    let mut after = product_fields(&sku, 100, 1);
    after["description"] = json!("words ".repeat(800));
    match desktop.ask(Window::Manager, "product.save", json!({ "store": shop.store, "after": after })).await {
        Heard::Yes(_) => {
            day.ledger.lock().await.products.insert(sku);
            None
        }
        Heard::No(refusal) => Some(refusal),
        Heard::Nothing => panic!("the desktop is gone: {}", desktop.log()),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_the_database_keeps_changes_waiting_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("d");
    let Some(disk) = Disk::mount(&place, "160m") else { return skipped() };
    let town = Town::over(Server::start_in(&place, "").unwrap(), &[]).await;
    let (places, shop) = town.desktops(1).await;
    let (day, desktop) = (Day::of(shop.clone()), &places[0].desktop);
    settle(&town, &places, rounds::patience(), "before").await;

    disk.fill();
    let mut added = 0;
    while desktop.must(Window::Manager, "sync.state", json!({})).await["pending"] == 0 {
        assert_eq!(adds(&day, &shop, desktop).await, None, "the desktop itself has room");
        added += 1;
        assert!(added < MANY, "some day the database is full");
    }
    assert_eq!(adds(&day, &shop, desktop).await, None, "the work goes on meanwhile");
    let told = town.hub_log();
    assert!(told.contains("is full") || told.contains("No space left"), "the operator reads why: {told}");
    disk.make_room();

    settle(&town, &places, rounds::patience(), "there is room again").await;
    day.ledger.lock().await.is_kept(&town, "there is room again").await;
    close(places).await;
    drop(town);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_at_a_desktop_refuses_new_work_and_takes_in_what_it_missed_once_there_is_room() {
    let town = Town::new().await;
    let Some(disk) = Disk::mount(&town.path("desk-0"), "24m") else { return skipped() };
    let (places, shop) = town.desktops(2).await;
    let day = Day::of(shop.clone());
    assert_eq!(adds(&day, &shop, &places[0].desktop).await, None, "there is room");

    disk.fill();
    let mut added = 0;
    let refusal = loop {
        if let Some(refusal) = adds(&day, &shop, &places[0].desktop).await {
            break refusal;
        }
        added += 1;
        assert!(added < MANY, "some day the desktop is full");
    };
    assert_eq!(refusal["code"], "disk_full", "{refusal}");
    for _ in 0..30 {
        assert_eq!(adds(&day, &shop, &places[1].desktop).await, None, "the other one has room");
    }
    disk.make_room();

    settle(&town, &places, rounds::patience(), "there is room again").await;
    assert_eq!(adds(&day, &shop, &places[0].desktop).await, None, "there is room");
    settle(&town, &places, rounds::patience(), "and it goes on").await;
    day.ledger.lock().await.is_kept(&town, "and it goes on").await;
    close(places).await;
}
