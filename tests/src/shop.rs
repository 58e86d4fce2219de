//! A desk of one's own for a story: a folder that goes away, two windows, and short words for what people do.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a story that cannot be set up fails at once, with the reason it names"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use desk::{Desk, Options, Window};
use market::db::Db;
use market::{Code, Refusal};
use serde_json::{Value, json};
use sync::Clock;

use crate::mariadb::{self, Database};

/// Writes a story once and runs it on both engines: `on_both_engines!(name, |shop| { … });`
#[macro_export]
macro_rules! on_both_engines {
    ($name:ident, |$shop:ident| $story:block) => {
        mod $name {
            use super::*;

            async fn story(mut $shop: $crate::shop::Shop) {
                let _ = &mut $shop;
                $story
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                story($crate::shop::Shop::on($crate::shop::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_mariadb() {
                story($crate::shop::Shop::on($crate::shop::Engine::Maria).await).await;
            }
        }
    };
}

/// A password that passes.
pub const PASSWORD: &str = "plain water 7";

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct StillClock(AtomicI64);

impl StillClock {
    /// Stands at the evening of 20 November 2026.
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_795_200_000_000_000)))
    }

    /// Moves it on.
    pub fn pass(&self, us: i64) {
        self.0.fetch_add(us, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now_us(&self) -> i64 {
        self.0.fetch_add(1, Ordering::SeqCst)
    }
}

/// A shop in a folder of its own.
pub struct Shop {
    /// The desk.
    pub desk: Desk,
    /// Its clock.
    pub clock: Arc<StillClock>,
    folder: tempfile::TempDir,
    engine: Engine,
    shared: Option<Database>,
}

/// Where the authority of a story lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, SQLite.
    Sqlite,
    /// A real MariaDB of the test run.
    Maria,
}

impl Shop {
    /// An empty one, embedded.
    pub async fn new() -> Self {
        Self::on(Engine::Sqlite).await
    }

    /// An empty one on an engine.
    pub async fn on(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = StillClock::new();
        let shared = match engine {
            Engine::Sqlite => None,
            Engine::Maria => {
                let database = mariadb::shared().fresh_database().await;
                database.make_ready().await;
                Some(database)
            }
        };
        let desk = open(folder.path(), &clock, shared.as_ref()).await;
        Self { desk, clock, folder, engine, shared }
    }

    /// The engine of the authority.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The server's database, where there is one.
    pub fn database(&self) -> Option<&Database> {
        self.shared.as_ref()
    }

    /// The marketplace's database, opened once more to be looked at whole.
    pub async fn open_authority(&self) -> Db {
        let opened = match &self.shared {
            None => Db::open_sqlite(&self.path("market.db")).await,
            Some(one) => Db::open_maria_at_one_moment(&one.url, &one.ca_path).await,
        };
        opened.expect("the database")
    }

    /// Where its data lies.
    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// A file beside its data.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Closes the program and opens it again on the same data.
    pub async fn reopen(&mut self) {
        self.desk.close().await;
        self.desk = open(self.folder.path(), &self.clock, self.shared.as_ref()).await;
    }

    /// A second desk on the same data, as another program would open it.
    pub async fn beside(&self) -> Desk {
        open(self.folder.path(), &self.clock, self.shared.as_ref()).await
    }

    /// Asserts that the books are straight, whatever the story did.
    pub async fn assert_books(&self) {
        let mut tx = self.desk.authority().db().read().await.expect("the authority reads");
        let report = market::books::verify(&mut tx).await.expect("the books are read");
        assert_eq!(report.faults, Vec::<String>::new(), "the books are straight");
    }

