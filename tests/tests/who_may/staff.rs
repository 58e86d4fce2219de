//! Working in somebody else's store: invited by mail to a proved address, with chosen permissions, and let go.

use desk::Window;
use market::{Code, db};
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused, registration, sign_in};

/// A vendor with a store sits in the manager window; its id.
async fn store_of(shop: &Shop, name: &str) -> String {
    shop.vendor(name).await;
    shop.store("Lantern", "LB-").await
}

async fn invite(
    shop: &Shop,
    store: &str,
    name: &str,
    permissions: &[&str],
) -> Result<Value, market::Refusal> {
    let email = format!("{}@example.org", name.to_uppercase());
    shop.try_manager("staff.invite", json!({ "store": store, "email": email, "permissions": permissions }))
        .await
}

async fn as_whom(shop: &Shop, name: &str) {
    shop.manager("account.sign_out", json!({})).await;
    sign_in(&shop.desk, Window::Manager, name).await;
}

/// The address is proved, as a link in a mail does it.
async fn prove(shop: &Shop, name: &str) {
    let sql = "update account set email_verified_at_us = 1 where email = ?";
    let email = format!("{name}@example.org");
    let done = match shop.open_authority().await {
        db::Db::Sqlite { write, .. } => sqlx::query(sql).bind(email).execute(&write).await.map(drop),
        db::Db::Maria(pool) => sqlx::query(sql).bind(email).execute(&pool).await.map(drop),
    };
    done.unwrap();
}

async fn accept(shop: &Shop) -> Result<Value, market::Refusal> {
    let mine = shop.manager("staff.invitations", json!({})).await;
    shop.try_manager("staff.accept", json!({ "invitation": mine["invitations"][0]["id"] })).await
}

on_both_engines!(who_is_invited_and_has_proved_the_address_works_there_until_let_go, |shop| {
    let store = store_of(&shop, "vendor").await;
    let product = shop.product(&store, "B-1", 1_000, 5).await;
    invite(&shop, &store, "packer", &["stock.change"]).await.unwrap();
    let mails = shop.manager("mail.list", json!({})).await;
    assert_eq!(mails["rows"][0]["recipient"], "packer@example.org", "it went to the address: {mails}");
    shop.manager("account.sign_out", json!({})).await;
    let packer = shop.manager("account.register", registration("packer", "buyer")).await;

    let early = accept(&shop).await;
    assert_refused(early, Code::Forbidden, "");
    prove(&shop, "packer").await;
    accept(&shop).await.unwrap();

    let adjust = json!({ "product": product, "delta": 2, "reason": "received" });
    shop.until("the store is here", || async {
        shop.manager("store.list", json!({})).await["stores"][0]["id"] == json!(store)
    })
    .await;
    shop.manager("stock.adjust", adjust.clone()).await;
    let card = shop.manager("store.list", json!({})).await["stores"][0].clone();
    assert_eq!(card["is_own"], false, "{card}");
    assert!(card["may"].as_array().unwrap().contains(&json!("stock.change")), "the window knows: {card}");
    for (op, input) in [
        ("product.remove", json!({ "ids": [product] })),
        ("sale.list", json!({})),
        ("staff.list", json!({ "store": store })),
        ("store.remove", json!({ "id": store })),
    ] {
        assert_eq!(
            shop.try_manager(op, input).await.unwrap_err().code,
            Code::Forbidden,
            "{op} was not given"
        );
    }

    as_whom(&shop, "vendor").await;
    let account = packer["account_id"].clone();
    let set = json!({ "store": store, "account": account, "permissions": ["sale.view"] });
    shop.manager("staff.set", set).await;
    as_whom(&shop, "packer").await;
    assert_eq!(
        shop.try_manager("stock.adjust", adjust).await.unwrap_err().code,
        Code::Forbidden,
        "taken away"
    );
    shop.manager("sale.list", json!({})).await;

    as_whom(&shop, "vendor").await;
    shop.manager("staff.remove", json!({ "store": store, "account": account })).await;
    as_whom(&shop, "packer").await;
    assert_eq!(shop.manager("store.list", json!({})).await["stores"], json!([]), "the store is gone");
    assert_eq!(shop.try_manager("sale.list", json!({})).await.unwrap_err().code, Code::Forbidden);
    shop.assert_books().await;
});

