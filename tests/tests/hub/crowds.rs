//! Many at once, and somebody who takes without end: each origin has its part and others go on.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use hub::Limits;
use market::db;
use market::db::picture::NewPicture;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::fixture::{Answer, House, Place, exchange, generous, request, resident_kb};

const CROWD: Ipv4Addr = Ipv4Addr::LOCALHOST;
const HONEST: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A connection from an address of this machine's own net.
async fn wire(place: &Place, from: Ipv4Addr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((from, 0).into()).unwrap();
    socket.connect(place.at).await.unwrap()
}

/// The same of somebody whose system takes little in before it is read: the hub feels at once that nothing is taken.
async fn narrow(place: &Place, from: Ipv4Addr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(65_536).unwrap();
    socket.bind((from, 0).into()).unwrap();
    socket.connect(place.at).await.unwrap()
}

async fn get(place: &Place, from: Ipv4Addr, path: &str) -> Answer {
    exchange(wire(place, from).await, &request("GET", path, None, b"")).await
}

/// Whether the hub keeps a connection: one that it turned away is closed at once.
async fn is_kept(wire: &mut TcpStream) -> bool {
    tokio::time::timeout(Duration::from_millis(300), wire.read_u8()).await.is_err()
}

/// Reads until the hub hangs up; answers with the bytes that came.
async fn drained(mut wire: TcpStream) -> usize {
    let mut all = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), wire.read_to_end(&mut all)).await.expect("an end");
    all.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_origin_cannot_take_all_connections() {
    let limits = Limits { connections: 60, connections_each: 20, ..generous() };
    let place = House::new().await.hub_with(limits).await;
    let before = resident_kb();
    let mut kept = Vec::new();
    for _ in 0..6 {
        let mut crowd = Vec::new();
        for _ in 0..500 {
            crowd.push(wire(&place, CROWD).await);
        }
        assert_eq!(
            get(&place, HONEST, "/health").await.status,
            200,
            "an honest origin is served all the while"
        );
        for mut wire in crowd {
            if is_kept_soon(&mut wire).await {
                kept.push(wire);
            }
        }
    }

    let grown = resident_kb().saturating_sub(before);
    assert!(grown < 30_000, "three thousand came and memory grew by {grown} kB");
    assert_eq!(kept.len(), 20, "an origin has its part of the connections and no more");
    drop(kept);
    let figures = String::from_utf8(get(&place, HONEST, "/metrics").await.body).unwrap();
    assert!(figures.contains("tradepost_connections_refused_total{limit=\"origin\"} 2980"), "{figures}");
}

