//! One round over the outbox: takes the oldest mail that is due, sends it, and writes down what really became of it.

use std::time::Duration;

use market::db::mail::{Content, MailRow};
use market::db::{self, Db, feed};
use market::{Refusal, paper};

use crate::{Attachment, Carrier, Failure, Kind, Letter, next_try};

/// A mail is kept from other couriers for as long as one delivery may take.
const LEASE_US: i64 = 300_000_000;

/// Who the marketplace writes as.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Shown name.
    pub name: String,
    /// Address.
    pub email: String,
}

/// Sends the oldest mail that is due; answers whether there was one. `jitter` is drawn by the caller.
pub async fn send_one(
    db: &Db,
    carrier: &Carrier,
    from: &Sender,
    now_us: i64,
    jitter: u32,
) -> Result<bool, Refusal> {
    let deliver = async |mail: &MailRow| match letter_of(db, mail, from).await {
        Ok(letter) => carrier.deliver(&letter).await.map(|_| ()),
        Err(refusal) => Err(Failure { kind: Kind::Passing, reason: refusal.message }),
    };
    send_one_by(db, deliver, now_us, jitter).await
}

/// The same, whoever delivers. A stop between the delivery and the note of it delivers once more, under the same id.
pub async fn send_one_by(
    db: &Db,
    deliver: impl AsyncFnOnce(&MailRow) -> Result<(), Failure>,
    now_us: i64,
    jitter: u32,
) -> Result<bool, Refusal> {
    let mut tx = db.begin().await?;
    let Some(mail) = db::mail::due(&mut tx, now_us).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    if !db::mail::lease(&mut tx, &mail, now_us + LEASE_US).await? {
        tx.rollback().await?;
        return Ok(true);
    }
    tx.commit().await?;
    let came = deliver(&mail).await;
    let mut tx = db.begin().await?;
    let mail = after_try(mail, came, now_us, jitter);
    db::mail::save(&mut tx, &mail).await?;
    feed::record(&mut tx, mail.id).await?;
    tx.commit().await?;
    Ok(true)
}

/// What a mail is after a try: sent only if the server said so.
fn after_try(mut mail: MailRow, came: Result<(), Failure>, now_us: i64, jitter: u32) -> MailRow {
    mail.tries += 1;
    mail.next_try_us = None;
    match came {
        Ok(()) => {
            "sent".clone_into(&mut mail.state);
            mail.sent_at_us = Some(now_us);
            mail.error = None;
        }
        Err(failure) => {
            let wait = match failure.kind {
                Kind::Passing => next_try(u32::try_from(mail.tries).unwrap_or(u32::MAX), jitter),
                Kind::Permanent => None,
            };
            mail.error = Some(failure.reason.chars().take(1_000).collect());
            match wait {
                Some(wait) => mail.next_try_us = Some(now_us + micros(wait)),
                None => "failed".clone_into(&mut mail.state),
            }
        }
    }
    mail
}

fn micros(wait: Duration) -> i64 {
    i64::try_from(wait.as_micros()).unwrap_or(i64::MAX / 2)
}

async fn letter_of(db: &Db, mail: &MailRow, from: &Sender) -> Result<Letter, Refusal> {
    let mut tx = db.read().await?;
    let Content { to_name, reply_to, text, html, invoices } = db::mail::content(&mut tx, mail.id).await?;
    let mut attachments = Vec::with_capacity(invoices.len());
    for row in db::invoice::get_many(&mut tx, &invoices).await? {
        let (name, bytes) = paper::pdf(&mut tx, &row).await?;
        attachments.push(Attachment { name, mime: "application/pdf".to_owned(), bytes });
    }
    Ok(Letter {
        id: mail.id.to_string(),
        from_name: from.name.clone(),
        from_email: from.email.clone(),
        to_name,
        to_email: mail.recipient.clone(),
        reply_to,
        subject: mail.subject.clone(),
        text,
        html,
        sent_at_us: mail.created_at_us,
        attachments,
    })
}
