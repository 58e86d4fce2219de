//! Products, tags and stock for the people of a store.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::page;
use crate::db::product::ProductRow as Row;
use crate::db::product_list::{Filter, Sort, State};
use crate::db::{self, Tx, shadow};
use crate::domain::product::ProductFields;
use crate::domain::review::average;
use crate::domain::search_words;
use crate::intent::PictureRef;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// Which products.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ListProducts {
    pub store: Option<Uuid>,
    pub text: Option<String>,
    pub tag: Option<String>,
    pub state: Option<State>,
    pub sort: Option<Sort>,
    pub descending: Option<bool>,
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A product in the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ProductRow {
    pub id: Uuid,
    pub store: Uuid,
    pub store_name: String,
    pub name: String,
    pub subtitle: String,
    pub sku: String,
    pub price_minor: i64,
    pub currency: String,
    pub tax_bp: i64,
    pub stock: i64,
    pub low_stock: i64,
    pub is_active: bool,
    pub is_removed: bool,
    pub picture: Option<String>,
    pub tags: Vec<String>,
    pub updated_at_us: i64,
    pub is_pending: bool,
}

/// A page of the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ProductPage {
    pub rows: Vec<ProductRow>,
    pub next: Option<String>,
    pub total: i64,
}

/// A product, whole.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Product {
    #[serde(flatten)]
    pub fields: ProductFields,
    pub id: Uuid,
    pub store: Uuid,
    pub store_name: String,
    pub currency: String,
    pub stock: i64,
    pub is_removed: bool,
    pub is_sold: bool,
    pub pictures: Vec<PictureRef>,
    pub rating_all: Option<i64>,
    pub rating_verified: Option<i64>,
    pub reviews: i64,
    pub created_at_us: i64,
    pub updated_at_us: i64,
    pub is_pending: bool,
}

/// A page of the products of one's own stores.
pub async fn list(tx: &mut Tx, account: Uuid, ask: &ListProducts) -> Result<ProductPage, Refusal> {
    let text = ask.text.as_deref().unwrap_or_default();
    let match_text = search_words::fts_query(text);
    if match_text.is_none() && !text.trim().is_empty() {
        return Ok(ProductPage { rows: vec![], next: None, total: 0 });
    }
    let filter = Filter {
        account,
        store: ask.store,
        match_text,
        tag: ask.tag.clone().filter(|tag| !tag.is_empty()),
        state: ask.state.unwrap_or_default(),
        sort: ask.sort.unwrap_or_default(),
        descending: ask.descending.unwrap_or_default(),
        after: page::after(ask.after.as_deref())?,
        limit: page::limit(ask.limit),
    };
    let rows = db::product_list::list(tx, &filter).await?;
    let total = db::product_list::count(tx, &filter, 10_000).await?;
    let next = page::next(&rows, filter.limit, |row| (filter.sort.key(row), row.id));
    Ok(ProductPage { rows: with_names(tx, rows).await?, next, total })
}

async fn with_names(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<ProductRow>, Refusal> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let stores: BTreeSet<Uuid> = rows.iter().map(|row| row.store_id).collect();
    let stores = db::store::get_many(tx, &stores.into_iter().collect::<Vec<_>>()).await?;
    let stores: BTreeMap<Uuid, (String, String)> =
        stores.into_iter().map(|store| (store.id, (store.name, store.currency))).collect();
    let mut tags = db::tag::names_of(tx, &ids).await?;
    let guessed: BTreeSet<Uuid> = shadow::guessed(tx, "product").await?.into_iter().collect();
    let shown = |row: Row| {
        let (store_name, currency) = stores.get(&row.store_id).cloned().unwrap_or_default();
        ProductRow {
            id: row.id,
            store: row.store_id,
            store_name,
            name: row.name,
            subtitle: row.subtitle,
            sku: row.sku,
            price_minor: row.price_minor,
            currency,
            tax_bp: row.tax_bp,
            stock: row.stock,
            low_stock: row.low_stock,
            is_active: row.is_active,
            is_removed: row.removed_at_us.is_some(),
            picture: row.picture,
            tags: tags.remove(&row.id).unwrap_or_default(),
            updated_at_us: row.updated_at_us,
            is_pending: guessed.contains(&row.id),
        }
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// A product of one's own store.
pub async fn get(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<Product, Refusal> {
    let row = own(tx, account, id, Permission::ProductView).await?;
    let tags = db::tag::names_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    let store = db::store::get(tx, row.store_id).await?.ok_or_else(|| Refusal::not_found("product"))?;
    Ok(Product {
        fields: row.fields(tags),
        id,
        store: row.store_id,
        store_name: store.name,
        currency: store.currency,
        stock: row.stock,
        is_removed: row.removed_at_us.is_some(),
        is_sold: row.is_sold,
        pictures: db::product_image::pictures(tx, id).await?,
        rating_all: average(row.rating_sum, row.rating_count),
        rating_verified: average(row.verified_sum, row.verified_count),
        reviews: row.rating_count,
        created_at_us: row.created_at_us,
        updated_at_us: row.updated_at_us,
        is_pending: shadow::guessed(tx, "product").await?.contains(&id),
    })
}

/// The row of a product of a store where one may do this; any other looks absent.
async fn own(tx: &mut Tx, account: Uuid, id: Uuid, to: Permission) -> Result<Row, Refusal> {
    let row = db::product::get(tx, id).await?.ok_or_else(|| Refusal::not_found("product"))?;
    if db::staff::may(tx, row.store_id, account, to).await? {
        Ok(row)
    } else {
        Err(Refusal::not_found("product"))
    }
}

/// A tag with the number of its products.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OfficeTag {
    pub id: Uuid,
    pub store: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub products: i64,
}

/// The tags of one's own stores.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct OfficeTags {
    pub tags: Vec<OfficeTag>,
}

/// Lists the tags of one's own stores.
pub async fn tags(tx: &mut Tx, account: Uuid, store: Option<Uuid>) -> Result<OfficeTags, Refusal> {
    let rows = db::tag::list(tx, account, store).await?;
    let shown = |row: db::tag::CountedTag| OfficeTag {
        id: row.id,
        store: row.store_id,
        slug: row.slug,
        name: row.name,
        description: row.description,
        products: row.products,
    };
    Ok(OfficeTags { tags: rows.into_iter().map(shown).collect() })
}

/// A movement of stock.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct MovementRow {
    pub id: Uuid,
    pub at_us: i64,
    pub delta: i64,
    pub stock_after: i64,
    pub reason: String,
    pub note: String,
    pub by: String,
}

/// A page of movements.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct MovementPage {
    pub rows: Vec<MovementRow>,
    pub next: Option<String>,
}

/// The movements of a product, newest first.
pub async fn movements(
    tx: &mut Tx,
    account: Uuid,
    product: Uuid,
    (after, limit): (Option<&str>, Option<i64>),
) -> Result<MovementPage, Refusal> {
    own(tx, account, product, Permission::StockView).await?;
    let limit = page::limit(limit);
    let rows = db::stock::list(tx, product, page::before(after)?, limit).await?;
    let next = page::next(&rows, limit, |row| (row.at_us.into(), row.id));
    let shown = |row: db::stock::Movement| MovementRow {
        id: row.id,
        at_us: row.at_us,
        delta: row.delta,
        stock_after: row.stock_after,
        reason: row.reason,
        note: row.note,
        by: row.by_name,
    };
    Ok(MovementPage { rows: rows.into_iter().map(shown).collect(), next })
}
