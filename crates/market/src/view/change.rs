//! A change in a person's words: what it is about, what it wants, and what somebody else made of the same fields.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::change_words::{self, Kind};
use crate::db::replica::PendingRow;
use crate::db::{self, Tx};
use crate::domain::edit::{Clash, Edit};
use crate::intent::{IntentBody, Outcome};
use crate::refusal::{Code, Refusal};

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Subject {
    Store,
    Product,
    Pictures,
    Stock,
    Tag,
    Import,
    Cart,
    Address,
    Order,
    Sale,
    Review,
    Reply,
}

/// A sentence, and the field it is about, if it is about one.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct Reason {
    pub label: Option<String>,
    pub text: String,
}

/// A field two people changed, ready to be shown side by side.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct ClashingField {
    pub name: String,
    pub label: String,
    pub kind: Kind,
    #[ts(type = "unknown")]
    pub mine: Value,
    #[ts(type = "unknown")]
    pub theirs: Value,
    #[ts(type = "unknown")]
    pub before: Value,
}

/// A change the marketplace has not taken.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
#[expect(missing_docs, reason = "Planning/operations.md")]
pub struct RefusedChange {
    pub id: Uuid,
    pub what: String,
    pub subject: Subject,
    /// The record it changes; none where it makes one.
    pub target: Option<Uuid>,
    pub store: Option<Uuid>,
    /// Of the amounts in it.
    pub currency: Option<String>,
    #[ts(type = "\"refused\" | \"conflict\"")]
    pub kind: String,
    pub code: Code,
    pub message: String,
    pub reasons: Vec<Reason>,
    pub clashes: Vec<ClashingField>,
    /// The fields a form is filled with to try again.
    #[ts(type = "Record<string, any>")]
    pub wants: Value,
    pub made_at_us: i64,
}

/// What was refused and not dealt with, the oldest first.
pub async fn refused(tx: &mut Tx) -> Result<Vec<RefusedChange>, Refusal> {
    let mut changes = Vec::new();
    for row in db::replica::refused(tx).await? {
        changes.push(shown(tx, row).await?);
    }
    Ok(changes)
}

async fn shown(tx: &mut Tx, row: PendingRow) -> Result<RefusedChange, Refusal> {
    let body: IntentBody = serde_json::from_str(&row.body)?;
    let (subject, target) = about(&body);
    let (code, message, reasons, clashes) = match row.outcome()? {
        Some(Outcome::Conflict { fields }) => {
            let clashes =
                fields.into_iter().map(|(name, clash)| side_by_side(subject, name, clash)).collect();
            let message = "Somebody else changed the same meanwhile.".to_owned();
            (Code::Conflict, message, vec![], clashes)
        }
        Some(Outcome::Refused(refusal)) => {
            let reasons = refusal.fields.into_iter().map(|(name, text)| reason(&name, text)).collect();
            (refusal.code, refusal.message, reasons, vec![])
        }
        _ => (Code::Broken, String::new(), vec![], vec![]),
    };
    let store = store_of(tx, &body).await?;
    let currency = match store {
        Some(store) => db::store::get(tx, store).await?.map(|row| row.currency),
        None => None,
    };
    Ok(RefusedChange {
        id: row.id,
        what: row.said,
        subject,
        target,
        store,
        currency,
        kind: row.state,
        code,
        message,
        reasons,
        clashes,
        wants: wants(&body)?,
        made_at_us: row.made_at_us,
    })
}

/// A sentence at the field of a form is named; one about a product says itself which.
fn reason(name: &str, text: String) -> Reason {
    let is_field = Uuid::parse_str(name).is_err();
    Reason { label: is_field.then(|| change_words::label(name)), text }
}

fn side_by_side(subject: Subject, name: String, clash: Clash) -> ClashingField {
    let Clash { mine, theirs, before } = clash;
    ClashingField {
        label: change_words::label(&name),
        kind: change_words::kind(subject, &name),
        name,
        mine,
        theirs,
        before,
    }
}

