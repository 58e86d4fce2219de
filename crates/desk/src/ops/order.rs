//! Checkout, and orders as their buyer sees them.

use market::domain::ids::short_code;
use market::intent::{IntentBody, Total, Wanted};
use market::ops::checkout::sent_differently;
use market::view::cart::{Address, Cart, Problem};
use market::view::order::{Order, OrderPage};
use market::{Code, Permission, Refusal, view};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::STOREFRONT;
use super::store::One;
use crate::call::{Call, Said};
use crate::op::Who::May;
use crate::op::{Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("checkout.review", "The order as it would be placed", May(Permission::OrderAdd), STOREFRONT, Of::Nothing, [], review, Review => Reviewed),
    op!("checkout.place", "Places an order; the same order id twice is one order", May(Permission::OrderAdd), STOREFRONT, Of::Nothing, ["cart", "order", "product"], place, Place => Placed),
    op!("order.list", "Own orders, newest first", May(Permission::OrderView), STOREFRONT, Of::Nothing, [], list, List => OrderPage),
    op!("order.get", "One own order", May(Permission::OrderView), STOREFRONT, Of::Home("id"), [], get, One => Order),
    op!("order.reorder", "Puts an order's products in the cart again", May(Permission::OrderAdd), STOREFRONT, Of::Home("id"), ["cart"], reorder, One => Reordered),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Review {
    billing: Uuid,
    shipping: Uuid,
}

#[derive(Debug, Serialize, ts_rs::TS)]
struct Reviewed {
    cart: Cart,
    billing: Address,
    shipping: Address,
    is_ready: bool,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct Place {
    order: Uuid,
    billing: Uuid,
    shipping: Uuid,
    totals: Vec<Total>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
struct Placed {
    order: Uuid,
    number: String,
    state: Said,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct List {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ts_rs::TS)]
struct LeftOut {
    name: String,
    reason: String,
}

#[derive(Debug, Serialize, ts_rs::TS)]
struct Reordered {
    cart: Cart,
    left_out: Vec<LeftOut>,
}

async fn review(call: &Call, ask: Review) -> Result<Reviewed, Refusal> {
    let mut tx = call.read().await?;
    let cart = view::cart::get(&mut tx, call.account()).await?;
    Ok(Reviewed {
        billing: view::cart::address(&mut tx, call.account(), ask.billing, "billing").await?,
        shipping: view::cart::address(&mut tx, call.account(), ask.shipping, "shipping").await?,
        is_ready: !cart.has_problems && !cart.lines.is_empty(),
        cart,
    })
}

async fn place(call: &Call, ask: Place) -> Result<Placed, Refusal> {
    let mut tx = call.read().await?;
    let number = short_code(ask.order);
    let known = view::order::get(&mut tx, call.account(), ask.order).await.ok();
    // A refused one was never placed; its id is free.
    if let Some(known) = known.filter(|known| known.row.refused.is_none()) {
        if !known.was_placed_with(&ask.totals) {
            return Err(sent_differently());
        }
        let state = match known.row.sync {
            view::order::Confirmed::Queued => Said::Queued,
            _ => Said::Confirmed,
        };
        return Ok(Placed { order: ask.order, number, state });
    }
    let cart = view::cart::get(&mut tx, call.account()).await?;
    drop(tx);
    must_be_whole(&cart)?;
    let line = |line: &view::cart::CartLine| Wanted {
        product: line.product,
        quantity: line.quantity,
        price_minor: line.price_minor,
    };
    let body = IntentBody::PlaceOrder {
        order: ask.order,
        billing: ask.billing,
        shipping: ask.shipping,
        lines: cart.lines.iter().map(line).collect(),
        totals: ask.totals,
        note: ask.note.unwrap_or_default(),
    };
    let state = call.change(body).await?;
    call.desk.mail_waits.notify_one();
    Ok(Placed { order: ask.order, number, state })
}

/// What changed since the buyer saw it is said before anything is placed.
fn must_be_whole(cart: &Cart) -> Result<(), Refusal> {
    let mut changed = Refusal::new(Code::Changed, "Some products have changed since you saw them.");
    let mut sold_out = Refusal::new(Code::SoldOut, "Some products are sold out or fewer than you want.");
    for line in &cart.lines {
        let id = line.product.to_string();
        match line.problem {
            Some(Problem::Gone) => {
                changed = changed.with(&id, format!("“{}” is not sold any more.", line.name));
            }
            Some(Problem::Repriced) => {
                changed = changed.with(&id, format!("The price of “{}” has changed.", line.name));
            }
            Some(Problem::SoldOut) => sold_out = sold_out.with(&id, format!("“{}” is sold out.", line.name)),
            Some(Problem::TooFew) => {
                sold_out = sold_out.with(&id, format!("Only {} are left of “{}”.", line.stock, line.name));
            }
            None => {}
        }
    }
    for refusal in [changed, sold_out] {
        if !refusal.fields.is_empty() {
            return Err(refusal);
        }
    }
    Ok(())
}

async fn list(call: &Call, ask: List) -> Result<OrderPage, Refusal> {
    view::order::list(&mut call.read().await?, call.account(), ask.after.as_deref(), ask.limit).await
}

async fn get(call: &Call, ask: One) -> Result<Order, Refusal> {
    view::order::get(&mut call.read().await?, call.account(), ask.id).await
}

async fn reorder(call: &Call, ask: One) -> Result<Reordered, Refusal> {
    let order = view::order::get(&mut call.read().await?, call.account(), ask.id).await?;
    let mut left_out = Vec::new();
    for line in order.parts.iter().flat_map(|part| &part.lines) {
        let body = IntentBody::PutInCart { product: line.product, quantity: line.quantity, adds: true };
        if let Err(refusal) = call.change(body).await {
            left_out.push(LeftOut { name: line.name.clone(), reason: refusal.message });
        }
    }
    Ok(Reordered { cart: view::cart::get(&mut call.read().await?, call.account()).await?, left_out })
}
