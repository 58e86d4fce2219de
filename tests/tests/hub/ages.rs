//! Desktops of other releases at one hub.

use market::intent::{IntentBody, SCHEMA};
use serde_json::json;

use crate::fixture::House;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_newer_than_its_hub_is_told_so_before_its_words_are_read() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "buyer").await;
    let mut newer = person.intent(1, &IntentBody::ClearCart {});
    newer["schema"] = json!(SCHEMA + 1);
    newer["body"] = json!({ "op": "something_of_the_next_release", "with": [1, 2] });

    let said = place.post("/v1/intents", Some(&person), &json!({ "intents": [newer] })).await.json();

    assert_eq!(said["answers"], json!([]), "nothing was decided, so nothing is lost: {said}");
    assert_eq!(said["fault"]["code"], "newer_data");
    let pull = json!({ "cursors": [], "schema": SCHEMA + 1 });
    place.post("/v1/pull", Some(&person), &pull).await.refused(501, "newer_data");
    let own = json!({ "intents": [person.intent(1, &IntentBody::ClearCart {})] });
    let said = place.post("/v1/intents", Some(&person), &own).await.json();
    assert_eq!(
        said["answers"][0]["outcome"]["outcome"], "applied",
        "its place in order was not used up: {said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_that_does_not_say_its_release_is_one_of_the_first() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "buyer").await;

    let delta = place.post("/v1/pull", Some(&person), &json!({ "cursors": [] })).await;

    assert_eq!(delta.status, 200, "{delta:?}");
    assert_eq!(
        place.post("/v1/digests", Some(&person), &json!({ "held": [] })).await.json()["differ"],
        json!([])
    );
}
