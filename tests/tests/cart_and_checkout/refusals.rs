//! Checkouts that must not happen, and the numbers they must not use.

use market::Code;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{assert_refused, id_of};
use uuid::Uuid;

use crate::fixture::{checkout, placed, scene, stock};

on_both_engines!(a_total_from_the_window_is_compared_and_never_believed, |shop| {
    let it = scene(&shop, 5).await;
    shop.put(&it.product, 2).await;
    for total in [0, 1, 1_999, 2_001, -2_000, i64::MAX, i64::MIN] {
        assert_refused(
            shop.try_storefront("checkout.place", checkout(Uuid::now_v7(), &it.address, total)).await,
            Code::Changed,
            "",
        );
    }
    for totals in [json!([]), json!([{ "currency": "USD", "total_minor": 2_000 }])] {
        let ask = json!({ "order": Uuid::now_v7(), "billing": it.address, "shipping": it.address, "totals": totals });
        assert_refused(shop.try_storefront("checkout.place", ask).await, Code::Changed, "");
    }
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 2, "the cart is kept");
    assert_eq!((stock(&shop, &it.product).await, placed(&shop).await), (5, (0, 0, 0)), "nothing was taken");
    shop.assert_books().await;
});

on_both_engines!(an_empty_cart_and_a_missing_address_are_said, |shop| {
    let it = scene(&shop, 5).await;
    let empty =
        json!({ "order": Uuid::now_v7(), "billing": it.address, "shipping": it.address, "totals": [] });
    assert_refused(shop.try_storefront("checkout.place", empty).await, Code::Invalid, "");
    shop.put(&it.product, 1).await;
    for field in ["billing", "shipping"] {
        let mut ask = checkout(Uuid::now_v7(), &it.address, 1_000);
        ask[field] = json!(Uuid::now_v7());
        assert_refused(shop.try_storefront("checkout.place", ask.clone()).await, Code::NotFound, field);
        assert_refused(shop.try_storefront("checkout.review", ask).await, Code::NotFound, field);
    }
    let mut long = checkout(Uuid::now_v7(), &it.address, 1_000);
    long["note"] = json!("n".repeat(1_001));
    assert_refused(shop.try_storefront("checkout.place", long).await, Code::Invalid, "note");
    assert_eq!(placed(&shop).await, (0, 0, 0), "no order came of it");
    shop.assert_books().await;
});

on_both_engines!(a_foreign_address_looks_absent_at_checkout, |shop| {
    let it = scene(&shop, 5).await;
    shop.storefront("account.sign_out", json!({})).await;
    shop.buyer("buyer2").await;
    let own = shop.address().await;
    shop.put(&it.product, 1).await;
    for field in ["billing", "shipping"] {
        let mut foreign = checkout(Uuid::now_v7(), &own, 1_000);
        foreign[field] = json!(it.address);
        let mut absent = foreign.clone();
        absent[field] = json!(Uuid::now_v7());
        for op in ["checkout.place", "checkout.review"] {
            let (theirs, nobodys) = (
                shop.try_storefront(op, foreign.clone()).await,
                shop.try_storefront(op, absent.clone()).await,
            );
            assert_eq!(theirs, nobodys, "another's address looks like none");
            assert_refused(theirs, Code::NotFound, field);
        }
    }
    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 1, "the cart is kept");
    assert_eq!((stock(&shop, &it.product).await, placed(&shop).await), (5, (0, 0, 0)), "nothing was taken");
});

on_both_engines!(a_checkout_without_a_seat_keeps_the_cart, |shop| {
    let it = scene(&shop, 5).await;
    shop.storefront("account.sign_out", json!({})).await;
    shop.put(&it.product, 2).await;

    assert_refused(
        shop.try_storefront("checkout.place", checkout(Uuid::now_v7(), &it.address, 2_000)).await,
        Code::SignedOut,
        "",
    );

    assert_eq!(shop.storefront("cart.get", json!({})).await["count"], 2, "the visitor's cart is as it was");
    assert_eq!(placed(&shop).await, (0, 0, 0), "nothing was placed");
});

on_both_engines!(refused_checkouts_leave_no_gap_in_the_numbers, |shop| {
    let it = scene(&shop, 3).await;
    for expected in ["LB-00001", "LB-00002", "LB-00003"] {
        shop.put(&it.product, 1).await;
        for total in [1, 999, 5_000] {
            assert_refused(
                shop.try_storefront("checkout.place", checkout(Uuid::now_v7(), &it.address, total)).await,
                Code::Changed,
                "",
            );
        }
        let order = shop.place(&it.address).await;
        assert_eq!(order["parts"][0]["invoice"]["label"], expected, "a refused checkout uses no number");
    }
    assert_eq!(
        (stock(&shop, &it.product).await, placed(&shop).await),
        (0, (3, 3, 3)),
        "three orders and no more"
    );
    shop.assert_books().await;
});

on_both_engines!(a_huge_price_is_refused_before_it_can_overflow_a_total, |shop| {
    let it = scene(&shop, 5).await;
    for price in [10_000_000_001_i64, i64::MAX / 99, i64::MAX] {
        let after =
            json!({ "name": "Dear", "sku": "D", "price_minor": price, "stock": 99, "is_active": true });
        assert_refused(
            shop.try_manager("product.save", json!({ "store": it.store, "after": after })).await,
            Code::Invalid,
            "price_minor",
        );
    }
    let mut wanted = 0;
    for number in 0..5 {
        let after = json!({ "name": "Dear", "sku": format!("D{number}"), "price_minor": 10_000_000_000_i64, "tax_bp": 10_000, "stock": 99, "is_active": true });
        let dear = id_of(&shop.manager("product.save", json!({ "store": it.store, "after": after })).await);
        shop.until("it is on the shelf", || async {
            shop.try_storefront("shelf.product", json!({ "id": dear })).await.is_ok()
        })
        .await;
        shop.put(&dear, 99).await;
        wanted += 990_000_000_000_i64;
    }
    let order = shop.place(&it.address).await;
    assert_eq!(order["totals"][0]["total_minor"], wanted, "the dearest cart is summed to the cent");
    let part = &order["parts"][0];
    assert_eq!(
        part["net_minor"].as_i64().unwrap() + part["tax_minor"].as_i64().unwrap(),
        wanted,
        "net and tax make the total"
    );
    shop.assert_books().await;
});
