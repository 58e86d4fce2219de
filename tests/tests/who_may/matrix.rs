//! The matrix: every operation, from both windows, by everybody.

use std::collections::BTreeSet;

use desk::{Desk, Window};
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;

use crate::table::ROLES;
use crate::town::sit;

/// Operations that sign in or out, here or at the other window, or that build a whole marketplace.
const NOT_ASKED: [&str; 6] = [
    "demo.open",
    "account.register",
    "account.sign_in",
    "account.sign_out",
    "account.add_role",
    "account.end_other_sessions",
];

/// Kinds of operators besides the owner, whom nobody makes one.
const KINDS: [&str; 3] = ["office", "dispatch", "support"];

fn granted(roles: &[&str]) -> BTreeSet<&'static str> {
    ROLES
        .iter()
        .filter(|(role, _)| roles.contains(role))
        .flat_map(|(_, permissions)| permissions.iter().copied())
        .collect()
}

/// What the door must say before it looks at the input; `None` where the operation itself answers.
fn expected(who: &str, is_offered: bool, is_somebody: bool, may: &BTreeSet<&str>) -> Option<Code> {
    match who {
        _ if !is_offered => Some(Code::Forbidden),
        "anybody" => None,
        "signed in" => (!is_somebody).then_some(Code::SignedOut),
        permission if may.contains(permission) => None,
        _ if is_somebody => Some(Code::Forbidden),
        _ => Some(Code::SignedOut),
    }
}

on_both_engines!(every_operation_answers_everybody_as_the_table_says, |shop| {
    let people: [(&str, &[&str]); 7] = [
        ("opera", &["owner", "vendor"]),
        ("vendor", &["vendor"]),
        ("vendor2", &["vendor"]),
        ("buyer1", &["buyer"]),
        ("office", &["buyer"]),
        ("dispatch", &["buyer"]),
        ("support", &["buyer"]),
    ];
    for (name, roles) in people {
        let role = if roles.contains(&"buyer") { "buyer" } else { "vendor" };
        shop.manager("account.register", stories::shop::registration(name, role)).await;
        let seat = shop.manager("account.me", json!({})).await["seat"].clone();
        let told: Vec<_> =
            seat["roles"].as_array().unwrap().iter().map(|role| role.as_str().unwrap()).collect();
        assert_eq!(
            BTreeSet::from_iter(told),
            roles.iter().copied().collect(),
            "only the first account operates the marketplace"
        );
    }
    sit(&shop.desk, Some("opera")).await;
    for kind in KINDS {
        shop.manager("operator.set", json!({ "email": format!("{kind}@example.org"), "kind": kind })).await;
    }
    let people = people.map(|(name, roles)| {
        let kind = KINDS.into_iter().filter(|kind| *kind == name);
        (name, roles.iter().copied().chain(kind).collect::<Vec<_>>())
    });
    let everybody =
        [(None, vec!["visitor"])].into_iter().chain(people.map(|(name, roles)| (Some(name), roles)));
    for (name, roles) in everybody {
        sit(&shop.desk, name).await;
        let may = granted(&[&roles[..], &["visitor"]].concat());
        for op in Desk::operations().iter().filter(|op| !NOT_ASKED.contains(&op.name)) {
            for window in [Window::Manager, Window::Storefront] {
                let is_offered = op.windows == "both" || op.windows == window.name();
                let said = shop.desk.call(window, op.name, json!({})).await.err().map(|refusal| refusal.code);
                let row = format!("{name:?} {} {}", window.name(), op.name);
                assert_ne!(said, Some(Code::Broken), "{row} broke on an empty input");
                match expected(op.who, is_offered, name.is_some(), &may) {
                    Some(code) => assert_eq!(said, Some(code), "{row}"),
                    None => assert!(
                        !matches!(said, Some(Code::Forbidden | Code::SignedOut)),
                        "{row} was refused: {said:?}"
                    ),
                }
            }
        }
    }
    shop.assert_books().await;
});

/// What no visitor and no buyer may ever do, whatever the table in the code says.
const VENDORS_ONLY: [&str; 20] = [
    "store.save",
    "store.set_open",
    "store.remove",
    "store.restore",
    "product.save",
    "product.set_active",
    "product.remove",
    "product.restore",
    "product.set_pictures",
    "stock.adjust",
    "stock.list",
    "tag.save",
    "tag.remove",
    "picture.add",
    "import.run",
    "import.preview",
    "export.products",
    "sale.list",
    "sale.cancel",
    "review.reply",
];

on_both_engines!(a_buyer_who_calls_what_vendors_do_is_forbidden, |shop| {
    shop.vendor("vendor").await;
    sit(&shop.desk, None).await;
    shop.manager("account.register", stories::shop::registration("buyer1", "buyer")).await;
    let operators =
        ["mail.list", "mail.set", "mail.settings", "mail.resend", "mail.test", "review.hide", "audit.list"];
    for op in VENDORS_ONLY.iter().chain(&operators) {
        let said = shop.try_manager(op, json!({})).await.unwrap_err();
        assert_eq!(said.code, Code::Forbidden, "{op} is not for buyers: {said:?}");
    }
    for op in ["store.list", "product.list", "tag.list"] {
        let seen = shop.manager(op, json!({})).await;
        let rows = seen.as_object().unwrap().values().find_map(Value::as_array).unwrap();
        assert!(rows.is_empty(), "a buyer has no stores, so {op} is empty: {seen}");
    }
    sit(&shop.desk, None).await;
    for op in VENDORS_ONLY.iter().chain(&operators).chain(&["store.list", "product.list", "tag.list"]) {
        let said = shop.try_manager(op, json!({})).await.unwrap_err();
        assert_eq!(said.code, Code::SignedOut, "{op} is not for visitors: {said:?}");
    }
    sit(&shop.desk, None).await;
    for op in [
        "address.list",
        "address.save",
        "order.list",
        "order.get",
        "checkout.place",
        "checkout.review",
        "review.save",
    ] {
        let said = shop.try_storefront(op, json!({})).await.unwrap_err();
        assert_eq!(said.code, Code::SignedOut, "{op} needs somebody: {said:?}");
    }
});

on_both_engines!(nobody_becomes_operator_by_asking, |shop| {
    shop.vendor("vendor").await;
    shop.manager("account.sign_out", json!({})).await;
    let seat = shop.manager("account.register", stories::shop::registration("vendor2", "vendor")).await;
    assert_eq!(seat["roles"], json!(["vendor"]), "{seat}");
    for role in ["operator", "owner", "", "Operator"] {
        let said = shop.try_manager("account.add_role", json!({ "role": role })).await.unwrap_err();
        assert_eq!(said.code, Code::Invalid, "{role:?} cannot be asked for: {said:?}");
    }
    let both = shop.manager("account.add_role", json!({ "role": "buyer" })).await;
    assert_eq!(both["roles"].as_array().unwrap().len(), 2, "the other role is one's own choice: {both}");
    assert!(
        !both["permissions"].as_array().unwrap().contains(&json!("mail.view")),
        "and brings nothing of an operator: {both}"
    );
    assert_eq!(
        shop.try_manager("mail.list", json!({})).await.unwrap_err().code,
        Code::Forbidden,
        "mail is the operator's"
    );
});
