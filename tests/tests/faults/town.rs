//! A marketplace whose parts are processes: a MariaDB of its own, the program of the hub, and the lines between them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::Window;
use market::db::Db;
use serde_json::json;
use stories::mariadb::{Database, Server};
use stories::places::{build_dir, free_port};
use stories::proxy::Proxy;
use stories::shop::{PASSWORD, id_of, product_fields, store_fields};
use stories::watchdog::{Watchdog, is_running};
use tokio::net::TcpStream;

use crate::desktop::Desktop;

const PATIENCE: Duration = Duration::from_mins(1);

/// The marketplace, without its desktops.
pub(crate) struct Town {
    hub: Option<Watchdog>,
    /// Between the hub and the database.
    pub(crate) wire: Proxy,
    /// Where the hub listens.
    pub(crate) port: u16,
    pub(crate) maria: Server,
    pub(crate) database: Database,
    /// Where the hub listens to: this machine only, unless a story says otherwise.
    pub(crate) host: String,
    /// How the hub is run besides.
    pub(crate) options: Vec<String>,
    starts: u32,
    folder: tempfile::TempDir,
}

/// A desktop with its own line to the hub.
pub(crate) struct Place {
    pub(crate) desktop: Desktop,
    pub(crate) line: Proxy,
}

/// What everybody works on.
#[derive(Clone, Debug)]
pub(crate) struct Shop {
    pub(crate) store: String,
    pub(crate) lamp: String,
    pub(crate) sign: String,
}

impl Town {
    /// Opens one whose hub talks to the database over [`Town::wire`].
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// The same with more options for the hub.
    pub(crate) async fn with(options: &[&str]) -> Self {
        let maria = Server::start().unwrap();
        Self::over(maria, options).await
    }

    pub(crate) async fn over(maria: Server, options: &[&str]) -> Self {
        let database = maria.fresh_database().await;
        let wire = Proxy::to_mariadb(database.port, &database.ca_path).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (port, options) = (free_port().unwrap(), options.iter().map(ToString::to_string).collect());
        let mut town = Self {
            hub: None,
            wire,
            port,
            maria,
            database,
            host: "127.0.0.1".to_owned(),
            options,
            starts: 0,
            folder,
        };
        town.init();
        town.opens().await;
        town
    }

