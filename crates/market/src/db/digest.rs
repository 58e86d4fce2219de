//! Digests: whether a replica holds exactly what the authority would send it. Both sides read their rows themselves, a
//! slice of a space at a time, so that damage is found wherever it is, and no change pays for it.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::engine::Tx;
use super::sight::Sight;
use super::tables::{self, SYNCED, Table, TableNo};
use super::value::Value;
use super::{feed, space_rows};
use crate::args;
use crate::refusal::Refusal;
use crate::space::Space;

/// A place in the order of a space's rows: by table, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The table.
    pub table: TableNo,
    /// The row.
    pub row: Uuid,
}

/// The rows behind a place, up to and with another; without an end all that follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Slice {
    /// Behind this one.
    pub after: Option<Place>,
    /// The last one.
    pub to: Option<Place>,
}

/// What rows come to, in whatever order they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Digest {
    /// How many.
    pub rows: i64,
    /// The sum of their hashes.
    pub sum: i64,
}

impl Digest {
    fn add(&mut self, table: &Table, values: &[Value]) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(hash(table, values));
    }
}

/// Until when a courier keeps a mail to itself is its own affair and no change of the mail.
const UNTOLD: (TableNo, &str) = (tables::MAIL, "next_try_us");
/// Entries of the feed that one question may make the authority read.
const MOST_READ: usize = 20_000;
/// Ids looked up at once.
const CHUNK: usize = 500;

/// A row's hash: of its table and of each value with its kind and length.
fn hash(table: &Table, values: &[Value]) -> i64 {
    let mut hash = Sha256::new();
    hash.update(table.no.to_be_bytes());
    for ((name, _), value) in table.columns.iter().zip(values) {
        if (table.no, *name) == UNTOLD {
            continue;
        }
        let (kind, bytes): (u8, &[u8]) = match value {
            Value::Null => (0, &[]),
            Value::Int(number) => (1, &number.to_be_bytes()),
            Value::Text(text) => (2, text.as_bytes()),
            Value::Blob(bytes) => (3, bytes),
        };
        hash.update([kind]);
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    }
    let digest = hash.finalize();
    let first = digest.first_chunk::<8>().copied().unwrap_or_default();
    i64::from_be_bytes(first)
}

/// The digest of a slice as the authority would send it to a reader; `None` where that would be too much to read at once.
pub async fn at_authority(
    tx: &mut Tx,
    (space, sight): (Space, &Sight),
    slice: Slice,
) -> Result<Option<Digest>, Refusal> {
    let (mut digest, mut read) = (Digest::default(), 0);
    let sent = which(tx, space, |table, _| {
        format!(
            "exists (select 1 from feed where owner = ? and kind = {} and tab = {})",
            space.kind.number(),
            table.no
        )
    })
    .await?;
    for table in sent {
        let Some((mut behind, last)) = within(slice, table.no) else { continue };
        loop {
            let key = args![space.kind.number(), space.owner, table.no, behind, last];
            let found: Vec<(Uuid,)> = tx
                .all(
                    "select row_id from feed where kind = ? and owner = ? and tab = ? and row_id > ? and row_id <= ? \
                     order by row_id limit 500",
                    key,
                )
                .await?;
            let ids: Vec<Uuid> = found.into_iter().map(|row| row.0).collect();
            let Some(end) = ids.last().copied() else { break };
            let is_last = ids.len() < CHUNK;
            read += ids.len();
            if read > MOST_READ {
                return Ok(None);
            }
            let mut room = usize::MAX;
            let rows = feed::changed_rows(tx, (space.kind, sight), table, ids, &mut room).await?;
            for changed in rows.unwrap_or_default() {
                if let Some(values) = &changed.values {
                    digest.add(table, values);
                }
            }
            if is_last {
                break;
            }
            behind = end;
        }
    }
    Ok(Some(digest))
}

/// The tables of a space that hold something, in their order: where the condition made for a table and its owner's column
/// is true. Asked at once, for most hold nothing.
async fn which(
    tx: &mut Tx,
    space: Space,
    holds: impl Fn(&Table, &str) -> String,
) -> Result<Vec<&'static Table>, Refusal> {
    let tables: Vec<_> = SYNCED
        .iter()
        .filter_map(|table| Some((table, space_rows::owner_in(space.kind, table.no)?)))
        .collect();
    let ask =
        |(table, owner): &(&'static Table, &str)| format!("select {}, {}", table.no, holds(table, owner));
    let sql = tables.iter().map(ask).collect::<Vec<_>>().join(" union all ");
    let args = vec![Value::from(space.owner); sql.matches('?').count()];
    let found: Vec<(TableNo, i64)> = tx.all_built(sql, args).await?;
    let holds = |table: &Table| found.iter().any(|(no, is_there)| *no == table.no && *is_there != 0);
    Ok(tables.into_iter().map(|(table, _)| table).filter(|table| holds(table)).collect())
}

/// The ids of a table that lie in a slice: behind the first, up to and with the second.
fn within(slice: Slice, table: TableNo) -> Option<(Uuid, Uuid)> {
    let behind = match slice.after {
        Some(after) if after.table > table => return None,
        Some(after) if after.table == table => after.row,
        _ => Uuid::nil(),
    };
    let last = match slice.to {
        Some(to) if to.table < table => return None,
        Some(to) if to.table == table => to.row,
        _ => Uuid::max(),
    };
    Some((behind, last))
}

