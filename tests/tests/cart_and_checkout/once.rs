//! A double click, a retry, eight at once: one order.

use desk::Window;
use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{assert_refused, sign_in};
use uuid::Uuid;

use crate::fixture::{checkout, placed, scene, stock};

on_both_engines!(a_double_click_places_one_order, |shop| {
    let it = scene(&shop, 5).await;
    shop.put(&it.product, 2).await;
    let ask = checkout(Uuid::now_v7(), &it.address, 2_000);

    let first = shop.storefront("checkout.place", ask.clone()).await;
    let second = shop.storefront("checkout.place", ask.clone()).await;
    shop.put(&it.product, 1).await;
    let third = shop.storefront("checkout.place", ask).await;

    assert_eq!((&second, &third), (&first, &first), "the second answer is the first one");
    assert_eq!(stock(&shop, &it.product).await, 3, "stock is taken once");
    assert_eq!(placed(&shop).await, (1, 1, 1), "one order, one invoice, one mail");
    assert_eq!(
        shop.storefront("cart.get", json!({})).await["count"],
        1,
        "what came into the cart later stays in it"
    );
    shop.assert_books().await;
});

on_both_engines!(eight_clicks_at_once_place_one_order, |shop| {
    let it = scene(&shop, 50).await;
    shop.put(&it.product, 2).await;
    let ask = checkout(Uuid::now_v7(), &it.address, 2_000);

    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (desk, ask) = (shop.desk.clone(), ask.clone());
        clicks.spawn(async move { desk.call(Window::Storefront, "checkout.place", ask).await });
    }
    let answers = clicks.join_all().await;

    for answer in &answers {
        assert!(answer.is_ok(), "each click gets the order: {answer:?}");
    }
    assert_eq!(stock(&shop, &it.product).await, 48, "stock is taken once");
    assert_eq!(placed(&shop).await, (1, 1, 1), "one order, one invoice, one mail");
    assert_eq!(
        shop.storefront("sync.state", json!({})).await["refused"],
        json!([]),
        "no click is left as a refused change"
    );
    shop.assert_books().await;
});

on_both_engines!(two_programs_with_the_same_order_place_it_once, |shop| {
    let it = scene(&shop, 50).await;
    shop.put(&it.product, 2).await;
    let other = shop.beside().await;
    sign_in(&other, Window::Storefront, "buyer1").await;
    let ask = checkout(Uuid::now_v7(), &it.address, 2_000);

    let (a, b) = tokio::join!(
        shop.try_storefront("checkout.place", ask.clone()),
        other.call(Window::Storefront, "checkout.place", ask),
    );

    assert_eq!(
        (a.unwrap()["order"].clone(), stock(&shop, &it.product).await),
        (b.unwrap()["order"].clone(), 48),
        "both hold the one order"
    );
    assert_eq!(placed(&shop).await, (1, 1, 1), "one order, one invoice, one mail");
    other.close().await;
    shop.assert_books().await;
});

on_both_engines!(an_order_id_cannot_be_used_for_another_cart, |shop| {
    let it = scene(&shop, 50).await;
    shop.put(&it.product, 2).await;
    let order = Uuid::now_v7();
    shop.storefront("checkout.place", checkout(order, &it.address, 2_000)).await;
    shop.put(&it.product, 5).await;

    assert_refused(
        shop.try_storefront("checkout.place", checkout(order, &it.address, 5_000)).await,
        Code::Conflict,
        "",
    );

    assert_eq!(placed(&shop).await, (1, 1, 1), "the first order stands alone");
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 5, "the cart is kept");
    assert_eq!(stock(&shop, &it.product).await, 48, "nothing more was taken");
    shop.storefront("account.sign_out", json!({})).await;
    shop.buyer("buyer2").await;
    let address = shop.address().await;
    shop.put(&it.product, 1).await;
    assert_refused(
        shop.try_storefront("checkout.place", checkout(order, &address, 1_000)).await,
        Code::NotFound,
        "",
    );
    assert_eq!(placed(&shop).await, (1, 1, 1), "another's order id looks absent and places nothing");
    shop.assert_books().await;
});

on_both_engines!(
    twenty_orders_at_once_by_two_programs_sell_what_there_is_and_number_it_without_gap,
    |shop| {
        let it = scene(&shop, 7).await;
        let other = shop.beside().await;
        other
            .call(Window::Storefront, "account.register", stories::shop::registration("buyer2", "buyer"))
            .await
            .unwrap();
        let after = json!({ "name": "Bo", "line1": "Weg 1", "city": "Jena", "country": "DE" });
        let address =
            other.call(Window::Storefront, "address.save", json!({ "after": after })).await.unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned();
        let buys = async |desk: desk::Desk, address: String, product: String| {
            let mut bought = 0;
            for _ in 0..10 {
                let put = json!({ "product": product, "quantity": 1, "mode": "set" });
                let _ = desk.call(Window::Storefront, "cart.put", put).await;
                let answer = desk
                    .call(Window::Storefront, "checkout.place", checkout(Uuid::now_v7(), &address, 1_000))
                    .await;
                bought += i64::from(answer.is_ok());
            }
            bought
        };

        let (a, b) = tokio::join!(
            buys(shop.desk.clone(), it.address.clone(), it.product.clone()),
            buys(other.clone(), address, it.product.clone()),
        );

        assert_eq!((a + b, stock(&shop, &it.product).await), (7, 0), "exactly what there was is sold");
        assert_eq!(placed(&shop).await, (7, 7, 7), "each order has one invoice and one mail");
        let mut labels: Vec<_> = shop.manager("invoice.list", json!({})).await["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["label"].as_str().unwrap().to_owned())
            .collect();
        labels.sort();
        assert_eq!(
            labels,
            (1..=7).map(|number| format!("LB-{number:05}")).collect::<Vec<_>>(),
            "refused checkouts use no number"
        );
        other.close().await;
        shop.assert_books().await;
    }
);
