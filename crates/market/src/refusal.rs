//! How the marketplace says no: a code for the screen, a sentence for the person, fields for the form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::ids::hex;
use crate::{file_fault, server_fault};

/// What the reader of a refusal can do about it; never who raised it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Something typed in is wrong; `fields` says what.
    Invalid,
    /// It is not there, or not for this person to see.
    NotFound,
    /// A unique value is taken; `fields` says which.
    Duplicate,
    /// This person may not do that.
    Forbidden,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// What was shown is out of date.
    Stale,
    /// Somebody else changed the same fields meanwhile.
    Conflict,
    /// Less is left than was asked for; `fields` maps products to sentences.
    SoldOut,
    /// Prices or products changed since they were shown.
    Changed,
    /// Too long, too many, too big.
    TooLarge,
    /// Try again: something else holds it for a moment.
    Busy,
    /// The marketplace cannot be reached.
    Offline,
    /// The person stopped it.
    Cancelled,
    /// There is no room left on the disk.
    DiskFull,
    /// The data was written by a newer version of the program.
    NewerData,
    /// The program is too old for its marketplace and must be updated.
    Outdated,
    /// A fault of the program or the machine.
    Broken,
}

/// A refusal: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, ts_rs::TS)]
#[error("{message}")]
pub struct Refusal {
    /// For the screen to branch on.
    pub code: Code,
    /// One plain sentence for the person.
    pub message: String,
    /// Field name to sentence.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal without fields.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: BTreeMap::new() }
    }

    /// It is not there, or not for this person to see.
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// It was removed, and only bringing it back is left to do with it.
    pub fn removed(what: &str) -> Self {
        Self::new(Code::NotFound, format!("This {what} was removed. Bring it back first."))
    }

    /// This person may not do that.
    pub fn forbidden() -> Self {
        Self::new(Code::Forbidden, "You are not allowed to do that.")
    }

    /// One wrong field.
    pub fn field(name: &str, sentence: impl Into<String>) -> Self {
        Self::new(Code::Invalid, "Please correct the marked field.").with(name, sentence)
    }

    /// A value that is already taken.
    pub fn taken(name: &str, sentence: impl Into<String>) -> Self {
        Self::new(Code::Duplicate, "That is already in use.").with(name, sentence)
    }

    /// A fault of the program or the machine; the cause is logged, not shown. A short mark leads from the sentence to the
    /// log; one cause has one mark.
    pub fn broken(cause: &dyn std::fmt::Display) -> Self {
        let mark: String = hex(&Sha256::digest(cause.to_string())).chars().take(8).collect();
        tracing::error!(mark, %cause, "broken");
        let sentence = format!(
            "Something went wrong inside Tradepost. Nothing was changed. The log says more under {mark}."
        );
        Self::new(Code::Broken, sentence)
    }

    /// There is no room.
    pub(crate) fn disk_full() -> Self {
        Self::new(Code::DiskFull, "The disk is full. Nothing was changed; make room and try again.")
    }

    /// Adds a field's sentence.
    #[must_use]
    pub fn with(mut self, name: &str, sentence: impl Into<String>) -> Self {
        self.fields.insert(name.to_owned(), sentence.into());
        self
    }

    /// Whether trying again later may succeed without anybody changing anything.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.code,
            Code::Busy | Code::Offline | Code::DiskFull | Code::Broken | Code::NewerData | Code::Outdated
        )
    }
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        if let Some(refusal) = file_fault::of(&error).or_else(|| server_fault::of(&error)) {
            return refusal;
        }
        if let sqlx::Error::Database(cause) = &error {
            if cause.is_unique_violation() {
                return Self::new(Code::Duplicate, "That is already in use.");
            }
            let code = cause.code().unwrap_or_default().into_owned();
            let text = cause.message();
            if code == "13"
                || text.contains("is full")
                || text.contains("Disk full")
                || text.contains("No space left")
            {
                return Self::disk_full();
            }
            if ["5", "6", "261", "517", "1213", "1205", "1020"].contains(&code.as_str())
                || text.contains("Deadlock")
                || text.contains("Lock wait timeout")
            {
                return Self::new(Code::Busy, "The marketplace is busy. Please try again.");
            }
        }
        match &error {
            sqlx::Error::PoolTimedOut => Self::new(Code::Busy, "The marketplace is busy. Please try again."),
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed => {
                tracing::warn!(%error, "the database cannot be reached");
                Self::new(Code::Offline, "The marketplace cannot be reached right now.")
            }
            _ => Self::broken(&error),
        }
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::broken(&error)
    }
}
