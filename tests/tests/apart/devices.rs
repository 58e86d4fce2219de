//! Two desktops of one person behind a hub: signing out from afar, and a new password on the one they have.

use desk::{Desk, Window};
use market::Code;
use serde_json::{Value, json};
use stories::shop::{PASSWORD, id_of, product_fields, registration, store_fields};
use stories::town::{Town, manager, until, until_connected, until_sent};

const NEW_PASSWORD: &str = "still water 8";

async fn enter(desk: &Desk, name: &str, password: &str) -> Result<Value, market::Refusal> {
    desk.call(Window::Manager, "account.sign_in", json!({ "name": name, "password": password })).await
}

async fn me(desk: &Desk) -> Value {
    manager(desk, "account.me", json!({})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desktop_signed_out_from_another_one_is_locked_at_its_next_contact_and_loses_nothing() {
    let mut town = Town::new().await;
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let lost = town.desk(folders[0].path()).await;
    manager(&lost, "account.register", registration("vendor", "vendor")).await;
    let store = manager(&lost, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await;
    until_sent(&lost, Window::Manager).await;
    let here = town.desk(folders[1].path()).await;
    enter(&here, "vendor", PASSWORD).await.unwrap();
    let all = manager(&here, "account.sessions", json!({})).await["sessions"].clone();
    let there = all.as_array().unwrap().iter().find(|one| one["is_this"] == false).unwrap().clone();

    // The lost one is somewhere without a network, and somebody works on it.
    town.closes().await;
    until_connected(&lost, false).await;
    let new = json!({ "store": id_of(&store), "after": product_fields("B-1", 1_000, 5) });
    manager(&lost, "product.save", new).await;
    town.opens().await;
    until("the other desktop is back first, or is locked out already", || async {
        here.call(Window::Manager, "account.end_session", json!({ "session": there["id"] })).await.is_ok()
    })
    .await;

    until("the window is locked", || async { !me(&lost).await["locked"].is_null() }).await;
    assert!(me(&lost).await["seat"].is_null());
    let read = lost.call(Window::Manager, "store.list", json!({})).await;
    assert_eq!(read.unwrap_err().code, Code::SignedOut, "nobody reads on there");
    assert_eq!(me(&here).await["seat"]["username"], "vendor", "nor is it this one that ended");
    town.closes().await;
    until_connected(&lost, false).await;
    let offline = enter(&lost, "vendor", PASSWORD).await;
    assert_eq!(offline.unwrap_err().code, Code::Offline, "without the hub nobody is let in there any more");

    town.opens().await;
    until_connected(&lost, true).await;
    enter(&lost, "vendor@example.org", PASSWORD).await.expect("with the password one is");
    until_sent(&lost, Window::Manager).await;
    until("the work arrives at the other desktop", || async {
        manager(&here, "product.list", json!({ "store": id_of(&store) })).await["total"] == 1
    })
    .await;
    lost.close().await;
    here.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_opens_this_desktop_without_the_network_and_the_old_one_does_not() {
    let mut town = Town::new().await;
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let (desk, other) = (town.desk(folders[0].path()).await, town.desk(folders[1].path()).await);
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    enter(&other, "vendor", PASSWORD).await.unwrap();

    let ask =
        json!({ "password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD });
    manager(&desk, "account.change_password", ask).await;

    until("the other desktop is locked", || async { !me(&other).await["locked"].is_null() }).await;
    manager(&desk, "account.sign_out", json!({})).await;
    town.closes().await;
    until_connected(&desk, false).await;
    assert_eq!(
        enter(&desk, "vendor", PASSWORD).await.unwrap_err().code,
        Code::Invalid,
        "the old one is wrong"
    );
    enter(&desk, "VENDOR", NEW_PASSWORD).await.expect("the new one opens, by any name of theirs");
    town.opens().await;
    until("the hub has taken it", || async {
        manager(&desk, "sync.state", json!({})).await["is_connected"] == true
            && me(&desk).await["locked"].is_null()
            && desk.call(Window::Manager, "account.sessions", json!({})).await.is_ok()
    })
    .await;
    desk.close().await;
    other.close().await;
}
