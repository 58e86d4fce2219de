//! Whole tables as text, to compare a replica with what its account may see at the authority. The rules of who sees what
//! are those of [`sight`].

#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a story that cannot read its own tables fails at once"
)]

use std::collections::BTreeMap;

use market::db::tables::{SYNCED, Table};
use market::db::{Db, Value};
use uuid::Uuid;

use crate::sight;

/// Lines by table and id.
pub type Dump = BTreeMap<&'static str, BTreeMap<Vec<u8>, String>>;

/// Every row of the tables that travel.
pub async fn all(db: &Db) -> Dump {
    let mut dump = Dump::new();
    for table in SYNCED {
        dump.insert(table.name, rows(db, table, "1 = 1", vec![]).await);
    }
    dump
}

/// The rows an account may see.
pub async fn visible(db: &Db, account: Uuid) -> Dump {
    let mut dump = Dump::new();
    for table in SYNCED {
        let rule = sight::rule(table.name);
        let args = vec![Value::from(account); rule.matches('?').count()];
        dump.insert(table.name, rows(db, table, &rule, args).await);
    }
    dump
}

/// Asserts that a replica shows what is true, nothing less and nothing more.
#[track_caller]
pub fn assert_same_dumps(mine: &Dump, truth: &Dump, when: &str) {
    assert_eq!(difference(mine, truth), None, "{when}");
}

/// In what a replica differs from the truth, said of the first table that does.
pub fn difference(mine: &Dump, truth: &Dump) -> Option<String> {
    let nothing = BTreeMap::new();
    truth.iter().find_map(|(table, expected)| {
        let found = mine.get(table).unwrap_or(&nothing);
        let missing: Vec<_> = expected.iter().filter(|(id, row)| found.get(*id) != Some(row)).collect();
        let surplus: Vec<_> = found.iter().filter(|(id, _)| !expected.contains_key(*id)).collect();
        let is_same = missing.is_empty() && surplus.is_empty();
        (!is_same).then(|| {
            format!(
                "in {table} {} rows are missing or differ, such as {:?} (here {:?}); {} are too many, such as {:?}",
                missing.len(),
                missing.first(),
                missing.first().map(|(id, _)| found.get(*id)),
                surplus.len(),
                surplus.first().map(|(_, row)| row),
            )
        })
    })
}

async fn rows(db: &Db, table: &Table, rule: &str, args: Vec<Value>) -> BTreeMap<Vec<u8>, String> {
    let sql = format!("select id, {} as line from {} where {rule}", sight::line(table), table.name);
    let mut tx = db.read().await.unwrap();
    let found: Vec<(Vec<u8>, String)> = tx.all(Box::leak(sql.into_boxed_str()), args).await.unwrap();
    found.into_iter().map(|(id, line)| (id, sight::readable(&line))).collect()
}
