//! Mails about an account enter the outbox without words: the courier writes them when they leave.

use market::Refusal;
use market::db::account::AccountRow;
use market::db::mail::{About, Content, MailRow};
use market::db::{self, Tx};
use market::domain::letter::{Kind, Language};
use uuid::Uuid;

/// About this account.
pub(crate) fn to(account: &AccountRow) -> About {
    About { account: Some(account.id), address: None }
}

/// Queues a mail to an address. The same work whether or not anybody has it: that is looked up when it leaves.
pub(crate) async fn queue(
    tx: &mut Tx,
    kind: Kind,
    recipient: &str,
    about: &About,
    now_us: i64,
) -> Result<(), Refusal> {
    let mail = MailRow {
        id: Uuid::now_v7(),
        account_id: None,
        order_id: None,
        kind: kind.name().to_owned(),
        recipient: recipient.to_owned(),
        subject: kind.subject(Language::English).to_owned(),
        state: "queued".to_owned(),
        tries: 0,
        error: None,
        attachments: "[]".to_owned(),
        created_at_us: now_us,
        next_try_us: Some(now_us),
        sent_at_us: None,
    };
    let content = Content {
        to_name: String::new(),
        reply_to: None,
        text: String::new(),
        html: String::new(),
        invoices: vec![],
        about: Some(about.clone()),
    };
    db::mail::queue(tx, &mail, &content).await
}
