//! Schemas: one set for the marketplace on both engines, and what only a replica keeps.

use sqlx::migrate::{MigrateError, Migrator};

use super::engine::Db;
use super::shadow;
use crate::refusal::{Code, Refusal};

static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static MARIADB: Migrator = sqlx::migrate!("../../migrations/mariadb");
static REPLICA: Migrator = sqlx::migrate!("../../migrations/replica");

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
            let mut unlocked = Migrator { migrations: MARIADB.migrations.clone(), ..Migrator::DEFAULT };
            unlocked.set_locking(false);
            let done = unlocked.run_direct(None, &mut *connection, false).await.map_err(refused);
            sqlx::query("select release_lock('tradepost_migrate')").execute(&mut *connection).await?;
            done
        }
    }
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

fn refused(error: MigrateError) -> Refusal {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Refusal::new(
            Code::NewerData,
            "This data was written by a newer version of Tradepost. Install that version to open it; nothing was changed.",
        ),
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => cause.into(),
        other => Refusal::broken(&other),
    }
}
