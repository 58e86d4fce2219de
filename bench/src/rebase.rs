//! A replica that was away: 1,000 of its own changes wait, and 10,000 rows changed elsewhere arrive.

use std::time::Instant;

use market::domain::edit::Edit;
use market::intent::IntentBody;
use serde_json::json;
use sqlx::SqlitePool;
use sync::Replica;
use uuid::Uuid;

use crate::report::{Report, Target};
use crate::rounds::Times;
use crate::town::Town;
use stories::Fallible;

use crate::by_hand;

const ROUNDS: i64 = 12;
const PENDING: usize = 1_000;
const CHANGED: usize = 10_000;

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("1,000 pending intents over a delta of 10,000 rows");
    let mut town = Town::embedded().await?;
    let products = town.stock_up(CHANGED).await?;
    let replica = town.vendors_replica().await?;
    for (number, product) in products.iter().take(PENDING).enumerate() {
        replica.change(&town.vendor, Uuid::now_v7(), &edit(number, *product)).await?;
    }
    let raw = by_hand::open(&town.path("market.db")).await?;
    let mut times = Times::default();
    for round in 1..=ROUNDS {
        change_all(&mut town, &products, round % 2 == 0).await?;
        pause(&raw).await?;
        let start = Instant::now();
        let answer = replica.sync(&town.authority, &town.vendor).await;
        times.note(start);
        go_on(&raw).await?;
        assert!(answer.is_err(), "nothing may be answered, or less would be pending the next time");
        must_show(&replica, round % 2 == 0).await?;
    }
    report.note("pull, put back, take in, apply again", &times, None, &[Target::Median(500.0)]);
    Ok(())
}

/// Half of them change a name, which changes the words a product is found by, and half a number.
fn edit(number: usize, product: Uuid) -> IntentBody {
    let (before, after) = if number.is_multiple_of(2) {
        (
            json!({ "name": format!("Volume {number} of the collected letters") }),
            json!({ "name": format!("Letters, volume {number}") }),
        )
    } else {
        (json!({ "low_stock": 0 }), json!({ "low_stock": 7 }))
    };
    let fields = |value: serde_json::Value| value.as_object().cloned().unwrap_or_default();
    IntentBody::EditProduct { id: product, edit: Edit { before: fields(before), after: fields(after) } }
}

/// Another desktop of the store changes every product.
async fn change_all(town: &mut Town, products: &[Uuid], is_active: bool) -> Fallible<()> {
    for ids in products.chunks(1_000) {
        town.vendor_does(IntentBody::SetProductsActive { ids: ids.to_vec(), is_active }).await?;
    }
    Ok(())
}

/// From now on the authority answers questions but cannot take an intent down.
async fn pause(raw: &SqlitePool) -> Fallible<()> {
    sqlx::query("create trigger paused before insert on intent begin select raise(abort, 'paused'); end")
        .execute(raw)
        .await?;
    Ok(())
}

async fn go_on(raw: &SqlitePool) -> Fallible<()> {
    sqlx::query("drop trigger paused").execute(raw).await?;
    Ok(())
}

async fn must_show(replica: &Replica, is_active: bool) -> Fallible<()> {
    let market::db::Db::Sqlite { read, .. } = replica.db() else {
        return Err(stories::fail("a replica is a file"));
    };
    let (changed,): (i64,) = sqlx::query_as("select count(*) from product where is_active = ?")
        .bind(is_active)
        .fetch_one(read)
        .await?;
    let (guessed,): (i64,) =
        sqlx::query_as("select count(*) from product where name like 'Letters, volume%' or low_stock = 7")
            .fetch_one(read)
            .await?;
    assert_eq!(
        (changed, guessed),
        (10_000, 1_000),
        "what changed elsewhere and what was changed here are both there"
    );
    Ok(())
}
