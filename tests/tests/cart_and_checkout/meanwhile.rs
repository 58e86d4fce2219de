//! What the vendor does while the buyer looks at the cart.

use desk::Window;
use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{assert_refused, sign_in};
use uuid::Uuid;

use crate::fixture::{change, checkout, placed, scene, stock, until_cart};

on_both_engines!(a_deactivated_product_is_shown_in_the_cart_before_paying, |shop| {
    let it = scene(&shop, 5).await;
    let other = shop.product(&it.store, "B-2", 500, 5).await;
    shop.until("both are on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&it.product, 2).await;
    shop.put(&other, 1).await;
    shop.manager("product.set_active", json!({ "ids": [it.product], "is_active": false })).await;

    let cart = until_cart(&shop, "the cart shows it", |cart| cart["has_problems"] == true).await;

    let gone = cart["lines"].as_array().unwrap().iter().find(|line| line["product"] == it.product).unwrap();
    assert_eq!(gone["problem"], "gone", "{cart}");
    assert_eq!(cart["totals"][0]["total_minor"], 500, "what cannot be bought is not summed");
    let review =
        shop.storefront("checkout.review", json!({ "billing": it.address, "shipping": it.address })).await;
    assert_eq!(review["is_ready"], false, "the window cannot go on");
    assert_refused(shop.try_place(Uuid::now_v7(), &it.address).await, Code::Changed, &it.product);
    assert_eq!(shop.storefront("cart.get", json!({})).await, cart, "the cart is kept");
    let accepted = shop.storefront("cart.accept", json!({})).await;
    assert_eq!(
        (&accepted["count"], &accepted["has_problems"]),
        (&json!(1), &json!(false)),
        "accepting takes it out"
    );
    shop.place(&it.address).await;
    assert_eq!(
        (stock(&shop, &it.product).await, stock(&shop, &other).await),
        (5, 4),
        "only what was bought is gone"
    );
    shop.assert_books().await;
});

on_both_engines!(a_changed_price_must_be_seen_before_it_is_paid, |shop| {
    let it = scene(&shop, 5).await;
    shop.put(&it.product, 2).await;
    change(&shop, &it.product, "price_minor", json!(1_500)).await;

    let cart = until_cart(&shop, "the cart shows it", |cart| cart["lines"][0]["problem"] == "repriced").await;

    let line = &cart["lines"][0];
    assert_eq!(
        (&line["seen_price_minor"], &line["price_minor"]),
        (&json!(1_000), &json!(1_500)),
        "both prices are said"
    );
    assert_refused(shop.try_place(Uuid::now_v7(), &it.address).await, Code::Changed, &it.product);
    shop.storefront("cart.accept", json!({})).await;
    let order = shop.place(&it.address).await;
    assert_eq!(order["totals"][0]["total_minor"], 3_000, "the price that was accepted is charged");
    change(&shop, &it.product, "price_minor", json!(9_999)).await;
    let later = shop.storefront("order.get", json!({ "id": order["id"] })).await;
    assert_eq!(later["totals"], order["totals"], "an order keeps its prices");
    shop.assert_books().await;
});

on_both_engines!(a_price_changed_at_the_last_moment_is_not_charged_unseen, |shop| {
    let it = scene(&shop, 5).await;
    shop.put(&it.product, 2).await;
    let mut tx = shop.desk.authority().db().begin().await.unwrap();
    let id = Uuid::parse_str(&it.product).unwrap();
    let row = market::db::product::get(&mut tx, id).await.unwrap().unwrap();
    let mut fields = row.fields(vec![]);
    fields.price_minor = 1;
    market::db::product::update(&mut tx, row.store_id, id, &fields, 1).await.unwrap();
    tx.commit().await.unwrap();

    let answer = shop.try_storefront("checkout.place", checkout(Uuid::now_v7(), &it.address, 2_000)).await;

    assert_refused(answer, Code::Changed, &it.product);
    assert_eq!(placed(&shop).await, (0, 0, 0), "not even a lower price is taken unseen");
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 2, "the cart is back");
    assert_eq!(
        shop.manager("sync.state", json!({})).await["refused"],
        json!([]),
        "a refusal that was said is not kept"
    );
});

