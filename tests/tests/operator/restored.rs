//! A hub brought back from an older backup: desktops notice, read anew, and keep what they have not sent.

use desk::Desk;
use serde_json::json;
use stories::mariadb;
use stories::shop::{id_of, product_fields, registration, store_fields};

use crate::fixture::{Empty, done, hub_over, into_empty, manager, program, until};
use stories::shop::Engine;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desktops_follow_a_hub_restored_from_an_older_backup_and_send_what_waits() {
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let database = mariadb::shared().fresh_database().await;
    database.make_ready().await;
    let running = hub_over(&database.url, &database.ca_path, "127.0.0.1:0".parse().unwrap()).await;
    let listen = running.address();
    let home = folder.path().join("desktop");
    let desk = Desk::open(home.clone()).await.unwrap();
    manager(&desk, "marketplace.set", json!({ "address": format!("http://{listen}") })).await;
    desk.close().await;
    let desk = Desk::open(home).await.unwrap();
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    let store = id_of(&manager(&desk, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await);
    let add = async |sku: &str| {
        let after = product_fields(sku, 1_000, 3);
        manager(&desk, "product.save", json!({ "store": store, "after": after })).await;
    };
    add("kept").await;
    let ca = database.ca_path.to_string_lossy().into_owned();
    let mut backup = program(&["backup", "--to", &text("monday"), "--ca", &ca]);
    done(backup.env("TRADEPOST_DATABASE_URL", &database.url));
    add("lost").await;
    until("everything is sent", || async { manager(&desk, "sync.state", json!({})).await["pending"] == 0 })
        .await;
    running.stop().await.unwrap();
    add("unsent").await;

    let empty = Empty::on(Engine::Maria).await;
    let new = empty.database.as_ref().unwrap();
    let url_file = folder.path().join("new.url");
    let mut words = vec!["restore".to_owned(), "--from".into(), text("monday")];
    words.extend(into_empty(new, &format!("{}_hub", new.name), &url_file));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    done(program(&words).env("TRADEPOST_MIGRATOR_URL", &new.migrator_url));
    let url = std::fs::read_to_string(&url_file).unwrap();
    let running = hub_over(&url, &new.ca_path, listen).await;

    until("what waited is sent", || async { manager(&desk, "sync.state", json!({})).await["pending"] == 0 })
        .await;
    until("the desktop shows what the marketplace has", || async {
        let list = manager(&desk, "product.list", json!({ "store": store, "sort": "name" })).await;
        let skus: Vec<_> = list["rows"].as_array().unwrap().iter().map(|row| row["sku"].clone()).collect();
        skus == [json!("kept"), json!("unsent")]
    })
    .await;
    assert_eq!(manager(&desk, "sync.state", json!({})).await["refused"], json!([]), "nothing was refused");
    desk.close().await;
    running.stop().await.unwrap();
}
