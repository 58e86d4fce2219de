//! The hub is killed with its courier on the way.

use std::collections::BTreeMap;
use std::time::Duration;

use market::db::Db;
use post::Security;
use stories::smtp::{Behaviour, Plan, Received, Server};
use tokio::time::sleep;
use uuid::Uuid;

use crate::kills::close;
use crate::ledger::settle;
use crate::rounds;
use crate::town::Town;
use crate::work::Day;

const USUAL: u64 = 3;

/// The mark by which a mail that came twice is known.
fn mark(mail: &Received) -> String {
    let text = String::from_utf8_lossy(&mail.raw);
    let line = text.lines().find(|line| line.to_lowercase().starts_with("message-id:"));
    line.expect("every mail has a mark").to_owned()
}

/// Waits until the authority counts so many.
async fn reaches(truth: &Db, count: &'static str, many: i64) {
    for _ in 0..600 {
        if truth.read().await.unwrap().int(count, vec![]).await.unwrap() >= many {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("{count}: never {many}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_courier_killed_on_its_way_loses_no_mail_and_doubles_none_that_cannot_be_told() {
    // Slow, so that a kill finds the courier on its way and not between two mails.
    let behaviour = Behaviour::Slow(Duration::from_millis(30));
    let plan = Plan { security: Security::None, behaviour, ..Plan::default() };
    let server = Server::start(plan).await.unwrap();
    let port = server.settings().port.to_string();
    let options = ["--smtp-host", "127.0.0.1", "--smtp-port", &port, "--smtp-security", "none"];
    let mut town = Town::with(&[&options[..], &["--mail-from", "shop@example.org"]].concat()).await;
    let (places, shop) = town.desktops(1).await;
    let (day, mut chance) = (Day::of(shop), rounds::chance(8));
    let kills = rounds::count("TRADEPOST_KILLS", USUAL);
    for _ in 0..kills {
        for _ in 0..3 {
            day.orders(&places[0].desktop).await.expect("the desktop is there");
        }
        sleep(Duration::from_millis(chance.below(80))).await;
        town.kill_hub();
        town.opens().await;
    }
    let truth = town.authority().await;
    let orders = i64::try_from(day.ledger.lock().await.orders.len()).unwrap();
    // That a killed courier keeps a mail to itself for a while is between couriers: the buyer's row does not tell.
    reaches(&truth, "select count(*) from purchase", orders).await;

    // A killed courier keeps its mail to itself for minutes; they pass at once here.
    town.kill_hub();
    let mut tx = truth.begin().await.unwrap();
    tx.exec("update mail set next_try_us = 1 where state = 'queued'", vec![]).await.unwrap();
    tx.commit().await.unwrap();
    town.opens().await;
    reaches(&truth, "select count(*) from mail where kind = 'order_placed' and state = 'sent'", orders).await;

    let mails: Vec<(Uuid,)> = truth
        .read()
        .await
        .unwrap()
        .all("select id from mail where kind = 'order_placed'", vec![])
        .await
        .unwrap();
    let mut times = BTreeMap::<String, u64>::new();
    let is_orders = |mail: &Received| String::from_utf8_lossy(&mail.raw).contains("Subject: Your order");
    for mail in server.received().iter().filter(|mail| is_orders(mail)) {
        *times.entry(mark(mail)).or_default() += 1;
    }
    for (mail,) in &mails {
        assert!(times.keys().any(|mark| mark.contains(&mail.to_string())), "mail {mail} came");
    }
    assert_eq!(times.len(), mails.len(), "and nothing else did");
    let doubled: u64 = times.values().map(|times| times - 1).sum();
    assert!(doubled <= kills + 1, "at most the one that was on its way, each time: {doubled}");
    settle(&town, &places, rounds::patience(), "and the buyer sees it").await;
    close(places).await;
}
