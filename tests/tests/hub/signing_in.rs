//! Signing in through a hub: second factors of those who run the marketplace, older desktops, and whoever guesses.

use serde_json::{Value, json};
use stories::authenticator;
use stories::shop::PASSWORD;
use sync::Clock;

use crate::fixture::{House, Person, Place, generous};

async fn permissions(place: &Place, person: &Person) -> Value {
    place.get("/v1/session", Some(person)).await.json()["permissions"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_runs_a_marketplace_whose_hub_has_a_key_may_do_nothing_before_their_second_factor() {
    let house = House::new().await;
    let without = house.hub().await;
    let operator = without.person("opera", "vendor").await;
    let vendor = without.person("layla", "vendor").await;
    let whole = permissions(&without, &operator).await;
    assert!(whole.to_string().contains("mail.change"), "without a key nobody needs one: {whole}");

    let place = house.hub_with_key().await;

    assert_eq!(permissions(&place, &operator).await, json!(["cart.change"]), "what a visitor may");
    assert_eq!(place.get("/v1/session", Some(&operator)).await.json()["needs_second_factor"], true);
    assert!(
        permissions(&place, &vendor).await.to_string().contains("store.add"),
        "vendors are offered one only"
    );
    let ask = json!({ "password": PASSWORD });
    let started = place.post("/v1/account/account.second_factor.start", Some(&operator), &ask).await.json();
    let secret = started["secret"].as_str().unwrap();
    let ask = json!({ "code": authenticator::code_at(secret, house.clock.now_us()).unwrap() });
    let confirmed = place.post("/v1/account/account.second_factor.confirm", Some(&operator), &ask).await;
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
    assert_eq!(permissions(&place, &operator).await, whole, "then they may what they could");

    // An older desktop knows addresses, and of no second step.
    let mut ask = json!({ "email": "opera@example.org", "password": PASSWORD, "window": "manager" });
    place.post("/v1/sessions", None, &ask).await.refused(403, "forbidden");
    ask["asks_code"] = json!(true);
    let begun = place.post("/v1/sessions", None, &ask).await;
    assert_eq!((begun.status, begun.json()["token"].clone()), (200, Value::Null), "{begun:?}");
    house.clock.pass(30_000_000);
    let code = authenticator::code_at(secret, house.clock.now_us()).unwrap();
    let ask = json!({ "ticket": begun.json()["second_factor"], "code": code });
    let entered = place.post("/v1/account/account.sign_in_second", None, &ask).await.json();
    assert_eq!(entered["session"]["username"], "opera");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_guesses_is_told_how_long_to_wait_and_a_known_desktop_is_let_in() {
    let house = House::new().await;
    let place = house.hub_with(generous()).await;
    place.person("layla", "buyer").await;
    let device = json!({ "secret": "drawn once", "name": "Layla's" });
    let own = json!({ "name": "layla", "password": PASSWORD, "window": "storefront", "device": device });
    assert_eq!(place.post("/v1/sessions", None, &own).await.status, 201);
    let guess = |name: &str| json!({ "name": name, "password": "wrong water 7", "window": "storefront" });
    for name in ["layla", "layla", "nobody"] {
        place.post("/v1/sessions", None, &guess(name)).await.refused(400, "invalid");
    }

    let held = place.post("/v1/sessions", None, &guess("somebody")).await;

    held.refused(429, "busy");
    assert_eq!(held.json()["fields"]["wait_seconds"], "2");
    assert!(held.head.to_lowercase().contains("retry-after: 2"), "{}", held.head);
    assert_eq!(
        place.post("/v1/sessions", None, &own).await.status,
        201,
        "the owner's own desktop, from the same place"
    );
    let mut elsewhere = own.clone();
    elsewhere["device"]["secret"] = json!("another");
    place.post("/v1/sessions", None, &elsewhere).await.refused(429, "busy");
}
