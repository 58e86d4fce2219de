//! Orders from a desktop without the network: queued, then confirmed or refused with the reason, and the cart given back.

use std::sync::Arc;

use desk::{Desk, Window};
use market::intent::IntentBody;
use market::ops::Actor;
use serde_json::{Value, json};
use stories::shop::{id_of, product_fields, registration, store_fields};
use stories::town::{Town, manager, storefront, until, until_connected, until_sent};
use sync::{Replica, SystemClock};
use uuid::Uuid;

async fn order(desk: &Desk, product: &str, quantity: i64, address: &str) -> Value {
    storefront(desk, "cart.put", json!({ "product": product, "quantity": quantity, "mode": "add" })).await;
    let totals = storefront(desk, "cart.get", json!({})).await["totals"].clone();
    let id = Uuid::now_v7();
    let ask = json!({ "order": id, "billing": address, "shipping": address, "totals": totals });
    let placed = storefront(desk, "checkout.place", ask).await;
    assert_eq!(placed["state"], "queued", "nobody says “placed” before the marketplace did: {placed}");
    json!(id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_orders_made_offline_one_is_confirmed_and_one_refused_because_too_few_are_left() {
    let mut town = Town::new().await;
    let (vendors, buyers) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let vendor = town.desk(vendors.path()).await;
    let buyer = town.desk(buyers.path()).await;
    manager(&vendor, "account.register", registration("vendor", "vendor")).await;
    let store =
        id_of(&manager(&vendor, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await);
    let mut products = vec![];
    for sku in ["plenty", "scarce"] {
        let new = json!({ "store": store, "after": product_fields(sku, 1_000, 9) });
        products.push(id_of(&manager(&vendor, "product.save", new).await));
    }
    storefront(&buyer, "account.register", registration("buyer", "buyer")).await;
    let fields = json!({ "name": "Béla", "line1": "Fő utca 7", "city": "Budapest", "country": "HU", "postcode": "1011" });
    let address = id_of(&storefront(&buyer, "address.save", json!({ "after": fields })).await);
    until("both are on the shelf", || async {
        storefront(&buyer, "shelf.list", json!({})).await["total"] == 2
    })
    .await;

    town.closes().await;
    until_connected(&buyer, false).await;
    until_connected(&vendor, false).await;
    let last = storefront(&buyer, "sync.state", json!({})).await["last_contact_us"].clone();
    let confirmed = order(&buyer, &products[0], 2, &address).await;
    let refused = order(&buyer, &products[1], 5, &address).await;
    manager(&vendor, "stock.adjust", json!({ "product": products[1], "delta": -7, "reason": "damaged" }))
        .await;
    let shown = storefront(&buyer, "order.list", json!({})).await;
    assert!(shown["rows"].as_array().unwrap().iter().all(|row| row["sync"] == "queued"), "{shown}");
    assert_eq!(storefront(&buyer, "cart.get", json!({})).await["count"], 0, "both carts were ordered");
    let state = storefront(&buyer, "sync.state", json!({})).await;
    assert_eq!(state["is_connected"], false, "{state}");
    assert!(last.is_i64() && state["last_contact_us"] == last, "a try is no contact: {last} {state}");

    // The vendor is back first.
    buyer.close().await;
    town.opens().await;
    until_sent(&vendor, Window::Manager).await;
    let buyer = Desk::open(buyers.path().to_owned()).await.unwrap();
    until_sent(&buyer, Window::Storefront).await;

    let yes = storefront(&buyer, "order.get", json!({ "id": confirmed })).await;
    assert_eq!(
        (&yes["sync"], &yes["parts"][0]["invoice"]["label"]),
        (&json!("confirmed"), &json!("L-00001"))
    );
    let no = storefront(&buyer, "order.get", json!({ "id": refused })).await;
    assert_eq!(
        (&no["sync"], &no["state"]),
        (&json!("refused"), &json!("refused")),
        "never silently gone: {no}"
    );
    assert_eq!(no["refused"]["reasons"], json!(["Only 2 are left of “Product scarce”."]));
    let cart = storefront(&buyer, "cart.get", json!({})).await;
    assert_eq!(
        (&cart["lines"][0]["product"], &cart["lines"][0]["quantity"]),
        (&json!(products[1]), &json!(5))
    );
    assert_eq!(cart["lines"][0]["problem"], "too_few", "with what is the matter: {cart}");
    let change = no["refused"]["change"].clone();
    storefront(&buyer, "sync.discard", json!({ "id": change })).await;
    let shown = storefront(&buyer, "order.list", json!({})).await;
    assert_eq!(shown["rows"].as_array().unwrap().len(), 1, "read and taken off the list: {shown}");
    for desk in [vendor, buyer] {
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_contact_is_known_after_a_start_without_the_network() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = town.desk(folder.path()).await;
    until_connected(&desk, true).await;
    town.closes().await;
    until_connected(&desk, false).await;
    let last = manager(&desk, "sync.state", json!({})).await["last_contact_us"].clone();
    assert!(last.is_i64(), "{last}");
    desk.close().await;

    let desk = Desk::open(folder.path().to_owned()).await.unwrap();

    let state = manager(&desk, "sync.state", json!({})).await;
    assert_eq!(
        (&state["is_connected"], &state["last_contact_us"]),
        (&json!(false), &last),
        "the same moment"
    );
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_cut_off_while_its_buyer_signs_in_joins_at_the_next_start_without_the_network_too() {
    let mut town = Town::new().await;
    let (vendors, buyers) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let vendor = town.desk(vendors.path()).await;
    let buyer = town.desk(buyers.path()).await;
    manager(&vendor, "account.register", registration("vendor", "vendor")).await;
    let store =
        id_of(&manager(&vendor, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await);
    let new = json!({ "store": store, "after": product_fields("lamp", 1_000, 9) });
    let lamp = id_of(&manager(&vendor, "product.save", new).await);
    let seat = storefront(&buyer, "account.register", registration("buyer", "buyer")).await;
    until("the buyer sees it", || async { storefront(&buyer, "shelf.list", json!({})).await["total"] == 1 })
        .await;
    until_sent(&buyer, Window::Storefront).await;
    buyer.close().await;
    // The session is kept; the visitor's replica is as it was before the cart joined.
    let account = seat["account_id"].as_str().unwrap().parse::<Uuid>().unwrap().simple().to_string();
    let hubs = std::fs::read_dir(buyers.path().join("hubs")).unwrap();
    let replicas = hubs.map(|hub| hub.unwrap().path().join("replicas"));
    let replicas = replicas.into_iter().find(|folder| folder.join(format!("{account}.db")).exists()).unwrap();
    let file = replicas.join("visitor.db");
    let visitor = Replica::open(&file, Uuid::nil(), Arc::new(SystemClock)).await.unwrap();
    visitor.sync(&town.authority().await, &Actor::visitor()).await.unwrap();
    let body = IntentBody::PutInCart { product: lamp.parse().unwrap(), quantity: 2, adds: true };
    visitor.change(&Actor::visitor(), Uuid::now_v7(), &body).await.unwrap();
    visitor.close().await;
    town.closes().await;

    let buyer = Desk::open(buyers.path().to_owned()).await.unwrap();

    assert_eq!(storefront(&buyer, "cart.get", json!({})).await["count"], 2, "nothing was lost");
    assert_eq!(storefront(&buyer, "sync.state", json!({})).await["pending"], 1, "and it waits to be sent");
    town.opens().await;
    until_sent(&buyer, Window::Storefront).await;
    assert_eq!(storefront(&buyer, "cart.get", json!({})).await["count"], 2, "once");
    buyer.close().await;
    vendor.close().await;
}
