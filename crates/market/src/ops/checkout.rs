//! Checkout: one order over many stores, atomic. Stock is taken, the cart emptied, and at the authority each store's
//! invoice is issued and one mail queued.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Ctx, checkout_paper};
use crate::db::address::AddressRow;
use crate::db::order::{Line, Part, Purchase};
use crate::db::product::ProductRow;
use crate::db::stock::Movement;
use crate::db::store::StoreRow;
use crate::db::{self, Tx};
use crate::domain::address::AddressFields;
use crate::domain::checks::Checks;
use crate::domain::order::{LineState, OrderState};
use crate::domain::{ids, money, tax};
use crate::intent::{Total, Wanted};
use crate::ops::cart::MOST_QUANTITY;
use crate::refusal::{Code, Refusal};

/// Lines one order may have.
const MOST_LINES: usize = 500;

/// What the buyer asked for.
#[derive(Debug)]
pub struct Ask<'a> {
    /// The order's id, made once by the window: the same one twice is one order.
    pub order: Uuid,
    /// An own address.
    pub billing: Uuid,
    /// An own address.
    pub shipping: Uuid,
    /// What, how many, at which price.
    pub lines: &'a [Wanted],
    /// The totals shown.
    pub totals: &'a [Total],
    /// For the sellers.
    pub note: &'a str,
}

/// A new order, whole.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) purchase: Purchase,
    pub(super) billing: AddressFields,
    pub(super) shipping: AddressFields,
    pub(super) parts: Vec<Part>,
    pub(super) lines: Vec<Line>,
    pub(super) stores: Vec<StoreRow>,
}

/// Places an order.
pub async fn place(tx: &mut Tx, ctx: &mut Ctx, ask: &Ask<'_>) -> Result<(), Refusal> {
    if let Some(known) = db::order::get(tx, ask.order).await? {
        return if known.account_id == ctx.actor.account {
            must_be_the_same(tx, ask).await
        } else {
            Err(Refusal::not_found("order"))
        };
    }
    let note = check(ask)?;
    // Answers only at the authority; a replica knows no accounts.
    if db::setting::has_had_the_first_order(tx, ctx.actor.account).await? {
        return Err(Refusal::new(
            Code::Forbidden,
            "Please verify your e-mail address before you order again: the letter we sent you says how.",
        ));
    }
    let addresses = BTreeSet::from([ask.billing, ask.shipping]);
    let own = db::address::own_many(tx, &addresses, ctx.actor.account).await?;
    let billing = own_address(&own, ask.billing, "billing")?;
    let shipping = own_address(&own, ask.shipping, "shipping")?;
    let products = take(tx, ask.lines).await?;
    let stores: BTreeSet<Uuid> = products.iter().map(|(_, row)| row.store_id).collect();
    let stores = db::store::get_many(tx, &stores.into_iter().collect::<Vec<_>>()).await?;
    must_sell(&products, &stores)?;
    let placed = compose(ctx, ask, &products, stores, (billing, shipping), note)?;
    must_agree(&placed.parts, ask.totals)?;
    db::order::insert(tx, &placed.purchase, &placed.parts, &placed.lines).await?;
    db::stock::add(tx, &movements(ctx, ask.order, &products)).await?;
    let bought: Vec<Uuid> = ask.lines.iter().map(|line| line.product).collect();
    db::cart::remove_all(tx, ctx.actor.account, &bought).await?;
    db::address::set_used(tx, &addresses, ctx.actor.account, ctx.now_us).await?;
    if ctx.is_authority() {
        checkout_paper::issue(tx, ctx, &placed).await?;
    }
    Ok(())
}

/// An order that is there is the answer to whoever sends it again, but not to another one under its id.
async fn must_be_the_same(tx: &mut Tx, ask: &Ask<'_>) -> Result<(), Refusal> {
    let lines = db::order::lines(tx, &[ask.order]).await?;
    let placed: BTreeSet<_> =
        lines.iter().map(|line| (line.product_id, line.quantity, line.price_minor)).collect();
    let asked: BTreeSet<_> =
        ask.lines.iter().map(|line| (line.product, line.quantity, line.price_minor)).collect();
    if placed == asked { Ok(()) } else { Err(sent_differently()) }
}

/// The id of this order belongs to another one.
pub fn sent_differently() -> Refusal {
    Refusal::new(Code::Conflict, "This order has already been sent differently.")
}

