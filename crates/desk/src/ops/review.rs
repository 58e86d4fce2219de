//! Reviews.

use market::domain::ids;
use market::intent::IntentBody;
use market::view::review::{ListReviews, ReviewPage};
use market::{Permission, Refusal, view};
use serde::Deserialize;
use uuid::Uuid;

use super::store::Saved;
use super::{BOTH, MANAGER, STOREFRONT};
use crate::call::Call;
use crate::op::Who::May;
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("review.save", "Writes a review or writes it anew", May(Permission::ReviewAdd), STOREFRONT, Of::Shown("product"), ["review", "product"], save, Save => Saved),
    op!("review.remove", "Takes one's own review back", May(Permission::ReviewDelete), STOREFRONT, Of::Home("product"), ["review", "product"], remove, Remove => Nothing),
    op!("review.report", "Tells the moderators about a review", May(Permission::ReviewAdd), BOTH, Of::Shown("id"), ["review"], report, Report => Nothing),
    op!("review.list", "Reviews of own stores", May(Permission::ReviewView), MANAGER, Of::Nothing, [], list, ListReviews => ReviewPage),
    op!("review.reply", "Answers a review; an empty answer takes it back", May(Permission::ReviewReply), MANAGER, Of::Office("id"), ["review"], reply, Reply => Nothing),
    op!("review.hide", "Hides a review or shows it again", May(Permission::ReviewModerate), MANAGER, Of::Shown("id"), ["review", "product"], hide, Hide => Nothing),
];

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct Save {
    product: Uuid,
    rating: i64,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    body: Option<String>,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Remove {
    product: Uuid,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Report {
    id: Uuid,
    reason: String,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Reply {
    id: Uuid,
    reply: String,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Hide {
    id: Uuid,
    is_hidden: bool,
}

async fn save(call: &Call, ask: Save) -> Result<Saved, Refusal> {
    let Save { product, rating, title, body } = ask;
    let (title, body) = (title.unwrap_or_default(), body.unwrap_or_default());
    call.change(IntentBody::SaveReview { product, rating, title, body }).await?;
    Ok(Saved { id: ids::pair(call.account(), product) })
}

async fn remove(call: &Call, ask: Remove) -> Result<Nothing, Refusal> {
    call.change(IntentBody::RemoveReview { product: ask.product }).await?;
    Ok(Nothing {})
}

async fn report(call: &Call, ask: Report) -> Result<Nothing, Refusal> {
    call.change(IntentBody::ReportReview { review: ask.id, reason: ask.reason }).await?;
    Ok(Nothing {})
}

async fn list(call: &Call, ask: ListReviews) -> Result<ReviewPage, Refusal> {
    view::review::list(&mut call.read().await?, call.account(), &ask).await
}

async fn reply(call: &Call, ask: Reply) -> Result<Nothing, Refusal> {
    call.change(IntentBody::ReplyReview { review: ask.id, reply: ask.reply }).await?;
    Ok(Nothing {})
}

async fn hide(call: &Call, ask: Hide) -> Result<Nothing, Refusal> {
    call.change(IntentBody::HideReview { review: ask.id, is_hidden: ask.is_hidden }).await?;
    Ok(Nothing {})
}
