//! Books that are wrong, one way at a time: each is found, on both engines.

use market::books;
use market::db::Db;
use sqlx::AssertSqlSafe;
use stories::shop::Engine;

use crate::fixture::{busy_shop, done, program, refused};

/// What somebody did to the books, and words of the fault that must be found.
const WAYS: [(&str, &[&str], &[&str]); 15] = [
    ("stock without a movement", &["update product set stock = stock + 1"], &["stock is"]),
    (
        "a movement without stock",
        &["update stock_movement set delta = delta + 1 where delta > 0"],
        &["its movements say"],
    ),
    ("a movement that is gone", &["delete from stock_movement where delta < 0"], &["its movements say 50"]),
    (
        "stock below nothing",
        &["update product set stock = -2", "update stock_movement set delta = 2 where delta = 50"],
        &["stock is -2"],
    ),
    ("a gap", &["update invoice set number = 4 where number = 3"], &["3 papers", "from 1 to 4"]),
    ("a beginning that is not 1", &["update invoice set number = number + 5"], &["from 6 to 8"]),
    ("a double", &["update invoice set number = 1 where number = 2"], &["with 2 numbers"]),
    ("books that count on", &["update store_books set next_invoice = 9"], &["next is 9"]),
    ("invoices that are gone", &["delete from invoice"], &["there are none before", "0 invoices"]),
    (
        "an invoice over another sum",
        &["update invoice set total_minor = total_minor - 1 where number = 1"],
        &["1 invoices over"],
    ),
    (
        "a total that is not its lines'",
        &["update order_part set total_minor = total_minor + 1, net_minor = net_minor + 1"],
        &["total is"],
    ),
    (
        "a part whose net and tax are not its total",
        &["update order_part set net_minor = net_minor + 1"],
        &["total is"],
    ),
    ("a line that is gone", &["delete from order_line where quantity = 1"], &["its lines say 0"]),
    (
        "a line whose parts are not its total",
        &["update order_line set net_minor = net_minor + 1"],
        &["of tax are not"],
    ),
    (
        "a change without an outcome",
        &["update intent set outcome = '' where op = 'place_order'"],
        &["no outcome"],
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_crooked_books_is_found() {
    for engine in [Engine::Sqlite, Engine::Maria] {
        let (shop, lamp) = busy_shop(engine).await;
        let address = shop.storefront("address.list", serde_json::json!({})).await;
        for _ in 0..2 {
            shop.put(&lamp, 1).await;
            shop.place(address["addresses"][0]["id"].as_str().unwrap()).await;
        }
        shop.assert_books().await;
        shop.desk.close().await;
        let db = match shop.database() {
            None => shop.open_authority().await,
            // The application's account may do none of this.
            Some(one) => Db::open_maria(&one.migrator_url, &one.ca_path).await.unwrap(),
        };
        // Only without these can a number or a place be taken twice at all.
        for (index, table) in [("invoice_number_uq", "invoice"), ("intent_device_uq", "intent")] {
            match &db {
                Db::Sqlite { write, .. } => {
                    sqlx::query(AssertSqlSafe(format!("drop index {index}"))).execute(write).await.unwrap();
                }
                Db::Maria(pool) => {
                    let sql = AssertSqlSafe(format!("drop index {index} on {table}"));
                    sqlx::query(sql).execute(pool).await.unwrap();
                }
            }
        }
        let twice: (_, &[_], &[_]) =
            ("two changes at one place", &["update intent set seq = 1"], &["changes at place 1"]);

        for (what, deeds, words) in WAYS.into_iter().chain([twice]) {
            let mut tx = db.begin().await.unwrap();
            for sql in deeds {
                assert!(tx.exec(sql, vec![]).await.unwrap() > 0, "{engine:?}: {what}: nothing was changed");
            }
            let faults = books::verify(&mut tx).await.unwrap().faults.join("\n");
            tx.rollback().await.unwrap();
            for word in words {
                assert!(faults.contains(word), "{engine:?}: {what}: “{word}” is not in: {faults}");
            }
        }
        let mut tx = db.read().await.unwrap();
        assert_eq!(books::verify(&mut tx).await.unwrap().faults, Vec::<String>::new(), "and straight again");
        tx.rollback().await.unwrap();
        if let Some(one) = shop.database() {
            let mut verify = program(&["verify-books", "--ca", &one.ca_path.to_string_lossy()]);
            verify.env("TRADEPOST_DATABASE_URL", &one.url);
            assert!(done(&mut verify).contains("straight"), "the operator reads so");
            let mut tx = db.begin().await.unwrap();
            tx.exec("update product set stock = stock + 1", vec![]).await.unwrap();
            tx.commit().await.unwrap();
            assert!(
                refused(&mut verify).contains("stock is"),
                "and what is wrong, with the code of a failure"
            );
        }
    }
}
