//! The second factor: set up, asked for, each code good once, and what lies in the database of it.

use accounts::{Office, Passwords, Visit};
use data_encoding::BASE32_NOPAD;
use desk::Window;
use market::{Code, db};
use serde_json::{Value, json};
use stories::shop::{PASSWORD, Shop, assert_refused};
use stories::{authenticator, on_both_engines};
use tokio::task::JoinSet;

const HALF_A_MINUTE_US: i64 = 30 * 1_000_000;

/// What an app shows for a typed secret now.
fn code(shop: &Shop, secret: &str) -> String {
    authenticator::code_at(secret, sync::Clock::now_us(&*shop.clock)).unwrap()
}

/// Turns a second factor on; answers with the app's secret and the recovery codes.
async fn turn_on(shop: &Shop) -> (String, Vec<String>) {
    let started = shop.manager("account.second_factor.start", json!({ "password": PASSWORD })).await;
    let secret = started["secret"].as_str().unwrap().to_owned();
    let confirmed =
        shop.manager("account.second_factor.confirm", json!({ "code": code(shop, &secret) })).await;
    let codes: Vec<String> = serde_json::from_value(confirmed["codes"].clone()).unwrap();
    shop.clock.pass(HALF_A_MINUTE_US);
    (secret, codes)
}

/// Shows the password; answers with the ticket.
async fn ticket(shop: &Shop) -> Value {
    shop.manager("account.sign_out", json!({})).await;
    let ask = json!({ "name": "vendor", "password": PASSWORD });
    shop.manager("account.sign_in", ask).await["second_factor"].clone()
}

async fn show(shop: &Shop, ticket: &Value, code: &str) -> Result<Value, market::Refusal> {
    shop.try_manager("account.sign_in_second", json!({ "ticket": ticket, "code": code })).await
}

on_both_engines!(with_a_second_factor_a_password_alone_opens_nothing_and_each_code_is_good_once, |shop| {
    shop.vendor("vendor").await;
    let wrong = json!({ "password": "wrong water 7" });
    assert_refused(shop.try_manager("account.second_factor.start", wrong).await, Code::Invalid, "password");
    shop.manager("account.second_factor.start", json!({ "password": PASSWORD })).await;
    assert_refused(
        shop.try_manager("account.second_factor.confirm", json!({ "code": "000000" })).await,
        Code::Invalid,
        "code",
    );
    assert_eq!(
        shop.manager("account.second_factor", json!({})).await["is_on"],
        false,
        "not before its first code"
    );
    let (secret, codes) = turn_on(&shop).await;
    assert_eq!(
        (codes.len(), shop.manager("account.second_factor", json!({})).await["codes_left"].clone()),
        (10, json!(10))
    );

    let first = ticket(&shop).await;
    assert!(shop.manager("account.me", json!({})).await["seat"].is_null(), "a ticket is no session");
    assert_refused(show(&shop, &first, "000000").await, Code::Invalid, "code");
    let now = code(&shop, &secret);
    assert_eq!(show(&shop, &first, &now).await.unwrap()["username"], "vendor");
    assert_refused(show(&shop, &first, &now).await, Code::Stale, "ticket");
    let second = ticket(&shop).await;
    assert_refused(show(&shop, &second, &now).await, Code::Invalid, "code");

    // A recovery code, typed as people type.
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert_eq!(show(&shop, &second, &typed).await.unwrap()["username"], "vendor");
    let third = ticket(&shop).await;
    assert_refused(show(&shop, &third, &codes[3]).await, Code::Invalid, "code");
    shop.clock.pass(HALF_A_MINUTE_US);
    show(&shop, &third, &code(&shop, &secret)).await.expect("the next code of the app");
    assert_eq!(shop.manager("account.second_factor", json!({})).await["codes_left"], 9);

    let off = json!({ "password": PASSWORD, "code": codes[0] });
    shop.manager("account.second_factor.off", off).await;
    shop.manager("account.sign_out", json!({})).await;
    let seat = shop.manager("account.sign_in", json!({ "name": "vendor", "password": PASSWORD })).await;
    assert_eq!(seat["username"], "vendor", "the password alone, as before");
});

