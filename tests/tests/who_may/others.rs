//! What belongs to somebody else looks absent, in the same words as what never was.

use desk::Window;
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, store_fields};
use uuid::Uuid;

/// Everything one vendor and one buyer have.
struct Theirs {
    store: Value,
    product: Value,
    tag: Value,
    sale: Value,
    line: Value,
    order: Value,
    invoice: Value,
    address: Value,
    review: Value,
}

async fn theirs(shop: &Shop) -> Theirs {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern Books", "LB-").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    let tag = shop.manager("tag.save", json!({ "store": store, "name": "Poetry" })).await["id"].clone();
    shop.buyer("buyer1").await;
    let address = shop.address().await;
    shop.put(&product, 2).await;
    let order = shop.place(&address).await;
    let review = shop
        .storefront("review.save", json!({ "product": product, "rating": 5, "title": "Good" }))
        .await["id"]
        .clone();
    shop.until("the vendor sees all", || async {
        let has_review = shop.manager("review.list", json!({})).await["rows"]
            .as_array()
            .is_some_and(|rows| rows.len() == 1);
        has_review && shop.manager("sale.list", json!({})).await["total"] == 1
    })
    .await;
    let sale = shop.manager("sale.list", json!({})).await["rows"][0]["id"].clone();
    Theirs {
        line: order["parts"][0]["lines"][0]["id"].clone(),
        invoice: order["parts"][0]["invoice"]["id"].clone(),
        order: order["id"].clone(),
        store: json!(store),
        product: json!(product),
        address: json!(address),
        tag,
        sale,
        review,
    }
}

/// The input with every id of theirs replaced by one that never was, and the answer with those ids taken out.
async fn looks_absent(shop: &Shop, window: Window, op: &str, input: Value, ids: &[&Value]) {
    let (mut nobodys, mut said) =
        (input.to_string(), format!("{:?}", shop.desk.call(window, op, input.clone()).await));
    let code = shop.desk.call(window, op, input).await.err().map(|refusal| refusal.code);
    assert_eq!(code, Some(Code::NotFound), "{op} of another's looks absent: {said}");
    for id in ids {
        let (theirs, absent) = (id.as_str().unwrap(), Uuid::now_v7().to_string());
        nobodys = nobodys.replace(theirs, &absent);
        said = said.replace(theirs, &absent);
    }
    let absent = shop.desk.call(window, op, serde_json::from_str(&nobodys).unwrap()).await;
    assert_eq!(format!("{absent:?}"), said, "{op}: another's and nobody's are answered alike");
}

on_both_engines!(a_vendor_cannot_touch_what_another_vendor_has, |shop| {
    let it = theirs(&shop).await;
    let before = shop.manager("store.get", json!({ "id": it.store })).await;
    shop.manager("account.sign_out", json!({})).await;
    shop.vendor("vendor2").await;
    shop.store("Harbour", "HT-").await;
    let path = shop.path("x.csv");
    std::fs::write(&path, "name,sku,price\nx,y,1\n").unwrap();
    let fields = store_fields("Mine now", "MM-");
    let product = json!({ "name": "Mine", "sku": "M", "price_minor": 1 });
    let cases = [
        ("store.get", json!({ "id": it.store })),
        ("store.save", json!({ "id": it.store, "after": fields })),
        ("store.save", json!({ "id": it.store, "before": before, "after": fields })),
        ("store.set_open", json!({ "id": it.store, "is_open": false })),
        ("store.remove", json!({ "id": it.store })),
        ("store.restore", json!({ "id": it.store })),
        ("product.get", json!({ "id": it.product })),
        ("product.save", json!({ "store": it.store, "after": product })),
        ("product.save", json!({ "id": it.product, "after": product })),
        ("product.save", json!({ "id": it.product, "before": {}, "after": product })),
        ("product.set_active", json!({ "ids": [it.product], "is_active": false })),
        ("product.remove", json!({ "ids": [it.product] })),
        ("product.restore", json!({ "ids": [it.product] })),
        ("product.set_pictures", json!({ "id": it.product, "pictures": [] })),
        ("stock.adjust", json!({ "product": it.product, "delta": 1, "reason": "other" })),
        ("stock.list", json!({ "product": it.product })),
        ("tag.save", json!({ "id": it.tag, "store": it.store, "name": "Mine" })),
        ("tag.save", json!({ "store": it.store, "name": "Mine" })),
        ("tag.remove", json!({ "id": it.tag })),
        ("import.preview", json!({ "store": it.store, "path": path })),
        ("import.run", json!({ "store": it.store, "path": path })),
        ("export.products", json!({ "store": it.store, "path": shop.path("out.csv") })),
        ("sale.get", json!({ "id": it.sale })),
        ("sale.mark_paid", json!({ "id": it.sale, "method": "cash" })),
        ("sale.set_lines", json!({ "id": it.sale, "lines": [it.line], "state": "sent" })),
        ("sale.cancel", json!({ "id": it.sale, "reason": "no" })),
        ("invoice.pdf", json!({ "id": it.invoice })),
        ("invoice.save", json!({ "id": it.invoice, "path": shop.path("out.pdf") })),
        ("review.reply", json!({ "id": it.review, "reply": "Mine" })),
    ];
    let ids = [&it.store, &it.product, &it.tag, &it.sale, &it.line, &it.invoice, &it.review];
    for (op, input) in cases {
        looks_absent(&shop, Window::Manager, op, input, &ids).await;
    }
    assert!(!shop.path("out.csv").exists() && !shop.path("out.pdf").exists(), "nothing was written to disk");
    for (op, input) in [
        ("product.list", json!({ "store": it.store })),
        ("tag.list", json!({ "store": it.store })),
        ("sale.list", json!({ "store": it.store })),
        ("invoice.list", json!({ "store": it.store })),
        ("review.list", json!({ "store": it.store })),
    ] {
        let seen = shop.manager(op, input).await;
        let rows = seen.as_object().unwrap().values().find_map(Value::as_array).unwrap();
        assert!(rows.is_empty(), "{op} shows nothing of another's: {seen}");
    }
    shop.manager("account.sign_out", json!({})).await;
    stories::shop::sign_in(&shop.desk, Window::Manager, "vendor").await;
    assert_eq!(shop.manager("store.get", json!({ "id": it.store })).await, before, "the store is untouched");
    shop.assert_books().await;
});

