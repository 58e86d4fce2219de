//! A visitor's cart is kept, and joins the account once.

use market::intent::{IntentBody, Wanted};
use market::ops::Actor;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, id_of};
use sync::Replica;
use uuid::Uuid;

async fn with_a_lamp(shop: &Shop) -> String {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 50).await;
    shop.until("the lamp is on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 1
    })
    .await;
    lamp
}

async fn count(shop: &Shop) -> i64 {
    shop.storefront("cart.get", json!({})).await["count"].as_i64().unwrap()
}

async fn sign_in(shop: &Shop) {
    shop.storefront("account.sign_in", json!({ "email": "buyer@example.org", "password": PASSWORD })).await;
}

on_both_engines!(an_anonymous_cart_survives_the_end_of_the_program_and_joins_once, |shop| {
    let lamp = with_a_lamp(&shop).await;
    shop.buyer("buyer").await;
    shop.put(&lamp, 1).await;
    shop.storefront("account.sign_out", json!({})).await;
    assert_eq!(count(&shop).await, 0, "the account's cart left with the account");
    shop.put(&lamp, 2).await;
    shop.reopen().await;
    assert_eq!(count(&shop).await, 2, "kept over the end of the program");

    sign_in(&shop).await;
    assert_eq!(count(&shop).await, 3, "both carts are one");
    shop.storefront("account.sign_out", json!({})).await;
    assert_eq!(count(&shop).await, 0, "the visitor's cart has left");
    sign_in(&shop).await;

    assert_eq!(count(&shop).await, 3, "signing in again joins nothing again");
});

/// Where the program was killed while a cart joined.
const STOPS: [&str; 3] =
    ["after sitting down", "after the cart was kept for the account", "after the cart has left"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cart_cut_off_while_it_joins_is_there_once_at_the_next_start() {
    for (stop, when) in STOPS.into_iter().enumerate() {
        let mut shop = Shop::new().await;
        let lamp = with_a_lamp(&shop).await;
        let account: Uuid = shop.buyer("buyer").await["account_id"].as_str().unwrap().parse().unwrap();
        shop.storefront("account.sign_out", json!({})).await;
        sign_in(&shop).await;
        shop.desk.close().await;
        // The session is kept; the visitor's replica is as it was before the cart joined.
        let open = async |name: String, account| {
            let path = shop.path("replicas").join(format!("{name}.db"));
            Replica::open(&path, account, shop.clock.clone()).await.unwrap()
        };
        let visitor = open("visitor".into(), Uuid::nil()).await;
        let own = open(account.simple().to_string(), account).await;
        let product: Uuid = lamp.parse().unwrap();
        let body = IntentBody::PutInCart { product, quantity: 2, adds: true };
        visitor.change(&Actor::visitor(), Uuid::now_v7(), &body).await.unwrap();
        let id = visitor.cart_id(account).await.unwrap();
        if stop >= 1 {
            let actor = Actor { account, ..Actor::visitor() };
            let lines = vec![Wanted { product, quantity: 2, price_minor: 1_000 }];
            own.change(&actor, id, &IntentBody::MergeCart { lines }).await.unwrap();
        }
        if stop >= 2 {
            visitor.empty_cart().await.unwrap();
        }
        visitor.close().await;
        own.close().await;

        shop.reopen().await;
        shop.until("the cart is there", || async { count(&shop).await == 2 }).await;
        shop.until("nothing waits", || async {
            shop.storefront("sync.state", json!({})).await["pending"] == 0
        })
        .await;
        assert_eq!(count(&shop).await, 2, "{when}: once");
        shop.storefront("account.sign_out", json!({})).await;
        assert_eq!(count(&shop).await, 0, "{when}: nothing is left with the visitor");
        shop.put(&lamp, 5).await;
        sign_in(&shop).await;
        assert_eq!(count(&shop).await, 7, "{when}: the next cart joins as a cart of its own");
        shop.desk.close().await;
    }
}

on_both_engines!(what_waits_at_sign_out_is_kept_and_sent_later, |shop| {
    let lamp = with_a_lamp(&shop).await;
    let account: Uuid = shop.buyer("buyer").await["account_id"].as_str().unwrap().parse().unwrap();
    shop.storefront("account.sign_out", json!({})).await;
    let path = shop.path("replicas").join(format!("{}.db", account.simple()));
    let own = Replica::open(&path, account, shop.clock.clone()).await.unwrap();
    let actor = Actor { account, ..Actor::visitor() };
    let body = IntentBody::PutInCart { product: lamp.parse().unwrap(), quantity: 4, adds: true };
    own.change(&actor, Uuid::now_v7(), &body).await.unwrap();
    own.close().await;

    shop.reopen().await;
    sign_in(&shop).await;

    assert_eq!(count(&shop).await, 4, "unsent work waits for its person");
    assert_eq!(shop.storefront("sync.state", json!({})).await["pending"], 0, "and is sent at sign-in");
    assert_eq!(id_of(&json!({ "id": lamp })), lamp);
});
