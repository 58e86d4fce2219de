//! An address is somebody's once they have proved it.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, assert_refused};

use crate::forgotten::MINUTE_US;
use crate::post::{Letter, letter, letters, quiet};

const VERIFY: &str = "Please verify your e-mail address";

async fn resent(shop: &Shop, to: &str, count: usize) -> Letter {
    shop.storefront("account.resend", json!({})).await;
    quiet(shop).await;
    letter(shop, to, VERIFY, count).await
}

async fn me(shop: &Shop) -> Value {
    shop.storefront("account.me", json!({})).await["seat"].clone()
}

fn change(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD })
}

on_both_engines!(an_address_is_proved_by_link_or_by_code_and_then_there_is_nothing_to_prove, |shop| {
    shop.buyer("anna1").await;
    assert_eq!(
        (me(&shop).await["is_verified"].clone(), me(&shop).await["pending_email"].clone()),
        (json!(false), json!(null))
    );
    let letter = resent(&shop, "anna1@example.org", 1).await;

    shop.storefront("account.verify", json!({ "code": letter.code() })).await;

    assert_eq!(me(&shop).await["is_verified"], true, "shown at once");
    assert_refused(
        shop.try_storefront("account.verify", json!({ "code": letter.code() })).await,
        Code::Invalid,
        "code",
    );
    let before = letters(&shop).len();
    shop.storefront("account.resend", json!({})).await;
    quiet(&shop).await;
    assert_eq!(letters(&shop).len(), before, "nothing is left to prove");
});

on_both_engines!(a_new_address_counts_once_it_is_proved_and_the_old_one_is_told, |shop| {
    shop.buyer("anna1").await;
    let first = resent(&shop, "anna1@example.org", 1).await;
    shop.storefront("account.verify", json!({ "token": first.token() })).await;
    assert_refused(
        shop.try_storefront(
            "account.change_email",
            json!({ "email": "new@example.org", "password": "wrong water 7" }),
        )
        .await,
        Code::Invalid,
        "password",
    );

    shop.storefront("account.change_email", change("New@example.org")).await;
    quiet(&shop).await;

    let seat = me(&shop).await;
    assert_eq!(
        (&seat["email"], &seat["pending_email"], &seat["is_verified"]),
        (&json!("anna1@example.org"), &json!("new@example.org"), &json!(false))
    );
    let told = letter(&shop, "anna1@example.org", "Your e-mail address is being changed", 1).await;
    assert!(told.text.contains("new@example.org"), "the old one is told which: {}", told.text);
    let second = letter(&shop, "new@example.org", VERIFY, 1).await;
    let in_by = async |email: &str| {
        shop.try_manager("account.sign_in", json!({ "email": email, "password": PASSWORD })).await.is_ok()
    };
    assert!(
        in_by("anna1@example.org").await && !in_by("new@example.org").await,
        "one still signs in by the old one"
    );
    shop.storefront("account.verify", json!({ "code": second.code() })).await;
    let seat = me(&shop).await;
    assert_eq!(
        (&seat["email"], &seat["pending_email"], &seat["is_verified"]),
        (&json!("new@example.org"), &json!(null), &json!(true))
    );
    assert!(!in_by("anna1@example.org").await && in_by("new@example.org").await, "and now by the new one");
});

on_both_engines!(a_taken_address_is_answered_calmly_and_its_owner_is_told, |shop| {
    shop.buyer("anna1").await;
    shop.storefront("account.sign_out", json!({})).await;
    shop.buyer("berta").await;
    let free = shop.storefront("account.change_email", change("free@example.org")).await;
    quiet(&shop).await;
    let taken = shop.storefront("account.change_email", change("anna1@example.org")).await;
    quiet(&shop).await;

    assert_eq!(free.to_string(), taken.to_string(), "the same bytes");
    let told = letter(&shop, "anna1@example.org", "You already have an account", 1).await;
    assert!(
        told.text.contains("anna1") && !told.text.contains("Code:"),
        "no token for it exists: {}",
        told.text
    );
    assert!(letters(&shop).iter().all(|one| one.to != "anna1@example.org" || one.subject != VERIFY));
});

on_both_engines!(a_token_proves_only_the_address_it_was_sent_to, |shop| {
    shop.buyer("anna1").await;
    let old = resent(&shop, "anna1@example.org", 1).await;
    shop.storefront("account.change_email", change("new@example.org")).await;
    quiet(&shop).await;
    let new = letter(&shop, "new@example.org", VERIFY, 1).await;
    let reset = crate::post::forgotten(&shop, "anna1", 1).await;
    let verify = async |ask: Value| shop.try_storefront("account.verify", ask).await;

    for ask in [
        json!({ "token": old.token() }),
        json!({ "code": old.code() }),
        json!({ "token": reset.token() }),
        json!({ "email": "anna1@example.org", "code": new.code() }),
    ] {
        assert_refused(verify(ask).await, Code::Invalid, "code");
    }
    shop.clock.pass(61 * MINUTE_US);
    assert_refused(verify(json!({ "token": new.token() })).await, Code::Invalid, "code");
    shop.storefront("account.sign_out", json!({})).await;
    assert_refused(verify(json!({ "code": new.code() })).await, Code::Invalid, "email");
});
