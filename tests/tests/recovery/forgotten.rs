//! A password nobody remembers.

use desk::Window;
use market::{Code, Refusal};
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, assert_refused};

use crate::post::{forgotten, letter, letters, quiet};

pub(crate) const MINUTE_US: i64 = 60_000_000;
pub(crate) const NEW: &str = "bright water 8";

pub(crate) fn by_link(token: &str) -> Value {
    json!({ "token": token, "new_password": NEW, "new_password_again": NEW })
}

pub(crate) fn by_code(name: &str, code: &str) -> Value {
    json!({ "email": format!("{name}@example.org"), "code": code, "new_password": NEW, "new_password_again": NEW })
}

fn with(name: &str, password: &str) -> Value {
    json!({ "email": format!("{name}@example.org"), "password": password })
}

/// Why somebody may not sign in, if they may not.
async fn kept_out(shop: &Shop, name: &str, password: &str) -> Option<Refusal> {
    shop.try_manager("account.sign_in", with(name, password)).await.err()
}

on_both_engines!(a_forgotten_password_is_replaced_by_link_or_by_code_and_every_session_ends, |shop| {
    shop.buyer("anna1").await;
    shop.manager("account.sign_in", with("anna1", PASSWORD)).await;
    let first = forgotten(&shop, "anna1", 1).await;

    shop.storefront("account.reset", by_link(&first.token())).await;

    for window in [Window::Manager, Window::Storefront] {
        let me = shop.desk.call(window, "account.me", json!({})).await.unwrap();
        assert_eq!(me["seat"], json!(null), "whoever sat at {} has to sign in anew", window.name());
    }
    let old = kept_out(&shop, "anna1", PASSWORD).await.map(|refusal| refusal.code);
    assert_eq!(old, Some(Code::Invalid), "the old password is gone");
    assert_eq!(kept_out(&shop, "anna1", NEW).await, None, "the new one works");
    let told = letter(&shop, "anna1@example.org", "Your password was changed", 1).await;
    assert!(told.text.contains("anna1") && told.html.contains("anna1"), "its owner is told: {}", told.text);

    quiet(&shop).await;
    let second = forgotten(&shop, "anna1", 2).await;
    let code = second.code().to_lowercase().replace('-', " ");
    let mut ask = by_code("ANNA1", &code);
    (ask["new_password"], ask["new_password_again"]) = (json!("third water 9"), json!("third water 9"));
    shop.storefront("account.reset", ask).await;
    assert_eq!(kept_out(&shop, "anna1", "third water 9").await, None, "a code is read however it is typed");
});

on_both_engines!(known_and_unknown_addresses_get_the_same_answer_and_only_one_gets_a_letter, |shop| {
    shop.buyer("anna1").await;
    let known = shop.storefront("account.forgot", json!({ "email": " Anna1@Example.org " })).await;
    let unknown = shop.storefront("account.forgot", json!({ "email": "nobody@example.org" })).await;

    assert_eq!(known.to_string(), unknown.to_string(), "the same bytes");
    letter(&shop, "anna1@example.org", crate::post::RESET, 1).await;
    quiet(&shop).await;
    assert!(
        letters(&shop).iter().all(|letter| letter.to == "anna1@example.org"),
        "nobody else is written to"
    );
    let mails = shop.manager("account.sign_in", with("anna1", PASSWORD)).await;
    assert!(mails["permissions"].is_array(), "the password is as it was");
    for bad in ["", "nobody", "a@example.org\r\nBcc: b@example.org"] {
        assert_refused(
            shop.try_storefront("account.forgot", json!({ "email": bad })).await,
            Code::Invalid,
            "email",
        );
    }
});

