//! The outbox and its settings.

use market::db::mail::MailRow;
use market::domain::checks::is_email;
use market::view::page;
use market::{Permission, Refusal, db};
use serde::{Deserialize, Serialize};
use sync::Authority;
use uuid::Uuid;

use super::MANAGER;
use super::store::One;
use crate::call::Call;
use crate::op::Who::May;
use crate::op::{Nothing, Of, Op, op};
use crate::post_office::{self, CarrierKind, MailSettings, Protection};

pub(super) const OPS: &[Op] = &[
    op!("mail.list", "The outbox, newest first, with true states", May(Permission::MailView), MANAGER, Of::Nothing, [], list, List => Mails),
    op!("mail.resend", "Sends a mail again", May(Permission::MailChange), MANAGER, Of::Here("id"), ["mail"], resend, One => Nothing),
    op!("mail.resend_failed", "Sends all failed mails again, of one kind or of all", May(Permission::MailChange), MANAGER, Of::Nothing, ["mail"], resend_failed, ResendFailed => Resent),
    op!("mail.settings", "How mail leaves", May(Permission::MailView), MANAGER, Of::Nothing, [], settings, Nothing => Shown),
    op!("mail.set", "Changes how mail leaves", May(Permission::MailChange), MANAGER, Of::Nothing, ["mail"], set, Set => Nothing),
    op!("mail.test", "Sends a mail to try the settings", May(Permission::MailChange), MANAGER, Of::Nothing, [], test, Test => Nothing),
];

/// What a mail can be; an empty word asks for all of them.
#[derive(ts_rs::TS)]
#[ts(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its shape is used: the outbox keeps the word as it is")]
enum MailState {
    Queued,
    Sent,
    Failed,
}

#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct List {
    #[serde(default)]
    #[ts(optional, as = "Option<MailState>")]
    state: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ts_rs::TS)]
struct Mail {
    id: Uuid,
    kind: String,
    recipient: String,
    subject: String,
    state: String,
    tries: i64,
    error: Option<String>,
    created_at_us: i64,
    sent_at_us: Option<i64>,
    next_try_us: Option<i64>,
    attachments: Vec<String>,
}

#[derive(Debug, Default, Serialize, ts_rs::TS)]
#[ts(rename = "MailCounts")]
struct Counts {
    queued: i64,
    sent: i64,
    failed: i64,
}

#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "MailPage")]
struct Mails {
    rows: Vec<Mail>,
    next: Option<String>,
    counts: Counts,
    /// What has failed, by its kind.
    failed_kinds: Vec<FailedKind>,
}

#[derive(Debug, Serialize, ts_rs::TS)]
struct FailedKind {
    kind: String,
    count: i64,
}

/// Which; nothing for all.
#[derive(Debug, Deserialize, ts_rs::TS)]
#[ts(optional_fields)]
struct ResendFailed {
    #[serde(default)]
    kind: Option<String>,
}

/// How many are on their way again.
#[derive(Debug, Serialize, ts_rs::TS)]
struct Resent {
    count: usize,
}

#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "ShownMailSettings")]
struct Shown {
    #[serde(flatten)]
    settings: MailSettings,
    has_password: bool,
}

/// What the form sends; one by one, so that an input which does not fit is said at its field.
#[derive(Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields)]
struct Set {
    password: Option<String>,
    carrier: CarrierKind,
    from_name: String,
    from_email: String,
    host: String,
    port: i64,
    security: Protection,
    username: String,
}

impl Default for Set {
    fn default() -> Self {
        let MailSettings { carrier, from_name, from_email, host, port, security, username } =
            MailSettings::default();
        Self { carrier, from_name, from_email, host, port, security, username, password: None }
    }
}

#[derive(Debug, Deserialize, ts_rs::TS)]
struct Test {
    to: String,
}

