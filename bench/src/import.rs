//! Importing a real file of 10,000 books through the desk, against inserting the same rows into one SQLite file.

use std::path::Path;
use std::time::Instant;

use desk::{Desk, Event, Window};
use market::db::tables;
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqlitePool, TypeInfo, ValueRef};
use stories::shop::{data, id_of, registration, store_fields};
use sync::{Replica, SystemClock};
use uuid::Uuid;

use crate::report::{Report, Target};
use crate::rounds::Times;
use stories::Fallible;

use crate::by_hand;

const ROUNDS: usize = 5;

/// The tables an import fills.
const FILLED: [&str; 4] = ["product", "tag", "product_tag", "stock_movement"];

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("Import of books-10k.csv");
    let (mut ours, mut raw) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir()?;
        import(folder.path(), &mut ours).await?;
        insert(folder.path(), &mut raw).await?;
    }
    report.note("import.run to its end", &ours, Some(&raw), &[Target::Ratio(3.0), Target::Median(5_000.0)]);
    report.say("rows a second", 10_000_000.0 / ours.median(), "rows");
    report.say("rows a second by hand", 10_000_000.0 / raw.median(), "rows");
    Ok(())
}

async fn import(folder: &Path, times: &mut Times) -> Fallible<()> {
    let desk = Desk::open(folder.to_owned()).await?;
    desk.call(Window::Manager, "account.register", registration("vendor", "vendor")).await?;
    let opened = desk
        .call(Window::Manager, "store.save", json!({ "after": store_fields("Lantern Books", "LB-") }))
        .await?;
    let ask = json!({ "store": id_of(&opened), "path": data("books-10k.csv") });
    let mut events = desk.events();
    let start = Instant::now();
    let batch = desk.call(Window::Manager, "import.run", ask).await?["batch"].clone();
    loop {
        match events.recv().await {
            Ok(Event::Progress { note, .. }) if note != "running" => break,
            Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
            Err(gone) => return Err(gone.into()),
        }
    }
    times.note(start);
    let run = desk.call(Window::Manager, "import.state", json!({ "batch": batch })).await?["runs"][0].clone();
    assert_eq!(run["added"], 10_000, "everything came in: {run}");
    desk.close().await;
    Ok(())
}

/// Takes the rows the import made and inserts them once more, into a file that has the replica's tables, indexes and
/// index of words, in one transaction.
async fn insert(folder: &Path, times: &mut Times) -> Fallible<()> {
    let market = by_hand::open(&folder.join("market.db")).await?;
    let path = folder.join("by-hand.db");
    Replica::open(&path, Uuid::nil(), std::sync::Arc::new(SystemClock)).await?.close().await;
    let raw = by_hand::open(&path).await?;
    drop_shadows(&raw).await?;
    let mut rows = Vec::new();
    for name in FILLED {
        rows.push((name, all(&market, name).await?));
    }
    let start = Instant::now();
    let mut tx = raw.begin_with("begin immediate").await?;
    for (name, rows) in rows {
        let width = columns(name).len();
        for chunk in rows.chunks(2_000 / width) {
            let one = format!("({})", vec!["?"; width].join(", "));
            let values = vec![one; chunk.len()].join(", ");
            let sql = format!("insert into {name} ({}) values {values}", columns(name).join(", "));
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in chunk.iter().flatten() {
                query = match value {
                    market::db::Value::Null => query.bind(None::<i64>),
                    market::db::Value::Int(x) => query.bind(*x),
                    market::db::Value::Text(x) => query.bind(x),
                    market::db::Value::Blob(x) => query.bind(x),
                };
            }
            query.execute(&mut *tx).await?;
        }
    }
    tx.commit().await?;
    times.note(start);
    Ok(())
}

/// Nobody who inserts by hand keeps what a guess replaces.
pub(crate) async fn drop_shadows(raw: &SqlitePool) -> Fallible<()> {
    let names: Vec<(String,)> =
        sqlx::query_as("select name from sqlite_master where type = 'trigger' and name like 'shadow%'")
            .fetch_all(raw)
            .await?;
    for (name,) in names {
        sqlx::query(AssertSqlSafe(format!("drop trigger {name}"))).execute(raw).await?;
    }
    Ok(())
}

pub(crate) fn columns(name: &str) -> Vec<&'static str> {
    let table = tables::SYNCED.iter().find(|table| table.name == name);
    table.map(|table| table.columns.iter().map(|(column, _)| *column).collect()).unwrap_or_default()
}

pub(crate) async fn all(market: &SqlitePool, name: &str) -> Fallible<Vec<Vec<market::db::Value>>> {
    let sql = format!("select {} from {name} order by rowid", columns(name).join(", "));
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(market).await?;
    rows.iter().map(values).collect()
}

fn values(row: &SqliteRow) -> Fallible<Vec<market::db::Value>> {
    (0..row.len())
        .map(|at| {
            let kind = row.try_get_raw(at)?.type_info().name().to_owned();
            Ok(match kind.as_str() {
                "NULL" => market::db::Value::Null,
                "INTEGER" => row.try_get::<i64, _>(at)?.into(),
                "TEXT" => row.try_get::<String, _>(at)?.into(),
                _ => row.try_get::<Vec<u8>, _>(at)?.into(),
            })
        })
        .collect()
}
