//! Products and stock typed in wrongly.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{assert_refused, product_fields};

on_both_engines!(each_wrong_field_of_a_product_is_named_and_nothing_is_saved, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let long = |count: usize| json!("x".repeat(count));
    let tags = |count: usize| json!((0..count).map(|n| format!("tag {n}")).collect::<Vec<_>>());
    let cases: Vec<(&str, Value)> = vec![
        ("name", json!("")),
        ("name", json!("\u{0}\u{7}\u{1b}")),
        ("name", long(201)),
        ("subtitle", long(201)),
        ("sku", json!("  ")),
        ("sku", long(65)),
        ("slug", json!("a b")),
        ("slug", json!("-a")),
        ("slug", long(161)),
        ("barcode", json!("9780439023482")),
        ("barcode", json!("97804390234AB")),
        ("barcode", json!("٩٧٨٠٤٣٩٠٢٣٤٨١")),
        ("barcode", json!("123")),
        ("description", long(100_001)),
        ("price_minor", json!(-1)),
        ("price_minor", json!(10_000_000_001_i64)),
        ("price_minor", json!(i64::MAX)),
        ("price_minor", json!(i64::MIN)),
        ("price_minor", json!(u64::MAX)),
        ("price_minor", json!(12.505)),
        ("price_minor", json!("12.50")),
        ("price_minor", json!("twelve")),
        ("price_minor", json!(null)),
        ("tax_bp", json!(-1)),
        ("tax_bp", json!(10_001)),
        ("low_stock", json!(-1)),
        ("low_stock", json!(1_000_001)),
        ("stock", json!(-1)),
        ("stock", json!(1_000_001)),
        ("stock", json!(0.5)),
        ("stock", json!("many")),
        ("is_active", json!("yes")),
        ("tags", json!("Poetry")),
        ("tags", json!(["x".repeat(81)])),
        ("tags", json!(["!?"])),
        ("tags", tags(51)),
    ];
    for (field, value) in &cases {
        let mut after = product_fields("B-1", 1_000, 5);
        after[field] = value.clone();
        let answer = shop.try_manager("product.save", json!({ "store": store, "after": after })).await;
        assert_refused(answer, Code::Invalid, field);
    }
    assert_eq!(
        shop.manager("product.list", json!({})).await["total"],
        0,
        "no refused product is on the list"
    );
    assert_eq!(shop.manager("tag.list", json!({})).await["tags"], json!([]), "nor any of its tags");
    shop.assert_books().await;
});

on_both_engines!(an_edit_with_a_letter_for_a_price_is_named_at_the_price, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let id = shop.product(&store, "B-1", 1_000, 5).await;
    let before = shop.manager("product.get", json!({ "id": id })).await;
    for value in [json!("x"), json!(1.5), json!([]), json!({}), json!(true)] {
        let mut after = product_fields("B-1", 1_000, 5);
        after["price_minor"] = value;
        assert_refused(
            shop.try_manager("product.save", json!({ "id": id, "after": after })).await,
            Code::Invalid,
            "price_minor",
        );
    }
    assert_eq!(shop.manager("product.get", json!({ "id": id })).await, before, "the product is as it was");
});

on_both_engines!(the_cheapest_and_the_dearest_product_are_both_taken, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    for (sku, price) in [("FREE", 0), ("DEAR", 10_000_000_000)] {
        let id = shop.product(&store, sku, price, 1_000_000).await;
        assert_eq!(
            shop.manager("product.get", json!({ "id": id })).await["price_minor"],
            price,
            "limits themselves are allowed"
        );
    }
    shop.assert_books().await;
});

on_both_engines!(a_second_product_with_the_same_sku_is_refused_at_that_field, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let other = shop.store("Harbour", "HT-").await;
    let first = shop.product(&store, "B-1", 1_000, 5).await;
    let second = shop.product(&store, "B-2", 1_000, 5).await;
    let get = async |id: &str| shop.manager("product.get", json!({ "id": id })).await;
    let (kept_first, kept_second) = (get(&first).await, get(&second).await);

    for sku in ["B-1", " B-1 ", "B-1\n"] {
        let mut after = product_fields("x", 5, 1);
        after["sku"] = json!(sku);
        assert_refused(
            shop.try_manager("product.save", json!({ "store": store, "after": after })).await,
            Code::Duplicate,
            "sku",
        );
    }
    let mut after = product_fields("B-9", 5, 1);
    after["slug"] = kept_first["slug"].clone();
    assert_refused(
        shop.try_manager("product.save", json!({ "store": store, "after": after.clone() })).await,
        Code::Duplicate,
        "slug",
    );
    let mut edited = kept_second.clone();
    edited["sku"] = json!("B-1");
    assert_refused(
        shop.try_manager("product.save", json!({ "id": second, "after": edited })).await,
        Code::Duplicate,
        "sku",
    );

    assert_eq!(
        (get(&first).await, get(&second).await),
        (kept_first, kept_second),
        "both products are unchanged"
    );
    shop.manager("product.save", json!({ "store": other, "after": after })).await;
    shop.product(&other, "B-1", 1_000, 5).await;
});

