//! The audit log: what is decided about people and prices is in it, and whoever changes it afterwards is found out.

use market::Code;
use market::db;
use market::domain::audit::{Entry, Kind};
use serde_json::{Value, json};
use sqlx::{Connection, MySqlConnection, SqliteConnection};
use stories::on_both_engines;
use stories::shop::{PASSWORD, Shop, assert_refused, product_fields, sign_in};
use uuid::Uuid;

async fn rows(shop: &Shop, ask: Value) -> Vec<Value> {
    shop.manager("audit.list", ask).await["rows"].as_array().unwrap().clone()
}

async fn kinds(shop: &Shop) -> Vec<String> {
    let rows = rows(shop, json!({ "limit": 500 })).await;
    rows.iter().rev().map(|row| row["kind"].as_str().unwrap().to_owned()).collect()
}

/// The rows and the hash of the last one, or the sentence about the first broken one.
async fn verdict(shop: &Shop) -> Result<i64, String> {
    let found = shop.manager("audit.verify", json!({})).await;
    match found["broken"].as_str() {
        None => Ok(found["rows"].as_i64().unwrap()),
        Some(broken) => Err(broken.to_owned()),
    }
}

on_both_engines!(what_is_decided_about_people_is_in_the_log, |shop| {
    shop.vendor("opera").await;
    let wrong = json!({ "email": "opera@example.org", "password": "not this one 1" });
    shop.try_manager("account.sign_in", wrong).await.expect_err("a wrong password");
    shop.manager("account.sign_out", json!({})).await;
    sign_in(&shop.desk, desk::Window::Manager, "opera").await;
    let again = json!({ "password": PASSWORD, "new_password": "another 1 of them", "new_password_again": "another 1 of them" });
    shop.manager("account.change_password", again).await;
    shop.buyer("bert1").await;
    assert_refused(shop.try_storefront("audit.list", json!({})).await, Code::Forbidden, "");

    let seen = kinds(&shop).await;

    for kind in ["role_changed", "signed_in", "sign_in_failed", "signed_out", "password_changed"] {
        assert!(seen.contains(&kind.to_owned()), "{kind} is missing in {seen:?}");
    }
    let failed = rows(&shop, json!({ "kind": "sign_in_failed" })).await;
    assert_eq!((failed.len(), &failed[0]["email"]), (1, &json!("opera@example.org")), "{failed:?}");
    let whole = shop.manager("audit.list", json!({ "limit": 500 })).await.to_string();
    assert!(!whole.contains(PASSWORD) && !whole.contains("not this one"), "and never a password");
    let of_bert = rows(&shop, json!({ "who": "BERT1" })).await;
    assert!(!of_bert.is_empty() && of_bert.iter().all(|row| row["email"] == "bert1@example.org"));
    assert!(verdict(&shop).await.is_ok());
});

on_both_engines!(prices_and_refunds_are_in_the_log_and_orders_are_not, |shop| {
    shop.vendor("opera").await;
    let store = shop.store("Lamps", "L-").await;
    let lamp = shop.product(&store, "L1", 1_000, 9).await;
    let before = kinds(&shop).await.len();
    let old = product_fields("L1", 1_000, 9);
    let mut new = old.clone();
    new["price_minor"] = json!(1_250);
    shop.manager("product.save", json!({ "id": lamp, "before": old, "after": new })).await;
    let mut named = new.clone();
    named["name"] = json!("Lamp of another name");
    shop.manager("product.save", json!({ "id": lamp, "before": new, "after": named })).await;
    shop.buyer("bert1").await;
    let address = shop.address().await;
    shop.put(&lamp, 2).await;
    let order = shop.place(&address).await;
    let part = order["parts"][0]["id"].clone();
    shop.until("the sale has arrived", || async {
        shop.try_manager("sale.get", json!({ "id": part })).await.is_ok()
    })
    .await;
    shop.manager("sale.mark_paid", json!({ "id": part, "method": "transfer" })).await;
    shop.manager("sale.cancel", json!({ "id": part, "reason": "The lamp broke" })).await;

    let prices = rows(&shop, json!({ "kind": "price_changed" })).await;
    let refunds = rows(&shop, json!({ "kind": "order_refunded" })).await;

    assert_eq!(prices.len(), 1, "another name is no other price: {prices:?}");
    assert_eq!(prices[0]["detail"]["price_minor"], json!([1_000, 1_250]));
    assert_eq!(prices[0]["object"], json!(lamp));
    assert_eq!((refunds.len(), &refunds[0]["detail"]["reason"]), (1, &json!("The lamp broke")));
    let orders = kinds(&shop).await.len() - before;
    assert_eq!(orders, 4, "a price, a buyer's role and sign-in, a refund: an order writes no row");
    shop.assert_books().await;
});

