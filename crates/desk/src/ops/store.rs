//! Stores.

use market::domain::edit;
use market::domain::store::StoreFields;
use market::intent::IntentBody;
use market::view::store::{Store, StoreList};
use market::{Permission, Refusal, db, view};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MANAGER;
use crate::call::Call;
use crate::op::Who::{May, SignedIn};
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("store.list", "Own stores, removed ones last", SignedIn, MANAGER, Of::Nothing, [], list, Nothing => StoreList),
    op!("store.get", "One own store", SignedIn, MANAGER, Of::Office("id"), [], get, One => Store),
    op!("store.save", "Opens a store or changes it", May(Permission::StoreChange), MANAGER, Of::Office("id"), ["store"], save, SaveStore => Saved),
    op!("store.set_open", "Opens or closes the shop door", May(Permission::StoreChange), MANAGER, Of::Office("id"), ["store"], set_open, SetOpen => Nothing),
    op!("store.remove", "Removes a store; one with orders is closed and keeps its books", May(Permission::StoreDelete), MANAGER, Of::Office("id"), ["store", "product"], remove, One => Removed),
    op!("store.restore", "Brings a removed store back", May(Permission::StoreChange), MANAGER, Of::Office("id"), ["store", "product"], restore, One => Nothing),
];

/// Which one.
#[derive(Debug, Deserialize, ts_rs::TS)]
pub(super) struct One {
    pub(super) id: Uuid,
}

/// What was saved.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
pub(super) struct Saved {
    pub(super) id: Uuid,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SaveStore {
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(default)]
    before: Option<StoreFields>,
    after: StoreFields,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct SetOpen {
    id: Uuid,
    is_open: bool,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Removed {
    #[ts(type = "\"removed\" | \"closed\"")]
    outcome: String,
}

async fn list(call: &Call, _: Nothing) -> Result<StoreList, Refusal> {
    view::store::list(&mut call.read().await?, call.account(), call.desk.authority.now_us()).await
}

async fn get(call: &Call, ask: One) -> Result<Store, Refusal> {
    view::store::get(&mut call.read().await?, call.account(), ask.id).await
}

async fn save(call: &Call, ask: SaveStore) -> Result<Saved, Refusal> {
    let Some(id) = ask.id else {
        let id = Uuid::now_v7();
        call.change(IntentBody::OpenStore { id, fields: ask.after }).await?;
        return Ok(Saved { id });
    };
    let before = match ask.before {
        Some(before) => before,
        None => view::store::get(&mut call.read().await?, call.account(), id).await?.fields,
    };
    let edit = edit::between(&before, &ask.after)?;
    if !edit.after.is_empty() {
        call.change(IntentBody::EditStore { id, edit }).await?;
    }
    Ok(Saved { id })
}

async fn set_open(call: &Call, ask: SetOpen) -> Result<Nothing, Refusal> {
    call.change(IntentBody::SetStoreOpen { id: ask.id, is_open: ask.is_open }).await?;
    Ok(Nothing {})
}

async fn remove(call: &Call, ask: One) -> Result<Removed, Refusal> {
    call.change(IntentBody::RemoveStore { id: ask.id }).await?;
    let has_orders = db::store::has_orders(&mut call.read().await?, ask.id).await?;
    Ok(Removed { outcome: if has_orders { "closed" } else { "removed" }.to_owned() })
}

async fn restore(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    call.change(IntentBody::RestoreStore { id: ask.id }).await?;
    Ok(Nothing {})
}
