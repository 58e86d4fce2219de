//! The way through: register, sign in, change, pull, hear of it, sign out.

use std::time::Duration;

use market::intent::IntentBody;
use serde_json::json;
use stories::shop::{PASSWORD, store_fields};
use uuid::Uuid;

use crate::fixture::{House, Place};

fn opened(id: Uuid, name: &str) -> IntentBody {
    IntentBody::OpenStore { id, fields: serde_json::from_value(store_fields(name, "S-")).unwrap() }
}

async fn shelves(place: &Place) -> usize {
    let answer = place.post("/v1/pull", None, &json!({ "cursors": [] })).await;
    assert_eq!(answer.status, 200, "a visitor looks at shelves: {answer:?}");
    answer.json()["spaces"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_registers_opens_a_store_and_everybody_sees_its_shelf() {
    let place = House::new().await.hub().await;
    let vendor = place.person("layla", "vendor").await;
    assert_eq!(shelves(&place).await, 0, "nothing is on show yet");

    let answer = place.change(&vendor, 1, &opened(Uuid::now_v7(), "Lamps")).await;

    assert_eq!(answer["outcome"]["outcome"], "applied", "{answer}");
    let own = place.post("/v1/pull", Some(&vendor), &json!({ "cursors": [] })).await.json();
    assert_eq!(own["spaces"].as_array().unwrap().len(), 2, "the office and the home: {own}");
    assert!(!own["pages"].as_array().unwrap().is_empty(), "with what is in it: {own}");
    assert_eq!(shelves(&place).await, 1, "a visitor sees the shelf and nothing else");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_lasts_until_it_is_ended() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "buyer").await;
    let ask = json!({ "email": "Layla@example.org", "password": PASSWORD, "window": "manager" });
    let again = place.post("/v1/sessions", None, &ask).await;
    assert_eq!(again.status, 201, "{again:?}");
    assert_ne!(again.json()["token"], person.token.as_str(), "each window has a session of its own");

    let session = place.get("/v1/session", Some(&person)).await.json();
    assert_eq!(session["username"], "layla");
    assert!(session["roles"].to_string().contains("buyer"), "{session}");
    let ended = place.ask("DELETE", "/v1/session", Some(&person.token), b"").await;
    assert_eq!(ended.status, 204);

    place.get("/v1/session", Some(&person)).await.refused(401, "signed_out");
    let other = again.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(place.ask("GET", "/v1/session", Some(&other), b"").await.status, 200, "the other one lasts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_comes_again_gets_the_same_answers() {
    let place = House::new().await.hub().await;
    let vendor = place.person("layla", "vendor").await;
    let id = Uuid::now_v7();
    let batch = json!({ "intents": [
        vendor.intent(1, &opened(id, "Lamps")), vendor.intent(2, &opened(id, "Lamps")),
    ] });

    let first = place.post("/v1/intents", Some(&vendor), &batch).await.json();
    let second = place.post("/v1/intents", Some(&vendor), &batch).await.json();

    assert_eq!(first["answers"][0]["outcome"]["outcome"], "applied");
    assert_eq!(first["answers"][1]["outcome"]["outcome"], "refused", "the store is there already");
    assert_eq!(first, second, "an answer that was lost on the way is given again");
    assert_eq!(shelves(&place).await, 1, "and nothing was done twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hubs_on_one_database_behave_as_one() {
    let house = House::new().await;
    let (one, two) = (house.hub().await, house.hub().await);
    let vendor = one.person("layla", "vendor").await;
    assert_eq!(two.get("/v1/session", Some(&vendor)).await.status, 200, "a session holds at both");
    let seen = two.get("/v1/changes?seen=-1", None).await.json()["seen"].clone();
    let path = format!("/v1/changes?seen={seen}");
    let waits = async { two.get(&path, None).await };
    let changes = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        one.change(&vendor, 1, &opened(Uuid::now_v7(), "Lamps")).await
    };

    let begun = std::time::Instant::now();
    let (woken, _) = tokio::join!(waits, changes);

    assert_ne!(woken.json()["seen"], seen, "who waits at one hears of a change at the other");
    assert!(begun.elapsed() < Duration::from_secs(5), "and soon");
    assert_eq!(shelves(&two).await, 1);
    let intent = vendor.intent(2, &opened(Uuid::now_v7(), "More lamps"));
    let batch = json!({ "intents": [intent] });
    let (a, b) = tokio::join!(
        one.post("/v1/intents", Some(&vendor), &batch),
        two.post("/v1/intents", Some(&vendor), &batch)
    );
    assert_eq!(a.json(), b.json(), "one intent at both at once is one intent");
    assert_eq!(shelves(&one).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_answers_who_waits_and_the_figures_were_counted() {
    let house = House::new().await;
    let place = house.hub().await;
    let vendor = place.person("layla", "vendor").await;
    place.change(&vendor, 1, &opened(Uuid::now_v7(), "Lamps")).await;
    assert_eq!(place.get("/health", None).await.status, 200);
    assert_eq!(place.get("/nowhere", None).await.status, 404);

    let figures = String::from_utf8(place.get("/metrics", None).await.body).unwrap();

    for line in [
        "tradepost_requests_total{method=\"POST\",route=\"/v1/intents\",status=\"200\"} 1",
        "tradepost_refusals_total{code=\"not_found\"} 1",
        "tradepost_intents_total{outcome=\"applied\"} 1",
    ] {
        assert!(figures.contains(line), "{line} is missing:\n{figures}");
    }
    assert!(!figures.contains(&vendor.token) && !figures.contains("layla"), "figures name nobody");
    let document = place.get("/v1/openapi.json", None).await.json();
    assert!(document["paths"]["/v1/intents"]["post"].is_object());
    let at = place.at;
    let seen = place.get("/v1/changes?seen=-1", None).await.json()["seen"].clone();
    let waits = tokio::spawn(async move {
        let wire = tokio::net::TcpStream::connect(at).await.unwrap();
        let path = format!("/v1/changes?seen={seen}");
        crate::fixture::exchange(wire, &crate::fixture::request("GET", &path, None, b"")).await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = std::time::Instant::now();
    place.hub.stop().await.unwrap();
    assert_eq!(waits.await.unwrap().status, 200, "who waits is answered, not cut off");
    assert!(begun.elapsed() < Duration::from_secs(5), "a stop does not wait for a change");
}