on_both_engines!(a_ticket_lasts_five_minutes_and_five_tries, |shop| {
    shop.vendor("vendor").await;
    let (secret, _) = turn_on(&shop).await;

    let late = ticket(&shop).await;
    shop.clock.pass(5 * 60 * 1_000_000);
    assert_refused(show(&shop, &late, &code(&shop, &secret)).await, Code::Stale, "ticket");

    let tried = ticket(&shop).await;
    for _ in 0..5 {
        assert!(show(&shop, &tried, "000000").await.is_err());
        shop.clock.pass(10 * 1_000_000);
    }
    assert_refused(show(&shop, &tried, &code(&shop, &secret)).await, Code::Stale, "ticket");
    let nobodys = json!("0".repeat(64));
    assert_refused(show(&shop, &nobodys, &code(&shop, &secret)).await, Code::Stale, "ticket");
});

on_both_engines!(of_sixty_four_who_show_one_recovery_code_at_once_one_is_let_in, |shop| {
    shop.vendor("vendor").await;
    let (_, codes) = turn_on(&shop).await;
    let authority = shop.desk.authority().clone();
    let account =
        serde_json::from_value(shop.manager("account.me", json!({})).await["seat"]["account_id"].clone())
            .unwrap();

    // At the row itself, where nothing else holds them up.
    let mut tx = authority.db().read().await.unwrap();
    let row = db::second_factor::codes(&mut tx, account).await.unwrap().pop().unwrap().id;
    drop(tx);
    let mut crowd = JoinSet::new();
    for _ in 0..64 {
        let authority = authority.clone();
        crowd.spawn(async move {
            let mut tx = authority.db().begin().await.unwrap();
            let is_first = db::second_factor::use_code(&mut tx, row, 1).await.unwrap();
            tx.commit().await.unwrap();
            is_first
        });
    }
    let firsts = crowd.join_all().await.into_iter().filter(|is_first| *is_first).count();
    assert_eq!(firsts, 1, "one row, one winner");

    // And the whole way, each with a ticket of their own.
    let passwords = Passwords::default();
    let office = Office { authority: &authority, passwords: &passwords, seal: None };
    let mut tickets = Vec::new();
    for _ in 0..64 {
        let visit = Visit { asks_code: true, ..Visit::at("manager") };
        match accounts::check_in(&office, &visit, "vendor", PASSWORD).await.unwrap() {
            accounts::Entered::SecondStep(ticket) => tickets.push(ticket),
            accounts::Entered::In(_) => panic!("the password alone"),
        }
    }
    let mut crowd = JoinSet::new();
    for ticket in tickets {
        let (authority, code) = (authority.clone(), codes[0].clone());
        crowd.spawn(async move {
            let passwords = Passwords::default();
            let office = Office { authority: &authority, passwords: &passwords, seal: None };
            let ask = json!({ "ticket": ticket, "code": code });
            accounts::answer(&office, None, "account.sign_in_second", ask).await.is_ok()
        });
    }
    let entered = crowd.join_all().await.into_iter().filter(|entered| *entered).count();
    assert_eq!(entered, 1, "one code, one session");
});

on_both_engines!(neither_secret_nor_codes_nor_tickets_lie_in_the_database, |shop| {
    shop.vendor("vendor").await;
    let (secret, codes) = turn_on(&shop).await;
    let ticket = ticket(&shop).await;

    let mut tx = shop.desk.authority().db().begin().await.unwrap();
    let mut rows: Vec<(String,)> = tx.all("select secret from second_factor", vec![]).await.unwrap();
    rows.extend(tx.all::<(String,)>("select code_hash from recovery_code", vec![]).await.unwrap());
    rows.extend(tx.all::<(String,)>("select ticket_hash from sign_in_ticket", vec![]).await.unwrap());
    drop(tx);
    let bytes = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let words = [secret, data_encoding::HEXLOWER.encode(&bytes), ticket.as_str().unwrap().to_owned()];
    assert_eq!(rows.len(), 12);
    for (row,) in &rows {
        for word in words.iter().chain(&codes) {
            assert!(!row.contains(word.as_str()) && !row.contains(&word.replace('-', "")), "in clear");
        }
    }
    assert!(shop.desk.call(Window::Storefront, "account.second_factor", json!({})).await.is_err());
});
