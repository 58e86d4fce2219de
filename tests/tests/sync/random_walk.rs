//! Many people do whatever they like, connected or not; in the end every replica shows what is true. A seed that fails
//! fails again.

use market::domain::order::LineState;
use market::intent::{IntentBody, Total, Wanted};
use market::{Code, db};
use stories::shop::Engine;
use uuid::Uuid;

use crate::dump::assert_same;
use crate::house::{House, Person, added, moved, put};

/// Chance that repeats.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }

    fn of(&mut self, ids: &[Uuid]) -> Uuid {
        usize::try_from(self.below(u64::try_from(ids.len()).unwrap()))
            .ok()
            .and_then(|at| ids.get(at))
            .copied()
            .unwrap_or_default()
    }
}

async fn ids(person: &Person, sql: &'static str) -> Vec<Uuid> {
    let mut tx = person.replica.db().read().await.unwrap();
    tx.all::<(Uuid,)>(sql, vec![]).await.unwrap().into_iter().map(|row| row.0).collect()
}

/// What somebody might think of next.
async fn wish(person: &Person, chance: &mut Chance) -> Option<IntentBody> {
    let products = ids(person, "select id from product order by id").await;
    let stores = ids(person, "select id from store order by id").await;
    let (product, store) = (chance.of(&products), chance.of(&stores));
    let rating = i64::try_from(1 + chance.below(5)).unwrap();
    let small = i64::try_from(chance.below(9)).unwrap();
    Some(match chance.below(24) {
        0 | 1 => added(Uuid::now_v7(), store, &format!("sku-{}", chance.below(12)), small),
        2 | 3 => {
            person.product(product).await?;
            let (name, tag) = (format!("Name {}", chance.below(5)), format!("tag {}", chance.below(4)));
            let (pick, is_active) = (chance.below(4), chance.below(2) == 0);
            person
                .edit(product, |form| match pick {
                    0 => form.name = name,
                    1 => form.tags = vec![tag],
                    2 => form.is_active = is_active,
                    _ => form.price_minor = 900 + small * 100,
                })
                .await
        }
        4 => IntentBody::SetProductsActive {
            ids: vec![product, chance.of(&products)],
            is_active: small % 3 > 0,
        },
        5 => IntentBody::RemoveProducts { ids: vec![product] },
        6 => IntentBody::RestoreProducts { ids: products },
        7 | 8 => moved(product, small - 3),
        9 => {
            let (name, slug) = (format!("Tag {small}"), String::new());
            IntentBody::SaveTag { id: Uuid::now_v7(), store, name, slug, description: String::new() }
        }
        10 => IntentBody::RemoveTag { id: chance.of(&ids(person, "select id from tag order by id").await) },
        11 if small == 0 => IntentBody::RemoveStore { id: store },
        11 if small == 1 => IntentBody::SetStoreOpen { id: store, is_open: false },
        11 => IntentBody::RestoreStore { id: store },
        12..=14 => put(product, 1 + small / 3),
        15 => IntentBody::RemoveFromCart { product },
        16 if small > 5 => IntentBody::ClearCart {},
        16 => IntentBody::AcceptCart {},
        17 | 18 => return order(person, chance).await,
        19 => {
            IntentBody::SaveReview { product, rating, title: format!("Title {small}"), body: "Words.".into() }
        }
        20 => IntentBody::RemoveReview { product },
        21 => {
            let review = chance.of(&ids(person, "select id from review order by id").await);
            match small {
                0 | 1 => IntentBody::ReportReview { review, reason: "Rude.".into() },
                2 => IntentBody::HideReview { review, is_hidden: chance.below(2) == 0 },
                _ => IntentBody::ReplyReview { review, reply: format!("Thanks {small}") },
            }
        }
        22 => {
            let part = chance.of(&ids(person, "select id from order_part order by id").await);
            match small {
                0..=3 => IntentBody::MarkPaid { part, method: "cash".into() },
                4 => IntentBody::CancelSale { part, reason: "Broken.".into() },
                _ => sent(person, part, small).await,
            }
        }
        _ => {
            let id = chance.of(&ids(person, "select id from address order by id").await);
            IntentBody::RemoveAddress { id }
        }
    })
}

