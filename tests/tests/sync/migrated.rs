//! A replica of any earlier version is brought up to date in its place, and what was not sent yet is sent afterwards.

use std::path::Path;

use market::db::replica;
use market::db::tables::SYNCED;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use stories::places::repository;
use stories::shop::Engine;
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, Person, added, moved};

/// The first migrations with which there was a replica.
const FIRST_SHOP: i64 = 27;
const FIRST_OWN: i64 = 1;

async fn migrator(folder: &str) -> Migrator {
    Migrator::new(repository().join("migrations").join(folder)).await.unwrap()
}

/// A replica's file as an earlier program has left it, with the rows of one of today: a kill between two migrations leaves
/// the same.
async fn older(path: &Path, of_today: &Path, (shop_step, own_step): (i64, i64)) {
    let url = format!("sqlite://{}?mode=rwc", path.display());
    let mut file = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("pragma journal_mode = wal").execute(&mut file).await.unwrap();
    migrator("sqlite").await.run_direct(Some(shop_step), &mut file, false).await.unwrap();
    let mut own = migrator("replica").await;
    own.dangerous_set_table_name("_replica_migrations");
    own.run_direct(Some(own_step), &mut file, false).await.unwrap();
    sqlx::query("attach database ? as today")
        .bind(of_today.to_str().unwrap())
        .execute(&mut file)
        .await
        .unwrap();
    let (known,): (String,) =
        sqlx::query_as("select group_concat(name, ' ') from main.sqlite_master where type = 'table'")
            .fetch_one(&mut file)
            .await
            .unwrap();
    let travelled: Vec<&str> = SYNCED
        .iter()
        .map(|table| table.name)
        .filter(|name| known.split(' ').any(|one| one == *name))
        .collect();
    let shadows: Vec<(String,)> = sqlx::query_as(
        "select sql from today.sqlite_master where sql is not null and name like 'shadow!_%' escape '!' \
         and exists (select 1 from main.sqlite_master known where known.type = 'table' \
         and today.sqlite_master.name like 'shadow!_' || known.name || '%' escape '!')",
    )
    .fetch_all(&mut file)
    .await
    .unwrap();
    for (sql,) in shadows {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut file).await.unwrap();
    }
    let guessed: Vec<String> = travelled.iter().map(|name| format!("shadow_{name}")).collect();
    let confirmed = travelled.iter().copied();
    for name in confirmed.chain(guessed.iter().map(String::as_str)).chain(["replica", "pending", "cursor"]) {
        let sql = format!("insert into main.{name} select * from today.{name}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut file).await.unwrap();
    }
    file.close().await.unwrap();
}

async fn pending(person: &Person) -> Vec<(Uuid, i64, String)> {
    let waiting = replica::waiting(&mut person.replica.db().read().await.unwrap(), 100).await.unwrap();
    waiting.into_iter().map(|row| (row.id, row.seq, row.body)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_of_any_earlier_version_keeps_what_waits_and_sends_it_after_the_update() {
    let newest = async |folder| migrator(folder).await.iter().map(|one| one.version).max().unwrap();
    let (shop, own) = (newest("sqlite").await, newest("replica").await);
    let mut versions = 0;
    for step in
        (FIRST_SHOP..=shop).map(|step| (step, FIRST_OWN)).chain((FIRST_OWN..=own).map(|step| (shop, step)))
    {
        let house = House::on(Engine::Sqlite).await;
        let vendor = house.person("vendor", &["vendor"]).await;
        let store = vendor.open_store(&house, "Lantern").await;
        let lamp = vendor.add_product(&house, store, "lamp", 5).await;
        vendor.change(moved(lamp, 2)).await;
        vendor.change(vendor.edit(lamp, |form| form.name = "Storm lamp".into()).await).await;
        vendor.change(added(Uuid::now_v7(), store, "shade", 3)).await;
        let waiting = pending(&vendor).await;
        vendor.replica.close().await;
        let path = house.folder.path().join("older.db");
        older(&path, &vendor.path, step).await;

        let updated = house.desk_of(&vendor.actor, "older.db").await;

        assert_eq!(pending(&updated).await, waiting, "{step:?}: what waits is word for word what it was");
        assert_eq!(updated.product(lamp).await.unwrap().stock, 7, "{step:?}: what was seen is there");
        updated.sync(&house).await;
        assert_eq!(
            (updated.waiting().await, updated.refused().await.len()),
            (0, 0),
            "{step:?}: all of it is taken"
        );
        assert_eq!(house.stock(lamp).await, 7, "{step:?}: once");
        assert_same(&house, &updated, &format!("{step:?}")).await;
        versions += 1;
    }
    assert!(versions > 5, "only {versions} versions were tried");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_of_an_older_shape_are_read_anew_and_stay_until_then() {
    let house = House::on(Engine::Sqlite).await;
    let mut vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 5).await;
    vendor.change(moved(lamp, 2)).await;
    let mut tx = vendor.replica.db().begin().await.unwrap();
    replica::set(&mut tx, "schema", "0").await.unwrap();
    // A column the older program did not know.
    tx.exec("update product set low_stock = 99", vec![]).await.unwrap();
    tx.commit().await.unwrap();

    vendor.reopen().await;
    assert_eq!(vendor.product(lamp).await.unwrap().stock, 7, "what is there is shown, with the guess");
    vendor.sync(&house).await;

    assert_eq!(house.stock(lamp).await, 7, "what waited was sent");
    assert_same(&house, &vendor, "read anew").await;
}