    /// Asks in the manager window.
    pub async fn manager(&self, op: &str, input: Value) -> Value {
        self.try_manager(op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
    }

    /// Asks in the storefront window.
    pub async fn storefront(&self, op: &str, input: Value) -> Value {
        self.try_storefront(op, input).await.unwrap_or_else(|no| panic!("{op}: {no:?}"))
    }

    /// Asks in the manager window, and may be refused.
    pub async fn try_manager(&self, op: &str, input: Value) -> Result<Value, Refusal> {
        self.desk.call(Window::Manager, op, input).await
    }

    /// Asks in the storefront window, and may be refused.
    pub async fn try_storefront(&self, op: &str, input: Value) -> Result<Value, Refusal> {
        self.desk.call(Window::Storefront, op, input).await
    }

    /// Registers a vendor in the manager window.
    pub async fn vendor(&self, name: &str) -> Value {
        self.manager("account.register", registration(name, "vendor")).await
    }

    /// Registers a buyer in the storefront window.
    pub async fn buyer(&self, name: &str) -> Value {
        self.storefront("account.register", registration(name, "buyer")).await
    }

    /// Opens a store; answers with its id.
    pub async fn store(&self, name: &str, prefix: &str) -> String {
        id_of(&self.manager("store.save", json!({ "after": store_fields(name, prefix) })).await)
    }

    /// Adds a product that sells; answers with its id.
    pub async fn product(&self, store: &str, sku: &str, price_minor: i64, stock: i64) -> String {
        let after = product_fields(sku, price_minor, stock);
        id_of(&self.manager("product.save", json!({ "store": store, "after": after })).await)
    }

    /// Keeps an address; answers with its id.
    pub async fn address(&self) -> String {
        let after = json!({ "name": "Zoë Müller", "line1": "Rue du Lac 1", "city": "Genève", "postcode": "1201", "country": "CH" });
        id_of(&self.storefront("address.save", json!({ "after": after })).await)
    }

    /// Puts a product in the cart.
    pub async fn put(&self, product: &str, quantity: i64) -> Value {
        self.until("the product is on the storefront's shelf", || async {
            self.try_storefront("shelf.product", json!({ "id": product })).await.is_ok()
        })
        .await;
        self.storefront("cart.put", json!({ "product": product, "quantity": quantity, "mode": "add" })).await
    }

    /// Places what is in the cart; may be refused.
    pub async fn try_place(&self, order: uuid::Uuid, address: &str) -> Result<Value, Refusal> {
        let totals = self.storefront("cart.get", json!({})).await["totals"].clone();
        let input = json!({ "order": order, "billing": address, "shipping": address, "totals": totals });
        self.try_storefront("checkout.place", input).await
    }

    /// Places what is in the cart; answers with the order.
    pub async fn place(&self, address: &str) -> Value {
        let placed = self.try_place(uuid::Uuid::now_v7(), address).await.expect("placed");
        self.storefront("order.get", json!({ "id": placed["order"] })).await
    }

    /// The mails of purchases in the outbox, newest first; letters about accounts are others.
    pub async fn order_mails(&self) -> Vec<Value> {
        let list = self.manager("mail.list", json!({})).await;
        let rows = list["rows"].as_array().cloned().unwrap_or_default();
        rows.into_iter()
            .filter(|row| row["subject"].as_str().is_some_and(|subject| subject.starts_with("Your order")))
            .collect()
    }

    /// Waits until something is so; the desk does some of its work by itself.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, mut is_so: impl FnMut() -> F) {
        for _ in 0..6_000 {
            if is_so().await {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("never: {what}");
    }

    /// Imports a file to its end; answers with the run.
    pub async fn import(&self, store: &str, path: &Path) -> Value {
        let batch =
            self.manager("import.run", json!({ "store": store, "path": path })).await["batch"].clone();
        self.until("the import ends", || async {
            self.manager("import.state", json!({ "batch": batch })).await["runs"][0]["state"] != "running"
        })
        .await;
        self.manager("import.state", json!({ "batch": batch })).await["runs"][0].clone()
    }
}

async fn open(dir: &Path, clock: &Arc<StillClock>, database: Option<&Database>) -> Desk {
    let shared = match database {
        Some(database) => Some(Db::open_maria(&database.url, &database.ca_path).await.expect("the database")),
        None => None,
    };
    let options = Options { clock: clock.clone(), runs_by_itself: true, remembers: true, shared };
    Desk::open_with(dir.to_owned(), options).await.expect("the desk opens")
}

/// The id an operation answered with.
pub fn id_of(answer: &Value) -> String {
    answer["id"].as_str().expect("an id").to_owned()
}

/// What somebody registers with.
pub fn registration(name: &str, role: &str) -> Value {
    json!({
        "email": format!("{name}@example.org"), "username": name, "display_name": format!("{name} of the town"),
        "password": PASSWORD, "password_again": PASSWORD, "role": role, "accepts_terms": true,
    })
}

/// What a store is opened with.
pub fn store_fields(name: &str, prefix: &str) -> Value {
    json!({
        "name": name, "legal_name": format!("{name} GmbH"), "line1": "Markt 1", "city": "Jena", "country": "DE",
        "tax_number": "DE123456789", "currency": "EUR", "invoice_prefix": prefix, "payment_days": 14,
        "iban": "DE89370400440532013000", "email": "shop@example.org",
    })
}

/// What a product is added with.
pub fn product_fields(sku: &str, price_minor: i64, stock: i64) -> Value {
    json!({ "name": format!("Product {sku}"), "sku": sku, "price_minor": price_minor, "tax_bp": 1900, "stock": stock, "is_active": true })
}

/// A real file of the repository.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// Signs somebody in at a window of a desk.
pub async fn sign_in(desk: &Desk, window: Window, name: &str) -> Value {
    let input = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
    desk.call(window, "account.sign_in", input).await.unwrap_or_else(|no| panic!("{name}: {no:?}"))
}

/// Asserts what a refusal is, and at which field.
#[track_caller]
pub fn assert_refused(answer: Result<Value, Refusal>, code: Code, field: &str) {
    let refusal = answer.expect_err("it must be refused");
    assert_eq!(refusal.code, code, "{refusal:?}");
    assert!(field.is_empty() || refusal.fields.contains_key(field), "{field} must be named: {refusal:?}");
    assert!(!refusal.message.is_empty(), "a person must read why");
}
