//! A thousand desktops that wait for news: what the hub holds in memory for them.

use std::time::Duration;

use stories::{Fallible, fail};
use tokio::task::JoinSet;

use super::house::House;
use super::wire::Client;
use crate::report::Report;

const CLIENTS: u32 = 1_000;
/// Megabytes the hub may have.
const MOST: f64 = 300.0;

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("A hub with 1,000 clients that wait, each signed in and over TLS");
    let house = House::open().await?;
    let alone = house.resident_mb()?;
    let mut waiting = JoinSet::new();
    for number in 0..CLIENTS {
        let mut client = Client::register(&house, number, "buyer").await?;
        waiting.spawn(async move {
            let mut seen = serde_json::json!(-1);
            loop {
                let news = client.ask("GET", &format!("/v1/changes?seen={seen}"), b"").await;
                seen = match news {
                    Ok(news) => news["seen"].clone(),
                    Err(why) => return why,
                };
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(35)).await;
    let resident = house.resident_mb()?;
    if let Some(gone) = waiting.try_join_next() {
        return Err(fail(format!("a client does not wait any more: {}", gone?)));
    }
    report.say("the hub alone", alone, "MB");
    report.most("with 1,000 clients", resident, "MB", MOST);
    Ok(())
}
