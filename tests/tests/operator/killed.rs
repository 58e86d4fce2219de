//! A move that is killed at any moment: run again it goes on, and the marketplace is in one place, whole.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use market::db::{Db, copy};
use market::handover;
use stories::mariadb::{self, Database};
use stories::shop::Engine;

use crate::fixture::{busy_shop, into_empty, program, run};

fn moving(from: &Path, database: &Database) -> Command {
    let mut words = vec!["move".to_owned(), "--house".into(), "--from".into()];
    words.push(from.to_string_lossy().into_owned());
    words.extend(into_empty(database, &format!("{}_hub", database.name), &from.join("app.url")));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = program(&words);
    command.env("TRADEPOST_MIGRATOR_URL", &database.migrator_url);
    command
}

async fn digest(db: &Db) -> String {
    copy::sum(&mut db.read().await.unwrap()).await.unwrap().digest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_killed_at_any_moment_ends_with_one_whole_marketplace() {
    let (shop, _) = busy_shop(Engine::Sqlite).await;
    shop.desk.close().await;
    let (mut killed, mut refused) = (0, 0);
    for round in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("market.db");
        std::fs::copy(shop.path("market.db"), &file).unwrap();
        let before = digest(&Db::open_sqlite(&file).await.unwrap()).await;
        let database = mariadb::shared().fresh_database().await;
        let mut child = moving(folder.path(), &database).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(round * 40)).await;
        killed += i32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();

        // An address that was written belongs to an account that is made anew.
        let _ = std::fs::remove_file(folder.path().join("app.url"));
        let again = run(&mut moving(folder.path(), &database), "");

        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        assert!(again.status.success() || said.contains("moved already"), "round {round}: {said}");
        refused += i32::from(!again.status.success());
        let own = Db::open_sqlite(&file).await.unwrap();
        assert!(handover::moved(&own).await.unwrap().unwrap().has_arrived, "round {round}: it says so");
        let there = Db::open_maria_at_one_moment(&database.migrator_url, &database.ca_path).await.unwrap();
        assert_eq!(digest(&there).await, before, "round {round}: whole");
        assert_eq!(digest(&own).await, before, "round {round}: as it was");
        own.close().await;
        there.close().await;
    }
    assert!(killed > 0, "at least one was killed on its way; {refused} had arrived before");
}
