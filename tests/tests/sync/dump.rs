//! Whole tables as text, to compare a replica with what its account may see at the authority. The rules of who sees what
//! are those of `stories::sight`.

use std::collections::BTreeMap;

use market::db::tables::{ColumnKind, SYNCED, Table};
use market::db::{Db, Value};
use stories::sight;
use uuid::Uuid;

use crate::house::{House, Person};

pub(crate) type Dump = BTreeMap<&'static str, BTreeMap<Vec<u8>, String>>;

/// Every row of the tables that travel.
pub(crate) async fn all(db: &Db) -> Dump {
    let mut dump = Dump::new();
    for table in SYNCED {
        dump.insert(table.name, rows(db, table, "1 = 1", vec![]).await);
    }
    dump
}

/// The rows an account may see.
pub(crate) async fn visible(db: &Db, account: Uuid) -> Dump {
    let mut dump = Dump::new();
    for table in SYNCED {
        let rule = sight::rule(table.name);
        let args = vec![Value::from(account); rule.matches('?').count()];
        dump.insert(table.name, rows(db, table, &rule, args).await);
    }
    dump
}

/// A replica shows what is true, nothing less and nothing more, and remembers no guess.
pub(crate) async fn assert_same(house: &House, person: &Person, when: &str) {
    assert_same_dumps(
        &all(person.replica.db()).await,
        &visible(house.authority.db(), person.actor.account).await,
        &format!("{when}: {}", person.actor.display_name),
    );
    for table in SYNCED {
        let mut tx = person.replica.db().read().await.unwrap();
        let guessed = market::db::shadow::guessed(&mut tx, table.name).await.unwrap();
        assert_eq!(guessed, Vec::<Uuid>::new(), "{when}: no guess is left in {}", table.name);
    }
}

pub(crate) fn assert_same_dumps(mine: &Dump, truth: &Dump, when: &str) {
    for (table, expected) in truth {
        let found = &mine[table];
        let missing: Vec<_> = expected.iter().filter(|(id, row)| found.get(*id) != Some(row)).collect();
        let surplus: Vec<_> = found.keys().filter(|id| !expected.contains_key(*id)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{when}: in {table} {} rows are missing or differ, such as {:?} (here {:?}); {} are too many, such as {:?}",
            missing.len(),
            missing.first(),
            missing.first().map(|(id, _)| found.get(*id)),
            surplus.len(),
            surplus.first().map(|id| &found[*id]),
        );
    }
}

async fn rows(db: &Db, table: &Table, rule: &str, args: Vec<Value>) -> BTreeMap<Vec<u8>, String> {
    let text = |(name, kind): &(&str, ColumnKind)| match kind {
        ColumnKind::Int => format!("coalesce(hex(cast({name} as char)), '~')"),
        ColumnKind::Text | ColumnKind::Blob => format!("coalesce(hex({name}), '~')"),
    };
    let columns: Vec<_> = table.columns.iter().map(text).collect();
    let sql = format!("select id, {} as line from {} where {rule}", columns.join(" || ' ' || "), table.name);
    let mut tx = db.read().await.unwrap();
    let found: Vec<(Vec<u8>, String)> = tx.all(Box::leak(sql.into_boxed_str()), args).await.unwrap();
    found.into_iter().map(|(id, line)| (id, readable(&line))).collect()
}

/// Hexadecimal back to words where it is words.
fn readable(line: &str) -> String {
    let word = |hex: &str| {
        let bytes: Option<Vec<u8>> =
            (0..hex.len() / 2).map(|at| u8::from_str_radix(hex.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
        let text = bytes.filter(|bytes| bytes.len() != 16).and_then(|bytes| String::from_utf8(bytes).ok());
        text.unwrap_or_else(|| hex.to_owned())
    };
    line.split(' ').map(word).collect::<Vec<_>>().join("|")
}
