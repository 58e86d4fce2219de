//! An order whose mail goes to a server of the story's own.

use post::Security;
use serde_json::{Value, json};
use stories::shop::Shop;
use stories::smtp::{Behaviour, Plan, Server};

/// A minute of the still clock.
pub(crate) const MINUTE_US: i64 = 60_000_000;

/// A server on this machine, in clear, that goes about it in this way.
pub(crate) async fn server(behaviour: Behaviour) -> Server {
    Server::start(Plan { security: Security::None, behaviour, ..Plan::default() }).await.unwrap()
}

/// Settings for a port of this machine.
pub(crate) fn settings(port: u16, security: &str) -> Value {
    json!({ "carrier": "smtp", "from_name": "Lantern 🧁", "from_email": "shop@example.org", "host": "127.0.0.1", "port": port, "security": security, "username": "" })
}

/// Sets how mail leaves, and places an order over two stores; answers with the order's id.
pub(crate) async fn order(shop: &Shop, settings: Value) -> Value {
    shop.vendor("vendor").await;
    shop.buyer("buyer1").await;
    // Their own letters leave first, the usual way.
    shop.until("the letters were tried", || async {
        let list = shop.manager("mail.list", json!({})).await;
        list["rows"].as_array().unwrap().iter().all(|mail| mail["tries"].as_i64() > Some(0))
    })
    .await;
    shop.manager("mail.set", settings).await;
    let (books, shirts) = (shop.store("Lantern Books", "LB-").await, shop.store("Harbour", "HT/").await);
    let (book, shirt) =
        (shop.product(&books, "B-1", 1_000, 9).await, shop.product(&shirts, "H-1", 3_000, 9).await);
    shop.put(&book, 1).await;
    shop.put(&shirt, 2).await;
    let address = shop.address().await;
    let order = shop.place(&address).await;
    assert_eq!(order["sync"], "confirmed", "the order stands whatever becomes of the mail");
    order["id"].clone()
}

/// The mail as the manager window shows it.
pub(crate) async fn mail(shop: &Shop) -> Value {
    let mails = shop.order_mails().await;
    assert_eq!(mails.len(), 1, "one mail per purchase: {mails:?}");
    mails[0].clone()
}

/// Waits until the mail was tried so often.
pub(crate) async fn tried(shop: &Shop, times: i64) -> Value {
    shop.until("the mail was tried", || async { mail(shop).await["tries"].as_i64().unwrap() >= times }).await;
    mail(shop).await
}

/// Lets time pass and the courier go.
pub(crate) async fn later(shop: &Shop, minutes: i64) {
    shop.clock.pass(minutes * MINUTE_US);
    shop.desk.send_due_mails().await.unwrap();
}

/// Waits until buyer and vendor are told the same state.
pub(crate) async fn shown(shop: &Shop, order: &Value, state: &str) {
    shop.until("both windows say so", || async {
        let buyers = shop.storefront("order.get", json!({ "id": order })).await["mail"]["state"].clone();
        buyers == state && mail(shop).await["state"] == state
    })
    .await;
    let list = shop.manager("mail.list", json!({})).await;
    let in_state = list["rows"].as_array().unwrap().iter().filter(|mail| mail["state"] == state).count();
    assert_eq!(list["counts"][state], in_state, "the counts agree: {list}");
}
