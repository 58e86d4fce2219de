//! The storefront's shelves: search as you type over a real catalogue, pages that neither repeat nor skip, tags.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a story stops where it breaks"
)]

use std::collections::BTreeSet;

use market::Code;
use serde_json::{Value, json};
use stories::shop::{Shop, assert_refused, data};

async fn library() -> Shop {
    let shop = Shop::new().await;
    shop.vendor("vendor").await;
    let books = shop.store("Lantern Books", "LB-").await;
    shop.import(&books, &data("books-10k.csv")).await;
    let apparel = shop.store("Harbour", "HT-").await;
    shop.import(&apparel, &data("shopify-apparel.csv")).await;
    shop.until("the shelves are full", || async {
        shop.storefront("shelf.stores", json!({})).await["stores"]
            .as_array()
            .unwrap()
            .iter()
            .map(|store| store["products"].as_i64().unwrap())
            .sum::<i64>()
            == 10_022
    })
    .await;
    shop
}

async fn names(shop: &Shop, text: &str) -> Vec<String> {
    let page = shop.storefront("shelf.list", json!({ "text": text, "limit": 100 })).await;
    let name =
        |row: &Value| format!("{} | {}", row["name"].as_str().unwrap(), row["subtitle"].as_str().unwrap());
    page["rows"].as_array().unwrap().iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_buyer_finds_what_is_meant() {
    let shop = library().await;

    let hits = names(&shop, "hunger games").await;
    assert!(
        hits[0].starts_with("The Hunger Games (The Hunger Games, #1)"),
        "the vendor's own order: {hits:?}"
    );
    assert_eq!(names(&shop, "games hunger").await, hits, "the order of words does not matter");
    assert_eq!(names(&shop, "hung gam").await, hits, "beginnings of words will do");
    let both = names(&shop, "rowling azkaban").await;
    assert!(
        !both.is_empty() && both.iter().all(|hit| hit.contains("Rowling")),
        "every word must match: {both:?}"
    );
    for (plain, marked) in
        [("saint exupery", "Exupéry"), ("garcia marquez", "García Márquez"), ("bronte", "Brontë")]
    {
        let hits = names(&shop, plain).await;
        assert!(hits.iter().any(|hit| hit.contains(marked)), "{plain} finds {marked}: {hits:?}");
        assert!(!names(&shop, marked).await.is_empty(), "{marked} finds itself");
    }
    assert!(
        !names(&shop, "جبران").await.is_empty() || !names(&shop, "نجيب").await.is_empty(),
        "Arabic is found"
    );
    assert!(!names(&shop, "book-1").await.is_empty(), "a sku is found");
    assert!(names(&shop, "9780439023481").await.len() == 1, "a barcode finds its one book");
    let page = shop.storefront("shelf.list", json!({ "text": "hunger gamse" })).await;
    assert_eq!(page["corrected"], "hunger game", "a slip is put right, and said: {page}");
    assert_eq!(
        page["rows"][0]["name"], "The Hunger Games (The Hunger Games, #1)",
        "and what was meant is found"
    );
    for odd in ["\"", "*", "a OR b", "name:x", "(", "'; drop table product", "\u{0}", "🦊"] {
        shop.storefront("shelf.list", json!({ "text": odd })).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_neither_repeat_nor_skip_in_any_order() {
    let shop = library().await;
    let store = shop.storefront("shelf.stores", json!({})).await["stores"][1]["id"].clone();
    let asks = [
        json!({ "text": "the" }),
        json!({ "text": "harry", "sort": "price_up" }),
        json!({ "tag": "arabic", "sort": "name" }),
        json!({ "tag": "1980s", "sort": "price_down", "store": store }),
        json!({ "text": "love", "sort": "newest" }),
        json!({ "tag": "1990s", "sort": "rating" }),
    ];
    for ask in asks {
        let mut seen = BTreeSet::new();
        let mut after = Value::Null;
        loop {
            let mut input = ask.clone();
            input["after"] = after;
            input["limit"] = json!(37);
            let page = shop.storefront("shelf.list", input).await;
            for row in page["rows"].as_array().unwrap() {
                assert!(seen.insert(row["id"].as_str().unwrap().to_owned()), "{ask}: no product twice");
            }
            after = page["next"].clone();
            if after.is_null() {
                let total = page["total"].as_i64().unwrap();
                let found = i64::try_from(seen.len()).unwrap();
                assert_eq!(found.min(100), total, "{ask}: none is skipped");
                break;
            }
        }
        assert!(seen.len() > 37, "{ask} must fill more than a page to prove anything");
    }
    assert_refused(
        shop.try_storefront("shelf.tag", json!({ "slug": "no-such-tag" })).await,
        Code::NotFound,
        "",
    );
    assert_eq!(shop.storefront("shelf.tag", json!({ "slug": "arabic" })).await["name"], "Arabic");
}
