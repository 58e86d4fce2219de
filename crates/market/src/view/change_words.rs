//! What people call changes and fields.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change::Subject;
use crate::db::{self, Tx};
use crate::domain::edit::Edit;
use crate::domain::ids::short_code;
use crate::intent::{IntentBody, Wanted};
use crate::refusal::Refusal;

/// How a field's value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    LongText,
    RichText,
    Number,
    Money,
    Percent,
    Flag,
    Tags,
    Country,
    Picture,
    Pictures,
}

/// What people call a field.
pub(super) fn label(name: &str) -> String {
    let known = match name {
        "sku" => "SKU",
        "subtitle" => "Line under the name",
        "slug" => "Short name in addresses",
        "price_minor" => "Price",
        "tax_bp" => "Tax",
        "low_stock" => "Low at",
        "is_active" => "Buyers can see it",
        "line1" => "Street",
        "line2" => "Second line",
        "delta" => "Stock",
        "iban" => "IBAN",
        "bic" => "BIC",
        "legal_name" => "Name on invoices",
        "payment_days" => "Days to pay",
        _ => "",
    };
    if known.is_empty() { beginning_large(&name.replace('_', " ")) } else { known.to_owned() }
}

/// How its value is shown.
pub(super) fn kind(subject: Subject, name: &str) -> Kind {
    match name {
        "price_minor" => Kind::Money,
        "tax_bp" => Kind::Percent,
        "low_stock" | "payment_days" => Kind::Number,
        "is_active" => Kind::Flag,
        "tags" => Kind::Tags,
        "logo" => Kind::Picture,
        "pictures" => Kind::Pictures,
        "country" => Kind::Country,
        "description" if subject == Subject::Product => Kind::RichText,
        "description" => Kind::LongText,
        _ => Kind::Text,
    }
}

/// A change in a few words, told when it is made: later what it is about may be gone.
pub async fn said(tx: &mut Tx, account: Uuid, body: &IntentBody) -> Result<String, Refusal> {
    use IntentBody as B;
    Ok(match body {
        B::OpenStore { fields, .. } => format!("New store “{}”", fields.name),
        B::EditStore { id, edit } => format!("{} of the store {}", fields(edit), store(tx, *id).await?),
        B::SetStoreOpen { id, is_open: true } => format!("Opening of the store {}", store(tx, *id).await?),
        B::SetStoreOpen { id, .. } => format!("Closing of the store {}", store(tx, *id).await?),
        B::RemoveStore { id } => format!("Removal of the store {}", store(tx, *id).await?),
        B::RestoreStore { id } => format!("Return of the store {}", store(tx, *id).await?),
        B::AddProduct { fields, .. } => format!("New product “{}”", fields.name),
        B::EditProduct { id, edit } => format!("{} of {}", fields(edit), product(tx, *id).await?),
        B::SetProductsActive { ids, is_active: true } => format!("{} on the shelves", many(tx, ids).await?),
        B::SetProductsActive { ids, .. } => format!("{} off the shelves", many(tx, ids).await?),
        B::RemoveProducts { ids } => format!("Removal of {}", many(tx, ids).await?),
        B::RestoreProducts { ids } => format!("Return of {}", many(tx, ids).await?),
        B::SetPictures { id, .. } => format!("Pictures of {}", product(tx, *id).await?),
        B::AdjustStock { product: id, delta, .. } => {
            format!("Stock of {}, {delta:+}", product(tx, *id).await?)
        }
        B::SaveTag { name, .. } => format!("Tag “{name}”"),
        B::RemoveTag { id } => {
            let name = db::tag::get(tx, *id).await?.map_or_else(String::new, |tag| tag.name);
            format!("Removal of the tag “{name}”")
        }
        B::ImportProducts { items, .. } => format!("Import of {} products", items.len()),
        B::PutInCart { product: id, .. } => format!("{} in the cart", product(tx, *id).await?),
        B::RemoveFromCart { product: id } => format!("{} out of the cart", product(tx, *id).await?),
        B::ClearCart {} => "Emptying of the cart".to_owned(),
        B::AcceptCart {} => "New prices in the cart".to_owned(),
        B::MergeCart { .. } => "Cart from before signing in".to_owned(),
        B::AddAddress { fields, .. } => format!("New address “{}, {}”", fields.name, fields.city),
        B::EditAddress { id, edit } => {
            format!("{} of the address {}", fields(edit), address(tx, account, *id).await?)
        }
        B::RemoveAddress { id } => format!("Removal of the address {}", address(tx, account, *id).await?),
        B::PlaceOrder { order, lines, .. } => order_of(tx, *order, lines).await?,
        B::MarkPaid { part, .. } => format!("Payment of order {}", number(tx, *part).await?),
        B::SetLines { part, lines, state, .. } => {
            let number = number(tx, *part).await?;
            format!("{} of order {number}: {}", counted(lines.len(), "line"), state.word())
        }
        B::CancelSale { part, .. } => format!("Cancellation of order {}", number(tx, *part).await?),
        B::SaveReview { product: id, .. } => format!("Review of {}", product(tx, *id).await?),
        B::RemoveReview { product: id } => format!("Removal of the review of {}", product(tx, *id).await?),
        B::ReportReview { review, .. } => format!("Report of {}", review_of(tx, *review).await?),
        B::ReplyReview { review, .. } => format!("Reply to {}", review_of(tx, *review).await?),
        B::HideReview { review, is_hidden: true } => format!("Hiding of {}", review_of(tx, *review).await?),
        B::HideReview { review, .. } => format!("Showing of {}", review_of(tx, *review).await?),
    })
}

