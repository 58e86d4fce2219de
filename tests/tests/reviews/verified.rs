//! Verified means bought, and the marketplace says so.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, assert_refused};

struct Scene {
    product: String,
    address: String,
}

async fn scene(shop: &Shop) -> Scene {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 50).await;
    shop.buyer("buyer1").await;
    Scene { address: shop.address().await, product }
}

async fn rate(shop: &Shop, product: &str, rating: i64) {
    shop.storefront("review.save", json!({ "product": product, "rating": rating, "title": "Mine", "is_verified": true, "verified": true })).await;
}

async fn averages(shop: &Shop, product: &str) -> (Value, Value, Value) {
    let page = shop.storefront("shelf.product", json!({ "id": product })).await;
    (page["rating_all"].clone(), page["rating_verified"].clone(), page["reviews"].clone())
}

async fn cancel(shop: &Shop) {
    shop.until("the vendor sees it", || async { shop.manager("sale.list", json!({})).await["total"] == 1 })
        .await;
    let sale = shop.manager("sale.list", json!({})).await["rows"][0]["id"].clone();
    shop.manager("sale.cancel", json!({ "id": sale, "reason": "lost" })).await;
}

on_both_engines!(only_who_bought_is_verified_whatever_the_window_claims, |shop| {
    let it = scene(&shop).await;
    rate(&shop, &it.product, 1).await;
    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(100), json!(null), json!(1)),
        "a claim is not a purchase"
    );

    shop.put(&it.product, 1).await;
    shop.place(&it.address).await;
    rate(&shop, &it.product, 4).await;

    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(400), json!(400), json!(1)),
        "written anew after the purchase it is verified, and still one review"
    );
    let mine = shop.storefront("shelf.product", json!({ "id": it.product })).await["review_list"][0].clone();
    assert_eq!((&mine["is_mine"], &mine["is_verified"]), (&json!(true), &json!(true)), "{mine}");
    shop.until("the vendor sees the second one", || async {
        shop.manager("review.list", json!({})).await["rows"][0]["rating"] == 4
    })
    .await;
    assert_eq!(
        shop.manager("review.list", json!({})).await["rows"][0]["edits"],
        1,
        "the first one is kept as its history"
    );
    shop.assert_books().await;
});

on_both_engines!(a_cancelled_purchase_verifies_nothing, |shop| {
    let it = scene(&shop).await;
    shop.put(&it.product, 1).await;
    shop.place(&it.address).await;
    cancel(&shop).await;
    shop.until("the buyer hears", || async {
        shop.storefront("order.list", json!({})).await["rows"][0]["state"] == "cancelled"
    })
    .await;

    rate(&shop, &it.product, 5).await;

    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(500), json!(null), json!(1)),
        "what was never delivered was not bought"
    );
});

on_both_engines!(averages_fit_after_many_people_wrote_edited_and_took_back, |shop| {
    let it = scene(&shop).await;
    let ratings = [1, 5, 3, 4, 2];
    for (number, rating) in ratings.iter().enumerate() {
        shop.storefront("account.sign_out", json!({})).await;
        shop.buyer(&format!("reader{number}")).await;
        rate(&shop, &it.product, 5).await;
        rate(&shop, &it.product, *rating).await;
    }
    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(300), json!(null), json!(5)),
        "one review each, the last word counts"
    );
    shop.storefront("review.remove", json!({ "product": it.product })).await;
    assert_refused(
        shop.try_storefront("review.remove", json!({ "product": it.product })).await,
        Code::NotFound,
        "",
    );
    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(325), json!(null), json!(4)),
        "taken back once, it is taken back"
    );
    rate(&shop, &it.product, 2).await;
    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(300), json!(null), json!(5)),
        "and may be written again"
    );
});

on_both_engines!(nobody_reviews_what_their_own_store_sells, |shop| {
    let it = scene(&shop).await;
    shop.storefront("account.sign_out", json!({})).await;
    shop.storefront("account.sign_in", json!({ "email": "vendor@example.org", "password": PASSWORD })).await;
    shop.storefront("account.add_role", json!({ "role": "buyer" })).await;

    let own = json!({ "product": it.product, "rating": 5 });
    assert_refused(shop.try_storefront("review.save", own).await, Code::Forbidden, "");

    assert_eq!(
        averages(&shop, &it.product).await,
        (json!(null), json!(null), json!(0)),
        "self-praise counts nowhere"
    );
});

on_both_engines!(eight_reviews_at_once_by_one_person_are_one, |shop| {
    let it = scene(&shop).await;
    let mut clicks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (desk, ask) = (shop.desk.clone(), json!({ "product": it.product, "rating": number % 5 + 1 }));
        clicks.spawn(async move { desk.call(desk::Window::Storefront, "review.save", ask).await });
    }
    for answer in clicks.join_all().await {
        answer.unwrap();
    }
    let (all, verified, count) = averages(&shop, &it.product).await;
    let mine =
        shop.storefront("shelf.product", json!({ "id": it.product })).await["review_list"][0]["rating"]
            .as_i64()
            .unwrap();
    assert_eq!(
        (all, verified, count),
        (json!(mine * 100), json!(null), json!(1)),
        "the average is the one review"
    );
});
