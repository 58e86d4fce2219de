//! What the storefront reads: active products of stores that are not removed.

use uuid::Uuid;

use super::engine::Tx;
use super::value::Value;
use crate::args;
use crate::refusal::Refusal;

/// A product in the grid.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "columns")]
pub struct ShelfRow {
    pub id: Uuid,
    pub store_id: Uuid,
    pub store_name: String,
    pub currency: String,
    pub name: String,
    pub subtitle: String,
    pub price_minor: i64,
    pub stock: i64,
    pub low_stock: i64,
    pub picture: Option<String>,
    pub rating_sum: i64,
    pub rating_count: i64,
    pub created_at_us: i64,
    /// Where it stands in the vendor's own order.
    pub place: i64,
    /// How many there are in all, where that was asked.
    pub found: i64,
}

/// The same in the order of its columns: a page is read by place, which is quicker than by name.
type Columns =
    (Uuid, Uuid, String, String, String, String, i64, i64, i64, Option<String>, i64, i64, i64, i64, i64);

impl From<Columns> for ShelfRow {
    fn from(row: Columns) -> Self {
        Self {
            id: row.0,
            store_id: row.1,
            store_name: row.2,
            currency: row.3,
            name: row.4,
            subtitle: row.5,
            price_minor: row.6,
            stock: row.7,
            low_stock: row.8,
            picture: row.9,
            rating_sum: row.10,
            rating_count: row.11,
            created_at_us: row.12,
            place: row.13,
            found: row.14,
        }
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ShelfSort {
    #[default]
    Best,
    Newest,
    Name,
    PriceUp,
    PriceDown,
    Rating,
}

impl ShelfSort {
    fn order(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Best => ("p.rowid", "asc", ">"),
            Self::Newest => ("p.created_at_us", "desc", "<"),
            Self::Name => ("p.name", "asc", ">"),
            Self::PriceUp => ("p.price_minor", "asc", ">"),
            Self::PriceDown => ("p.price_minor", "desc", "<"),
            Self::Rating => (
                "case when p.rating_count = 0 then 0 else p.rating_sum * 100 / p.rating_count end",
                "desc",
                "<",
            ),
        }
    }

    /// The value a row is sorted by.
    pub fn key(self, row: &ShelfRow) -> Value {
        match self {
            Self::Best => row.place.into(),
            Self::Newest => row.created_at_us.into(),
            Self::Name => row.name.clone().into(),
            Self::PriceUp | Self::PriceDown => row.price_minor.into(),
            Self::Rating => (row.rating_sum * 100).checked_div(row.rating_count).unwrap_or(0).into(),
        }
    }
}

/// What the grid is narrowed to.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Filter {
    pub match_text: Option<String>,
    pub store: Option<Uuid>,
    pub tag: Option<String>,
    pub sort: ShelfSort,
    pub after: Option<(Value, Uuid)>,
    pub limit: i64,
    /// Count them, but no further than this.
    pub count_to: Option<i64>,
}

const VISIBLE: &str = "p.is_active = 1 and p.removed_at_us is null";

/// Which way the words are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    /// The index leads, in its own order: stops as soon as the page is full, however common the word.
    Lead,
    /// Another order leads; the hits are gathered first.
    Follow,
}

fn from_where(filter: &Filter, words: Words) -> (String, Vec<Value>) {
    let (mut from, mut narrowed, mut args) = ("product p", String::new(), vec![]);
    if let Some(text) = &filter.match_text {
        narrowed.push_str(match words {
            Words::Lead => " and product_words match ?",
            Words::Follow => " and p.rowid in (select rowid from product_words where product_words match ?)",
        });
        if words == Words::Lead {
            from = "product_words cross join product p on p.rowid = product_words.rowid";
        }
        args.push(text.into());
    }
    if let Some(store) = filter.store {
        narrowed.push_str(" and p.store_id = ?");
        args.push(store.into());
    }
    if let Some(tag) = &filter.tag {
        narrowed.push_str(" and p.id in (select pt.product_id from product_tag pt join tag t on t.id = pt.tag_id where t.slug = ?)");
        args.push(tag.into());
    }
    let sql = format!(
        "from {from} cross join store s on s.id = p.store_id where {VISIBLE} and s.removed_at_us is null{narrowed}"
    );
    (sql, args)
}

