//! The demo's orders, each over both stores, and what the vendor has done about them.

use market::db::order::Part;
use market::domain::ids;
use market::domain::order::LineState;
use market::intent::{IntentBody, Wanted};
use market::{Refusal, db, view};
use uuid::Uuid;

use super::people::{self, BUYERS, Person};
use super::stores::{self, Shop, Stores};
use crate::call::Call;

/// One order.
#[derive(Debug)]
struct Order {
    /// Also makes its id, so that it is placed once.
    name: &'static str,
    buyer: &'static str,
    /// Which of the buyer's addresses.
    home: usize,
    basket: &'static [(Shop, &'static str, i64)],
    note: &'static str,
    done: &'static [(Shop, Deed)],
}

/// What the vendor does with a store's part of an order.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Paid(&'static str),
    Sent(&'static str),
    /// Takes back the last line.
    OneCancelled,
}

const ORDERS: &[Order] = &[
    Order {
        name: "first",
        buyer: people::BUYER_EMAIL,
        home: 0,
        basket: &[(Shop::Books, "hunger games", 1), (Shop::Apparel, "ocean blue shirt", 1)],
        note: "Please leave it with the neighbours.",
        done: &[
            (Shop::Books, Deed::Paid("transfer")),
            (Shop::Apparel, Deed::Paid("card")),
            (Shop::Apparel, Deed::Sent("JJEE004412873")),
        ],
    },
    Order {
        name: "gift",
        buyer: people::BUYER_EMAIL,
        home: 1,
        basket: &[(Shop::Books, "pride prejudice", 1), (Shop::Apparel, "olive green jacket", 1)],
        note: "A gift: no price on the parcel, please. Χρόνια πολλά!",
        done: &[(Shop::Books, Deed::Paid("card"))],
    },
    Order {
        name: "autumn",
        buyer: "olha@demo.example",
        home: 0,
        basket: &[
            (Shop::Books, "master margarita", 1),
            (Shop::Apparel, "yellow wool jumper", 1),
            (Shop::Apparel, "black leather bag", 1),
        ],
        note: "",
        done: &[(Shop::Apparel, Deed::OneCancelled), (Shop::Apparel, Deed::Paid("transfer"))],
    },
    Order {
        name: "wedding",
        buyer: "olha@demo.example",
        home: 1,
        basket: &[(Shop::Books, "art of war", 2), (Shop::Apparel, "blue silk tuxedo", 1)],
        note: "",
        done: &[],
    },
    Order {
        name: "summer",
        buyer: "layla@demo.example",
        home: 0,
        basket: &[
            (Shop::Books, "prophet gibran", 1),
            (Shop::Apparel, "floral white top", 1),
            (Shop::Apparel, "led high tops", 1),
        ],
        note: "شكراً جزيلاً",
        done: &[(Shop::Books, Deed::Paid("transfer"))],
    },
];

/// Places a buyer's orders.
pub(super) async fn buy(call: &Call, person: &Person, stores: Stores) -> Result<(), Refusal> {
    for order in ORDERS.iter().filter(|order| order.buyer == person.email) {
        let id = ids::derived(call.account(), order.name);
        if db::order::get(&mut call.read().await?, id).await?.is_none() {
            fill_cart(call, stores, order).await?;
            place(call, person, id, order).await?;
        }
    }
    Ok(())
}

async fn fill_cart(call: &Call, stores: Stores, order: &Order) -> Result<(), Refusal> {
    for (shop, text, quantity) in order.basket {
        if let Some(row) = stores::find(call, stores.id(*shop), text, *quantity).await? {
            let (product, quantity) = (row.id, *quantity);
            call.change(IntentBody::PutInCart { product, quantity, adds: false }).await?;
        }
    }
    Ok(())
}

async fn place(call: &Call, person: &Person, id: Uuid, order: &Order) -> Result<(), Refusal> {
    let address = people::address(call, person, order.home).await?;
    let cart = view::cart::get(&mut call.read().await?, call.account()).await?;
    if cart.lines.is_empty() {
        return Ok(());
    }
    let lines = cart.lines.iter().map(|line| Wanted {
        product: line.product,
        quantity: line.quantity,
        price_minor: line.price_minor,
    });
    let body = IntentBody::PlaceOrder {
        order: id,
        billing: address,
        shipping: address,
        lines: lines.collect(),
        totals: cart.totals,
        note: order.note.to_owned(),
    };
    call.change(body).await.map(|_| ())
}

/// Notes payments, sends parcels and cancels a line.
pub(super) async fn deliver(vendor: &Call, stores: Stores) -> Result<(), Refusal> {
    vendor.desk.sync(&vendor.seat).await?;
    for order in ORDERS {
        let Some(buyer) = BUYERS.iter().find(|person| person.email == order.buyer) else { continue };
        let Some(account) = people::account(&vendor.desk, buyer).await? else { continue };
        let id = ids::derived(account, order.name);
        for (shop, deed) in order.done {
            let parts = db::order::parts(&mut vendor.read().await?, &[id]).await?;
            if let Some(part) = parts.into_iter().find(|part| part.store_id == stores.id(*shop)) {
                act(vendor, &part, *deed).await?;
            }
        }
    }
    Ok(())
}

async fn act(vendor: &Call, part: &Part, deed: Deed) -> Result<(), Refusal> {
    let rows = db::order::lines_of_parts(&mut vendor.read().await?, &[part.id]).await?;
    let is_untouched = rows.iter().all(|line| line.state == LineState::New.word());
    let lines: Vec<Uuid> = rows.iter().map(|line| line.id).collect();
    let (part, was_paid) = (part.id, part.paid_at_us.is_some());
    let body = match deed {
        Deed::Paid(method) if !was_paid => IntentBody::MarkPaid { part, method: method.to_owned() },
        Deed::Sent(tracking) if is_untouched => {
            IntentBody::SetLines { part, lines, state: LineState::Sent, tracking: tracking.to_owned() }
        }
        Deed::OneCancelled if is_untouched => {
            let lines = lines.into_iter().next_back().into_iter().collect();
            IntentBody::SetLines { part, lines, state: LineState::Cancelled, tracking: String::new() }
        }
        _ => return Ok(()),
    };
    vendor.change(body).await.map(|_| ())
}
