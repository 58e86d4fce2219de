//! Stores opened and changed with what must not stand.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{assert_refused, store_fields};

on_both_engines!(each_wrong_field_of_a_store_is_named_and_no_store_is_opened, |shop| {
    shop.vendor("vendor").await;
    let long = |count: usize| json!("x".repeat(count));
    let cases: Vec<(&str, Value)> = vec![
        ("name", json!("")),
        ("name", json!(" \u{a0}\n\t ")),
        ("name", long(121)),
        ("slug", json!("two--hyphens")),
        ("slug", json!("../etc")),
        ("slug", long(81)),
        ("description", long(4_001)),
        ("logo", json!("../../etc/passwd")),
        ("email", json!("nobody")),
        ("phone", long(41)),
        ("legal_name", json!("")),
        ("legal_name", long(161)),
        ("line1", json!("")),
        ("line1", long(161)),
        ("line2", long(161)),
        ("postcode", long(21)),
        ("city", json!("")),
        ("city", long(101)),
        ("region", long(101)),
        ("country", json!("")),
        ("country", json!("Germany")),
        ("country", json!("D1")),
        ("tax_number", json!("")),
        ("tax_number", long(41)),
        ("currency", json!("")),
        ("currency", json!("EUX")),
        ("currency", json!("€")),
        ("invoice_prefix", json!("")),
        ("invoice_prefix", json!("ÄÖ")),
        ("invoice_prefix", json!("A B")),
        ("invoice_prefix", long(11)),
        ("bank_name", long(121)),
        ("iban", json!("DE89370400440532013001")),
        ("iban", json!("DE")),
        ("bic", long(12)),
        ("payment_days", json!(-1)),
        ("payment_days", json!(366)),
        ("payment_days", json!(i64::MAX)),
        ("payment_days", json!(1.5)),
        ("payment_days", json!("14")),
        ("name", json!(7)),
        ("currency", json!(["EUR"])),
    ];
    for (field, value) in &cases {
        let mut after = store_fields("Lantern Books", "LB-");
        after[field] = value.clone();
        assert_refused(shop.try_manager("store.save", json!({ "after": after })).await, Code::Invalid, field);
    }
    assert_eq!(
        shop.manager("store.list", json!({})).await["stores"],
        json!([]),
        "no refused store was opened"
    );
});

on_both_engines!(an_unknown_currency_opens_no_store, |shop| {
    shop.vendor("vendor").await;
    for currency in ["XYZ", "EU", "EURO", "💶", "E\u{0}R"] {
        let mut after = store_fields("Lantern Books", "LB-");
        after["currency"] = json!(currency);
        assert_refused(
            shop.try_manager("store.save", json!({ "after": after })).await,
            Code::Invalid,
            "currency",
        );
    }
    assert_eq!(
        shop.manager("store.list", json!({})).await["stores"],
        json!([]),
        "no store without a currency"
    );
});

on_both_engines!(a_refused_change_of_a_store_leaves_it_as_it_was, |shop| {
    shop.vendor("vendor").await;
    let id = shop.store("Lantern Books", "LB-").await;
    let other = shop.store("Harbour", "HT-").await;
    let before = shop.manager("store.get", json!({ "id": id })).await;
    for (field, value) in [("name", json!("")), ("iban", json!("DE00")), ("payment_days", json!(1_000))] {
        let mut after = before.clone();
        after[field] = value;
        after["city"] = json!("Weimar");
        assert_refused(
            shop.try_manager("store.save", json!({ "id": id, "after": after })).await,
            Code::Invalid,
            field,
        );
    }
    let mut after = before.clone();
    after["slug"] = shop.manager("store.get", json!({ "id": other })).await["slug"].clone();
    assert_refused(
        shop.try_manager("store.save", json!({ "id": id, "after": after })).await,
        Code::Duplicate,
        "slug",
    );
    assert_eq!(shop.manager("store.get", json!({ "id": id })).await, before, "not one field was changed");
});

on_both_engines!(two_stores_of_one_name_get_two_addresses, |shop| {
    shop.vendor("vendor").await;
    let (a, b) = (shop.store("Lantern Books", "LB-").await, shop.store("Lantern Books", "LC-").await);
    let slug = async |id: &str| shop.manager("store.get", json!({ "id": id })).await["slug"].clone();

    assert_ne!(slug(&a).await, slug(&b).await, "each store is found under its own address");
});

on_both_engines!(currency_and_prefix_are_fixed_after_the_first_invoice, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    shop.buyer("buyer").await;
    let address = shop.address().await;
    shop.put(&product, 1).await;
    shop.place(&address).await;

    for (field, value) in [("currency", "USD"), ("invoice_prefix", "XX-")] {
        let mut after = shop.manager("store.get", json!({ "id": store })).await;
        after[field] = json!(value);
        assert_refused(
            shop.try_manager("store.save", json!({ "id": store, "after": after })).await,
            Code::Invalid,
            field,
        );
    }
    shop.assert_books().await;
});