on_both_engines!(a_tag_of_another_store_cannot_be_moved_into_ones_own, |shop| {
    let it = theirs(&shop).await;
    shop.manager("account.sign_out", json!({})).await;
    shop.vendor("vendor2").await;
    let own = shop.store("Harbour", "HT-").await;

    let said = shop
        .try_manager("tag.save", json!({ "id": it.tag, "store": own, "name": "Mine" }))
        .await
        .unwrap_err();

    assert_eq!(said.code, Code::NotFound, "{said:?}");
    assert_eq!(shop.manager("tag.list", json!({})).await["tags"], json!([]), "nothing came over");
});

on_both_engines!(a_buyer_cannot_see_what_another_buyer_has, |shop| {
    let it = theirs(&shop).await;
    shop.storefront("account.sign_out", json!({})).await;
    shop.buyer("buyer2").await;
    let address = json!({ "name": "Mine", "line1": "x", "city": "y", "country": "DE" });
    let cases = [
        ("order.get", json!({ "id": it.order })),
        ("order.reorder", json!({ "id": it.order })),
        ("address.save", json!({ "id": it.address, "after": address })),
        ("address.save", json!({ "id": it.address, "before": {}, "after": address })),
        ("address.remove", json!({ "id": it.address })),
        ("invoice.pdf", json!({ "id": it.invoice })),
        ("invoice.save", json!({ "id": it.invoice, "path": shop.path("out.pdf") })),
        ("review.remove", json!({ "product": it.product })),
    ];
    for (op, input) in cases {
        looks_absent(
            &shop,
            Window::Storefront,
            op,
            input,
            &[&it.order, &it.address, &it.invoice, &it.product],
        )
        .await;
    }
    assert_eq!(
        shop.storefront("order.list", json!({})).await["rows"],
        json!([]),
        "no order of another's is listed"
    );
    assert_eq!(shop.storefront("address.list", json!({})).await["addresses"], json!([]), "nor any address");
    assert!(
        shop.desk.invoice_pdf(Window::Storefront, it.invoice.as_str().unwrap()).await.is_err(),
        "nor printed"
    );
    shop.storefront("account.sign_out", json!({})).await;
    stories::shop::sign_in(&shop.desk, Window::Storefront, "buyer1").await;
    let kept = shop.storefront("address.list", json!({})).await;
    assert_eq!(kept["addresses"][0]["city"], "Genève", "the owner's address is untouched: {kept}");
});

on_both_engines!(a_replica_holds_nothing_its_account_may_not_see, |shop| {
    let it = theirs(&shop).await;
    let secrets = ["Rue du Lac", "buyer1@example.org", "Zoë Müller"];
    shop.storefront("account.sign_out", json!({})).await;
    shop.manager("account.sign_out", json!({})).await;
    shop.vendor("vendor2").await;
    let stranger = shop.buyer("buyer2").await;
    shop.until("the stranger sees the shelf", || async {
        shop.try_storefront("shelf.product", json!({ "id": it.product })).await.is_ok()
    })
    .await;
    let id = Uuid::parse_str(stranger["account_id"].as_str().unwrap()).unwrap().simple().to_string();
    shop.desk.close().await;
    for name in
        [format!("{id}.db"), format!("{id}.db-wal"), "visitor.db".to_owned(), "visitor.db-wal".to_owned()]
    {
        let bytes = std::fs::read(shop.dir().join("replicas").join(&name)).unwrap_or_default();
        for secret in secrets {
            assert!(
                !bytes.windows(secret.len()).any(|piece| piece == secret.as_bytes()),
                "{name} holds {secret}"
            );
        }
    }
});

on_both_engines!(a_session_that_ended_opens_nothing, |shop| {
    let it = theirs(&shop).await;
    let tokens = std::fs::read(shop.path("sessions.json")).unwrap();
    shop.storefront("account.sign_out", json!({})).await;
    shop.manager("account.sign_out", json!({})).await;
    std::fs::write(shop.path("sessions.json"), &tokens).unwrap();
    shop.reopen().await;

    assert_eq!(
        shop.storefront("account.me", json!({})).await["seat"],
        json!(null),
        "the old token is worth nothing"
    );
    assert_eq!(
        shop.try_storefront("order.get", json!({ "id": it.order })).await.unwrap_err().code,
        Code::SignedOut,
        "nor what it opened"
    );
    for junk in ["{\"storefront\":\"x\"}", "not json", "[]", ""] {
        std::fs::write(shop.path("sessions.json"), junk).unwrap();
        shop.reopen().await;
        assert_eq!(
            shop.storefront("account.me", json!({})).await["seat"],
            json!(null),
            "{junk:?} signs nobody in"
        );
    }
    shop.storefront("account.sign_in", json!({ "email": "buyer1@example.org", "password": PASSWORD })).await;
});
