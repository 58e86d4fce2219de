//! Addresses.

use market::domain::address::AddressFields;
use market::domain::edit;
use market::intent::IntentBody;
use market::view::cart::Addresses;
use market::{Permission, Refusal, view};
use serde::Deserialize;
use uuid::Uuid;

use super::STOREFRONT;
use super::store::{One, Saved};
use crate::call::Call;
use crate::op::Who::May;
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("address.list", "Own addresses, the last used first", May(Permission::AddressView), STOREFRONT, Of::Nothing, [], list, Nothing => Addresses),
    op!("address.save", "Keeps an address or changes it", May(Permission::AddressChange), STOREFRONT, Of::Home("id"), ["address"], save, SaveAddress => Saved),
    op!("address.remove", "Forgets an address; orders keep their copy", May(Permission::AddressDelete), STOREFRONT, Of::Home("id"), ["address"], remove, One => Nothing),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct SaveAddress {
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(default)]
    before: Option<AddressFields>,
    after: AddressFields,
}

async fn list(call: &Call, _: Nothing) -> Result<Addresses, Refusal> {
    view::cart::addresses(&mut call.read().await?, call.account()).await
}

async fn save(call: &Call, ask: SaveAddress) -> Result<Saved, Refusal> {
    let Some(id) = ask.id else {
        let id = Uuid::now_v7();
        call.change(IntentBody::AddAddress { id, fields: ask.after }).await?;
        return Ok(Saved { id });
    };
    let before = match ask.before {
        Some(before) => before,
        None => view::cart::address(&mut call.read().await?, call.account(), id, "id").await?.fields,
    };
    let edit = edit::between(&before, &ask.after)?;
    if !edit.after.is_empty() {
        call.change(IntentBody::EditAddress { id, edit }).await?;
    }
    Ok(Saved { id })
}

async fn remove(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    call.change(IntentBody::RemoveAddress { id: ask.id }).await?;
    Ok(Nothing {})
}
