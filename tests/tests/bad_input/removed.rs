//! What was removed changes no more until it is brought back.

use market::Code;
use serde_json::json;
use std::fs;
use stories::on_both_engines;
use stories::shop::assert_refused;

on_both_engines!(a_removed_product_changes_no_more, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let id = shop.product(&store, "B-1", 1_000, 5).await;
    shop.manager("product.remove", json!({ "ids": [id] })).await;
    let before = shop.manager("product.get", json!({ "id": id })).await;
    let mut after = before.clone();
    after["name"] = json!("Changed");

    for (op, input) in [
        ("product.save", json!({ "id": id, "before": before, "after": after })),
        ("product.set_active", json!({ "ids": [id], "is_active": false })),
        ("product.set_pictures", json!({ "id": id, "pictures": [] })),
        ("stock.adjust", json!({ "product": id, "delta": 1, "reason": "received" })),
    ] {
        assert_refused(shop.try_manager(op, input).await, Code::NotFound, "");
    }

    assert_eq!(shop.manager("product.get", json!({ "id": id })).await, before, "nothing was changed");
    shop.manager("product.restore", json!({ "ids": [id] })).await;
    shop.manager("stock.adjust", json!({ "product": id, "delta": 1, "reason": "received" })).await;
    shop.assert_books().await;
});

on_both_engines!(a_file_does_not_change_what_was_removed_but_says_so, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let id = shop.product(&store, "B-1", 1_000, 5).await;
    shop.manager("product.remove", json!({ "ids": [id] })).await;
    let path = shop.path("again.csv");
    fs::write(&path, "sku,name,price\nB-1,Changed,20.00\nB-2,Fresh,5.00\n").unwrap();

    let seen = shop.manager("import.preview", json!({ "store": store, "path": path })).await;
    let run = shop.import(&store, &path).await;

    assert_eq!(seen["bad"][0]["line"], 2, "{seen}");
    assert!(seen["bad"][0]["reason"].as_str().unwrap().contains("was removed"), "{seen}");
    assert_eq!((&run["added"], &run["changed"], &run["bad"]), (&json!(1), &json!(0), &json!(1)), "{run}");
    let kept = shop.manager("product.get", json!({ "id": id })).await;
    assert_eq!((&kept["name"], &kept["is_removed"]), (&json!("Product B-1"), &json!(true)));
});

on_both_engines!(a_removed_store_takes_nothing_in, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let fields = shop.manager("store.get", json!({ "id": store })).await;
    shop.manager("store.remove", json!({ "id": store })).await;
    let path = shop.path("some.csv");
    fs::write(&path, "sku,name,price\nB-2,Fresh,5.00\n").unwrap();
    let mut after = fields.clone();
    after["name"] = json!("Changed");

    for (op, input) in [
        ("store.save", json!({ "id": store, "before": fields, "after": after })),
        ("store.set_open", json!({ "id": store, "is_open": true })),
        ("product.save", json!({ "store": store, "after": stories::shop::product_fields("B-1", 1_000, 5) })),
        ("tag.save", json!({ "store": store, "name": "Autumn" })),
        ("import.preview", json!({ "store": store, "path": path })),
        ("import.run", json!({ "store": store, "path": path })),
    ] {
        assert_refused(shop.try_manager(op, input).await, Code::NotFound, "");
    }

    shop.manager("store.restore", json!({ "id": store })).await;
    shop.product(&store, "B-1", 1_000, 5).await;
});