/// "Price", "Price and tax", "Price, tax and 2 more".
fn fields(edit: &Edit) -> String {
    let all: Vec<String> = edit.after.keys().map(|name| label(name)).collect();
    let inner = |name: &String| if is_short_form(name) { name.clone() } else { beginning_small(name) };
    match all.as_slice() {
        [] => "Fields".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {}", inner(other)),
        [one, other, rest @ ..] => format!("{one}, {} and {} more", inner(other), rest.len()),
    }
}

/// SKU, IBAN: written large anywhere.
fn is_short_form(name: &str) -> bool {
    name.chars().all(char::is_uppercase)
}

async fn product(tx: &mut Tx, id: Uuid) -> Result<String, Refusal> {
    Ok(db::product::get(tx, id)
        .await?
        .map_or_else(|| "a product".to_owned(), |row| format!("“{}”", row.name)))
}

async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<String, Refusal> {
    match ids {
        [one] => product(tx, *one).await,
        more => Ok(counted(more.len(), "product")),
    }
}

async fn store(tx: &mut Tx, id: Uuid) -> Result<String, Refusal> {
    Ok(db::store::get(tx, id).await?.map_or_else(String::new, |row| format!("“{}”", row.name)))
}

async fn address(tx: &mut Tx, account: Uuid, id: Uuid) -> Result<String, Refusal> {
    let found = db::address::own(tx, id, account).await?;
    Ok(found.map_or_else(String::new, |row| format!("“{}, {}”", row.name, row.city)))
}

async fn number(tx: &mut Tx, part: Uuid) -> Result<String, Refusal> {
    Ok(db::order::part(tx, part).await?.map_or_else(String::new, |row| row.order_number))
}

async fn review_of(tx: &mut Tx, id: Uuid) -> Result<String, Refusal> {
    let Some(row) = db::review::get(tx, id).await? else { return Ok("a review".to_owned()) };
    Ok(format!("{}’s review of {}", row.author, product(tx, row.product_id).await?))
}

async fn order_of(tx: &mut Tx, order: Uuid, lines: &[Wanted]) -> Result<String, Refusal> {
    let number = short_code(order);
    let Some(first) = lines.first() else { return Ok(format!("Order {number}")) };
    let first = format!("{} × {}", first.quantity, product(tx, first.product).await?);
    Ok(match lines.len() {
        1 => format!("Order {number}: {first}"),
        all => format!("Order {number}: {first} and {} more", all - 1),
    })
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn beginning_large(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + signs.as_str())
}

fn beginning_small(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + signs.as_str())
}
