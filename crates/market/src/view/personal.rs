//! Everything the marketplace knows about one person, for that person: as data, and as text to be read.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::personal::{Invoiced, Mailed, Member, Ordered, Said, Seen};
use crate::db::profile::ProfileRow;
use crate::db::{self, Tx};
use crate::domain::address::AddressFields;
use crate::domain::money;
use crate::refusal::Refusal;

/// All of it. Moments are microseconds UTC.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Personal {
    pub made_at_us: i64,
    pub email: String,
    pub is_email_verified: bool,
    pub username: String,
    pub display_name: String,
    pub mobile: Option<String>,
    pub language: String,
    pub created_at_us: i64,
    pub roles: Vec<String>,
    pub addresses: Vec<AddressFields>,
    pub orders: Vec<Ordered>,
    pub invoices: Vec<Invoiced>,
    pub reviews: Vec<Said>,
    pub stores: Vec<Member>,
    pub sessions: Vec<Seen>,
    pub mails: Vec<Mailed>,
}

impl Personal {
    /// Gathers it, as it is at one moment.
    pub async fn of(tx: &mut Tx, account: Uuid, now_us: i64) -> Result<Option<Self>, Refusal> {
        let Some(profile) = db::profile::get(tx, account).await? else { return Ok(None) };
        let ProfileRow {
            email,
            email_verified_at_us,
            username,
            display_name,
            mobile,
            language,
            created_at_us,
            ..
        } = profile;
        let addresses = db::address::list(tx, account).await?;
        Ok(Some(Self {
            made_at_us: now_us,
            email,
            is_email_verified: email_verified_at_us.is_some(),
            username,
            display_name,
            mobile,
            language,
            created_at_us,
            roles: db::account::roles(tx, account).await?,
            addresses: addresses.iter().map(db::address::AddressRow::fields).collect(),
            orders: db::personal::orders(tx, account).await?,
            invoices: db::personal::invoices(tx, account).await?,
            reviews: db::personal::reviews(tx, account).await?,
            stores: db::personal::stores(tx, account).await?,
            sessions: db::personal::sessions(tx, account).await?,
            mails: db::personal::mails(tx, account).await?,
        }))
    }

    /// The same as text, in the order somebody would ask for it.
    pub fn readable(&self) -> String {
        let mut text = format!("What this marketplace knows about you, {}\n", moment(self.made_at_us));
        let mobile = self.mobile.as_deref().unwrap_or("none");
        part(
            &mut text,
            "Profile",
            vec![
                format!("Name: {}", self.display_name),
                format!("User name: {}", self.username),
                format!("E-mail: {}{}", self.email, if self.is_email_verified { " (verified)" } else { "" }),
                format!("Mobile: {mobile}"),
                format!("Language: {}", self.language),
                format!("Roles: {}", self.roles.join(", ")),
                format!("Since: {}", moment(self.created_at_us)),
            ],
        );
        let address = |one: &AddressFields| [vec![one.name.clone()], one.printed()].concat().join(", ");
        part(&mut text, "Addresses", self.addresses.iter().map(address).collect());
        part(&mut text, "Orders", self.orders.iter().map(Ordered::line).collect());
        part(&mut text, "Invoices and credit notes", self.invoices.iter().map(Invoiced::line).collect());
        part(&mut text, "Reviews", self.reviews.iter().map(Said::line).collect());
        part(&mut text, "Stores you work for", self.stores.iter().map(Member::line).collect());
        part(&mut text, "Sessions", self.sessions.iter().map(Seen::line).collect());
        part(&mut text, "Mails to you", self.mails.iter().map(Mailed::line).collect());
        text
    }
}

fn part(text: &mut String, title: &str, lines: Vec<String>) {
    *text += &format!("\n{title}\n{}\n", "-".repeat(title.chars().count()));
    if lines.is_empty() {
        text.push_str("none\n");
    }
    for line in lines {
        *text += &line;
        text.push('\n');
    }
}

/// `2026-11-20 18:40 UTC`.
fn moment(us: i64) -> String {
    chrono::DateTime::from_timestamp_micros(us)
        .map_or_else(|| us.to_string(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

impl Ordered {
    fn line(&self) -> String {
        let Self { number, store, state, quantity, name, total_minor, currency, placed_at_us } = self;
        let total = money::said(*total_minor, currency);
        format!(
            "{} · order {number} at {store} ({state}): {quantity} x {name}, {total}",
            moment(*placed_at_us)
        )
    }
}

impl Invoiced {
    fn line(&self) -> String {
        let Self { kind, label, order_number, store, total_minor, currency, issued_at_us } = self;
        let (kind, total) = (kind.replace('_', " "), money::said(*total_minor, currency));
        format!("{} · {kind} {label} of {store} for order {order_number}: {total}", moment(*issued_at_us))
    }
}

impl Said {
    fn line(&self) -> String {
        let Self { product, rating, title, body, at_us } = self;
        format!("{} · {product}, {rating} of 5: {title} {body}", moment(*at_us))
    }
}

impl Member {
    fn line(&self) -> String {
        format!("{} ({})", self.store, self.role)
    }
}

impl Seen {
    fn line(&self) -> String {
        let Self { seat, created_at_us, seen_at_us, ended_at_us } = self;
        let end = ended_at_us.map_or_else(|| "open".to_owned(), |us| format!("ended {}", moment(us)));
        format!("{} · {seat}, last seen {}, {end}", moment(*created_at_us), moment(*seen_at_us))
    }
}

impl Mailed {
    fn line(&self) -> String {
        format!("{} · {} to {} ({})", moment(self.created_at_us), self.subject, self.recipient, self.state)
    }
}
