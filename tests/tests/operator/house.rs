//! Desktops that open a house's database themselves: as free as behind a hub, trusted with a password kept apart.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use desk::{Desk, Window};
use market::Code;
use serde_json::{Value, json};
use stories::mariadb::{self, Database, Server};
use stories::shop::{PASSWORD, assert_refused, id_of, product_fields, registration, sign_in, store_fields};
use tokio::net::{TcpListener, TcpStream};

use crate::fixture::{hub_over, manager, storefront, until};

/// The database as somebody would type it, and its certificate.
fn ask(database: &Database) -> Value {
    let certificate = std::fs::read_to_string(&database.ca_path).unwrap();
    json!({ "database": database.url, "certificate": certificate })
}

fn password(database: &Database) -> &str {
    database.url.split(':').nth(2).and_then(|rest| rest.split('@').next()).unwrap()
}

/// The same server where its certificate does not belong: on another address of this machine; answers with the port.
async fn under_another_name(database: &Database) -> u16 {
    let (listener, server) = (TcpListener::bind("127.0.0.2:0").await.unwrap(), database.port);
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut line = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut client, &mut line).await });
        }
    });
    port
}

async fn joined(folder: &Path, database: &Database) -> Desk {
    let desk = Desk::open(folder.to_owned()).await.unwrap();
    let state = manager(&desk, "marketplace.set", ask(database)).await;
    assert_eq!((&state["place"], &state["needs_restart"]), (&json!("embedded"), &json!(true)), "{state}");
    assert_eq!(state["has_password"], true);
    assert!(!state.to_string().contains(password(database)), "nobody is shown the password: {state}");
    desk.close().await;
    let desk = Desk::open(folder.to_owned()).await.unwrap();
    assert_eq!(manager(&desk, "marketplace.get", json!({})).await["place"], "house");
    desk
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desktops_of_a_house_share_its_database_and_go_on_without_it() {
    let mut server = Server::start().unwrap();
    let database = server.fresh_database().await;
    database.make_ready().await;
    let (vendors, buyers) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let vendor = joined(vendors.path(), &database).await;
    let buyer = joined(buyers.path(), &database).await;
    manager(&vendor, "account.register", registration("vendor", "vendor")).await;
    let store =
        id_of(&manager(&vendor, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await);
    let lamp = json!({ "store": store, "after": product_fields("lamp", 1_000, 5) });
    let lamp = id_of(&manager(&vendor, "product.save", lamp).await);
    until("the other desktop shows it", || async {
        storefront(&buyer, "shelf.list", json!({})).await["rows"][0]["id"] == lamp
    })
    .await;
    let both = manager(&vendor, "account.add_role", json!({ "role": "buyer" })).await;
    assert_eq!(both["roles"], json!(["buyer", "owner", "vendor"]), "{both}");

    server.crash().unwrap();
    let moved = json!({ "product": lamp, "delta": 2, "reason": "received", "note": "" });
    manager(&vendor, "stock.adjust", moved).await;
    until("it says that it is alone", || async {
        manager(&vendor, "sync.state", json!({})).await["is_connected"] == false
    })
    .await;
    vendor.close().await;
    let vendor = Desk::open(vendors.path().to_owned()).await.expect("it opens without the database");
    assert_eq!(manager(&vendor, "account.me", json!({})).await["seat"]["email"], "vendor@example.org");
    assert_eq!(manager(&vendor, "sync.state", json!({})).await["pending"], 1, "it waits");

    let nobody = json!({ "email": "nobody@example.org", "password": PASSWORD });
    let answer = vendor.call(Window::Storefront, "account.sign_in", nobody).await;
    assert_refused(answer, Code::Offline, "");

    server.recover().unwrap();
    until("it is sent", || async { manager(&vendor, "sync.state", json!({})).await["pending"] == 0 }).await;
    until("the other desktop shows it", || async {
        storefront(&buyer, "shelf.product", json!({ "id": lamp })).await["stock"] == 7
    })
    .await;
    vendor.close().await;
    buyer.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_tried_before_it_is_kept_and_its_password_is_kept_apart() {
    let database = mariadb::shared().fresh_database().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    let refused = async |change: &dyn Fn(&mut Value), field: &str| {
        let mut wrong = ask(&database);
        change(&mut wrong);
        assert_refused(desk.call(Window::Manager, "marketplace.set", wrong).await, Code::Invalid, field);
    };
    refused(&|_| {}, "database").await;
    database.make_ready().await;
    refused(&|ask| ask["database"] = json!("db.example"), "database").await;
    refused(&|ask| ask["database"] = json!("mysql://a:b@127.0.0.1:9/market"), "database").await;
    refused(&|ask| ask["address"] = json!("https://market.example"), "database").await;
    let wrong = database.url.replace(password(&database), "wrong");
    refused(&|ask| ask["database"] = json!(wrong), "database").await;
    let elsewhere = database.url.replace("localhost", "127.0.0.2");
    refused(&|ask| ask["database"] = json!(elsewhere), "database").await;
    let renamed =
        elsewhere.replace(&database.port.to_string(), &under_another_name(&database).await.to_string());
    refused(&|ask| ask["database"] = json!(renamed), "certificate").await;
    let stranger = std::fs::read_to_string(&database.stranger_ca_path).unwrap();
    refused(&|ask| ask["certificate"] = json!(stranger), "certificate").await;
    let nothing = manager(&desk, "marketplace.get", json!({})).await;
    assert_eq!(
        (&nothing["database"], &nothing["has_password"]),
        (&json!(""), &json!(false)),
        "nothing was kept"
    );
    desk.close().await;

    let desk = joined(folder.path(), &database).await;
    let again = manager(&desk, "marketplace.get", json!({})).await;
    let typed = json!({ "database": again["database"], "password": "" });
    let kept = manager(&desk, "marketplace.set", typed).await;
    assert_eq!(
        (&kept["has_certificate"], &kept["needs_restart"]),
        (&json!(true), &json!(false)),
        "as it was"
    );
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    desk.close().await;
    let secret = folder.path().join("marketplace.secret.json");
    assert_eq!(std::fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    let mut files = vec![folder.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let holds = bytes.windows(32).any(|part| part == password(&database).as_bytes());
        assert_eq!(holds, path == secret, "{}", path.display());
    }

    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    let own = manager(&desk, "marketplace.set", json!({})).await;
    assert_eq!((&own["database"], &own["has_password"]), (&json!(""), &json!(false)), "it is forgotten");
    let vain = manager(&desk, "marketplace.set", json!({ "password": "typed in vain" })).await;
    assert_eq!(vain["has_password"], false, "whoever has no database needs no password of one");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_behind_a_hub_takes_the_other_role_and_no_other() {
    let database = mariadb::shared().fresh_database().await;
    database.make_ready().await;
    let running = hub_over(&database.url, &database.ca_path, "127.0.0.1:0".parse().unwrap()).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    manager(&desk, "marketplace.set", json!({ "address": format!("http://{}", running.address()) })).await;
    desk.close().await;
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    manager(&desk, "account.register", registration("first", "vendor")).await;
    storefront(&desk, "account.register", registration("second", "buyer")).await;

    let seat = storefront(&desk, "account.add_role", json!({ "role": "vendor" })).await;

    assert_eq!(seat["roles"], json!(["buyer", "vendor"]), "{seat}");
    manager(&desk, "account.sign_out", json!({})).await;
    sign_in(&desk, Window::Manager, "second").await;
    manager(&desk, "store.save", json!({ "after": store_fields("Second", "S-") })).await;
    let wished = desk.call(Window::Manager, "account.add_role", json!({ "role": "operator" })).await;
    assert_refused(wished, Code::Invalid, "role");
    desk.close().await;
    running.stop().await.unwrap();
}