fn check(ask: &Ask<'_>) -> Result<String, Refusal> {
    let mut checks = Checks::default();
    if ask.lines.is_empty() {
        return Err(Refusal::new(Code::Invalid, "The cart is empty."));
    }
    if ask.lines.len() > MOST_LINES {
        return Err(Refusal::new(Code::TooLarge, format!("At most {MOST_LINES} products in one order.")));
    }
    let distinct: BTreeSet<Uuid> = ask.lines.iter().map(|line| line.product).collect();
    if distinct.len() != ask.lines.len() {
        return Err(Refusal::new(Code::Invalid, "A product stands twice in this order."));
    }
    for line in ask.lines {
        checks.number(&line.product.to_string(), line.quantity, 1, MOST_QUANTITY);
    }
    let note = checks.text("note", ask.note, 1_000);
    checks.done()?;
    Ok(note)
}

fn own_address(own: &[AddressRow], id: Uuid, field: &str) -> Result<AddressFields, Refusal> {
    let row = own.iter().find(|row| row.id == id);
    let absent = || Refusal::not_found("address").with(field, "Choose one of your addresses.");
    row.map(AddressRow::fields).ok_or_else(absent)
}

/// Takes the stock of all lines. The products are locked in order of their ids, so what is read of them cannot change until
/// the end.
async fn take<'a>(tx: &mut Tx, lines: &'a [Wanted]) -> Result<Vec<(&'a Wanted, ProductRow)>, Refusal> {
    let mut wanted: Vec<&Wanted> = lines.iter().collect();
    wanted.sort_by_key(|line| line.product);
    let ids: Vec<Uuid> = wanted.iter().map(|line| line.product).collect();
    let rows = db::product::lock_many(tx, &ids).await?;
    let mut found = sellable(wanted, rows)?;
    let taken: Vec<_> = found.iter().map(|(line, row)| (row.store_id, row.id, line.quantity)).collect();
    db::product::take_stock(tx, &taken).await?;
    for (line, row) in &mut found {
        row.stock -= line.quantity;
    }
    Ok(found)
}

/// The lines with their products, all of which are there, sold, of the price shown and in stock.
fn sellable(wanted: Vec<&Wanted>, rows: Vec<ProductRow>) -> Result<Vec<(&Wanted, ProductRow)>, Refusal> {
    let mut rows: BTreeMap<Uuid, ProductRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut gone = Refusal::new(Code::Changed, "Some products have changed since you saw them.");
    let mut sold_out = Refusal::new(Code::SoldOut, "Some products are sold out or fewer than you want.");
    let mut found = Vec::with_capacity(rows.len());
    for line in wanted {
        let id = line.product.to_string();
        match rows.remove(&line.product) {
            None => gone = gone.with(&id, "This product is gone."),
            Some(row) if !row.is_active || row.removed_at_us.is_some() => {
                gone = gone.with(&id, format!("“{}” is not sold any more.", row.name));
            }
            Some(row) if row.price_minor != line.price_minor => {
                gone = gone.with(&id, format!("The price of “{}” has changed.", row.name));
            }
            Some(row) if row.stock < line.quantity => {
                let sentence = match row.stock {
                    0 => format!("“{}” is sold out.", row.name),
                    1 => format!("Only 1 is left of “{}”.", row.name),
                    left => format!("Only {left} are left of “{}”.", row.name),
                };
                sold_out = sold_out.with(&id, sentence);
            }
            Some(row) => found.push((line, row)),
        }
    }
    for refusal in [gone, sold_out] {
        if !refusal.fields.is_empty() {
            return Err(refusal);
        }
    }
    Ok(found)
}

fn must_sell(products: &[(&Wanted, ProductRow)], stores: &[StoreRow]) -> Result<(), Refusal> {
    let mut refusal = Refusal::new(Code::Changed, "A store is closed right now.");
    for (line, row) in products {
        let is_open = stores
            .iter()
            .any(|store| store.id == row.store_id && store.is_open && store.removed_at_us.is_none());
        if !is_open {
            refusal =
                refusal.with(&line.product.to_string(), format!("The store of “{}” is closed.", row.name));
        }
    }
    if refusal.fields.is_empty() { Ok(()) } else { Err(refusal) }
}