    /// A folder for something of this town.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(build_dir().unwrap().join("tradepost-hub"));
        command.args(words).arg("--ca").arg(&self.database.ca_path);
        command.env("RUST_LOG", "warn").env("TRADEPOST_PASSWORD", PASSWORD);
        command.env("TRADEPOST_MIGRATOR_URL", &self.database.migrator_url);
        command
    }

    /// As an operator prepares it.
    fn init(&self) {
        let (file, app) = (self.path("database.url"), format!("{}_hub", self.database.name));
        let file = file.to_str().unwrap();
        let words = [
            "init",
            "--app",
            &app,
            "--url-file",
            file,
            "--email",
            "op@example.org",
            "--username",
            "operator1",
            "--without-verification",
        ];
        let done = self.command(&words).output().expect("cargo build -p hub comes before these stories");
        assert!(done.status.success(), "{done:?}");
        self.lead_through();
    }

    /// Writes a backup; answers with its file.
    pub(crate) fn back_up(&self) -> PathBuf {
        let file = self.path("backup.db");
        let (to, url) = (file.to_str().unwrap(), self.path("database.url"));
        let done =
            self.command(&["backup", "--to", to, "--url-file", url.to_str().unwrap()]).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        file
    }

    /// The hub stops, an empty database is filled from a backup, and the hub goes on with that.
    pub(crate) async fn brings_back(&mut self, backup: &Path) {
        self.kill_hub();
        self.database = self.maria.fresh_database().await;
        let (file, app) = (self.path("database.url"), format!("{}_hub", self.database.name));
        std::fs::remove_file(&file).unwrap();
        let words = ["--from", backup.to_str().unwrap(), "--app", &app, "--url-file", file.to_str().unwrap()];
        let done = self.command(&[&["restore"], &words[..]].concat()).output().unwrap();
        assert!(done.status.success(), "{done:?}");
        self.lead_through();
        self.opens().await;
    }

    /// The hub is told to find the database at the proxy.
    fn lead_through(&self) {
        let file = self.path("database.url");
        let url = std::fs::read_to_string(&file).unwrap();
        let through = url.replace(&format!(":{}/", self.database.port), &format!(":{}/", self.wire.port()));
        assert_ne!(url, through, "the port is in the address");
        std::fs::write(file, through).unwrap();
    }

    /// The hub listens, at the same port as before.
    pub(crate) async fn opens(&mut self) {
        let (listen, url) = (format!("{}:{}", self.host, self.port), self.path("database.url"));
        let mut command = self.command(&["serve", "--listen", &listen, "--url-file", url.to_str().unwrap()]);
        command.args(&self.options);
        self.starts += 1;
        let log = self.path(&format!("hub-{}.log", self.starts));
        let hub = Watchdog::start(&command, &log, &self.path("nothing")).unwrap();
        let (pid, begun) = (hub.pid(), Instant::now());
        self.hub = Some(hub);
        while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
            let is_alive = is_running(pid) && begun.elapsed() < PATIENCE;
            assert!(is_alive, "the hub does not serve: {}", std::fs::read_to_string(&log).unwrap());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What the hub has told since it was started.
    pub(crate) fn hub_log(&self) -> String {
        std::fs::read_to_string(self.path(&format!("hub-{}.log", self.starts))).unwrap()
    }

    /// Kills the hub as a power cut would.
    pub(crate) fn kill_hub(&mut self) {
        if let Some(hub) = self.hub.take() {
            hub.kill_and_keep_files().unwrap();
        }
    }

    /// Kills the database as a power cut would.
    pub(crate) fn kill_database(&mut self) {
        self.maria.crash().unwrap();
    }

    /// The database starts again on what is on the disk.
    pub(crate) fn recover_database(&mut self) {
        self.maria.recover().unwrap();
    }

    /// The truth.
    pub(crate) async fn authority(&self) -> Db {
        Db::open_maria(&self.database.url, &self.database.ca_path).await.unwrap()
    }

    /// A new desktop with a line of its own.
    pub(crate) async fn place(&self, name: &str) -> Place {
        let line = Proxy::to_hub(self.port).await.unwrap();
        let desktop = Desktop::join(&self.path(name), line.port()).await;
        Place { desktop, line }
    }

    /// Desktops of one vendor with a buyer each, and a shop to work in.
    pub(crate) async fn desktops(&self, count: usize) -> (Vec<Arc<Place>>, Shop) {
        let mut places = Vec::new();
        for number in 0..count {
            let place = self.place(&format!("desk-{number}")).await;
            let buyer = format!("buyer{number}");
            if number == 0 {
                place.desktop.register(Window::Manager, "vendor", "vendor").await;
            } else {
                place.desktop.sign_in(Window::Manager, "vendor").await;
            }
            place.desktop.register(Window::Storefront, &buyer, "buyer").await;
            places.push(Arc::new(place));
        }
        let shop = open_shop(&places[0].desktop).await;
        for place in &places {
            settles_in(&place.desktop, &shop).await;
        }
        (places, shop)
    }
}

async fn open_shop(desktop: &Desktop) -> Shop {
    let after = store_fields("Lantern", "L-");
    let store = id_of(&desktop.must(Window::Manager, "store.save", json!({ "after": after })).await);
    let mut products = Vec::new();
    for sku in ["lamp", "sign"] {
        let product = json!({ "store": store, "after": product_fields(sku, 1_000, 900_000) });
        products.push(id_of(&desktop.must(Window::Manager, "product.save", product).await));
    }
    Shop { store, lamp: products[0].clone(), sign: products[1].clone() }
}

/// A buyer says where they live, and sees what there is.
pub(crate) async fn settles_in(desktop: &Desktop, shop: &Shop) {
    let address =
        json!({ "name": "Zoë", "line1": "Rue 1", "city": "Genève", "postcode": "1201", "country": "CH" });
    desktop.must(Window::Storefront, "address.save", json!({ "after": address })).await;
    shows(desktop, &shop.lamp).await;
}

/// Waits until a storefront shows a product.
async fn shows(desktop: &Desktop, product: &str) {
    let begun = Instant::now();
    while let crate::desktop::Heard::No(_) =
        desktop.ask(Window::Storefront, "shelf.product", json!({ "id": product })).await
    {
        assert!(begun.elapsed() < PATIENCE, "the product never shows: {}", desktop.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
