//! The morning every seed begins with, made once: the schema, the people, a store with little on its shelves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use market::db::{self, Db};
use market::domain::account::Registration;
use market::intent::IntentBody;
use market::ops::Actor;
use serde_json::{Value, json};
use stories::mariadb::{self, Database};
use stories::shop::{StillClock, product_fields, registration, store_fields};
use sync::{Authority, Replica};
use uuid::Uuid;

use crate::chance::Chance;
use crate::market::outside;
use crate::stop::Stops;

/// Files of the morning, closed, to be copied.
pub(crate) struct Template {
    folder: tempfile::TempDir,
    /// Where the authority is, if not in a file.
    pub(crate) database: Option<Database>,
    pub(crate) people: Vec<(&'static str, Actor)>,
}

/// A folder in memory where the machine has one: a seed is not about the disk.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// A form from plain words.
pub(crate) fn of<T: serde::de::DeserializeOwned>(fields: Value) -> T {
    serde_json::from_value(fields).unwrap()
}

impl Template {
    /// One for all seeds.
    pub(crate) fn make() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(Self::morning(None))
    }

    /// One for one seed, on a database of its own.
    pub(crate) async fn on_server() -> Self {
        let database = mariadb::shared().fresh_database().await;
        database.make_ready().await;
        Self::morning(Some(database)).await
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.db"))
    }

    async fn morning(database: Option<Database>) -> Self {
        let (folder, clock, mut chance) = (folder(), StillClock::new(), Chance::of(0));
        let authority = if let Some(server) = &database {
            Authority::over(Db::open_maria(&server.url, &server.ca_path).await.unwrap(), clock.clone())
        } else {
            let market = Db::open_sqlite(&folder.path().join("market.db")).await.unwrap();
            Authority::open(market, clock.clone()).await.unwrap()
        };
        let outside = outside(&clock, &Stops::new(), u64::MAX);
        let vendor = account(&authority, chance.id(), "vendor", &["vendor", "owner"]).await;
        let anna = account(&authority, chance.id(), "annamaria", &["buyer"]).await;
        let ben = account(&authority, chance.id(), "berthold", &["buyer"]).await;
        let people = vec![
            ("office", vendor.clone()),
            ("till", vendor),
            ("annamaria", anna),
            ("berthold", ben),
            ("visitor", Actor::visitor()),
        ];
        for (name, actor) in &people {
            let path = folder.path().join(format!("{name}.db"));
            let replica = Replica::open(&path, actor.account, outside.clone()).await.unwrap();
            for body in beginning(name, &mut chance) {
                replica.change(actor, chance.id(), &body).await.unwrap();
            }
            replica.sync(&authority, actor).await.unwrap();
            replica.close().await;
        }
        authority.db().close().await;
        Self { folder, database, people }
    }
}

fn beginning(name: &str, chance: &mut Chance) -> Vec<IntentBody> {
    match name {
        "office" => {
            let store = chance.id();
            let fields = of(store_fields("Lantern", "L-"));
            let mut bodies = vec![IntentBody::OpenStore { id: store, fields }];
            for (sku, stock) in [("lamp", 1), ("wick", 4), ("oil", 9)] {
                let fields = of(product_fields(sku, 1_000, 0));
                bodies.push(IntentBody::AddProduct { id: chance.id(), store, fields, stock });
            }
            bodies
        }
        "annamaria" | "berthold" => vec![address(chance)],
        _ => vec![],
    }
}

pub(crate) fn address(chance: &mut Chance) -> IntentBody {
    let fields = json!({ "name": "Zoë Müller", "line1": "Rue du Lac 1", "city": "Genève", "postcode": "1201", "country": "CH" });
    IntentBody::AddAddress { id: chance.id(), fields: of(fields) }
}

async fn account(authority: &Authority, account: Uuid, name: &str, roles: &[&str]) -> Actor {
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
    };
    let who = who.check().unwrap();
    let mut tx = authority.db().begin().await.unwrap();
    db::account::insert(&mut tx, account, &who, "no password", 0).await.unwrap();
    for role in roles {
        db::account::add_role(&mut tx, account, role).await.unwrap();
    }
    let mut permissions: BTreeSet<String> =
        db::account::permissions(&mut tx, account).await.unwrap().into_iter().collect();
    permissions.extend(Actor::visitor().permissions);
    tx.commit().await.unwrap();
    Actor { account, email: who.email, display_name: who.display_name, permissions }
}
