//! What the letters look like to a mail program: two parts, in the account's language, and nothing a stranger wrote.

use mail_parser::MessageParser;
use serde_json::json;
use stories::on_both_engines;
use stories::shop::registration;

use crate::post::{letter, letters, raw_letters};

on_both_engines!(who_registers_is_welcomed_with_a_link_and_a_code_in_their_language, |shop| {
    shop.buyer("anna1").await;
    let mut german = registration("berta", "vendor");
    german["language"] = json!("de-AT");
    shop.manager("account.register", german).await;

    let welcome = letter(&shop, "anna1@example.org", "Welcome: please verify your e-mail address", 1).await;
    let willkommen =
        letter(&shop, "berta@example.org", "Willkommen: bitte bestätigen Sie Ihre E-Mail-Adresse", 1).await;

    for letter in [&welcome, &willkommen] {
        assert!(
            letter.html.contains(&letter.code()) && letter.html.contains(&letter.token()),
            "both parts say both"
        );
    }
    assert!(
        willkommen.text.starts_with("Guten Tag berta,") && willkommen.html.contains("<html lang=\"de\">")
    );
    shop.storefront("account.verify", json!({ "code": welcome.code() })).await;
    shop.manager("account.verify", json!({ "token": willkommen.token() })).await;
    for window in ["manager", "storefront"] {
        let me = if window == "manager" {
            shop.manager("account.me", json!({})).await
        } else {
            shop.storefront("account.me", json!({})).await
        };
        assert_eq!(me["seat"]["is_verified"], true, "{window}");
    }
});

on_both_engines!(nothing_typed_at_registration_reaches_a_header_or_becomes_markup, |shop| {
    let mut hostile = registration("anna1", "buyer");
    hostile["display_name"] =
        json!("Eve\r\nBcc: eve@evil.example\r\n\r\n<img src=x onerror=alert(1)> look at evil.example");
    shop.storefront("account.register", hostile).await;
    letter(&shop, "anna1@example.org", "Welcome: please verify your e-mail address", 1).await;

    for raw in raw_letters(&shop) {
        let letter = MessageParser::default().parse(&raw).unwrap();
        assert_eq!(letter.to().unwrap().as_list().map_or(0, <[_]>::len), 1, "one recipient");
        assert!(letter.bcc().is_none() && letter.cc().is_none(), "and nobody besides");
        assert_eq!(
            letter.text_body_count() + letter.html_body_count(),
            2,
            "a part of text and a part of HTML"
        );
    }
    for letter in letters(&shop) {
        assert!(!letter.html.contains("<img") && !letter.text.contains("evil.example"), "{}", letter.text);
    }
});
