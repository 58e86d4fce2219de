//! The vendor's list of products: narrowed, sorted, a page at a time.

use uuid::Uuid;

use super::engine::Tx;
use super::paging::{Order, page};
use super::product::{COLUMNS, ProductRow};
use super::staff::MAY;
use super::value::Value;
use crate::args;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// What the list of products is narrowed to.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Filter {
    pub account: Uuid,
    pub store: Option<Uuid>,
    pub match_text: Option<String>,
    pub tag: Option<String>,
    pub state: State,
    pub sort: Sort,
    pub descending: bool,
    pub after: Option<(Value, Uuid)>,
    pub limit: i64,
}

/// Which products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[ts(rename = "ProductState")]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum State {
    #[default]
    All,
    Active,
    Inactive,
    Low,
    Removed,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[ts(rename = "ProductSort")]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sort {
    #[default]
    Name,
    Price,
    Stock,
    Updated,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Price => "price_minor",
            Self::Stock => "stock",
            Self::Updated => "updated_at_us",
        }
    }

    /// The value a row is sorted by.
    pub fn key(self, row: &ProductRow) -> Value {
        match self {
            Self::Name => row.name.clone().into(),
            Self::Price => row.price_minor.into(),
            Self::Stock => row.stock.into(),
            Self::Updated => row.updated_at_us.into(),
        }
    }
}

fn conditions(filter: &Filter) -> (String, Vec<Value>) {
    let mut sql = format!(" where store_id in ({MAY})");
    let mut args = args![filter.account, Permission::ProductView.name()];
    if let Some(store) = filter.store {
        sql.push_str(" and store_id = ?");
        args.push(store.into());
    }
    sql.push_str(match filter.state {
        State::All => " and removed_at_us is null",
        State::Active => " and removed_at_us is null and is_active = 1",
        State::Inactive => " and removed_at_us is null and is_active = 0",
        State::Low => " and removed_at_us is null and is_active = 1 and stock <= low_stock",
        State::Removed => " and removed_at_us is not null",
    });
    if let Some(text) = &filter.match_text {
        sql.push_str(" and product.rowid in (select rowid from product_words where product_words match ?)");
        args.push(text.into());
    }
    if let Some(tag) = &filter.tag {
        sql.push_str(
            " and id in (select pt.product_id from product_tag pt join tag t on t.id = pt.tag_id where t.slug = ?)",
        );
        args.push(tag.into());
    }
    (sql, args)
}

/// A page of the products of one's own stores.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<ProductRow>, Refusal> {
    let order = Order { column: filter.sort.column(), descending: filter.descending };
    page(tx, COLUMNS, conditions(filter), order, filter.after.as_ref(), filter.limit).await
}

/// How many there are, counted no further than a limit.
pub async fn count(tx: &mut Tx, filter: &Filter, most: i64) -> Result<i64, Refusal> {
    let (sql, mut args) = conditions(filter);
    args.push(most.into());
    let rows: Vec<(i64,)> = tx
        .all_built(format!("select count(*) from (select 1 from product{sql} limit ?) found"), args)
        .await?;
    Ok(rows.first().map_or(0, |row| row.0))
}
