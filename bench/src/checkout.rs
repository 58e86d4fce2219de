//! A checkout of three lines at the authority: operation, intent, invoice, mail, feed and commit.

use std::time::{Duration, Instant};

use market::db::Db;
use market::intent::{IntentBody, Total, Wanted};
use sync::{Authority, SystemClock};
use uuid::Uuid;

use crate::checkout_by_hand::{Hand, Raw};
use crate::report::{Report, Target};
use crate::rounds::Times;
use crate::town::{Town, submit};
use stories::Fallible;

use crate::by_hand;

const ROUNDS: usize = 600;
const WARM_UP: usize = 60;
/// A disk is still busy for a moment after a commit; whoever comes next must not pay for whoever came before.
const QUIET: Duration = Duration::from_millis(4);

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("Checkout of 3 lines");
    let mut town = Town::embedded().await?;
    let products = town.stock_up(1_000).await?;
    let other = Town::embedded().await?;
    let mut hand = Hand::over(Raw::Sqlite(by_hand::open(&other.path("market.db")).await?), &other);
    let mut other = other;
    let others = other.stock_up(1_000).await?;
    let (ours, raw) = turns(&mut town, &products, &mut hand, &others).await?;
    report.note("embedded, SQLite", &ours, Some(&raw), &[Target::Ratio(1.5)]);
    shared(report).await
}

/// The same on a private MariaDB, over TLS. There is no target; it is good to know.
async fn shared(report: &mut Report) -> Fallible<()> {
    let server = stories::mariadb::shared();
    let mut towns = Vec::new();
    for _ in 0..2 {
        let database = server.fresh_database().await;
        let migrator = Db::open_maria(&database.migrator_url, &database.ca_path).await?;
        market::db::migrate::authority(&migrator).await?;
        migrator.close().await;
        let db = Db::open_maria(&database.url, &database.ca_path).await?;
        let authority = Authority::over(db, std::sync::Arc::new(SystemClock));
        towns.push((Town::over(tempfile::tempdir()?, authority).await?, database));
    }
    let (Some((mut other, database)), Some((mut town, _))) = (towns.pop(), towns.pop()) else {
        return Ok(());
    };
    let raw = Raw::maria(&database.url, &database.ca_path).await?;
    let (products, others) = (town.stock_up(1_000).await?, other.stock_up(1_000).await?);
    let (ours, raw) = turns(&mut town, &products, &mut Hand::over(raw, &other), &others).await?;
    report.note("shared, MariaDB 10.11 over TLS", &ours, Some(&raw), &[]);
    Ok(())
}

async fn turns(
    town: &mut Town,
    products: &[Uuid],
    hand: &mut Hand,
    others: &[Uuid],
) -> Fallible<(Times, Times)> {
    let (mut ours, mut raw) = (Times::default(), Times::default());
    for round in 0..ROUNDS + WARM_UP {
        let three = |ids: &[Uuid]| [0, 333, 666].map(|step| ids[(round + step) % ids.len()]);
        let lines = three(products).map(|product| Wanted { product, quantity: 1, price_minor: 1_990 });
        let body = IntentBody::PlaceOrder {
            order: Uuid::now_v7(),
            billing: town.address,
            shipping: town.address,
            lines: lines.to_vec(),
            totals: vec![Total { currency: "EUR".into(), total_minor: 3 * 1_990 }],
            note: String::new(),
        };
        let buyer = town.buyer.clone();
        let intent = town.intent(&buyer, body);
        tokio::time::sleep(QUIET).await;
        let start = Instant::now();
        submit(&town.authority, &buyer, intent).await?;
        if round >= WARM_UP {
            ours.note(start);
        }
        tokio::time::sleep(QUIET).await;
        let start = Instant::now();
        hand.checkout(three(others)).await?;
        if round >= WARM_UP {
            raw.note(start);
        }
    }
    Ok((ours, raw))
}
