//! What the application's own database account cannot do, tried.

use market::db::{self, Db};
use sqlx::{AssertSqlSafe, MySqlPool};

use crate::fixture::House;

async fn is_denied(pool: &MySqlPool, sql: &str) -> bool {
    match sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(pool).await {
        Ok(_) => false,
        Err(error) => {
            let said = error.to_string();
            assert!(said.contains("denied"), "{sql}: {said}");
            true
        }
    }
}

#[tokio::test]
async fn the_application_cannot_change_the_schema_or_rewrite_what_was_issued() {
    let house = House::new().await;
    let Db::Maria(pool) = Db::open_maria(&house.database.url, &house.database.ca_path).await.unwrap() else {
        panic!("a server")
    };
    for sql in [
        "create table loot (id int)",
        "drop table invoice",
        "alter table invoice add column x int",
        "truncate table intent",
        "create user thief",
        "update invoice set total_minor = 0",
        "delete from invoice",
        "update stock_movement set delta = 0",
        "delete from stock_movement",
        "update intent set outcome = ''",
        "delete from intent",
        "update mail_content set letter = ''",
        "update audit set detail = ''",
        "delete from audit",
        "delete from audit_head",
        "update contact_message set message = ''",
        "delete from account",
        "update role_permission set role = 'buyer'",
        "delete from _sqlx_migrations",
        "set global sql_mode = ''",
    ] {
        assert!(is_denied(&pool, sql).await, "the application account may: {sql}");
    }
    assert!(!is_denied(&pool, "select count(*) from invoice").await, "reading is its work");
}

#[tokio::test]
async fn a_server_as_the_stories_run_it_is_taken_and_a_careless_one_is_not() {
    let house = House::new().await;
    let db = Db::open_maria(&house.database.url, &house.database.ca_path).await.unwrap();

    db::server::refuse_unsafe(&db).await.unwrap();
    db::server::answers(&db).await.unwrap();
    db::migrate::fits(&db).await.unwrap();
}
