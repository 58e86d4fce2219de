//! The demo marketplace: what somebody sees who only wants to look around.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a story stops where it breaks"
)]

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stories::shop::Shop;

async fn rows(shop: &Shop, op: &str, input: Value) -> Vec<Value> {
    shop.manager(op, input).await["rows"].as_array().unwrap().clone()
}

async fn apparel(shop: &Shop) -> Value {
    let stores = shop.manager("store.list", json!({})).await;
    let is_apparel = |store: &&Value| store["name"] == "Harbour & Thread";
    stores["stores"].as_array().unwrap().iter().find(is_apparel).unwrap().clone()
}

async fn counts(shop: &Shop) -> Vec<i64> {
    let store = apparel(shop).await["id"].clone();
    let products = shop.manager("product.list", json!({ "store": store, "limit": 100 })).await;
    let stock = products["rows"].as_array().unwrap().iter().map(|row| row["stock"].as_i64().unwrap()).sum();
    vec![
        products["total"].as_i64().unwrap(),
        stock,
        shop.manager("sale.list", json!({})).await["total"].as_i64().unwrap(),
        i64::try_from(rows(shop, "review.list", json!({ "limit": 100 })).await.len()).unwrap(),
        i64::try_from(rows(shop, "invoice.list", json!({ "limit": 100 })).await.len()).unwrap(),
        shop.manager("mail.list", json!({})).await["counts"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(Value::as_i64)
            .sum(),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_is_a_marketplace_at_work_and_is_built_once() {
    let mut shop = Shop::new().await;
    let opened = shop.manager("demo.open", json!({})).await;
    let first = counts(&shop).await;
    assert_eq!(first[0], 22, "twenty garments, one of them in three sizes");
    assert_eq!(&first[2..], [10, 12, 11, 5], "sales, reviews, invoices with a credit note, mails: {first:?}");

    the_pictures_are_there(&shop).await;
    every_order_spans_both_stores(&shop).await;
    the_reviews_are_of_all_kinds(&shop).await;
    let tags = shop.manager("tag.list", json!({ "store": apparel(&shop).await["id"] })).await;
    let described = tags["tags"].as_array().unwrap().iter().filter(|tag| tag["description"] != "");
    assert_eq!(described.count(), 3, "{tags}");

    assert_eq!(shop.manager("demo.open", json!({})).await["seat"], opened["seat"]);
    assert_eq!(counts(&shop).await, first, "twice is harmless");
    shop.reopen().await;
    shop.manager("demo.open", json!({})).await;
    assert_eq!(counts(&shop).await, first, "so is another day");

    let mut tx = shop.desk.authority().db().read().await.unwrap();
    assert_eq!(
        market::books::verify(&mut tx).await.unwrap().faults,
        Vec::<String>::new(),
        "the books are straight"
    );
    drop(tx);
    assert!(!shop.path("demo-pictures").exists() && !shop.path("books.csv").exists(), "nothing stays behind");
    let who = json!({ "email": opened["buyer_email"], "password": opened["password"] });
    assert_eq!(shop.storefront("account.sign_in", who).await["display_name"], "Jonas Ek");
    let orders = shop.storefront("order.list", json!({})).await;
    assert_eq!(orders["rows"].as_array().unwrap().len(), 2, "{orders}");
}

async fn the_pictures_are_there(shop: &Shop) {
    let mut hashes = BTreeSet::new();
    let mut with_several = BTreeSet::new();
    for row in rows(shop, "product.list", json!({ "store": apparel(shop).await["id"], "limit": 100 })).await {
        let product = shop.manager("product.get", json!({ "id": row["id"] })).await;
        let pictures = product["pictures"].as_array().unwrap();
        assert!(!pictures.is_empty(), "{} has a picture", row["name"]);
        assert_eq!(row["picture"], pictures[0]["hash"]);
        if pictures.len() > 1 {
            with_several.insert(product["slug"].as_str().unwrap().to_owned());
        }
        hashes.extend(pictures.iter().map(|picture| picture["hash"].as_str().unwrap().to_owned()));
    }
    assert!(hashes.len() == 30 && with_several.len() >= 8, "{} pictures, {with_several:?}", hashes.len());
    hashes.insert(apparel(shop).await["logo"].as_str().expect("a logo").to_owned());
    for hash in hashes {
        let thumb = shop.desk.picture(&hash, true).await.expect("a thumb");
        assert_eq!(thumb.1, "image/jpeg");
        assert!(thumb.0.len() < 60_000, "{hash} is small");
        let (width, height) = size_of(&thumb.0);
        assert!(width.max(height) == 300, "{hash} fits 300 and fills it: {width} x {height}");
    }
}

/// Width and height as a JPEG says in its start of frame.
fn size_of(jpeg: &[u8]) -> (u16, u16) {
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a baseline JPEG");
    let number = |at: usize| u16::from_be_bytes([jpeg[frame + at], jpeg[frame + at + 1]]);
    (number(7), number(5))
}

async fn every_order_spans_both_stores(shop: &Shop) {
    let mut pairs = BTreeSet::new();
    let mut orders = BTreeSet::new();
    let mut states = BTreeSet::new();
    let mut names = BTreeSet::new();
    for sale in rows(shop, "sale.list", json!({ "limit": 100 })).await {
        let (number, store) = (sale["order_number"].to_string(), sale["store_name"].to_string());
        orders.insert(number.clone());
        pairs.insert((number, store));
        states.insert(sale["state"].as_str().unwrap().to_owned());
        let whole = shop.manager("sale.get", json!({ "id": sale["id"] })).await;
        names.insert(whole["billing"]["name"].as_str().unwrap().to_owned());
    }
    assert_eq!((orders.len(), pairs.len()), (5, 10), "{pairs:?}");
    assert_eq!(names.len(), 5, "five people in five scripts: {names:?}");
    assert_eq!(states, ["done", "new", "paid"].map(str::to_owned).into());
    let kinds = rows(shop, "invoice.list", json!({ "limit": 100 })).await;
    assert_eq!(kinds.iter().filter(|row| row["kind"] != "invoice").count(), 1, "one line was cancelled");
}

async fn the_reviews_are_of_all_kinds(shop: &Shop) {
    let reviews = rows(shop, "review.list", json!({ "limit": 100 })).await;
    let verified = reviews.iter().filter(|review| review["is_verified"] == true).count();
    assert!((5..=9).contains(&verified), "some were bought, some were not: {verified}");
    assert_eq!(reviews.iter().filter(|review| review["reply"].is_string()).count(), 1);
}
