//! Reviews, their history and reports.

use uuid::Uuid;

use super::engine::Tx;
use super::staff::MAY;
use super::tables;
use crate::args;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::space::Space;

/// One review.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct ReviewRow {
    pub id: Uuid,
    pub product_id: Uuid,
    pub store_id: Uuid,
    pub account_id: Uuid,
    pub author: String,
    pub rating: i64,
    pub title: String,
    pub body: String,
    pub is_verified: bool,
    pub is_hidden: bool,
    pub edits: i64,
    pub created_at_us: i64,
    pub updated_at_us: i64,
    pub reply: Option<String>,
    pub reply_at_us: Option<i64>,
}

const COLUMNS: &str = "select id, product_id, store_id, account_id, author, rating, title, body, is_verified, is_hidden, edits, \
     created_at_us, updated_at_us, reply, reply_at_us from review";

fn touch(tx: &mut Tx, review: &ReviewRow) {
    tx.touch(Space::shelf(review.store_id), tables::REVIEW, review.id);
    tx.touch(Space::office(review.store_id), tables::REVIEW, review.id);
}

/// Inserts a review or changes it.
pub async fn save(tx: &mut Tx, r: &ReviewRow) -> Result<(), Refusal> {
    tx.upsert(
        "insert into review (id, product_id, store_id, account_id, author, rating, title, body, is_verified, is_hidden, edits, \
         created_at_us, updated_at_us, reply, reply_at_us) values",
        "id",
        &["author", "rating", "title", "body", "is_verified", "is_hidden", "edits", "updated_at_us", "reply", "reply_at_us"],
        vec![args![
            r.id, r.product_id, r.store_id, r.account_id, &r.author, r.rating, &r.title, &r.body, r.is_verified, r.is_hidden, r.edits,
            r.created_at_us, r.updated_at_us, r.reply.clone(), r.reply_at_us
        ]],
    )
    .await?;
    touch(tx, r);
    Ok(())
}

/// Keeps what a review said before an edit.
pub async fn keep_edit(tx: &mut Tx, id: Uuid, r: &ReviewRow) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into review_edit (id, review_id, store_id, rating, title, body, at_us) values (?, ?, ?, ?, ?, ?, ?)",
        args![id, r.id, r.store_id, r.rating, &r.title, &r.body, r.updated_at_us],
    )
    .await?;
    tx.touch(Space::office(r.store_id), tables::REVIEW_EDIT, id);
    Ok(())
}

/// Takes a review away.
pub async fn remove(tx: &mut Tx, r: &ReviewRow) -> Result<(), Refusal> {
    tx.exec_one("delete from review where id = ?", args![r.id]).await?;
    touch(tx, r);
    Ok(())
}

/// The review with this id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<ReviewRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where id = ?"), args![id]).await?.pop())
}

/// Somebody's review of a product.
pub async fn by(tx: &mut Tx, account: Uuid, product: Uuid) -> Result<Option<ReviewRow>, Refusal> {
    Ok(tx
        .all_built(format!("{COLUMNS} where account_id = ? and product_id = ?"), args![account, product])
        .await?
        .pop())
}

/// What everybody may read about a product: verified first, then the newest.
pub async fn of_product(tx: &mut Tx, product: Uuid, limit: i64) -> Result<Vec<ReviewRow>, Refusal> {
    tx.all_built(
        format!("{COLUMNS} where product_id = ? and is_hidden = 0 order by is_verified desc, updated_at_us desc, id limit ?"),
        args![product, limit],
    )
    .await
}

/// Writes a report down; a second one by the same person changes the first.
pub async fn report(
    tx: &mut Tx,
    review: &ReviewRow,
    account: Uuid,
    reason: &str,
    now_us: i64,
) -> Result<(), Refusal> {
    let id = crate::domain::ids::pair(account, review.id);
    tx.upsert(
        "insert into review_report (id, review_id, store_id, account_id, reason, at_us) values",
        "id",
        &["reason", "at_us"],
        vec![args![id, review.id, review.store_id, account, reason, now_us]],
    )
    .await?;
    tx.touch(Space::office(review.store_id), tables::REVIEW_REPORT, id);
    Ok(())
}

/// Which reviews of one's own stores.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ReviewState {
    #[default]
    All,
    Unanswered,
    Reported,
}

/// A review with its product, for the people of the store.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OfficeReview {
    #[sqlx(flatten)]
    pub review: ReviewRow,
    pub product_name: String,
    pub store_name: String,
    pub picture: Option<String>,
    pub reports: i64,
}

/// A page of the reviews of one's own stores, newest first.
pub async fn list(
    tx: &mut Tx,
    account: Uuid,
    store: Option<Uuid>,
    state: ReviewState,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<OfficeReview>, Refusal> {
    let narrowed = match state {
        ReviewState::All => "",
        ReviewState::Unanswered => " and r.reply is null",
        ReviewState::Reported => " and exists (select 1 from review_report x where x.review_id = r.id)",
    };
    tx.all_built(
        format!(
            "select r.id, r.product_id, r.store_id, r.account_id, r.author, r.rating, r.title, r.body, r.is_verified, r.is_hidden, \
             r.edits, r.created_at_us, r.updated_at_us, r.reply, r.reply_at_us, coalesce(p.name, '') as product_name, \
             coalesce(s.name, '') as store_name, p.picture, \
             (select count(*) from review_report x where x.review_id = r.id) as reports \
             from review r left join product p on p.id = r.product_id left join store s on s.id = r.store_id \
             where r.store_id in ({MAY}) and (? is null or r.store_id = ?){narrowed} \
             and (r.updated_at_us, r.id) < (?, ?) order by r.updated_at_us desc, r.id desc limit ?"
        ),
        args![account, Permission::ReviewView.name(), store, store, before.0, before.1, limit],
    )
    .await
}
