//! Many rows in few statements, of a size both engines take quickly.

use super::engine::{Row, Tx};
use super::value::Value;
use crate::refusal::Refusal;

/// MariaDB over TCP stalls 40 ms on statements above 14 kB.
const BYTES_PER_STATEMENT: usize = 12_000;
/// Rows one statement carries.
const ROWS_PER_STATEMENT: usize = 200;
/// SQLite's and MariaDB's shared ceiling of placeholders is far above this.
const PLACEHOLDERS_PER_STATEMENT: usize = 2_000;

impl Tx {
    /// All rows whose key is in a list; `sql` ends with `in`, and `tail` follows the list.
    pub(crate) async fn all_in<T: Row>(
        &mut self,
        sql: &'static str,
        before: Vec<Value>,
        keys: &[Value],
        tail: &'static str,
    ) -> Result<Vec<T>, Refusal> {
        let mut found = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(ROWS_PER_STATEMENT) {
            let mut args = before.clone();
            args.extend_from_slice(chunk);
            found.extend(self.all_built(format!("{sql} ({}) {tail}", marks(chunk.len())), args).await?);
        }
        Ok(found)
    }

    /// Runs a statement for all keys in a list; `sql` ends with `in`.
    pub(crate) async fn exec_in(
        &mut self,
        sql: &'static str,
        before: Vec<Value>,
        keys: &[Value],
    ) -> Result<u64, Refusal> {
        let mut touched = 0;
        for chunk in keys.chunks(ROWS_PER_STATEMENT) {
            let mut args = before.clone();
            args.extend_from_slice(chunk);
            touched += self.exec_built(format!("{sql} ({})", marks(chunk.len())), args).await?;
        }
        Ok(touched)
    }

    /// Inserts many rows; `sql` ends with `values`, and `tail` follows the rows.
    pub(crate) async fn insert_many(
        &mut self,
        sql: &'static str,
        rows: Vec<Vec<Value>>,
        tail: &'static str,
    ) -> Result<(), Refusal> {
        self.insert_many_built(sql, rows, tail).await
    }

    /// The same for a statement composed from constants.
    pub(crate) async fn insert_many_built(
        &mut self,
        sql: &str,
        rows: Vec<Vec<Value>>,
        tail: &str,
    ) -> Result<(), Refusal> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
        let most_rows = (PLACEHOLDERS_PER_STATEMENT / width.max(1)).clamp(1, ROWS_PER_STATEMENT);
        let most_bytes = if self.is_sqlite() { usize::MAX } else { BYTES_PER_STATEMENT };
        let one = format!("({})", marks(width));
        let mut rest = rows;
        while !rest.is_empty() {
            let after = rest.split_off(chunk_len(&rest, most_rows, most_bytes));
            let values = vec![one.as_str(); rest.len()].join(", ");
            let args = rest.into_iter().flatten().collect();
            self.exec_built(format!("{sql} {values} {tail}"), args).await?;
            rest = after;
        }
        Ok(())
    }

    /// Inserts a row or changes the one with the same key.
    pub(crate) async fn upsert(
        &mut self,
        insert: &str,
        key: &str,
        changed: &[&str],
        rows: Vec<Vec<Value>>,
    ) -> Result<(), Refusal> {
        let sets: Vec<_> = if self.is_sqlite() {
            changed.iter().map(|name| format!("{name} = excluded.{name}")).collect()
        } else {
            changed.iter().map(|name| format!("{name} = values({name})")).collect()
        };
        let tail = format!("{} {}", self.or_update(key), sets.join(", "));
        self.insert_many_built(insert, rows, &tail).await
    }

    /// What stands between the rows of an insert and what becomes of those that are there already.
    pub(crate) fn or_update(&self, key: &str) -> String {
        if self.is_sqlite() {
            format!("on conflict ({key}) do update set")
        } else {
            "on duplicate key update".to_owned()
        }
    }
}

/// How many of the rows go into the next statement: as many as fit, rounded down to one of a few lengths, so that few
/// different statements are prepared. A handful goes at once.
fn chunk_len(rows: &[Vec<Value>], most_rows: usize, most_bytes: usize) -> usize {
    let mut bytes = 0_usize;
    let fits = |row: &&Vec<Value>| {
        bytes = bytes.saturating_add(row.iter().map(Value::size).sum());
        bytes <= most_bytes
    };
    let fitting = rows.iter().take(most_rows).take_while(fits).count().max(1);
    match fitting {
        few @ ..=8 => few,
        some @ 9..=63 => some / 8 * 8,
        all if all == most_rows => all,
        many => 1 << many.ilog2(),
    }
}

fn marks(count: usize) -> String {
    let mut text = "?,".repeat(count);
    text.pop();
    text
}
