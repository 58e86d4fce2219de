//! The demo marketplace is stopped or killed while it is built: the program says so, and builds it to its end.

use std::collections::BTreeMap;

use desk::{Desk, Event, Window};
use market::Code;
use serde_json::{Value, json};
use stories::shop::Shop;

use crate::child;

async fn state(desk: &Desk) -> Value {
    desk.call(Window::Manager, "app.state", json!({})).await.unwrap()
}

/// Nobody is told of a demo that is not whole; the first screen, where it can be built on, comes again.
async fn begins_anew(desk: &Desk) {
    let state = state(desk).await;
    assert_eq!(
        (&state["has_demo"], &state["is_fresh"], &state["seat"]),
        (&json!(false), &json!(true), &json!(null)),
        "{state}"
    );
}

/// What makes the demo whole, each thing once.
async fn is_whole(desk: &Desk) {
    assert_eq!(state(desk).await["has_demo"], true, "it is there");
    let mut tx = desk.authority().db().read().await.unwrap();
    let mut found = BTreeMap::new();
    for (what, sql) in [
        ("accounts", "select count(*) from account"),
        ("stores", "select count(*) from store"),
        ("products", "select count(*) from product"),
        ("skus", "select count(distinct sku) from product"),
        ("opening stocks", "select count(*) from stock_movement where reason = 'opening'"),
        ("deliveries", "select count(*) from stock_movement where reason = 'received'"),
        ("orders", "select count(*) from purchase"),
        ("parts", "select count(*) from order_part"),
        ("papers", "select count(*) from invoice"),
        ("reviews", "select count(*) from review"),
        ("answers", "select count(*) from review where reply is not null"),
        ("mails", "select count(*) from mail"),
        ("lines in carts", "select count(*) from cart_line"),
    ] {
        found.insert(what, tx.int(sql, vec![]).await.unwrap());
    }
    assert_eq!(
        market::books::verify(&mut tx).await.unwrap().faults,
        Vec::<String>::new(),
        "the books are straight"
    );
    let wanted = BTreeMap::from([
        ("accounts", 5),
        ("stores", 2),
        ("products", 10_022),
        ("skus", 10_022),
        // Some books of the list are out of stock from the beginning.
        ("opening stocks", 9_772),
        ("deliveries", 22),
        ("orders", 5),
        ("parts", 10),
        ("papers", 11),
        ("reviews", 12),
        ("answers", 1),
        ("mails", 5),
        ("lines in carts", 0),
    ]);
    assert_eq!(found, wanted, "everything is there, once");
}

/// Builds the demo and says how far it is. Only ever runs as a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_that_builds_the_demo() {
    let Some(folder) = child::folder() else { return };
    let desk = Desk::open(folder).await.unwrap();
    let mut events = desk.events();
    let building = desk.call(Window::Manager, "demo.open", json!({}));
    let telling = async {
        loop {
            match events.recv().await {
                Ok(Event::Progress { task, note, .. }) if task == "demo" => child::say(&note),
                Ok(Event::Progress { done, .. }) => child::say(&format!("{done} rows")),
                _ => {}
            }
        }
    };
    tokio::select! {
        built = building => drop(built.unwrap()),
        () = telling => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_killed_at_any_step_is_built_to_its_end_without_doubles() {
    let folder = tempfile::tempdir().unwrap();
    for step in [
        "Opening",
        "Putting shirts",
        "22 rows",
        "Putting 10,000",
        "4000 rows",
        "Writing",
        "Welcoming Jonas",
        "Welcoming ليلى",
    ] {
        child::killed_at("demo::a_child_that_builds_the_demo", folder.path(), move |line| {
            line.starts_with(step)
        })
        .await;

        let desk = Desk::open(folder.path().to_owned()).await.expect("it opens as it was");
        begins_anew(&desk).await;
        desk.close().await;
    }

    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    let opened = desk.call(Window::Manager, "demo.open", json!({})).await.expect("it is built to its end");
    assert_eq!(
        state(&desk).await["seat"]["email"],
        opened["seat"]["email"],
        "and its vendor sits at the window"
    );
    is_whole(&desk).await;
    assert!(!folder.path().join("demo-pictures").exists(), "no picture stays behind");
    assert!(!folder.path().join("books.csv").exists(), "nor the list of books");
    desk.close().await;
}

/// Whether the building is in the middle of its books, or begins a step.
fn is_at(event: &Event, step: &str) -> bool {
    let Event::Progress { task, done, note, .. } = event else { return false };
    if task == "demo" { note.starts_with(step) } else { step == "books" && *done > 1_000 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_that_is_stopped_says_so_and_is_built_to_its_end() {
    let mut shop = Shop::new().await;
    for step in ["books", "Welcoming"] {
        let desk = shop.desk.clone();
        let mut events = desk.events();
        let mut building =
            tokio::spawn(async move { desk.call(Window::Manager, "demo.open", json!({})).await });
        let comes_to = async { while !events.recv().await.is_ok_and(|event| is_at(&event, step)) {} };
        tokio::select! {
            built = &mut building => panic!("it ended before {step}: {built:?}"),
            () = comes_to => {}
        }

        shop.reopen().await;

        let refusal = building.await.unwrap().expect_err("it was stopped");
        assert_eq!(refusal.code, Code::Cancelled, "stopped in {step}: {refusal:?}");
        assert!(refusal.message.contains("What was done stays"), "{refusal}");
        begins_anew(&shop.desk).await;
    }

    shop.manager("demo.open", json!({})).await;
    is_whole(&shop.desk).await;
}
