//! The cart.

use market::intent::IntentBody;
use market::view::cart::Cart;
use market::{Permission, Refusal, view};
use serde::Deserialize;
use uuid::Uuid;

use super::STOREFRONT;
use crate::call::Call;
use crate::op::Who::{Anybody, May};
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("cart.get", "The cart, with what changed since", Anybody, STOREFRONT, Of::Nothing, [], get, Nothing => Cart),
    op!("cart.put", "Puts a product in, or sets how many", May(Permission::CartChange), STOREFRONT, Of::Shown("product"), ["cart"], put, Put => Cart),
    op!("cart.remove", "Takes a product out", May(Permission::CartChange), STOREFRONT, Of::Nothing, ["cart"], remove, Remove => Cart),
    op!("cart.clear", "Takes everything out", May(Permission::CartChange), STOREFRONT, Of::Nothing, ["cart"], clear, Nothing => Cart),
    op!("cart.accept", "Accepts changed prices and quantities", May(Permission::CartChange), STOREFRONT, Of::Nothing, ["cart"], accept, Nothing => Cart),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CartMode")]
enum Mode {
    Add,
    Set,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Put {
    product: Uuid,
    quantity: i64,
    mode: Mode,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Remove {
    product: Uuid,
}

async fn get(call: &Call, _: Nothing) -> Result<Cart, Refusal> {
    view::cart::get(&mut call.read().await?, call.account()).await
}

async fn put(call: &Call, ask: Put) -> Result<Cart, Refusal> {
    let Put { product, quantity, mode } = ask;
    changed(call, IntentBody::PutInCart { product, quantity, adds: mode == Mode::Add }).await
}

async fn remove(call: &Call, ask: Remove) -> Result<Cart, Refusal> {
    changed(call, IntentBody::RemoveFromCart { product: ask.product }).await
}

async fn clear(call: &Call, _: Nothing) -> Result<Cart, Refusal> {
    changed(call, IntentBody::ClearCart {}).await
}

async fn accept(call: &Call, _: Nothing) -> Result<Cart, Refusal> {
    changed(call, IntentBody::AcceptCart {}).await
}

async fn changed(call: &Call, body: IntentBody) -> Result<Cart, Refusal> {
    call.change(body).await?;
    get(call, Nothing {}).await
}
