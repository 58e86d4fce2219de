//! Desktops on one marketplace behind a hub: with the network, without it, and with it again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::{Desk, Window};
use market::Code;
use serde_json::{Value, json};
use stories::shop::{assert_refused, id_of, product_fields, registration, sign_in, store_fields};
use stories::town::{Town, manager, storefront, until};

async fn first_shown(desk: &Desk) -> Value {
    storefront(desk, "shelf.list", json!({})).await["rows"][0].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_desktops_share_a_marketplace_and_lose_nothing_while_the_line_is_down() {
    let mut town = Town::new().await;
    let (vendors, buyers) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let vendor = town.desk(vendors.path()).await;
    let buyer = town.desk(buyers.path()).await;
    manager(&vendor, "account.register", registration("vendor", "vendor")).await;
    let opened =
        manager(&vendor, "store.save", json!({ "after": store_fields("Lantern Books", "LB-") })).await;
    let added = manager(
        &vendor,
        "product.save",
        json!({ "store": id_of(&opened), "after": product_fields("B-1", 1_000, 5) }),
    )
    .await;
    let product = id_of(&added);

    let base64 = STANDARD.encode(include_bytes!("../../icons/128.png"));
    let kept = manager(&vendor, "picture.add", json!({ "base64": base64 })).await;
    let hash = kept["hash"].as_str().unwrap().to_owned();
    let pictures = json!([{ "hash": hash, "alt": "The cover" }]);
    manager(&vendor, "product.set_pictures", json!({ "id": product, "pictures": pictures })).await;

    // Another desktop shows it without being asked, its picture too.
    until("the buyer's desktop shows the book", || async { first_shown(&buyer).await["id"] == product })
        .await;
    until("the buyer's desktop shows the cover", || async { first_shown(&buyer).await["picture"] == hash })
        .await;
    assert_eq!(
        buyer.picture(&hash, false).await,
        vendor.picture(&hash, false).await,
        "the very picture that was added"
    );
    assert!(buyer.picture(&hash, true).await.is_some(), "small, too");
    assert_eq!(buyer.picture(&"0".repeat(64), true).await, None, "and none that nobody has");
    storefront(&buyer, "account.register", registration("buyer", "buyer")).await;
    let address = storefront(
        &buyer,
        "address.save",
        json!({ "after": { "name": "Béla", "line1": "Fő utca 7", "city": "Budapest", "country": "HU", "postcode": "1011" } }),
    )
    .await;

    // The line goes down. Both go on, and both are told so.
    town.closes().await;
    until("the vendor's desktop says that it is offline", || async {
        manager(&vendor, "sync.state", json!({})).await["is_connected"] == false
    })
    .await;
    let before = manager(&vendor, "product.get", json!({ "id": product })).await;
    let mut after = before.clone();
    after["name"] = json!("Written in the dark");
    manager(&vendor, "product.save", json!({ "id": product, "before": before, "after": after })).await;
    assert_eq!(manager(&vendor, "sync.state", json!({})).await["pending"], 1, "one change waits");
    storefront(&buyer, "cart.put", json!({ "product": product, "quantity": 2, "mode": "add" })).await;
    let order = uuid::Uuid::now_v7();
    let totals = storefront(&buyer, "cart.get", json!({})).await["totals"].clone();
    let ask =
        json!({ "order": order, "billing": id_of(&address), "shipping": id_of(&address), "totals": totals });
    let placed = storefront(&buyer, "checkout.place", ask).await;
    assert_eq!(placed["state"], "queued", "nobody says “placed” before the marketplace did: {placed}");
    vendor.close().await;
    let vendor = Desk::open(vendors.path().to_owned()).await.expect("it opens without the network");
    assert_eq!(
        manager(&vendor, "account.me", json!({})).await["seat"]["email"],
        "vendor@example.org",
        "whoever was known here is known still"
    );
    assert_eq!(
        manager(&vendor, "product.get", json!({ "id": product })).await["name"],
        "Written in the dark"
    );

    // The line is back: everything is sent, once.
    town.opens().await;
    for desk in [&vendor, &buyer] {
        until("nothing waits any more", || async {
            let window =
                if std::ptr::eq(desk, &raw const vendor) { Window::Manager } else { Window::Storefront };
            desk.call(window, "sync.state", json!({})).await.unwrap()["pending"] == 0
        })
        .await;
    }
    until("the vendor sees the sale", || async {
        manager(&vendor, "sale.list", json!({})).await["total"] == 1
    })
    .await;
    until("the buyer sees the new name", || async {
        first_shown(&buyer).await["name"] == "Written in the dark"
    })
    .await;
    let shown = storefront(&buyer, "order.get", json!({ "id": order })).await;
    assert_eq!(shown["parts"][0]["invoice"]["label"], "LB-00001", "{shown}");
    let authority = town.authority().await;
    let faults = market::books::verify(&mut authority.db().read().await.unwrap()).await.unwrap().faults;
    assert_eq!(faults, Vec::<String>::new(), "the books are straight");
    for desk in [vendor, buyer] {
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_keeps_no_address_that_does_not_answer_and_no_secret_of_the_database() {
    let town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    for address in ["market", "http://market.example", "https://127.0.0.1:9", "ftp://127.0.0.1", "https://"] {
        let answer = desk.call(Window::Manager, "marketplace.set", json!({ "address": address })).await;
        assert_refused(answer, Code::Invalid, "address");
    }
    assert_eq!(manager(&desk, "marketplace.get", json!({})).await["address"], "", "nothing was kept");
    desk.close().await;

    let desk = town.desk(folder.path()).await;
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    desk.close().await;
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    sign_in(&desk, Window::Storefront, "vendor").await;
    desk.close().await;

    let password = town.database.url.split(':').nth(2).and_then(|rest| rest.split('@').next()).unwrap();
    assert!(password.len() > 5, "there is a password to look for");
    let mut files = vec![folder.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let holds = |secret: &str| bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!holds(password) && !holds("mysql://"), "{} knows the database", path.display());
    }
}
