//! The storefront's shelves.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::page;
use crate::db::shelf::{Filter, ShelfRow as Row, ShelfSort};
use crate::db::{self, Tx};
use crate::domain::review::average;
use crate::domain::search_words;
use crate::intent::PictureRef;
use crate::refusal::Refusal;

/// Products are counted so far; who sees "more than 100" does not wait for the rest.
const MOST_COUNTED: i64 = 100;

/// What a grid is narrowed to.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ListShelf {
    pub text: Option<String>,
    pub store: Option<Uuid>,
    pub tag: Option<String>,
    pub sort: Option<ShelfSort>,
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// How much there is, in words a buyer needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub enum StockState {
    Plenty,
    Few,
    None,
}

/// A product in the grid.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfRow {
    pub id: Uuid,
    pub store: Uuid,
    pub store_name: String,
    pub name: String,
    pub subtitle: String,
    pub price_minor: i64,
    pub currency: String,
    pub stock: i64,
    pub stock_state: StockState,
    pub picture: Option<String>,
    pub rating_all: Option<i64>,
    pub reviews: i64,
}

impl From<Row> for ShelfRow {
    fn from(row: Row) -> Self {
        Self {
            stock_state: stock_state(row.stock, row.low_stock),
            rating_all: average(row.rating_sum, row.rating_count),
            id: row.id,
            store: row.store_id,
            store_name: row.store_name,
            name: row.name,
            subtitle: row.subtitle,
            price_minor: row.price_minor,
            currency: row.currency,
            stock: row.stock,
            picture: row.picture,
            reviews: row.rating_count,
        }
    }
}

fn stock_state(stock: i64, low_stock: i64) -> StockState {
    match stock {
        ..=0 => StockState::None,
        few if few <= low_stock.max(3) => StockState::Few,
        _ => StockState::Plenty,
    }
}

/// A page of the grid.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfPage {
    pub rows: Vec<ShelfRow>,
    pub next: Option<String>,
    pub total: i64,
    pub corrected: Option<String>,
}

/// A page of the grid. Only the first is counted; the others know from its `next`. When nothing matches, words are replaced by the nearest ones of the index, and the answer says so.
pub async fn list(tx: &mut Tx, ask: &ListShelf) -> Result<ShelfPage, Refusal> {
    let text = ask.text.as_deref().unwrap_or_default();
    let mut filter = Filter {
        match_text: search_words::fts_query(text),
        store: ask.store,
        tag: ask.tag.clone().filter(|tag| !tag.is_empty()),
        sort: ask.sort.unwrap_or_default(),
        after: None,
        limit: page::limit(ask.limit),
        count_to: Some(MOST_COUNTED),
    };
    let counted = page::counted_after(ask.after.as_deref())?.map(|(key, id, total)| {
        (filter.after, filter.count_to) = (Some((key, id)), None);
        total
    });
    if filter.match_text.is_none() && !text.trim().is_empty() {
        return Ok(ShelfPage { rows: vec![], next: None, total: 0, corrected: None });
    }
    let mut rows = db::shelf::list(tx, &filter).await?;
    let mut corrected = None;
    if rows.is_empty()
        && filter.match_text.is_some()
        && let Some(better) = correction(tx, text).await?
    {
        filter.match_text = search_words::fts_query(&better);
        rows = db::shelf::list(tx, &filter).await?;
        corrected = (!rows.is_empty()).then_some(better);
    }
    let total = counted.unwrap_or_else(|| rows.first().map_or(0, |row| row.found));
    let next = page::counted_next(&rows, filter.limit, total, |row| (filter.sort.key(row), row.id));
    Ok(ShelfPage { rows: rows.into_iter().map(Into::into).collect(), next, total, corrected })
}

/// The same question with each unknown word replaced by the nearest known one.
async fn correction(tx: &mut Tx, text: &str) -> Result<Option<String>, Refusal> {
    let mut better = Vec::new();
    let mut is_better = false;
    for word in search_words::words(text) {
        if db::search::has_prefix(tx, &word).await? {
            better.push(word);
            continue;
        }
        let known = db::search::candidates(tx, &word).await?;
        let nearest = search_words::nearest(&word, known.iter().map(|(term, count)| (term.as_str(), *count)));
        is_better |= nearest.is_some();
        better.push(nearest.map_or(word, str::to_owned));
    }
    Ok(is_better.then(|| better.join(" ")))
}

/// A store as visitors see it.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfStore {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub logo: Option<String>,
    pub currency: String,
    pub products: i64,
    pub is_open: bool,
}

/// All of them.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfStores {
    pub stores: Vec<ShelfStore>,
}

