//! Where the marketplace says so, whoever has not proved their address buys once, and neither sells nor reviews.

use desk::Window;
use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused, registration, sign_in, store_fields};
use uuid::Uuid;

use crate::post::letter;

const WELCOME: &str = "Welcome: please verify your e-mail address";

async fn say(shop: &Shop, needs: bool) {
    shop.manager("marketplace.set_rules", json!({ "needs_verified": needs })).await;
    assert_eq!(shop.manager("marketplace.rules", json!({})).await["needs_verified"], needs);
}

on_both_engines!(an_unproved_address_buys_once_and_neither_sells_nor_reviews, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 9).await;
    say(&shop, true).await;
    shop.buyer("buyer1").await;
    assert_eq!(shop.storefront("account.me", json!({})).await["seat"]["is_held_back"], true);
    let address = shop.address().await;
    shop.put(&lamp, 1).await;
    let first = shop.place(&address).await;
    assert_eq!(first["sync"], "confirmed", "once, nobody asks: {first}");

    shop.put(&lamp, 1).await;
    let second = shop.try_place(Uuid::now_v7(), &address).await;
    let review = json!({ "product": lamp, "rating": 5, "title": "Bright" });
    let reviewed = shop.try_storefront("review.save", review.clone()).await;
    shop.manager("account.sign_out", json!({})).await;
    shop.manager("account.register", registration("vendor2", "vendor")).await;
    let open = json!({ "after": store_fields("Other", "O-") });
    let opened = shop.try_manager("store.save", open.clone()).await;

    for (what, refused) in [("second", second), ("review", reviewed), ("store", opened)] {
        let refusal = refused.expect_err(what);
        assert_eq!(refusal.code, Code::Forbidden, "{what}: {refusal:?}");
    }
    let code = letter(&shop, "buyer1@example.org", WELCOME, 1).await.code();
    shop.storefront("account.verify", json!({ "code": code })).await;
    let code = letter(&shop, "vendor2@example.org", WELCOME, 1).await.code();
    shop.manager("account.verify", json!({ "code": code })).await;
    shop.try_place(Uuid::now_v7(), &address).await.expect("a proved address buys again");
    shop.storefront("review.save", review).await;
    shop.manager("store.save", open).await;
    shop.assert_books().await;
});

on_both_engines!(two_first_orders_at_once_are_one, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 9).await;
    say(&shop, true).await;
    shop.buyer("buyer1").await;
    let address = shop.address().await;
    shop.put(&lamp, 1).await;
    let other = shop.beside().await;
    sign_in(&other, Window::Storefront, "buyer1").await;
    let totals = json!([{ "currency": "EUR", "total_minor": 1_000 }]);
    let order =
        || json!({ "order": Uuid::now_v7(), "billing": address, "shipping": address, "totals": totals });

    let (a, b) = tokio::join!(
        shop.desk.call(Window::Storefront, "checkout.place", order()),
        other.call(Window::Storefront, "checkout.place", order()),
    );

    let mut tx = shop.desk.authority().db().read().await.unwrap();
    let count = tx.int("select count(*) from purchase", vec![]).await.unwrap();
    assert_eq!(count, 1, "one of the two stands: {a:?} {b:?}");
    assert!(a.is_err() || b.is_err(), "and the other hears why");
    other.close().await;
});

on_both_engines!(a_marketplace_that_does_not_ask_holds_nobody_back, |shop| {
    shop.vendor("vendor").await;
    say(&shop, false).await;

    assert_eq!(shop.manager("account.me", json!({})).await["seat"]["is_held_back"], false);
    shop.store("Lantern", "L-").await;
    assert_refused(
        shop.try_manager("account.verify", json!({ "code": "22222222" })).await,
        Code::Invalid,
        "code",
    );
});
