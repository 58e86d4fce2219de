//! What may be said in a review, a reply and a report.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused};
use uuid::Uuid;

/// A product on the shelf and a buyer before it.
async fn scene(shop: &Shop) -> String {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    shop.buyer("buyer1").await;
    product
}

async fn shown(shop: &Shop, product: &str) -> Value {
    shop.storefront("shelf.product", json!({ "id": product })).await
}

async fn review_of(shop: &Shop, rows: usize) -> Value {
    shop.until("the vendor sees it", || async {
        shop.manager("review.list", json!({})).await["rows"].as_array().unwrap().len() == rows
    })
    .await;
    shop.manager("review.list", json!({})).await["rows"][0].clone()
}

on_both_engines!(each_wrong_field_of_a_review_is_named_and_none_is_written, |shop| {
    let product = scene(&shop).await;
    let cases = [
        ("rating", json!(0)),
        ("rating", json!(6)),
        ("rating", json!(-1)),
        ("rating", json!(i64::MAX)),
        ("rating", json!(4.5)),
        ("rating", json!("five")),
        ("title", json!("t".repeat(121))),
        ("body", json!("b".repeat(4_001))),
        ("product", json!("x")),
    ];
    for (field, value) in cases {
        let mut ask = json!({ "product": product, "rating": 5, "title": "", "body": "" });
        ask[field] = value;
        assert_refused(shop.try_storefront("review.save", ask).await, Code::Invalid, field);
    }
    assert_refused(
        shop.try_storefront("review.save", json!({ "product": Uuid::now_v7(), "rating": 5 })).await,
        Code::NotFound,
        "",
    );
    assert_refused(
        shop.try_storefront("review.remove", json!({ "product": product })).await,
        Code::NotFound,
        "",
    );
    let page = shown(&shop, &product).await;
    assert_eq!(
        (&page["rating_all"], &page["reviews"], &page["my_review"]),
        (&json!(null), &json!(0), &json!(null)),
        "no review came of it"
    );
});

on_both_engines!(a_review_keeps_strange_words_and_runs_none_of_them, |shop| {
    let product = scene(&shop).await;
    let words = "🧁 \"quoted\" ليلى <script>alert(1)</script>\nsecond line\u{0}\u{7}";
    shop.storefront("review.save", json!({ "product": product, "rating": 4, "title": words, "body": words }))
        .await;

    let review = shown(&shop, &product).await["review_list"][0].clone();

    assert_eq!(
        review["title"], "🧁 \"quoted\" ليلى <script>alert(1)</script> second line",
        "one line, as text"
    );
    assert_eq!(
        review["body"], "🧁 \"quoted\" ليلى <script>alert(1)</script>\nsecond line",
        "several lines, without control characters"
    );
    let seen = review_of(&shop, 1).await;
    assert_eq!(
        (&seen["title"], &seen["body"]),
        (&review["title"], &review["body"]),
        "the vendor reads the same"
    );
});

on_both_engines!(a_reply_is_the_vendors_and_can_be_taken_back, |shop| {
    let product = scene(&shop).await;
    shop.storefront("review.save", json!({ "product": product, "rating": 2 })).await;
    let id = review_of(&shop, 1).await["id"].clone();
    let long = json!({ "id": id, "reply": "r".repeat(2_001) });
    assert_refused(shop.try_manager("review.reply", long).await, Code::Invalid, "reply");
    assert_refused(
        shop.try_manager("review.reply", json!({ "id": Uuid::now_v7(), "reply": "x" })).await,
        Code::NotFound,
        "",
    );

    for (reply, kept) in [("Sorry 🧁\nreally", json!("Sorry 🧁\nreally")), ("  ", json!(null))] {
        shop.manager("review.reply", json!({ "id": id, "reply": reply })).await;
        shop.until("the buyer reads it", || async {
            shown(&shop, &product).await["review_list"][0]["reply"] == kept
        })
        .await;
    }
    let page = shown(&shop, &product).await;
    assert_eq!(
        (&page["rating_all"], &page["reviews"]),
        (&json!(200), &json!(1)),
        "an answer changes no average"
    );
});

on_both_engines!(a_hidden_review_counts_nowhere_until_it_is_shown_again, |shop| {
    let product = scene(&shop).await;
    shop.storefront("review.save", json!({ "product": product, "rating": 1, "title": "Rude" })).await;
    let id = review_of(&shop, 1).await["id"].clone();
    let average = async || shown(&shop, &product).await["rating_all"].clone();
    for _ in 0..2 {
        shop.manager("review.hide", json!({ "id": id, "is_hidden": true })).await;
        shop.until("it is gone", || async { average().await == json!(null) }).await;
    }
    assert!(!shown(&shop, &product).await["review_list"].to_string().contains("Rude"), "nobody reads it");
    shop.storefront("review.save", json!({ "product": product, "rating": 5, "title": "Rude again" })).await;
    assert_eq!(average().await, json!(null), "writing it anew does not show it");
    assert_refused(
        shop.try_storefront("review.report", json!({ "id": id, "reason": "rude" })).await,
        Code::NotFound,
        "",
    );
    for _ in 0..2 {
        shop.manager("review.hide", json!({ "id": id, "is_hidden": false })).await;
        shop.until("it is back", || async { average().await == json!(500) }).await;
    }
    shop.storefront("review.remove", json!({ "product": product })).await;
    let page = shown(&shop, &product).await;
    assert_eq!(
        (&page["rating_all"], &page["reviews"]),
        (&json!(null), &json!(0)),
        "taken back, it counts nowhere: {page}"
    );
});

on_both_engines!(two_reports_by_one_person_are_one, |shop| {
    let product = scene(&shop).await;
    shop.storefront("review.save", json!({ "product": product, "rating": 1 })).await;
    let id = review_of(&shop, 1).await["id"].clone();
    for reason in ["", "  ", &"r".repeat(1_001)] {
        assert_refused(
            shop.try_storefront("review.report", json!({ "id": id, "reason": reason })).await,
            Code::Invalid,
            "reason",
        );
    }
    for reason in ["rude", "very rude"] {
        shop.storefront("review.report", json!({ "id": id, "reason": reason })).await;
    }
    shop.until("the report is seen", || async {
        shop.manager("review.list", json!({ "state": "reported" })).await["rows"][0]["reports"] == 1
    })
    .await;
});
