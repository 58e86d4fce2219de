//! Schemas: one set for the marketplace on both engines, and what only a replica keeps.

use std::cmp::Ordering;

use sqlx::MySqlConnection;
use sqlx::migrate::{MigrateError, Migrator};

use super::engine::Db;
use super::shadow;
use crate::refusal::{Code, Refusal};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static MARIADB: Migrator = sqlx::migrate!("../../migrations/mariadb");
static REPLICA: Migrator = sqlx::migrate!("../../migrations/replica");
static PICTURES: Migrator = sqlx::migrate!("../../migrations/pictures");

/// Brings a marketplace's database up to this program's schema.
pub async fn authority(db: &Db) -> Result<(), Refusal> {
    match db {
        Db::Sqlite { write, .. } => SQLITE.run(write).await.map_err(refused),
        Db::Maria(pool) => {
            let mut connection = pool.acquire().await?;
            let (held,): (Option<i64>,) = sqlx::query_as("select get_lock('tradepost_migrate', 60)")
                .fetch_one(&mut *connection)
                .await?;
            if held != Some(1) {
                return Err(Refusal::new(
                    Code::Busy,
                    "Another program is changing this database. Try again.",
                ));
            }
            let done = run_locked(&mut connection).await;
            sqlx::query("select release_lock('tradepost_migrate')").execute(&mut *connection).await?;
            done
        }
    }
}

async fn run_locked(connection: &mut MySqlConnection) -> Result<(), Refusal> {
    forget_half_done(connection).await?;
    let mut unlocked = Migrator { migrations: MARIADB.migrations.clone(), ..Migrator::DEFAULT };
    unlocked.set_locking(false);
    unlocked.run_direct(None, connection, false).await.map_err(refused)
}

/// A migration that a stop cut off is run again: on MariaDB each is one statement that does no harm twice. Those of a
/// newer program are left alone.
async fn forget_half_done(connection: &mut MySqlConnection) -> Result<(), Refusal> {
    let (has_table,): (i64,) = sqlx::query_as(HAS_VERSION_MARIADB).fetch_one(&mut *connection).await?;
    if has_table == 1 {
        let newest = MARIADB.iter().map(|migration| migration.version).max();
        sqlx::query("delete from _sqlx_migrations where success = 0 and version <= ?")
            .bind(newest)
            .execute(connection)
            .await?;
    }
    Ok(())
}

const HAS_VERSION_MARIADB: &str = "select count(*) from information_schema.tables where table_schema = database() and table_name = '_sqlx_migrations'";
const HAS_VERSION_SQLITE: &str = "select count(*) from sqlite_master where name = '_sqlx_migrations'";

/// How far a database's schema is; nothing where Tradepost has never been.
pub async fn version(db: &Db) -> Result<Option<i64>, Refusal> {
    let newest = "select max(version) from _sqlx_migrations";
    let found: (Option<i64>,) = match db {
        Db::Sqlite { read, .. } => match sqlx::query_as(HAS_VERSION_SQLITE).fetch_one(read).await? {
            (0_i64,) => return Ok(None),
            _ => sqlx::query_as(newest).fetch_one(read).await?,
        },
        Db::Maria(pool) => match sqlx::query_as(HAS_VERSION_MARIADB).fetch_one(pool).await? {
            (0_i64,) => return Ok(None),
            _ => sqlx::query_as(newest).fetch_one(pool).await?,
        },
    };
    // Stopped before its first table.
    Ok(Some(found.0.unwrap_or(0)))
}

/// How a database's schema stands to this program's; nothing where Tradepost has never been.
pub async fn age(db: &Db) -> Result<Option<Ordering>, Refusal> {
    let newest = MARIADB.iter().map(|migration| migration.version).max().unwrap_or(0);
    Ok(version(db).await?.map(|found| found.cmp(&newest)))
}

/// Refuses a shared marketplace that somebody else keeps up to date, when it is not of this program's schema.
pub async fn fits(db: &Db) -> Result<(), Refusal> {
    match age(db).await? {
        Some(Ordering::Equal) => Ok(()),
        Some(Ordering::Greater) => Err(newer_data()),
        Some(Ordering::Less) => {
            Err(Refusal::new(Code::Stale, "This marketplace must be brought up to date first."))
        }
        None => Err(Refusal::new(Code::Stale, "There is no marketplace in this database yet.")),
    }
}

/// Refuses a server's database that somebody else uses for something else.
pub async fn refuse_foreign(db: &Db) -> Result<(), Refusal> {
    let Db::Maria(pool) = db else { return Ok(()) };
    let (count,): (i64,) =
        sqlx::query_as("select count(*) from information_schema.tables where table_schema = database()")
            .fetch_one(pool)
            .await?;
    if count == 0 || version(db).await?.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Conflict,
        "There are other tables in this database. Tradepost needs one of its own.",
    ))
}

/// Brings a replica up to this program's schema.
pub async fn replica(db: &Db) -> Result<(), Refusal> {
    let Db::Sqlite { write, .. } = db else {
        return Err(Refusal::broken(&"a replica is a SQLite file"));
    };
    SQLITE.run(write).await.map_err(refused)?;
    let mut own = Migrator { migrations: REPLICA.migrations.clone(), ..Migrator::DEFAULT };
    own.dangerous_set_table_name("_replica_migrations");
    own.run(write).await.map_err(refused)?;
    let mut tx = db.begin().await?;
    shadow::prepare(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Brings a file of kept pictures up to this program's schema.
pub async fn pictures(db: &Db) -> Result<(), Refusal> {
    let Db::Sqlite { write, .. } = db else {
        return Err(Refusal::broken(&"kept pictures are a SQLite file"));
    };
    PICTURES.run(write).await.map_err(refused)
}

fn refused(error: MigrateError) -> Refusal {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) | MigrateError::Dirty(_) => {
            newer_data()
        }
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
        other => Refusal::broken(&other),
    }
}

fn newer_data() -> Refusal {
    Refusal::new(
        Code::NewerData,
        "This data was written by a newer version of Tradepost. Install that version to open it; nothing was changed.",
    )
}
