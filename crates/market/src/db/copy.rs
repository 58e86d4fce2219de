//! A marketplace copied whole, from either engine to either engine, with one digest over everything in it. Which tables
//! there are is read from the database itself, so that none can be forgotten.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::engine::Tx;
use super::tables::ColumnKind;
use super::value::Value;
use crate::domain::ids::hex;
use crate::refusal::{Code, Refusal};

/// What belongs to a database and not to its marketplace: how far its schema is, and what it says of itself.
const OWN: [&str; 3] = ["_sqlx_migrations", "durable_read", "note"];
/// Rows that making the tables brings along.
const BROUGHT: &str = "role_permission";
/// Rows read at first; a page grows while its rows are small.
const FIRST_PAGE: i64 = 8;
const MOST_ROWS: i64 = 2_000;
/// Bytes a page should have, about.
const PAGE_BYTES: usize = 1_000_000;

/// Everything in a marketplace, as one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Rows of all tables.
    pub rows: u64,
    /// SHA-256 over all values in the order of tables and keys; the same on both engines.
    pub digest: String,
}

/// Copies every row into a database of the same schema, which must hold none.
pub async fn all(from: &mut Tx, into: &mut Tx) -> Result<Sum, Refusal> {
    let tables = tables(from).await?;
    if self::tables(into).await? != tables {
        return Err(Refusal::new(Code::Stale, "The two databases are of different versions of Tradepost."));
    }
    into.exec("delete from role_permission", vec![]).await?;
    let mut summing = Summing::default();
    for table in &tables {
        summing.begin(table);
        let insert = format!("insert into {} ({}) values", table.name, table.names().join(", "));
        let mut pages = Pages::of(table);
        while let Some(rows) = pages.next(from).await? {
            summing.add(&rows);
            into.insert_many_built(&insert, rows, "").await?;
        }
    }
    Ok(summing.end())
}

/// The sum of everything that is there.
pub async fn sum(tx: &mut Tx) -> Result<Sum, Refusal> {
    let mut summing = Summing::default();
    for table in &tables(tx).await? {
        summing.begin(table);
        let mut pages = Pages::of(table);
        while let Some(rows) = pages.next(tx).await? {
            summing.add(&rows);
        }
    }
    Ok(summing.end())
}

