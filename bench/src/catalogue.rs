//! The storefront's grid and search as you type, in a replica of 10,000 and of 100,000 products.

use std::sync::Arc;
use std::time::Instant;

use market::domain::search_words;
use market::view::shelf::{self, ListShelf};
use sqlx::{AssertSqlSafe, SqlitePool};
use sync::{Replica, SystemClock};
use uuid::Uuid;

use crate::report::{Report, Target};
use crate::rounds::Times;
use stories::Fallible;

use crate::by_hand;

const ROUNDS: usize = 40;
const DEEP: usize = 40;

/// What people type: letter by letter, several words, other scripts, marks left out or put in.
const SEARCHES: [&str; 24] = [
    "h",
    "ha",
    "har",
    "harr",
    "harry",
    "harry p",
    "harry pot",
    "harry potter",
    "t",
    "th",
    "the",
    "s",
    "the gr",
    "great gat",
    "rowling sto",
    "king shining",
    "Šalamoun",
    "zoe",
    "müll",
    "قميص",
    "قميص أز",
    "Льня",
    "Льняная ска",
    "tolkien ring lord",
];

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    for count in [10_000, 100_000] {
        Report::heading(&format!("Catalogue, {count} products"));
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("replica.db");
        let replica = Replica::open(&path, Uuid::nil(), Arc::new(SystemClock)).await?;
        let raw = by_hand::open(&path).await?;
        fill(&raw, count).await?;
        let targets = if count == 100_000 {
            vec![Target::Ratio(1.5), Target::P99(10.0)]
        } else {
            vec![Target::Ratio(1.5)]
        };
        pages(report, &replica, &raw, &targets).await?;
        searches(report, &replica, &raw, &targets).await?;
        replica.close().await;
    }
    Ok(())
}

