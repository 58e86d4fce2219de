//! An import that is stopped, killed, or loses what it reads.

use std::fs;
use std::path::Path;

use desk::{Desk, Event, Window};
use market::Code;
use serde_json::{Value, json};
use stories::on_both_engines;
use stories::shop::{Shop, assert_refused, data, registration, store_fields};

use crate::child;

/// Twelve pieces.
const ROWS: i64 = 6_000;

/// Writes a file of so many products, each with three in stock.
fn write_list(path: &Path, rows: i64) {
    let row = |number| format!("Book {number},B-{number},{}.50,3\n", number % 90);
    let text: String = (0..rows).map(row).collect();
    fs::write(path, format!("name,sku,price,stock\n{text}")).unwrap();
}

async fn newest_run(desk: &Desk) -> Value {
    desk.call(Window::Manager, "import.state", json!({})).await.unwrap()["runs"][0].clone()
}

async fn total(desk: &Desk) -> i64 {
    let listed = desk.call(Window::Manager, "product.list", json!({ "limit": 1 })).await.unwrap();
    listed["total"].as_i64().unwrap()
}

/// Each product is there once, and its stock was counted once.
async fn is_whole(desk: &Desk, rows: i64) {
    let mut tx = desk.authority().db().read().await.unwrap();
    for (what, sql, wanted) in [
        ("products", "select count(*) from product", rows),
        ("skus", "select count(distinct sku) from product", rows),
        ("movements", "select count(*) from stock_movement", rows),
        ("pieces", "select count(*) from product where stock = 3", rows),
    ] {
        assert_eq!(tx.int(sql, vec![]).await.unwrap(), wanted, "{what}");
    }
    assert_eq!(
        market::books::verify(&mut tx).await.unwrap().faults,
        Vec::<String>::new(),
        "the books are straight"
    );
}

/// Begins an import and says how far it is. Only ever runs as a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_child_that_imports() {
    let Some(folder) = child::folder() else { return };
    let desk = Desk::open(folder.join("data")).await.unwrap();
    let stores = desk.call(Window::Manager, "store.list", json!({})).await.unwrap();
    let ask = json!({ "store": stores["stores"][0]["id"], "path": folder.join("list.csv") });
    let mut events = desk.events();
    desk.call(Window::Manager, "import.run", ask).await.unwrap();
    loop {
        if let Ok(Event::Progress { done, .. }) = events.recv().await {
            child::say(&done.to_string());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_import_goes_on_without_doubles() {
    let folder = tempfile::tempdir().unwrap();
    write_list(&folder.path().join("list.csv"), ROWS);
    let dir = folder.path().join("data");
    let desk = Desk::open(dir.clone()).await.unwrap();
    let ask = async |desk: &Desk, op: &str, input| desk.call(Window::Manager, op, input).await.unwrap();
    ask(&desk, "account.register", registration("vendor", "vendor")).await;
    let store =
        ask(&desk, "store.save", json!({ "after": store_fields("Lantern", "L-") })).await["id"].clone();
    desk.close().await;

    let mut there = 0;
    for more in [0, 500, 1_500] {
        let until = there + more;
        let said = child::killed_at("imports::a_child_that_imports", folder.path(), move |line| {
            line.parse::<i64>().unwrap() >= until
        })
        .await;

        let reported: i64 = said.last().unwrap().parse().unwrap();
        let desk = Desk::open(dir.clone()).await.expect("it opens as it was");
        let run = newest_run(&desk).await;
        assert_eq!(run["state"], "stopped", "nobody is told that it still runs: {run}");
        assert!(run["done"].as_i64().unwrap() >= reported, "what was reported is kept: {run}, {reported}");
        there = total(&desk).await;
        assert!(
            there >= run["done"].as_i64().unwrap(),
            "every row reported as done is there: {run}, {there}"
        );
        desk.close().await;
    }
    assert!((1..ROWS).contains(&there), "the kills came in the middle: {there}");

    let desk = Desk::open(dir).await.unwrap();
    let ask_again = json!({ "store": store, "path": folder.path().join("list.csv") });
    let batch = ask(&desk, "import.run", ask_again).await["batch"].clone();
    let mut run = newest_run(&desk).await;
    while run["state"] == "running" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        run = newest_run(&desk).await;
    }

    assert_eq!((&run["batch"], &run["state"], &run["done"]), (&batch, &json!("done"), &json!(ROWS)), "{run}");
    is_whole(&desk, ROWS).await;
    assert_eq!(total(&desk).await, ROWS, "the window shows all");
    desk.close().await;
}

on_both_engines!(a_stopped_task_says_what_it_did, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let path = shop.path("list.csv");
    write_list(&path, ROWS);
    let ask = json!({ "store": store, "path": path });
    let batch = shop.manager("import.run", ask).await["batch"].clone();
    shop.until("some are in", || async { newest_run(&shop.desk).await["done"] != 0 }).await;

    shop.manager("import.stop", json!({ "batch": batch })).await;
    shop.until("it stops", || async { newest_run(&shop.desk).await["state"] != "running" }).await;

    let run = newest_run(&shop.desk).await;
    let done = run["done"].as_i64().unwrap();
    assert_eq!(
        (&run["state"], &run["error"]),
        (&json!("stopped"), &json!(null)),
        "a stop is no fault: {run}"
    );
    assert!(0 < done && done < ROWS, "it stopped in the middle: {run}");
    assert_eq!((&run["added"], &run["total"]), (&json!(done), &json!(ROWS)), "{run}");
    assert_eq!(total(&shop.desk).await, done, "what it says it did is there, and no more");
    let twice = shop.try_manager("import.stop", json!({ "batch": batch })).await;
    assert_refused(twice, Code::NotFound, "");
    is_whole(&shop.desk, done).await;

    let again = shop.import(&store, &path).await;
    assert_eq!(
        (&again["state"], &again["same"], &again["added"]),
        (&json!("done"), &json!(done), &json!(ROWS - done)),
        "{again}"
    );
    is_whole(&shop.desk, ROWS).await;
});