on_both_engines!(skus_that_differ_in_a_sign_are_two_on_both_engines, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    for sku in ["abc", "ABC", "äbc", "abç", "ab", "a b c", "ß", "ss", "🧁", "🍰", "'", "\"", "%", "_"]
    {
        shop.product(&store, sku, 1_000, 1).await;
    }
    assert_eq!(
        shop.manager("product.list", json!({})).await["total"],
        14,
        "an engine's collation makes no two SKUs one"
    );
});

on_both_engines!(a_stock_cannot_be_moved_below_zero_or_for_no_reason, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    let cases = [
        ("delta", json!(0)),
        ("delta", json!(-6)),
        ("delta", json!(1_000_000)),
        ("delta", json!(i64::MAX)),
        ("delta", json!(i64::MIN)),
        ("delta", json!("3")),
        ("reason", json!("stolen")),
        ("reason", json!("")),
        ("note", json!("n".repeat(501))),
        ("product", json!("not an id")),
    ];
    for (field, value) in cases {
        let mut ask = json!({ "product": product, "delta": 1, "reason": "received" });
        ask[field] = value;
        assert_refused(shop.try_manager("stock.adjust", ask).await, Code::Invalid, field);
    }
    let movements = shop.manager("stock.list", json!({ "product": product })).await;
    assert_eq!(movements["rows"].as_array().unwrap().len(), 1, "only the opening stock was ever moved");
    shop.assert_books().await;
});

on_both_engines!(one_foreign_product_in_a_list_changes_none_of_it, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let own = shop.product(&store, "B-1", 1_000, 5).await;
    shop.manager("account.sign_out", json!({})).await;
    shop.vendor("stranger").await;
    let theirs = shop.store("Harbour", "HT-").await;
    let foreign = shop.product(&theirs, "H-1", 1_000, 5).await;

    for ids in [json!([foreign, own]), json!([own]), json!([foreign, uuid::Uuid::now_v7()]), json!([])] {
        for (op, input) in [
            ("product.set_active", json!({ "ids": ids, "is_active": false })),
            ("product.remove", json!({ "ids": ids })),
            ("product.restore", json!({ "ids": ids })),
        ] {
            assert_refused(shop.try_manager(op, input).await, Code::NotFound, "");
        }
    }
    let kept = shop.manager("product.get", json!({ "id": foreign })).await;
    assert_eq!(
        (&kept["is_active"], &kept["is_removed"]),
        (&json!(true), &json!(false)),
        "a list is changed whole or not at all"
    );
    let twice =
        shop.manager("product.set_active", json!({ "ids": [foreign, foreign], "is_active": false })).await;
    assert_eq!(twice["changed"], 1, "a product named twice is one product");
});

on_both_engines!(two_windows_editing_one_product_lose_neither_value, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let id = shop.product(&store, "B-1", 1_000, 5).await;
    let before = shop.manager("product.get", json!({ "id": id })).await;
    let but = |field: &str, value: Value| {
        let mut after = before.clone();
        after[field] = value;
        json!({ "id": id, "before": before, "after": after })
    };
    shop.manager("product.save", but("name", json!("Mine"))).await;

    shop.manager("product.save", but("price_minor", json!(2_000))).await;
    let clash = shop.try_manager("product.save", but("name", json!("Theirs"))).await;

    assert_refused(clash, Code::Conflict, "name");
    let now = shop.manager("product.get", json!({ "id": id })).await;
    assert_eq!(
        (&now["name"], &now["price_minor"]),
        (&json!("Mine"), &json!(2_000)),
        "different fields both stand, the same one is asked about"
    );
});
