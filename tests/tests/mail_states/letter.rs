//! The mail itself: one for each purchase, with every invoice in it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::json;
use stories::on_both_engines;
use stories::smtp::Behaviour;

use crate::fixture::{mail, order, server, settings, shown};

on_both_engines!(a_purchase_over_two_stores_is_one_mail_with_both_invoices, |shop| {
    let server = server(Behaviour::Accept).await;
    let order = order(&shop, settings(server.settings().port, "none")).await;
    shown(&shop, &order, "sent").await;

    let received = server.received();

    assert_eq!(received.len(), 1, "one mail per purchase");
    assert!(
        received[0].to[0].contains("buyer1@example.org") && received[0].to.len() == 1,
        "to the buyer alone: {:?}",
        received[0].to
    );
    let letter = MessageParser::default().parse(&received[0].raw).unwrap();
    assert_eq!(
        letter.from().unwrap().first().unwrap().name(),
        Some("Lantern 🧁"),
        "from whom the settings say"
    );
    let bought = shop.storefront("order.get", json!({ "id": order })).await;
    assert_eq!(
        letter.subject().unwrap(),
        format!("Your order {}", bought["number"].as_str().unwrap()),
        "about this order"
    );
    let parts = bought["parts"].as_array().unwrap();
    assert_eq!((parts.len(), letter.attachment_count()), (2, 2), "one invoice for each store");
    for part in parts {
        let pdf = shop.storefront("invoice.pdf", json!({ "id": part["invoice"]["id"] })).await;
        let attached =
            letter.attachments().find(|file| file.attachment_name() == pdf["name"].as_str()).unwrap();
        assert_eq!(
            STANDARD.encode(attached.contents()),
            pdf["base64"].as_str().unwrap(),
            "the very bytes of {}",
            pdf["name"]
        );
        assert!(attached.contents().starts_with(b"%PDF-"), "a PDF");
        let label = part["invoice"]["label"].as_str().unwrap();
        assert!(
            letter.body_text(0).unwrap().contains(label) && letter.body_html(0).unwrap().contains(label),
            "the words name {label}"
        );
    }
    let listed = mail(&shop).await;
    let mut names: Vec<_> =
        listed["attachments"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(
        (names, &listed["recipient"]),
        (vec!["HT-00001.pdf", "LB-00001.pdf"], &json!("buyer1@example.org")),
        "{listed}"
    );
});

on_both_engines!(a_mail_sent_again_is_the_same_mail, |shop| {
    let server = server(Behaviour::Accept).await;
    let order = order(&shop, settings(server.settings().port, "none")).await;
    shown(&shop, &order, "sent").await;

    shop.manager("mail.resend", json!({ "id": mail(&shop).await["id"] })).await;
    let received = server.wait_for(2).await.unwrap();

    assert_eq!(
        received[0].raw, received[1].raw,
        "the same Message-ID, words and papers: a reader sees one mail twice"
    );
    shown(&shop, &order, "sent").await;
});

on_both_engines!(a_mail_cut_off_at_the_answer_keeps_its_message_id, |shop| {
    let torn = server(Behaviour::DropAfterData).await;
    let order = order(&shop, settings(torn.settings().port, "none")).await;
    let id = crate::fixture::tried(&shop, 1).await["id"].clone();
    let kind = server(Behaviour::Accept).await;
    shop.manager("mail.set", settings(kind.settings().port, "none")).await;
    shop.manager("mail.resend", json!({ "id": id })).await;
    shown(&shop, &order, "sent").await;

    let id = id.as_str().unwrap();
    for raw in torn.received().iter().chain(&kind.received()).map(|mail| &mail.raw) {
        let letter = MessageParser::default().parse(raw).unwrap();
        assert!(letter.message_id().unwrap().starts_with(id), "the mail is known by its own id");
    }
    assert_eq!(kind.received().len(), 1, "it is sent once more, never lost");
});