/// What a change is about, and which record it changes.
fn about(body: &IntentBody) -> (Subject, Option<Uuid>) {
    use IntentBody as B;
    match body {
        B::OpenStore { .. } => (Subject::Store, None),
        B::EditStore { id, .. }
        | B::SetStoreOpen { id, .. }
        | B::RemoveStore { id }
        | B::RestoreStore { id } => (Subject::Store, Some(*id)),
        B::AddProduct { .. } => (Subject::Product, None),
        B::EditProduct { id, .. } => (Subject::Product, Some(*id)),
        B::SetPictures { id, .. } => (Subject::Pictures, Some(*id)),
        B::SetProductsActive { ids, .. } | B::RemoveProducts { ids } | B::RestoreProducts { ids } => {
            (Subject::Product, ids.first().copied())
        }
        B::AdjustStock { product, .. } => (Subject::Stock, Some(*product)),
        B::SaveTag { id, .. } | B::RemoveTag { id } => (Subject::Tag, Some(*id)),
        B::ImportProducts { .. } => (Subject::Import, None),
        B::PutInCart { product, .. } | B::RemoveFromCart { product } => (Subject::Cart, Some(*product)),
        B::ClearCart {} | B::AcceptCart {} | B::MergeCart { .. } => (Subject::Cart, None),
        B::AddAddress { .. } => (Subject::Address, None),
        B::EditAddress { id, .. } | B::RemoveAddress { id } => (Subject::Address, Some(*id)),
        B::PlaceOrder { order, .. } => (Subject::Order, Some(*order)),
        B::MarkPaid { part, .. } | B::SetLines { part, .. } | B::CancelSale { part, .. } => {
            (Subject::Sale, Some(*part))
        }
        B::SaveReview { product, .. } | B::RemoveReview { product } => (Subject::Review, Some(*product)),
        B::ReportReview { review, .. } | B::HideReview { review, .. } | B::ReplyReview { review, .. } => {
            (Subject::Reply, Some(*review))
        }
    }
}

async fn store_of(tx: &mut Tx, body: &IntentBody) -> Result<Option<Uuid>, Refusal> {
    use IntentBody as B;
    Ok(match body {
        B::AddProduct { store, .. } | B::SaveTag { store, .. } | B::ImportProducts { store, .. } => {
            Some(*store)
        }
        B::EditStore { id, .. } => Some(*id),
        B::EditProduct { id, .. } => db::product::get(tx, *id).await?.map(|row| row.store_id),
        _ => None,
    })
}

/// The fields a form shows of it; nothing where there is no form to fill.
fn wants(body: &IntentBody) -> Result<Value, Refusal> {
    use IntentBody as B;
    let edited = |edit: &Edit| Value::Object(edit.after.clone());
    Ok(match body {
        B::OpenStore { fields, .. } => serde_json::to_value(fields)?,
        B::AddAddress { fields, .. } => serde_json::to_value(fields)?,
        B::AddProduct { fields, stock, .. } => {
            let mut value = serde_json::to_value(fields)?;
            if let Value::Object(fields) = &mut value {
                fields.insert("stock".to_owned(), json!(stock));
            }
            value
        }
        B::EditStore { edit, .. } | B::EditProduct { edit, .. } | B::EditAddress { edit, .. } => edited(edit),
        B::SaveTag { name, slug, description, .. } => {
            json!({ "name": name, "slug": slug, "description": description })
        }
        B::AdjustStock { delta, reason, note, .. } => {
            json!({ "delta": delta, "reason": reason, "note": note })
        }
        B::SaveReview { rating, title, body, .. } => {
            json!({ "rating": rating, "title": title, "body": body })
        }
        B::ReplyReview { reply, .. } => json!({ "reply": reply }),
        _ => json!({}),
    })
}
