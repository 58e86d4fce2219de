//! The profile: what is changed counts everywhere at once, and what somebody else has is refused at its field.

use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, assert_refused};

fn profile(name: &str, mobile: &str) -> Value {
    json!({ "display_name": "Ada Lovelace", "username": name, "mobile": mobile, "language": "de", "password": PASSWORD })
}

on_both_engines!(a_profile_is_changed_and_shown_at_once, |shop| {
    shop.vendor("vera1").await;

    let saved = shop.manager("account.set_profile", profile("Ada_L", "+49 151 2345678")).await;

    assert_eq!(saved["mobile"], "+491512345678", "kept without its gaps");
    let read = shop.manager("account.profile", json!({})).await;
    assert_eq!((&read["username"], &read["language"]), (&json!("Ada_L"), &json!("de")));
    let seat = shop.manager("account.me", json!({})).await["seat"].clone();
    assert_eq!(seat["display_name"], "Ada Lovelace", "the window says the new name without a new sign-in");
    let same = shop.manager("account.set_profile", profile("ada_l", "+491512345678")).await;
    assert_eq!(same["username"], "ada_l", "one's own name is nobody else's");
});

on_both_engines!(another_name_to_sign_in_by_needs_the_password, |shop| {
    shop.vendor("vera1").await;
    let change = |username: &str, mobile: &str, password: &str| json!({ "display_name": "Vera", "username": username, "mobile": mobile, "language": "en", "password": password });

    for (username, mobile) in [("other1", ""), ("vera1", "+491512345678")] {
        for password in ["", "wrong water 7"] {
            let said = shop.try_manager("account.set_profile", change(username, mobile, password)).await;
            assert_refused(said, Code::Invalid, "password");
        }
    }
    let kept = shop.manager("account.profile", json!({})).await;
    assert_eq!((&kept["username"], &kept["mobile"]), (&json!("vera1"), &json!("")), "{kept}");

    let said = shop.manager("account.set_profile", change("vera1", "", "")).await;
    assert_eq!(said["display_name"], "Vera", "what one is called opens no door");
});

on_both_engines!(what_somebody_else_has_is_refused_at_its_field, |shop| {
    shop.vendor("vera1").await;
    shop.manager("account.set_profile", profile("vera1", "+491512345678")).await;
    shop.buyer("bert1").await;

    let name = shop.try_storefront("account.set_profile", profile("VERA1", "")).await;
    let mobile = shop.try_storefront("account.set_profile", profile("bert1", "+49 151 234 5678")).await;

    assert_refused(name, Code::Duplicate, "username");
    assert_refused(mobile, Code::Duplicate, "mobile");
    let odd = json!({ "display_name": "", "username": "no", "mobile": "call me", "language": "xx" });
    let odd = shop.try_storefront("account.set_profile", odd).await.expect_err("nothing of it fits");
    assert_eq!(odd.fields.keys().collect::<Vec<_>>(), ["language", "mobile", "username"], "{odd:?}");
    let read = shop.storefront("account.profile", json!({})).await;
    assert_eq!(read["username"], "bert1", "and nothing of it was kept");
});
