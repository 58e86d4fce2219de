//! What may be put in a cart, and how two carts become one.

use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{PASSWORD, assert_refused, id_of, store_fields};
use uuid::Uuid;

use crate::fixture::scene;

on_both_engines!(a_quantity_outside_one_to_ninety_nine_changes_no_cart, |shop| {
    let it = scene(&shop, 500).await;
    shop.put(&it.product, 2).await;
    let before = shop.storefront("cart.get", json!({})).await;
    for quantity in [0, 100, -1, i64::MAX, i64::MIN] {
        for mode in ["add", "set"] {
            let ask = json!({ "product": it.product, "quantity": quantity, "mode": mode });
            assert_refused(shop.try_storefront("cart.put", ask).await, Code::Invalid, "quantity");
        }
    }
    let over = json!({ "product": it.product, "quantity": 98, "mode": "add" });
    assert_refused(shop.try_storefront("cart.put", over).await, Code::Invalid, "quantity");
    assert_eq!(shop.storefront("cart.get", json!({})).await, before, "the cart is as it was");

    let most = json!({ "product": it.product, "quantity": 99, "mode": "set" });
    assert_eq!(shop.storefront("cart.put", most).await["count"], 99, "the limit itself is allowed");
    shop.place(&it.address).await;
    shop.assert_books().await;
});

on_both_engines!(what_is_not_for_sale_is_put_in_no_cart, |shop| {
    let it = scene(&shop, 5).await;
    let none = shop.product(&it.store, "B-0", 1_000, 0).await;
    let hidden = shop.product(&it.store, "B-2", 1_000, 5).await;
    let removed = shop.product(&it.store, "B-3", 1_000, 5).await;
    shop.manager("product.set_active", json!({ "ids": [hidden], "is_active": false })).await;
    shop.manager("product.remove", json!({ "ids": [removed] })).await;
    shop.until("the storefront has heard", || async {
        let mut gone = true;
        for id in [&hidden, &removed] {
            gone &= shop.try_storefront("shelf.product", json!({ "id": id })).await.is_err();
        }
        gone && shop.try_storefront("shelf.product", json!({ "id": none })).await.is_ok()
    })
    .await;
    for (product, code) in [
        (json!(none), Code::SoldOut),
        (json!(hidden), Code::NotFound),
        (json!(removed), Code::NotFound),
        (json!(Uuid::now_v7()), Code::NotFound),
    ] {
        let ask = json!({ "product": product, "quantity": 1, "mode": "add" });
        assert_refused(shop.try_storefront("cart.put", ask).await, code, "");
    }
    assert_eq!(shop.storefront("cart.get", json!({})).await["lines"], json!([]), "nothing came in");
    for op in ["cart.remove", "cart.clear"] {
        shop.storefront(op, json!({ "product": hidden })).await;
    }
});

on_both_engines!(an_anonymous_cart_joins_the_account_and_sums_up_to_ninety_nine, |shop| {
    let it = scene(&shop, 500).await;
    let other = shop.product(&it.store, "B-2", 500, 500).await;
    shop.until("both are on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&it.product, 60).await;
    shop.storefront("account.sign_out", json!({})).await;
    assert_eq!(
        shop.storefront("cart.get", json!({})).await["count"],
        0,
        "a cart does not stay behind for the next person"
    );
    shop.until("the visitor sees both", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&it.product, 60).await;
    shop.put(&other, 3).await;

    shop.storefront("account.sign_in", json!({ "email": "buyer1@example.org", "password": PASSWORD })).await;

    let cart = shop.storefront("cart.get", json!({})).await;
    let quantity = |id: &str| {
        cart["lines"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["product"] == id)
            .map(|line| line["quantity"].clone())
    };
    assert_eq!((quantity(&it.product), quantity(&other)), (Some(json!(99)), Some(json!(3))), "{cart}");
    shop.storefront("account.sign_out", json!({})).await;
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 0, "the visitor's cart has left");
    shop.storefront("account.sign_in", json!({ "email": "buyer1@example.org", "password": PASSWORD })).await;
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 102, "signing in again adds nothing");
});

on_both_engines!(a_cart_of_two_currencies_is_one_order_with_two_totals, |shop| {
    let it = scene(&shop, 5).await;
    let mut after = store_fields("Harbour", "HT-");
    after["currency"] = json!("JPY");
    let yen = id_of(&shop.manager("store.save", json!({ "after": after })).await);
    let shirt = shop.product(&yen, "H-1", 3_000, 5).await;
    shop.until("the shirt is on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&it.product, 2).await;
    shop.put(&shirt, 1).await;

    let cart = shop.storefront("cart.get", json!({})).await;
    let both =
        json!([{ "currency": "EUR", "total_minor": 2_000 }, { "currency": "JPY", "total_minor": 3_000 }]);
    assert_eq!(cart["totals"], both, "amounts of two currencies are never added");
    for wrong in [
        json!([both[0]]),
        json!([both[1]]),
        json!([{ "currency": "EUR", "total_minor": 5_000 }]),
        json!([both[0], both[0]]),
        json!([]),
    ] {
        let ask = json!({ "order": Uuid::now_v7(), "billing": it.address, "shipping": it.address, "totals": wrong });
        assert_refused(shop.try_storefront("checkout.place", ask).await, Code::Changed, "");
    }
    let order = shop.place(&it.address).await;
    assert_eq!(order["totals"], both, "the order says the same");
    let currencies: Vec<_> =
        order["parts"].as_array().unwrap().iter().map(|part| part["invoice"]["currency"].clone()).collect();
    assert!(
        currencies.contains(&json!("EUR")) && currencies.contains(&json!("JPY")),
        "each store bills in its own: {currencies:?}"
    );
    shop.assert_books().await;
});

on_both_engines!(eight_changes_of_one_line_at_once_all_count, |shop| {
    let it = scene(&shop, 50).await;
    shop.put(&it.product, 1).await;
    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (desk, ask) = (shop.desk.clone(), json!({ "product": it.product, "quantity": 1, "mode": "add" }));
        clicks.spawn(async move { desk.call(desk::Window::Storefront, "cart.put", ask).await });
    }
    for answer in clicks.join_all().await {
        answer.unwrap();
    }
    assert_eq!(
        shop.storefront("cart.get", json!({})).await["count"],
        9,
        "no click is lost and none is refused"
    );
});
