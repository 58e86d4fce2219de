//! The audit log: what was decided about people and prices, each row chained to the one before it.

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::ids::hex;

/// Characters of detail one row may have.
const MOST_DETAIL: usize = 2_000;

/// What can be in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    SignedIn,
    SignInFailed,
    SignedOut,
    SessionEnded,
    PasswordChanged,
    EmailChanged,
    EmailVerified,
    SecondFactorChanged,
    Denied,
    RoleChanged,
    PermissionsChanged,
    StaffChanged,
    PriceChanged,
    OrderCancelled,
    OrderRefunded,
    AccountExported,
    AccountErased,
}

impl Kind {
    /// As the table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::SessionEnded => "session_ended",
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::EmailVerified => "email_verified",
            Self::SecondFactorChanged => "second_factor_changed",
            Self::Denied => "denied",
            Self::RoleChanged => "role_changed",
            Self::PermissionsChanged => "permissions_changed",
            Self::StaffChanged => "staff_changed",
            Self::PriceChanged => "price_changed",
            Self::OrderCancelled => "order_cancelled",
            Self::OrderRefunded => "order_refunded",
            Self::AccountExported => "account_exported",
            Self::AccountErased => "account_erased",
        }
    }
}

/// Something to write down. Never a secret, and never an address somebody typed: it may be a password in the wrong field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What happened.
    pub kind: Kind,
    /// Who did it; nobody known where nobody was signed in.
    pub actor: Option<Uuid>,
    /// What it was done to: a product, an order, an account.
    pub object: Option<Uuid>,
    /// Facts as JSON.
    pub detail: String,
    /// How often: refusals of one second are counted together.
    pub times: i64,
}

impl Entry {
    /// Something somebody did; the nil account is nobody.
    pub fn of(kind: Kind, actor: Uuid) -> Self {
        let actor = (!actor.is_nil()).then_some(actor);
        Self { kind, actor, object: None, detail: "{}".to_owned(), times: 1 }
    }

    /// The same of several people together.
    pub fn some(kind: Kind) -> Self {
        Self::of(kind, Uuid::nil())
    }

    /// To what.
    #[must_use]
    pub fn to(self, object: Uuid) -> Self {
        Self { object: Some(object), ..self }
    }

    /// With these facts. Facts too long for a row are left out rather than cut in the middle.
    #[must_use]
    pub fn saying(self, facts: &Value) -> Self {
        let detail = facts.to_string();
        if detail.chars().count() > MOST_DETAIL { self } else { Self { detail, ..self } }
    }
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct Row {
    pub seq: i64,
    pub at_us: i64,
    pub actor: Option<Uuid>,
    pub kind: String,
    pub object: Option<Uuid>,
    pub detail: String,
    pub times: i64,
    pub before_hash: String,
    pub hash: String,
}

impl Row {
    /// The row after a head, sealed.
    pub fn after(head: &Head, entry: &Entry, at_us: i64) -> Self {
        let row = Self {
            seq: head.seq + 1,
            at_us,
            actor: entry.actor,
            kind: entry.kind.name().to_owned(),
            object: entry.object,
            detail: entry.detail.clone(),
            times: entry.times,
            before_hash: head.hash.clone(),
            hash: String::new(),
        };
        Self { hash: row.sealed(), ..row }
    }

    /// `SHA-256(before || canonical row)`. As a JSON list one field cannot flow into the next.
    pub fn sealed(&self) -> String {
        let Self { seq, at_us, actor, kind, object, detail, times, .. } = self;
        let canonical = serde_json::json!([seq, at_us, actor, kind, object, detail, times]);
        let mut hash = Sha256::new();
        hash.update(self.before_hash.as_bytes());
        hash.update(canonical.to_string().as_bytes());
        hex(&hash.finalize())
    }
}

/// The end of the chain: how many rows there are, and the hash of the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

impl Head {
    /// The head once a row has come.
    pub fn moved_to(row: &Row) -> Self {
        Self { seq: row.seq, hash: row.hash.clone() }
    }
}

/// The first row that is not as it was written, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The row's number.
    pub seq: i64,
    /// One plain sentence.
    pub fault: String,
}

/// Goes on along the chain from a head; answers with the new head, or with the first broken row.
pub fn follow(head: Head, rows: &[Row]) -> Result<Head, Broken> {
    let mut head = head;
    for row in rows {
        let expected = head.seq + 1;
        let fault = if row.seq != expected {
            Some((expected, "is missing"))
        } else if row.sealed() != row.hash {
            Some((row.seq, "was changed after it was written"))
        } else if row.before_hash != head.hash {
            Some((row.seq, "does not follow from the row before it"))
        } else {
            None
        };
        if let Some((seq, fault)) = fault {
            return Err(Broken { seq, fault: format!("Row {seq} {fault}.") });
        }
        head = Head::moved_to(row);
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(count: i64) -> Vec<Row> {
        let mut head = Head::default();
        let mut rows = Vec::new();
        for at in 1..=count {
            let entry =
                Entry::of(Kind::SignedIn, Uuid::from_u128(7)).saying(&serde_json::json!({ "at": at }));
            let row = Row::after(&head, &entry, at);
            head = Head::moved_to(&row);
            rows.push(row);
        }
        rows
    }

    fn broken_at(rows: &[Row]) -> Option<i64> {
        follow(Head::default(), rows).err().map(|broken| broken.seq)
    }

    #[test]
    fn a_chain_names_the_first_row_that_is_not_as_it_was_written() {
        let whole = chain(5);
        assert_eq!(follow(Head::default(), &whole).map(|head| head.seq), Ok(5));

        let mut altered = whole.clone();
        altered[2].detail = r#"{"at":4}"#.into();
        let mut resealed = altered.clone();
        resealed[2].hash = resealed[2].sealed();
        let removed: Vec<Row> = whole.iter().filter(|row| row.seq != 3).cloned().collect();
        let mut reordered = whole.clone();
        reordered.swap(1, 2);
        (reordered[1].seq, reordered[2].seq) = (2, 3);

        assert_eq!(broken_at(&altered), Some(3), "a changed word");
        assert_eq!(broken_at(&resealed), Some(4), "a changed word under a new hash breaks the next row");
        assert_eq!(broken_at(&removed), Some(3), "a removed row");
        assert_eq!(broken_at(&reordered), Some(2), "two rows that changed places");
    }

    #[test]
    fn one_field_cannot_flow_into_the_next() {
        let entry = Entry::of(Kind::Denied, Uuid::nil());
        let one = Row::after(&Head::default(), &entry.clone().saying(&serde_json::json!("12")), 1);
        let other = Row { detail: "\"1".into(), times: 21, ..one.clone() };

        assert_ne!(one.sealed(), other.sealed());
        assert_eq!(entry.actor, None, "the nil account is nobody");
    }
}