/// The next slice of a space behind a place, of about so many rows, with its digest here. For rows under a guess the
/// confirmed ones count.
pub async fn at_replica(
    tx: &mut Tx,
    space: Space,
    after: Option<Place>,
    most: usize,
) -> Result<(Slice, Digest), Refusal> {
    let mut digest = Digest::default();
    let held = which(tx, space, |Table { name, .. }, owner| {
        format!(
            "exists (select 1 from {name} where {owner} = ?) \
             or exists (select 1 from shadow_{name} where existed = 1 and {owner} = ?)"
        )
    })
    .await?;
    for table in held {
        let Some(owner) = space_rows::owner_in(space.kind, table.no) else { continue };
        let Some((mut behind, _)) = within(Slice { after, to: None }, table.no) else { continue };
        loop {
            let (ids, strange) = confirmed_ids(tx, table, owner, space, behind).await?;
            for _ in 0..strange {
                digest.add(table, &[]);
            }
            for values in confirmed_rows(tx, table, &ids).await? {
                digest.add(table, &values);
            }
            let Some(end) = ids.last().copied() else { break };
            if usize::try_from(digest.rows).unwrap_or(most) >= most {
                let to = Some(Place { table: table.no, row: end });
                return Ok((Slice { after, to }, digest));
            }
            if ids.len() + strange < CHUNK {
                break;
            }
            behind = end;
        }
    }
    Ok((Slice { after, to: None }, digest))
}

/// The next ids, and how many keys among them are no ids at all: no authority has sent those. Asked of each table alone,
/// so that neither is gathered and sorted whole.
async fn confirmed_ids(
    tx: &mut Tx,
    table: &Table,
    owner: &str,
    space: Space,
    behind: Uuid,
) -> Result<(Vec<Uuid>, usize), Refusal> {
    let name = table.name;
    let mut keys = Vec::new();
    for sql in [
        format!("select id from {name} where {owner} = ? and id > ? order by id limit {CHUNK}"),
        format!(
            "select id from shadow_{name} where existed = 1 and {owner} = ? and id > ? order by id limit {CHUNK}"
        ),
    ] {
        keys.extend(tx.all_built::<(Vec<u8>,)>(sql, args![space.owner, behind]).await?);
    }
    keys.sort_unstable();
    keys.dedup();
    keys.truncate(CHUNK);
    let ids: Vec<Uuid> = keys.iter().filter_map(|(key,)| Uuid::from_slice(key).ok()).collect();
    let strange = keys.len() - ids.len();
    Ok((ids, strange))
}

async fn confirmed_rows(tx: &mut Tx, table: &Table, ids: &[Uuid]) -> Result<Vec<Vec<Value>>, Refusal> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let (name, columns) = (table.name, table.names().join(", "));
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!(
        "select {columns} from {name} where id in ({marks}) and id not in (select id from shadow_{name}) \
         union all select {columns} from shadow_{name} where existed = 1 and id in ({marks})"
    );
    let args = ids.iter().chain(ids).map(|id| Value::from(*id)).collect();
    tx.rows_built(sql, args, table.columns).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_differ_in_anything_have_other_hashes() {
        let table = &SYNCED[4];
        let row = |name: &str, slug: &str| {
            let id = Value::Blob(vec![7; 16]);
            vec![id.clone(), id, slug.into(), name.into(), Value::Text(String::new())]
        };
        let hashes = [
            hash(table, &row("a", "bc")),
            hash(table, &row("ab", "c")),
            hash(&SYNCED[0], &row("a", "bc")),
            hash(table, &[Value::Null, Value::Int(0)]),
            hash(table, &[Value::Int(0), Value::Null]),
        ];
        let different: std::collections::BTreeSet<i64> = hashes.into_iter().collect();
        assert_eq!(different.len(), hashes.len(), "text moved between columns, another table, another kind");
    }

    #[test]
    fn a_digest_does_not_ask_for_the_order_of_rows() {
        let rows = [[Value::Int(1)], [Value::Int(2)], [Value::Int(3)]];
        let (mut there, mut back) = (Digest::default(), Digest::default());
        for row in &rows {
            there.add(&SYNCED[0], row);
        }
        for row in rows.iter().rev() {
            back.add(&SYNCED[0], row);
        }
        assert_eq!(there, back);
    }

    #[test]
    fn slices_meet_without_a_gap_and_without_a_row_in_both() {
        let at = |table, row| Some(Place { table, row: Uuid::from_u128(row) });
        let (first, second) = (Slice { after: None, to: at(4, 9) }, Slice { after: at(4, 9), to: None });
        assert_eq!(within(first, 1), Some((Uuid::nil(), Uuid::max())), "a table before the place is whole");
        assert_eq!(within(first, 4), Some((Uuid::nil(), Uuid::from_u128(9))));
        assert_eq!(
            within(second, 4),
            Some((Uuid::from_u128(9), Uuid::max())),
            "the place itself is in the first"
        );
        assert_eq!((within(first, 5), within(second, 1)), (None, None));
    }
}