/// The same for one of very many: what is turned away was closed long before it is looked at.
async fn is_kept_soon(wire: &mut TcpStream) -> bool {
    tokio::time::timeout(Duration::from_millis(20), wire.read_u8()).await.is_err()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_together_have_so_many_connections_and_a_free_one_is_given_again() {
    let limits = Limits { connections: 6, connections_each: 2, ..generous() };
    let place = House::new().await.hub_with(limits).await;
    let mut held = Vec::new();
    for last in [3, 4, 5] {
        for _ in 0..2 {
            let mut wire = wire(&place, Ipv4Addr::new(127, 0, 0, last)).await;
            assert!(is_kept(&mut wire).await, "there is still room");
            held.push(wire);
        }
    }
    assert!(!is_kept(&mut wire(&place, HONEST).await).await, "the house is full");

    held.clear();

    let mut status = 0;
    for _ in 0..100 {
        let mut again = wire(&place, HONEST).await;
        if is_kept(&mut again).await {
            status = exchange(again, &request("GET", "/health", None, b"")).await.status;
            break;
        }
    }
    assert_eq!(status, 200, "whoever leaves makes room");
}

/// Asks as a proxy does, for somebody it names.
async fn named(at: SocketAddr, origin: &str, path: &str) -> Answer {
    let head =
        format!("GET {path} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: {origin}\r\nconnection: close\r\n\r\n");
    exchange(TcpStream::connect(at).await.unwrap(), head.as_bytes()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_the_requests_under_way_are_counted_by_the_origin_it_names() {
    let house = House::new().await;
    let limits = Limits { connections: 60, connections_each: 2, ..generous() };
    let place = house.hub_behind_proxy(limits).await;
    let seen = place.get("/v1/changes?seen=-1", None).await.json()["seen"].clone();
    let waiting = format!("/v1/changes?seen={seen}");
    let crowd: Vec<_> = (0..2)
        .map(|_| {
            let (at, waiting) = (place.at, waiting.clone());
            // The story's own question may be in the way for a moment.
            tokio::spawn(async move { while named(at, "192.0.2.1", &waiting).await.status == 503 {} })
        })
        .collect();
    let mut refused = named(place.at, "192.0.2.1", "/health").await;
    for _ in 0..500 {
        if refused.status == 503 {
            break;
        }
        refused = named(place.at, "192.0.2.1", "/health").await;
    }

    refused.refused(503, "busy");
    assert_eq!(
        named(place.at, "192.0.2.2", "/health").await.status,
        200,
        "through the same proxy others are served"
    );
    for one in crowd {
        one.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_no_answer_is_cut_off() {
    let answer_patience = Duration::from_millis(600);
    let place = House::new().await.hub_with(Limits { answer_patience, ..generous() }).await;
    let ask = b"GET /v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_500);
    let whole = get(&place, HONEST, "/v1/openapi.json").await.body.len() * 1_500;
    let mut silent = narrow(&place, CROWD).await;
    let mut slow = narrow(&place, CROWD).await;
    let asks = async {
        // The hub stops reading where it cannot answer; what it never reads is not sent.
        let _ = tokio::join!(silent.write_all(&ask), slow.write_all(&ask));
    };
    let _ = tokio::time::timeout(Duration::from_secs(2), asks).await;

    for _ in 0..20 {
        // A byte now and then is no answer taken.
        let _ = slow.read_u8().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    assert_eq!(get(&place, HONEST, "/health").await.status, 200, "others go on");
    assert!(drained(silent).await < whole, "the hub has hung up before the end");
    assert!(drained(slow).await < whole, "on the slow one too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_nobody_takes_fill_one_origins_share_and_nothing_else() {
    let house = House::new().await;
    let answer_patience = Duration::from_secs(2);
    let limits =
        Limits { held_bytes: 60_000_000, held_bytes_each: 25_000_000, answer_patience, ..generous() };
    let place = house.hub_with(limits).await;
    let authority = house.authority().await;
    let mut tx = authority.db().begin().await.unwrap();
    let large = NewPicture {
        hash: "large".into(),
        mime: "image/png",
        width: 1,
        height: 1,
        full: vec![7; 10_000_000],
        thumb: vec![7],
    };
    db::picture::put(&mut tx, large).await.unwrap();
    tx.commit().await.unwrap();
    let ask = request("GET", "/v1/pictures/large", None, b"");
    let mut greedy = Vec::new();
    for _ in 0..2 {
        let mut wire = narrow(&place, CROWD).await;
        wire.write_all(&ask).await.unwrap();
        assert_eq!(wire.read_u8().await.unwrap(), b'H', "its answer has begun");
        greedy.push(wire);
    }

    get(&place, CROWD, "/v1/pictures/large").await.refused(503, "busy");

    let honest = get(&place, HONEST, "/v1/pictures/large").await;
    assert_eq!((honest.status, honest.body.len()), (200, 10_000_000), "others have a share of their own");
    let mut again = get(&place, CROWD, "/v1/pictures/large").await;
    for _ in 0..200 {
        if again.status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        again = get(&place, CROWD, "/v1/pictures/large").await;
    }
    assert_eq!(again.status, 200, "when their patience is over, their share is free again");
    for wire in greedy {
        assert!(drained(wire).await < 10_000_000, "who read nothing was cut off");
    }
}
