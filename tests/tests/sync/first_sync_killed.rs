//! The program is killed at any moment while it takes a large shop in: what is to be seen is the old picture or the new one.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use market::db::{Db, replica};
use stories::shop::{Engine, StillClock};
use sync::{Authority, Replica};

use crate::dump::assert_same;
use crate::first_sync::{finds, first_product, large_shop_of, products};
use crate::house::{House, moved};

const FOLDER: &str = "TRADEPOST_FIRST_SYNC_FOLDER";
const ACCOUNT: &str = "TRADEPOST_FIRST_SYNC_ACCOUNT";
const PRODUCTS: usize = 1_500;
const ROUNDS: u64 = 24;

/// Takes in what there is, and says when it begins. Only ever runs as a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_that_takes_in() {
    let (Some(folder), Some(actor)) = (std::env::var_os(FOLDER), std::env::var(ACCOUNT).ok()) else { return };
    let (folder, clock) = (Path::new(&folder), StillClock::new());
    let actor: market::ops::Actor = serde_json::from_str(&actor).unwrap();
    let db = Db::open_sqlite(&folder.join("market.db")).await.unwrap();
    let authority = Authority::over(db, clock.clone()).in_pages_of(100);
    let replica = Replica::open(&folder.join("vendor2.db"), actor.account, clock).await.unwrap();
    let say = |what: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{what}").unwrap();
        out.flush().unwrap();
    };
    say("begun");
    replica.sync(&authority, &actor).await.unwrap();
    say("done");
}

/// Lets a child begin and kills it a little later; answers whether it was done by then.
fn begin_and_kill(folder: &Path, actor: &str, then: Duration) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["first_sync_killed::a_child_that_takes_in", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env(ACCOUNT, actor)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.by_ref().any(|line| line == "begun"), "the child works");
    std::thread::sleep(then);
    child.kill().unwrap();
    child.wait().unwrap();
    lines.any(|line| line == "done")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_a_picture_is_whole_and_what_waits_stays() {
    let mut house = House::on(Engine::Sqlite).await;
    let (vendor, _store) = large_shop_of(&mut house, PRODUCTS).await;
    let mut other = house.desk_of(&vendor.actor, "vendor2.db").await;
    let actor = serde_json::to_string(&vendor.actor).unwrap();
    let whole = i64::try_from(PRODUCTS).unwrap();
    let lamp = first_product(&vendor).await;

    let (mut was_whole, mut pictures, mut stopped, mut sent) = (false, 0, 0, 0);
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..ROUNDS {
        other.replica.close().await;
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (folder, actor) = (house.folder.path().to_owned(), actor.clone());
        let then = Duration::from_micros((chance >> 33) % 250_000);
        let is_done =
            tokio::task::spawn_blocking(move || begin_and_kill(&folder, &actor, then)).await.unwrap();
        other.reopen().await;

        let seen = products(other.replica.db()).await;
        assert!(
            seen == whole || (seen == 0 && !was_whole),
            "round {round}: {seen} of {whole} products are to be seen"
        );
        if seen == whole && is_done {
            pictures += 1;
            // The next rounds read all of it anew, with a change that waits.
            let mut tx = other.replica.db().begin().await.unwrap();
            replica::distrust_all(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            other.change(moved(lamp, 1)).await;
            sent += 1;
        }
        stopped += usize::from(!is_done);
        was_whole |= seen == whole;
    }
    other.sync(&house).await;

    assert!(
        pictures > 1 && stopped > 3,
        "{pictures} pictures were complete, {stopped} children were stopped"
    );
    assert_eq!(house.stock(lamp).await, 3 + sent, "each change was sent once");
    assert_eq!(finds(&other, "lamp").await, whole, "every product can be searched");
    assert_same(&house, &other, "after all kills").await;
    house.books_are_straight().await;
}
