//! Signing in by each name, being remembered or not, and the list of one's sessions.

use desk::Window;
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, assert_refused, registration};

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// Somebody with all three names, signed in at the manager window.
async fn ada(shop: &Shop) {
    let mut ask = registration("ada_l", "vendor");
    ask["mobile"] = json!("+49 (151) 234-56789");
    shop.manager("account.register", ask).await;
}

async fn enter(shop: &Shop, name: &str, is_remembered: bool) -> Value {
    let ask = json!({ "name": name, "password": PASSWORD, "is_remembered": is_remembered });
    shop.manager("account.sign_in", ask).await
}

async fn seat(shop: &Shop, window: Window) -> Value {
    shop.desk.call(window, "account.me", json!({})).await.unwrap()["seat"].clone()
}

async fn sessions(shop: &Shop) -> Vec<Value> {
    shop.manager("account.sessions", json!({})).await["sessions"].as_array().unwrap().clone()
}

on_both_engines!(one_signs_in_by_address_username_and_mobile_number, |shop| {
    ada(&shop).await;
    shop.storefront("account.register", registration("zoe_m", "buyer")).await;

    for name in [" Ada_L@Example.org ", "ADA_L", "ada_l", "+4915123456789", "+49 151 234-567-89"] {
        shop.manager("account.sign_out", json!({})).await;
        assert_eq!(enter(&shop, name, true).await["email"], "ada_l@example.org", "{name}");
    }

    let refused = async |name: &str, password: &str| {
        let ask = json!({ "name": name, "password": password });
        shop.try_storefront("account.sign_in", ask).await.unwrap_err()
    };
    let wrong = refused("ada_l", "wrong water 7").await;
    for name in ["nobody@example.org", "nobody", "+49151000000", "", "ada_l@example.or"] {
        assert_eq!(
            refused(name, PASSWORD).await,
            wrong,
            "an unknown name is answered as a wrong password is"
        );
    }
});

on_both_engines!(whoever_is_not_remembered_is_signed_out_when_the_program_closes, |shop| {
    ada(&shop).await;
    shop.manager("account.sign_out", json!({})).await;
    enter(&shop, "ada_l", false).await;
    shop.storefront(
        "account.sign_in",
        json!({ "name": "ada_l", "password": PASSWORD, "is_remembered": true }),
    )
    .await;
    assert_eq!(sessions(&shop).await.len(), 2);

    shop.reopen().await;

    assert!(seat(&shop, Window::Manager).await.is_null(), "not at the window they left");
    assert_eq!(seat(&shop, Window::Storefront).await["username"], "ada_l", "but where they wanted to be");
    enter(&shop, "ada_l", false).await;
    assert_eq!(
        sessions(&shop).await.len(),
        2,
        "the session ended at the marketplace, too, and not only here"
    );

    // A program that was killed could not say so.
    shop.clock.pass(DAY_US + 1);
    assert!(seat(&shop, Window::Manager).await.is_null(), "a day is the longest");
    assert_eq!(seat(&shop, Window::Storefront).await["username"], "ada_l");
    shop.clock.pass(12 * DAY_US);
    assert_eq!(seat(&shop, Window::Storefront).await["username"], "ada_l", "two weeks are not over");
    shop.clock.pass(2 * DAY_US);
    assert!(seat(&shop, Window::Storefront).await.is_null(), "now they are");
});

on_both_engines!(a_session_from_before_there_was_an_end_to_them_lasts, |shop| {
    ada(&shop).await;
    let mut tx = shop.desk.authority().db().begin().await.unwrap();
    tx.exec("update session set expires_at_us = null, device_hash = null, device_name = ''", vec![])
        .await
        .unwrap();
    tx.commit().await.unwrap();

    shop.clock.pass(400 * DAY_US);

    assert_eq!(seat(&shop, Window::Manager).await["username"], "ada_l");
    assert!(sessions(&shop).await[0]["expires_at_us"].is_null());
});

on_both_engines!(one_sees_ones_sessions_and_ends_those_elsewhere, |shop| {
    ada(&shop).await;
    shop.storefront("account.sign_in", json!({ "name": "ada_l", "password": PASSWORD })).await;
    shop.clock.pass(10 * 60 * 1_000_000);
    shop.manager("account.me", json!({})).await;
    shop.manager("store.list", json!({})).await;
    let all = sessions(&shop).await;
    let this = all.iter().find(|one| one["is_this"] == true).unwrap();
    let other = all.iter().find(|one| one["is_this"] == false).unwrap();
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!((&this["window"], &other["window"]), (&json!("manager"), &json!("storefront")));
    assert!(this["seen_at_us"].as_i64() > this["created_at_us"].as_i64(), "its use was noted: {this}");
    assert!(!this["device"].as_str().unwrap().is_empty(), "the desktop says what it is called");
    assert!(!json!(all).to_string().contains("hash"), "nothing of the token leaves");

    assert_refused(
        shop.try_manager("account.end_session", json!({ "session": this["id"] })).await,
        Code::Invalid,
        "session",
    );
    shop.manager("account.end_session", json!({ "session": other["id"] })).await;

    assert!(seat(&shop, Window::Storefront).await.is_null(), "signed out there");
    assert_eq!(seat(&shop, Window::Manager).await["username"], "ada_l", "and not here");
    let again = shop.try_manager("account.end_session", json!({ "session": other["id"] })).await;
    assert_refused(again, Code::NotFound, "");

    // Somebody else's looks as one that never was.
    shop.storefront("account.register", registration("zoe_m", "buyer")).await;
    let theirs = shop.storefront("account.sessions", json!({})).await["sessions"][0]["id"].clone();
    assert_refused(
        shop.try_manager("account.end_session", json!({ "session": theirs })).await,
        Code::NotFound,
        "",
    );
    shop.manager("account.end_other_sessions", json!({})).await;
    assert_eq!(seat(&shop, Window::Storefront).await["username"], "zoe_m", "another's sessions are theirs");
    assert_eq!(sessions(&shop).await.len(), 1);
});

on_both_engines!(a_changed_password_ends_every_other_session_and_the_old_one_opens_nothing, |shop| {
    ada(&shop).await;
    let with = |password: &str| json!({ "name": "ada_l", "password": password });
    shop.storefront("account.sign_in", with(PASSWORD)).await;
    let new = "bright water 8";

    let ask = json!({ "password": PASSWORD, "new_password": new, "new_password_again": new });
    shop.manager("account.change_password", ask).await;

    assert!(seat(&shop, Window::Storefront).await.is_null(), "the other session is over");
    assert_eq!(seat(&shop, Window::Manager).await["username"], "ada_l", "this one goes on");
    assert_refused(shop.try_storefront("account.sign_in", with(PASSWORD)).await, Code::Invalid, "password");
    shop.storefront("account.sign_in", with(new)).await;
});

on_both_engines!(sessions_that_are_over_for_long_are_purged, |shop| {
    ada(&shop).await;
    let with = json!({ "name": "ada_l", "password": PASSWORD, "is_remembered": true });
    let kept = async || {
        let mut tx = shop.desk.authority().db().read().await.unwrap();
        tx.int("select count(*) from session", vec![]).await.unwrap()
    };
    for _ in 0..3 {
        shop.storefront("account.sign_in", with.clone()).await;
        shop.storefront("account.sign_out", json!({})).await;
    }
    assert_eq!(kept().await, 4, "one lasts, three are over");
    shop.clock.pass(91 * 24 * 60 * 60 * 1_000_000);

    shop.storefront("account.sign_in", with).await;

    assert!(kept().await <= 2, "what ended three months ago is gone");
});
