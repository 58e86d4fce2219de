//! The demo marketplace: two stores filled from real files, two people, an order and a few reviews. Everything goes the
//! way a person's own work goes; nothing is put in by a back door.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use market::domain::account::Registration;
use market::domain::address::AddressFields;
use market::domain::import::Preset;
use market::domain::store::StoreFields;
use market::intent::IntentBody;
use market::view::shelf::{ListShelf, ShelfRow};
use market::{Refusal, db, view};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts;
use crate::call::Call;
use crate::desk::{Event, Inner, Window};
use crate::files;
use crate::imports::{self, Plan};
use crate::op::Nothing;
use crate::ops::account::{self, Seat};
use crate::seats;

/// The demo's vendor.
pub(crate) const VENDOR_EMAIL: &str = "vendor@demo.example";
const BUYER_EMAIL: &str = "buyer@demo.example";
/// Said on the first screen; the demo holds nothing worth keeping from anybody.
const PASSWORD: &str = "explore-tradepost-1";

const BOOKS: &[u8] = include_bytes!("../../../tests/data/books-10k.csv");
const APPAREL: &[u8] = include_bytes!("../../../tests/data/shopify-apparel.csv");

const STEPS: u64 = 6;

/// The demo, open.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[ts(rename = "Demo")]
pub(crate) struct Opened {
    seat: Seat,
    password: String,
    buyer_email: String,
}

/// Builds the demo where it is missing, and signs its vendor in.
pub(crate) async fn open(call: &Call, _: Nothing) -> Result<Opened, Refusal> {
    let mut tx = call.desk.authority.db().read().await?;
    let known = db::account::by_email(&mut tx, VENDOR_EMAIL).await?;
    drop(tx);
    let is_new = known.is_none();
    let vendor = match known {
        Some(row) => row.id,
        None => {
            accounts::register(&call.desk, &person(VENDOR_EMAIL, "demo_vendor", "Mara Lindqvist"), "vendor")
                .await?
        }
    };
    let token = accounts::open_session(&call.desk, call.window, vendor).await?;
    let seat = account::sit_down(call, &token).await?;
    if is_new || is_empty(call, vendor).await? {
        build(&call.desk).await?;
    }
    Ok(Opened { seat, password: PASSWORD.to_owned(), buyer_email: BUYER_EMAIL.to_owned() })
}

/// A demo that was stopped while it was built is built to its end.
async fn is_empty(call: &Call, vendor: Uuid) -> Result<bool, Refusal> {
    let mut tx = call.desk.authority.db().read().await?;
    Ok(db::account::by_email(&mut tx, BUYER_EMAIL).await?.is_none()
        || !db::store::has_any(&mut tx, vendor).await?)
}

fn person(email: &str, username: &str, name: &str) -> Registration {
    Registration {
        email: email.to_owned(),
        username: username.to_owned(),
        password: PASSWORD.to_owned(),
        password_again: PASSWORD.to_owned(),
        display_name: name.to_owned(),
        mobile: String::new(),
        accepts_terms: true,
    }
}

fn step(desk: &Inner, done: u64, note: &str) {
    let _ = desk.events.send(Event::Progress {
        task: "demo".to_owned(),
        done,
        total: STEPS,
        note: note.to_owned(),
    });
}

async fn build(desk: &Arc<Inner>) -> Result<(), Refusal> {
    let call = Call::new(Arc::clone(desk), Window::Manager).await;
    step(desk, 0, "Opening two stores");
    let books = open_store(&call, &book_store()).await?;
    let apparel = open_store(&call, &apparel_store()).await?;
    step(desk, 1, "Putting shirts and bags on the shelves");
    take_in(&call, apparel, "apparel.csv", APPAREL, Preset::Shopify).await?;
    step(desk, 2, "Putting 10,000 books on the shelves");
    take_in(&call, books, "books.csv", BOOKS, Preset::Books).await?;
    step(desk, 3, "Welcoming a buyer");
    let buyer = buyer(desk).await?;
    step(desk, 4, "Selling a few things");
    shop(&buyer, &call).await?;
    step(desk, 5, "Reading reviews");
    review(&buyer).await?;
    step(desk, STEPS, "Ready");
    desk.say(vec!["seat", "store", "product", "tag", "sale", "review", "mail"]);
    Ok(())
}

async fn open_store(call: &Call, fields: &StoreFields) -> Result<Uuid, Refusal> {
    let own = view::store::list(&mut call.read().await?, call.account(), 0).await?;
    if let Some(known) = own.stores.into_iter().find(|store| store.name == fields.name) {
        return Ok(known.id);
    }
    let id = Uuid::now_v7();
    call.change(IntentBody::OpenStore { id, fields: fields.clone() }).await?;
    Ok(id)
}

fn book_store() -> StoreFields {
    StoreFields {
        name: "Lantern Books".to_owned(),
        description: "Ten thousand books people loved, in every language we could find.".to_owned(),
        email: "books@demo.example".to_owned(),
        legal_name: "Lantern Books GmbH".to_owned(),
        line1: "Saalstraße 12".to_owned(),
        postcode: "07743".to_owned(),
        city: "Jena".to_owned(),
        country: "DE".to_owned(),
        tax_number: "DE811907980".to_owned(),
        currency: "EUR".to_owned(),
        invoice_prefix: "LB-".to_owned(),
        bank_name: "Sparkasse Jena".to_owned(),
        iban: "DE89370400440532013000".to_owned(),
        payment_days: 14,
        ..StoreFields::default()
    }
}

