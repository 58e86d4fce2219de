//! A change on one desktop seen on another through the hub: from the moment it is made to the moment the other replica has
//! committed it, both flushed to disk.

use std::sync::Arc;
use std::time::{Duration, Instant};

use market::db;
use market::domain::edit::Edit;
use market::intent::IntentBody;
use market::ops::Actor;
use remote::{Hub, Trust};
use serde_json::json;
use stories::{Fallible, fail};
use sync::{Replica, SystemClock};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::house::House;
use super::wire::Client;
use crate::report::{Report, Target};
use crate::rounds::Times;
use crate::town::{item, store_fields};

const PRODUCTS: usize = 20;
const ROUNDS: usize = 300;
const WARM_UP: usize = 30;
/// Between two changes.
const PAUSE: Duration = Duration::from_millis(100);
/// A change that is not seen by then is not seen.
const PATIENCE: Duration = Duration::from_secs(10);

/// A desktop: a replica in a file, and a way to the hub.
struct Desk {
    replica: Replica,
    hub: Hub,
    actor: Actor,
    _folder: tempfile::TempDir,
}

/// A vendor with two desktops, the second of which tells what it sees.
struct Pair {
    here: Arc<Desk>,
    product: Uuid,
    price: i64,
    sees: mpsc::UnboundedReceiver<(i64, Instant)>,
}

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("A change on one desktop seen on another through the hub");
    let house = House::open().await?;
    let mut at_work = JoinSet::new();
    let mut pairs = vec![pair(&house, 0, &mut at_work).await?];
    let times = rounds(&mut pairs).await?;
    report.note("two clients", &times, None, &[Target::Median(15.0)]);

    for number in 1..10 {
        pairs.push(pair(&house, number, &mut at_work).await?);
    }
    for number in 0..80 {
        let client = Client::register(&house, number, "buyer").await?;
        at_work.spawn(follow(client));
    }
    // Everybody has read what there is.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let times = rounds(&mut pairs).await?;
    report.note(
        "100 clients who follow every shelf",
        &times,
        None,
        &[Target::Median(25.0), Target::P99(150.0)],
    );
    at_work.abort_all();
    Ok(())
}

async fn rounds(pairs: &mut [Pair]) -> Fallible<Times> {
    let mut times = Times::default();
    let count = pairs.len();
    for round in 0..ROUNDS + WARM_UP {
        tokio::time::sleep(PAUSE).await;
        let begun = Instant::now();
        let seen = pairs[round % count].change().await?;
        if round >= WARM_UP {
            times.note_between(begun, seen);
        }
    }
    Ok(times)
}

async fn pair(house: &House, number: u32, at_work: &mut JoinSet<Fallible<()>>) -> Fallible<Pair> {
    let mut vendor = Client::register(house, 1_000 + number, "vendor").await?;
    let store = Uuid::now_v7();
    vendor.change(&IntentBody::OpenStore { id: store, fields: store_fields() }).await?;
    let items: Vec<_> = (0..PRODUCTS).map(item).collect();
    let Some(product) = items.first().map(|item| item.id) else { return Err(fail("no products")) };
    vendor.change(&IntentBody::ImportProducts { batch: Uuid::now_v7(), store, items }).await?;
    let (here, there) = (desk(house, &vendor).await?, desk(house, &vendor).await?);
    let (tell, sees) = mpsc::unbounded_channel();
    at_work.spawn(Arc::clone(&here).listen(product, None));
    at_work.spawn(there.listen(product, Some(tell)));
    Ok(Pair { here, product, price: 1_990, sees })
}

async fn desk(house: &House, vendor: &Client) -> Fallible<Arc<Desk>> {
    let folder = tempfile::tempdir()?;
    let address = format!("https://localhost:{}", house.at.port());
    let hub = Hub::at(&address, &Trust::Only(house.ca.clone().into_bytes()))?.under(&vendor.token);
    let actor = hub.session().await?.actor();
    let replica = Replica::open(&folder.path().join("one.db"), actor.account, Arc::new(SystemClock)).await?;
    replica.sync(&hub, &actor).await?;
    Ok(Arc::new(Desk { replica, hub, actor, _folder: folder }))
}

impl Desk {
    /// Takes in what is new, as a desktop does, and tells the price it has then.
    async fn listen(
        self: Arc<Self>,
        product: Uuid,
        tell: Option<mpsc::UnboundedSender<(i64, Instant)>>,
    ) -> Fallible<()> {
        let mut seen = -1;
        loop {
            let news = self.hub.changes(seen).await?.seen;
            if news == seen {
                continue;
            }
            seen = news;
            self.replica.sync(&self.hub, &self.actor).await?;
            let now = Instant::now();
            if let Some(tell) = &tell {
                let mut tx = self.replica.db().read().await?;
                let Some(row) = db::product::get(&mut tx, product).await? else { continue };
                let _ = tell.send((row.price_minor, now));
            }
        }
    }
}

impl Pair {
    /// Changes the price here; answers with the moment it was there.
    async fn change(&mut self) -> Fallible<Instant> {
        let (before, after) = (self.price, self.price + 1);
        let fields = |price: i64| serde_json::from_value(json!({ "price_minor": price }));
        let edit = Edit { before: fields(before)?, after: fields(after)? };
        let body = IntentBody::EditProduct { id: self.product, edit };
        let here = &self.here;
        here.replica.change(&here.actor, Uuid::now_v7(), &body).await?;
        here.replica.sync(&here.hub, &here.actor).await?;
        self.price = after;
        let seen = async {
            while let Some((price, at)) = self.sees.recv().await {
                if price == after {
                    return Ok(at);
                }
            }
            Err(fail("the other desktop is gone"))
        };
        tokio::time::timeout(PATIENCE, seen).await?
    }
}

/// A client that takes in what is new and keeps nothing: the hub cannot tell it from a desktop.
async fn follow(mut client: Client) -> Fallible<()> {
    let (mut seen, mut cursors) = (json!(-1), Vec::<serde_json::Value>::new());
    loop {
        let news = client.ask("GET", &format!("/v1/changes?seen={seen}"), b"").await?["seen"].clone();
        if news == seen {
            continue;
        }
        seen = news;
        let ask = json!({ "cursors": cursors }).to_string();
        let delta = client.ask("POST", "/v1/pull", ask.as_bytes()).await?;
        for page in delta["pages"].as_array().into_iter().flatten() {
            cursors.retain(|cursor| cursor[0] != page["space"]);
            cursors.push(json!([page["space"], page["next"]]));
        }
    }
}
