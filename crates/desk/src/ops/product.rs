//! Products, tags and stock.

use std::collections::BTreeSet;

use market::domain::edit;
use market::domain::product::ProductFields;
use market::intent::{IntentBody, PictureRef};
use market::view::product::{ListProducts, MovementPage, OfficeTags, Product, ProductPage};
use market::{Permission, Refusal, db, view};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MANAGER;
use super::store::{One, Saved};
use crate::call::Call;
use crate::op::Who::{May, SignedIn};
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("product.list", "Products of own stores", SignedIn, MANAGER, Of::Nothing, [], list, ListProducts => ProductPage),
    op!("product.get", "One own product", SignedIn, MANAGER, Of::Office("id"), [], get, One => Product),
    op!("product.save", "Adds a product or changes it", May(Permission::ProductChange), MANAGER, Of::Office("id"), ["product", "tag"], save, SaveProduct => Saved),
    op!("product.set_active", "Shows products in the storefront or hides them", May(Permission::ProductChange), MANAGER, Of::Office("ids"), ["product"], set_active, SetActive => Changed),
    op!("product.remove", "Removes products; nothing sold is ever really deleted", May(Permission::ProductDelete), MANAGER, Of::Office("ids"), ["product"], remove, Many => Changed),
    op!("product.restore", "Brings removed products back", May(Permission::ProductDelete), MANAGER, Of::Office("ids"), ["product"], restore, Many => Changed),
    op!("product.set_pictures", "Gives a product these pictures in this order", May(Permission::ProductChange), MANAGER, Of::Office("id"), ["product"], set_pictures, SetPictures => Nothing),
    op!("stock.adjust", "Moves stock by hand, with a reason", May(Permission::StockChange), MANAGER, Of::Office("product"), ["product"], adjust, Adjust => Stock),
    op!("stock.list", "Movements of a product, newest first", May(Permission::StockView), MANAGER, Of::Office("product"), [], movements, ListMovements => MovementPage),
    op!("tag.list", "Tags of own stores", SignedIn, MANAGER, Of::Nothing, [], tags, ListTags => OfficeTags),
    op!("tag.save", "Makes a tag or changes it", May(Permission::TagChange), MANAGER, Of::Office("store"), ["tag", "product"], save_tag, SaveTag => Saved),
    op!("tag.remove", "Takes a tag off its products and away", May(Permission::TagDelete), MANAGER, Of::Office("id"), ["tag", "product"], remove_tag, One => Nothing),
];

#[derive(Debug, Default, Deserialize)]
struct OpeningStock {
    #[serde(default)]
    stock: Option<i64>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SaveProduct {
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(default)]
    store: Option<Uuid>,
    #[serde(default)]
    before: Option<ProductFields>,
    /// The fields and, for a new product, its opening stock.
    #[ts(type = "ProductFields & { stock?: number }")]
    after: serde_json::Value,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Many {
    ids: Vec<Uuid>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct SetActive {
    ids: Vec<Uuid>,
    is_active: bool,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Changed {
    changed: usize,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SetPictures {
    id: Uuid,
    #[ts(type = "Array<{ hash: string, alt?: string }>")]
    pictures: Vec<PictureRef>,
    /// What the window showed before.
    #[serde(default)]
    #[ts(optional, type = "Array<{ hash: string, alt?: string }>")]
    before: Option<Vec<PictureRef>>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct Adjust {
    product: Uuid,
    delta: i64,
    reason: String,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Stock {
    stock: i64,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct ListMovements {
    product: Uuid,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct ListTags {
    #[serde(default)]
    store: Option<Uuid>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SaveTag {
    #[serde(default)]
    id: Option<Uuid>,
    store: Uuid,
    name: String,
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    description: Option<String>,
}

async fn list(call: &Call, ask: ListProducts) -> Result<ProductPage, Refusal> {
    view::product::list(&mut call.read().await?, call.account(), &ask).await
}

async fn get(call: &Call, ask: One) -> Result<Product, Refusal> {
    view::product::get(&mut call.read().await?, call.account(), ask.id).await
}

async fn save(call: &Call, ask: SaveProduct) -> Result<Saved, Refusal> {
    let fields: ProductFields = market::input::read(ask.after.clone())?;
    let Some(id) = ask.id else {
        let id = Uuid::now_v7();
        let store = ask.store.ok_or_else(|| Refusal::field("store", "Choose a store."))?;
        let stock = market::input::read::<OpeningStock>(ask.after)?.stock.unwrap_or(0);
        call.change(IntentBody::AddProduct { id, store, fields, stock }).await?;
        return Ok(Saved { id });
    };
    let before = match ask.before {
        Some(before) => before,
        None => view::product::get(&mut call.read().await?, call.account(), id).await?.fields,
    };
    let edit = edit::between(&before, &fields)?;
    if !edit.after.is_empty() {
        call.change(IntentBody::EditProduct { id, edit }).await?;
    }
    Ok(Saved { id })
}

/// How many a list names; one named twice is one.
fn distinct(ids: &[Uuid]) -> usize {
    ids.iter().collect::<BTreeSet<_>>().len()
}

async fn set_active(call: &Call, ask: SetActive) -> Result<Changed, Refusal> {
    let changed = distinct(&ask.ids);
    call.change(IntentBody::SetProductsActive { ids: ask.ids, is_active: ask.is_active }).await?;
    Ok(Changed { changed })
}

async fn remove(call: &Call, ask: Many) -> Result<Changed, Refusal> {
    let changed = distinct(&ask.ids);
    call.change(IntentBody::RemoveProducts { ids: ask.ids }).await?;
    Ok(Changed { changed })
}

async fn restore(call: &Call, ask: Many) -> Result<Changed, Refusal> {
    let changed = distinct(&ask.ids);
    call.change(IntentBody::RestoreProducts { ids: ask.ids }).await?;
    Ok(Changed { changed })
}

async fn set_pictures(call: &Call, ask: SetPictures) -> Result<Nothing, Refusal> {
    let SetPictures { id, pictures, before } = ask;
    call.change(IntentBody::SetPictures { id, pictures, before }).await?;
    Ok(Nothing {})
}

async fn adjust(call: &Call, ask: Adjust) -> Result<Stock, Refusal> {
    let Adjust { product, delta, reason, note } = ask;
    call.change(IntentBody::AdjustStock { product, delta, reason, note: note.unwrap_or_default() }).await?;
    Ok(Stock { stock: db::product::stock(&mut call.read().await?, product).await? })
}

async fn movements(call: &Call, ask: ListMovements) -> Result<MovementPage, Refusal> {
    let page = (ask.after.as_deref(), ask.limit);
    view::product::movements(&mut call.read().await?, call.account(), ask.product, page).await
}

async fn tags(call: &Call, ask: ListTags) -> Result<OfficeTags, Refusal> {
    view::product::tags(&mut call.read().await?, call.account(), ask.store).await
}

async fn save_tag(call: &Call, ask: SaveTag) -> Result<Saved, Refusal> {
    let id = ask.id.unwrap_or_else(Uuid::now_v7);
    call.change(IntentBody::SaveTag {
        id,
        store: ask.store,
        name: ask.name,
        slug: ask.slug.unwrap_or_default(),
        description: ask.description.unwrap_or_default(),
    })
    .await?;
    Ok(Saved { id })
}

async fn remove_tag(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    call.change(IntentBody::RemoveTag { id: ask.id }).await?;
    Ok(Nothing {})
}
