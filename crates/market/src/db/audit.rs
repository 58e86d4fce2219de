//! The audit log: rows are only ever added, one writer at a time, each chained to the one before it.

use uuid::Uuid;

use super::engine::Tx;
use super::value::Value;
use crate::args;
use crate::domain::audit::{Broken, Entry, Head, Row, follow};
use crate::refusal::Refusal;

/// Rows read in one question.
const PAGE: i64 = 1_000;

/// Writes down what a transaction noted. The head of the chain is taken here and held until the commit, so this comes last
/// of all, after the counters of the spaces.
pub async fn keep(tx: &mut Tx, now_us: i64) -> Result<(), Refusal> {
    let noted = std::mem::take(&mut tx.noted);
    if noted.is_empty() {
        return Ok(());
    }
    let mut head = take_head(tx).await?;
    let mut rows = Vec::with_capacity(noted.len());
    for entry in &noted {
        let row = Row::after(&head, entry, now_us);
        head = Head::moved_to(&row);
        rows.push(values_of(row));
    }
    tx.insert_many(
        "insert into audit (seq, at_us, actor, kind, object, detail, times, before_hash, hash) values",
        rows,
        "",
    )
    .await?;
    tx.exec_one("update audit_head set seq = ?, hash = ? where id = 1", args![head.seq, head.hash]).await
}

/// The same for a single entry of a direct call.
pub async fn write(tx: &mut Tx, now_us: i64, entry: Entry) -> Result<(), Refusal> {
    tx.note(entry);
    keep(tx, now_us).await
}

fn values_of(row: Row) -> Vec<Value> {
    let Row { seq, at_us, actor, kind, object, detail, times, before_hash, hash } = row;
    args![seq, at_us, actor, kind, object, detail, times, before_hash, hash]
}

/// Takes the end of the chain; whoever comes later waits for this transaction's end.
async fn take_head(tx: &mut Tx) -> Result<Head, Refusal> {
    tx.upsert("insert into audit_head (id, seq, hash) values", "id", &["id"], vec![args![1_i64, 0_i64, ""]])
        .await?;
    head(tx).await
}

/// What one looks for in the log.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Part of the address or a name of whoever did it, in lower case.
    pub who: String,
    /// One kind, by its name.
    pub kind: String,
    /// Part of the facts.
    pub text: String,
    /// From this moment on.
    pub from_us: Option<i64>,
    /// Until just before this moment.
    pub to_us: Option<i64>,
}

/// A row with the name of whoever did it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns")]
pub struct Named {
    pub seq: i64,
    pub at_us: i64,
    pub kind: String,
    pub object: Option<Uuid>,
    pub detail: String,
    pub times: i64,
    pub actor: Option<Uuid>,
    pub email: Option<String>,
    pub display_name: Option<String>,
}

/// A page of the log, newest first.
pub async fn list(tx: &mut Tx, wanted: &Wanted, before: i64, limit: i64) -> Result<Vec<Named>, Refusal> {
    let Wanted { who, kind, text, from_us, to_us } = wanted;
    tx.all(
        "select l.seq, l.at_us, l.kind, l.object, l.detail, l.times, l.actor, a.email, a.display_name \
         from audit l left join account a on a.id = l.actor \
         where l.seq < ? and (? = '' or l.kind = ?) and l.at_us >= ? and l.at_us < ? \
         and (? = '' or instr(l.detail, ?) > 0) \
         and (? = '' or instr(lower(a.email), ?) > 0 or instr(a.username_folded, ?) > 0 or instr(lower(a.display_name), ?) > 0) \
         order by l.seq desc limit ?",
        args![
            before, kind, kind, from_us.unwrap_or(i64::MIN), to_us.unwrap_or(i64::MAX), text, text, who, who, who, who, limit
        ],
    )
    .await
}

/// The whole chain looked at from its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows that are as they were written.
    pub rows: i64,
    /// Hash of the last of them. Kept elsewhere, it proves the log up to here even to somebody who could rewrite it all.
    pub hash: String,
    /// The first row that is not.
    pub broken: Option<Broken>,
}

/// Follows the chain to its end, which the head knows: rows missing there are found as well. Others may write meanwhile.
pub async fn verify(tx: &mut Tx) -> Result<Verified, Refusal> {
    let mut reached = Head::default();
    loop {
        let rows = page(tx, reached.seq).await?;
        if rows.is_empty() {
            let head = head(tx).await?;
            if head.seq > reached.seq && is_there(tx, reached.seq + 1).await? {
                continue;
            }
            let broken = end_fault(&reached, &head);
            return Ok(Verified { rows: reached.seq, hash: reached.hash, broken });
        }
        match follow(reached.clone(), &rows) {
            Ok(head) => reached = head,
            Err(broken) => {
                return Ok(Verified { rows: broken.seq - 1, hash: reached.hash, broken: Some(broken) });
            }
        }
    }
}

#[derive(sqlx::FromRow)]
struct Kept {
    seq: i64,
    at_us: i64,
    actor: Option<Uuid>,
    kind: String,
    object: Option<Uuid>,
    detail: String,
    times: i64,
    before_hash: String,
    hash: String,
}

/// The rows after one, in the order they were written.
async fn page(tx: &mut Tx, after: i64) -> Result<Vec<Row>, Refusal> {
    let rows: Vec<Kept> = tx
        .all(
            "select seq, at_us, actor, kind, object, detail, times, before_hash, hash from audit where seq > ? order by seq limit ?",
            args![after, PAGE],
        )
        .await?;
    let row = |kept: Kept| {
        let Kept { seq, at_us, actor, kind, object, detail, times, before_hash, hash } = kept;
        Row { seq, at_us, actor, kind, object, detail, times, before_hash, hash }
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn is_there(tx: &mut Tx, seq: i64) -> Result<bool, Refusal> {
    Ok(tx.opt::<(i64,)>("select 1 from audit where seq = ?", args![seq]).await?.is_some())
}

async fn head(tx: &mut Tx) -> Result<Head, Refusal> {
    let found: Option<(i64, String)> =
        tx.opt("select seq, hash from audit_head where id = 1", vec![]).await?;
    Ok(found.map(|(seq, hash)| Head { seq, hash }).unwrap_or_default())
}

/// What is wrong with the end of the chain, if the head knows another one.
fn end_fault(reached: &Head, head: &Head) -> Option<Broken> {
    let seq = reached.seq + 1;
    if head.seq > reached.seq {
        let fault = format!("Row {seq} is missing, and all behind it: there should be {} rows.", head.seq);
        return Some(Broken { seq, fault });
    }
    if head.seq < reached.seq || head.hash != reached.hash {
        let seq = head.seq.min(reached.seq).max(1);
        return Some(Broken { seq, fault: format!("Row {seq} is not the end the log knows of.") });
    }
    None
}
