//! A window and a second program on one folder: both write, both see.

use std::time::Duration;

use desk::{Desk, Event, Options, Window};
use serde_json::{Value, json};
use stories::shop::{Shop, product_fields};
use tokio::sync::broadcast::Receiver;

/// Waits until a desk says, without being asked, that a subject changed.
async fn hears(events: &mut Receiver<Event>, subject: &str) {
    let heard = async {
        loop {
            match events.recv().await {
                Ok(Event::Changed(subjects)) if subjects.contains(&subject) => return,
                Ok(_) => {}
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => return,
                Err(error) => panic!("{error}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard)
        .await
        .unwrap_or_else(|_| panic!("nobody said “{subject}”"));
}

async fn second(shop: &Shop) -> Desk {
    let options = Options { clock: shop.clock.clone(), ..Options::default() };
    Desk::open_with(shop.dir().to_owned(), options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_on_one_folder_write_at_once_and_lose_nothing() {
    let shop = Shop::new().await;
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let other = second(&shop).await;

    let add = |desk: &Desk, who: &'static str| {
        let (desk, store) = (desk.clone(), store.clone());
        tokio::spawn(async move {
            for number in 0..25 {
                let after = product_fields(&format!("{who}-{number}"), 100, 1);
                desk.call(Window::Manager, "product.save", json!({ "store": store, "after": after }))
                    .await
                    .unwrap();
            }
        })
    };
    let (one, two) = (add(&shop.desk, "window"), add(&other, "script"));
    one.await.unwrap();
    two.await.unwrap();

    let total = async |desk: &Desk| {
        let listed = desk.call(Window::Manager, "product.list", json!({ "store": store })).await.unwrap();
        listed["total"].clone()
    };
    for desk in [&shop.desk, &other] {
        shop.until("all are sent", || async {
            desk.call(Window::Manager, "sync.state", json!({})).await.unwrap()["pending"] == 0
        })
        .await;
        assert_eq!(total(desk).await, Value::from(50), "25 of each");
        let state = desk.call(Window::Manager, "sync.state", json!({})).await.unwrap();
        assert_eq!(state["refused"], json!([]), "nobody was refused");
    }
    let mut tx = shop.desk.authority().db().read().await.unwrap();
    assert_eq!(market::books::verify(&mut tx).await.unwrap().faults, Vec::<String>::new());
    drop(tx);
    other.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_hears_of_the_others_changes_without_asking() {
    let shop = Shop::new().await;
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 9).await;
    let other = second(&shop).await;
    shop.until("both have the lamp", || async {
        other.call(Window::Storefront, "shelf.list", json!({})).await.unwrap()["total"] == 1
    })
    .await;
    // Let both desks finish what they say about their own start.
    shop.until("both are quiet", || async {
        let mut events = (shop.desk.events(), other.events());
        tokio::time::sleep(Duration::from_millis(900)).await;
        events.0.try_recv().is_err() && events.1.try_recv().is_err()
    })
    .await;

    for round in 0..4 {
        let mut events = shop.desk.events();
        let after = product_fields(&format!("theirs-{round}"), 100, 1);
        other.call(Window::Manager, "product.save", json!({ "store": store, "after": after })).await.unwrap();
        hears(&mut events, "product").await;
        let listed = shop.manager("product.list", json!({ "store": store })).await;
        assert_eq!(listed["total"], 2 + round * 2, "seen as soon as it was said");

        let mut events = other.events();
        shop.product(&store, &format!("mine-{round}"), 100, 1).await;
        hears(&mut events, "product").await;

        let mut events = shop.desk.events();
        let put = json!({ "product": lamp, "quantity": 1, "mode": "add" });
        other.call(Window::Storefront, "cart.put", put).await.unwrap();
        hears(&mut events, "cart").await;
        assert_eq!(
            shop.storefront("cart.get", json!({})).await["count"],
            round + 1,
            "a visitor's cart is shared, too"
        );
    }
    other.close().await;
}
