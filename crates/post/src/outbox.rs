//! One round over the outbox: takes the oldest mail that is due, sends it, and writes down what really became of it.

use std::time::Duration;

use market::db::mail::{Content, MailRow};
use market::db::{self, Db, feed};
use market::domain::letter::{self, Words};
use market::domain::one_time::CHANCE;
use market::{Refusal, paper};

use crate::account_mail::{self, Moment};
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
    /// Where the hub's pages are, such as `https://market.example`; none where there is no hub.
    pub pages: Option<String>,
}

/// What one round draws by chance; the caller asks the operating system for it.
#[derive(Clone)]
pub struct Chance {
    /// Spreads the tries.
    pub jitter: u32,
    /// For the token of a mail that has one.
    pub token: [u8; CHANCE],
}

impl Chance {
    /// So many bytes are needed.
    pub const BYTES: usize = CHANCE + 4;

    /// Of random bytes.
    pub fn of(bytes: [u8; Self::BYTES]) -> Self {
        let mut token = [0; CHANCE];
        let mut jitter = [0; 4];
        let (first, last) = bytes.split_at(CHANCE);
        token.copy_from_slice(first);
        jitter.copy_from_slice(last);
        Self { jitter: u32::from_le_bytes(jitter), token }
    }
}

/// Sends the oldest mail that is due; answers whether there was one.
pub async fn send_one(
    db: &Db,
    carrier: &Carrier,
    from: &Sender,
    now_us: i64,
    chance: &Chance,
) -> Result<bool, Refusal> {
    let moment = Moment { now_us, chance: &chance.token, pages: from.pages.as_deref() };
    let deliver = async |mail: &MailRow| match letter_of(db, mail, from, moment).await {
        Ok(Some(letter)) => carrier.deliver(&letter).await.map(|_| ()),
        Ok(None) => Err(Failure { kind: Kind::Nobody, reason: "There is nobody to tell.".to_owned() }),
        Err(refusal) => Err(Failure { kind: Kind::Passing, reason: refusal.message }),
    };
    send_one_by(db, deliver, now_us, chance.jitter).await
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
                Kind::Permanent | Kind::Nobody => None,
            };
            let gives_up = if failure.kind == Kind::Nobody { "dropped" } else { "failed" };
            mail.error = Some(failure.reason.chars().take(1_000).collect());
            match wait {
                Some(wait) => mail.next_try_us = Some(now_us + micros(wait)),
                None => gives_up.clone_into(&mut mail.state),
            }
        }
    }
    mail
}

fn micros(wait: Duration) -> i64 {
    i64::try_from(wait.as_micros()).unwrap_or(i64::MAX / 2)
}

/// The letter of a mail; none where there is nobody to tell.
async fn letter_of(
    db: &Db,
    mail: &MailRow,
    from: &Sender,
    moment: Moment<'_>,
) -> Result<Option<Letter>, Refusal> {
    let mut tx = db.read().await?;
    let Content { to_name, reply_to, text, html, invoices, about } =
        db::mail::content(&mut tx, mail.id).await?;
    let mut attachments = Vec::with_capacity(invoices.len());
    for row in db::invoice::get_many(&mut tx, &invoices).await? {
        let (name, bytes) = paper::pdf(&mut tx, &row).await?;
        attachments.push(Attachment { name, mime: "application/pdf".to_owned(), bytes });
    }
    tx.rollback().await?;
    let words = match letter::Kind::named(&mail.kind).zip(about) {
        Some((kind, about)) => account_mail::write(db, mail, kind, &about, moment).await?,
        None => Some(Words { subject: mail.subject.clone(), text, html }),
    };
    let Some(Words { subject, text, html }) = words else { return Ok(None) };
    Ok(Some(Letter {
        id: mail.id.to_string(),
        from_name: from.name.clone(),
        from_email: from.email.clone(),
        to_name,
        to_email: mail.recipient.clone(),
        reply_to,
        subject,
        text,
        html,
        sent_at_us: mail.created_at_us,
        attachments,
    }))
}
