//! A marketplace on MariaDB with a hub that can be reached or not, and the desktops that belong to it.

#![expect(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a story that cannot be set up fails at once, with the reason it names"
)]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use desk::{Desk, Window};
use hub::{Limits, Running, Settings};
use market::db::Db;
use serde_json::{Value, json};
use sync::{Authority, SystemClock};

use crate::mariadb::{self, Database};

/// A marketplace on MariaDB, and the place its hub listens.
pub struct Town {
    /// Its database.
    pub database: Database,
    address: SocketAddr,
    hub: Option<Running>,
}

impl Town {
    /// A new one, whose hub listens.
    pub async fn new() -> Self {
        let database = mariadb::shared().fresh_database().await;
        let migrator = Db::open_maria(&database.migrator_url, &database.ca_path).await.unwrap();
        market::db::migrate::authority(&migrator).await.unwrap();
        migrator.close().await;
        let mut town = Self { database, address: "127.0.0.1:0".parse().unwrap(), hub: None };
        town.opens().await;
        town
    }

    /// Where the hub listens.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The marketplace itself.
    pub async fn authority(&self) -> Authority {
        let db = Db::open_maria(&self.database.url, &self.database.ca_path).await.unwrap();
        Authority::over(db, Arc::new(SystemClock))
    }

    /// The hub listens, at the same address as before.
    pub async fn opens(&mut self) {
        let limits = Limits {
            change_patience: Duration::from_secs(2),
            stop_patience: Duration::from_secs(1),
            ..Limits::default()
        };
        let settings = Settings {
            listen: self.address,
            tls: None,
            is_behind_proxy: false,
            limits,
            mail: None,
            seal: None,
        };
        let hub = hub::start(self.authority().await, settings).await.unwrap();
        self.address = hub.address();
        self.hub = Some(hub);
    }

    /// Nobody reaches the hub any more.
    pub async fn closes(&mut self) {
        self.hub.take().unwrap().stop().await.unwrap();
    }

    /// A desktop that joins this marketplace as a person would: in the settings, and from the next start on.
    pub async fn desk(&self, folder: &Path) -> Desk {
        let desk = Desk::open(folder.to_owned()).await.unwrap();
        let joined = manager(&desk, "marketplace.set", json!({ "address": self.address() })).await;
        assert_eq!((&joined["place"], &joined["needs_restart"]), (&json!("embedded"), &json!(true)));
        desk.close().await;
        let desk = Desk::open(folder.to_owned()).await.unwrap();
        assert_eq!(manager(&desk, "marketplace.get", json!({})).await["place"], "hub");
        desk
    }
}

/// Asks in the manager window.
pub async fn manager(desk: &Desk, op: &str, input: Value) -> Value {
    desk.call(Window::Manager, op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
}

/// Asks in the storefront window.
pub async fn storefront(desk: &Desk, op: &str, input: Value) -> Value {
    desk.call(Window::Storefront, op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
}

/// Waits until something shows; nobody asks for it.
pub async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < Duration::from_secs(30), "never: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until a window knows whether its hub is there.
pub async fn until_connected(desk: &Desk, is_connected: bool) {
    until("the desktop knows whether the hub is there", || async {
        manager(desk, "sync.state", json!({})).await["is_connected"] == is_connected
    })
    .await;
}

/// Waits until a window has nothing left to send.
pub async fn until_sent(desk: &Desk, window: Window) {
    until("nothing waits any more", || async {
        desk.call(window, "sync.state", json!({})).await.unwrap()["pending"] == 0
    })
    .await;
}
