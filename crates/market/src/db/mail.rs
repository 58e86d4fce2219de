//! The outbox: mails are rows first, sent later, with a true state.

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use crate::args;
use crate::refusal::Refusal;
use crate::space::Space;

/// What everybody concerned may know of a mail.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct MailRow {
    pub id: Uuid,
    pub account_id: Option<Uuid>,
    pub order_id: Option<Uuid>,
    pub kind: String,
    pub recipient: String,
    pub subject: String,
    pub state: String,
    pub tries: i64,
    pub error: Option<String>,
    pub attachments: String,
    pub created_at_us: i64,
    pub next_try_us: Option<i64>,
    pub sent_at_us: Option<i64>,
}

const COLUMNS: &str = "select id, account_id, order_id, kind, recipient, subject, state, tries, error, attachments, created_at_us, \
     next_try_us, sent_at_us from mail";

/// What is in a mail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Content {
    /// The recipient's name.
    pub to_name: String,
    /// The store's address, where an answer should go.
    pub reply_to: Option<String>,
    /// For every reader.
    pub text: String,
    /// The same for most.
    pub html: String,
    /// Attached as PDF.
    pub invoices: Vec<Uuid>,
    /// Of a mail about an account, which has no words yet: what it is about. The courier writes it with a token drawn at
    /// that moment, so that no token is ever kept in clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
}

/// Whom and what a mail about an account concerns.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// The account; without one it is whoever has the recipient's address, if anybody.
    pub account: Option<Uuid>,
    /// The address it speaks of, where that is not the recipient's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Puts a mail into the outbox.
pub async fn queue(tx: &mut Tx, mail: &MailRow, content: &Content) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into mail (id, account_id, order_id, kind, recipient, subject, state, tries, error, attachments, created_at_us, \
         next_try_us, sent_at_us) values (?, ?, ?, ?, ?, ?, 'queued', 0, null, ?, ?, ?, null)",
        args![
            mail.id, mail.account_id, mail.order_id, &mail.kind, &mail.recipient, &mail.subject, &mail.attachments,
            mail.created_at_us, mail.created_at_us
        ],
    )
    .await?;
    tx.exec_one(
        "insert into mail_content (id, letter) values (?, ?)",
        args![mail.id, serde_json::to_string(content)?],
    )
    .await?;
    touch(tx, mail);
    Ok(())
}

fn touch(tx: &mut Tx, mail: &MailRow) {
    if let Some(account) = mail.account_id {
        tx.touch(Space::home(account), tables::MAIL, mail.id);
    }
}

/// The oldest mail that is due.
pub async fn due(tx: &mut Tx, now_us: i64) -> Result<Option<MailRow>, Refusal> {
    Ok(tx
        .all_built(
            format!("{COLUMNS} where state = 'queued' and next_try_us <= ? order by next_try_us, id limit 1"),
            args![now_us],
        )
        .await?
        .pop())
}

/// When the next mail is due, if any waits.
pub async fn next_due(tx: &mut Tx) -> Result<Option<i64>, Refusal> {
    let found: Option<(i64,)> = tx
        .opt("select next_try_us from mail where state = 'queued' order by next_try_us limit 1", vec![])
        .await?;
    Ok(found.map(|row| row.0))
}

/// Keeps other couriers off a mail until a moment; answers whether it was free.
pub async fn lease(tx: &mut Tx, mail: &MailRow, until_us: i64) -> Result<bool, Refusal> {
    let done = tx
        .exec(
            "update mail set next_try_us = ? where id = ? and state = 'queued' and next_try_us = ?",
            args![until_us, mail.id, mail.next_try_us],
        )
        .await?;
    Ok(done == 1)
}

/// What is in a mail.
pub async fn content(tx: &mut Tx, id: Uuid) -> Result<Content, Refusal> {
    let (letter,): (String,) = tx.one("select letter from mail_content where id = ?", args![id]).await?;
    Ok(serde_json::from_str(&letter)?)
}

/// Saves what became of a try.
pub async fn save(tx: &mut Tx, mail: &MailRow) -> Result<(), Refusal> {
    tx.exec_one(
        "update mail set state = ?, tries = ?, error = ?, next_try_us = ?, sent_at_us = ? where id = ?",
        args![&mail.state, mail.tries, mail.error.clone(), mail.next_try_us, mail.sent_at_us, mail.id],
    )
    .await?;
    touch(tx, mail);
    Ok(())
}

/// The mail with this id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<MailRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where id = ?"), args![id]).await?.pop())
}

/// The mail of an order.
pub async fn of_order(tx: &mut Tx, order: Uuid) -> Result<Option<MailRow>, Refusal> {
    Ok(tx
        .all_built(format!("{COLUMNS} where order_id = ? order by created_at_us limit 1"), args![order])
        .await?
        .pop())
}

/// A page of the outbox, newest first. What was dropped because nobody has the address is nobody's business.
pub async fn list(
    tx: &mut Tx,
    (state, kind): (Option<&str>, Option<&str>),
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<MailRow>, Refusal> {
    tx.all_built(
        format!("{COLUMNS} where state <> 'dropped' and (? is null or state = ?) and (? is null or kind = ?) and (created_at_us, id) < (?, ?) order by created_at_us desc, id desc limit ?"),
        args![state, state, kind, kind, before.0, before.1, limit],
    )
    .await
}

/// How many mails have failed, by their kind.
pub async fn failed_kinds(tx: &mut Tx) -> Result<Vec<(String, i64)>, Refusal> {
    tx.all("select kind, count(*) from mail where state = 'failed' group by kind order by kind", vec![]).await
}

/// Puts so many failed mails back, of one kind or of all, to be sent from now on; answers how many there were.
pub async fn queue_failed_again(
    tx: &mut Tx,
    kind: Option<&str>,
    now_us: i64,
    most: i64,
) -> Result<usize, Refusal> {
    let failed: Vec<MailRow> = tx
        .all_built(
            format!("{COLUMNS} where state = 'failed' and (? is null or kind = ?) order by created_at_us, id limit ?"),
            args![kind, kind, most],
        )
        .await?;
    for mail in &failed {
        let again =
            MailRow { state: "queued".to_owned(), tries: 0, next_try_us: Some(now_us), ..mail.clone() };
        save(tx, &again).await?;
    }
    Ok(failed.len())
}

/// How many mails are in each state.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(String, i64)>, Refusal> {
    tx.all("select state, count(*) from mail where state <> 'dropped' group by state", vec![]).await
}