on_both_engines!(an_invitation_is_for_one_address_once_and_for_a_week, |shop| {
    let store = store_of(&shop, "vendor").await;
    invite(&shop, &store, "packer", &[]).await.unwrap();
    let first = shop.manager("staff.list", json!({ "store": store })).await["invitations"][0]["id"].clone();
    invite(&shop, &store, "packer", &["stock.view"]).await.unwrap();
    let open = shop.manager("staff.list", json!({ "store": store })).await["invitations"].clone();
    assert_eq!(open.as_array().unwrap().len(), 1, "the newer one takes the older one's place: {open}");
    let second = open[0]["id"].clone();
    assert_refused(invite(&shop, &store, "vendor", &[]).await, Code::Duplicate, "email");
    assert_refused(invite(&shop, &store, "x", &["staff.change"]).await, Code::Invalid, "permissions");
    for name in ["packer", "eve123"] {
        shop.manager("account.sign_out", json!({})).await;
        shop.manager("account.register", registration(name, "vendor")).await;
        prove(&shop, name).await;
    }

    let never = uuid::Uuid::now_v7().to_string();
    let mut heard = Vec::new();
    for id in [&first, &second, &json!(never)] {
        heard.push(shop.try_manager("staff.accept", json!({ "invitation": id })).await.unwrap_err());
    }
    assert!(heard.iter().all(|one| *one == heard[0]), "another's, an old one, none: all alike: {heard:?}");

    as_whom(&shop, "packer").await;
    assert_eq!(shop.try_manager("staff.accept", json!({ "invitation": first })).await.unwrap_err(), heard[0]);
    let ask = json!({ "invitation": second });
    let (one, other) = tokio::join!(
        shop.try_manager("staff.accept", ask.clone()),
        shop.try_manager("staff.accept", ask.clone())
    );
    assert!(one.is_ok() != other.is_ok(), "once, and not twice: {one:?} {other:?}");
    assert_eq!(shop.try_manager("staff.accept", ask).await.unwrap_err(), heard[0], "nor later");

    as_whom(&shop, "vendor").await;
    invite(&shop, &store, "eve123", &[]).await.unwrap();
    shop.clock.pass(7 * 86_400_000_000 + 1);
    as_whom(&shop, "eve123").await;
    let mine = shop.manager("staff.invitations", json!({})).await;
    assert_eq!(mine["invitations"], json!([]), "after a week it is worth nothing");
});

on_both_engines!(who_does_not_deal_with_buyers_reads_none_of_their_messages, |shop| {
    let store = store_of(&shop, "vendor").await;
    let message =
        json!({ "store": store, "name": "Eve", "email": "eve@example.org", "message": "Is it in stock?" });
    shop.storefront("contact.send", message).await;
    shop.manager("account.sign_out", json!({})).await;
    for name in ["packer", "clerk1"] {
        shop.manager("account.register", registration(name, "buyer")).await;
        shop.manager("account.sign_out", json!({})).await;
        prove(&shop, name).await;
    }
    for (name, permissions, reads) in [("packer", ["stock.change"], 0), ("clerk1", ["sale.view"], 1)] {
        sign_in(&shop.desk, Window::Manager, "vendor").await;
        invite(&shop, &store, name, &permissions).await.unwrap();
        as_whom(&shop, name).await;
        accept(&shop).await.unwrap();

        let said = shop.manager("contact.list", json!({})).await;

        assert_eq!(said["rows"].as_array().unwrap().len(), reads, "{name}: {said}");
        shop.manager("account.sign_out", json!({})).await;
    }
});

on_both_engines!(whoever_erases_their_account_works_for_nobody_any_more, |shop| {
    let store = store_of(&shop, "vendor").await;
    for invited in ["packer", "clerk1"] {
        invite(&shop, &store, invited, &["stock.change"]).await.unwrap();
    }
    shop.manager("account.sign_out", json!({})).await;
    for name in ["packer", "clerk1"] {
        shop.manager("account.register", registration(name, "buyer")).await;
        if name == "packer" {
            prove(&shop, name).await;
            accept(&shop).await.unwrap();
        }
        let ask = json!({ "password": stories::shop::PASSWORD });
        shop.manager("account.erase", ask).await;
    }

    sign_in(&shop.desk, Window::Manager, "vendor").await;
    let listed = shop.manager("staff.list", json!({ "store": store })).await;

    let people: Vec<_> =
        listed["people"].as_array().unwrap().iter().map(|one| one["email"].clone()).collect();
    assert_eq!(people, [json!("vendor@example.org")], "{listed}");
    assert!(!listed.to_string().contains("clerk1"), "{listed}");
});