async fn list(call: &Call, ask: List) -> Result<Mails, Refusal> {
    let mut tx = outbox(call).await?.db().read().await?;
    let limit = page::limit(ask.limit);
    let state = ask.state.filter(|state| !state.is_empty());
    let kind = ask.kind.filter(|kind| !kind.is_empty());
    let which = (state.as_deref(), kind.as_deref());
    let rows = db::mail::list(&mut tx, which, page::before(ask.after.as_deref())?, limit).await?;
    let next = page::next(&rows, limit, |row| (row.created_at_us.into(), row.id));
    let mut counts = Counts::default();
    for (state, count) in db::mail::counts(&mut tx).await? {
        match state.as_str() {
            "queued" => counts.queued = count,
            "sent" => counts.sent = count,
            _ => counts.failed += count,
        }
    }
    let failed = db::mail::failed_kinds(&mut tx).await?;
    let failed_kinds = failed.into_iter().map(|(kind, count)| FailedKind { kind, count }).collect();
    Ok(Mails { rows: rows.into_iter().map(shown).collect(), next, counts, failed_kinds })
}

fn shown(row: MailRow) -> Mail {
    Mail {
        id: row.id,
        kind: row.kind,
        recipient: row.recipient,
        subject: row.subject,
        state: row.state,
        tries: row.tries,
        error: row.error,
        created_at_us: row.created_at_us,
        sent_at_us: row.sent_at_us,
        next_try_us: row.next_try_us,
        attachments: serde_json::from_str(&row.attachments).unwrap_or_default(),
    }
}

/// The outbox this desktop carries from; behind a hub the empty one of this desktop.
async fn outbox(call: &Call) -> Result<&Authority, Refusal> {
    Ok(call.desk.market.post().await?.unwrap_or(&call.desk.authority))
}

async fn resend(call: &Call, ask: One) -> Result<Nothing, Refusal> {
    let post = outbox(call).await?;
    let mut tx = post.db().begin().await?;
    let mut mail = db::mail::get(&mut tx, ask.id).await?.ok_or_else(|| Refusal::not_found("mail"))?;
    "queued".clone_into(&mut mail.state);
    mail.tries = 0;
    mail.next_try_us = Some(post.now_us());
    db::mail::save(&mut tx, &mail).await?;
    db::feed::record(&mut tx, mail.id).await?;
    tx.commit().await?;
    call.desk.mail_waits.notify_one();
    call.desk.say(vec!["mail", "order"]);
    Ok(Nothing {})
}

/// Mails of one change: those behind them wait for the next press.
const MOST_AGAIN: i64 = 500;

async fn resend_failed(call: &Call, ask: ResendFailed) -> Result<Resent, Refusal> {
    let post = outbox(call).await?;
    let kind = ask.kind.filter(|kind| !kind.is_empty());
    let mut tx = post.db().begin().await?;
    let count = db::mail::queue_failed_again(&mut tx, kind.as_deref(), post.now_us(), MOST_AGAIN).await?;
    db::feed::record(&mut tx, Uuid::now_v7()).await?;
    tx.commit().await?;
    call.desk.mail_waits.notify_one();
    call.desk.say(vec!["mail", "order"]);
    Ok(Resent { count })
}

async fn settings(call: &Call, _: Nothing) -> Result<Shown, Refusal> {
    Ok(Shown {
        settings: MailSettings::load(&call.desk.dir)?,
        has_password: MailSettings::has_password(&call.desk.dir)?,
    })
}

async fn set(call: &Call, ask: Set) -> Result<Nothing, Refusal> {
    let Set { carrier, from_name, from_email, host, port, security, username, password } = ask;
    let settings = MailSettings { carrier, from_name, from_email, host, port, security, username };
    settings.save(&call.desk.dir, password)?;
    call.desk.mail_waits.notify_one();
    call.desk.say(vec!["mail"]);
    Ok(Nothing {})
}

async fn test(call: &Call, ask: Test) -> Result<Nothing, Refusal> {
    if !is_email(ask.to.trim()) {
        return Err(Refusal::field("to", "Enter a valid email address."));
    }
    post_office::test(&call.desk, ask.to.trim()).await?;
    Ok(Nothing {})
}
