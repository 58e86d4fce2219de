//! How a database is opened: for work, as a replica, alone, as a backup, or to look at it whole.

use std::io::ErrorKind;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions, MySqlSslMode};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, MySqlConnection, SqliteConnection};
use tokio::sync::OnceCell;

use super::engine::Db;
use super::sqlite_version;
use crate::refusal::{Code, Refusal};

/// Rows SQLite's thread may read ahead; at the library's 50 the two threads spend their time waking each other.
const ROWS_AHEAD: usize = 2_000;
/// Copies carry whole pictures; those read ahead would fill the memory.
const ROWS_AHEAD_OF_COPIES: usize = 8;
/// How long one waits for a connection to the server. While there is none, whoever asks hears so soon and tries again; and
/// the pauses between the library's own tries, a share of this, stay short enough to be there when it comes back.
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that nobody used for so long is tried before it is used again.
const RESTED: Duration = Duration::from_secs(1);
/// Every change sees the newest; what it reads and changes is locked in one order.
const NEWEST: &str = "set session transaction isolation level read committed";
/// A transaction sees the moment of its first question.
const ONE_MOMENT: &str = "set session transaction isolation level repeatable read";

impl Db {
    /// Opens or creates a SQLite file, durable and with foreign keys on.
    pub async fn open_sqlite(path: &Path) -> Result<Self, Refusal> {
        Self::open_file(durable(path), "off").await
    }

    /// The same for a replica: rows that leave it are overwritten, not only forgotten.
    pub async fn open_replica(path: &Path) -> Result<Self, Refusal> {
        Self::open_file(durable(path), "on").await
    }

    /// The same for what can be asked for once more: after a power cut the last of it may be missing.
    pub(super) async fn open_stage(path: &Path) -> Result<Self, Refusal> {
        Self::open_file(durable(path).synchronous(SqliteSynchronous::Normal), "off").await
    }

    async fn open_file(options: SqliteConnectOptions, secure_delete: &'static str) -> Result<Self, Refusal> {
        refuse_unsafe_sqlite().await?;
        let options = options
            .create_if_missing(true)
            .pragma("secure_delete", secure_delete)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-8000")
            .row_buffer_size(ROWS_AHEAD);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .after_release(|connection, _| Box::pin(is_at_rest(connection)))
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(4)
            .min_connections(0)
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        Ok(Self::Sqlite { write, read })
    }

    /// Opens a SQLite file that nobody else has open, and keeps everybody else out until it is closed.
    pub async fn open_alone(path: &Path) -> Result<Self, Refusal> {
        let options = durable(path)
            .locking_mode(SqliteLockingMode::Exclusive)
            .busy_timeout(Duration::from_secs(1))
            .row_buffer_size(ROWS_AHEAD_OF_COPIES);
        Self::open_single(options).await.map_err(|refusal| match refusal.code {
            Code::Busy => Refusal::new(
                Code::Busy,
                "Another program has this marketplace open. Close Tradepost on its folder first.",
            ),
            _ => refusal,
        })
    }

    /// Makes a file for a backup. It is of no use before it is whole, so it takes no precautions on the way.
    pub async fn new_backup(path: &Path) -> Result<Self, Refusal> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off);
        Self::open_single(options).await
    }

    /// Opens a backup to read it; nothing is written, not even beside it.
    pub async fn open_backup(path: &Path) -> Result<Self, Refusal> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .immutable(true)
            .pragma("trusted_schema", "off")
            .row_buffer_size(ROWS_AHEAD_OF_COPIES);
        Self::open_single(options).await
    }

    /// One connection for reading and writing, held to the end.
    async fn open_single(options: SqliteConnectOptions) -> Result<Self, Refusal> {
        refuse_unsafe_sqlite().await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false);
        let write = pool.connect_with(options).await?;
        // The first question takes the locks, and finds out whether this is a database at all.
        sqlx::query("select count(*) from sqlite_master").execute(&write).await?;
        Ok(Self::Sqlite { read: write.clone(), write })
    }

    /// Opens a MariaDB over verified TLS.
    pub async fn open_maria(url: &str, ca: &Path) -> Result<Self, Refusal> {
        open_server(server(url)?.ssl_ca(ca), NEWEST).await
    }

    /// Tries an address somebody typed: what is wrong with it is said at once and at its field.
    pub async fn try_maria(url: &str, ca_pem: &[u8]) -> Result<(), Refusal> {
        let options = vouched_for(server(url)?, ca_pem);
        let tried = tokio::time::timeout(PATIENCE, MySqlConnection::connect_with(&options)).await;
        let connection = tried.map_err(|_| nobody())?.map_err(unopened)?;
        Ok(connection.close().await?)
    }

    /// Opens a MariaDB with its authority's certificate (PEM); none means the web's authorities. The server is gone to with
    /// the first question; who cannot reach it hears so soon.
    pub fn open_maria_later(url: &str, ca_pem: &[u8]) -> Result<Self, Refusal> {
        Ok(Self::Maria(connections(NEWEST).connect_lazy_with(vouched_for(server(url)?, ca_pem))))
    }

    /// The same to copy a marketplace whole: a reading transaction sees one moment in all tables.
    pub async fn open_maria_at_one_moment(url: &str, ca: &Path) -> Result<Self, Refusal> {
        open_server(server(url)?.ssl_ca(ca), ONE_MOMENT).await
    }
}

