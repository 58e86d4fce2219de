//! The storefront's shelves, for everybody.

use market::view::shelf::{ListShelf, ShelfPage, ShelfProduct, ShelfStores, ShelfTag, ShelfTags};
use market::{Refusal, view};
use serde::Deserialize;
use uuid::Uuid;

use super::BOTH;
use super::store::One;
use crate::call::Call;
use crate::op::Who::Anybody;
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("shelf.stores", "Stores with something to see", Anybody, BOTH, Of::Nothing, [], stores, Nothing => ShelfStores),
    op!("shelf.tags", "Tags most used", Anybody, BOTH, Of::Nothing, [], tags, InStore => ShelfTags),
    op!("shelf.tag", "One tag's page", Anybody, BOTH, Of::Nothing, [], tag, BySlug => ShelfTag),
    op!("shelf.list", "Products by words, store and tag", Anybody, BOTH, Of::Nothing, [], list, ListShelf => ShelfPage),
    op!("shelf.product", "One product's page", Anybody, BOTH, Of::Shown("id"), [], product, One => ShelfProduct),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct InStore {
    #[serde(default)]
    store: Option<Uuid>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct BySlug {
    slug: String,
}

async fn stores(call: &Call, _: Nothing) -> Result<ShelfStores, Refusal> {
    view::shelf::stores(&mut call.read().await?).await
}

async fn tags(call: &Call, ask: InStore) -> Result<ShelfTags, Refusal> {
    view::shelf::tags(&mut call.read().await?, ask.store).await
}

async fn tag(call: &Call, ask: BySlug) -> Result<ShelfTag, Refusal> {
    view::shelf::tag(&mut call.read().await?, &ask.slug).await
}

async fn list(call: &Call, ask: ListShelf) -> Result<ShelfPage, Refusal> {
    view::shelf::list(&mut call.glance().await?, &ask).await
}

async fn product(call: &Call, ask: One) -> Result<ShelfProduct, Refusal> {
    view::shelf::product(&mut call.read().await?, call.account(), ask.id).await
}