/// Lists the stores.
pub async fn stores(tx: &mut Tx) -> Result<ShelfStores, Refusal> {
    let shown = |row: db::shelf::ShelfStore| ShelfStore {
        id: row.id,
        slug: row.slug,
        name: row.name,
        description: row.description,
        logo: row.logo,
        currency: row.currency,
        products: row.products,
        is_open: row.is_open,
    };
    Ok(ShelfStores { stores: db::shelf::stores(tx).await?.into_iter().map(shown).collect() })
}

/// A tag over all stores.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfTag {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub products: i64,
}

impl From<db::shelf::ShelfTag> for ShelfTag {
    fn from(row: db::shelf::ShelfTag) -> Self {
        Self { slug: row.slug, name: row.name, description: row.description, products: row.products }
    }
}

/// Tags most used.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfTags {
    pub tags: Vec<ShelfTag>,
}

/// Lists the tags most used.
pub async fn tags(tx: &mut Tx, store: Option<Uuid>) -> Result<ShelfTags, Refusal> {
    let rows = db::shelf::tags(tx, store, None, 200).await?;
    Ok(ShelfTags { tags: rows.into_iter().map(Into::into).collect() })
}

/// One tag's page.
pub async fn tag(tx: &mut Tx, slug: &str) -> Result<ShelfTag, Refusal> {
    if let Some(row) = db::shelf::tags(tx, None, Some(slug), 1).await?.pop() {
        return Ok(row.into());
    }
    let bare = db::shelf::bare_tag(tx, slug).await?;
    bare.map(Into::into).ok_or_else(|| Refusal::not_found("tag"))
}

/// A tag on a product page.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct TagRef {
    pub slug: String,
    pub name: String,
}

/// A review on a product page.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfReview {
    pub id: Uuid,
    pub author: String,
    pub rating: i64,
    pub title: String,
    pub body: String,
    pub is_verified: bool,
    pub at_us: i64,
    pub is_mine: bool,
    pub reply: Option<String>,
    pub reply_at_us: Option<i64>,
}

/// A product page.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ShelfProduct {
    #[serde(flatten)]
    pub row: ShelfRow,
    pub sku: String,
    pub barcode: String,
    pub description: String,
    pub tax_bp: i64,
    pub tags: Vec<TagRef>,
    pub pictures: Vec<PictureRef>,
    pub rating_verified: Option<i64>,
    pub reviews_verified: i64,
    pub review_list: Vec<ShelfReview>,
    pub my_review: Option<ShelfReview>,
    pub in_cart: i64,
    pub has_bought: bool,
    pub is_store_open: bool,
    pub updated_at_us: i64,
}

/// A product page, as one person sees it.
pub async fn product(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<ShelfProduct, Refusal> {
    let row = db::product::get(tx, id).await?.filter(|row| row.is_active && row.removed_at_us.is_none());
    let row = row.ok_or_else(|| Refusal::not_found("product"))?;
    let store = db::store::get(tx, row.store_id).await?.filter(|store| store.removed_at_us.is_none());
    let store = store.ok_or_else(|| Refusal::not_found("product"))?;
    let mine = db::review::by(tx, account, id).await?;
    let reviews = db::review::of_product(tx, id, 200).await?;
    let tags = db::shelf::tags_of(tx, id).await?.into_iter().map(|(slug, name)| TagRef { slug, name });
    Ok(ShelfProduct {
        sku: row.sku.clone(),
        barcode: row.barcode.clone(),
        description: row.description.clone(),
        tax_bp: row.tax_bp,
        tags: tags.collect(),
        pictures: db::product_image::pictures(tx, id).await?,
        rating_verified: average(row.verified_sum, row.verified_count),
        reviews_verified: row.verified_count,
        review_list: reviews.into_iter().map(|review| shown_review(review, account)).collect(),
        my_review: mine.map(|review| shown_review(review, account)),
        in_cart: db::cart::get(tx, account, id).await?.map_or(0, |line| line.0),
        has_bought: db::order::has_bought(tx, account, id).await?,
        is_store_open: store.is_open,
        updated_at_us: row.updated_at_us,
        row: ShelfRow {
            id,
            store: row.store_id,
            store_name: store.name,
            name: row.name,
            subtitle: row.subtitle,
            price_minor: row.price_minor,
            currency: store.currency,
            stock: row.stock,
            stock_state: stock_state(row.stock, row.low_stock),
            picture: row.picture,
            rating_all: average(row.rating_sum, row.rating_count),
            reviews: row.rating_count,
        },
    })
}

fn shown_review(review: db::review::ReviewRow, account: Uuid) -> ShelfReview {
    ShelfReview {
        id: review.id,
        author: review.author,
        rating: review.rating,
        title: review.title,
        body: review.body,
        is_verified: review.is_verified,
        at_us: review.updated_at_us,
        is_mine: !account.is_nil() && review.account_id == account,
        reply: review.reply,
        reply_at_us: review.reply_at_us,
    }
}
