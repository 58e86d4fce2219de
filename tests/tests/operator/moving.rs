//! A shop that moves from a desktop to MariaDB and goes on there, numbers included.

use std::net::SocketAddr;

use desk::{Desk, Options, Window};
use market::Code;
use market::db::{self, Db};
use market::intent::IntentBody;
use market::ops::Actor;
use serde_json::json;
use stories::mariadb::{self, Database};
use stories::shop::{Engine, Shop, assert_refused};
use sync::{Replica, SystemClock};
use uuid::Uuid;

use crate::fixture::{busy_shop, done, hub_over, into_empty, manager, program, refused, storefront, until};

/// Where the shop will be found.
const ADDRESS: &str = "http://127.0.0.1:";

fn move_from(shop: &Shop, database: &Database, hub: &str) -> std::process::Command {
    let dir = shop.dir().to_string_lossy().into_owned();
    let mut words = vec!["move".to_owned(), "--from".into(), dir];
    let app = format!("{}_hub", database.name);
    words.extend(into_empty(database, &app, &shop.path("app.url")));
    words.extend(if hub.is_empty() { vec!["--house".into()] } else { vec!["--hub".into(), hub.to_owned()] });
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = program(&words);
    command.env("TRADEPOST_MIGRATOR_URL", &database.migrator_url);
    command
}

/// A change that waits in the vendor's replica while nobody runs the desk.
async fn unsent(shop: &Shop, vendor: &Actor, product: &str) {
    let file = shop.dir().join(format!("replicas/{}.db", vendor.account.simple()));
    let replica = Replica::open(&file, vendor.account, std::sync::Arc::new(SystemClock)).await.unwrap();
    let body = IntentBody::AdjustStock {
        product: product.parse().unwrap(),
        delta: 5,
        reason: "received".into(),
        note: "written while nobody answered".into(),
    };
    replica.change(vendor, Uuid::now_v7(), &body).await.unwrap();
    replica.close().await;
}

