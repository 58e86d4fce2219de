//! A marketplace without windows: one authority, and people with a replica each.

use std::path::PathBuf;
use std::sync::Arc;

use market::db::replica::PendingRow;
use market::db::{self, Db};
use market::domain::account::Registration;
use market::domain::edit;
use market::domain::product::ProductFields;
use market::intent::{Intent, IntentBody, SCHEMA, Total, Wanted};
use market::ops::Actor;
use market::{Permission, Refusal};
use serde_json::{Value, json};
use stories::mariadb;
use stories::shop::{Engine, StillClock, product_fields, registration, store_fields};
use sync::{Authority, Replica, Synced};
use uuid::Uuid;

/// Writes a story once and runs it on both engines.
macro_rules! on_both {
    ($name:ident, |$house:ident| $story:block) => {
        mod $name {
            use super::*;

            async fn story(mut $house: crate::house::House) {
                let _ = &mut $house;
                $story
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                story(crate::house::House::on(stories::shop::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_mariadb() {
                story(crate::house::House::on(stories::shop::Engine::Maria).await).await;
            }
        }
    };
}

/// One authority.
pub(crate) struct House {
    pub(crate) authority: Authority,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) folder: tempfile::TempDir,
}

/// Somebody with a replica.
pub(crate) struct Person {
    pub(crate) actor: Actor,
    pub(crate) replica: Replica,
    pub(crate) path: PathBuf,
    clock: Arc<StillClock>,
}

impl House {
    pub(crate) async fn on(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = StillClock::new();
        let database = match engine {
            Engine::Sqlite => None,
            Engine::Maria => Some(mariadb::shared().fresh_database().await),
        };
        let authority = match &database {
            None => {
                let db = Db::open_sqlite(&folder.path().join("market.db")).await.unwrap();
                Authority::open(db, clock.clone()).await.unwrap()
            }
            Some(database) => {
                database.make_ready().await;
                Authority::over(
                    Db::open_maria(&database.url, &database.ca_path).await.unwrap(),
                    clock.clone(),
                )
            }
        };
        Self { authority, clock, folder }
    }

    /// An authority nobody answers at.
    pub(crate) async fn unreachable(&self) -> Authority {
        let db = Db::open_sqlite(&self.folder.path().join("nowhere.db")).await.unwrap();
        db.close().await;
        Authority::over(db, self.clock.clone())
    }

    pub(crate) async fn person(&self, name: &str, roles: &[&str]) -> Person {
        let form = registration(name, "buyer");
        let text = |field: &str| form[field].as_str().unwrap_or_default().to_owned();
        let who = Registration {
            email: text("email"),
            username: text("username"),
            password: text("password"),
            password_again: text("password"),
            display_name: text("display_name"),
            mobile: String::new(),
            accepts_terms: true,
        }
        .check()
        .unwrap();
        let account = Uuid::now_v7();
        let mut tx = self.authority.db().begin().await.unwrap();
        db::account::insert(&mut tx, account, &who, "no password", 0).await.unwrap();
        for role in roles {
            db::account::add_role(&mut tx, account, role).await.unwrap();
        }
        let mut permissions: std::collections::BTreeSet<String> =
            db::account::permissions(&mut tx, account).await.unwrap().into_iter().collect();
        permissions.insert(Permission::CartChange.name().to_owned());
        tx.commit().await.unwrap();
        let actor = Actor { account, email: who.email, display_name: who.display_name, permissions };
        self.desk_of(&actor, &format!("{name}.db")).await
    }

    /// A replica of somebody in a file of its own.
    pub(crate) async fn desk_of(&self, actor: &Actor, file: &str) -> Person {
        let path = self.folder.path().join(file);
        let replica = Replica::open(&path, actor.account, self.clock.clone()).await.unwrap();
        Person { actor: actor.clone(), replica, path, clock: self.clock.clone() }
    }

    pub(crate) async fn books_are_straight(&self) {
        let mut tx = self.authority.db().read().await.unwrap();
        assert_eq!(
            market::books::verify(&mut tx).await.unwrap().faults,
            Vec::<String>::new(),
            "the books are straight"
        );
    }

    pub(crate) async fn stock(&self, product: Uuid) -> i64 {
        let mut tx = self.authority.db().read().await.unwrap();
        db::product::stock(&mut tx, product).await.unwrap()
    }
}

impl Person {
    /// A change on the replica; must be accepted there.
    pub(crate) async fn change(&self, body: IntentBody) -> Uuid {
        self.try_change(body).await.unwrap()
    }

    pub(crate) async fn try_change(&self, body: IntentBody) -> Result<Uuid, Refusal> {
        let id = Uuid::now_v7();
        self.replica.change(&self.actor, id, &body).await.map(|_| id)
    }

    pub(crate) async fn sync(&self, house: &House) -> Synced {
        self.try_sync(&house.authority).await.unwrap()
    }

    pub(crate) async fn try_sync(&self, authority: &Authority) -> Result<Synced, Refusal> {
        self.replica.sync(authority, &self.actor).await
    }

    /// Closes the replica and opens it again on the same file.
    pub(crate) async fn reopen(&mut self) {
        self.replica.close().await;
        self.replica = Replica::open(&self.path, self.actor.account, self.clock.clone()).await.unwrap();
    }

    pub(crate) async fn waiting(&self) -> i64 {
        let mut tx = self.replica.db().read().await.unwrap();
        db::replica::count_waiting(&mut tx).await.unwrap()
    }

    pub(crate) async fn refused(&self) -> Vec<PendingRow> {
        let mut tx = self.replica.db().read().await.unwrap();
        db::replica::refused(&mut tx).await.unwrap()
    }

    pub(crate) async fn product(&self, id: Uuid) -> Option<db::product::ProductRow> {
        let mut tx = self.replica.db().read().await.unwrap();
        db::product::get(&mut tx, id).await.unwrap()
    }

    pub(crate) async fn fields(&self, id: Uuid) -> ProductFields {
        let mut tx = self.replica.db().read().await.unwrap();
        let row = db::product::get(&mut tx, id).await.unwrap().unwrap();
        let tags = db::tag::names_of(&mut tx, &[id]).await.unwrap().remove(&id).unwrap_or_default();
        row.fields(tags)
    }

    /// The edit of a form that was filled with what this replica shows.
    pub(crate) async fn edit(&self, id: Uuid, change: impl FnOnce(&mut ProductFields)) -> IntentBody {
        let before = self.fields(id).await;
        let mut after = before.clone();
        change(&mut after);
        IntentBody::EditProduct { id, edit: edit::between(&before, &after).unwrap() }
    }

    /// Product and quantity of each line.
    pub(crate) async fn cart(&self) -> Vec<(Uuid, i64)> {
        let mut tx = self.replica.db().read().await.unwrap();
        let lines = db::cart::list(&mut tx, self.actor.account).await.unwrap();
        lines.iter().map(|line| (line.product_id, line.quantity)).collect()
    }

    pub(crate) async fn open_store(&self, house: &House, name: &str) -> Uuid {
        let id = Uuid::now_v7();
        self.change(IntentBody::OpenStore { id, fields: of(store_fields(name, "S-")) }).await;
        self.sync(house).await;
        id
    }

    pub(crate) async fn add_product(&self, house: &House, store: Uuid, sku: &str, stock: i64) -> Uuid {
        let id = Uuid::now_v7();
        self.change(added(id, store, sku, stock)).await;
        self.sync(house).await;
        id
    }

    pub(crate) async fn add_address(&self) -> Uuid {
        let id = Uuid::now_v7();
        let fields = json!({ "name": "Zoë Müller", "line1": "Rue du Lac 1", "city": "Genève", "postcode": "1201", "country": "CH" });
        self.change(IntentBody::AddAddress { id, fields: of(fields) }).await;
        id
    }
}

/// A form from plain words.
pub(crate) fn of<T: serde::de::DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}

pub(crate) fn added(id: Uuid, store: Uuid, sku: &str, stock: i64) -> IntentBody {
    IntentBody::AddProduct { id, store, fields: of(product_fields(sku, 1_000, 0)), stock }
}

pub(crate) fn put(product: Uuid, quantity: i64) -> IntentBody {
    IntentBody::PutInCart { product, quantity, adds: true }
}

pub(crate) fn moved(product: Uuid, delta: i64) -> IntentBody {
    IntentBody::AdjustStock { product, delta, reason: "received".into(), note: String::new() }
}

/// An order of one product at 10.00.
pub(crate) fn ordered(order: Uuid, address: Uuid, product: Uuid, quantity: i64) -> IntentBody {
    IntentBody::PlaceOrder {
        order,
        billing: address,
        shipping: address,
        lines: vec![Wanted { product, quantity, price_minor: 1_000 }],
        totals: vec![Total { currency: "EUR".into(), total_minor: 1_000 * quantity }],
        note: String::new(),
    }
}

/// An intent as it travels.
pub(crate) fn intent(actor: &Actor, id: Uuid, device: Uuid, seq: i64, body: IntentBody) -> Intent {
    Intent { id, device, seq, actor: actor.account, made_at_us: 0, body, schema: SCHEMA }
}
