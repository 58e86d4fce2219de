//! The vendor's list of sales: narrowed, sorted, a page at a time.

use uuid::Uuid;

use super::engine::Tx;
use super::order::{PART, Part};
use super::paging::{Order, page};
use super::staff::MAY;
use super::value::Value;
use crate::args;
use crate::permission::Permission;
use crate::refusal::Refusal;

/// What the list of sales is narrowed to.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Filter {
    pub account: Uuid,
    pub store: Option<Uuid>,
    pub state: Option<String>,
    pub email: Option<String>,
    pub text: Option<String>,
    pub from_us: Option<i64>,
    pub to_us: Option<i64>,
    pub sort: Sort,
    pub descending: bool,
    pub after: Option<(Value, Uuid)>,
    pub limit: i64,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[ts(rename = "SaleSort")]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sort {
    #[default]
    Placed,
    Total,
    Buyer,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Self::Placed => "placed_at_us",
            Self::Total => "total_minor",
            Self::Buyer => "buyer_name",
        }
    }

    /// The value a row is sorted by.
    pub fn key(self, part: &Part) -> Value {
        match self {
            Self::Placed => part.placed_at_us.into(),
            Self::Total => part.total_minor.into(),
            Self::Buyer => part.buyer_name.clone().into(),
        }
    }
}

fn conditions(filter: &Filter) -> (String, Vec<Value>) {
    let mut sql = format!(" where store_id in ({MAY})");
    let mut args = args![filter.account, Permission::SaleView.name()];
    let mut also = |text: &str, values: Vec<Value>| {
        sql.push_str(text);
        args.extend(values);
    };
    if let Some(store) = filter.store {
        also(" and store_id = ?", args![store]);
    }
    if let Some(state) = &filter.state {
        also(" and state = ?", args![state]);
    }
    if let Some(email) = &filter.email {
        also(" and lower(buyer_email) like ? escape '!'", args![contains(email)]);
    }
    if let Some(text) = &filter.text {
        let text = contains(text);
        also(
            " and (lower(buyer_name) like ? escape '!' or lower(order_number) like ? escape '!' \
             or id in (select part_id from order_line where lower(name) like ? escape '!'))",
            args![&text, &text, &text],
        );
    }
    if let Some(from) = filter.from_us {
        also(" and placed_at_us >= ?", args![from]);
    }
    if let Some(to) = filter.to_us {
        also(" and placed_at_us < ?", args![to]);
    }
    (sql, args)
}

fn contains(text: &str) -> String {
    let escaped = text.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

/// A page of what one's own stores sold.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<Part>, Refusal> {
    let order = Order { column: filter.sort.column(), descending: filter.descending };
    page(tx, PART, conditions(filter), order, filter.after.as_ref(), filter.limit).await
}

/// How many there are.
pub async fn count(tx: &mut Tx, filter: &Filter) -> Result<i64, Refusal> {
    let (sql, args) = conditions(filter);
    let rows: Vec<(i64,)> = tx.all_built(format!("select count(*) from order_part{sql}"), args).await?;
    Ok(rows.first().map_or(0, |row| row.0))
}
