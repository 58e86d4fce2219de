//! Backups and what comes out of them: everything, on either engine, from one moment.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};

use market::Code;
use market::db::{Db, copy};
use market::handover;
use serde_json::json;
use stories::shop::Engine;

use crate::fixture::{Empty, back_up, busy_shop, done, into_empty, program, refused, run};

/// The rows of every table there is, whoever copies them.
async fn rows(db: &Db) -> BTreeMap<String, i64> {
    let of_sqlite =
        "select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!'";
    let of_maria =
        "select cast(table_name as char) from information_schema.tables where table_schema = database()";
    let mut tx = db.read().await.unwrap();
    let asked = if matches!(db, Db::Sqlite { .. }) { of_sqlite } else { of_maria };
    let tables: Vec<(String,)> = tx.all(asked, vec![]).await.unwrap();
    let mut rows = BTreeMap::new();
    for (table,) in tables {
        // Of the database itself, not of the marketplace.
        if !["_sqlx_migrations", "durable_read", "note"].contains(&table.as_str()) {
            let sql = format!("select count(*) from {table}");
            rows.insert(table, tx.int(Box::leak(sql.into_boxed_str()), vec![]).await.unwrap());
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_either_engine_fills_either_engine_with_every_row() {
    let folder = tempfile::tempdir().unwrap();
    for from in [Engine::Sqlite, Engine::Maria] {
        let (shop, _) = busy_shop(from).await;
        // The desk's own work comes to its end first: it would go on changing what is compared.
        shop.until("the mail has left", || async {
            shop.manager("mail.list", json!({})).await["counts"]["queued"] == 0
        })
        .await;
        shop.desk.close().await;
        let source = shop.open_authority().await;
        let file = folder.path().join(format!("{from:?}.backup"));
        let digest = back_up(&source, &file).await;
        for into in [Engine::Sqlite, Engine::Maria] {
            let backup = Db::open_backup(&file).await.unwrap();
            let label = handover::label(&backup).await.unwrap();
            assert_eq!((label.made_at_us, label.is_old), (7, false));
            assert!(handover::is_whole(&backup, &label).await.unwrap(), "as it was written");
            let empty = Empty::on(into).await;

            let (filled, _) = handover::hand_over(&backup, &empty.db).await.unwrap();
            filled.commit().await.unwrap();

            let again = folder.path().join(format!("{from:?}-{into:?}.backup"));
            assert_eq!(rows(&empty.db).await, rows(&source).await, "{from:?} to {into:?}: every table");
            assert_eq!(back_up(&empty.db, &again).await, digest, "{from:?} to {into:?} and back");
            let sum = copy::sum(&mut source.read().await.unwrap()).await.unwrap();
            assert_eq!(sum.digest, digest, "the source is as it was");
            assert!(sum.rows > 30, "there was something to copy: {sum:?}");
            let refusal = handover::hand_over(&backup, &empty.db).await.map(drop).unwrap_err();
            assert_eq!(refusal.code, Code::Conflict, "a marketplace is never poured into another");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_of_one_moment_while_the_marketplace_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    for engine in [Engine::Sqlite, Engine::Maria] {
        let (shop, lamp) = busy_shop(engine).await;
        let source = shop.open_authority().await;
        let is_over = AtomicBool::new(false);
        let changes = async {
            while !is_over.load(Ordering::SeqCst) {
                let moved = json!({ "product": lamp, "delta": 1, "reason": "received", "note": "" });
                shop.manager("stock.adjust", moved).await;
            }
        };
        let backups = async {
            for number in 0..12 {
                let file = folder.path().join(format!("{engine:?}-{number}"));
                back_up(&source, &file).await;
                let backup = Db::open_backup(&file).await.unwrap();
                let empty = Empty::on(Engine::Sqlite).await;
                let filled = handover::hand_over(&backup, &empty.db).await;
                filled.map_or_else(|no| panic!("{engine:?}, backup {number}: {no:?}"), drop);
            }
            is_over.store(true, Ordering::SeqCst);
        };
        tokio::join!(changes, backups);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_backs_a_server_up_and_restores_it_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = |name: &str| path(name).to_string_lossy().into_owned();
    let (shop, _) = busy_shop(Engine::Maria).await;
    let served = shop.database().unwrap();
    let ca = served.ca_path.to_string_lossy().into_owned();
    let backup = ["backup", "--to", &text("market.backup"), "--ca", &ca];
    let mut backup = program(&backup);
    backup.env("TRADEPOST_DATABASE_URL", &served.url);

    let said = done(&mut backup);

    assert!(said.contains("rows"), "{said}");
    assert_eq!(std::fs::metadata(path("market.backup")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(refused(&mut backup).contains("there already"), "a backup is never overwritten");
    let left: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["market.backup"], "one file, and nothing beside it");

    let empty = Empty::on(Engine::Maria).await;
    let database = empty.database.as_ref().unwrap();
    let app = format!("{}_hub", database.name);
    let mut words = vec!["restore".to_owned(), "--from".into(), text("market.backup")];
    words.extend(into_empty(database, &app, &path("new.url")));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut restore = program(&words);
    restore.env("TRADEPOST_MIGRATOR_URL", &database.migrator_url);
    let said = done(&mut restore);
    assert!(said.contains("the books are straight"), "{said}");

    let again = ["verify-books", "--ca", &ca, "--url-file", &text("new.url")];
    assert!(run(&mut program(&again), "").status.success(), "the application's account reads it");
    std::fs::remove_file(path("new.url")).unwrap();
    assert!(refused(&mut restore).contains("already"), "an empty one is needed");
    assert!(!path("new.url").exists(), "nothing is left of a refused restore");

    let home = text("desktop");
    done(&mut program(&["restore", "--from", &text("market.backup"), "--data", &home]));
    done(&mut program(&["backup", "--data", &home, "--to", &text("again.backup")]));
    assert!(
        refused(&mut program(&["backup", "--data", &text("nowhere"), "--to", &text("x")])).contains("no")
    );
    assert!(!path("nowhere").exists() && !path("x").exists(), "looking makes nothing");
}
