//! Mails that failed: listed with their reason, sent again one by one, by kind, or all.

use post::Security;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::Shop;
use stories::smtp::{Behaviour, Plan, Server};

pub(crate) async fn server(behaviour: Behaviour) -> Server {
    Server::start(Plan { security: Security::None, behaviour, ..Plan::default() }).await.unwrap()
}

pub(crate) async fn carried_by(shop: &Shop, server: &Server) {
    let settings = json!({
        "carrier": "smtp", "from_name": "Tradepost", "from_email": "post@example.org", "host": "127.0.0.1",
        "port": server.settings().port, "security": "none", "username": "",
    });
    shop.manager("mail.set", settings).await;
}

async fn failed(shop: &Shop, ask: Value) -> Vec<Value> {
    let mut ask = ask;
    ask["state"] = json!("failed");
    shop.manager("mail.list", ask).await["rows"].as_array().unwrap().clone()
}

on_both_engines!(failed_mails_are_listed_with_their_reason_and_sent_again_by_kind, |shop| {
    shop.vendor("opera").await;
    let refusing = server(Behaviour::RejectRecipient(550, "5.1.1 no such user here")).await;
    carried_by(&shop, &refusing).await;
    let store = shop.store("Lamps", "L-").await;
    let lamp = shop.product(&store, "L1", 1_000, 9).await;
    shop.buyer("bert1").await;
    let address = shop.address().await;
    shop.put(&lamp, 1).await;
    shop.place(&address).await;
    for at in 0..2 {
        shop.storefront("contact.send", json!({ "store": store, "message": format!("Question {at}") })).await;
    }
    shop.until("all have failed", || async { failed(&shop, json!({ "kind": "contact" })).await.len() == 2 })
        .await;
    shop.until("the order's too", || async {
        failed(&shop, json!({ "kind": "order_placed" })).await.len() == 1
    })
    .await;

    let list = shop.manager("mail.list", json!({ "state": "failed" })).await;

    assert!(
        list["rows"]
            .as_array()
            .unwrap()
            .iter()
            .all(|mail| mail["error"].as_str().unwrap().contains("no such user")),
        "each with the server's own words: {list}"
    );
    let kinds = list["failed_kinds"].to_string();
    assert!(kinds.contains(r#"{"count":2,"kind":"contact"}"#), "{kinds}");
    assert!(!list.to_string().contains("Question"), "and without what is in them: {list}");

    let taking = server(Behaviour::Accept).await;
    carried_by(&shop, &taking).await;
    let again = shop.manager("mail.resend_failed", json!({ "kind": "contact" })).await;
    assert_eq!(again["count"], 2);
    shop.until("both are sent", || async { taking.received().len() == 2 }).await;
    assert_eq!(failed(&shop, json!({ "kind": "order_placed" })).await.len(), 1, "no other kind");
    let rest =
        shop.manager("mail.list", json!({ "state": "failed" })).await["rows"].as_array().unwrap().len();
    let all = shop.manager("mail.resend_failed", json!({})).await;
    assert_eq!(all["count"], json!(rest), "and then the rest");
    shop.until("nothing has failed any more", || async { failed(&shop, json!({})).await.is_empty() }).await;
});
