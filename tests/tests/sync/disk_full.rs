//! A full disk refuses, loses nothing, and all goes on once there is room.

use desk::Desk;
use market::Code;
use market::db::Db;
use serde_json::json;
use stories::disk::{Disk, skipped};
use stories::shop::{Engine, Shop, assert_refused};
use uuid::Uuid;

use crate::dump::{self, assert_same};
use crate::house::{House, added};

/// Lets a file grow by so many pages, or without end.
async fn allow(db: &Db, more: Option<i64>) {
    let Db::Sqlite { write, .. } = db else { panic!("a file") };
    let (now,): (i64,) = sqlx::query_as("pragma page_count").fetch_one(write).await.unwrap();
    let most = more.map_or(1_000_000, |more| now + more);
    sqlx::query(sqlx::AssertSqlSafe(format!("pragma max_page_count = {most}"))).execute(write).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_at_the_replica_refuses_the_change_and_keeps_the_rest() {
    let house = House::on(Engine::Sqlite).await;
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    allow(vendor.replica.db(), Some(2)).await;

    let mut kept = 0;
    let fault = loop {
        match vendor.try_change(added(Uuid::now_v7(), store, &format!("lamp-{kept}"), 1)).await {
            Ok(_) => kept += 1,
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault.code, Code::DiskFull, "{fault:?}");
    assert_eq!(vendor.waiting().await, kept, "what was kept before is still there");
    allow(vendor.replica.db(), None).await;
    vendor.change(added(Uuid::now_v7(), store, "after", 1)).await;
    vendor.sync(&house).await;

    assert_same(&house, &vendor, "after there was room again").await;
    assert_eq!(i64::try_from(dump::all(vendor.replica.db()).await["product"].len()).unwrap(), kept + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_at_the_authority_keeps_the_change_waiting_on_the_desk() {
    let house = House::on(Engine::Sqlite).await;
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    for number in 0..30 {
        vendor.change(added(Uuid::now_v7(), store, &format!("lamp-{number}"), 1)).await;
    }
    allow(house.authority.db(), Some(1)).await;

    let fault = vendor.try_sync(&house.authority).await.expect_err("there is no room");
    assert_eq!(fault.code, Code::DiskFull, "{fault:?}");
    assert!(vendor.waiting().await > 0, "the rest waits");
    allow(house.authority.db(), None).await;
    vendor.sync(&house).await;

    assert_same(&house, &vendor, "after there was room again").await;
    house.books_are_straight().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_the_whole_folder_is_named_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    let Some(small) = Disk::mount(&dir, "24m") else { return skipped() };
    let desk = Desk::open(dir.clone()).await.unwrap();
    let ask = async |op: &str, input| desk.call(desk::Window::Manager, op, input).await;
    ask("account.register", stories::shop::registration("vendor", "vendor")).await.unwrap();
    let saved =
        ask("store.save", json!({ "after": stories::shop::store_fields("Lantern", "L-") })).await.unwrap();
    let add = |number: usize| {
        let mut after = stories::shop::product_fields(&format!("lamp-{number}"), 1, 1);
        after["description"] = json!("words ".repeat(800));
        json!({ "store": saved["id"], "after": after })
    };
    ask("product.save", add(0)).await.unwrap();

    small.fill();
    let mut kept = 1;
    let refusal = loop {
        match ask("product.save", add(kept)).await {
            Ok(_) => kept += 1,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!(refusal.code, Code::DiskFull, "{refusal:?}");
    let listed = ask("product.list", json!({ "store": saved["id"] })).await.unwrap();
    assert_eq!(listed["total"], kept, "reading goes on, and nothing saved is gone");
    small.make_room();
    ask("product.save", add(kept)).await.expect("there is room");
    desk.close().await;

    let desk = Desk::open(dir.clone()).await.expect("the files are whole");
    let listed =
        desk.call(desk::Window::Manager, "product.list", json!({ "store": saved["id"] })).await.unwrap();
    assert_eq!(listed["total"], kept + 1, "all of it is there at the next start");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_outbox_leaves_the_mail_queued_with_its_reason() {
    let shop = Shop::new().await;
    let outbox = shop.path("outbox");
    let Some(small) = Disk::mount(&outbox, "64k") else { return skipped() };
    small.fill();
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 3).await;
    shop.buyer("buyer").await;
    shop.until("the lamp is on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 1
    })
    .await;
    shop.put(&lamp, 1).await;
    let address = shop.address().await;
    shop.place(&address).await;

    shop.until("the courier has tried", || async { shop.order_mails().await[0]["tries"].as_i64() > Some(0) })
        .await;

    let mail = shop.order_mails().await[0].clone();
    assert_eq!(mail["state"], "queued", "{mail}");
    assert!(mail["error"].as_str().is_some_and(|why| !why.is_empty()), "the reason is told: {mail}");
    assert_refused(shop.try_storefront("checkout.place", json!({})).await, Code::Invalid, "order");
    shop.desk.close().await;
}
