//! The raw side of every comparison: sqlx alone, with the settings the product uses.

use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use stories::Fallible;

/// One connection to a SQLite file, as durable as the product's.
pub(crate) async fn open(path: &Path) -> Fallible<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("trusted_schema", "off")
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-8000")
        .statement_cache_capacity(300);
    let pool = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false);
    Ok(pool.connect_with(options).await?)
}
