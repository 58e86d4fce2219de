//! Sessions that end, people who leave with unsent work, and signing in without the network.

use desk::{Desk, Window};
use market::Code;
use serde_json::{Value, json};
use stories::shop::{PASSWORD, id_of, product_fields, registration, sign_in, store_fields};
use stories::town::{Town, manager, storefront, until, until_connected, until_sent};

/// A vendor with one product on a desktop of their own; answers with the product.
async fn vendor(town: &Town, folder: &std::path::Path) -> (Desk, String) {
    let desk = town.desk(folder).await;
    manager(&desk, "account.register", registration("vendor", "vendor")).await;
    let opened = manager(&desk, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await;
    let new = json!({ "store": id_of(&opened), "after": product_fields("B-1", 1_000, 5) });
    let product = id_of(&manager(&desk, "product.save", new).await);
    until_sent(&desk, Window::Manager).await;
    (desk, product)
}

async fn rename(desk: &Desk, product: &str, name: &str) {
    let before = manager(desk, "product.get", json!({ "id": product })).await;
    let mut after = before.clone();
    after["name"] = json!(name);
    manager(desk, "product.save", json!({ "id": product, "before": before, "after": after })).await;
}

/// A hash of a password nobody has.
const ANOTHER_PASSWORD: &str = "update account set password_hash = \
    '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9i$9G0UIFJKz0Cu0ChxqHRBgGfpKtUiZqXHZP2qkTJqeQo'";

/// The marketplace ends every session, as after a stolen laptop.
async fn revoke_all(town: &Town) {
    let authority = town.authority().await;
    let mut tx = authority.db().begin().await.unwrap();
    tx.exec("update session set ended_at_us = 1", vec![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn locked(desk: &Desk, window: Window) -> Value {
    desk.call(window, "account.me", json!({})).await.unwrap()["locked"].clone()
}

async fn name_at(town: &Town, product: &str) -> String {
    let authority = town.authority().await;
    let mut tx = authority.db().read().await.unwrap();
    let id = uuid::Uuid::parse_str(product).unwrap();
    market::db::product::get(&mut tx, id).await.unwrap().unwrap().name
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_revoked_while_the_desktop_was_away_locks_it_and_loses_nothing() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product) = vendor(&town, folder.path()).await;
    town.closes().await;
    until_connected(&desk, false).await;
    rename(&desk, &product, "Written in the dark").await;
    revoke_all(&town).await;
    town.opens().await;

    until("the window is locked", || async { !locked(&desk, Window::Manager).await.is_null() }).await;

    let lock = locked(&desk, Window::Manager).await;
    assert_eq!(
        (&lock["email"], &lock["pending"]),
        (&json!("vendor@example.org"), &json!(1)),
        "it says whose work waits, and how much"
    );
    let answer = desk.call(Window::Manager, "product.get", json!({ "id": product })).await;
    assert!(answer.is_err(), "nobody reads on: {answer:?}");
    assert_eq!(
        name_at(&town, &product).await,
        "Product B-1",
        "nothing was sent under a session that has ended"
    );

    // It stays so over a restart, and somebody else at the same window sees none of it.
    desk.close().await;
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    assert_eq!(locked(&desk, Window::Manager).await["pending"], 1, "the next start knows it still");
    manager(&desk, "account.register", registration("stranger", "vendor")).await;
    let state = manager(&desk, "sync.state", json!({})).await;
    assert_eq!(
        (&state["pending"], &state["refused"]),
        (&json!(0), &json!([])),
        "another's work is not theirs"
    );
    assert!(locked(&desk, Window::Manager).await.is_null());
    until_sent(&desk, Window::Manager).await;
    assert_eq!(name_at(&town, &product).await, "Product B-1", "nor is it sent in their name");
    manager(&desk, "account.sign_out", json!({})).await;

    sign_in(&desk, Window::Manager, "vendor").await;
    until_sent(&desk, Window::Manager).await;
    assert_eq!(name_at(&town, &product).await, "Written in the dark", "sent after signing in again");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_revoked_while_the_desktop_is_connected_locks_it_by_itself() {
    let town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product) = vendor(&town, folder.path()).await;

    revoke_all(&town).await;

    until("the window is locked", || async { !locked(&desk, Window::Manager).await.is_null() }).await;
    let shelf = storefront(&desk, "shelf.list", json!({})).await;
    assert_eq!(shelf["rows"][0]["id"], product, "the other window of the desktop goes on, as a visitor's");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_out_without_the_network_finds_their_work_and_sends_it_later() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product) = vendor(&town, folder.path()).await;
    town.closes().await;
    until_connected(&desk, false).await;
    rename(&desk, &product, "Written in the dark").await;

    manager(&desk, "account.sign_out", json!({})).await;

    assert!(manager(&desk, "account.me", json!({})).await["seat"].is_null(), "signed out, network or not");
    desk.close().await;
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    assert!(manager(&desk, "account.me", json!({})).await["seat"].is_null(), "and after a restart, too");
    town.opens().await;
    until_connected(&desk, true).await;
    until("the session is ended at the marketplace", || async {
        let authority = town.authority().await;
        let mut tx = authority.db().read().await.unwrap();
        tx.int("select count(*) from session where ended_at_us is null", vec![]).await.unwrap() == 0
    })
    .await;
    assert_eq!(name_at(&town, &product).await, "Product B-1", "it waits for its maker");
    sign_in(&desk, Window::Manager, "vendor").await;
    until_sent(&desk, Window::Manager).await;
    assert_eq!(name_at(&town, &product).await, "Written in the dark", "and is sent at the next sign-in");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_signs_in_without_the_network_where_one_has_before_and_nowhere_else() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product) = vendor(&town, folder.path()).await;
    manager(&desk, "account.sign_out", json!({})).await;
    town.closes().await;
    until_connected(&desk, false).await;

    let ask = |email: &str, password: &str| json!({ "email": email, "password": password });
    let try_with = async |email: &str, password: &str| {
        desk.call(Window::Manager, "account.sign_in", ask(email, password)).await
    };
    let wrong = try_with("vendor@example.org", "not this one 1").await.unwrap_err();
    assert_eq!(wrong.code, Code::Invalid, "a wrong password is wrong here, too: {wrong:?}");
    let unknown = try_with("nobody@example.org", PASSWORD).await.unwrap_err();
    assert_eq!(unknown.code, Code::Offline, "who never was here cannot be known: {unknown:?}");
    try_with(" Vendor@Example.org ", PASSWORD).await.expect("whoever was here is let in");
    rename(&desk, &product, "Written in the dark").await;
    town.opens().await;

    until_sent(&desk, Window::Manager).await;
    assert_eq!(
        name_at(&town, &product).await,
        "Written in the dark",
        "sent under a session of the hub’s own"
    );
    assert_eq!(manager(&desk, "account.me", json!({})).await["seat"]["email"], "vendor@example.org");

    // A password in a file would be a gift to whoever finds the laptop.
    desk.close().await;
    let mut files = vec![folder.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let holds = bytes.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes());
        assert!(!holds, "{} holds the password", path.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_without_the_network_ends_at_the_next_contact_when_the_password_has_changed() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product) = vendor(&town, folder.path()).await;
    manager(&desk, "account.sign_out", json!({})).await;
    town.closes().await;
    until_connected(&desk, false).await;
    sign_in(&desk, Window::Manager, "vendor").await;
    rename(&desk, &product, "Written in the dark").await;
    let authority = town.authority().await;
    let mut tx = authority.db().begin().await.unwrap();
    tx.exec(ANOTHER_PASSWORD, vec![]).await.unwrap();
    tx.commit().await.unwrap();

    town.opens().await;

    until("the window is locked", || async { locked(&desk, Window::Manager).await["pending"] == 1 }).await;
    assert_eq!(name_at(&town, &product).await, "Product B-1", "nothing was sent");
    town.closes().await;
    until_connected(&desk, false).await;
    let again = json!({ "email": "vendor@example.org", "password": PASSWORD });
    let answer = desk.call(Window::Manager, "account.sign_in", again).await;
    assert_eq!(answer.unwrap_err().code, Code::Offline, "the old password opens nothing here any more");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_the_hub_never_saw_goes_on_after_a_restart_and_is_asked_for_again_at_the_next_contact() {
    let mut town = Town::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (desk, product) = vendor(&town, folder.path()).await;
    manager(&desk, "account.sign_out", json!({})).await;
    town.closes().await;
    until_connected(&desk, false).await;
    sign_in(&desk, Window::Manager, "vendor").await;
    rename(&desk, &product, "Written in the dark").await;
    desk.close().await;

    let desk = Desk::open(folder.path().to_owned()).await.unwrap();

    assert_eq!(manager(&desk, "account.me", json!({})).await["seat"]["email"], "vendor@example.org");
    assert_eq!(manager(&desk, "product.get", json!({ "id": product })).await["name"], "Written in the dark");
    town.opens().await;
    until("the password is asked for", || async { locked(&desk, Window::Manager).await["pending"] == 1 })
        .await;
    assert_eq!(name_at(&town, &product).await, "Product B-1", "nothing was sent without it");
    sign_in(&desk, Window::Manager, "vendor").await;
    until_sent(&desk, Window::Manager).await;
    assert_eq!(name_at(&town, &product).await, "Written in the dark", "and all of it with it");
    desk.close().await;
}
