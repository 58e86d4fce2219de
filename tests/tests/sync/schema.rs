//! Schemas: the same on both engines, the same as the list of what travels, resumed after a stop, left alone when newer.

use std::collections::BTreeMap;

use market::Code;
use market::db::tables::{ColumnKind, SYNCED};
use market::db::{Db, migrate};
use sqlx::AssertSqlSafe;
use sqlx::migrate::Migrator;
use stories::mariadb::{self, Database};
use stories::places::repository;
use sync::{Replica, SystemClock};
use uuid::Uuid;

type Columns = BTreeMap<String, Vec<(String, ColumnKind)>>;

fn kind(named: &str) -> ColumnKind {
    match named {
        "integer" | "bigint" | "tinyint" => ColumnKind::Int,
        "text" | "varchar" | "mediumtext" | "char" => ColumnKind::Text,
        "blob" | "binary" | "mediumblob" | "longblob" => ColumnKind::Blob,
        other => panic!("{other} reads differently on the two engines"),
    }
}

async fn columns(db: &Db) -> Columns {
    let rows: Vec<(String, String, String)> = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(
            "select m.name, c.name, lower(c.type) from sqlite_master m, pragma_table_info(m.name) c \
             where m.type = 'table' and m.name not like '!_sqlx%' escape '!' order by m.name, c.cid",
        )
        .fetch_all(read)
        .await
        .unwrap(),
        Db::Maria(pool) => sqlx::query_as(
            "select cast(table_name as char), cast(column_name as char), cast(data_type as char) from information_schema.columns \
             where table_schema = database() and table_name <> '_sqlx_migrations' order by table_name, ordinal_position",
        )
        .fetch_all(pool)
        .await
        .unwrap(),
    };
    let mut found = Columns::new();
    for (table, column, named) in rows {
        found.entry(table).or_default().push((column, kind(&named)));
    }
    found
}

async fn sqlite() -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("market.db")).await.unwrap();
    (folder, db)
}

async fn maria() -> (Database, Db) {
    let database = mariadb::shared().fresh_database().await;
    let db = Db::open_maria(&database.migrator_url, &database.ca_path).await.unwrap();
    (database, db)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_what_travels_and_both_engines_agree_on_every_column() {
    let (_folder, sqlite) = sqlite().await;
    let (_database, maria) = maria().await;
    for db in [&sqlite, &maria] {
        migrate::authority(db).await.unwrap();
        migrate::authority(db).await.expect("migrating again is harmless");
    }

    let (ours, theirs) = (columns(&sqlite).await, columns(&maria).await);

    assert_eq!(ours, theirs, "the engines are twins");
    for table in SYNCED {
        let listed: Vec<_> = table.columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
        assert_eq!(ours[table.name], listed, "{} travels whole", table.name);
    }
}

fn migrations(of: &str) -> std::path::PathBuf {
    repository().join("migrations").join(of)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_killed_at_any_step_ends_complete_on_sqlite() {
    let (_folder, whole) = sqlite().await;
    migrate::authority(&whole).await.unwrap();
    let wanted = columns(&whole).await;
    let all = Migrator::new(migrations("sqlite")).await.unwrap();

    for step in all.iter().map(|migration| migration.version) {
        let (_folder, db) = sqlite().await;
        let Db::Sqlite { write, .. } = &db else { panic!("a file") };
        let mut connection = write.acquire().await.unwrap();
        all.run_direct(Some(step), &mut *connection, false).await.unwrap();
        drop(connection);

        migrate::authority(&db).await.unwrap_or_else(|why| panic!("stopped at {step}: {why:?}"));

        assert_eq!(columns(&db).await, wanted, "stopped at {step}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_killed_at_any_step_ends_complete_on_mariadb() {
    let (_database, whole) = maria().await;
    migrate::authority(&whole).await.unwrap();
    let wanted = columns(&whole).await;
    let mut all = Migrator::new(migrations("mariadb")).await.unwrap();
    all.set_locking(false);
    let steps: Vec<_> = all.iter().map(|migration| (migration.version, migration.sql.clone())).collect();

    for (step, sql) in steps.into_iter().step_by(4) {
        let (_database, db) = maria().await;
        let Db::Maria(pool) = &db else { panic!("a server") };
        let mut connection = pool.acquire().await.unwrap();
        all.run_direct(Some(step - 1), &mut *connection, false).await.unwrap();
        // The statement is through, its note is not: the server cannot take a table back.
        sqlx::query("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (?, '', 0, '', -1)")
            .bind(step)
            .execute(&mut *connection)
            .await
            .unwrap();
        sqlx::raw_sql(sql).execute(&mut *connection).await.unwrap();
        connection.close().await.unwrap();

        migrate::authority(&db).await.unwrap_or_else(|why| panic!("killed in {step}: {why:?}"));

        assert_eq!(columns(&db).await, wanted, "killed in {step}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_from_a_newer_version_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let clock = std::sync::Arc::new(SystemClock);
    for (name, table, is_replica) in [
        ("market.db", "_sqlx_migrations", false),
        ("one.db", "_sqlx_migrations", true),
        ("two.db", "_replica_migrations", true),
    ] {
        let path = folder.path().join(name);
        let open = async || -> Result<Db, market::Refusal> {
            if is_replica {
                return Replica::open(&path, Uuid::nil(), clock.clone())
                    .await
                    .map(|replica| replica.db().clone());
            }
            let db = Db::open_sqlite(&path).await?;
            let done = migrate::authority(&db).await;
            if done.is_err() {
                db.close().await;
            }
            done.map(|()| db)
        };
        let db = open().await.unwrap();
        let Db::Sqlite { write, .. } = &db else { panic!("a file") };
        let sql = format!(
            "insert into {table} (version, description, success, checksum, execution_time) values (9000, 'later', 1, x'00', 0)"
        );
        sqlx::query(AssertSqlSafe(sql)).execute(write).await.unwrap();
        sqlx::query("pragma wal_checkpoint(truncate)").execute(write).await.unwrap();
        db.close().await;
        let before = std::fs::read(&path).unwrap();

        let refusal = open().await.map(drop).expect_err("it is newer");

        assert_eq!(refusal.code, Code::NewerData, "{name}: {refusal:?}");
        assert!(std::fs::read(&path).unwrap() == before, "{name}: not a byte is different");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_marketplace_of_another_version_is_not_opened() {
    let (database, migrator) = maria().await;
    let shop = Db::open_maria(&database.url, &database.ca_path).await.unwrap();
    migrate::authority(&migrator).await.unwrap();
    migrate::fits(&shop).await.expect("up to date");
    let Db::Maria(pool) = &migrator else { panic!("a server") };
    let newest = "update _sqlx_migrations set version = 9000 order by version desc limit 1";
    sqlx::query(newest).execute(pool).await.unwrap();

    for refusal in [migrate::fits(&shop).await, migrate::authority(&migrator).await] {
        assert_eq!(refusal.expect_err("it is newer").code, Code::NewerData);
    }
    sqlx::query("delete from _sqlx_migrations where version = 9000").execute(pool).await.unwrap();
    assert_eq!(
        migrate::fits(&shop).await.expect_err("it is older").code,
        Code::Stale,
        "somebody must migrate it"
    );
}