fn compose(
    ctx: &mut Ctx,
    ask: &Ask<'_>,
    products: &[(&Wanted, ProductRow)],
    stores: Vec<StoreRow>,
    (billing, shipping): (AddressFields, AddressFields),
    note: String,
) -> Result<Placed, Refusal> {
    let purchase = Purchase {
        id: ask.order,
        account_id: ctx.actor.account,
        number: ids::short_code(ask.order),
        state: OrderState::New.word().to_owned(),
        placed_at_us: ctx.now_us,
        billing: serde_json::to_string(&billing)?,
        shipping: serde_json::to_string(&shipping)?,
        note,
    };
    let (mut parts, mut lines) = (Vec::new(), Vec::new());
    for store in &stores {
        let own = products.iter().filter(|(_, row)| row.store_id == store.id);
        let mut part = part_of(&purchase, store, ctx, &billing);
        for (position, (line, row)) in (1_i64..).zip(own) {
            let line = line_of(ctx, &part, position, line, row)?;
            part.net_minor += line.net_minor;
            part.tax_minor += line.tax_minor;
            part.total_minor = part.total_minor.checked_add(line.total_minor).ok_or_else(too_dear)?;
            lines.push(line);
        }
        parts.push(part);
    }
    Ok(Placed { purchase, billing, shipping, parts, lines, stores })
}

fn part_of(purchase: &Purchase, store: &StoreRow, ctx: &Ctx, billing: &AddressFields) -> Part {
    Part {
        id: ids::derived(purchase.id, &store.id.to_string()),
        order_id: purchase.id,
        store_id: store.id,
        account_id: purchase.account_id,
        order_number: purchase.number.clone(),
        store_name: store.name.clone(),
        state: purchase.state.clone(),
        currency: store.currency.clone(),
        net_minor: 0,
        tax_minor: 0,
        total_minor: 0,
        buyer_name: billing.name.clone(),
        buyer_email: ctx.actor.email.clone(),
        billing: purchase.billing.clone(),
        shipping: purchase.shipping.clone(),
        note: purchase.note.clone(),
        placed_at_us: purchase.placed_at_us,
        paid_at_us: None,
        paid_by: None,
    }
}

fn line_of(
    ctx: &mut Ctx,
    part: &Part,
    position: i64,
    wanted: &Wanted,
    row: &ProductRow,
) -> Result<Line, Refusal> {
    let split = tax::line(wanted.quantity, row.price_minor, row.tax_bp).ok_or_else(too_dear)?;
    Ok(Line {
        id: ctx.ids.draw(),
        part_id: part.id,
        order_id: part.order_id,
        store_id: part.store_id,
        account_id: part.account_id,
        product_id: row.id,
        position,
        name: row.name.clone(),
        subtitle: row.subtitle.clone(),
        sku: row.sku.clone(),
        picture: row.picture.clone(),
        quantity: wanted.quantity,
        price_minor: row.price_minor,
        tax_bp: row.tax_bp,
        net_minor: split.net_minor,
        tax_minor: split.tax_minor,
        total_minor: split.total_minor,
        state: LineState::New.word().to_owned(),
        tracking: String::new(),
    })
}

fn too_dear() -> Refusal {
    Refusal::new(Code::TooLarge, "This order is dearer than any till can count.")
}

fn movements(ctx: &mut Ctx, order: Uuid, products: &[(&Wanted, ProductRow)]) -> Vec<Movement> {
    let one = |(line, row): &(&Wanted, ProductRow)| Movement {
        id: ctx.ids.draw(),
        store_id: row.store_id,
        product_id: row.id,
        delta: -line.quantity,
        stock_after: row.stock,
        reason: "sold".to_owned(),
        note: ids::short_code(order),
        order_id: Some(order),
        account_id: Some(ctx.actor.account),
        by_name: ctx.actor.display_name.clone(),
        at_us: ctx.now_us,
    };
    products.iter().map(one).collect()
}

/// The totals shown must be the totals charged.
fn must_agree(parts: &[Part], shown: &[Total]) -> Result<(), Refusal> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for part in parts {
        *sums.entry(part.currency.as_str()).or_default() += part.total_minor;
    }
    if money::are_sums(shown.iter().map(|total| (total.currency.as_str(), total.total_minor)), &sums) {
        return Ok(());
    }
    let said: Vec<_> = sums.iter().map(|(currency, total)| money::said(*total, currency)).collect();
    Err(Refusal::new(
        Code::Changed,
        format!("The total is {} now. Please look at it again.", said.join(" and ")),
    ))
}
