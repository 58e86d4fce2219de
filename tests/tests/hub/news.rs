//! Who is woken by which change, and how large an answer may grow.

use std::collections::BTreeSet;
use std::time::Duration;

use hub::Limits;
use market::domain::address::AddressFields;
use market::domain::product::ProductFields;
use market::intent::IntentBody;
use serde_json::{Value, json};
use stories::shop::store_fields;
use tokio::time::timeout;
use uuid::Uuid;

use crate::fixture::{House, Person, Place, generous};

/// Long after whoever is told of something has heard it, and long before somebody's patience is over.
const SOME_DAY: Duration = Duration::from_secs(30);

fn opened(id: Uuid, name: &str) -> IntentBody {
    IntentBody::OpenStore { id, fields: serde_json::from_value(store_fields(name, "S-")).unwrap() }
}

fn address() -> IntentBody {
    let fields = AddressFields {
        name: "Layla".into(),
        line1: "Markt 1".into(),
        city: "Jena".into(),
        postcode: "07743".into(),
        country: "DE".into(),
        ..AddressFields::default()
    };
    IntentBody::AddAddress { id: Uuid::now_v7(), fields }
}

async fn seen(place: &Place, person: &Person, seen: &Value) -> Value {
    place.get(&format!("/v1/changes?seen={seen}"), Some(person)).await.json()["seen"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_are_woken_who_follow_what_has_changed() {
    let change_patience = Duration::from_secs(3);
    let place = House::new().await.hub_with(Limits { change_patience, ..generous() }).await;
    let vendor = place.person("vendor", "vendor").await;
    let (layla, omar) = (place.person("layla", "buyer").await, place.person("omar1", "buyer").await);
    let none = json!(-1);
    let (laylas, omars) = (seen(&place, &layla, &none).await, seen(&place, &omar, &none).await);

    let (to_layla, to_omar, _) =
        tokio::join!(seen(&place, &layla, &laylas), seen(&place, &omar, &omars), async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            place.change(&layla, 1, &address()).await
        });

    assert_ne!(to_layla, laylas, "what is one's own has changed");
    assert_eq!(to_omar, omars, "somebody else's home is no news");
    let (of_layla, of_omar, _) =
        tokio::join!(seen(&place, &layla, &to_layla), seen(&place, &omar, &omars), async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            place.change(&vendor, 1, &opened(Uuid::now_v7(), "Lamps")).await
        });
    assert_ne!(of_layla, to_layla);
    assert_ne!(of_omar, omars, "a shelf is everybody's news");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_poke_crosses_hubs_for_what_is_ones_own() {
    let house = House::new().await;
    // Whoever is not told waits in vain: the number would be another one when the patience is over, told or not.
    let patient = Limits { change_patience: Duration::from_hours(1), ..generous() };
    let (one, two) = (house.hub_with(patient).await, house.hub_with(patient).await);
    let layla = one.person("layla", "buyer").await;
    let before = seen(&two, &layla, &json!(-1)).await;
    assert_eq!(before, seen(&one, &layla, &json!(-1)).await, "both hubs name the same number");

    let told = timeout(SOME_DAY, seen(&two, &layla, &before));
    let (heard, _) = tokio::join!(told, async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        one.change(&layla, 1, &address()).await
    });

    let heard = heard.expect("who waits is told");
    assert_ne!(heard, before, "who waits at one hears what was changed at the other");
    assert_eq!(heard, seen(&one, &layla, &before).await, "and both go on from there");
}

/// Adds products whose descriptions are as long as they may be.
async fn long_products(place: &Place, vendor: &Person, store: Uuid, seqs: std::ops::Range<i64>) {
    let intents: Vec<_> = seqs
        .map(|seq| {
            let fields = ProductFields {
                name: format!("Book {seq}"),
                sku: format!("B-{seq}"),
                description: "x".repeat(90_000),
                price_minor: 100,
                is_active: true,
                ..ProductFields::default()
            };
            vendor.intent(seq, &IntentBody::AddProduct { id: Uuid::now_v7(), store, fields, stock: 0 })
        })
        .collect();
    for some in intents.chunks(10) {
        let answer = place.post("/v1/intents", Some(vendor), &json!({ "intents": some })).await.json();
        assert!(
            answer["answers"].as_array().unwrap().iter().all(|one| one["outcome"]["outcome"] == "applied")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_ends_at_its_bytes_and_what_is_left_comes_with_the_next() {
    let place = House::new().await.hub().await;
    let vendor = place.person("layla", "vendor").await;
    let stores = [Uuid::now_v7(), Uuid::now_v7()];
    place.change(&vendor, 1, &opened(stores[0], "Books")).await;
    place.change(&vendor, 2, &opened(stores[1], "More books")).await;
    long_products(&place, &vendor, stores[0], 3..73).await;
    long_products(&place, &vendor, stores[1], 73..103).await;

    let (mut cursors, mut products, mut answers) = (Vec::<Value>::new(), BTreeSet::new(), 0);
    loop {
        let answer = place.post("/v1/pull", None, &json!({ "cursors": cursors })).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.len() < 6_000_000, "an answer has {} bytes", answer.body.len());
        answers += 1;
        let delta = answer.json();
        for page in delta["pages"].as_array().unwrap() {
            cursors.retain(|cursor| cursor[0] != page["space"]);
            cursors.push(json!([page["space"], page["next"]]));
            let rows = page["rows"].as_array().unwrap().iter();
            products.extend(rows.filter(|row| row[0] == 4).map(|row| row[1][0].to_string()));
        }
        if delta["pages"].as_array().unwrap().iter().all(|page| page["has_more"] == false) {
            break;
        }
        assert!(answers < 20, "it must come to an end");
    }

    assert_eq!(products.len(), 100, "everything has come");
    assert!(answers >= 3, "nine megabytes take more than two answers of four");
}
