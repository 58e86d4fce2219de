//! A desktop that holds nothing yet takes a large shop in: page by page beside the replica, then all at once, searchable.
//! By hand: the same rows in one bulk insert into a replica's file, its indexes made afterwards, its words gathered in one go.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use market::db::Value;
use market::domain::product::ProductFields;
use market::intent::ImportItem;
use market::ops::Actor;
use sqlx::{AssertSqlSafe, SqlitePool};
use stories::Fallible;
use sync::{Link, Replica, SystemClock};
use uuid::Uuid;

use crate::report::{Report, Target};
use crate::rounds::Times;
use crate::town::Town;
use crate::{by_hand, catalogue, import};

pub(crate) const PRODUCTS: usize = 100_000;
const ROUNDS: usize = 5;

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("First sync of 100,000 products, searchable at the end");
    let mut town = Town::embedded().await?;
    town.take(&books(PRODUCTS)?).await?;
    let rows = import::all(&by_hand::open(&town.path("market.db")).await?, "product").await?;
    let (mut ours, mut hand) = (Times::default(), Times::default());
    for round in 0..ROUNDS {
        let path = town.path(&format!("visitor-{round}.db"));
        let replica = Replica::open(&path, Uuid::nil(), Arc::new(SystemClock)).await?;
        take_in(&town.authority, &replica, PRODUCTS, &mut ours).await?;
        let raw = prepared(&town.path(&format!("by-hand-{round}.db"))).await?;
        let start = Instant::now();
        insert(&raw, &rows).await?;
        hand.note(start);
        assert_eq!(found(&raw).await?, PRODUCTS, "both must find every product");
        raw.close().await;
    }
    report.note("in one process", &ours, Some(&hand), &[Target::Median(1_250.0), Target::Ratio(2.0)]);
    report.say("in one process", per_second(&ours), "rows a second");
    report.say("by hand", per_second(&hand), "rows a second");
    Ok(())
}

/// Titles of real books, over and over.
pub(crate) fn books(count: usize) -> Fallible<Vec<ImportItem>> {
    let names = catalogue::names()?;
    let item = |(number, (name, subtitle)): (usize, &(String, String))| {
        let fields = ProductFields {
            name: name.clone(),
            subtitle: subtitle.clone(),
            sku: format!("B-{number}"),
            price_minor: 1_990,
            tax_bp: 700,
            is_active: true,
            ..ProductFields::default()
        };
        ImportItem { id: Uuid::now_v7(), fields, stock: 5, pictures: vec![] }
    };
    Ok((0..count).zip(names.iter().cycle()).map(item).collect())
}

/// A visitor's first round of sync, timed, and looked at.
pub(crate) async fn take_in(
    link: &impl Link,
    replica: &Replica,
    products: usize,
    times: &mut Times,
) -> Fallible<()> {
    let start = Instant::now();
    replica.sync(link, &Actor::visitor()).await?;
    times.note(start);
    let market::db::Db::Sqlite { read, .. } = replica.db() else {
        return Err(stories::fail("a replica is a file"));
    };
    assert_eq!(found(read).await?, products, "all of it is there, and can be searched");
    replica.close().await;
    Ok(())
}

/// Products that a word of their stock-keeping numbers finds.
async fn found(raw: &SqlitePool) -> Fallible<usize> {
    let (found,): (i64,) = sqlx::query_as(
        "select count(*) from product where rowid in (select rowid from product_words where product_words match '\"b\"*')",
    )
    .fetch_one(raw)
    .await?;
    Ok(usize::try_from(found)?)
}

/// A file with the tables, indexes and index of words of a replica, where nobody keeps what a guess replaces.
async fn prepared(path: &Path) -> Fallible<SqlitePool> {
    Replica::open(path, Uuid::nil(), Arc::new(SystemClock)).await?.close().await;
    let raw = by_hand::open(path).await?;
    import::drop_shadows(&raw).await?;
    Ok(raw)
}

/// The quickest way known by hand.
async fn insert(raw: &SqlitePool, rows: &[Vec<Value>]) -> Fallible<()> {
    let columns = import::columns("product");
    let mut tx = raw.begin_with("begin immediate").await?;
    let aside: Vec<(String, String, String)> = sqlx::query_as(
        "select type, name, sql from sqlite_master where tbl_name = 'product' and type in ('index', 'trigger') and sql is not null",
    )
    .fetch_all(&mut *tx)
    .await?;
    for (kind, name, _) in &aside {
        sqlx::query(AssertSqlSafe(format!("drop {kind} {name}"))).execute(&mut *tx).await?;
    }
    for chunk in rows.chunks(2_000 / columns.len()) {
        let one = format!("({})", vec!["?"; columns.len()].join(", "));
        let values = vec![one; chunk.len()].join(", ");
        let sql = format!("insert into product ({}) values {values}", columns.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in chunk.iter().flatten() {
            query = match value {
                Value::Null => query.bind(None::<i64>),
                Value::Int(x) => query.bind(*x),
                Value::Text(x) => query.bind(x),
                Value::Blob(x) => query.bind(x),
            };
        }
        query.execute(&mut *tx).await?;
    }
    for (_, _, sql) in aside {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await?;
    }
    sqlx::query("insert into product_words (product_words) values ('rebuild')").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) fn per_second(times: &Times) -> f64 {
    PRODUCTS as f64 / (times.median() / 1_000.0)
}