on_both_engines!(a_flood_of_refusals_is_counted_and_stays_small, |shop| {
    shop.vendor("opera").await;
    shop.manager("account.register", stories::shop::registration("vera1", "vendor")).await;
    for _ in 0..200 {
        assert_refused(shop.try_manager("audit.list", json!({})).await, Code::Forbidden, "");
    }
    shop.clock.pass(1_000_000);
    for _ in 0..100 {
        assert_refused(shop.try_manager("mail.list", json!({})).await, Code::Forbidden, "");
    }
    shop.manager("account.sign_out", json!({})).await;
    sign_in(&shop.desk, desk::Window::Manager, "opera").await;

    let denied = rows(&shop, json!({ "kind": "denied" })).await;

    let times: i64 = denied.iter().map(|row| row["times"].as_i64().unwrap()).sum();
    assert_eq!(times, 300, "each is counted: {denied:?}");
    assert!(denied.len() <= 5, "in a few rows, two kinds in two seconds: {denied:?}");
    assert!(denied.iter().all(|row| row["email"] == "vera1@example.org"), "under whoever it was");
});

on_both_engines!(many_writers_make_one_chain, |shop| {
    shop.vendor("opera").await;
    let before = verdict(&shop).await.unwrap();
    let authority = shop.desk.authority().clone();
    let writers = (0..64).map(|at| {
        let authority = authority.clone();
        tokio::spawn(async move {
            let mut tx = authority.db().begin().await.unwrap();
            let entry = Entry::of(Kind::RoleChanged, Uuid::from_u128(at + 1));
            db::audit::write(&mut tx, 1, entry).await.unwrap();
            tx.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }

    assert_eq!(verdict(&shop).await, Ok(before + 64), "64 at once are 64 rows in one order");
});

on_both_engines!(whoever_changes_the_log_is_found_out, |shop| {
    shop.vendor("opera").await;
    for at in 0..6 {
        shop.manager("account.register", stories::shop::registration(&format!("vendor{at}"), "vendor")).await;
    }
    shop.manager("account.sign_out", json!({})).await;
    sign_in(&shop.desk, desk::Window::Manager, "opera").await;
    let count = verdict(&shop).await.expect("nobody has touched it");
    assert!(count > 12, "{count}");

    let altered = tampered(&shop, &["update audit set detail = '{}' where seq = 5"]).await;
    let removed = tampered(&shop, &["delete from audit where seq = 7"]).await;
    let reordered = tampered(
        &shop,
        &[
            "update audit set seq = 1000 where seq = 8",
            "update audit set seq = 8 where seq = 9",
            "update audit set seq = 9 where seq = 1000",
        ],
    )
    .await;
    let cut_in_the_middle = tampered(&shop, &["delete from audit where seq between 4 and 6"]).await;
    let cut_at_the_end = tampered(&shop, &["delete from audit where seq > 10"]).await;

    assert_eq!(altered, Err("Row 5 was changed after it was written.".to_owned()));
    assert_eq!(removed, Err("Row 7 is missing.".to_owned()));
    assert_eq!(reordered, Err("Row 8 was changed after it was written.".to_owned()));
    assert_eq!(cut_in_the_middle, Err("Row 4 is missing.".to_owned()));
    assert_eq!(
        cut_at_the_end,
        Err(format!("Row 11 is missing, and all behind it: there should be {count} rows.")),
        "the head knows how many there were"
    );
    assert_eq!(verdict(&shop).await, Ok(count), "and each time it was put back as it was");
});

/// What is found once somebody with all rights over the database has done this; it is put back afterwards.
async fn tampered(shop: &Shop, statements: &[&'static str]) -> Result<i64, String> {
    let back = ["delete from audit", "insert into audit select * from audit_kept", "drop table audit_kept"];
    run(shop, &["create table audit_kept as select * from audit"]).await;
    run(shop, statements).await;
    let found = verdict(shop).await;
    run(shop, &back).await;
    found
}

async fn run(shop: &Shop, statements: &[&'static str]) {
    match shop.database() {
        None => {
            let url = format!("sqlite://{}", shop.path("market.db").display());
            let mut file = SqliteConnection::connect(&url).await.unwrap();
            for statement in statements {
                sqlx::raw_sql(*statement).execute(&mut file).await.unwrap();
            }
            file.close().await.unwrap();
        }
        Some(database) => {
            let mut server =
                MySqlConnection::connect_with(&database.migrator_options().unwrap()).await.unwrap();
            for statement in statements {
                sqlx::raw_sql(*statement).execute(&mut server).await.unwrap();
            }
            server.close().await.unwrap();
        }
    }
}
