//! Emoji, right-to-left, quotes, line breaks and control characters: in lists, on the PDF and in the mail.

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{id_of, registration, store_fields};

/// What is typed into a field of one line, and what it comes back as.
const NAMES: [(&str, &str); 10] = [
    ("Cupcake 🧁👩‍🍳", "Cupcake 🧁👩‍🍳"),
    ("ليلى حداد 12 ريال", "ليلى حداد 12 ريال"),
    ("שלום (עולם)", "שלום (עולם)"),
    ("\"Quoted\" 'single' `tick` \\ / % _ ;--", "\"Quoted\" 'single' `tick` \\ / % _ ;--"),
    ("two\r\nlines\nand\ttab", "two lines and tab"),
    ("nul\u{0}bell\u{7}escape\u{1b}[31m", "nul bell escape [31m"),
    ("  <b>bold</b> &amp; <script>alert(1)</script> ", "<b>bold</b> &amp; <script>alert(1)</script>"),
    ("${7*7} {{7*7}} %s %n $(id)", "${7*7} {{7*7}} %s %n $(id)"),
    ("Ελλάδα Москва 北京 東京", "Ελλάδα Москва 北京 東京"),
    ("e\u{301}clair Z\u{351}\u{36b}algo", "e\u{301}clair Z\u{351}\u{36b}algo"),
];

on_both_engines!(strange_names_come_back_as_they_were_typed, |shop| {
    let mut who = registration("vendor", "vendor");
    who["display_name"] = json!(NAMES[0].0);
    let seat = shop.manager("account.register", who).await;
    assert_eq!(seat["display_name"], NAMES[0].1, "a person keeps their name");
    for (number, (typed, kept)) in NAMES.iter().enumerate() {
        let mut after = store_fields(typed, &format!("P{number}-"));
        for field in ["legal_name", "line1", "line2", "city", "region", "bank_name", "description"] {
            after[field] = json!(typed);
        }
        let store = id_of(&shop.manager("store.save", json!({ "after": after })).await);
        let shown = shop.manager("store.get", json!({ "id": store })).await;
        for field in ["name", "legal_name", "line1", "line2", "city", "region", "bank_name"] {
            assert_eq!(shown[field], *kept, "{field} of the store");
        }
        let after = json!({ "name": typed, "subtitle": typed, "sku": typed, "price_minor": 100, "tax_bp": 0, "stock": 3, "is_active": true, "tags": [typed], "description": typed });
        let product = id_of(&shop.manager("product.save", json!({ "store": store, "after": after })).await);
        let row = shop.manager("product.list", json!({ "store": store })).await["rows"][0].clone();
        for field in ["name", "subtitle", "sku"] {
            assert_eq!(row[field], *kept, "{field} of the product");
        }
        assert_eq!(row["tags"], json!([kept]), "its tag");
        let description = shop.manager("product.get", json!({ "id": product })).await["description"].clone();
        assert!(
            !description.as_str().unwrap().contains("<script"),
            "a description is clean HTML: {description}"
        );
        let found = shop.manager("product.list", json!({ "store": store, "text": typed })).await;
        assert_eq!(found["total"], 1, "{typed:?} is found by its own name");
        let note = json!({ "product": product, "delta": 1, "reason": "other", "note": typed });
        shop.manager("stock.adjust", note).await;
        let moved = shop.manager("stock.list", json!({ "product": product })).await;
        assert_eq!(moved["rows"][0]["note"], *kept, "the note of a movement");
    }
    shop.assert_books().await;
});

/// The text of a PDF as a reader's program sees it, on one line.
fn text_of(pdf: &[u8], folder: &std::path::Path) -> String {
    let path = folder.join("read.pdf");
    fs::write(&path, pdf).unwrap();
    let out =
        Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&path).arg("-").output().unwrap();
    assert!(out.status.success(), "the PDF can be read: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both_engines!(an_invoice_shows_arabic_greek_cyrillic_and_chinese_names, |shop| {
    let names = ["Ελλάδα", "Москва", "北京", "\"Quoted\" & <b>", "ليلى"];
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB/20-").await;
    shop.buyer("buyer").await;
    for (number, name) in names.iter().enumerate() {
        let after = json!({ "name": format!("{name} 🧁\nrest"), "sku": format!("S{number}"), "price_minor": 1_190, "tax_bp": 1_900, "stock": 3, "is_active": true });
        let product = id_of(&shop.manager("product.save", json!({ "store": store, "after": after })).await);
        shop.put(&product, 1).await;
    }
    let after = json!({ "name": "Zoë \"Z\" Müller\r\nBcc: evil@example.org", "line1": "Улица 1", "city": "北京", "postcode": "1201", "country": "CN" });
    let address = id_of(&shop.storefront("address.save", json!({ "after": after })).await);

    let order = shop.place(&address).await;

    let invoice = order["parts"][0]["invoice"]["id"].clone();
    let pdf = shop.storefront("invoice.pdf", json!({ "id": invoice })).await;
    assert_eq!(pdf["name"], "LB-20-00001.pdf", "a slash of the prefix is no folder");
    let text = text_of(&STANDARD.decode(pdf["base64"].as_str().unwrap()).unwrap(), shop.dir());
    for wanted in ["Ελλάδα", "Москва", "北京", "\"Quoted\" & <b>", "Zoë \"Z\" Müller", "Улица 1", "59.50"]
    {
        assert!(text.contains(wanted), "the paper shows {wanted}: {text}");
    }
    assert!(
        text.chars()
            .any(|sign| ('\u{600}'..='\u{6ff}').contains(&sign) || ('\u{fb50}'..='\u{feff}').contains(&sign)),
        "Arabic is on it: {text}"
    );
    shop.assert_books().await;
});

