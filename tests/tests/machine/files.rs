//! Data files that are damaged, and folders that may not be written.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use desk::{Desk, Window};
use market::db::Db;
use market::{Code, Refusal};
use serde_json::json;
use stories::disk::Disk;
use stories::shop::{product_fields, registration, store_fields};
use tempfile::TempDir;

/// A marketplace with some products, closed. Answers with its folder and the vendor's replica.
async fn closed_shop() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path().to_owned()).await.unwrap();
    let ask = async |op: &str, input| desk.call(Window::Manager, op, input).await.unwrap();
    let vendor = ask("account.register", registration("vendor", "vendor")).await;
    let store = ask("store.save", json!({ "after": store_fields("Lantern", "L-") })).await;
    for number in 0..40 {
        let after = product_fields(&format!("lamp-{number}"), 100, 1);
        ask("product.save", json!({ "store": store["id"], "after": after })).await;
    }
    desk.close().await;
    let name = vendor["account_id"].as_str().unwrap().replace('-', "");
    let replica = folder.path().join(format!("replicas/{name}.db"));
    assert!(replica.is_file(), "the vendor has a replica");
    (folder, replica)
}

/// Where the rows of a table begin in a file: offset and length of the page.
async fn page_of(file: &Path, table: &str) -> (u64, usize) {
    let Db::Sqlite { write, read } = Db::open_sqlite(file).await.unwrap() else { panic!("a file") };
    let (page,): (i64,) =
        sqlx::query_as("select rootpage from sqlite_master where type = 'table' and name = ?")
            .bind(table)
            .fetch_one(&write)
            .await
            .unwrap();
    let (size,): (i64,) = sqlx::query_as("pragma page_size").fetch_one(&write).await.unwrap();
    read.close().await;
    write.close().await;
    (u64::try_from((page - 1) * size).unwrap(), usize::try_from(size).unwrap())
}

fn overwrite(file: &Path, at: u64, length: usize) {
    let mut open = OpenOptions::new().write(true).open(file).unwrap();
    open.seek(SeekFrom::Start(at)).unwrap();
    open.write_all(&vec![0xa5; length]).unwrap();
}

fn assert_says_where(refusal: &Refusal, what: &str, path: &Path) {
    assert_eq!(refusal.code, Code::Broken, "{refusal:?}");
    assert!(refusal.message.contains(what), "{refusal:?}");
    assert!(refusal.message.contains(&path.display().to_string()), "the place is named: {refusal:?}");
    assert!(refusal.fields.is_empty(), "no form has a field for that: {refusal:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_reported_and_left_alone() {
    let (folder, replica) = closed_shop().await;
    let market = folder.path().join("market.db");
    for (file, table) in [(market, "_sqlx_migrations"), (replica, "replica")] {
        let whole = fs::read(&file).unwrap();
        let (at, length) = page_of(&file, table).await;
        for damage in ["the beginning", "a page", "the end"] {
            match damage {
                "the beginning" => overwrite(&file, 0, 4_096),
                "a page" => overwrite(&file, at, length),
                _ => fs::write(&file, &whole[..5_000]).unwrap(),
            }
            let damaged = fs::read(&file).unwrap();

            let refusal = Desk::open(folder.path().to_owned()).await.expect_err(damage);

            assert_says_where(&refusal, "damaged", &file);
            assert!(
                fs::read(&file).unwrap() == damaged,
                "{damage}: not a byte of {} was changed",
                file.display()
            );
            fs::write(&file, &whole).unwrap();
            let desk =
                Desk::open(folder.path().to_owned()).await.expect("a copy from a backup takes its place");
            let listed = desk.call(Window::Manager, "product.list", json!({})).await.unwrap();
            assert_eq!(listed["total"], 40, "{damage}: everything is there again");
            desk.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_found_later_is_reported_and_the_rest_goes_on() {
    let (folder, replica) = closed_shop().await;
    let (at, length) = page_of(&replica, "stock_movement").await;
    overwrite(&replica, at, length);
    let desk = Desk::open(folder.path().to_owned()).await.expect("what is needed to open is whole");

    let listed = desk.call(Window::Manager, "product.list", json!({})).await.unwrap();
    let movements = json!({ "product": listed["rows"][0]["id"] });
    let refusal =
        desk.call(Window::Manager, "stock.list", movements).await.expect_err("the movements are not");

    assert_says_where(&refusal, "damaged", folder.path());
    assert_eq!(listed["total"], 40, "the rest can be read");
    desk.close().await;
    let after = fs::read(&replica).unwrap();
    let at = usize::try_from(at).unwrap();
    assert!(
        after[at..at + length].iter().all(|byte| *byte == 0xa5),
        "nothing was put where the movements were"
    );
}

/// Takes the right to write to a folder away, from root as well where that can be done.
fn locked(folder: &Path, disk: Option<&Disk>) {
    if let Some(disk) = disk {
        disk.lock();
        return;
    }
    let mut rights = fs::metadata(folder).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(folder, rights).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_folder_is_named() {
    let home = tempfile::tempdir().unwrap();
    for name in ["new", "used"] {
        let folder = home.path().join(name);
        fs::create_dir(&folder).unwrap();
        let small = Disk::mount(&folder, "24m");
        let mut before = Vec::new();
        if name == "used" {
            let desk = Desk::open(folder.clone()).await.unwrap();
            desk.call(Window::Manager, "account.register", registration("vendor", "vendor")).await.unwrap();
            desk.close().await;
            before = fs::read(folder.join("market.db")).unwrap();
        }
        locked(&folder, small.as_ref());

        let refusal = Desk::open(folder.clone()).await.expect_err(name);

        assert_says_where(&refusal, "may not write to its folder", &folder);
        if name == "used" {
            assert!(fs::read(folder.join("market.db")).unwrap() == before, "everything is as it was");
        } else {
            assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "nothing was begun");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_in_the_way_of_the_folder_is_named() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("data");
    fs::write(&folder, "a letter").unwrap();

    let refusal = Desk::open(folder.clone()).await.expect_err("that is no folder");

    assert_says_where(&refusal, "cannot use the folder", &folder);
    assert_eq!(fs::read_to_string(&folder).unwrap(), "a letter", "the file is still there");
}
