//! Reviews as the people of a store see them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::page;
use crate::db::review::{OfficeReview, ReviewState};
use crate::db::{self, Tx};
use crate::refusal::Refusal;

/// Which reviews.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ListReviews {
    pub store: Option<Uuid>,
    pub state: Option<ReviewState>,
    pub after: Option<String>,
    pub limit: Option<i64>,
}

/// A review in the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ReviewRow {
    pub id: Uuid,
    pub product: Uuid,
    pub store: Uuid,
    pub product_name: String,
    pub store_name: String,
    pub picture: Option<String>,
    pub author: String,
    pub rating: i64,
    pub title: String,
    pub body: String,
    pub is_verified: bool,
    pub at_us: i64,
    pub edits: i64,
    pub reports: i64,
    pub is_hidden: bool,
    pub reply: Option<String>,
}

/// A page of the list.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ReviewPage {
    pub rows: Vec<ReviewRow>,
    pub next: Option<String>,
}

/// A page of the reviews of one's own stores.
pub async fn list(tx: &mut Tx, account: Uuid, ask: &ListReviews) -> Result<ReviewPage, Refusal> {
    let limit = page::limit(ask.limit);
    let before = page::before(ask.after.as_deref())?;
    let rows = db::review::list(tx, account, ask.store, ask.state.unwrap_or_default(), before, limit).await?;
    let next = page::next(&rows, limit, |row| (row.review.updated_at_us.into(), row.review.id));
    Ok(ReviewPage { rows: rows.into_iter().map(shown).collect(), next })
}

fn shown(row: OfficeReview) -> ReviewRow {
    let review = row.review;
    ReviewRow {
        id: review.id,
        product: review.product_id,
        store: review.store_id,
        product_name: row.product_name,
        store_name: row.store_name,
        picture: row.picture,
        author: review.author,
        rating: review.rating,
        title: review.title,
        body: review.body,
        is_verified: review.is_verified,
        at_us: review.updated_at_us,
        edits: review.edits,
        reports: row.reports,
        is_hidden: review.is_hidden,
        reply: review.reply,
    }
}