on_both_engines!(a_line_break_in_a_name_cannot_add_a_mail_header, |shop| {
    let evil = "Eve\r\nBcc: all@example.org\r\n\r\n<script>x</script>";
    shop.vendor("vendor").await;
    let store = shop.store("Lantern\r\nX-Evil: yes", "LB-").await;
    let mut buyer = registration("buyer", "buyer");
    buyer["display_name"] = json!(evil);
    shop.storefront("account.register", buyer).await;
    let after = json!({ "name": format!("🧁 {evil}"), "sku": "S", "price_minor": 1_190, "tax_bp": 1_900, "stock": 3, "is_active": true });
    let product = id_of(&shop.manager("product.save", json!({ "store": store, "after": after })).await);
    shop.put(&product, 1).await;
    let after = json!({ "name": evil, "line1": evil, "city": evil, "country": "DE" });
    let address = id_of(&shop.storefront("address.save", json!({ "after": after })).await);

    let order = shop.place(&address).await;

    let id = order["id"].clone();
    shop.until("the mail is out", || async {
        shop.storefront("order.get", json!({ "id": id })).await["mail"]["state"] == "sent"
    })
    .await;
    let raw = mail(&shop);
    let mail = MessageParser::default().parse(&raw).unwrap();
    let to = mail.to().unwrap();
    assert_eq!(
        to.iter().filter_map(|to| to.address()).collect::<Vec<_>>(),
        ["buyer@example.org"],
        "one recipient"
    );
    assert!(
        mail.bcc().is_none() && mail.cc().is_none() && mail.header("X-Evil").is_none(),
        "names are never headers"
    );
    assert_eq!(
        to.first().unwrap().name(),
        Some("Eve Bcc: all@example.org <script>x</script>"),
        "the name is shown as typed"
    );
    let html = mail.body_html(0).unwrap();
    assert!(!html.contains("<script") && html.contains("🧁 Eve"), "in the mail a name is text: {html}");
    assert_eq!(
        mail.attachment(0).unwrap().attachment_name(),
        Some("LB-00001.pdf"),
        "the invoice is attached"
    );
});

/// The order's mail in the outbox folder.
fn mail(shop: &stories::shop::Shop) -> Vec<u8> {
    let files = fs::read_dir(shop.path("outbox")).unwrap().map(|file| file.unwrap().path());
    let mut mails = files.map(|path| fs::read(path).unwrap());
    mails.find(|raw| String::from_utf8_lossy(raw).contains("Subject: Your order")).expect("the order's mail")
}

on_both_engines!(searching_for_anything_at_all_is_only_a_search, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    shop.product(&store, "B-1", 100, 5).await;
    shop.buyer("buyer").await;
    let endless = "long ".repeat(20_000);
    let texts = [
        "\"",
        "'",
        "\"\"\"",
        "*",
        "a*",
        "-a",
        "NEAR(a b)",
        "a AND",
        "OR",
        "NOT x",
        "col:x",
        "^x",
        "(",
        "%",
        "_",
        "\\",
        "\u{0}",
        "🧁",
        ";",
        "--",
        "' or 1=1 --",
        &endless,
    ];
    for text in texts {
        for (op, input) in [
            ("product.list", json!({ "text": text, "tag": text })),
            ("sale.list", json!({ "text": text, "email": text })),
            ("shelf.list", json!({ "text": text, "tag": text })),
        ] {
            let answer: Value =
                shop.try_manager(op, input).await.unwrap_or_else(|no| panic!("{op} {text:.40?}: {no:?}"));
            assert!(answer["rows"].is_array(), "{op} answers with a list");
        }
    }
});