on_both_engines!(a_checkout_over_too_few_units_takes_none, |shop| {
    let it = scene(&shop, 5).await;
    let other = shop.product(&it.store, "B-2", 500, 5).await;
    shop.until("both are on the shelf", || async {
        shop.storefront("shelf.list", json!({})).await["total"] == 2
    })
    .await;
    shop.put(&other, 1).await;
    shop.put(&it.product, 4).await;
    shop.manager("stock.adjust", json!({ "product": it.product, "delta": -3, "reason": "damaged" })).await;

    let cart = until_cart(&shop, "the cart shows it", |cart| cart["has_problems"] == true).await;

    let line = cart["lines"].as_array().unwrap().iter().find(|line| line["product"] == it.product).unwrap();
    assert_eq!(line["problem"], "too_few", "{cart}");
    let refusal = shop.try_place(Uuid::now_v7(), &it.address).await.unwrap_err();
    assert_eq!(refusal.code, Code::SoldOut, "{refusal:?}");
    assert!(refusal.fields[&it.product].contains('2'), "how many are left is said: {refusal:?}");
    assert_eq!(
        (stock(&shop, &it.product).await, stock(&shop, &other).await),
        (2, 5),
        "nothing was taken, of the other product neither"
    );
    shop.manager("stock.adjust", json!({ "product": it.product, "delta": -2, "reason": "damaged" })).await;
    let cart = until_cart(&shop, "it is sold out", |cart| {
        cart["lines"].as_array().unwrap().iter().any(|line| line["problem"] == "sold_out")
    })
    .await;
    assert_eq!(cart["totals"][0]["total_minor"], 500, "what is sold out is not summed: {cart}");
    assert_refused(shop.try_place(Uuid::now_v7(), &it.address).await, Code::SoldOut, &it.product);
    assert_eq!(placed(&shop).await, (0, 0, 0), "no order, no invoice, no mail");
    let accepted = shop.storefront("cart.accept", json!({})).await;
    assert_eq!(accepted["count"], 1, "accepting leaves what there is: {accepted}");
    shop.place(&it.address).await;
    shop.assert_books().await;
});

on_both_engines!(a_closed_or_removed_store_sells_nothing_and_the_cart_says_so, |shop| {
    let it = scene(&shop, 5).await;
    shop.put(&it.product, 1).await;
    for (close, open) in [
        (
            ("store.set_open", json!({ "id": it.store, "is_open": false })),
            ("store.set_open", json!({ "id": it.store, "is_open": true })),
        ),
        (("store.remove", json!({ "id": it.store })), ("store.restore", json!({ "id": it.store }))),
    ] {
        shop.manager(close.0, close.1).await;
        let cart = until_cart(&shop, "the cart shows it", |cart| cart["has_problems"] == true).await;
        assert_eq!(cart["lines"][0]["problem"], "gone", "{cart}");
        let ask = checkout(Uuid::now_v7(), &it.address, 1_000);
        assert_refused(shop.try_storefront("checkout.place", ask).await, Code::Changed, &it.product);
        shop.manager(open.0, open.1).await;
        until_cart(&shop, "the store is back", |cart| cart["has_problems"] == false).await;
    }
    shop.place(&it.address).await;
    assert_eq!(placed(&shop).await, (1, 1, 1), "the one checkout that was allowed");
    shop.assert_books().await;
});

on_both_engines!(the_last_unit_is_sold_once, |shop| {
    let it = scene(&shop, 1).await;
    shop.put(&it.product, 1).await;
    let other = shop.beside().await;
    let other_buyer = stories::shop::registration("buyer2", "buyer");
    other.call(Window::Storefront, "account.register", other_buyer).await.unwrap();
    let after = json!({ "name": "Bo", "line1": "Weg 1", "city": "Jena", "country": "DE" });
    let address =
        other.call(Window::Storefront, "address.save", json!({ "after": after })).await.unwrap()["id"]
            .clone();
    other
        .call(Window::Storefront, "cart.put", json!({ "product": it.product, "quantity": 1, "mode": "add" }))
        .await
        .unwrap();
    let theirs = checkout(Uuid::now_v7(), address.as_str().unwrap(), 1_000);

    let (a, b) = tokio::join!(
        shop.try_storefront("checkout.place", checkout(Uuid::now_v7(), &it.address, 1_000)),
        other.call(Window::Storefront, "checkout.place", theirs),
    );

    let codes: Vec<_> =
        [&a, &b].into_iter().filter_map(|answer| answer.as_ref().err()).map(|refusal| refusal.code).collect();
    assert_eq!(codes, [Code::SoldOut], "one is placed, one is told: {a:?} {b:?}");
    assert_eq!(
        (stock(&shop, &it.product).await, placed(&shop).await),
        (0, (1, 1, 1)),
        "one order, one number, one mail"
    );
    sign_in(&other, Window::Storefront, "buyer2").await;
    let carts = [
        shop.storefront("cart.get", json!({})).await["count"].clone(),
        other.call(Window::Storefront, "cart.get", json!({})).await.unwrap()["count"].clone(),
    ];
    assert!(
        carts.contains(&json!(0)) && carts.contains(&json!(1)),
        "who was refused keeps the cart: {carts:?}"
    );
    other.close().await;
    shop.assert_books().await;
});