async fn sent(person: &Person, part: Uuid, small: i64) -> IntentBody {
    let mut tx = person.replica.db().read().await.unwrap();
    let lines = db::order::lines_of_parts(&mut tx, &[part]).await.unwrap();
    let state =
        [LineState::Sent, LineState::Returned, LineState::Cancelled][usize::try_from(small % 3).unwrap()];
    IntentBody::SetLines {
        part,
        lines: lines.iter().take(1).map(|line| line.id).collect(),
        state,
        tracking: String::new(),
    }
}

async fn order(person: &Person, chance: &mut Chance) -> Option<IntentBody> {
    let addresses = ids(person, "select id from address order by id").await;
    if addresses.len() < 2 {
        person.add_address().await;
    }
    let mut tx = person.replica.db().read().await.unwrap();
    let cart = db::cart::list(&mut tx, person.actor.account).await.unwrap();
    let lines: Vec<_> = cart
        .iter()
        .filter_map(|line| {
            Some(Wanted { product: line.product_id, quantity: line.quantity, price_minor: line.price_minor? })
        })
        .collect();
    let total_minor = lines.iter().map(|line| line.price_minor * line.quantity).sum();
    let totals = vec![Total { currency: "EUR".into(), total_minor }];
    let (billing, shipping) = (chance.of(&addresses), chance.of(&addresses));
    Some(IntentBody::PlaceOrder {
        order: Uuid::now_v7(),
        billing,
        shipping,
        lines,
        totals,
        note: String::new(),
    })
}

async fn walk(engine: Engine, seed: u64, steps: u32) {
    let house = House::on(engine).await;
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut people = vec![
        house.person("annamaria", &["vendor", "buyer", "owner"]).await,
        house.person("berthold", &["vendor", "buyer"]).await,
        house.person("cleopatra", &["buyer"]).await,
    ];
    for (person, name) in people.iter().zip(["Lantern", "Harbour"]) {
        let store = person.open_store(&house, name).await;
        for number in 0..3 {
            person.change(added(Uuid::now_v7(), store, &format!("sku-{number}"), 6)).await;
        }
        person.sync(&house).await;
    }
    let twin = house.desk_of(&people[0].actor, "twin.db").await;
    people.push(twin);
    let nowhere = house.unreachable().await;
    for step in 0..steps {
        let at = usize::try_from(chance.below(4)).unwrap();
        match chance.below(10) {
            0 | 1 => drop(people[at].sync(&house).await),
            2 => assert!(people[at].try_sync(&nowhere).await.is_err(), "nobody is there"),
            3 if step % 5 == 0 => people[at].reopen().await,
            _ => {
                let person = &people[at];
                let Some(body) = wish(person, &mut chance).await else { continue };
                if let Err(refusal) = person.try_change(body.clone()).await {
                    assert_ne!(refusal.code, Code::Broken, "seed {seed}, step {step}: {body:?}");
                }
            }
        }
    }
    for _ in 0..2 {
        for person in &people {
            person.sync(&house).await;
        }
    }
    for person in &people {
        assert_eq!(person.waiting().await, 0, "seed {seed}: everything was answered");
        assert_same(&house, person, &format!("seed {seed}")).await;
    }
    house.books_are_straight().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_every_replica_ends_with_what_is_true_on_sqlite() {
    for seed in 1..=20 {
        walk(Engine::Sqlite, seed, 200).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_people_do_every_replica_ends_with_what_is_true_on_mariadb() {
    for seed in 101..=104 {
        walk(Engine::Maria, seed, 120).await;
    }
}
