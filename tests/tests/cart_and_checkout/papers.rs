//! Invoices never change, and a removed product does not take its history along.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use stories::on_both_engines;

use crate::fixture::{change, placed, scene};

on_both_engines!(an_invoice_has_the_same_bytes_whatever_happens_later, |shop| {
    let it = scene(&shop, 5).await;
    shop.put(&it.product, 2).await;
    let order = shop.place(&it.address).await;
    let id = order["parts"][0]["invoice"]["id"].clone();
    let before = shop.storefront("invoice.pdf", json!({ "id": id })).await;

    change(&shop, &it.product, "name", json!("Another name")).await;
    let mut after = shop.manager("store.get", json!({ "id": it.store })).await;
    after["legal_name"] = json!("Another firm");
    shop.manager("store.save", json!({ "id": it.store, "after": after })).await;
    shop.storefront("address.remove", json!({ "id": it.address })).await;
    shop.manager("product.remove", json!({ "ids": [it.product] })).await;
    assert_eq!(
        shop.manager("store.remove", json!({ "id": it.store })).await["outcome"],
        "closed",
        "a store with orders keeps its books"
    );
    let line_before = order["parts"][0]["lines"][0]["name"].clone();

    let again = shop.storefront("invoice.pdf", json!({ "id": id })).await;
    assert_eq!(again, before, "the same bytes for the buyer");
    assert_eq!(shop.manager("invoice.pdf", json!({ "id": id })).await, before, "and for the vendor");
    let path = shop.path("saved.pdf");
    let saved = shop.storefront("invoice.save", json!({ "id": id, "path": path })).await;
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(
        (json!(bytes.len()), json!(STANDARD.encode(&bytes))),
        (saved["bytes"].clone(), before["base64"].clone()),
        "and as a file"
    );
    let kept = shop.storefront("order.get", json!({ "id": order["id"] })).await;
    assert_eq!(kept["parts"][0]["lines"][0]["name"], line_before, "the order names what was bought");
    shop.assert_books().await;
});

on_both_engines!(an_order_over_two_stores_shows_each_vendor_its_own_part, |shop| {
    let it = scene(&shop, 5).await;
    shop.manager("account.sign_out", json!({})).await;
    shop.vendor("vendor2").await;
    let theirs = shop.store("Harbour", "HT-").await;
    let shirt = shop.product(&theirs, "H-1", 3_000, 5).await;
    shop.until("both are on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&it.product, 1).await;
    shop.put(&shirt, 1).await;
    let order = shop.place(&it.address).await;
    assert_eq!(order["parts"].as_array().unwrap().len(), 2, "one part for each store");
    shop.until("the second vendor sees it", || async {
        shop.manager("sale.list", json!({})).await["total"] == 1
    })
    .await;

    let sale: Value = shop.manager("sale.list", json!({})).await["rows"][0].clone();

    assert_eq!(
        (&sale["store"], &sale["total_minor"]),
        (&json!(theirs), &json!(3_000)),
        "only the own part: {sale}"
    );
    let whole = shop.manager("sale.get", json!({ "id": sale["id"] })).await;
    assert!(!whole.to_string().contains("B-1"), "nothing of the other store is in it: {whole}");
    let reorder = shop.storefront("order.reorder", json!({ "id": order["id"] })).await;
    assert_eq!(
        (&reorder["cart"]["count"], &reorder["left_out"]),
        (&json!(2), &json!([])),
        "both come into the cart again"
    );
    shop.manager("account.sign_out", json!({})).await;
    stories::shop::sign_in(&shop.desk, desk::Window::Manager, "vendor").await;
    assert_eq!(placed(&shop).await, (1, 1, 1), "the first vendor sees one part; one mail went out");
    shop.assert_books().await;
});
