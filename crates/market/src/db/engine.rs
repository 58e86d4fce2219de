//! Two engines behind one small face: SQLite and MariaDB, the same SQL text, the same row structs.
//! Only this file and `open` know sqlx's types; only `db` knows this file's methods.

use std::collections::BTreeSet;
use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::mysql::MySqlRow;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, MySql, MySqlPool, Sqlite, SqlitePool, Transaction};
use uuid::Uuid;

use super::tables::{ColumnKind, TableNo};
use super::value::Value;
use crate::domain::audit::Entry;
use crate::refusal::Refusal;
use crate::space::Space;

/// A row struct that reads the same from both engines.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, MySqlRow> + Send + Unpin {}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writer connection and a pool of readers on one file.
    Sqlite {
        /// Exactly one connection: writers queue here rather than in SQLite.
        write: SqlitePool,
        /// Read only.
        read: SqlitePool,
    },
    /// A shared server.
    Maria(MySqlPool),
}

/// A transaction, and what it touched on the way.
#[derive(Debug)]
pub struct Tx {
    inner: Inner,
    /// Rows changed, by the spaces that show them.
    pub touched: BTreeSet<(Space, TableNo, Uuid)>,
    /// What is to be written into the audit log, last of all. A replica keeps none.
    pub(super) noted: Vec<Entry>,
}

/// A point in a transaction one can go back to.
#[derive(Debug)]
pub struct Savepoint {
    before: BTreeSet<(Space, TableNo, Uuid)>,
    noted: usize,
}

