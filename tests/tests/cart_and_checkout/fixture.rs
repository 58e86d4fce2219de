//! A vendor's store, a buyer and a product, and what all stories ask.

use serde_json::{Value, json};
use stories::shop::Shop;
use uuid::Uuid;

/// A vendor with a store and a product, and a buyer with an address.
pub(crate) struct Scene {
    pub(crate) store: String,
    pub(crate) product: String,
    pub(crate) address: String,
}

/// Sets the scene: so many of the product at 10.00.
pub(crate) async fn scene(shop: &Shop, stock: i64) -> Scene {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, stock).await;
    shop.buyer("buyer1").await;
    Scene { address: shop.address().await, store, product }
}

/// Changes one field of a product in the manager window.
pub(crate) async fn change(shop: &Shop, product: &str, field: &str, value: Value) {
    let mut after = shop.manager("product.get", json!({ "id": product })).await;
    after[field] = value;
    shop.manager("product.save", json!({ "id": product, "after": after })).await;
}

/// Waits until the storefront window has heard of what the manager window did.
pub(crate) async fn until_cart(shop: &Shop, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    shop.until(what, || async { is_so(&shop.storefront("cart.get", json!({})).await) }).await;
    shop.storefront("cart.get", json!({})).await
}

/// What is left of a product, as its vendor sees it.
pub(crate) async fn stock(shop: &Shop, product: &str) -> i64 {
    let mut tx = shop.desk.authority().db().read().await.unwrap();
    market::db::product::stock(&mut tx, Uuid::parse_str(product).unwrap()).await.unwrap()
}

/// How many orders, invoices and mails there are, for good.
pub(crate) async fn placed(shop: &Shop) -> (i64, usize, usize) {
    shop.until("the manager window has heard of all", || async {
        shop.manager("sync.state", json!({})).await["pending"] == 0
    })
    .await;
    let sales = settled(shop).await;
    let invoices = shop.manager("invoice.list", json!({})).await["rows"].as_array().unwrap().len();
    let mails = shop.order_mails().await.len();
    (sales, invoices, mails)
}

/// The number of sales once two looks in a row agree.
async fn settled(shop: &Shop) -> i64 {
    let mut last = -1;
    loop {
        let now = shop.manager("sale.list", json!({})).await["total"].as_i64().unwrap();
        if now == last {
            return now;
        }
        last = now;
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    }
}

/// The input of a checkout.
pub(crate) fn checkout(order: Uuid, address: &str, total_minor: i64) -> Value {
    json!({ "order": order, "billing": address, "shipping": address, "totals": [{ "currency": "EUR", "total_minor": total_minor }] })
}
