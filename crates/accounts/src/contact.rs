//! Messages to a store or to whoever runs the marketplace: kept, and sent on as mail that is answered to whoever wrote.

use market::db::contact::{Listed, MessageRow, Recipient};
use market::db::mail::{Content, MailRow};
use market::domain::contact::{Message, Typed};
use market::domain::contact_letter::contact;
use market::view::page;
use market::{Code, Permission, Refusal, db};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::office::{Ask, Asker, Office, Who, ask};
use crate::passwords_of::Done;

pub(crate) const ASKS: &[Ask] =
    &[ask!("contact.send", Who::Anybody, send), ask!("contact.list", Who::SignedIn, list)];

/// Messages one address may send in an hour, and all of them together: a store's letter box is no bulletin board.
const MOST_OF_ONE: i64 = 5;
const MOST_OF_ALL: i64 = 300;
const HOUR_US: i64 = 3_600_000_000;

/// What somebody writes. Whoever is signed in need not say who they are.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields, rename = "ContactAsk")]
pub struct Letter {
    /// To this store; without one to whoever runs the marketplace.
    #[serde(default)]
    store: Option<Uuid>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    message: String,
}

async fn send(office: &Office<'_>, asker: &Asker, ask: Letter) -> Result<Done, Refusal> {
    let actor = &asker.actor;
    // An account answers under its own address: nobody writes in the name of somebody else.
    let typed = Typed {
        name: if actor.is_visitor() { ask.name.as_deref().unwrap_or_default() } else { &actor.display_name },
        email: if actor.is_visitor() { ask.email.as_deref().unwrap_or_default() } else { &actor.email },
        message: &ask.message,
    };
    let message = typed.check()?;
    let now_us = office.authority.now_us();
    let mut tx = office.authority.db().begin().await?;
    let (own, all) = db::contact::since(&mut tx, &message.reply_to, now_us - HOUR_US).await?;
    if own >= MOST_OF_ONE || all >= MOST_OF_ALL {
        return Err(Refusal::new(Code::Busy, "So many messages came lately. Please try again in an hour."));
    }
    let to = match ask.store {
        Some(store) => db::contact::of_store(&mut tx, store).await?,
        None => db::contact::operator(&mut tx).await?,
    };
    let to = to.filter(|to| !to.email.is_empty()).ok_or_else(|| Refusal::not_found("store"))?;
    let account_id = (!actor.is_visitor()).then_some(actor.account);
    keep(&mut tx, (ask.store, account_id), &to, &message, now_us).await?;
    tx.commit().await?;
    Ok(Done {})
}

async fn keep(
    tx: &mut db::Tx,
    (store_id, account_id): (Option<Uuid>, Option<Uuid>),
    to: &Recipient,
    message: &Message,
    now_us: i64,
) -> Result<(), Refusal> {
    let Message { name, reply_to, text } = message.clone();
    let words = contact(&to.language, store_id.map(|_| to.name.as_str()), message);
    let id = Uuid::now_v7();
    let row = MessageRow {
        id,
        store_id,
        account_id,
        name,
        reply_to: reply_to.clone(),
        message: text,
        at_us: now_us,
    };
    db::contact::insert(tx, &row).await?;
    let mail = MailRow {
        id,
        account_id: None,
        order_id: None,
        kind: "contact".to_owned(),
        recipient: to.email.clone(),
        subject: words.subject,
        state: "queued".to_owned(),
        tries: 0,
        error: None,
        attachments: "[]".to_owned(),
        created_at_us: now_us,
        next_try_us: Some(now_us),
        sent_at_us: None,
    };
    let content = Content {
        to_name: to.name.clone(),
        reply_to: Some(reply_to),
        text: words.text,
        html: words.html,
        invoices: vec![],
        about: None,
    };
    db::mail::queue(tx, &mail, &content).await
}

/// Which page.
#[derive(Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields, rename = "MessagesAsk")]
pub struct List {
    after: Option<String>,
    limit: Option<i64>,
}

/// A page of messages, newest first.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "MessagePage")]
pub struct Page {
    rows: Vec<Row>,
    next: Option<String>,
}

/// One message.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "ContactMessage")]
struct Row {
    id: Uuid,
    /// None where it went to whoever runs the marketplace.
    store_name: Option<String>,
    name: String,
    reply_to: String,
    message: String,
    at_us: i64,
}

async fn list(office: &Office<'_>, asker: &Asker, ask: List) -> Result<Page, Refusal> {
    let actor = &asker.actor;
    let is_operator = actor.permissions.contains(Permission::MailView.name());
    let (before, limit) = (page::before(ask.after.as_deref())?, page::limit(ask.limit));
    let mut tx = office.authority.db().read().await?;
    let rows = db::contact::list(&mut tx, actor.account, is_operator, before, limit).await?;
    let next = page::next(&rows, limit, |row| (row.at_us.into(), row.id));
    let shown = |row: Listed| {
        let Listed { id, store_name, name, reply_to, message, at_us } = row;
        Row { id, store_name, name, reply_to, message, at_us }
    };
    Ok(Page { rows: rows.into_iter().map(shown).collect(), next })
}