#[derive(Debug)]
enum Inner {
    /// No transaction: each statement sees its own moment.
    Glance(PoolConnection<Sqlite>),
    GlanceMaria(PoolConnection<MySql>),
    Sqlite(Transaction<'static, Sqlite>),
    Maria(Transaction<'static, MySql>),
}

macro_rules! bound {
    ($sql:expr, $args:expr, $as:ty) => {{
        let mut query = sqlx::query_as::<_, $as>($sql);
        for value in $args {
            query = match value {
                Value::Null => query.bind(None::<i64>),
                Value::Int(x) => query.bind(x),
                Value::Text(x) => query.bind(x),
                Value::Blob(x) => query.bind(x),
            };
        }
        query
    }};
    ($sql:expr, $args:expr) => {{
        let mut query = sqlx::query($sql);
        for value in $args {
            query = match value {
                Value::Null => query.bind(None::<i64>),
                Value::Int(x) => query.bind(x),
                Value::Text(x) => query.bind(x),
                Value::Blob(x) => query.bind(x),
            };
        }
        query
    }};
}

/// The same for every kind of connection.
macro_rules! on {
    ($tx:expr, $connection:ident => $done:expr) => {
        match &mut $tx.inner {
            Inner::Glance($connection) => $done,
            Inner::GlanceMaria($connection) => $done,
            Inner::Sqlite($connection) => $done,
            Inner::Maria($connection) => $done,
        }
    };
}

impl Db {
    /// Starts a transaction that may write.
    pub async fn begin(&self) -> Result<Tx, Refusal> {
        let inner = match self {
            Self::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("begin immediate").await?),
            Self::Maria(pool) => Inner::Maria(pool.begin().await?),
        };
        Ok(Tx { inner, touched: BTreeSet::new(), noted: Vec::new() })
    }

    /// Starts a transaction that only reads; it sees one moment.
    pub async fn read(&self) -> Result<Tx, Refusal> {
        let inner = match self {
            Self::Sqlite { read, .. } => Inner::Sqlite(read.begin().await?),
            Self::Maria(pool) => Inner::Maria(pool.begin().await?),
        };
        Ok(Tx { inner, touched: BTreeSet::new(), noted: Vec::new() })
    }

    /// For a single question, which sees one moment without a transaction around it.
    pub async fn glance(&self) -> Result<Tx, Refusal> {
        let inner = match self {
            Self::Sqlite { read, .. } => Inner::Glance(read.acquire().await?),
            Self::Maria(pool) => Inner::GlanceMaria(pool.acquire().await?),
        };
        Ok(Tx { inner, touched: BTreeSet::new(), noted: Vec::new() })
    }

    /// Takes overwritten rows out of a replica's write-ahead log, too. Somebody who still reads puts it off.
    pub async fn empty_log(&self) -> Result<(), Refusal> {
        if let Self::Sqlite { write, .. } = self {
            let mut connection = write.acquire().await?;
            for sql in [
                "pragma busy_timeout = 100",
                "pragma wal_checkpoint(truncate)",
                "pragma busy_timeout = 10000",
            ] {
                sqlx::query(sql).execute(&mut *connection).await?;
            }
        }
        Ok(())
    }

    /// Gives the room of deleted rows back to the disk. A server sees to that itself.
    pub async fn shrink(&self) -> Result<(), Refusal> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("vacuum").execute(write).await?;
        }
        self.empty_log().await
    }

    /// Lets the writer see another file beside its own under the name `stage`. What is sorted meanwhile is sorted on the
    /// disk: there may be a million of it.
    pub(super) async fn attach(&self, path: &Path) -> Result<(), Refusal> {
        let Self::Sqlite { write, .. } = self else { return Ok(()) };
        let mut connection = write.acquire().await?;
        // Left over where moving over was broken off.
        if sqlx::query("detach database stage").execute(&mut *connection).await.is_ok() {
            tracing::debug!("a stage was still attached");
        }
        let path = path.to_str().ok_or_else(|| Refusal::broken(&"a path that is no text"))?;
        sqlx::query("attach database ? as stage").bind(path.to_owned()).execute(&mut *connection).await?;
        sqlx::query("pragma temp_store = file").execute(&mut *connection).await?;
        Ok(())
    }

    /// Forgets the other file again.
    pub(super) async fn detach(&self) -> Result<(), Refusal> {
        let Self::Sqlite { write, .. } = self else { return Ok(()) };
        let mut connection = write.acquire().await?;
        sqlx::query("detach database stage").execute(&mut *connection).await?;
        sqlx::query("pragma temp_store = memory").execute(&mut *connection).await?;
        Ok(())
    }

    /// A number that moves when another program has written to this file. A server tells nothing.
    pub async fn written_elsewhere(&self) -> Result<i64, Refusal> {
        match self {
            Self::Sqlite { write, .. } => {
                Ok(sqlx::query_as::<_, (i64,)>("pragma data_version").fetch_one(write).await?.0)
            }
            Self::Maria(_) => Ok(0),
        }
    }

    /// Closes every connection; what was committed stays.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read } => {
                read.close().await;
                write.close().await;
            }
            Self::Maria(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Runs a statement; answers with the number of rows it touched.
    pub async fn exec(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, Refusal> {
        Ok(on!(self, tx => bound!(sql, args).execute(&mut **tx).await?.rows_affected()))
    }

    /// Runs a statement that must touch exactly one row.
    pub async fn exec_one(&mut self, sql: &'static str, args: Vec<Value>) -> Result<(), Refusal> {
        match self.exec(sql, args).await? {
            1 => Ok(()),
            touched => Err(Refusal::broken(&format!("expected one row, touched {touched}: {sql}"))),
        }
    }

    /// All rows.
    pub async fn all<T: Row>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<T>, Refusal> {
        Ok(on!(self, tx => bound!(sql, args, T).fetch_all(&mut **tx).await?))
    }

    /// The row, if there is one.
    pub async fn opt<T: Row>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Option<T>, Refusal> {
        Ok(on!(self, tx => bound!(sql, args, T).fetch_optional(&mut **tx).await?))
    }

    /// The row that must be there, such as an aggregate's.
    pub async fn one<T: Row>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<T, Refusal> {
        self.opt(sql, args).await?.ok_or_else(|| Refusal::broken(&format!("no row: {sql}")))
    }

    /// One integer, such as a count.
    pub async fn int(&mut self, sql: &'static str, args: Vec<Value>) -> Result<i64, Refusal> {
        Ok(self.one::<(i64,)>(sql, args).await?.0)
    }

    /// All rows of a statement composed from constants at run time.
    pub(crate) async fn all_built<T: Row>(
        &mut self,
        sql: String,
        args: Vec<Value>,
    ) -> Result<Vec<T>, Refusal> {
        let sql = AssertSqlSafe(sql);
        Ok(on!(self, tx => bound!(sql, args, T).fetch_all(&mut **tx).await?))
    }

    /// Rows as plain values, read by their columns' kinds.
    pub(crate) async fn rows_built(
        &mut self,
        sql: String,
        args: Vec<Value>,
        columns: &[(&str, ColumnKind)],
    ) -> Result<Vec<Vec<Value>>, Refusal> {
        let mut room = usize::MAX;
        Ok(self.rows_within(sql, args, columns, &mut room).await?.unwrap_or_default())
    }

    /// The same; nothing when they are larger than `room`, of which they take
    /// their part. What does not fit is not held.
    pub(crate) async fn rows_within(
        &mut self,
        sql: String,
        args: Vec<Value>,
        columns: &[(&str, ColumnKind)],
        room: &mut usize,
    ) -> Result<Option<Vec<Vec<Value>>>, Refusal> {
        let sql = AssertSqlSafe(sql);
        let mut rows = Vec::new();
        on!(self, tx => {
            let mut found = bound!(sql, args).fetch(&mut **tx);
            while let Some(row) = found.try_next().await? {
                let values = values_of(&row, columns)?;
                let Some(left) = room.checked_sub(values.iter().map(Value::size).sum()) else {
                    return Ok(None);
                };
                *room = left;
                rows.push(values);
            }
        });
        Ok(Some(rows))
    }

    /// Runs a statement composed from constants at run time.
    pub(crate) async fn exec_built(&mut self, sql: String, args: Vec<Value>) -> Result<u64, Refusal> {
        let sql = AssertSqlSafe(sql);
        Ok(on!(self, tx => bound!(sql, args).execute(&mut **tx).await?.rows_affected()))
    }

    /// Which of the two engines this is.
    pub(super) fn is_sqlite(&self) -> bool {
        !matches!(self.inner, Inner::Maria(_) | Inner::GlanceMaria(_))
    }

    /// What ends a reading that locks its rows. On SQLite whoever may write is alone.
    pub(super) fn locking(&self) -> &'static str {
        if self.is_sqlite() { "" } else { " for update" }
    }

    /// Notes that a row changed which a space shows.
    pub fn touch(&mut self, space: Space, table: TableNo, row: Uuid) {
        self.touched.insert((space, table, row));
    }

    /// Notes something for the audit log.
    pub fn note(&mut self, entry: Entry) {
        self.noted.push(entry);
    }

    /// Marks a point one can go back to.
    pub async fn savepoint(&mut self) -> Result<Savepoint, Refusal> {
        self.exec("savepoint step", vec![]).await?;
        Ok(Savepoint { before: std::mem::take(&mut self.touched), noted: self.noted.len() })
    }

    /// Keeps what was done since the point.
    pub async fn release(&mut self, point: Savepoint) -> Result<(), Refusal> {
        self.exec("release savepoint step", vec![]).await?;
        let since = std::mem::replace(&mut self.touched, point.before);
        self.touched.extend(since);
        Ok(())
    }

    /// Undoes what was done since the point.
    pub async fn back_to(&mut self, point: Savepoint) -> Result<(), Refusal> {
        self.exec("rollback to savepoint step", vec![]).await?;
        self.exec("release savepoint step", vec![]).await?;
        self.touched = point.before;
        self.noted.truncate(point.noted);
        Ok(())
    }

    /// Makes it true and durable.
    pub async fn commit(self) -> Result<BTreeSet<(Space, TableNo, Uuid)>, Refusal> {
        match self.inner {
            Inner::Glance(_) | Inner::GlanceMaria(_) => {}
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Maria(tx) => tx.commit().await?,
        }
        Ok(self.touched)
    }

    /// Ends a reading whose answer others build on. MariaDB shows commits before they are durable; a commit of our own
    /// after the reading makes them so.
    pub async fn end_durably(mut self) -> Result<(), Refusal> {
        if self.is_sqlite() {
            return self.rollback().await;
        }
        // A row per connection, so that readers do not queue at one.
        self.exec(
            "insert into durable_read (id, times) values (connection_id() % 64, 1) on duplicate key update times = times + 1",
            vec![],
        )
        .await?;
        self.commit().await?;
        Ok(())
    }

    /// Forgets it.
    pub async fn rollback(self) -> Result<(), Refusal> {
        match self.inner {
            Inner::Glance(_) | Inner::GlanceMaria(_) => {}
            Inner::Sqlite(tx) => tx.rollback().await?,
            Inner::Maria(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

fn values_of<R>(row: &R, columns: &[(&str, ColumnKind)]) -> Result<Vec<Value>, sqlx::Error>
where
    R: sqlx::Row,
    usize: sqlx::ColumnIndex<R>,
    for<'r> Option<i64>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> Option<String>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> Option<Vec<u8>>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    let read = |(at, (_, kind)): (usize, &(&str, ColumnKind))| {
        Ok(match kind {
            ColumnKind::Int => row.try_get::<Option<i64>, usize>(at)?.into(),
            ColumnKind::Text => row.try_get::<Option<String>, usize>(at)?.into(),
            ColumnKind::Blob => row.try_get::<Option<Vec<u8>>, usize>(at)?.into(),
        })
    };
    columns.iter().enumerate().map(read).collect()
}
