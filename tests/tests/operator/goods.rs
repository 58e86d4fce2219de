//! Products in and out of a hub by the operator: the desktop's own files and rules, once.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Command;

use market::db::Db;
use serde_json::{Value, json};
use stories::mariadb::Database;
use stories::shop::{Engine, Shop, data};

use crate::fixture::{busy_shop, done, program, refused};

fn hub(database: &Database, words: &[&str]) -> Command {
    let mut command = program(words);
    command.arg("--ca").arg(&database.ca_path).env("TRADEPOST_DATABASE_URL", &database.url);
    command
}

/// One number that a statement finds.
async fn count(shop: &Shop, sql: &'static str) -> i64 {
    let Db::Maria(pool) = shop.open_authority().await else { panic!("a server") };
    let (found,): (i64,) = sqlx::query_as(sql).fetch_one(&pool).await.unwrap();
    found
}

/// Pieces of imports that were decided.
async fn imports(shop: &Shop) -> i64 {
    count(shop, "select count(*) from intent where op = 'import_products'").await
}

async fn slug(shop: &Shop) -> String {
    let list = shop.manager("store.list", json!({})).await;
    list["stores"][0]["slug"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_operator_exports_is_what_a_desktop_exports_and_comes_in_again() {
    let (shop, lamp) = busy_shop(Engine::Maria).await;
    let database = shop.database().unwrap();
    let store = shop.manager("store.list", json!({})).await["stores"][0]["id"].clone();
    let slug = slug(&shop).await;
    let path = |name: &str| shop.path(name).to_string_lossy().into_owned();
    shop.until("the desktop has heard of the sale", || async {
        shop.manager("product.get", json!({ "id": lamp })).await["stock"] == 48
    })
    .await;
    shop.manager("export.products", json!({ "store": store, "path": path("desktop.csv") })).await;

    done(&mut hub(database, &["export", "--store", &slug, "--to", &path("hub.csv")]));

    let text = fs::read_to_string(path("hub.csv")).unwrap();
    assert_eq!(text, fs::read_to_string(path("desktop.csv")).unwrap(), "the same file");
    let import = ["import", "--store", &slug, "--file", &path("hub.csv")];
    assert!(done(&mut hub(database, &import)).contains("0 new, 0 changed, 1 as they were, 0 bad"));
    assert_eq!(imports(&shop).await, 0, "what is the same is not sent");
    let changed = text.replace("Product lamp", "A brighter lamp") + ",,no name,,,,,,,,,,\r\n";
    fs::write(path("hub.csv"), changed).unwrap();
    let trial = done(&mut hub(database, &[&import[..], &["--dry-run"]].concat()));
    assert!(trial.starts_with("Would be: 0 new, 1 changed") && trial.contains("line 3"), "{trial}");
    assert_eq!(shop.manager("product.get", json!({ "id": lamp })).await["name"], "Product lamp", "a trial");
    assert!(done(&mut hub(database, &import)).contains("1 changed"));
    shop.until("the desktop shows it", || async {
        let shown = shop.manager("product.get", json!({ "id": lamp })).await;
        (&shown["name"], &shown["stock"]) == (&json!("A brighter lamp"), &json!(48))
    })
    .await;
    shop.assert_books().await;

    let wrong = |words: &[&str]| refused(&mut hub(database, words));
    assert!(wrong(&["import", "--store", "nobody", "--file", &path("hub.csv")]).contains("no store"));
    assert!(wrong(&["import", "--store", &slug, "--file", &path("absent")]).contains("cannot be read"));
    assert!(wrong(&["import", "--store", &slug, "--file", &path("app.db")]).contains("cannot be read"));
    assert!(wrong(&["export", "--store", &slug, "--to", &path("hub.csv")]).contains("there already"));
}

/// Somebody changes the first product of the import at their desk, while nobody imports; answers with it.
async fn edit_the_first(shop: &Shop) -> Value {
    let first = || async {
        let all = json!({ "text": "hunger games", "sort": "name" });
        shop.manager("product.list", all).await["rows"][0]["id"].clone()
    };
    shop.until("the desk has heard of it", || async { first().await.is_string() }).await;
    let id = first().await;
    let before = shop.manager("product.get", json!({ "id": id })).await;
    let mut after = before.clone();
    after["name"] = json!("By hand");
    shop.manager("product.save", json!({ "id": id, "before": before, "after": after })).await;
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_goes_on_and_sends_no_piece_twice() {
    let (shop, _) = busy_shop(Engine::Maria).await;
    let database = shop.database().unwrap();
    let (slug, books) = (slug(&shop).await, data("books-10k.csv"));
    let import = ["import", "--store", &slug, "--file", &books.to_string_lossy()];
    let mut child = hub(database, &import).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let batch = line.split("batch=").nth(1).expect("it says its name").trim().to_owned();
    while count(&shop, "select count(*) from product").await < 1_000 {
        assert!(child.try_wait().unwrap().is_none(), "it is still going");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let sent = imports(&shop).await;
    assert!(count(&shop, "select count(*) from product").await < 10_001, "it was killed half way");
    let edited = edit_the_first(&shop).await;

    let words = [&import[..], &["--batch", &batch]].concat();
    let said = done(&mut hub(database, &words));

    assert!(said.contains(" 0 changed") && said.contains(" 0 bad"), "{said}");
    assert_eq!(count(&shop, "select count(*) from product").await, 10_001, "every book once, and the lamp");
    let all = imports(&shop).await;
    let again = done(&mut hub(database, &words));
    assert!(again.starts_with("0 new, 0 changed, 10000 as they were"), "{again}");
    assert_eq!((imports(&shop).await, sent < all), (all, true), "the rest was sent, and nothing again");
    let kept = shop.manager("product.get", json!({ "id": edited })).await;
    assert_eq!(kept["name"], "By hand", "what was changed since in a piece that had arrived stays as it is");
    shop.assert_books().await;
}
