//! A marketplace to measure in: an authority, a vendor with a store, and a buyer with an address.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use market::db::Db;
use market::domain::address::AddressFields;
use market::domain::product::ProductFields;
use market::domain::store::StoreFields;
use market::intent::{ImportItem, Intent, IntentBody, Outcome, SCHEMA};
use market::ops::Actor;
use sync::{Authority, Replica, SystemClock};
use uuid::Uuid;

use stories::Fallible;

/// What vendors and buyers of a bench may do.
const MAY: [&str; 11] = [
    "store.add",
    "store.change",
    "product.view",
    "product.add",
    "product.change",
    "stock.change",
    "tag.change",
    "import.add",
    "cart.change",
    "address.add",
    "order.add",
];

/// The marketplace.
pub(crate) struct Town {
    /// Everything lies here and goes with it.
    pub(crate) folder: tempfile::TempDir,
    /// The authority.
    pub(crate) authority: Authority,
    /// Sells.
    pub(crate) vendor: Actor,
    /// Buys.
    pub(crate) buyer: Actor,
    /// The vendor's store.
    pub(crate) store: Uuid,
    /// The buyer's address.
    pub(crate) address: Uuid,
    seq: i64,
}

impl Town {
    /// One whose authority is a file of its own.
    pub(crate) async fn embedded() -> Fallible<Self> {
        let folder = tempfile::tempdir()?;
        let db = Db::open_sqlite(&folder.path().join("market.db")).await?;
        Self::over(folder, Authority::open(db, Arc::new(SystemClock)).await?).await
    }

    /// One over an authority that is there already.
    pub(crate) async fn over(folder: tempfile::TempDir, authority: Authority) -> Fallible<Self> {
        Self::of(folder, authority, person("vendor")).await
    }

    /// One whose vendor has an account already.
    pub(crate) async fn of(folder: tempfile::TempDir, authority: Authority, vendor: Actor) -> Fallible<Self> {
        let [store, address] = [(); 2].map(|()| Uuid::now_v7());
        let buyer = person("buyer");
        let mut town = Self { folder, authority, vendor, buyer, store, address, seq: 0 };
        town.vendor_does(IntentBody::OpenStore { id: store, fields: store_fields() }).await?;
        town.buyer_does(IntentBody::AddAddress { id: address, fields: address_fields() }).await?;
        Ok(town)
    }

    /// Fills the store; answers with the products' ids.
    pub(crate) async fn stock_up(&mut self, count: usize) -> Fallible<Vec<Uuid>> {
        self.take(&(0..count).map(item).collect::<Vec<_>>()).await
    }

    /// Takes products into the store; answers with their ids.
    pub(crate) async fn take(&mut self, items: &[ImportItem]) -> Fallible<Vec<Uuid>> {
        let mut ids = Vec::with_capacity(items.len());
        for piece in items.chunks(500) {
            ids.extend(piece.iter().map(|item| item.id));
            let body = IntentBody::ImportProducts {
                batch: Uuid::now_v7(),
                store: self.store,
                items: piece.to_vec(),
            };
            self.vendor_does(body).await?;
        }
        Ok(ids)
    }

    /// The vendor changes something at the authority.
    pub(crate) async fn vendor_does(&mut self, body: IntentBody) -> Fallible<()> {
        let intent = self.intent(&self.vendor.clone(), body);
        submit(&self.authority, &self.vendor, intent).await
    }

    /// The buyer changes something at the authority.
    pub(crate) async fn buyer_does(&mut self, body: IntentBody) -> Fallible<()> {
        let intent = self.intent(&self.buyer.clone(), body);
        submit(&self.authority, &self.buyer, intent).await
    }

    /// The next intent of somebody here.
    pub(crate) fn intent(&mut self, actor: &Actor, body: IntentBody) -> Intent {
        self.seq += 1;
        let (seq, id) = (self.seq, Uuid::now_v7());
        Intent {
            id,
            // A device is one account's.
            device: actor.account,
            seq,
            actor: actor.account,
            made_at_us: self.authority.now_us(),
            body,
            schema: SCHEMA,
        }
    }

    /// A replica of the vendor's that has read everything.
    pub(crate) async fn vendors_replica(&self) -> Fallible<Replica> {
        let path = self.path(&format!("{}.db", Uuid::now_v7().simple()));
        let replica = Replica::open(&path, self.vendor.account, Arc::new(SystemClock)).await?;
        replica.sync(&self.authority, &self.vendor).await?;
        Ok(replica)
    }

    /// A file in this town's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let folder: &Path = self.folder.path();
        folder.join(name)
    }
}

/// Submits one intent, which must be applied.
pub(crate) async fn submit(authority: &Authority, actor: &Actor, intent: Intent) -> Fallible<()> {
    let (answers, fault) = authority.submit(actor, &[intent]).await;
    match (answers.first().map(|answer| &answer.outcome), fault) {
        (Some(Outcome::Applied), None) => Ok(()),
        (Some(other), _) => Err(stories::fail(format!("not applied: {other:?}"))),
        (None, fault) => Err(stories::fail(format!("no answer: {fault:?}"))),
    }
}

/// What a store of a bench is opened with.
pub(crate) fn store_fields() -> StoreFields {
    StoreFields {
        name: "Lantern Books".into(),
        legal_name: "Lantern Books GmbH".into(),
        line1: "Markt 1".into(),
        city: "Jena".into(),
        country: "DE".into(),
        tax_number: "DE123456789".into(),
        currency: "EUR".into(),
        invoice_prefix: "LB-".into(),
        payment_days: 14,
        iban: "DE89370400440532013000".into(),
        ..StoreFields::default()
    }
}

/// Where the buyers of a bench live.
pub(crate) fn address_fields() -> AddressFields {
    AddressFields {
        name: "Zoë Müller".into(),
        line1: "Rue du Lac 1".into(),
        city: "Genève".into(),
        postcode: "1201".into(),
        country: "CH".into(),
        ..AddressFields::default()
    }
}

fn person(name: &str) -> Actor {
    Actor {
        account: Uuid::now_v7(),
        email: format!("{name}@example.org"),
        display_name: format!("{name} of the town"),
        permissions: MAY.map(str::to_owned).into(),
    }
}

pub(crate) fn item(number: usize) -> ImportItem {
    let fields = ProductFields {
        name: format!("Volume {number} of the collected letters"),
        subtitle: "Zoë Müller".into(),
        sku: format!("V-{number}"),
        price_minor: 1_990,
        tax_bp: 700,
        is_active: true,
        tags: vec!["letters".into()],
        ..ProductFields::default()
    };
    ImportItem { id: Uuid::now_v7(), fields, stock: 500_000, pictures: vec![] }
}
