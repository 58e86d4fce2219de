//! Too much, too large, too slow: refused, and others are served meanwhile.

use std::time::{Duration, Instant};

use hub::{Allowance, Limits};
use market::intent::IntentBody;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::fixture::{House, exchange, generous, registration, resident_kb};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_over_a_megabyte_is_refused_before_it_is_read() {
    let place = House::new().await.hub().await;
    let before = resident_kb();
    let head = "POST /v1/pull HTTP/1.1\r\nhost: x\r\ncontent-length: 9999999999\r\n\r\n";
    exchange(TcpStream::connect(place.at).await.unwrap(), head.as_bytes()).await.refused(413, "too_large");
    let chunk = [b"10000\r\n".as_slice(), &vec![b'x'; 65_536], b"\r\n"].concat();
    let start = b"POST /v1/pull HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    let endless = [start.as_slice(), &chunk.repeat(20)].concat();

    for _ in 0..20 {
        let answer = exchange(TcpStream::connect(place.at).await.unwrap(), &endless).await;
        answer.refused(413, "too_large");
    }

    let grown = resident_kb().saturating_sub(before);
    assert!(grown < 30_000, "26 MB were sent and memory grew by {grown} kB");
    assert_eq!(place.get("/health", None).await.status, 200, "others are served");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_changes_are_taken_and_one_more_is_not() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "buyer").await;
    let some = |count: i64| -> Vec<_> {
        (1..=count).map(|seq| person.intent(seq, &IntentBody::ClearCart {})).collect()
    };

    let answer = place.post("/v1/intents", Some(&person), &json!({ "intents": some(101) })).await;

    answer.refused(413, "too_large");
    let taken = place.post("/v1/intents", Some(&person), &json!({ "intents": some(100) })).await.json();
    assert_eq!(taken["answers"].as_array().unwrap().len(), 100, "{taken}");
    assert_eq!(taken["fault"], json!(null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sends_nothing_is_not_waited_for() {
    let head_patience = Duration::from_millis(700);
    let place = House::new().await.hub_with(Limits { head_patience, at_once: 2, ..generous() }).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut wire = TcpStream::connect(place.at).await.unwrap();
        wire.write_all(b"POST /v1/pull HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{").await.unwrap();
        slow.push(wire);
    }
    let half_a_head = TcpStream::connect(place.at).await.unwrap();

    let begun = Instant::now();
    assert_eq!(
        place.post("/v1/pull", None, &json!({ "cursors": [] })).await.status,
        200,
        "others have their turn"
    );
    assert!(begun.elapsed() < Duration::from_millis(400), "and need not wait: {:?}", begun.elapsed());

    for wire in slow {
        exchange(wire, b"").await.refused(408, "busy");
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "a body that never comes is given up soon");
    let mut wire = half_a_head;
    let begun = Instant::now();
    let _ = wire.write_all(b"GET /health HTTP/1.1\r\nhost").await;
    let mut rest = Vec::new();
    let ended = tokio::io::AsyncReadExt::read_to_end(&mut wire, &mut rest);
    let _ = tokio::time::timeout(Duration::from_secs(10), ended).await.expect("the hub hangs up");
    assert!(begun.elapsed() < Duration::from_secs(5), "a head that never ends is cut off");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_much_is_told_how_long_to_hold_back() {
    let few = Allowance { burst: 3, per_minute: 1 };
    let house = House::new().await;
    let place = house.hub_with(Limits { requests: few, ..generous() }).await;
    for _ in 0..3 {
        assert_eq!(place.get("/health", None).await.status, 200);
    }
    let answer = place.get("/health", None).await;
    answer.refused(429, "busy");
    assert!(answer.head.to_lowercase().contains("retry-after: "), "{}", answer.head);

    let place = house.hub_with(Limits { sign_ins: few, ..generous() }).await;
    for name in ["layla", "omar1", "zoe12"] {
        let answer = place.post("/v1/accounts", None, &registration(name, "buyer")).await;
        assert_eq!(answer.status, 202, "{answer:?}");
    }
    place.post("/v1/accounts", None, &registration("fatima", "buyer")).await.refused(429, "busy");
    assert_eq!(place.get("/health", None).await.status, 200, "everything else goes on");

    let place = house.hub_with(Limits { intents: few, tries: few, ..generous() }).await;
    let person = place.person("fatima", "buyer").await;
    let batch = |seq| json!({ "intents": [person.intent(seq, &IntentBody::ClearCart {})] });
    for seq in 1..=3 {
        assert_eq!(place.post("/v1/intents", Some(&person), &batch(seq)).await.status, 200);
    }
    place.post("/v1/intents", Some(&person), &batch(4)).await.refused(429, "busy");
    let guess = json!({ "email": "layla@example.org", "password": "wrong water 7", "window": "manager" });
    for _ in 0..3 {
        place.post("/v1/sessions", None, &guess).await.refused(400, "invalid");
    }
    place.post("/v1/sessions", None, &guess).await.refused(429, "busy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_work_of_who_hangs_up_is_done_to_its_end() {
    let place = House::new().await.hub().await;
    let person = place.person("layla", "buyer").await;
    let intents: Vec<_> = (1..=100).map(|seq| person.intent(seq, &IntentBody::ClearCart {})).collect();
    let batch = json!({ "intents": intents });
    let bytes =
        crate::fixture::request("POST", "/v1/intents", Some(&person.token), batch.to_string().as_bytes());
    let mut wire = TcpStream::connect(place.at).await.unwrap();
    wire.write_all(&bytes).await.unwrap();
    tokio::time::sleep(Duration::from_millis(60)).await;

    drop(wire);

    let mut figures = String::new();
    for _ in 0..200 {
        figures = String::from_utf8(place.get("/metrics", None).await.body).unwrap();
        if figures.contains("tradepost_intents_total{outcome=\"applied\"} 100") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let done = "tradepost_intents_total{outcome=\"applied\"} 100";
    assert!(figures.contains(done), "a batch that came is decided whole:\n{figures}");
    let again = place.post("/v1/intents", Some(&person), &batch).await.json();
    assert_eq!(again["answers"].as_array().unwrap().len(), 100, "and its answers wait to be asked for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_without_end_are_refused() {
    let place = House::new().await.hub().await;
    let many = "x-more: and more\r\n".repeat(10_000);
    let long = format!("x-long: {}\r\n", "x".repeat(200_000));
    for headers in [many, long] {
        let head = format!("GET /health HTTP/1.1\r\nhost: x\r\n{headers}\r\n");

        let answer = exchange(TcpStream::connect(place.at).await.unwrap(), head.as_bytes()).await;

        assert_eq!(answer.status, 431, "{}", answer.head);
    }
    assert_eq!(place.get("/health", None).await.status, 200, "others are served");
}
