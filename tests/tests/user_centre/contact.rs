//! Messages to a store or to whoever runs the marketplace: kept, sent on, answered to whoever wrote, and not too many.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::assert_refused;
use stories::smtp::Behaviour;

use crate::failed::{carried_by, server};

fn visitor(message: &str) -> Value {
    json!({ "name": "Eve\r\nBcc: all@example.org", "email": "eve@example.org", "message": message })
}

on_both_engines!(a_message_reaches_the_store_and_is_answered_to_whoever_wrote, |shop| {
    shop.vendor("opera").await;
    let server = server(Behaviour::Accept).await;
    carried_by(&shop, &server).await;
    let store = shop.store("Lamps", "L-").await;
    let mut to_store = visitor("Is the <b>lamp</b> in stock?");
    to_store["store"] = json!(store);

    shop.storefront("contact.send", to_store).await;
    shop.storefront("contact.send", visitor("Who are you?")).await;

    let kept = shop.manager("contact.list", json!({})).await["rows"].clone();
    assert_eq!((&kept[0]["message"], &kept[0]["store_name"]), (&json!("Who are you?"), &Value::Null));
    assert_eq!((&kept[1]["reply_to"], &kept[1]["store_name"]), (&json!("eve@example.org"), &json!("Lamps")));
    shop.until("both mails are sent", || async { server.received().len() == 2 }).await;
    let mails: Vec<String> =
        server.received().iter().map(|mail| String::from_utf8_lossy(&mail.raw).into_owned()).collect();
    let head_of = |address: &str| {
        let mail = mails.iter().find(|mail| mail.contains(&format!("{address}>"))).expect(address);
        mail.split("\r\n\r\n").next().unwrap_or_default().to_owned()
    };
    let head = head_of("shop@example.org");
    let reply_to = head.lines().find(|line| line.starts_with("Reply-To:")).expect("where an answer goes");
    assert!(reply_to.contains("eve@example.org"), "{head}");
    assert!(!head.lines().any(|line| line.starts_with("Bcc:")), "no second header: {head}");
    assert!(head_of("opera@example.org").contains("To:"), "and the operator's own");
});

on_both_engines!(who_is_signed_in_writes_as_themselves_and_foreign_messages_look_absent, |shop| {
    shop.vendor("opera").await;
    shop.manager("account.register", stories::shop::registration("vera1", "vendor")).await;
    let store = shop.store("Lamps", "L-").await;
    shop.buyer("bert1").await;
    let mut ask = visitor("Hello");
    ask["store"] = json!(store);

    shop.storefront("contact.send", ask).await;

    shop.storefront("contact.send", json!({ "message": "To whoever runs this" })).await;

    let kept = shop.manager("contact.list", json!({})).await["rows"].clone();
    assert_eq!(kept.as_array().unwrap().len(), 1, "what is for the operators is not for a vendor: {kept}");
    assert_eq!(kept[0]["reply_to"], "bert1@example.org", "whatever the form says: {kept}");
    shop.manager("account.register", stories::shop::registration("vera2", "vendor")).await;
    let others = shop.manager("contact.list", json!({})).await["rows"].clone();
    assert_eq!(others, json!([]), "another vendor sees nothing of it");
    let nowhere = json!({ "store": uuid::Uuid::now_v7(), "message": "Hello" });
    assert_refused(shop.try_storefront("contact.send", nowhere).await, Code::NotFound, "");
});

on_both_engines!(messages_are_bounded_and_every_field_is_looked_at, |shop| {
    shop.vendor("opera").await;
    let empty = json!({ "name": "", "email": "nobody", "message": "" });
    let refused = shop.try_storefront("contact.send", empty).await.expect_err("nothing fits");
    assert_eq!(refused.fields.keys().collect::<Vec<_>>(), ["email", "message", "name"], "{refused:?}");
    for at in 0..5 {
        shop.storefront("contact.send", visitor(&format!("Message {at}"))).await;
    }

    let sixth = shop.try_storefront("contact.send", visitor("And one more")).await;

    assert_refused(sixth, Code::Busy, "");
    shop.clock.pass(3_600_000_000);
    shop.storefront("contact.send", visitor("An hour later")).await;
});
