//! Every statement of the program, read from its source, is understood by the engines it runs on.

use std::fs;

use market::db::{Db, migrate, stage};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use stories::mariadb;
use stories::places::repository;
use sync::{Replica, SystemClock};
use uuid::Uuid;

/// Files and words whose statements only ever run on a replica.
const ONLY_REPLICA: [&str; 7] =
    ["search.rs", "replica.rs", "shadow.rs", "import_run.rs", "shelf.rs", "stage.rs", "sync_event.rs"];
/// Only on the pictures a desktop behind a hub keeps.
const ONLY_PICTURES: &str = "kept_picture.rs";
const ONLY_SQLITE: [&str; 3] = ["sqlite_", "product_words", "pragma"];
const ONLY_MARIADB: [&str; 5] = ["durable_read", "get_lock", "@@session", "global_variables", "database()"];

/// The whole statements in a source file. Those composed at run time are run by other stories.
fn statements(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        rest = &rest[start + 1..];
        let Some(end) = rest.find('"') else { break };
        let literal = unbroken(&rest[..end]);
        rest = &rest[end + 1..];
        let is_statement =
            ["select ", "insert ", "update ", "delete "].iter().any(|verb| literal.starts_with(verb));
        if !is_statement || literal.contains('{') {
            continue;
        }
        if let Some(into) = literal.strip_suffix(" values") {
            let columns = into.split('(').nth(1).unwrap().split(',').count();
            found.push(format!("{literal} ({})", vec!["?"; columns].join(", ")));
        } else if literal.ends_with(" in") {
            found.push(format!("{literal} (?)"));
        } else {
            found.push(literal);
        }
    }
    found
}

/// A literal over several lines is one line.
fn unbroken(literal: &str) -> String {
    literal.split("\\\n").map(str::trim_start).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_is_understood_where_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let clock = std::sync::Arc::new(SystemClock);
    let replica = Replica::open(&folder.path().join("one.db"), Uuid::nil(), clock).await.unwrap();
    let Db::Sqlite { write: on_replica, .. } = replica.db() else { panic!("a file") };
    let staged = folder.path().join("one.stage");
    stage::open(&staged, 0).await.unwrap().close().await;
    stage::attach(replica.db(), &staged).await.unwrap();
    let pictures = Db::open_sqlite(&folder.path().join("pictures.db")).await.unwrap();
    migrate::pictures(&pictures).await.unwrap();
    let Db::Sqlite { write: on_pictures, .. } = &pictures else { panic!("a file") };
    let database = mariadb::shared().fresh_database().await;
    let migrator = Db::open_maria(&database.migrator_url, &database.ca_path).await.unwrap();
    migrate::authority(&migrator).await.unwrap();
    let Db::Maria(pool) = &migrator else { panic!("a server") };

    let (mut count, mut faults) = (0, Vec::new());
    for entry in fs::read_dir(repository().join("crates/market/src/db")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "migrate.rs" {
            continue;
        }
        let write = if name == ONLY_PICTURES { on_pictures } else { on_replica };
        for sql in statements(&fs::read_to_string(&path).unwrap()) {
            count += 1;
            let holds = |words: &[&str]| words.iter().any(|word| sql.contains(word));
            if !holds(&ONLY_MARIADB)
                && let Err(why) = (&mut *write.acquire().await.unwrap())
                    .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
                    .await
            {
                faults.push(format!("{name} on SQLite: {why}: {sql}"));
            }
            let is_replicas =
                ONLY_REPLICA.contains(&name.as_str()) || name == ONLY_PICTURES || holds(&ONLY_SQLITE);
            if !is_replicas
                && let Err(why) = (&mut *pool.acquire().await.unwrap())
                    .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
                    .await
            {
                faults.push(format!("{name} on MariaDB: {why}: {sql}"));
            }
        }
    }

    assert!(count > 90, "only {count} statements were found: the search looks in the wrong place");
    assert!(faults.is_empty(), "{} are not understood:\n{}", faults.len(), faults.join("\n"));
}
