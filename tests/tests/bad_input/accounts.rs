//! Registering and signing in with what people really type.

use desk::Window;
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{PASSWORD, assert_refused, registration, sign_in};

/// A registration with one field different.
fn but(field: &str, value: &Value) -> Value {
    let mut ask = registration("anna1", "buyer");
    ask[field] = value.clone();
    if field == "password" {
        ask["password_again"] = value.clone();
    }
    ask
}

on_both_engines!(each_wrong_field_of_a_registration_is_named_and_no_account_is_made, |shop| {
    let long = "x".repeat(300);
    let cases = [
        ("email", json!("")),
        ("email", json!("   ")),
        ("email", json!("nobody")),
        ("email", json!("a@b")),
        ("email", json!("a b@example.org")),
        ("email", json!("a@example.org\r\nBcc: b@example.org")),
        ("email", json!("a\u{0}@example.org")),
        ("email", json!(format!("{long}@example.org"))),
        ("username", json!("")),
        ("username", json!("abcd")),
        ("username", json!("x".repeat(21))),
        ("username", json!("two words")),
        ("username", json!("🧁🧁🧁🧁🧁")),
        ("username", json!("ليلى_حداد")),
        ("display_name", json!("n".repeat(81))),
        ("mobile", json!("call me")),
        ("mobile", json!("12")),
        ("mobile", json!("+1234567890123456")),
        ("password", json!("")),
        ("password", json!("short 1")),
        ("password", json!("onlyletters")),
        ("password", json!("1234567890")),
        ("password", json!("Password1")),
        ("password", json!("anna1@example.org")),
        ("password", json!(format!("1{}", "x".repeat(128)))),
        ("password_again", json!("something else 1")),
        ("accepts_terms", json!(false)),
    ];
    for (field, value) in &cases {
        let answer = shop.try_storefront("account.register", but(field, value)).await;
        assert_refused(answer, Code::Invalid, field);
    }
    for field in ["email", "username", "password", "password_again", "role"] {
        let mut ask = registration("anna1", "buyer");
        ask.as_object_mut().unwrap().remove(field);
        assert_refused(shop.try_storefront("account.register", ask).await, Code::Invalid, field);
    }
    for (field, value) in [
        ("email", json!(7)),
        ("password", json!(null)),
        ("role", json!("operator")),
        ("accepts_terms", json!("yes")),
    ] {
        assert_refused(
            shop.try_storefront("account.register", but(field, &value)).await,
            Code::Invalid,
            field,
        );
    }
    assert_eq!(
        shop.storefront("app.state", json!({})).await["is_fresh"],
        true,
        "no refused registration left an account"
    );
    assert_eq!(
        shop.storefront("account.me", json!({})).await["seat"],
        json!(null),
        "nobody was signed in on the way"
    );
});

on_both_engines!(a_form_with_many_faults_hears_of_all_of_them, |shop| {
    let ask = json!({ "email": "x", "username": "x", "password": "x", "password_again": "y", "mobile": "x", "role": "buyer", "accepts_terms": false });

    let refusal = shop.try_storefront("account.register", ask).await.unwrap_err();

    let named: Vec<_> = refusal.fields.keys().map(String::as_str).collect();
    let all = ["accepts_terms", "email", "mobile", "password", "password_again", "username"];
    assert_eq!(named, all, "one round is enough to mend the form");
});

on_both_engines!(a_taken_name_is_refused_at_its_own_field, |shop| {
    let mut first = registration("anna1", "vendor");
    first["mobile"] = json!("+49 151 2345-6789");
    shop.manager("account.register", first).await;

    let cases = [
        ("email", json!("ANNA1@example.org")),
        ("email", json!("  anna1@EXAMPLE.org ")),
        ("username", json!("ANNA1")),
        ("mobile", json!("+49 (151) 23456789")),
    ];
    for (field, value) in cases {
        let mut ask = registration("berta", "buyer");
        ask[field] = value;
        let refusal = shop.try_storefront("account.register", ask).await.unwrap_err();
        assert_eq!(refusal.code, Code::Duplicate, "{field}: {refusal:?}");
        assert_eq!(refusal.fields.keys().collect::<Vec<_>>(), [field], "only what is taken is named");
    }
    shop.storefront("account.register", registration("berta", "buyer")).await;
});

on_both_engines!(two_registrations_of_one_name_leave_one_account, |shop| {
    shop.vendor("first").await;
    let other = shop.beside().await;
    let ask = registration("anna1", "buyer");

    let (a, b) = tokio::join!(
        shop.desk.call(Window::Storefront, "account.register", ask.clone()),
        other.call(Window::Storefront, "account.register", ask),
    );

    let (won, lost): (Vec<_>, Vec<_>) = [a, b].into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1, "one of the two has the name: {lost:?}");
    assert_refused(lost.into_iter().next().unwrap(), Code::Duplicate, "email");
    sign_in(&other, Window::Storefront, "anna1").await;
    other.close().await;
});

on_both_engines!(a_wrong_password_and_an_unknown_address_get_the_same_answer, |shop| {
    shop.buyer("anna1").await;
    shop.storefront("account.sign_out", json!({})).await;

    let ask = |email: &str, password: &str| json!({ "email": email, "password": password });
    let wrong =
        shop.try_storefront("account.sign_in", ask("anna1@example.org", "wrong water 7")).await.unwrap_err();
    let unknown =
        shop.try_storefront("account.sign_in", ask("nobody@example.org", PASSWORD)).await.unwrap_err();
    let endless = shop
        .try_storefront("account.sign_in", ask("anna1@example.org", &"x".repeat(3_000_000)))
        .await
        .unwrap_err();
    let quoted = shop.try_storefront("account.sign_in", ask("' or 1=1 --", "' or 1=1 --")).await.unwrap_err();

    assert_eq!(wrong, unknown, "nobody learns who has an account");
    assert_eq!((&endless, &quoted), (&wrong, &wrong), "strange input is only wrong");
    shop.storefront("account.sign_in", ask(" ANNA1@example.org ", PASSWORD)).await;
});
