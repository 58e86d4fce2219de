//! Marketplaces with something of everything in them, empty databases, and the operator's program.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::{Desk, Window};
use hub::{Limits, Running, Settings};
use market::db::{Db, migrate};
use market::handover;
use serde_json::{Value, json};
use stories::mariadb::{self, Database};
use stories::places::build_dir;
use stories::shop::{Engine, Shop};
use sync::{Authority, SystemClock};

/// A shop in which somebody has bought something: accounts, a picture, an order, its invoice and its mail.
pub(crate) async fn busy_shop(engine: Engine) -> (Shop, String) {
    let shop = Shop::on(engine).await;
    let lamp = fill(&shop).await;
    (shop, lamp)
}

async fn fill(shop: &Shop) -> String {
    shop.vendor("vendor").await;
    let store = shop.store("Lantern “Grüße” ☂", "L-").await;
    let lamp = shop.product(&store, "lamp", 1_000, 50).await;
    let base64 = STANDARD.encode(include_bytes!("../../../icons/128.png"));
    let kept = shop.manager("picture.add", json!({ "base64": base64 })).await;
    let pictures = json!([{ "hash": kept["hash"], "alt": "A lamp" }]);
    shop.manager("product.set_pictures", json!({ "id": lamp, "pictures": pictures })).await;
    shop.buyer("buyer").await;
    let address = shop.address().await;
    shop.put(&lamp, 2).await;
    shop.place(&address).await;
    lamp
}

/// A database that nobody has used; the folder goes away with it.
pub(crate) struct Empty {
    pub(crate) db: Db,
    pub(crate) database: Option<Database>,
    _folder: tempfile::TempDir,
}

impl Empty {
    pub(crate) async fn on(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Maria => Some(mariadb::shared().fresh_database().await),
        };
        let db = match &database {
            None => Db::open_sqlite(&folder.path().join("market.db")).await.unwrap(),
            Some(one) => Db::open_maria_at_one_moment(&one.migrator_url, &one.ca_path).await.unwrap(),
        };
        migrate::authority(&db).await.unwrap();
        Self { db, database, _folder: folder }
    }
}

/// Writes a backup of a marketplace; answers with its digest.
pub(crate) async fn back_up(from: &Db, file: &Path) -> String {
    let db = Db::new_backup(file).await.unwrap();
    let sum = handover::back_up(from, &db, 7).await.unwrap();
    db.close().await;
    sum.digest
}

/// The operator's program.
pub(crate) fn program(words: &[&str]) -> Command {
    let mut command = Command::new(build_dir().unwrap().join("tradepost-hub"));
    command.args(words);
    for name in ["TRADEPOST_PASSWORD", "TRADEPOST_MIGRATOR_URL", "TRADEPOST_DATABASE_URL"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it, with a line on its standard input.
pub(crate) fn run(command: &mut Command, line: &str) -> Output {
    let mut child = command.spawn().expect("scripts/test builds tradepost-hub before its stories");
    let _ = child.stdin.take().unwrap().write_all(line.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs it to a good end; answers with what it said.
#[track_caller]
pub(crate) fn done(command: &mut Command) -> String {
    let output = run(command, "");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs it and is refused; answers with the sentence.
#[track_caller]
pub(crate) fn refused(command: &mut Command) -> String {
    let output = run(command, "");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The words that make a marketplace of an empty database.
pub(crate) fn into_empty(database: &Database, app: &str, url_file: &Path) -> Vec<String> {
    ["--ca", &database.ca_path.to_string_lossy(), "--app", app, "--url-file", &url_file.to_string_lossy()]
        .map(str::to_owned)
        .to_vec()
}

/// A hub over a database, under an address of the application.
pub(crate) async fn hub_over(url: &str, ca: &Path, listen: SocketAddr) -> Running {
    let db = Db::open_maria(url.trim(), ca).await.unwrap();
    let limits = Limits {
        change_patience: Duration::from_secs(2),
        stop_patience: Duration::from_secs(1),
        ..Limits::default()
    };
    let settings = Settings { listen, tls: None, is_behind_proxy: false, limits, mail: None, seal: None };
    hub::start(Authority::over(db, Arc::new(SystemClock)), settings).await.unwrap()
}

pub(crate) async fn manager(desk: &Desk, op: &str, input: Value) -> Value {
    desk.call(Window::Manager, op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
}

pub(crate) async fn storefront(desk: &Desk, op: &str, input: Value) -> Value {
    desk.call(Window::Storefront, op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
}

/// Waits until something shows; nobody asks for it.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
