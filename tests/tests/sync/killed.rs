//! The program is killed at any moment: what it had acknowledged is there.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use desk::{Desk, Window};
use market::db;
use serde_json::{Value, json};
use stories::shop::{product_fields, registration, store_fields};
use uuid::Uuid;

use crate::dump;

const FOLDER: &str = "TRADEPOST_STORY_FOLDER";
const ROUNDS: u64 = 15;

/// Works without end and says what was acknowledged. Only ever runs as a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_that_works() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let desk = Desk::open(PathBuf::from(folder)).await.unwrap();
    let shelf = desk.call(Window::Storefront, "shelf.list", json!({ "text": "lamp" })).await.unwrap();
    let lamp = shelf["rows"][0]["id"].clone();
    let store = desk.call(Window::Manager, "store.list", json!({})).await.unwrap()["stores"][0]["id"].clone();
    let address =
        desk.call(Window::Storefront, "address.list", json!({})).await.unwrap()["addresses"][0]["id"].clone();
    let say = |what: &str, which: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "ack {what} {which}").unwrap();
        out.flush().unwrap();
    };
    loop {
        let sku = Uuid::now_v7().simple().to_string();
        let after = product_fields(&sku, 100, 1);
        desk.call(Window::Manager, "product.save", json!({ "store": store, "after": after })).await.unwrap();
        say("product", &sku);
        let put = json!({ "product": lamp, "quantity": 1, "mode": "add" });
        let cart = desk.call(Window::Storefront, "cart.put", put).await.unwrap();
        say("cart", &cart["count"].to_string());
        let order = Uuid::now_v7();
        let place =
            json!({ "order": order, "billing": address, "shipping": address, "totals": cart["totals"] });
        desk.call(Window::Storefront, "checkout.place", place).await.unwrap();
        say("order", &order.to_string());
    }
}

/// Lets a child work and kills it after so many acknowledgements and a little while; answers what it had said.
fn work_and_kill(folder: &Path, after: u64, then: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["killed::a_child_that_works", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (tell, heard) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok).filter(|line| line.starts_with("ack ")) {
            let _ = tell.send(line);
        }
    });
    let mut said = Vec::new();
    for _ in 0..after {
        said.push(heard.recv_timeout(Duration::from_secs(30)).expect("the child works"));
    }
    std::thread::sleep(then);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    said.extend(heard.try_iter());
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_owned();
    let desk = Desk::open(dir.clone()).await.unwrap();
    let vendor = ask(&desk, Window::Manager, "account.register", registration("vendor", "vendor")).await;
    let store =
        ask(&desk, Window::Manager, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await;
    let lamp = json!({ "store": store["id"], "after": product_fields("lamp", 1_000, 900_000) });
    ask(&desk, Window::Manager, "product.save", lamp).await;
    let buyer = ask(&desk, Window::Storefront, "account.register", registration("buyer", "buyer")).await;
    let home =
        json!({ "name": "Zoë", "line1": "Rue 1", "city": "Genève", "postcode": "1201", "country": "CH" });
    ask(&desk, Window::Storefront, "address.save", json!({ "after": home })).await;
    desk.close().await;

    let mut all = Vec::new();
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..ROUNDS {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let dir = dir.clone();
        let (after, then) = (1 + (chance >> 60), Duration::from_micros((chance >> 33) % 40_000));
        let said = tokio::task::spawn_blocking(move || work_and_kill(&dir, after, then)).await.unwrap();
        all.extend(said.clone());

        let desk = Desk::open(folder.path().to_owned()).await.expect("it opens as it was");
        nothing_waits(&desk).await;
        for line in &all {
            is_there(&desk, line).await;
        }
        let last_cart = said.iter().rev().find(|line| !line.contains("product")).map_or("", String::as_str);
        if last_cart.starts_with("ack cart") {
            let cart = ask(&desk, Window::Storefront, "cart.get", json!({})).await;
            let orders = ask(&desk, Window::Storefront, "order.list", json!({ "limit": 1 })).await;
            assert!(cart["count"] == 1 || orders["rows"][0]["id"].is_string(), "round {round}: {cart}");
        }
        is_whole(&desk, folder.path(), [&vendor, &buyer], round).await;
        desk.close().await;
    }
    assert!(all.len() > 60, "the children did some work: {}", all.len());
}

async fn ask(desk: &Desk, window: Window, op: &str, input: Value) -> Value {
    desk.call(window, op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
}

async fn nothing_waits(desk: &Desk) {
    for window in [Window::Manager, Window::Storefront] {
        for tries in 0.. {
            let state = ask(desk, window, "sync.state", json!({})).await;
            if state["pending"] == 0 {
                assert_eq!(state["refused"], json!([]), "nothing was refused");
                break;
            }
            assert!(tries < 500, "an intent is stuck: {state}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn is_there(desk: &Desk, line: &str) {
    let mut words = line.split(' ').skip(1);
    let (what, which) = (words.next().unwrap(), words.next().unwrap().to_owned());
    let mut tx = desk.authority().db().read().await.unwrap();
    let sql = match what {
        "product" => "select count(*) from product where sku = ?",
        "order" => "select count(*) from purchase where lower(hex(id)) = replace(?, '-', '')",
        _ => return,
    };
    let found = tx.int(sql, vec![which.into()]).await.unwrap();
    assert_eq!(found, 1, "{line}: acknowledged, so it is there, once");
}

async fn is_whole(desk: &Desk, dir: &Path, people: [&Value; 2], round: u64) {
    let mut tx = desk.authority().db().read().await.unwrap();
    assert_eq!(market::books::verify(&mut tx).await.unwrap().faults, Vec::<String>::new(), "round {round}");
    drop(tx);
    for person in people {
        let account: Uuid = person["account_id"].as_str().unwrap().parse().unwrap();
        let path = dir.join("replicas").join(format!("{}.db", account.simple()));
        let replica = db::Db::open_replica(&path).await.unwrap();
        // The desk itself goes on, such as with its mails: the two are compared once they are at rest.
        for tries in 0.. {
            let mut mine = dump::all(&replica).await;
            let mut truth = dump::visible(desk.authority().db(), account).await;
            // How long a courier keeps a mail to itself is its own affair; no replica is told.
            mine.remove("mail");
            truth.remove("mail");
            if mine == truth {
                break;
            }
            if tries == 200 {
                dump::assert_same_dumps(&mine, &truth, &format!("round {round}"));
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        replica.close().await;
    }
}
