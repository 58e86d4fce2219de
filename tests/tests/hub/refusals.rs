//! What a hub refuses, whoever asks.

use market::intent::IntentBody;
use serde_json::json;
use uuid::Uuid;

use crate::fixture::{House, registration};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_intent_of_somebody_else_is_refused_and_an_unknown_token_is_nobodys() {
    let place = House::new().await.hub().await;
    let (layla, omar) = (place.person("layla", "buyer").await, place.person("omar1", "buyer").await);
    let batch = json!({ "intents": [layla.intent(1, &IntentBody::ClearCart {})] });

    let forged = place.post("/v1/intents", Some(&omar), &batch).await.json();

    assert_eq!(forged["answers"][0]["outcome"]["outcome"], "refused", "{forged}");
    assert_eq!(forged["answers"][0]["outcome"]["code"], "forbidden");
    place.post("/v1/intents", None, &batch).await.refused(401, "signed_out");
    for token in ["0000", "x y", "ünknown", &"a".repeat(500)] {
        let answer = place.ask("POST", "/v1/intents", Some(token), batch.to_string().as_bytes()).await;
        answer.refused(401, "signed_out");
        place.ask("POST", "/v1/pull", Some(token), b"{\"cursors\":[]}").await.refused(401, "signed_out");
    }
    let own = place.post("/v1/intents", Some(&layla), &batch).await.json();
    assert_eq!(own["answers"][0]["outcome"]["outcome"], "applied", "the forgery has not used the place up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_of_the_shape_is_refused_with_the_place() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "buyer").await;
    let token = Some(person.token.as_str());
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b"{\"intents\":[{}]}",
        b"{\"intents\":{}}",
        b"{\"intents\":[]} more",
        deep.as_bytes(),
    ];
    for body in bodies {
        let answer = place.ask("POST", "/v1/intents", token, body).await;
        answer.refused(400, "invalid");
    }
    let mut wrong = json!({ "intents": [person.intent(1, &IntentBody::ClearCart {})] });
    wrong["intents"][0]["body"] = json!({ "op": "conquer" });
    place.post("/v1/intents", Some(&person), &wrong).await.refused(400, "invalid");
    let answer = place.ask("POST", "/v1/pull", token, b"{\"cursors\":[[1,2]]}").await;
    answer.refused(400, "invalid");
    assert!(answer.json()["fields"].to_string().contains("cursors[0]"), "{answer:?}");
    for path in ["/v1/changes", "/v1/changes?seen=x", "/v1/changes?seen=99999999999999999999"] {
        place.get(path, None).await.refused(400, "invalid");
    }
    place.ask("PATCH", "/v1/pull", token, b"").await.refused(405, "invalid");
    place.get("/v1/pictures/nothing", None).await.refused(404, "not_found");
    place.ask("PUT", "/v1/pictures/x", token, b"x").await.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_more_than_a_role_of_their_own_word() {
    let place = House::new().await.hub().await;
    place.person("first", "vendor").await;
    place.post("/v1/accounts", None, &registration("layla", "operator")).await.refused(400, "invalid");
    place.post("/v1/accounts", None, &registration("first", "buyer")).await.refused(409, "duplicate");
    let wrong = json!({ "email": "first@example.org", "password": "wrong water 7", "window": "manager" });
    place.post("/v1/sessions", None, &wrong).await.refused(400, "invalid");

    let second = place.person("second", "vendor").await;

    let session = place.get("/v1/session", Some(&second)).await.json();
    assert_eq!(session["roles"], json!(["vendor"]), "only the first operates");
    place
        .post("/v1/session/roles", Some(&second), &json!({ "role": "operator" }))
        .await
        .refused(400, "invalid");
    let session = place.get("/v1/session", Some(&second)).await.json();
    assert_eq!(session["roles"], json!(["vendor"]), "nor does anybody who asks for it later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_kept_under_its_own_hash_only() {
    let place = House::new().await.hub().await;
    let vendor = place.person("layla", "vendor").await;
    let file = std::fs::read(stories::places::repository().join("icons/256.png")).unwrap();
    let ready = market::domain::picture::prepare(&file).unwrap();
    let hash = market::domain::ids::hex(&ready.hash);
    let path = format!("/v1/pictures/{hash}");
    let token = Some(vendor.token.as_str());
    let elsewhere = format!("/v1/pictures/{}", Uuid::now_v7().simple());
    place.ask("PUT", &elsewhere, token, &ready.full).await.refused(400, "invalid");
    place.ask("PUT", &path, None, &ready.full).await.refused(401, "signed_out");
    place.get(&path, None).await.refused(404, "not_found");

    for _ in 0..2 {
        assert_eq!(place.ask("PUT", &path, token, &ready.full).await.status, 204, "twice is once");
    }

    assert_eq!(place.get(&path, None).await.body, ready.full, "the same bytes come back");
    let thumb = place.get(&format!("{path}?thumb=1"), None).await;
    assert!(thumb.status == 200 && thumb.body.len() <= ready.full.len());
}
