//! One letter, as the outbox keeps it.

use chrono::{DateTime, Datelike, Utc};

use crate::Failure;

/// A letter to one person. One bad recipient of two would cancel both, so there is never a second.
///
/// Two letters with equal fields become the same bytes.
#[derive(Clone)]
pub struct Letter {
    /// The outbox row's UUID. It becomes the Message-ID, the same on every retry, so that a mail server which already
    /// has the letter can tell.
    pub id: String,
    /// The sender's display name; may be empty.
    pub from_name: String,
    /// The sender's address.
    pub from_email: String,
    /// The recipient's display name; may be empty.
    pub to_name: String,
    /// The recipient's address.
    pub to_email: String,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<String>,
    /// The subject line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// The Date header, in microseconds since 1970 UTC. A retry passes the same moment, or a folder keeps a second file.
    pub sent_at_us: i64,
    /// Files that travel with the letter.
    pub attachments: Vec<Attachment>,
}

/// A file that travels with a letter.
#[derive(Clone)]
pub struct Attachment {
    /// The file name the recipient sees.
    pub name: String,
    /// The media type, such as `application/pdf`; anything unreadable travels as `application/octet-stream`.
    pub mime: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Letter {
    /// The id, once it is known to be safe in a header, a boundary and a file name.
    pub(crate) fn checked_id(&self) -> Result<&str, Failure> {
        let is_plain = self.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if is_plain && (1..=36).contains(&self.id.len()) {
            Ok(&self.id)
        } else {
            Err(Failure::permanent("The letter's id is not a UUID."))
        }
    }

    /// The Date header. Mail dates have four digits for the year (RFC 5322, 3.3).
    pub(crate) fn sent_at(&self) -> Result<DateTime<Utc>, Failure> {
        DateTime::from_timestamp_micros(self.sent_at_us)
            .filter(|moment| (1970..=9999).contains(&moment.year()))
            .ok_or_else(|| Failure::permanent("The letter's date is outside the years 1970 to 9999."))
    }
}
