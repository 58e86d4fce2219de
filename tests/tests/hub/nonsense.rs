//! Nonsense by the seed: whatever is sent to a route, the answer is a refusal or an outcome, never a defect.

use std::time::Duration;

use hub::{Allowance, Limits};
use market::intent::IntentBody;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};
use stories::shop::{PASSWORD, store_fields};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::fixture::{House, Person, Place, generous, registration};

/// A request: route, and what is in it.
#[derive(Clone, Debug)]
struct Ask {
    path: &'static str,
    body: Vec<u8>,
}

const ROUTES: [&str; 4] = ["/v1/accounts", "/v1/sessions", "/v1/intents", "/v1/pull"];

/// Values nobody expects, and some that look right.
fn odd() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop_oneof![Just(1e300), Just(-0.5), Just(4.000_000_1)].prop_map(|x| json!(x)),
        any::<String>().prop_map(Value::from),
        prop_oneof![
            Just("\0".to_owned()),
            Just("\u{202e}\u{feff}\u{ffff}".to_owned()),
            Just("'; drop table invoice; --".to_owned()),
            Just("x".repeat(7_000)),
            Just("🧨".repeat(2_000)),
            Just(i128::MAX.to_string()),
            Just(Uuid::nil().to_string()),
            Just("ffffffff-ffff-ffff-ffff-ffffffffffff".to_owned()),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(12, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// What honest people send, to be spoilt.
fn honest(person: &Person) -> Vec<(&'static str, Value)> {
    let id = Uuid::now_v7();
    let pieces = json!({ "before": { "name": "a" }, "after": { "name": "b" } });
    let bodies = [
        json!({ "op": "open_store", "id": id, "fields": store_fields("Lamps", "S-") }),
        json!({ "op": "edit_store", "id": id, "edit": pieces }),
        json!({ "op": "add_product", "id": id, "store": id, "stock": 3,
            "fields": { "name": "Lamp", "sku": "L-1", "price_minor": 100, "is_active": true } }),
        json!({ "op": "edit_product", "id": id, "edit": pieces }),
        json!({ "op": "set_products_active", "ids": [id], "is_active": true }),
        json!({ "op": "adjust_stock", "product": id, "delta": 5, "reason": "found", "note": "" }),
        json!({ "op": "put_in_cart", "product": id, "quantity": 1, "adds": true }),
        json!({ "op": "merge_cart", "lines": [{ "product": id, "quantity": 1, "price_minor": 100 }] }),
        json!({ "op": "add_address", "id": id, "fields": { "name": "Layla", "line1": "Markt 1", "city": "Jena",
            "postcode": "07743", "country": "DE" } }),
        json!({ "op": "place_order", "order": id, "billing": id, "shipping": id, "note": "",
            "lines": [{ "product": id, "quantity": 1, "price_minor": 100 }],
            "totals": [{ "currency": "EUR", "total_minor": 100 }] }),
        json!({ "op": "save_review", "product": id, "rating": 5, "title": "Good", "body": "Very good" }),
        json!({ "op": "clear_cart" }),
    ];
    let mut all = vec![
        ("/v1/accounts", registration("somebody", "buyer")),
        ("/v1/sessions", json!({ "email": "layla@example.org", "password": PASSWORD, "window": "manager" })),
        (
            "/v1/pull",
            json!({ "cursors": [[{ "kind": "home", "owner": id }, { "version": 1, "change": id }]] }),
        ),
    ];
    for body in bodies {
        let mut intent = person.intent(1, &IntentBody::ClearCart {});
        intent["body"] = body;
        all.push(("/v1/intents", json!({ "intents": [intent] })));
    }
    all
}

/// Puts a value somewhere into another: `way` chooses at each level where to go.
fn spoilt(whole: Value, way: &[usize], odd: Value) -> Value {
    let Some((turn, way)) = way.split_first() else { return odd };
    match whole {
        Value::Array(mut items) if !items.is_empty() => {
            let at = turn % items.len();
            items[at] = spoilt(items[at].take(), way, odd);
            Value::Array(items)
        }
        Value::Object(mut fields) if !fields.is_empty() => {
            let at = turn % fields.len();
            let field = fields.values_mut().nth(at).unwrap();
            *field = spoilt(field.take(), way, odd);
            Value::Object(fields)
        }
        _ => odd,
    }
}

fn asks(person: &Person) -> impl Strategy<Value = Ask> {
    // A change that came before is not looked at again: each needs an id and a device of its own.
    let ids = (any::<u128>(), any::<u128>())
        .prop_map(|(id, device)| (Uuid::from_u128(id), Uuid::from_u128(device)));
    let some = (prop::sample::select(honest(person)), ids).prop_map(|((path, mut body), (id, device))| {
        if path == "/v1/intents" {
            body["intents"][0]["id"] = json!(id);
            body["intents"][0]["device"] = json!(device);
        }
        (path, body)
    });
    let anything = (prop::sample::select(ROUTES.to_vec()), odd())
        .prop_map(|(path, body)| Ask { path, body: body.to_string().into_bytes() });
    let wrong_field = (some.clone(), prop::collection::vec(0..12_usize, 1..7), odd()).prop_map(
        |((path, body), way, odd)| Ask { path, body: spoilt(body, &way, odd).to_string().into_bytes() },
    );
    let broken = (some, any::<prop::sample::Index>(), any::<[u8; 3]>(), any::<bool>()).prop_map(
        |((path, body), at, bytes, is_cut)| {
            let mut body = body.to_string().into_bytes();
            let at = at.index(body.len());
            if is_cut {
                body.truncate(at);
            } else {
                body.splice(at..=at, bytes);
            }
            Ask { path, body }
        },
    );
    prop_oneof![2 => anything, 6 => wrong_field, 2 => broken]
}

/// No status or outcome may speak of a defect.
fn is_well(status: u16, body: &[u8]) -> Result<(), TestCaseError> {
    let text = String::from_utf8_lossy(body);
    prop_assert!(status < 500, "status {status}: {text}");
    prop_assert!(!text.contains("\"code\":\"broken\""), "a defect: {text}");
    if status >= 400 {
        let refusal: Value = serde_json::from_slice(body).map_err(|_| TestCaseError::fail("no refusal"))?;
        prop_assert!(refusal["message"].as_str().is_some_and(|words| !words.is_empty()), "{text}");
    }
    Ok(())
}

async fn tried(place: &Place, person: &Person, ask: Ask) -> Result<(), TestCaseError> {
    let answer = place.ask("POST", ask.path, Some(&person.token), &ask.body).await;
    is_well(answer.status, &answer.body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_nonsense_breaks_a_route() {
    let much = Allowance { burst: 1_000_000, per_minute: 1_000_000 };
    let limits = Limits {
        requests: much,
        sign_ins: much,
        tries: much,
        intents: much,
        body_patience: Duration::from_secs(20),
        ..generous()
    };
    let place = House::new().await.hub_with(limits).await;
    let person = place.person("layla", "vendor").await;
    let config = Config {
        cases: 1_500,
        rng_seed: RngSeed::Fixed(20_261_121),
        failure_persistence: None,
        ..Config::default()
    };

    let done = tokio::task::block_in_place(|| {
        TestRunner::new(config)
            .run(&asks(&person), |ask| Handle::current().block_on(tried(&place, &person, ask)))
    });

    if let Err(why) = done {
        panic!("{why}");
    }
    let session = place.get("/v1/session", Some(&person)).await;
    assert_eq!(session.status, 200, "honest people go on: {session:?}");
}