/// Whether nobody has kept anything here yet.
pub async fn is_empty(tx: &mut Tx) -> Result<bool, Refusal> {
    for table in tables(tx).await?.iter().filter(|table| table.name != BROUGHT) {
        let sql = format!("select 1 from {} limit 1", table.name);
        if !tx.all_built::<(i64,)>(sql, vec![]).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A table as its database describes it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    name: String,
    columns: Vec<(String, ColumnKind)>,
    /// Columns of the primary key with their places in it.
    key: BTreeMap<i64, String>,
}

impl Table {
    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// The marketplace's tables in order of their names.
async fn tables(tx: &mut Tx) -> Result<Vec<Table>, Refusal> {
    let rows: Vec<(String, String, String, i64)> = if tx.is_sqlite() {
        tx.all(
            "select m.name, c.name, lower(c.type), c.pk from sqlite_master m, pragma_table_info(m.name) c \
             where m.type = 'table' order by m.name, c.cid",
            vec![],
        )
        .await?
    } else {
        tx.all(
            "select cast(c.table_name as char), cast(c.column_name as char), cast(c.data_type as char), \
             cast(coalesce(k.seq_in_index, 0) as signed) from information_schema.columns c \
             left join information_schema.statistics k on k.table_schema = c.table_schema and k.table_name = c.table_name \
             and k.column_name = c.column_name and k.index_name = 'PRIMARY' \
             where c.table_schema = database() order by c.table_name, c.ordinal_position",
            vec![],
        )
        .await?
    };
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for (name, column, kind, place) in rows {
        if OWN.contains(&name.as_str()) || name.starts_with("sqlite_") {
            continue;
        }
        let table = tables.entry(name.clone()).or_insert_with(|| Table { name, ..Table::default() });
        if place > 0 {
            table.key.insert(place, column.clone());
        }
        table.columns.push((column, kind_of(&kind)?));
    }
    Ok(tables.into_values().collect())
}

fn kind_of(named: &str) -> Result<ColumnKind, Refusal> {
    match named {
        "integer" | "bigint" | "tinyint" => Ok(ColumnKind::Int),
        "text" | "varchar" | "mediumtext" => Ok(ColumnKind::Text),
        "blob" | "binary" | "mediumblob" => Ok(ColumnKind::Blob),
        other => Err(Refusal::broken(&format!("a column of the kind {other} cannot be copied"))),
    }
}

/// A table's rows in order of their keys, a page at a time.
struct Pages<'a> {
    table: &'a Table,
    after: Option<Vec<Value>>,
    most: i64,
}

impl<'a> Pages<'a> {
    fn of(table: &'a Table) -> Self {
        Self { table, after: None, most: FIRST_PAGE }
    }

    async fn next(&mut self, tx: &mut Tx) -> Result<Option<Vec<Vec<Value>>>, Refusal> {
        let key: Vec<&str> = self.table.key.values().map(String::as_str).collect();
        let (names, order) = (self.table.names().join(", "), key.join(", "));
        let (condition, mut args) = match &self.after {
            None => (String::new(), vec![]),
            Some(after) => beyond(&key, after, tx.is_sqlite()),
        };
        args.push(self.most.into());
        let sql = format!("select {names} from {}{condition} order by {order} limit ?", self.table.name);
        let columns: Vec<(&str, ColumnKind)> =
            self.table.columns.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        let rows = tx.rows_built(sql, args, &columns).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let of_last = |column: &&str| {
            let at = columns.iter().position(|(name, _)| name == column);
            at.and_then(|at| last.get(at)).cloned().unwrap_or(Value::Null)
        };
        self.after = Some(key.iter().map(of_last).collect());
        let bytes: usize = rows.iter().flatten().map(Value::size).sum();
        let fitting = PAGE_BYTES / (bytes / rows.len()).max(1);
        self.most = i64::try_from(fitting).unwrap_or(MOST_ROWS).clamp(1, (self.most * 4).min(MOST_ROWS));
        Ok(Some(rows))
    }
}

/// The rows behind a key. SQLite finds them by comparing rows, MariaDB only by comparing columns.
fn beyond(key: &[&str], after: &[Value], is_sqlite: bool) -> (String, Vec<Value>) {
    if is_sqlite {
        let marks = vec!["?"; key.len()].join(", ");
        return (format!(" where ({}) > ({marks})", key.join(", ")), after.to_vec());
    }
    let (mut ways, mut args) = (Vec::new(), Vec::new());
    for (at, column) in key.iter().enumerate() {
        let same = key.iter().take(at).map(|column| format!("{column} = ? and "));
        ways.push(format!("({}{column} > ?)", same.collect::<String>()));
        args.extend(after.iter().take(at + 1).cloned());
    }
    (format!(" where {}", ways.join(" or ")), args)
}

/// A sum that grows row by row. Each value is told from the next by its kind and length.
#[derive(Default)]
struct Summing {
    hash: Sha256,
    rows: u64,
}

impl Summing {
    fn begin(&mut self, table: &Table) {
        self.put(b't', table.name.as_bytes());
        for name in table.names() {
            self.put(b'c', name.as_bytes());
        }
    }

    fn add(&mut self, rows: &[Vec<Value>]) {
        for value in rows.iter().flatten() {
            match value {
                Value::Null => self.put(b'0', &[]),
                Value::Int(number) => self.put(b'1', &number.to_be_bytes()),
                Value::Text(text) => self.put(b'2', text.as_bytes()),
                Value::Blob(bytes) => self.put(b'3', bytes),
            }
        }
        self.rows = self.rows.saturating_add(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    }

    fn put(&mut self, kind: u8, bytes: &[u8]) {
        self.hash.update([kind]);
        self.hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.hash.update(bytes);
    }

    fn end(self) -> Sum {
        Sum { rows: self.rows, digest: hex(&self.hash.finalize()) }
    }
}
