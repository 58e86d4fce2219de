//! Many at once with one token: one of them has it.

use desk::Window;
use market::db::one_time_token;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::Shop;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::forgotten::{by_code, by_link};
use crate::post::{forgotten, letter, quiet};

const AT_ONCE: usize = 64;

/// How many of so many at once succeed.
async fn winners(shop: &Shop, op: &'static str, ask: Value) -> usize {
    let mut tries = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (desk, ask) = (shop.desk.clone(), ask.clone());
        tries.spawn(async move { desk.call(Window::Storefront, op, ask).await });
    }
    let done = tries.join_all().await;
    for refusal in done.iter().filter_map(|one| one.as_ref().err()) {
        assert!(refusal.fields.contains_key("code"), "a loser is refused as every other: {refusal:?}");
    }
    done.iter().filter(|one| one.is_ok()).count()
}

on_both_engines!(of_64_who_use_one_token_up_at_once_one_is_first, |shop| {
    shop.buyer("anna1").await;
    forgotten(&shop, "anna1", 1).await;
    let authority = shop.desk.authority().clone();
    let mut tx = authority.db().read().await.unwrap();
    let tokens: Vec<(Uuid,)> =
        tx.all("select id from one_time_token where purpose = 'reset'", vec![]).await.unwrap();
    drop(tx);
    let [(token,)] = tokens[..] else { panic!("one token: {tokens:?}") };

    // At the row itself, where nothing else holds them up.
    let mut crowd = JoinSet::new();
    for _ in 0..AT_ONCE {
        let authority = authority.clone();
        crowd.spawn(async move {
            let mut tx = authority.db().begin().await.unwrap();
            let is_first = one_time_token::use_up(&mut tx, token, 1).await.unwrap();
            tx.commit().await.unwrap();
            is_first
        });
    }

    assert_eq!(crowd.join_all().await.into_iter().filter(|is_first| *is_first).count(), 1);
});

on_both_engines!(of_64_who_redeem_one_link_one_has_it, |shop| {
    shop.buyer("anna1").await;
    let letter = forgotten(&shop, "anna1", 1).await;

    assert_eq!(winners(&shop, "account.reset", by_link(&letter.token())).await, 1);
});

on_both_engines!(of_64_who_redeem_one_code_one_has_it, |shop| {
    shop.buyer("anna1").await;
    let letter = forgotten(&shop, "anna1", 1).await;

    assert_eq!(winners(&shop, "account.reset", by_code("anna1", &letter.code())).await, 1);
});

on_both_engines!(of_64_who_prove_one_address_one_does, |shop| {
    shop.buyer("anna1").await;
    shop.storefront("account.resend", json!({})).await;
    quiet(&shop).await;
    let letter = letter(&shop, "anna1@example.org", "Please verify your e-mail address", 1).await;

    assert_eq!(winners(&shop, "account.verify", json!({ "token": letter.token() })).await, 1);
});

on_both_engines!(of_64_who_guess_a_code_at_once_no_more_than_five_are_compared, |shop| {
    shop.buyer("anna1").await;
    let letter = forgotten(&shop, "anna1", 1).await;

    assert_eq!(winners(&shop, "account.reset", by_code("anna1", "22222222")).await, 0);

    let tries: Vec<(i64,)> = shop
        .desk
        .authority()
        .db()
        .read()
        .await
        .unwrap()
        .all("select tries from one_time_token where purpose = 'reset'", vec![])
        .await
        .unwrap();
    assert_eq!(tries, [(5,)], "the tries were taken before anything was compared");
    assert_eq!(winners(&shop, "account.reset", by_code("anna1", &letter.code())).await, 0, "none is left");
});