/// A page of the grid, counted by the same statement.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<ShelfRow>, Refusal> {
    let is_led = filter.sort == ShelfSort::Best && filter.match_text.is_some();
    let (mut sql, narrowed) = from_where(filter, if is_led { Words::Lead } else { Words::Follow });
    let (found, mut args) =
        filter.count_to.map_or_else(|| ("0".to_owned(), vec![]), |most| count(filter, most));
    args.extend(narrowed);
    let (column, order, sign) =
        if is_led { ("product_words.rowid", "asc", ">") } else { filter.sort.order() };
    let is_placed = filter.sort == ShelfSort::Best;
    if let Some((key, id)) = &filter.after {
        args.push(key.clone());
        if is_placed {
            sql += &format!(" and {column} {sign} ?");
        } else {
            sql += &format!(" and ({column}, p.id) {sign} (?, ?)");
            args.push((*id).into());
        }
    }
    args.push(filter.limit.into());
    let then = if is_placed { String::new() } else { format!(", p.id {order}") };
    let sql = format!(
        "select p.id, p.store_id, s.name, s.currency, p.name, p.subtitle, p.price_minor, p.stock, p.low_stock, p.picture, \
         p.rating_sum, p.rating_count, p.created_at_us, p.rowid, {found} {sql} order by {column} {order}{then} limit ?"
    );
    Ok(tx.all_built::<Columns>(sql, args).await?.into_iter().map(ShelfRow::from).collect())
}

/// An expression for how many there are.
fn count(filter: &Filter, most: i64) -> (String, Vec<Value>) {
    let (mut sql, mut args) = from_where(filter, Words::Lead);
    if filter.match_text.is_none() && filter.tag.is_none() {
        // From the stores to their products, an index answers alone.
        sql = sql.replace("product p cross join store s", "store s cross join product p");
    }
    args.push(most.into());
    let looked_at = format!("(select count(*) from (select 1 {sql} limit ?))");
    let (Some(words), None, None) = (&filter.match_text, filter.store, &filter.tag) else {
        return (looked_at, args);
    };
    // The hits of the index of words alone are exact where this replica holds nothing that visitors may not see.
    args.extend(args![words, most]);
    let sql = format!(
        "case when exists (select 1 from product where is_active = 0 or removed_at_us is not null) \
         or exists (select 1 from store where removed_at_us is not null) then {looked_at} \
         else (select count(*) from (select 1 from product_words where product_words match ? limit ?)) end"
    );
    (sql, args)
}

/// A store as visitors see it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns")]
pub struct ShelfStore {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub logo: Option<String>,
    pub currency: String,
    pub is_open: bool,
    pub products: i64,
}

/// The stores with something to see.
pub async fn stores(tx: &mut Tx) -> Result<Vec<ShelfStore>, Refusal> {
    tx.all(
        "select s.id, s.slug, s.name, s.description, s.logo, s.currency, s.is_open, \
         (select count(*) from product p where p.store_id = s.id and p.is_active = 1 and p.removed_at_us is null) as products \
         from store s where s.removed_at_us is null order by s.name, s.id",
        vec![],
    )
    .await
}

/// A tag over all stores.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns")]
pub struct ShelfTag {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub products: i64,
}

/// The tags most used, over all stores or in one.
pub async fn tags(
    tx: &mut Tx,
    store: Option<Uuid>,
    slug: Option<&str>,
    limit: i64,
) -> Result<Vec<ShelfTag>, Refusal> {
    tx.all(
        "select t.slug, min(t.name) as name, max(t.description) as description, count(*) as products \
         from tag t cross join product_tag pt on pt.tag_id = t.id join product p on p.id = pt.product_id \
         join store s on s.id = p.store_id \
         where p.is_active = 1 and p.removed_at_us is null and s.removed_at_us is null \
         and (? is null or t.store_id = ?) and (? is null or t.slug = ?) \
         group by t.slug order by products desc, t.slug limit ?",
        args![store, store, slug, slug, limit],
    )
    .await
}

/// A tag that no product carries any more still has a page.
pub async fn bare_tag(tx: &mut Tx, slug: &str) -> Result<Option<ShelfTag>, Refusal> {
    tx.opt(
        "select t.slug, t.name, t.description, 0 as products from tag t where t.slug = ? order by t.id limit 1",
        args![slug],
    )
    .await
}

/// The slugs and names of a product's tags.
pub async fn tags_of(tx: &mut Tx, product: Uuid) -> Result<Vec<(String, String)>, Refusal> {
    tx.all(
        "select t.slug, t.name from product_tag pt join tag t on t.id = pt.tag_id where pt.product_id = ? order by t.name",
        args![product],
    )
    .await
}