on_both_engines!(what_is_expired_altered_used_withdrawn_or_foreign_is_refused_alike, |shop| {
    shop.buyer("anna1").await;
    shop.storefront("account.sign_out", json!({})).await;
    shop.buyer("berta").await;
    let foreign = forgotten(&shop, "berta", 1).await;
    let withdrawn = forgotten(&shop, "anna1", 1).await;
    quiet(&shop).await;
    let used = forgotten(&shop, "anna1", 2).await;
    let older = shop.try_storefront("account.reset", by_link(&withdrawn.token())).await;
    shop.storefront("account.reset", by_link(&used.token())).await;
    quiet(&shop).await;
    let expired = forgotten(&shop, "anna1", 3).await;
    shop.clock.pass(10 * MINUTE_US);
    let code_expired = shop.try_storefront("account.reset", by_code("anna1", &expired.code())).await;
    shop.clock.pass(51 * MINUTE_US);
    let link_expired = shop.try_storefront("account.reset", by_link(&expired.token())).await;
    let fresh = forgotten(&shop, "anna1", 4).await;
    let mut altered = fresh.token();
    altered.replace_range(..1, if altered.starts_with('0') { "1" } else { "0" });

    let mut refusals = vec![older, code_expired, link_expired];
    for ask in [
        by_link(&withdrawn.token()),
        by_link(&used.token()),
        by_code("anna1", &used.code()),
        by_link(&altered),
        by_link(""),
        by_link("' or 1=1 --"),
        by_code("anna1", &foreign.code()),
        by_code("berta", &fresh.code()),
        by_code("nobody", &fresh.code()),
        by_code("anna1", ""),
    ] {
        refusals.push(shop.try_storefront("account.reset", ask).await);
    }

    let first = serde_json::to_string(refusals[0].as_ref().unwrap_err()).unwrap();
    for (at, refusal) in refusals.iter().enumerate() {
        let said = serde_json::to_string(refusal.as_ref().unwrap_err()).unwrap();
        assert_eq!(said, first, "refusal {at} tells no more than the others");
    }
    shop.storefront("account.reset", by_link(&fresh.token())).await;
});

on_both_engines!(five_wrong_codes_end_the_code_and_leave_the_link, |shop| {
    shop.buyer("anna1").await;
    let letter = forgotten(&shop, "anna1", 1).await;
    for _ in 0..5 {
        assert_refused(
            shop.try_storefront("account.reset", by_code("anna1", "22222222")).await,
            Code::Invalid,
            "code",
        );
    }

    let right = shop.try_storefront("account.reset", by_code("anna1", &letter.code())).await;

    assert_refused(right, Code::Invalid, "code");
    // A stranger who types codes keeps nobody from their account.
    shop.storefront("account.reset", by_link(&letter.token())).await;
});

on_both_engines!(a_new_password_keeps_the_rules_and_a_refused_one_uses_nothing_up, |shop| {
    shop.buyer("anna1").await;
    let letter = forgotten(&shop, "anna1", 1).await;
    for (password, again, field) in [
        ("short 1", "short 1", "new_password"),
        ("Password1", "Password1", "new_password"),
        (NEW, "another water 8", "new_password_again"),
        ("anna1@example.org", "anna1@example.org", "new_password"),
    ] {
        let ask = json!({ "token": letter.token(), "new_password": password, "new_password_again": again });
        assert_refused(shop.try_storefront("account.reset", ask).await, Code::Invalid, field);
    }

    shop.storefront("account.reset", by_link(&letter.token())).await;
});

on_both_engines!(nobody_is_flooded_with_letters, |shop| {
    shop.buyer("anna1").await;
    for _ in 0..9 {
        shop.storefront("account.forgot", json!({ "email": "anna1@example.org" })).await;
        quiet(&shop).await;
    }
    let count = || letters(&shop).iter().filter(|letter| letter.subject == crate::post::RESET).count();
    assert_eq!(count(), 3, "a stranger's asking ends somewhere");

    shop.clock.pass(61 * MINUTE_US);
    shop.storefront("account.forgot", json!({ "email": "anna1@example.org" })).await;
    quiet(&shop).await;

    assert_eq!(count(), 4, "and its owner can ask again later");
});
