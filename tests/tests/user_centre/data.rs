//! One's own data: taken along whole, and erased but for what others need.

use std::fs;

use desk::Window;
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, assert_refused, sign_in};

/// A buyer who has bought, paid for, and reviewed a lamp.
async fn after_a_purchase(shop: &Shop) -> (String, Value) {
    shop.vendor("opera").await;
    let store = shop.store("Lamps", "L-").await;
    let lamp = shop.product(&store, "L1", 1_000, 9).await;
    shop.buyer("bert1").await;
    let address = shop.address().await;
    shop.put(&lamp, 2).await;
    let order = shop.place(&address).await;
    let review = json!({ "product": lamp, "rating": 5, "title": "Bright", "body": "Very bright" });
    shop.storefront("review.save", review).await;
    (lamp, order)
}

/// What the marketplace holds of its people, as text.
async fn people(shop: &Shop) -> String {
    let mut tx = shop.desk.authority().db().read().await.unwrap();
    let accounts: Vec<(String, String, String, Option<String>)> =
        tx.all("select email, username, display_name, mobile from account", vec![]).await.unwrap();
    let addresses: Vec<(String, String)> = tx.all("select name, line1 from address", vec![]).await.unwrap();
    let authors: Vec<(String,)> = tx.all("select author from review", vec![]).await.unwrap();
    format!("{accounts:?} {addresses:?} {authors:?}")
}

on_both_engines!(everything_known_about_a_person_is_saved_for_them, |shop| {
    after_a_purchase(&shop).await;
    let path = shop.path("mine.json");

    let saved = shop.storefront("account.export", json!({ "path": path })).await;

    let data: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let text = fs::read_to_string(saved["text_path"].as_str().unwrap()).unwrap();
    assert_eq!(data["email"], "bert1@example.org");
    assert_eq!(data["addresses"][0]["city"], "Genève");
    assert_eq!(
        (&data["orders"][0]["name"], &data["orders"][0]["quantity"]),
        (&json!("Product L1"), &json!(2))
    );
    assert_eq!(data["invoices"][0]["label"], "L-00001");
    assert_eq!(data["reviews"][0]["title"], "Bright");
    assert!(
        !data["sessions"].as_array().unwrap().is_empty() && !data["mails"].as_array().unwrap().is_empty()
    );
    for word in ["bert1@example.org", "Genève", "Product L1", "L-00001", "Bright"] {
        assert!(text.contains(word), "{word} is missing in:\n{text}");
    }
    assert!(!data.to_string().contains("argon2") && !text.contains("hash"), "and no secret");
    assert!(!text.contains("opera@example.org"), "and nobody else");
});

on_both_engines!(an_erased_account_leaves_only_what_the_law_and_others_need, |shop| {
    let (lamp, order) = after_a_purchase(&shop).await;
    shop.storefront("account.set_profile", json!({ "display_name": "Bert the Buyer", "username": "bert1", "mobile": "+491512345678", "language": "en", "password": PASSWORD })).await;
    let replica = shop.path("replicas").join(format!(
        "{}.db",
        shop.storefront("account.me", json!({})).await["seat"]["account_id"]
            .as_str()
            .unwrap()
            .replace('-', "")
    ));
    assert!(replica.exists());
    assert_refused(
        shop.try_storefront("account.erase", json!({ "password": "not this one 1" })).await,
        Code::Invalid,
        "password",
    );

    shop.storefront("account.erase", json!({ "password": PASSWORD })).await;

    let seat = shop.storefront("account.me", json!({})).await["seat"].clone();
    assert!(seat.is_null(), "nobody sits here any more: {seat}");
    assert!(!replica.exists(), "the desktop forgets what it kept");
    let again = json!({ "email": "bert1@example.org", "password": PASSWORD });
    assert_refused(shop.try_storefront("account.sign_in", again).await, Code::Invalid, "");
    let all = people(&shop).await;
    for word in ["bert1", "Bert", "4915", "Genève", "Rue du Lac"] {
        assert!(!all.contains(word), "{word} is still there: {all}");
    }
    assert!(all.contains("A former buyer"), "{all}");
    shop.until("the review's author is gone from the shelf", || async {
        let product = shop.storefront("shelf.product", json!({ "id": lamp })).await;
        product["review_list"].to_string().contains("A former buyer")
    })
    .await;
    let part = order["parts"][0]["id"].clone();
    let sale = shop.manager("sale.get", json!({ "id": part })).await;
    assert_eq!(sale["order_number"], order["number"], "the store keeps its order and invoice: {sale}");
    shop.assert_books().await;
    shop.buyer("bert1").await;
});

on_both_engines!(whom_others_depend_on_cannot_just_leave, |shop| {
    shop.vendor("opera").await;
    shop.manager("account.register", stories::shop::registration("vera1", "vendor")).await;
    let store = shop.store("Lamps", "L-").await;
    let ask = json!({ "password": PASSWORD });

    let with_store = shop.try_manager("account.erase", ask.clone()).await.expect_err("the store is open");
    assert_eq!(with_store.code, Code::Conflict);
    assert!(with_store.message.contains("Lamps"), "{with_store:?}");
    shop.manager("store.set_open", json!({ "id": store, "is_open": false })).await;
    shop.manager("account.erase", ask.clone()).await;
    sign_in(&shop.desk, Window::Manager, "opera").await;
    let last = shop.try_manager("account.erase", ask).await.expect_err("nobody else could operate it");

    assert_eq!(last.code, Code::Conflict);
    assert!(last.message.contains("last"), "{last:?}");
    let log = shop.manager("audit.list", json!({ "kind": "account_erased" })).await;
    assert_eq!(
        log["rows"][0]["name"], "A former member",
        "the log keeps that it was done, and no name: {log}"
    );
});
