//! Those who operate the marketplace: who makes whom one, what their groups may do, and the last owner.

use desk::Window;
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused, registration, sign_in};

/// The owner sits in the manager window; the others have registered.
async fn marketplace(shop: &Shop) {
    for name in ["vendor", "layla", "omar1"] {
        shop.manager("account.register", registration(name, "vendor")).await;
        shop.manager("account.sign_out", json!({})).await;
    }
    sign_in(&shop.desk, Window::Manager, "vendor").await;
}

fn becomes(name: &str, kind: &str) -> Value {
    json!({ "email": format!("{name}@example.org"), "kind": kind })
}

fn is_none(name: &str) -> Value {
    json!({ "email": format!("{name}@example.org") })
}

async fn as_whom(shop: &Shop, name: &str) {
    shop.manager("account.sign_out", json!({})).await;
    sign_in(&shop.desk, Window::Manager, name).await;
}

on_both_engines!(an_owner_makes_operators_and_takes_it_back, |shop| {
    marketplace(&shop).await;

    shop.manager("operator.set", becomes("layla", "support")).await;

    let listed = shop.manager("operator.list", json!({})).await;
    let kinds: Vec<_> = listed["operators"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, [&json!("support"), &json!("owner")], "by name: {listed}");
    as_whom(&shop, "layla").await;
    shop.manager("mail.list", json!({})).await;
    let said = shop.try_manager("operator.list", json!({})).await;
    assert_refused(said, Code::Forbidden, "");

    as_whom(&shop, "vendor").await;
    shop.manager("operator.set", becomes("layla", "office")).await;
    shop.manager("operator.set", is_none("omar1")).await;
    as_whom(&shop, "layla").await;
    assert_eq!(shop.manager("operator.list", json!({})).await["operators"].as_array().unwrap().len(), 2);
    let said = shop.try_manager("operator.set", becomes("layla", "owner")).await;
    assert_refused(said, Code::Forbidden, "");

    as_whom(&shop, "vendor").await;
    shop.manager("operator.set", is_none("layla")).await;
    as_whom(&shop, "layla").await;
    assert_refused(shop.try_manager("mail.list", json!({})).await, Code::Forbidden, "");
});

on_both_engines!(an_owner_signs_somebody_out_everywhere_and_others_may_not, |shop| {
    marketplace(&shop).await;
    sign_in(&shop.desk, Window::Storefront, "layla").await;
    let ask = json!({ "email": "Layla@example.org " });

    shop.manager("operator.end_sessions", ask.clone()).await;

    shop.until("the other window is locked", || async {
        shop.storefront("account.me", json!({})).await["seat"].is_null()
    })
    .await;
    assert!(shop.manager("account.me", json!({})).await["seat"].is_object(), "one's own session goes on");
    let noted = shop.manager("audit.list", json!({ "kind": "session_ended" })).await;
    assert_eq!(noted["rows"].as_array().unwrap().len(), 1, "{noted}");
    let nobody = shop.try_manager("operator.end_sessions", json!({ "email": "nobody@example.org" })).await;
    assert_refused(nobody, Code::Invalid, "email");
    as_whom(&shop, "layla").await;
    assert_refused(shop.try_manager("operator.end_sessions", ask).await, Code::Forbidden, "");
});

on_both_engines!(the_last_owner_stays_whoever_asks_and_however_many_at_once, |shop| {
    marketplace(&shop).await;
    for ask in [is_none("vendor"), becomes("vendor", "office")] {
        let said = shop.try_manager("operator.set", ask).await;
        assert_refused(said, Code::Forbidden, "");
    }
    shop.manager("operator.set", becomes("layla", "owner")).await;

    let (one, other) = tokio::join!(
        shop.try_manager("operator.set", is_none("vendor")),
        shop.try_manager("operator.set", is_none("layla")),
    );

    assert!(one.is_ok() != other.is_ok(), "one of them stays: {one:?} {other:?}");
    let mut tx = shop.desk.authority().db().begin().await.unwrap();
    assert_eq!(market::db::role::lock_owners(&mut tx).await.unwrap().len(), 1);
});

on_both_engines!(an_owner_says_what_a_group_may_do_within_bounds, |shop| {
    marketplace(&shop).await;
    shop.manager("operator.set", becomes("layla", "support")).await;

    shop.manager("role.set", json!({ "name": "support", "permissions": ["mail.change"] })).await;

    let groups = shop.manager("role.list", json!({})).await;
    let support = groups["groups"].as_array().unwrap().iter().find(|one| one["name"] == "support").unwrap();
    assert_eq!(
        support["permissions"],
        json!(["mail.change", "mail.view"]),
        "who changes also sees: {groups}"
    );
    for (name, permission, code) in [
        ("support", "role.change", Code::Invalid),
        ("support", "product.change", Code::Invalid),
        ("support", "nonsense", Code::Invalid),
        ("owner", "mail.view", Code::Forbidden),
        ("buyer", "review.moderate", Code::Invalid),
    ] {
        let said = shop.try_manager("role.set", json!({ "name": name, "permissions": [permission] })).await;
        assert_eq!(said.unwrap_err().code, code, "{name} {permission}");
    }
    as_whom(&shop, "layla").await;
    let seat = shop.manager("account.me", json!({})).await["seat"].clone();
    let may = seat["permissions"].as_array().unwrap();
    assert!(may.contains(&json!("mail.change")) && !may.contains(&json!("review.moderate")), "{seat}");
});

on_both_engines!(what_an_operator_is_given_while_signed_in_works_at_once, |shop| {
    marketplace(&shop).await;
    sign_in(&shop.desk, Window::Storefront, "layla").await;
    let beside = shop.beside().await;
    sign_in(&beside, Window::Manager, "layla").await;
    let said = beside.call(Window::Manager, "mail.list", json!({})).await;
    assert_refused(said, Code::Forbidden, "");

    shop.manager("operator.set", becomes("layla", "dispatch")).await;

    beside.call(Window::Manager, "mail.list", json!({})).await.unwrap();
    beside.close().await;
});
