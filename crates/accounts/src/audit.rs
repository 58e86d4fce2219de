//! The audit log, for those who operate the marketplace.

use market::db::audit::{Named, Wanted};
use market::view::page;
use market::{Permission, Refusal, db};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Nothing;
use crate::office::{Ask, Asker, Office, Who, ask};

pub(crate) const ASKS: &[Ask] = &[
    ask!("audit.list", Who::May(Permission::AuditView), list),
    ask!("audit.verify", Who::May(Permission::AuditView), verify),
];

/// What is looked for; nothing asks for all of it.
#[derive(Clone, Debug, Default, Deserialize, ts_rs::TS)]
#[serde(default)]
#[ts(optional_fields, rename = "AuditAsk")]
pub struct List {
    who: Option<String>,
    kind: Option<String>,
    text: Option<String>,
    from_us: Option<i64>,
    to_us: Option<i64>,
    after: Option<String>,
    limit: Option<i64>,
}

/// A page of the log, newest first.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "AuditPage")]
pub struct Page {
    rows: Vec<Row>,
    next: Option<String>,
}

/// One thing that was decided.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "AuditRow")]
struct Row {
    /// Its number, as text: the key of the list.
    id: String,
    at_us: i64,
    kind: String,
    /// Who did it; nothing where nobody was signed in.
    who: Option<Uuid>,
    name: Option<String>,
    email: Option<String>,
    object: Option<Uuid>,
    #[ts(type = "Record<string, unknown>")]
    detail: serde_json::Value,
    times: i64,
}

impl From<Named> for Row {
    fn from(row: Named) -> Self {
        Self {
            id: row.seq.to_string(),
            at_us: row.at_us,
            kind: row.kind,
            who: row.actor,
            name: row.display_name,
            email: row.email,
            object: row.object,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
            times: row.times,
        }
    }
}

async fn list(office: &Office<'_>, _: &Asker, ask: List) -> Result<Page, Refusal> {
    office.authority.write_refusals(true).await;
    let lower = |text: Option<String>| text.unwrap_or_default().trim().to_lowercase();
    let wanted = Wanted {
        who: lower(ask.who),
        kind: ask.kind.unwrap_or_default(),
        text: ask.text.unwrap_or_default().trim().to_owned(),
        from_us: ask.from_us,
        to_us: ask.to_us,
    };
    let before = match ask.after.as_deref() {
        None => i64::MAX,
        Some(after) => {
            after.parse().map_err(|_| Refusal::field("after", "This is not the end of a page."))?
        }
    };
    let limit = page::limit(ask.limit);
    let mut tx = office.authority.db().read().await?;
    let rows = db::audit::list(&mut tx, &wanted, before, limit).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next = rows.last().filter(|_| is_full).map(|row| row.seq.to_string());
    Ok(Page { rows: rows.into_iter().map(Row::from).collect(), next })
}

/// What became of following the chain.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "AuditVerified")]
pub struct Verified {
    /// Rows that are as they were written.
    rows: i64,
    /// The hash of the last of them, to be kept elsewhere.
    hash: String,
    /// The first row that is not, and what is wrong with it.
    broken: Option<String>,
}

async fn verify(office: &Office<'_>, _: &Asker, _: Nothing) -> Result<Verified, Refusal> {
    office.authority.write_refusals(true).await;
    let mut tx = office.authority.db().read().await?;
    let db::audit::Verified { rows, hash, broken } = db::audit::verify(&mut tx).await?;
    Ok(Verified { rows, hash, broken: broken.map(|broken| broken.fault) })
}
