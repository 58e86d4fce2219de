//! The letters people get, read as a mail program reads them.

use std::path::PathBuf;

use mail_parser::{Message, MessageParser};
use serde_json::json;
use stories::shop::Shop;

/// A letter that has arrived.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Letter {
    fn of(mail: &Message<'_>) -> Self {
        let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
        Self {
            to,
            subject: mail.subject().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
        }
    }

    /// The last part of its link.
    pub(crate) fn token(&self) -> String {
        let line = self.text.lines().find(|line| line.contains("://")).expect("a link");
        line.trim().rsplit('/').next().unwrap().to_owned()
    }

    pub(crate) fn code(&self) -> String {
        let line = self.text.lines().find_map(|line| line.strip_prefix("Code: ")).expect("a code");
        line.trim().to_owned()
    }
}

/// Every letter that has left, in the order they were asked for, as bytes.
pub(crate) fn raw_letters(shop: &Shop) -> Vec<Vec<u8>> {
    let folder = shop.path("outbox");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|files| files.map(|file| file.unwrap().path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|end| end == "eml"));
    files.sort();
    files.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// The same as people read them.
pub(crate) fn letters(shop: &Shop) -> Vec<Letter> {
    let raw = raw_letters(shop);
    raw.iter().map(|raw| Letter::of(&MessageParser::default().parse(raw).unwrap())).collect()
}

/// Waits for so many letters to an address with a subject; answers the newest.
pub(crate) async fn letter(shop: &Shop, to: &str, subject: &str, count: usize) -> Letter {
    let found = || -> Vec<Letter> {
        letters(shop).into_iter().filter(|letter| letter.to == to && letter.subject == subject).collect()
    };
    shop.until(&format!("{count} letters to {to}: {subject}"), || async { found().len() >= count }).await;
    let all = found();
    assert_eq!(all.len(), count, "no more than were asked for");
    all.last().unwrap().clone()
}

/// Waits until nothing is left to be sent, and time moves on a little, so that the next letter is a younger one.
pub(crate) async fn quiet(shop: &Shop) {
    shop.until("nothing waits to be sent", || async {
        shop.desk.send_due_mails().await.unwrap();
        let mut tx = shop.desk.authority().db().read().await.unwrap();
        tx.int("select count(*) from mail where state = 'queued'", vec![]).await.unwrap() == 0
    })
    .await;
    shop.clock.pass(1_000);
}

pub(crate) const RESET: &str = "Choose a new password";

/// Asks for a letter in the storefront window, and waits for it.
pub(crate) async fn forgotten(shop: &Shop, name: &str, count: usize) -> Letter {
    let email = format!("{name}@example.org");
    shop.storefront("account.forgot", json!({ "email": email })).await;
    letter(shop, &email, RESET, count).await
}