fn server(url: &str) -> Result<MySqlConnectOptions, Refusal> {
    let options = MySqlConnectOptions::from_str(url)
        .map_err(|_| Refusal::field("url", "This is not the address of a MariaDB database."))?;
    Ok(options.ssl_mode(MySqlSslMode::VerifyIdentity).statement_cache_capacity(300))
}

fn vouched_for(options: MySqlConnectOptions, ca_pem: &[u8]) -> MySqlConnectOptions {
    if ca_pem.is_empty() { options } else { options.ssl_ca_from_pem(ca_pem.to_vec()) }
}

async fn open_server(options: MySqlConnectOptions, isolation: &'static str) -> Result<Db, Refusal> {
    Ok(Db::Maria(connections(isolation).connect_with(options).await.map_err(unopened)?))
}

fn connections(isolation: &'static str) -> MySqlPoolOptions {
    let pool = MySqlPoolOptions::new().max_connections(16).acquire_timeout(PATIENCE);
    // Each connection is tried when it comes back; only one that has rested may have been left by the server.
    let pool = pool.test_before_acquire(false).before_acquire(|connection, known| {
        Box::pin(async move {
            if known.idle_for > RESTED {
                connection.ping().await?;
            }
            Ok(true)
        })
    });
    pool.after_connect(move |connection, _| {
        Box::pin(async move {
            for setting in [
                isolation,
                "set session sql_mode = 'STRICT_ALL_TABLES,PIPES_AS_CONCAT,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY'",
                "set session innodb_lock_wait_timeout = 10",
            ] {
                sqlx::query(setting).execute(&mut *connection).await?;
            }
            Ok(())
        })
    })
}

/// Why a server was not opened, for whoever typed its address.
fn unopened(error: sqlx::Error) -> Refusal {
    let no = |sentence: &str| Refusal::field("url", sentence);
    match &error {
        sqlx::Error::Database(cause) if cause.code().as_deref() == Some("28000") => {
            no("The server does not know this account and password.")
        }
        sqlx::Error::Database(cause) if cause.code().as_deref() == Some("42000") => {
            no("The server has no such database for this account.")
        }
        sqlx::Error::Tls(_) => {
            Refusal::field("ca", "The server did not prove who it is; nothing was sent to it.")
        }
        sqlx::Error::Io(cause) if cause.kind() == ErrorKind::InvalidData => {
            Refusal::field("ca", "The server did not prove who it is; nothing was sent to it.")
        }
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => nobody(),
        _ => error.into(),
    }
}

fn nobody() -> Refusal {
    Refusal::field("url", "No database answers at this address.")
}

fn durable(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("trusted_schema", "off")
        .statement_cache_capacity(300)
}

/// Asked of a database in memory, once in a program's life: an unsafe SQLite must not even open the file.
async fn refuse_unsafe_sqlite() -> Result<(), Refusal> {
    static IS_SAFE: OnceCell<()> = OnceCell::const_new();
    let ask = async || {
        let mut memory = SqliteConnection::connect("sqlite::memory:").await?;
        let (version,): (String,) = sqlx::query_as("select sqlite_version()").fetch_one(&mut memory).await?;
        sqlite_version::refuse_unsafe(&version)
    };
    IS_SAFE.get_or_try_init(ask).await.copied()
}

/// A full disk ends a transaction behind the library's back, which then counts it as open for ever. Such a connection is
/// not used again.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // It may be on its way back already.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}
