//! One's own stores.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::sight::Sight;
use crate::db::{self, Tx};
use crate::domain::invoice::label;
use crate::domain::staff;
use crate::domain::store::StoreFields;
use crate::refusal::Refusal;

const MONTH_US: i64 = 30 * 86_400_000_000;

/// A store in the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct StoreCard {
    pub id: Uuid,
    pub name: String,
    pub slug: String,
    pub currency: String,
    pub logo: Option<String>,
    pub is_open: bool,
    pub is_removed: bool,
    pub products: i64,
    pub low_stock: i64,
    pub open_orders: i64,
    pub revenue_minor: i64,
    pub is_own: bool,
    /// What one may do there.
    pub may: Vec<String>,
}

/// The list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct StoreList {
    pub stores: Vec<StoreCard>,
}

/// A store, whole.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Store {
    #[serde(flatten)]
    pub fields: StoreFields,
    pub id: Uuid,
    pub is_open: bool,
    pub is_removed: bool,
    pub products: i64,
    pub orders: i64,
    pub next_invoice: String,
    pub invoices: i64,
    pub created_at_us: i64,
    pub updated_at_us: i64,
    /// What one may do there.
    pub may: Vec<String>,
}

/// Lists the stores somebody works for.
pub async fn list(tx: &mut Tx, account: Uuid, now_us: i64) -> Result<StoreList, Refusal> {
    let (sights, mut stores) = (db::staff::sights(tx, account).await?, Vec::new());
    for row in db::store::of_member(tx, account).await? {
        let figures = db::store::figures(tx, row.id, now_us - MONTH_US).await?;
        let sight = sights.get(&row.id).cloned().unwrap_or_default();
        stores.push(StoreCard {
            id: row.id,
            name: row.name,
            slug: row.slug,
            currency: row.currency,
            logo: row.logo,
            is_open: row.is_open,
            is_removed: row.removed_at_us.is_some(),
            products: figures.products,
            low_stock: figures.low_stock,
            open_orders: figures.open_orders,
            revenue_minor: figures.revenue_minor,
            is_own: sight == Sight::Whole,
            may: may_there(&sight),
        });
    }
    Ok(StoreList { stores })
}

/// What somebody may do in a store, by name.
fn may_there(sight: &Sight) -> Vec<String> {
    let all = staff::GRANTABLE.into_iter().chain(staff::OWNERS);
    all.filter(|one| sight.may(*one)).map(|one| one.name().to_owned()).collect()
}

/// One of the stores somebody works for.
pub async fn get(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<Store, Refusal> {
    let sight = db::staff::sights(tx, account).await?.remove(&id);
    let sight = sight.ok_or_else(|| Refusal::not_found("store"))?;
    let row = db::store::get(tx, id).await?.ok_or_else(|| Refusal::not_found("store"))?;
    let figures = db::store::figures(tx, id, 0).await?;
    Ok(Store {
        fields: row.fields(),
        id,
        is_open: row.is_open,
        is_removed: row.removed_at_us.is_some(),
        products: figures.products,
        orders: figures.orders,
        next_invoice: label(&row.invoice_prefix, papers::invoice::Kind::Invoice, row.next_invoice),
        invoices: figures.invoices,
        created_at_us: row.created_at_us,
        updated_at_us: row.updated_at_us,
        may: may_there(&sight),
    })
}
