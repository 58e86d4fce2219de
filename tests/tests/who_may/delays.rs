//! Wrong passwords cost time, for whoever types them and not for the account's owner.

use accounts::{Entered, Office, Passwords, Visit};
use market::{Code, Refusal};
use serde_json::json;
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, registration};
use sync::Authority;
use sync::api::Device;

const SECOND_US: i64 = 1_000_000;

async fn enter(authority: &Authority, visit: &Visit, name: &str, password: &str) -> Result<Entered, Refusal> {
    let passwords = Passwords::default();
    let office = Office { authority, passwords: &passwords, seal: None };
    accounts::check_in(&office, visit, name, password).await
}

/// How long somebody with a wrong password has to wait; nothing where they were only wrong.
async fn guess(shop: &Shop, visit: &Visit, name: &str) -> Option<i64> {
    let refusal = enter(shop.desk.authority(), visit, name, "wrong water 7").await.unwrap_err();
    let wait = refusal.fields.get("wait_seconds").map(|seconds| seconds.parse().unwrap());
    assert_eq!(refusal.code, if wait.is_some() { Code::Busy } else { Code::Invalid }, "{refusal:?}");
    wait
}

on_both_engines!(after_three_wrong_passwords_each_costs_twice_the_wait_whoever_it_is, |shop| {
    shop.vendor("vendor").await;
    let stranger = Visit::at("manager");
    for name in ["nobody", "vendor"] {
        for _ in 0..3 {
            assert_eq!(guess(&shop, &stranger, name).await, None, "three are free");
        }
        for wait in [2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(guess(&shop, &stranger, name).await, Some(wait), "{name}");
            shop.clock.pass((wait - 1) * SECOND_US);
            assert_eq!(
                guess(&shop, &stranger, name).await,
                Some(1),
                "asking again makes it neither longer nor shorter"
            );
            shop.clock.pass(SECOND_US);
            assert_eq!(guess(&shop, &stranger, name).await, None, "then one more is looked at");
        }
    }

    // The right one has to wait as well, and then all is forgotten.
    let held = enter(shop.desk.authority(), &stranger, "vendor", PASSWORD).await.unwrap_err();
    assert_eq!(held.code, Code::Busy, "otherwise the wait would tell which password is right");
    shop.clock.pass(60 * SECOND_US);
    enter(shop.desk.authority(), &stranger, "vendor", PASSWORD).await.unwrap();
    for _ in 0..3 {
        assert_eq!(guess(&shop, &stranger, "vendor").await, None, "three are free again");
    }
    shop.clock.pass(25 * 60 * 60 * SECOND_US);
    assert_eq!(guess(&shop, &stranger, "nobody").await, None);
    assert_eq!(guess(&shop, &stranger, "nobody").await, None, "what was yesterday is forgotten");
});

on_both_engines!(a_strangers_tries_never_keep_the_owner_out_of_their_own_desktop, |shop| {
    shop.vendor("vendor").await;
    shop.manager("account.sign_out", json!({})).await;
    let device = |secret: &str| Some(Device { secret: secret.to_owned(), name: String::new() });
    let stranger =
        Visit { device: device("a guess"), ..Visit::at("manager").coming_from("192.0.2.7".to_owned()) };
    for _ in 0..3 {
        guess(&shop, &stranger, "vendor").await;
    }
    assert!(guess(&shop, &stranger, "vendor").await.is_some());

    let seat = shop.manager("account.sign_in", json!({ "name": "vendor", "password": PASSWORD })).await;
    assert_eq!(seat["username"], "vendor", "the owner comes in where they have been before");

    // Also from the very address the stranger uses, and again and again.
    let own = Visit { device: device("mine"), ..Visit::at("manager").coming_from("192.0.2.8".to_owned()) };
    shop.clock.pass(60 * SECOND_US);
    enter(shop.desk.authority(), &own, "vendor", PASSWORD).await.unwrap();
    let own = own.coming_from("192.0.2.7".to_owned());
    while guess(&shop, &stranger, "vendor").await.is_none() {}
    enter(shop.desk.authority(), &own, "vendor", PASSWORD).await.unwrap();
    assert!(guess(&shop, &stranger, "vendor").await.is_some(), "which frees nobody else");

    // A known desktop may not guess for ever either, and one that was signed out from afar is a stranger's.
    for _ in 0..3 {
        assert_eq!(guess(&shop, &own, "vendor").await, None);
    }
    assert_eq!(guess(&shop, &own, "vendor").await, Some(2));
    shop.manager("account.end_other_sessions", json!({})).await;
    let held = enter(shop.desk.authority(), &own, "vendor", PASSWORD).await.unwrap_err();
    assert!(held.fields.contains_key("wait_seconds"), "held as the stranger is: {held:?}");
});

on_both_engines!(whoever_tries_many_names_from_one_place_waits_and_others_elsewhere_do_not, |shop| {
    shop.storefront("account.register", registration("layla", "buyer")).await;
    let place = |address: &str| Visit::at("storefront").coming_from(address.to_owned());
    for name in ["anna1", "berta", "clara"] {
        assert_eq!(guess(&shop, &place("192.0.2.7"), name).await, None);
    }

    assert_eq!(
        guess(&shop, &place("192.0.2.7"), "dora1").await,
        Some(2),
        "the place waits, whatever the name"
    );
    enter(shop.desk.authority(), &place("192.0.2.8"), "layla", PASSWORD)
        .await
        .expect("another place does not");
});

on_both_engines!(many_tries_at_once_are_not_all_free, |shop| {
    shop.vendor("vendor").await;
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..24 {
        let authority = shop.desk.authority().clone();
        crowd.spawn(async move {
            enter(&authority, &Visit::at("manager"), "vendor", "wrong water 7").await.unwrap_err().code
        });
    }
    let looked_at = crowd.join_all().await.into_iter().filter(|code| *code == Code::Invalid).count();
    assert_eq!(looked_at, 3, "the others came while one had to wait");
});
