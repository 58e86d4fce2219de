//! Orders of three lines a second: many buyers through a hub, beside as many hands at the same SQL on raw connections.

use std::time::{Duration, Instant};

use market::intent::{IntentBody, Total, Wanted};
use stories::Fallible;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::house::House;
use super::wire::Client;
use crate::checkout_by_hand::{Hand, Raw};
use crate::report::Report;
use crate::town::Town;

/// Buyers at once, and hands at once.
const BUYERS: u32 = 48;
/// Each turn is so long; ours and the hands' follow each other.
const TURN: Duration = Duration::from_secs(6);
const TURNS: usize = 3;

/// A store and its products.
#[derive(Clone)]
struct Shelf {
    store: Uuid,
    products: Vec<Uuid>,
}

/// Somebody who sells three things at once, as often as they can.
trait Seller: Send + 'static {
    fn sell(&mut self, from: &Shelf, three: [Uuid; 3]) -> impl Future<Output = Fallible<()>> + Send;
}

struct Buyer {
    client: Client,
    address: Uuid,
}

impl Seller for Buyer {
    async fn sell(&mut self, _: &Shelf, three: [Uuid; 3]) -> Fallible<()> {
        let lines = three.map(|product| Wanted { product, quantity: 1, price_minor: 1_990 });
        let body = IntentBody::PlaceOrder {
            order: Uuid::now_v7(),
            billing: self.address,
            shipping: self.address,
            lines: lines.to_vec(),
            totals: vec![Total { currency: "EUR".into(), total_minor: 3 * 1_990 }],
            note: String::new(),
        };
        self.client.change(&body).await
    }
}

impl Seller for Hand {
    async fn sell(&mut self, from: &Shelf, three: [Uuid; 3]) -> Fallible<()> {
        self.checkout_at(from.store, three).await
    }
}

pub(crate) async fn run(report: &mut Report) -> Fallible<()> {
    Report::heading("Orders of 3 lines a second through the hub, 48 buyers");
    let house = House::open().await?;
    let mut shelves = Vec::new();
    for number in 0..50 {
        let mut town = Town::over(tempfile::tempdir()?, house.authority.clone()).await?;
        let products = town.stock_up(if number == 0 { 1_000 } else { 200 }).await?;
        shelves.push(Shelf { store: town.store, products });
    }
    let (mut buyers, mut hands) = (Vec::new(), Vec::new());
    for number in 0..BUYERS {
        let mut client = Client::register(&house, number, "buyer").await?;
        let address = client.address().await?;
        let raw = Raw::maria(&house.database.url, &house.database.ca_path).await?;
        hands.push(Hand::of(raw, shelves[0].store, client.account, address));
        buyers.push(Buyer { client, address });
    }
    for (name, stores, least) in [("one store", 1, 500.0), ("50 stores", 50, 1_500.0)] {
        let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
        for _ in 0..=TURNS {
            ours.push(turn(&mut buyers, &shelves[..stores]).await?);
            by_hand.push(turn(&mut hands, &shelves[..stores]).await?);
        }
        // The first turn of each warms up.
        report.rates(name, (&ours[1..], &by_hand[1..]), least, 0.5);
    }
    Ok(())
}

/// Everybody sells for one turn; answers with orders a second.
async fn turn<S: Seller>(sellers: &mut Vec<S>, shelves: &[Shelf]) -> Fallible<f64> {
    let (begun, mut at_work) = (Instant::now(), JoinSet::new());
    for (number, mut seller) in std::mem::take(sellers).into_iter().enumerate() {
        let shelves = shelves.to_vec();
        at_work.spawn(async move {
            let mut count = 0_u32;
            for round in (number * 7).. {
                if begun.elapsed() > TURN {
                    break;
                }
                let shelf = &shelves[round % shelves.len()];
                let products = &shelf.products;
                let mut three = [0, 67, 134].map(|step| products[(round * 3 + step) % products.len()]);
                // One order of locks for all, as the product keeps.
                three.sort_unstable();
                seller.sell(shelf, three).await?;
                count += 1;
            }
            Ok::<_, stories::Failure>((seller, count))
        });
    }
    let mut sold = 0;
    while let Some(done) = at_work.join_next().await {
        let (seller, count) = done??;
        sellers.push(seller);
        sold += count;
    }
    Ok(f64::from(sold) / begun.elapsed().as_secs_f64())
}
