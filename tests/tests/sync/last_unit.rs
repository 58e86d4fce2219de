//! Sixty-four people order the last unit at the same moment; somebody among them orders it in two lines. One gets it.
//! `scripts/last-unit 1000` runs a thousand rounds on each engine.

use std::sync::Arc;

use market::Code;
use market::intent::{Intent, IntentBody, Outcome, Wanted};
use market::ops::Actor;
use serde_json::json;
use tokio::sync::Barrier;
use uuid::Uuid;

use crate::house::{House, Person, intent, moved, of, ordered};

const CLIENTS: usize = 64;
/// Rounds in a test run.
const ROUNDS: i64 = 15;

struct Client {
    actor: Actor,
    address: Uuid,
    device: Uuid,
}

impl Client {
    async fn of(house: &House, person: &Person) -> Self {
        let (address, device) = (Uuid::now_v7(), Uuid::now_v7());
        let fields =
            json!({ "name": "Zoë", "line1": "Rue 1", "city": "Genève", "postcode": "1201", "country": "CH" });
        let body = IntentBody::AddAddress { id: address, fields: of(fields) };
        let one = intent(&person.actor, Uuid::now_v7(), device, 1, body);
        let (answers, _) = house.authority.submit(&person.actor, &[one]).await;
        assert_eq!(answers[0].outcome, Outcome::Applied);
        Self { actor: person.actor.clone(), address, device }
    }

    fn order(&self, round: i64, product: Uuid) -> Intent {
        let body = ordered(Uuid::now_v7(), self.address, product, 1);
        intent(&self.actor, Uuid::now_v7(), self.device, round + 1, body)
    }

    /// One order that names the same product in two lines.
    fn greedy_order(&self, round: i64, product: Uuid) -> Intent {
        let mut order = self.order(round, product);
        if let IntentBody::PlaceOrder { lines, totals, .. } = &mut order.body {
            lines.push(Wanted { product, quantity: 1, price_minor: 1_000 });
            totals[0].total_minor = 2_000;
        }
        order
    }
}

fn rounds() -> i64 {
    std::env::var("TRADEPOST_ROUNDS").map_or(ROUNDS, |text| text.parse().expect("TRADEPOST_ROUNDS=1000"))
}

/// All at once; answers what became of each.
async fn race(house: &House, clients: &[Arc<Client>], round: i64, product: Uuid) -> Vec<Outcome> {
    let start = Arc::new(Barrier::new(clients.len()));
    let greedy = usize::try_from(round).unwrap() % clients.len();
    let tasks: Vec<_> = (0..clients.len())
        .map(|at| {
            let (authority, client) = (house.authority.clone(), Arc::clone(&clients[at]));
            let start = Arc::clone(&start);
            tokio::spawn(async move {
                let order = if at == greedy {
                    client.greedy_order(round, product)
                } else {
                    client.order(round, product)
                };
                start.wait().await;
                let (mut answers, fault) = authority.submit(&client.actor, &[order]).await;
                assert_eq!(fault, None, "everybody gets an answer");
                answers.remove(0).outcome
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    let refused_as_invalid = matches!(&outcomes[greedy], Outcome::Refused(no) if no.code == Code::Invalid);
    assert!(refused_as_invalid, "two lines of one product are no order: {:?}", outcomes[greedy]);
    outcomes
}

on_both!(of_sixty_four_who_order_the_last_unit_one_gets_it, |house| {
    let vendor = house.person("vendor", &["vendor"]).await;
    let store = vendor.open_store(&house, "Lantern").await;
    let lamp = vendor.add_product(&house, store, "lamp", 0).await;
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let person = house.person(&format!("buyer{number}"), &["buyer"]).await;
        clients.push(Arc::new(Client::of(&house, &person).await));
        person.replica.close().await;
    }

    for round in 1..=rounds() {
        vendor.change(moved(lamp, 1)).await;
        vendor.sync(&house).await;

        let outcomes = race(&house, &clients, round, lamp).await;

        let winners = outcomes.iter().filter(|outcome| **outcome == Outcome::Applied).count();
        let too_late =
            |outcome: &&Outcome| matches!(outcome, Outcome::Refused(no) if no.code == Code::SoldOut);
        let late = outcomes.iter().filter(too_late).count();
        assert_eq!((winners, late), (1, CLIENTS - 2), "round {round}: one wins, the others hear why");
        assert_eq!(house.stock(lamp).await, 0, "round {round}: it is gone once");
    }

    let mut tx = house.authority.db().read().await.unwrap();
    let sql = "select cast(coalesce(sum(number), 0) as signed) from invoice where kind = 'invoice'";
    let sum = tx.int(sql, vec![]).await.unwrap();
    assert_eq!(sum, rounds() * (rounds() + 1) / 2, "one invoice for each winner, numbered without gap");
    drop(tx);
    house.books_are_straight().await;
});
