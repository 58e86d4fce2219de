//! Files that are no good backup: refused with a sentence before anything is written.

use std::fs;
use std::path::{Path, PathBuf};

use market::db::Db;
use stories::shop::Engine;
use tempfile::TempDir;

use crate::fixture::{back_up, busy_shop, done, program, refused};

async fn good() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (shop, _) = busy_shop(Engine::Sqlite).await;
    let file = folder.path().join("good");
    back_up(&shop.open_authority().await, &file).await;
    (folder, file)
}

fn restore(folder: &Path, from: &Path) -> std::process::Command {
    let home = folder.join("home");
    program(&["restore", "--from", &from.to_string_lossy(), "--data", &home.to_string_lossy()])
}

async fn change(file: &Path, sql: &'static str) {
    let Db::Sqlite { write, .. } = Db::open_sqlite(file).await.unwrap() else { panic!("a file") };
    sqlx::query(sql).execute(&write).await.unwrap();
    sqlx::query("pragma journal_mode = delete").execute(&write).await.unwrap();
    write.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_as_it_was_written_is_refused_and_writes_nothing() {
    let (folder, good) = good().await;
    let copy = |name: &str| {
        let file = folder.path().join(name);
        fs::copy(&good, &file).unwrap();
        file
    };
    let flipped = copy("flipped");
    let mut bytes = fs::read(&flipped).unwrap();
    let at = bytes.windows(6).position(|word| word == "Grüß".as_bytes()).expect("the store's name");
    bytes[at] ^= 1;
    fs::write(&flipped, bytes).unwrap();
    let cut = copy("cut");
    let bytes = fs::read(&cut).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let lacking = copy("lacking");
    change(&lacking, "delete from review_report").await;
    change(&lacking, "delete from order_line").await;
    let picture = folder.path().join("picture");
    fs::write(&picture, include_bytes!("../../../icons/128.png")).unwrap();
    let nothing = folder.path().join("nothing");
    fs::write(&nothing, "").unwrap();
    let newer = copy("newer");
    change(&newer, "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (9000, 'later', 1, x'00', 0)").await;
    let unmarked = copy("unmarked");
    change(&unmarked, "delete from note").await;

    for (file, word) in [
        (flipped, "damaged"),
        (cut, "damaged"),
        (lacking, "damaged"),
        (picture, "not a backup"),
        (nothing, "not a backup"),
        (newer, "newer version"),
        (unmarked, "not a backup"),
        (folder.path().join("absent"), "cannot be read"),
    ] {
        let said = refused(&mut restore(folder.path(), &file));
        assert!(said.contains(word), "{}: {said}", file.display());
        assert!(!folder.path().join("home").exists(), "{}: nothing was made", file.display());
    }
    done(&mut restore(folder.path(), &good));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crooked_books_are_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (shop, _) = busy_shop(Engine::Sqlite).await;
    let source = shop.open_authority().await;
    let Db::Sqlite { write, .. } = &source else { panic!("a file") };
    sqlx::query("update product set stock = stock + 1").execute(write).await.unwrap();
    let file = folder.path().join("crooked");
    back_up(&source, &file).await;

    let said = refused(&mut restore(folder.path(), &file));

    assert!(said.contains("books") && said.contains("stock is"), "{said}");
    let home = Db::open_sqlite(&folder.path().join("home/market.db")).await.unwrap();
    let is_empty = market::db::copy::is_empty(&mut home.read().await.unwrap()).await.unwrap();
    assert!(is_empty, "nothing came in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_an_older_program_is_brought_up_to_date_in_a_copy() {
    let (folder, file) = good().await;
    change(&file, "delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
        .await;
    let before = fs::read(&file).unwrap();

    done(&mut restore(folder.path(), &file));

    assert!(fs::read(&file).unwrap() == before, "the backup itself is left as it was");
    let left = folder.path().read_dir().unwrap().count();
    assert_eq!(left, 2, "the backup, the folder, and no copy");
}