/// Books of a real file, over and over, with names in other scripts among them.
async fn fill(raw: &SqlitePool, count: usize) -> Fallible<()> {
    let others = [
        "قميص قطني أزرق",
        "Льняная скатерть с вышивкой",
        "Šalamoun a Zoë",
        "青花瓷茶杯套装",
        "Fjällräven ryggsäck",
    ];
    let books = names()?;
    let store = Uuid::now_v7();
    let mut tx = raw.begin().await?;
    sqlx::query(
        "insert into store select ?, 'books', 'Lantern Books', '', null, '', '', 'L', 'M', '', '', 'J', '', 'DE', 'D', 'EUR', 'LB-', 14, 1, null, 1, 1",
    )
    .bind(store)
    .execute(&mut *tx)
    .await?;
    for number in 0..count {
        let (name, by) = &books[number % books.len()];
        let name = if number % 50 == 0 { others[number / 50 % others.len()] } else { name };
        let search = search_words::fold(&format!("{name} {by} B-{number}"));
        sqlx::query(
            "insert into product (id, store_id, sku, barcode, name, subtitle, slug, description, price_minor, tax_bp, stock, low_stock, is_active, \
             is_sold, search, picture, rating_sum, rating_count, verified_sum, verified_count, removed_at_us, created_at_us, updated_at_us) \
             values (?, ?, ?, '', ?, ?, ?, '', ?, 700, 10, 0, 1, 0, ?, null, 0, 0, 0, 0, null, ?, ?)",
        )
        .bind(Uuid::now_v7())
        .bind(store)
        .bind(format!("B-{number}"))
        .bind(name)
        .bind(by)
        .bind(format!("b-{number}"))
        .bind(i64::try_from(number * 37 % 5_000)?)
        .bind(search)
        .bind(i64::try_from(number / 250)?)
        .bind(i64::try_from(number / 250)?)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Titles and authors of `books-10k.csv`.
pub(crate) fn names() -> Fallible<Vec<(String, String)>> {
    let sheet = market::domain::import::read(&std::fs::read(stories::shop::data("books-10k.csv"))?)?;
    let (preset, mapping) = market::domain::import::guess(&sheet);
    let (rows, _) = market::domain::import::rows(&sheet, preset, &mapping, 2);
    Ok(rows.into_iter().map(|row| (row.name, row.subtitle)).collect())
}

async fn pages(report: &mut Report, replica: &Replica, raw: &SqlitePool, targets: &[Target]) -> Fallible<()> {
    let mut after = None;
    for _ in 0..DEEP {
        let mut tx = replica.db().read().await?;
        after = shelf::list(&mut tx, &ListShelf { after, ..ListShelf::default() }).await?.next;
    }
    let place: serde_json::Value = serde_json::from_str(after.as_deref().unwrap_or_default())?;
    let at = place[0]["Int"].as_i64().unwrap_or_default();
    let deep = ListShelf { after, ..ListShelf::default() };
    let first = bare("");
    let behind = bare("and p.rowid > ?");
    let (mut ours, mut by_hand) =
        ([Times::default(), Times::default()], [Times::default(), Times::default()]);
    for round in 0..ROUNDS * 6 {
        for (page, ask) in [(0, &ListShelf::default()), (1, &deep)] {
            let start = Instant::now();
            let shown = list(replica, ask).await?;
            keep(&mut ours[page], start, round);
            let start = Instant::now();
            let mut query = sqlx::query_as::<_, Bare>(AssertSqlSafe(if page == 0 {
                first.clone()
            } else {
                behind.clone()
            }));
            if page == 1 {
                query = query.bind(at);
            }
            let rows = query.fetch_all(raw).await?;
            keep(&mut by_hand[page], start, round);
            assert_eq!(rows.len(), shown, "both must do the same work");
        }
    }
    for (page, name) in ["first page of 50", "41st page of 50"].into_iter().enumerate() {
        report.note(name, &ours[page], Some(&by_hand[page]), targets);
    }
    Ok(())
}

async fn searches(
    report: &mut Report,
    replica: &Replica,
    raw: &SqlitePool,
    targets: &[Target],
) -> Fallible<()> {
    let (mut all, mut all_by_hand) = (Times::default(), Times::default());
    for text in SEARCHES {
        let ask = ListShelf { text: Some(text.to_owned()), ..ListShelf::default() };
        let asked = search_words::fts_query(text).unwrap_or_default();
        let (mut ours, mut by_hand) = (Times::default(), Times::default());
        for round in 0..ROUNDS {
            let start = Instant::now();
            let shown = list(replica, &ask).await?;
            keep(&mut ours, start, round);
            let start = Instant::now();
            let rows = sqlx::query_as::<_, Bare>(AssertSqlSafe(SEARCH)).bind(&asked).fetch_all(raw).await?;
            keep(&mut by_hand, start, round);
            assert_eq!(rows.len(), shown, "both must do the same work");
        }
        if std::env::var_os("BENCH_EACH").is_some() {
            report.note(&format!("search “{text}”"), &ours, Some(&by_hand), &[]);
        }
        all.extend(&ours);
        all_by_hand.extend(&by_hand);
    }
    report.note("search as you type, 24 beginnings", &all, Some(&all_by_hand), targets);
    Ok(())
}

fn keep(times: &mut Times, start: Instant, round: usize) {
    if round >= 5 {
        times.note(start);
    }
}

async fn list(replica: &Replica, ask: &ListShelf) -> Fallible<usize> {
    let mut tx = replica.db().glance().await?;
    Ok(shelf::list(&mut tx, ask).await?.rows.len())
}

type Bare = (Uuid, Uuid, String, String, String, String, i64, i64, i64, Option<String>, i64, i64, i64);

fn bare(behind: &str) -> String {
    format!(
        "select p.id, p.store_id, s.name as store_name, s.currency, p.name, p.subtitle, p.price_minor, p.stock, p.low_stock, p.picture, \
         p.rating_sum, p.rating_count, p.created_at_us from product p cross join store s on s.id = p.store_id \
         where p.is_active = 1 and p.removed_at_us is null and s.removed_at_us is null {behind} order by p.rowid limit 50"
    )
}

/// Fifty products that match, in the order of the index of words.
const SEARCH: &str = "select p.id, p.store_id, s.name as store_name, s.currency, p.name, p.subtitle, p.price_minor, p.stock, p.low_stock, \
     p.picture, p.rating_sum, p.rating_count, p.created_at_us from product_words w cross join product p on p.rowid = w.rowid \
     cross join store s on s.id = p.store_id where w.product_words match ? and p.is_active = 1 and p.removed_at_us is null \
     and s.removed_at_us is null order by w.rowid limit 50";
