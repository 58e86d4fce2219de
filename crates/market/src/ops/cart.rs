//! The cart, a visitor's too.

use uuid::Uuid;

use super::Ctx;
use crate::db::product::ProductRow;
use crate::db::{self, Tx};
use crate::intent::Wanted;
use crate::refusal::{Code, Refusal};

/// The most of one product.
pub const MOST_QUANTITY: i64 = 99;

/// Puts a product in, or sets how many.
pub async fn put(tx: &mut Tx, ctx: &Ctx, product: Uuid, quantity: i64, adds: bool) -> Result<(), Refusal> {
    if !(1..=MOST_QUANTITY).contains(&quantity) {
        return Err(Refusal::field("quantity", format!("Choose between 1 and {MOST_QUANTITY}.")));
    }
    let row = sellable(tx, product).await?;
    let had = db::cart::get(tx, ctx.actor.account, product).await?;
    let wanted = if adds { had.map_or(0, |line| line.0) + quantity } else { quantity };
    if wanted > MOST_QUANTITY {
        return Err(Refusal::field("quantity", format!("At most {MOST_QUANTITY} of one product.")));
    }
    if row.stock == 0 && had.is_none() {
        return Err(Refusal::new(Code::SoldOut, format!("“{}” is sold out.", row.name))
            .with(&product.to_string(), "Sold out."));
    }
    let seen = had.map_or(row.price_minor, |line| line.1);
    db::cart::put(tx, ctx.actor.account, (product, row.store_id), wanted, seen, ctx.now_us).await
}

async fn sellable(tx: &mut Tx, product: Uuid) -> Result<ProductRow, Refusal> {
    db::product::get(tx, product)
        .await?
        .filter(|row| row.is_active && row.removed_at_us.is_none())
        .ok_or_else(|| Refusal::not_found("product"))
}

/// Takes a product out.
pub async fn remove(tx: &mut Tx, ctx: &Ctx, product: Uuid) -> Result<(), Refusal> {
    db::cart::remove(tx, ctx.actor.account, product).await
}

/// Takes everything out.
pub async fn clear(tx: &mut Tx, ctx: &Ctx) -> Result<(), Refusal> {
    for line in db::cart::list(tx, ctx.actor.account).await? {
        db::cart::remove(tx, ctx.actor.account, line.product_id).await?;
    }
    Ok(())
}

/// The buyer has seen what changed: prices stand, what cannot be bought leaves, too many become what is there.
pub async fn accept(tx: &mut Tx, ctx: &Ctx) -> Result<(), Refusal> {
    let account = ctx.actor.account;
    for line in db::cart::list(tx, account).await? {
        let product = line.product_id;
        match (line.price_minor, line.stock) {
            (Some(price), Some(stock)) if line.is_sellable() && stock > 0 => {
                let quantity = line.quantity.min(stock);
                if quantity != line.quantity || price != line.seen_price_minor {
                    db::cart::put(tx, account, (product, line.store_id), quantity, price, ctx.now_us).await?;
                }
            }
            _ => db::cart::remove(tx, account, product).await?,
        }
    }
    Ok(())
}

/// A visitor's cart joins the account's: the same products are summed, up to what one line may hold.
pub async fn merge(tx: &mut Tx, ctx: &Ctx, lines: &[Wanted]) -> Result<(), Refusal> {
    if lines.len() > 1_000 {
        return Err(Refusal::new(Code::TooLarge, "This cart is too large."));
    }
    let account = ctx.actor.account;
    for line in lines {
        let Ok(row) = sellable(tx, line.product).await else { continue };
        let had = db::cart::get(tx, account, line.product).await?;
        let quantity =
            (had.map_or(0, |line| line.0) + line.quantity.clamp(1, MOST_QUANTITY)).min(MOST_QUANTITY);
        let seen = had.map_or(line.price_minor, |line| line.1);
        db::cart::put(tx, account, (line.product, row.store_id), quantity, seen, ctx.now_us).await?;
    }
    Ok(())
}