fn apparel_store() -> StoreFields {
    StoreFields {
        name: "Harbour & Thread".to_owned(),
        description: "Shirts, jackets and bags that last.".to_owned(),
        email: "hello@demo.example".to_owned(),
        legal_name: "Harbour & Thread OÜ".to_owned(),
        line1: "Telliskivi 60a".to_owned(),
        postcode: "10412".to_owned(),
        city: "Tallinn".to_owned(),
        country: "EE".to_owned(),
        tax_number: "EE101286464".to_owned(),
        currency: "EUR".to_owned(),
        invoice_prefix: "HT-".to_owned(),
        iban: "EE382200221020145685".to_owned(),
        payment_days: 14,
        ..StoreFields::default()
    }
}

/// A demo file is written beside the data and imported as a person would import it.
async fn take_in(call: &Call, store: Uuid, name: &str, bytes: &[u8], preset: Preset) -> Result<(), Refusal> {
    let path: PathBuf = call.desk.dir.join(name);
    files::write(&path, bytes)?;
    let plan = Plan { store, path: path.clone(), preset: Some(preset), mapping: None, pictures: None };
    let batch = imports::start(call, plan).await?;
    let state = call.desk.imports.finished(&call.desk, Window::Manager, batch).await;
    remove(&path);
    match state?.get("state").and_then(|state| state.as_str()) {
        Some("done") => Ok(()),
        other => Err(Refusal::broken(&format!("the demo's import ended as {other:?}"))),
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, "a demo file stays behind");
    }
}

async fn buyer(desk: &Arc<Inner>) -> Result<Call, Refusal> {
    let mut tx = desk.authority.db().read().await?;
    let known = db::account::by_email(&mut tx, BUYER_EMAIL).await?;
    drop(tx);
    let id = match known {
        Some(row) => row.id,
        None => accounts::register(desk, &person(BUYER_EMAIL, "demo_buyer", "Jonas Ek"), "buyer").await?,
    };
    let token = accounts::open_session(desk, Window::Storefront, id).await?;
    let actor =
        accounts::actor(&desk.authority, &token).await?.ok_or_else(|| Refusal::not_found("account"))?;
    let replica = desk.seats.replica(id).await?;
    let seat = seats::Seat { actor, token: Some(token), replica };
    desk.sync(&seat).await?;
    Ok(Call { desk: Arc::clone(desk), window: Window::Storefront, seat })
}

async fn find(call: &Call, text: &str) -> Result<Option<ShelfRow>, Refusal> {
    let ask = ListShelf { text: Some(text.to_owned()), limit: Some(20), ..ListShelf::default() };
    let page = view::shelf::list(&mut call.read().await?, &ask).await?;
    Ok(page.rows.into_iter().find(|row| row.stock > 2))
}

async fn shop(buyer: &Call, vendor: &Call) -> Result<(), Refusal> {
    let address = Uuid::now_v7();
    let fields = AddressFields {
        name: "Jonas Ek".to_owned(),
        line1: "Götgatan 36".to_owned(),
        postcode: "118 26".to_owned(),
        city: "Stockholm".to_owned(),
        country: "SE".to_owned(),
        ..AddressFields::default()
    };
    buyer.change(IntentBody::AddAddress { id: address, fields }).await?;
    for basket in [["hunger games", "ocean blue shirt"], ["pride prejudice", "olive green jacket"]] {
        for text in basket {
            if let Some(row) = find(buyer, text).await? {
                buyer.change(IntentBody::PutInCart { product: row.id, quantity: 1, adds: true }).await?;
            }
        }
        let cart = view::cart::get(&mut buyer.read().await?, buyer.account()).await?;
        if cart.lines.is_empty() {
            continue;
        }
        let lines = cart.lines.iter().map(|line| market::intent::Wanted {
            product: line.product,
            quantity: line.quantity,
            price_minor: line.price_minor,
        });
        buyer
            .change(IntentBody::PlaceOrder {
                order: Uuid::now_v7(),
                billing: address,
                shipping: address,
                lines: lines.collect(),
                totals: cart.totals,
                note: String::new(),
            })
            .await?;
    }
    vendor.desk.sync(&vendor.seat).await?;
    let sales =
        view::sale::list(&mut vendor.read().await?, vendor.account(), &view::sale::ListSales::default())
            .await?;
    if let Some(sale) = sales.rows.last() {
        vendor.change(IntentBody::MarkPaid { part: sale.id, method: "transfer".to_owned() }).await?;
    }
    Ok(())
}

async fn review(buyer: &Call) -> Result<(), Refusal> {
    let said = [
        ("hunger games", 5, "Could not put it down", "Read it in two evenings. The pace never lets go."),
        ("ocean blue shirt", 4, "Lovely colour", "Softer than I expected; the sleeves run a little long."),
        ("great gatsby", 4, "Still shines", "A second reading, and better than the first."),
    ];
    for (text, rating, title, body) in said {
        if let Some(row) = find(buyer, text).await? {
            let (title, body) = (title.to_owned(), body.to_owned());
            buyer.change(IntentBody::SaveReview { product: row.id, rating, title, body }).await?;
        }
    }
    Ok(())
}
