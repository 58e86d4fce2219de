//! The cart: one line per product, kept until bought or taken out.

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use crate::args;
use crate::refusal::Refusal;
use crate::space::Space;

/// One line with what its product is now.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct CartRow {
    pub product_id: Uuid,
    pub store_id: Uuid,
    pub quantity: i64,
    pub seen_price_minor: i64,
    pub added_at_us: i64,
    pub name: Option<String>,
    pub subtitle: Option<String>,
    pub picture: Option<String>,
    pub price_minor: Option<i64>,
    pub stock: Option<i64>,
    pub is_active: Option<bool>,
    pub removed_at_us: Option<i64>,
    pub store_name: Option<String>,
    pub currency: Option<String>,
    pub is_open: Option<bool>,
    pub store_removed_at_us: Option<i64>,
}

/// The lines of a cart, by store and then in the order they were added.
pub async fn list(tx: &mut Tx, account: Uuid) -> Result<Vec<CartRow>, Refusal> {
    tx.all(
        "select c.product_id, c.store_id, c.quantity, c.seen_price_minor, c.added_at_us, p.name, p.subtitle, p.picture, p.price_minor, \
         p.stock, p.is_active, p.removed_at_us, s.name as store_name, s.currency, s.is_open, s.removed_at_us as store_removed_at_us \
         from cart_line c left join product p on p.id = c.product_id left join store s on s.id = c.store_id \
         where c.account_id = ? order by s.name, c.store_id, c.added_at_us, c.product_id",
        args![account],
    )
    .await
}

/// One product's line.
pub async fn get(tx: &mut Tx, account: Uuid, product: Uuid) -> Result<Option<(i64, i64)>, Refusal> {
    tx.opt(
        "select quantity, seen_price_minor from cart_line where account_id = ? and product_id = ?",
        args![account, product],
    )
    .await
}

/// Writes a line: a new one, or another quantity and price seen.
pub async fn put(
    tx: &mut Tx,
    account: Uuid,
    (product, store): (Uuid, Uuid),
    quantity: i64,
    seen_price_minor: i64,
    now_us: i64,
) -> Result<(), Refusal> {
    let id = crate::domain::ids::pair(account, product);
    tx.upsert(
        "insert into cart_line (id, account_id, product_id, store_id, quantity, seen_price_minor, added_at_us) values",
        "id",
        &["quantity", "seen_price_minor"],
        vec![args![id, account, product, store, quantity, seen_price_minor, now_us]],
    )
    .await?;
    tx.touch(Space::home(account), tables::CART_LINE, id);
    Ok(())
}

/// Takes a product out.
pub async fn remove(tx: &mut Tx, account: Uuid, product: Uuid) -> Result<(), Refusal> {
    let id = crate::domain::ids::pair(account, product);
    tx.exec("delete from cart_line where id = ?", args![id]).await?;
    tx.touch(Space::home(account), tables::CART_LINE, id);
    Ok(())
}

/// Takes what was bought out.
pub async fn remove_all(tx: &mut Tx, account: Uuid, products: &[Uuid]) -> Result<(), Refusal> {
    let ids: Vec<Uuid> = products.iter().map(|product| crate::domain::ids::pair(account, *product)).collect();
    let keys: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
    tx.exec_in("delete from cart_line where id in", vec![], &keys).await?;
    for id in ids {
        tx.touch(Space::home(account), tables::CART_LINE, id);
    }
    Ok(())
}

/// Forgets a whole cart.
pub async fn forget(tx: &mut Tx, account: Uuid) -> Result<(), Refusal> {
    tx.exec("delete from cart_line where account_id = ?", args![account]).await?;
    Ok(())
}

impl CartRow {
    /// Whether the product can be bought at all, apart from stock.
    pub fn is_sellable(&self) -> bool {
        self.is_active == Some(true)
            && self.removed_at_us.is_none()
            && self.is_open == Some(true)
            && self.store_removed_at_us.is_none()
    }
}
