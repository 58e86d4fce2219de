//! The demo's two stores and what stands on their shelves.

use std::path::Path;

use market::catalogue;
use market::domain::edit;
use market::domain::import::Preset;
use market::domain::store::StoreFields;
use market::intent::IntentBody;
use market::view::product::ListProducts;
use market::view::shelf::{ListShelf, ShelfRow};
use market::{Refusal, view};
use uuid::Uuid;

use super::pictures::{self, DRAWN, Drawn};
use crate::call::Call;
use crate::files;
use crate::import_file::Plan;
use crate::imports;
use crate::ops::picture;

const BOOKS: &[u8] = include_bytes!("../../../../tests/data/books-10k.csv");
const APPAREL: &str = include_str!("../../../../tests/data/shopify-apparel.csv");

/// The two stores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stores {
    pub(super) books: Uuid,
    pub(super) apparel: Uuid,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shop {
    Books,
    Apparel,
}

impl Stores {
    pub(super) fn id(self, shop: Shop) -> Uuid {
        match shop {
            Shop::Books => self.books,
            Shop::Apparel => self.apparel,
        }
    }
}

/// Opens the stores that are not open yet.
pub(super) async fn open(vendor: &Call) -> Result<Stores, Refusal> {
    let books = open_one(vendor, book_store(), pictures::LANTERN).await?;
    let apparel = open_one(vendor, apparel_store(), pictures::HARBOUR).await?;
    Ok(Stores { books, apparel })
}

async fn open_one(call: &Call, mut fields: StoreFields, logo: &[u8]) -> Result<Uuid, Refusal> {
    fields.logo = Some(picture::keep(&call.desk, logo.to_owned()).await?.hash);
    let own = view::store::list(&mut call.read().await?, call.account(), 0).await?;
    let Some(known) = own.stores.into_iter().find(|store| store.name == fields.name) else {
        let id = Uuid::now_v7();
        call.change(IntentBody::OpenStore { id, fields }).await?;
        return Ok(id);
    };
    if known.logo.is_none() {
        let before = view::store::get(&mut call.read().await?, call.account(), known.id).await?.fields;
        let after = StoreFields { logo: fields.logo, ..before.clone() };
        let edit = edit::between(&before, &after)?;
        call.change(IntentBody::EditStore { id: known.id, edit }).await?;
    }
    Ok(known.id)
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

/// Imports the books.
pub(super) async fn fill_with_books(call: &Call, store: Uuid) -> Result<(), Refusal> {
    let path = call.desk.dir.join("books.csv");
    files::write(&path, BOOKS)?;
    let plan = Plan { store, path, how: read_as(Preset::Books), pictures: None };
    let done = take_in(call, &plan).await;
    remove(&plan.path);
    done
}

/// Imports the apparel with its pictures, which lie in a folder for as long as that takes, and unpacks a first delivery:
/// the file knows one piece of each.
pub(super) async fn fill_with_apparel(call: &Call, store: Uuid) -> Result<(), Refusal> {
    let folder = call.desk.dir.join("demo-pictures");
    let done = import_apparel(call, store, &folder).await;
    if let Err(error) = std::fs::remove_dir_all(&folder) {
        tracing::warn!(%error, "the folder of the demo's pictures stays behind");
    }
    done?;
    unpack(call, store).await
}

async fn import_apparel(call: &Call, store: Uuid, folder: &Path) -> Result<(), Refusal> {
    std::fs::create_dir_all(folder).map_err(|error| files::refused(&error, folder))?;
    for picture in DRAWN {
        files::write(&folder.join(picture.file), picture.bytes)?;
    }
    let path = folder.join("apparel.csv");
    files::write(&path, with_more_pictures().as_bytes())?;
    let pictures = Some(folder.to_owned());
    take_in(call, &Plan { store, path, how: read_as(Preset::Shopify), pictures }).await
}

/// The list under the store's own brand, with a row for each picture it does not name, as Shopify writes further pictures.
fn with_more_pictures() -> String {
    let columns = APPAREL.lines().next().unwrap_or_default().split(',');
    let row = |picture: &Drawn| {
        let cells = columns.clone().map(|name| match name {
            "Handle" => picture.handle,
            "Image Src" => picture.file,
            _ => "",
        });
        cells.collect::<Vec<_>>().join(",")
    };
    let further = DRAWN.iter().filter(|picture| !APPAREL.contains(picture.file)).map(row);
    let own = APPAREL.trim_end().replace(",partners-demo,", ",Harbour & Thread,");
    std::iter::once(own).chain(further).collect::<Vec<_>>().join("\n")
}

fn read_as(preset: Preset) -> catalogue::Plan {
    catalogue::Plan { preset: Some(preset), mapping: None }
}

/// Imports a file as a person would.
async fn take_in(call: &Call, plan: &Plan) -> Result<(), Refusal> {
    let batch = imports::start(call, plan.clone()).await?;
    let state = call.desk.imports.finished(call, batch).await?;
    match state.get("state").and_then(|state| state.as_str()) {
        Some("done") => Ok(()),
        Some("stopped") => Err(super::stopped()),
        other => Err(Refusal::broken(&format!("the demo's import ended as {other:?}"))),
    }
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, "a demo file stays behind");
    }
}

/// Some products stay rare.
async fn unpack(call: &Call, store: Uuid) -> Result<(), Refusal> {
    let ask = ListProducts { store: Some(store), limit: Some(100), ..ListProducts::default() };
    let mut rows = view::product::list(&mut call.read().await?, call.account(), &ask).await?.rows;
    rows.sort_by(|one, other| one.sku.cmp(&other.sku));
    for (row, delta) in rows.iter().zip([11, 7, 23, 2, 16].into_iter().cycle()) {
        if row.stock == 1 {
            let (reason, note) = ("received".to_owned(), "Opening delivery".to_owned());
            call.change(IntentBody::AdjustStock { product: row.id, delta, reason, note }).await?;
        }
    }
    Ok(())
}

/// The first product of a store these words find, if so many are there.
pub(super) async fn find(
    call: &Call,
    store: Uuid,
    text: &str,
    quantity: i64,
) -> Result<Option<ShelfRow>, Refusal> {
    let ask = ListShelf {
        text: Some(text.to_owned()),
        store: Some(store),
        limit: Some(20),
        ..ListShelf::default()
    };
    let page = view::shelf::list(&mut call.read().await?, &ask).await?;
    let found = page.rows.into_iter().find(|row| row.stock >= quantity);
    if found.is_none() {
        tracing::warn!(text, "the demo does without a product that is not on its shelf");
    }
    Ok(found)
}
