//! Input of the wrong shape: named at its field, and never a fault of the program.

use desk::{Desk, Window};
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::assert_refused;

on_both_engines!(an_input_of_the_wrong_shape_is_a_refusal, |shop| {
    shop.vendor("vendor").await;
    shop.buyer("buyer").await;
    let id = uuid::Uuid::now_v7();
    let manager = [
        ("product.get", json!({}), "id"),
        ("product.get", json!({ "id": 7 }), "id"),
        ("product.get", json!({ "id": "x" }), "id"),
        ("product.get", json!({ "id": null }), "id"),
        ("product.set_active", json!({ "ids": [id] }), "is_active"),
        ("product.set_active", json!({ "ids": "x", "is_active": true }), "ids"),
        ("product.list", json!({ "limit": "many" }), "limit"),
        ("product.list", json!({ "sort": "colour" }), "sort"),
        ("product.list", json!({ "after": "x" }), "after"),
        ("product.list", json!({ "after": "[1]" }), "after"),
        ("sale.list", json!({ "from_us": "yesterday" }), "from_us"),
        ("sale.list", json!({ "state": "lost" }), "state"),
        ("sale.list", json!({ "after": "{}" }), "after"),
        ("sale.set_lines", json!({ "id": id, "lines": [], "state": "lost" }), "state"),
        ("mail.set", json!({ "port": "x" }), "port"),
        ("mail.set", json!({ "carrier": "pigeon" }), "carrier"),
        ("mail.set", json!({ "from_email": "" }), "from_email"),
        ("mail.set", json!({ "from_email": "x" }), "from_email"),
        ("mail.set", json!({ "carrier": "smtp", "host": "mail.example.org", "port": 0 }), "port"),
        ("mail.set", json!({ "carrier": "smtp", "host": "mail.example.org", "port": 70_000 }), "port"),
        ("mail.set", json!({ "carrier": "smtp", "host": "" }), "host"),
        (
            "mail.set",
            json!({ "carrier": "smtp", "host": "mail.example.org", "security": "none" }),
            "security",
        ),
        ("mail.test", json!({ "to": "x" }), "to"),
        ("import.run", json!({ "store": id }), "path"),
        ("import.preview", json!({ "store": id, "path": "x", "preset": "amazon" }), "preset"),
    ];
    for (op, input, field) in manager {
        assert_refused(shop.try_manager(op, input).await, Code::Invalid, field);
    }
    let storefront = [
        ("cart.put", json!({ "product": id, "quantity": "2", "mode": "add" }), "quantity"),
        ("cart.put", json!({ "product": id, "quantity": 1.5, "mode": "add" }), "quantity"),
        ("cart.put", json!({ "product": id, "quantity": 1, "mode": "double" }), "mode"),
        ("checkout.place", json!({ "order": "x", "billing": id, "shipping": id, "totals": [] }), "order"),
        ("checkout.place", json!({ "order": id, "billing": id, "shipping": id }), "totals"),
        ("address.save", json!({ "after": { "name": 7 } }), "name"),
        ("address.save", json!({}), "after"),
        ("order.list", json!({ "after": "[\"x\"," }), "after"),
        ("review.save", json!({ "product": id, "rating": "five" }), "rating"),
    ];
    for (op, input, field) in storefront {
        assert_refused(shop.try_storefront(op, input).await, Code::Invalid, field);
    }
    for input in [json!([]), json!("x"), json!(7), json!(true)] {
        assert_refused(shop.try_manager("product.get", input).await, Code::Invalid, "");
    }
});

on_both_engines!(what_nobody_offers_is_refused_plainly, |shop| {
    shop.vendor("vendor").await;
    for op in ["", "product", "product.explode", "drop table product", "PRODUCT.LIST", "\u{0}"] {
        assert_refused(shop.try_manager(op, json!({})).await, Code::NotFound, "");
    }
    assert_refused(shop.try_manager("cart.get", json!({})).await, Code::Forbidden, "");
    assert_refused(shop.try_storefront("product.list", json!({})).await, Code::Forbidden, "");
    assert_refused(shop.try_storefront("mail.set", json!({})).await, Code::Forbidden, "");
});

/// The names of the fields in a printed shape, nested ones too.
fn names(shape: &str) -> Vec<String> {
    let before_colon =
        shape.split(':').filter_map(|piece| piece.trim_end_matches('?').rsplit([' ', '{', ',', '(']).next());
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_' || sign.is_ascii_digit())
    };
    before_colon.filter(is_name).map(str::to_owned).collect()
}

/// Values that fit no field, or hardly.
fn values() -> Vec<Value> {
    let id = uuid::Uuid::now_v7();
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(0.5),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("\u{0}"),
        json!("🧁\r\n\"'"),
        json!("x".repeat(200_000)),
        json!(id),
        json!(uuid::Uuid::nil()),
        json!([]),
        json!([id]),
        json!([[1, 2]]),
        json!({}),
        json!({ "name": { "name": [] } }),
        json!("[1,\"x\"]"),
        json!("[9223372036854775807,\"ffffffff-ffff-ffff-ffff-ffffffffffff\"]"),
    ]
}

on_both_engines!(no_operation_breaks_on_any_value_in_any_field, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    shop.buyer("buyer").await;
    let address = shop.address().await;
    let skipped = [
        "demo.open",
        "account.register",
        "account.sign_in",
        "account.sign_out",
        "mail.test",
        "export.products",
    ];
    for op in Desk::operations().iter().filter(|op| !skipped.contains(&op.name)) {
        let window = if op.windows == "storefront" { Window::Storefront } else { Window::Manager };
        let names = names(&op.input);
        for value in values() {
            for wrong in &names {
                let mut input: serde_json::Map<String, Value> = names
                    .iter()
                    .map(|name| (name.clone(), likely(name, &store, &product, &address)))
                    .collect();
                input.insert(wrong.clone(), value.clone());
                let said = shop.desk.call(window, op.name, Value::Object(input)).await;
                let code = said.err().map(|refusal| refusal.code);
                assert_ne!(code, Some(Code::Broken), "{} broke on {wrong} = {value:.60}", op.name);
            }
        }
    }
    shop.assert_books().await;
});

/// What would do in a field of this name.
fn likely(name: &str, store: &str, product: &str, address: &str) -> Value {
    match name {
        "store" => json!(store),
        "id" | "product" => json!(product),
        "billing" | "shipping" => json!(address),
        "ids" => json!([product]),
        "quantity" | "rating" | "delta" | "limit" => json!(1),
        "mode" => json!("add"),
        "is_active" | "is_open" | "is_hidden" => json!(true),
        "path" => json!("/nowhere/at/all.csv"),
        "reason" => json!("received"),
        "order" => json!(uuid::Uuid::now_v7()),
        "totals" => json!([{ "currency": "EUR", "total_minor": 1 }]),
        "before" | "after" | "mapping" => json!({}),
        _ => json!("x"),
    }
}