on_both_engines!(a_file_that_vanishes_or_changes_behind_an_import_changes_nothing, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let path = shop.path("list.csv");
    for (rows, then) in [(1_500, "vanishes"), (3_000, "changes")] {
        write_list(&path, rows);
        let batch =
            shop.manager("import.run", json!({ "store": store, "path": path })).await["batch"].clone();
        match then {
            "vanishes" => fs::remove_file(&path).unwrap(),
            _ => fs::write(&path, "name,sku,price\nStranger,X-1,1.00\n").unwrap(),
        }
        shop.until("it ends", || async { newest_run(&shop.desk).await["state"] != "running" }).await;

        let run = newest_run(&shop.desk).await;
        assert_eq!((&run["batch"], &run["state"]), (&batch, &json!("done")), "the file {then}: {run}");
        assert_eq!(
            (&run["done"], &run["bad"]),
            (&json!(rows), &json!(0)),
            "it was read before the first row: {run}"
        );
        is_whole(&shop.desk, rows).await;
    }
});

on_both_engines!(a_file_that_vanishes_before_the_import_is_named_and_begins_no_run, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let path = shop.path("list.csv");
    write_list(&path, 3);
    let ask = json!({ "store": store, "path": path });
    assert_eq!(shop.manager("import.preview", ask.clone()).await["new"], 3, "it was there a moment ago");
    fs::remove_file(&path).unwrap();

    let refusal = shop.try_manager("import.run", ask).await.unwrap_err();

    assert!(refusal.fields["path"].contains("list.csv"), "{refusal:?}");
    assert_eq!(newest_run(&shop.desk).await, json!(null), "no run was begun");
    assert_eq!(total(&shop.desk).await, 0, "no product came of it");
});

on_both_engines!(a_folder_of_pictures_that_vanishes_ends_the_import_as_failed, |shop| {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let (path, folder) = (shop.path("list.csv"), shop.path("pictures"));
    fs::create_dir(&folder).unwrap();
    // A picture of its own for every piece, so that each has to look.
    let pieces = 12;
    let mut text = "name,sku,price,stock,pictures\n".to_owned();
    for number in 0..pieces * 500 {
        text.push_str(&format!("Book {number},B-{number},1.50,3,p{}.png\n", number / 500));
    }
    fs::write(&path, text).unwrap();
    for piece in 0..pieces {
        fs::copy(data("demo-pictures/black-leather-bag-near.jpg"), folder.join(format!("p{piece}.png")))
            .unwrap();
    }
    let ask = json!({ "store": store, "path": path, "pictures": folder });

    shop.manager("import.run", ask.clone()).await;
    shop.until("some are in", || async { newest_run(&shop.desk).await["done"] != 0 }).await;
    fs::rename(&folder, shop.path("elsewhere")).unwrap();
    shop.until("it ends", || async { newest_run(&shop.desk).await["state"] != "running" }).await;

    let run = newest_run(&shop.desk).await;
    let done = run["done"].as_i64().unwrap();
    assert_eq!(run["state"], "failed", "{run}");
    assert!(run["error"].as_str().is_some_and(|why| why.contains("pictures")), "the reason is told: {run}");
    assert!(0 < done && done < pieces * 500, "in the middle: {run}");
    assert_eq!(total(&shop.desk).await, done, "the rows up to there are in");
    fs::rename(shop.path("elsewhere"), &folder).unwrap();
    shop.manager("import.run", ask).await;
    shop.until("it ends", || async { newest_run(&shop.desk).await["state"] != "running" }).await;
    assert_eq!(newest_run(&shop.desk).await["state"], "done", "once the folder is back, it goes on");
    is_whole(&shop.desk, pieces * 500).await;
});

/// A picture that is too large, broken or locked is no reason to leave out its product, or any other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_cannot_be_used_stops_no_import() {
    let shop = Shop::new().await;
    shop.vendor("vendor").await;
    let store = shop.store("Lantern", "L-").await;
    let (path, folder) = (shop.path("list.csv"), shop.path("pictures"));
    fs::create_dir(&folder).unwrap();
    fs::File::create(folder.join("vast.png")).unwrap().set_len(100_000_000).unwrap();
    fs::write(folder.join("torn.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    fs::copy(data("demo-pictures/black-leather-bag-near.jpg"), folder.join("fine.png")).unwrap();
    let rows = ["vast", "torn", "absent", "fine"].map(|name| format!("{name},{name},1.00,3,{name}.png\n"));
    fs::write(&path, format!("name,sku,price,stock,pictures\n{}", rows.concat())).unwrap();

    shop.manager("import.run", json!({ "store": store, "path": path, "pictures": folder })).await;
    shop.until("it ends", || async { newest_run(&shop.desk).await["state"] != "running" }).await;

    let run = newest_run(&shop.desk).await;
    assert_eq!((&run["state"], &run["added"]), (&json!("done"), &json!(4)), "{run}");
    let listed = shop.manager("product.list", json!({ "store": store })).await;
    let with_picture: Vec<_> =
        listed["rows"].as_array().unwrap().iter().filter(|row| row["picture"].is_string()).collect();
    assert!(with_picture.len() == 1 && with_picture[0]["sku"] == "fine", "the good picture is in: {listed}");
}
