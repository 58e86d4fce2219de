//! The main job, end to end, through the door the windows use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a story stops where it breaks"
)]

use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{assert_refused, data};
use uuid::Uuid;

on_both_engines!(a_marketplace_from_nothing_to_a_verified_review, |shop| {
    assert_eq!(shop.manager("app.state", json!({})).await["is_fresh"], true);
    shop.vendor("vendor").await;
    let books = shop.store("Lantern Books", "LB-").await;
    let apparel = shop.store("Harbour", "HT-").await;
    let run = shop.import(&apparel, &data("shopify-apparel.csv")).await;
    assert_eq!((run["state"].as_str(), run["bad"].as_i64()), (Some("done"), Some(0)), "{run}");
    let run = shop.import(&books, &data("books-10k.csv")).await;
    assert_eq!(run["added"], 10_000, "{run}");
    let again = shop.import(&books, &data("books-10k.csv")).await;
    assert_eq!(
        (again["added"].as_i64(), again["changed"].as_i64(), again["same"].as_i64()),
        (Some(0), Some(0), Some(10_000))
    );

    shop.until("the storefront has all", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 100
    })
    .await;
    let shirt = shop.storefront("shelf.list", json!({ "text": "blue shirt ocean" })).await["rows"][0].clone();
    let book = shop.storefront("shelf.list", json!({ "text": "rowling pri", "store": books })).await["rows"]
        [0]
    .clone();
    let (shirt, book) = (shirt["id"].as_str().unwrap().to_owned(), book["id"].as_str().unwrap().to_owned());
    shop.put(&shirt, 1).await;
    shop.reopen().await;
    shop.put(&book, 2).await;
    shop.buyer("buyer1").await;
    let cart = shop.storefront("cart.get", json!({})).await;
    assert_eq!(cart["count"], 3, "the anonymous cart joined: {cart}");
    let address = shop.address().await;
    let order = shop.place(&address).await;

    assert_eq!(order["sync"], "confirmed");
    let labels: Vec<_> =
        order["parts"].as_array().unwrap().iter().map(|part| part["invoice"]["label"].clone()).collect();
    assert!(labels.contains(&json!("LB-00001")) && labels.contains(&json!("HT-00001")), "{labels:?}");
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 0, "the cart is empty");
    shop.until("the mail is sent", || async {
        shop.order_mails().await.iter().all(|mail| mail["state"] == "sent")
    })
    .await;
    assert_eq!(shop.order_mails().await.len(), 1, "one mail per purchase");
    shop.storefront("review.save", json!({ "product": book, "rating": 5, "title": "Wonderful" })).await;
    let other = shop.storefront("shelf.list", json!({ "text": "gatsby" })).await["rows"][0]["id"].clone();
    shop.storefront("review.save", json!({ "product": other, "rating": 2 })).await;
    let bought = shop.storefront("shelf.product", json!({ "id": book })).await;
    assert_eq!((&bought["rating_verified"], &bought["rating_all"]), (&json!(500), &json!(500)));
    let not_bought = shop.storefront("shelf.product", json!({ "id": other })).await;
    assert_eq!((&not_bought["rating_verified"], &not_bought["rating_all"]), (&json!(null), &json!(200)));
    // The vendor's window hears of it a moment later.
    shop.until("both sales are there", || async { shop.manager("sale.list", json!({})).await["total"] == 2 })
        .await;
    let mut tx = shop.desk.authority().db().read().await.unwrap();
    assert_eq!(
        market::books::verify(&mut tx).await.unwrap().faults,
        Vec::<String>::new(),
        "the books are straight"
    );
    assert_refused(shop.try_place(Uuid::now_v7(), &address).await, Code::Invalid, "");
});
