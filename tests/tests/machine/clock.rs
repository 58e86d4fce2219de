//! A clock that is wrong changes what is printed, and nothing else.

use serde_json::json;
use stories::on_both_engines;
use stories::shop::{Shop, sign_in};

const YEAR: i64 = 365 * 86_400 * 1_000_000;

/// Changes a product's name as a form would.
async fn rename(shop: &Shop, id: &str, name: &str) {
    let shown = shop.manager("product.get", json!({ "id": id })).await;
    let before = json!({
        "name": shown["name"], "subtitle": shown["subtitle"], "sku": shown["sku"], "barcode": shown["barcode"],
        "slug": shown["slug"], "description": shown["description"], "price_minor": shown["price_minor"],
        "tax_bp": shown["tax_bp"], "low_stock": shown["low_stock"], "is_active": shown["is_active"], "tags": shown["tags"],
    });
    let mut after = before.clone();
    after["name"] = json!(name);
    shop.manager("product.save", json!({ "id": id, "before": before, "after": after })).await;
}

async fn mails_sent(shop: &Shop, count: usize) {
    shop.until("the mails are sent", || async {
        shop.order_mails().await.iter().filter(|mail| mail["state"] == "sent").count() == count
    })
    .await;
}

on_both_engines!(a_clock_that_jumps_back_changes_no_order_of_changes, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 10).await;
    shop.buyer("buyer").await;
    let address = shop.address().await;
    let mut labels = Vec::new();
    for (round, jump) in [0, -YEAR, 3 * YEAR, -5 * YEAR].into_iter().enumerate() {
        shop.clock.pass(jump);
        // No session lasts for years.
        for (window, name) in [(desk::Window::Manager, "vendor"), (desk::Window::Storefront, "buyer")] {
            sign_in(&shop.desk, window, name).await;
        }
        rename(&shop, &lamp, &format!("Lamp of round {round}")).await;
        shop.manager("stock.adjust", json!({ "product": lamp, "delta": 1, "reason": "received" })).await;
        shop.put(&lamp, 1).await;
        let order = shop.place(&address).await;
        assert_eq!(order["sync"], "confirmed", "round {round}: {order}");
        labels.push(order["parts"][0]["invoice"]["label"].clone());
        mails_sent(&shop, round + 1).await;
    }

    assert_eq!(
        labels,
        ["L-00001", "L-00002", "L-00003", "L-00004"],
        "invoices are numbered as they were made"
    );
    shop.reopen().await;
    for (window, op) in [(desk::Window::Manager, "product.get"), (desk::Window::Storefront, "shelf.product")]
    {
        let shown = shop.desk.call(window, op, json!({ "id": lamp })).await.unwrap();
        assert_eq!(shown["name"], "Lamp of round 3", "the last change is the last, whatever the clock said");
    }
    let shown = shop.manager("product.get", json!({ "id": lamp })).await;
    assert_eq!(shown["stock"], 10, "four came and four were sold");
    for window in [desk::Window::Manager, desk::Window::Storefront] {
        let state = shop.desk.call(window, "sync.state", json!({})).await.unwrap();
        assert_eq!(
            (&state["pending"], &state["refused"]),
            (&json!(0), &json!([])),
            "nothing is stuck: {state}"
        );
    }
    shop.assert_books().await;
});