async fn actor(shop: &Shop, account: &serde_json::Value) -> Actor {
    let account = account.as_str().unwrap().parse().unwrap();
    let mut tx = shop.desk.authority().db().read().await.unwrap();
    let permissions = db::account::permissions(&mut tx, account).await.unwrap().into_iter().collect();
    Actor { account, email: String::new(), display_name: String::new(), permissions }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_moves_with_everything_and_its_desktop_goes_on_behind_the_hub() {
    let (shop, lamp) = busy_shop(Engine::Sqlite).await;
    let seat = shop.manager("account.me", json!({})).await["seat"].clone();
    let vendor = actor(&shop, &seat["account_id"]).await;
    let address = shop.storefront("address.list", json!({})).await["addresses"][0]["id"].clone();
    let database = mariadb::shared().fresh_database().await;
    let port = stories::places::free_port().unwrap();
    let hub = format!("{ADDRESS}{port}");
    assert!(refused(&mut move_from(&shop, &database, &hub)).contains("Close Tradepost"), "it is open");
    shop.desk.close().await;
    unsent(&shop, &vendor, &lamp).await;

    let said = done(&mut move_from(&shop, &database, &hub));

    assert!(said.contains(&hub), "{said}");
    std::fs::rename(shop.path("app.url"), shop.path("kept.url")).unwrap();
    assert!(refused(&mut move_from(&shop, &database, &hub)).contains("moved already"), "it moves once");
    let url = std::fs::read_to_string(shop.path("kept.url")).unwrap();
    // The hub does not answer yet: whoever was known is known still, and the change still waits.
    let desk = Desk::open(shop.dir().to_owned()).await.unwrap();
    let state = manager(&desk, "marketplace.get", json!({})).await;
    assert_eq!(
        (&state["place"], &state["address"], &state["moved_to"]),
        (&json!("hub"), &json!(hub), &json!(hub))
    );
    assert_eq!(manager(&desk, "account.me", json!({})).await["seat"]["email"], seat["email"]);
    assert_eq!(manager(&desk, "sync.state", json!({})).await["pending"], 1, "it went along");
    let listen: SocketAddr = format!("127.0.0.1:{port}").parse().unwrap();
    let running = hub_over(&url, &database.ca_path, listen).await;
    until("the change is sent", || async { manager(&desk, "sync.state", json!({})).await["pending"] == 0 })
        .await;
    assert_eq!(
        manager(&desk, "product.get", json!({ "id": lamp })).await["stock"],
        53,
        "50, 2 sold, 5 received"
    );

    storefront(&desk, "cart.put", json!({ "product": lamp, "quantity": 1, "mode": "add" })).await;
    let totals = storefront(&desk, "cart.get", json!({})).await["totals"].clone();
    let order = Uuid::now_v7();
    let ask = json!({ "order": order, "billing": address, "shipping": address, "totals": totals });
    storefront(&desk, "checkout.place", ask).await;
    until("the next order has the next number", || async {
        let shown = storefront(&desk, "order.get", json!({ "id": order })).await;
        shown["parts"][0]["invoice"]["label"] == "L-00002"
    })
    .await;
    let all = storefront(&desk, "order.list", json!({})).await;
    assert_eq!(all["rows"].as_array().unwrap().len(), 2, "the order from before is there: {all}");
    let picture = manager(&desk, "product.get", json!({ "id": lamp })).await["pictures"][0]["hash"].clone();
    let moved = Db::open_maria(url.trim(), &database.ca_path).await.unwrap();
    let mut tx = moved.read().await.unwrap();
    assert!(db::picture::size(&mut tx, picture.as_str().unwrap()).await.unwrap().is_some(), "pictures too");
    assert_eq!(market::books::verify(&mut tx).await.unwrap().faults, Vec::<String>::new());
    let mails =
        db::mail::list(&mut tx, (None, Some("order_placed")), (i64::MAX, Uuid::max()), 10).await.unwrap();
    assert_eq!(mails.len(), 2, "one mail of before, one of now: {mails:?}");
    tx.rollback().await.unwrap();
    desk.close().await;
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_was_moved_says_where_it_went_and_decides_nothing() {
    let (shop, lamp) = busy_shop(Engine::Sqlite).await;
    let database = mariadb::shared().fresh_database().await;
    shop.desk.close().await;
    let place = format!("localhost:{}/{}", database.port, database.name);
    let Db::Sqlite { write, .. } = shop.open_authority().await else { panic!("a file") };
    sqlx::query("update mail set state = 'queued', next_try_us = 1, sent_at_us = null")
        .execute(&write)
        .await
        .unwrap();
    write.close().await;

    let said = done(&mut move_from(&shop, &database, ""));

    assert!(said.contains(&place) && !said.contains("mysql://"), "{said}");
    let desk = Desk::open_with(shop.dir().to_owned(), Options::for_script()).await.unwrap();
    assert_eq!(desk.send_due_mails().await.unwrap(), 0, "its letters leave from the new place");
    desk.close().await;
    let desk = Desk::open(shop.dir().to_owned()).await.unwrap();
    assert_eq!(manager(&desk, "marketplace.get", json!({})).await["moved_to"], place);
    assert_eq!(manager(&desk, "sync.state", json!({})).await["is_connected"], false);
    let moved = json!({ "product": lamp, "delta": 1, "reason": "received", "note": "" });
    manager(&desk, "stock.adjust", moved).await;
    assert_eq!(manager(&desk, "sync.state", json!({})).await["pending"], 1, "kept, not decided");
    desk.call(Window::Storefront, "account.sign_out", json!({})).await.ok();
    let someone = json!({ "email": "buyer@example.org", "password": stories::shop::PASSWORD });
    let answer = desk.call(Window::Storefront, "account.sign_in", someone).await;
    assert_refused(answer.clone(), Code::Offline, "");
    assert!(answer.unwrap_err().message.contains(&place), "it says where");
    assert_refused(
        desk.call(Window::Manager, "account.add_role", json!({ "role": "buyer" })).await,
        Code::Offline,
        "",
    );
    let mut tx = desk.authority().db().read().await.unwrap();
    assert_eq!(db::product::stock(&mut tx, lamp.parse().unwrap()).await.unwrap(), 48, "not a second truth");
    tx.rollback().await.unwrap();
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_that_fails_leaves_the_shop_where_it_was_and_one_cut_off_goes_on() {
    let (shop, _) = busy_shop(Engine::Sqlite).await;
    shop.desk.close().await;
    let database = mariadb::shared().fresh_database().await;
    let Db::Sqlite { write, .. } = shop.open_authority().await else { panic!("a file") };
    sqlx::query("update product set stock = stock + 1").execute(&write).await.unwrap();
    write.close().await;
    assert!(refused(&mut move_from(&shop, &database, "")).contains("books"), "crooked books do not move");
    let still = Desk::open(shop.dir().to_owned()).await.unwrap();
    assert_eq!(manager(&still, "marketplace.get", json!({})).await["moved_to"], "", "it stays");
    still.close().await;
    let Db::Sqlite { write, .. } = shop.open_authority().await else { panic!("a file") };
    sqlx::query("update product set stock = stock - 1").execute(&write).await.unwrap();
    write.close().await;

    // The account that makes accounts is missing: everything is there, but nobody may serve it.
    let mut nobody = move_from(&shop, &database, "");
    nobody.args(["--migrator-url", &database.migrator_url]);
    let name = nobody.get_args().position(|word| word.to_string_lossy().ends_with("_hub")).unwrap();
    let mut words: Vec<String> = nobody.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    words[name] = "no'account".into();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let said = refused(&mut program(&words));
    assert!(said.contains("letters, digits"), "{said}");
    assert!(!shop.path("app.url").exists(), "no address of an account that is not there");
    let other = mariadb::shared().fresh_database().await;
    assert!(refused(&mut move_from(&shop, &other, "")).contains("on its way"), "it goes to one place");

    done(&mut move_from(&shop, &database, ""));
    let desk = Desk::open(shop.dir().to_owned()).await.unwrap();
    assert_ne!(manager(&desk, "marketplace.get", json!({})).await["moved_to"], "");
    desk.close().await;
}
