//! The change feed: one entry per row and space, one version counter per space, bumped last of all.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::engine::Tx;
use super::sight::Sight;
use super::tables::{self, Table, TableNo};
use super::value::Value;
use crate::args;
use crate::domain::ids;
use crate::refusal::Refusal;
use crate::space::{Kind, Space};

/// Rows read in one question.
const ROWS_AT_ONCE: usize = 500;

/// How far a replica has read a space: a version, and the change it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// The version.
    pub version: i64,
    /// The mark of the decision that wrote it; nil at the beginning.
    pub change: Uuid,
}

impl Cursor {
    /// Before the first change.
    pub const START: Self = Self { version: 0, change: Uuid::nil() };
}

/// One changed row; without values it is gone. How it travels is said in `db::wire`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which table.
    pub table: TableNo,
    /// Which row.
    pub row: Uuid,
    /// Its columns in order, or nothing when it left the space.
    pub values: Option<Vec<Value>>,
}

/// A page of a space's changes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Page {
    /// The space.
    pub space: Space,
    /// Rows in the order of tables.
    pub rows: Vec<Changed>,
    /// Where to go on.
    pub next: Cursor,
    /// Whether there is more now.
    pub has_more: bool,
}

/// Bumps the counters of the touched spaces, in order of their ids, and writes the feed rows; answers with the counters.
pub async fn record(tx: &mut Tx, change: Uuid) -> Result<BTreeMap<Space, i64>, Refusal> {
    let touched: Vec<(Space, TableNo, Uuid)> = std::mem::take(&mut tx.touched).into_iter().collect();
    let versions = bump(tx, touched.iter().map(|entry| entry.0).collect()).await?;
    let mut rows: Vec<_> = touched
        .iter()
        .map(|(space, table, row)| {
            args![
                space.kind.number(),
                space.owner,
                *table,
                *row,
                versions.get(space).copied().unwrap_or(0),
                change
            ]
        })
        .collect();
    // The same row twice is one entry: so few different statements are prepared, and each is sent whole.
    while rows.len() > 8
        && rows.len() % 8 != 0
        && let Some(last) = rows.last().cloned()
    {
        rows.push(last);
    }
    tx.upsert(
        "insert into feed (kind, owner, tab, row_id, version, change_id) values",
        "kind, owner, tab, row_id",
        &["version", "change_id"],
        rows,
    )
    .await?;
    tx.touched = touched.into_iter().collect();
    Ok(versions)
}

/// Counts spaces on, in order of their ids, which is the order all lock them in; answers with their versions.
async fn bump(tx: &mut Tx, spaces: BTreeSet<Space>) -> Result<BTreeMap<Space, i64>, Refusal> {
    let spaces: Vec<Space> = spaces.into_iter().collect();
    let mut versions = BTreeMap::new();
    for some in spaces.chunks(100) {
        let rows = vec!["(?, ?, 1)"; some.len()].join(", ");
        let sql = format!(
            "insert into space (kind, owner, version) values {rows} {} version = space.version + 1 returning kind, owner, version",
            tx.or_update("kind, owner")
        );
        let args = some.iter().flat_map(|space| args![space.kind.number(), space.owner]).collect();
        let bumped: Vec<(i64, Uuid, i64)> = tx.all_built(sql, args).await?;
        versions.extend(bumped.into_iter().filter_map(known));
    }
    Ok(versions)
}

fn known((kind, owner, version): (i64, Uuid, i64)) -> Option<(Space, i64)> {
    Some((Space { kind: Kind::from_number(kind)?, owner }, version))
}

/// The versions all spaces have now.
pub async fn versions(tx: &mut Tx) -> Result<BTreeMap<Space, i64>, Refusal> {
    let rows: Vec<(i64, Uuid, i64)> = tx.all("select kind, owner, version from space", vec![]).await?;
    Ok(rows.into_iter().filter_map(known).collect())
}

/// The versions of all stores' spaces, and of one home.
pub async fn versions_for(tx: &mut Tx, account: Uuid) -> Result<BTreeMap<Space, i64>, Refusal> {
    let home = Kind::Home.number();
    let rows: Vec<(i64, Uuid, i64)> = tx
        .all(
            "select kind, owner, version from space where kind < ? or (kind = ? and owner = ?)",
            args![home, home, account],
        )
        .await?;
    Ok(rows.into_iter().filter_map(known).collect())
}

/// One number that moves with every change of any space.
pub async fn pulse(tx: &mut Tx) -> Result<i64, Refusal> {
    tx.int("select cast(coalesce(sum(version), 0) as signed) from space", vec![]).await
}

/// The spaces whose cursors belong to this feed: not ahead of it, and their decisions were made here. A restored authority
/// fails this: even where it has counted on past the cursor, and has been sent the same change again, it decided at another
/// time. Each is asked about with the version its space has now.
pub async fn standing(tx: &mut Tx, asked: &[(Space, Cursor, i64)]) -> Result<BTreeSet<Space>, Refusal> {
    let mut standing = BTreeSet::new();
    let mut marked = Vec::new();
    for (space, at, now) in asked {
        if at.version == 0 {
            standing.insert(*space);
        } else if at.version <= *now {
            marked.push((*space, *at));
        }
    }
    let mut marks = BTreeMap::new();
    for some in marked.chunks(32) {
        marks.extend(marks_at(tx, some).await?);
    }
    for (space, at) in marked {
        let stands = match marks.get(&space) {
            Some(mark) => *mark == at.change,
            None => super::intent_log::has_decided(tx, at.change).await?,
        };
        if stands {
            standing.insert(space);
        }
    }
    Ok(standing)
}

const MARK: &str = "select kind, owner, change_id, decided_at_us from (select f.kind, f.owner, f.change_id, \
     coalesce(i.applied_at_us, m.created_at_us, 0) as decided_at_us from feed f left join intent i on i.id = f.change_id \
     left join mail m on m.id = f.change_id where f.kind = ? and f.owner = ? and f.version = ? limit 1) as found";

/// The marks of the decisions that wrote these versions, of those whose rows have not all changed since.
async fn marks_at(tx: &mut Tx, at: &[(Space, Cursor)]) -> Result<BTreeMap<Space, Uuid>, Refusal> {
    let sql = vec![MARK; at.len()].join(" union all ");
    let args =
        at.iter().flat_map(|(space, at)| args![space.kind.number(), space.owner, at.version]).collect();
    let found: Vec<(i64, Uuid, Uuid, i64)> = tx.all_built(sql, args).await?;
    let mark = |(kind, owner, change, decided_at_us)| {
        let (space, _) = known((kind, owner, 0))?;
        Some((space, ids::decision(change, decided_at_us)))
    };
    Ok(found.into_iter().filter_map(mark).collect())
}

/// The rows of a space changed after a cursor, as far as the reader sees them: at most about `most` of them, and no more
/// bytes than `room`, of which they take their part. One version goes whole whatever its size; what may change at once is
/// limited where it is changed.
pub async fn page(
    tx: &mut Tx,
    (space, sight): (Space, &Sight),
    after: Cursor,
    most: i64,
    room: &mut usize,
) -> Result<Page, Refusal> {
    let mut most = most;
    loop {
        let (entries, has_more) = entries(tx, space, after, most).await?;
        let is_whole = entries.first().map(|entry| entry.2) == entries.last().map(|entry| entry.2);
        let mut left = if is_whole { usize::MAX } else { *room };
        let before = left;
        let Some(rows) = rows_of(tx, (space.kind, sight), &entries, &mut left).await? else {
            most = (i64::try_from(entries.len()).unwrap_or(most).min(most) / 4).max(1);
            continue;
        };
        *room = room.saturating_sub(before - left);
        let next = match entries.last() {
            Some((_, _, version, change)) => {
                let at = Cursor { version: *version, change: *change };
                let mark = marks_at(tx, &[(space, at)]).await?.remove(&space);
                Cursor { change: mark.unwrap_or(at.change), ..at }
            }
            None => after,
        };
        return Ok(Page { space, rows, next, has_more });
    }
}

/// A row that changed: table, id, version, change.
type Entry = (i64, Uuid, i64, Uuid);

/// What changed after a cursor in order of versions, none of them cut; and whether there is more.
async fn entries(tx: &mut Tx, space: Space, after: Cursor, most: i64) -> Result<(Vec<Entry>, bool), Refusal> {
    let key = args![space.kind.number(), space.owner];
    let mut args = key.clone();
    args.extend(args![after.version, most]);
    let mut entries: Vec<Entry> = tx
        .all(
            "select tab, row_id, version, change_id from feed where kind = ? and owner = ? and version > ? order by version limit ?",
            args,
        )
        .await?;
    let has_more = i64::try_from(entries.len()).unwrap_or(i64::MAX) == most;
    if has_more {
        let last = entries.last().map_or(after.version, |entry| entry.2);
        let mut args = key;
        args.push(last.into());
        entries.retain(|entry| entry.2 < last);
        entries.extend(
            tx.all::<Entry>(
                "select tab, row_id, version, change_id from feed where kind = ? and owner = ? and version = ?",
                args,
            )
            .await?,
        );
    }
    Ok((entries, has_more))
}

/// The rows themselves, table by table; nothing when they are larger than `room`.
async fn rows_of(
    tx: &mut Tx,
    reader: (Kind, &Sight),
    entries: &[Entry],
    room: &mut usize,
) -> Result<Option<Vec<Changed>>, Refusal> {
    let mut by_table: BTreeMap<TableNo, Vec<Uuid>> = BTreeMap::new();
    for (table, row, ..) in entries {
        by_table.entry(*table).or_default().push(*row);
    }
    let mut rows = Vec::new();
    for (number, ids) in by_table {
        let table =
            tables::table(number).ok_or_else(|| Refusal::broken(&format!("unknown table {number}")))?;
        let Some(some) = changed_rows(tx, reader, table, ids, room).await? else { return Ok(None) };
        rows.extend(some);
    }
    Ok(Some(rows))
}

pub(super) async fn changed_rows(
    tx: &mut Tx,
    (kind, sight): (Kind, &Sight),
    table: &'static Table,
    ids: Vec<Uuid>,
    room: &mut usize,
) -> Result<Option<Vec<Changed>>, Refusal> {
    let columns: Vec<_> = table.columns.iter().map(|(name, _)| *name).collect();
    let visible = match (kind, table.no) {
        (Kind::Shelf, tables::PRODUCT) => " and is_active = 1 and removed_at_us is null",
        (Kind::Shelf, tables::PRODUCT_TAG | tables::PRODUCT_IMAGE) => {
            " and product_id in (select id from product where is_active = 1 and removed_at_us is null)"
        }
        (Kind::Shelf, tables::REVIEW) => " and is_hidden = 0",
        (Kind::Shelf, tables::STORE) => " and removed_at_us is null",
        _ => "",
    };
    let (seen, own) = sight.condition(table.no);
    let mut found: BTreeMap<Uuid, Vec<Value>> = BTreeMap::new();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let marks = vec!["?"; chunk.len()].join(",");
        let sql =
            format!("select {} from {} where id in ({marks}){visible}{seen}", columns.join(", "), table.name);
        let args = chunk.iter().copied().chain(own).map(Value::from).collect();
        let Some(rows) = tx.rows_within(sql, args, table.columns, room).await? else { return Ok(None) };
        for values in rows {
            if let Some(Value::Blob(id)) = values.first()
                && let Ok(id) = Uuid::from_slice(id)
            {
                found.insert(id, values);
            }
        }
    }
    let changed = ids.into_iter().map(|row| Changed { table: table.no, row, values: found.remove(&row) });
    Ok(Some(changed.collect()))
}

/// Takes the rows of a page into a replica. What is there already is changed in place, and only where it differs: a
/// product whose words are the same keeps its entries in the index of words.
pub async fn take(tx: &mut Tx, rows: Vec<Changed>) -> Result<(), Refusal> {
    let mut by_table: BTreeMap<TableNo, (Vec<Value>, Vec<Vec<Value>>)> = BTreeMap::new();
    for changed in rows {
        // A newer marketplace has more tables, and more columns behind those known here.
        let Some(table) = tables::table(changed.table) else { continue };
        let (gone, there) = by_table.entry(changed.table).or_default();
        match changed.values {
            Some(values) if values.len() < table.columns.len() => return Err(another_shape(table)),
            Some(mut values) => {
                values.truncate(table.columns.len());
                there.push(values);
            }
            None => gone.push(changed.row.into()),
        }
    }
    for (number, (gone, there)) in by_table {
        let Some(table) = tables::table(number) else { continue };
        for chunk in gone.chunks(500) {
            let marks = vec!["?"; chunk.len()].join(",");
            tx.exec_built(format!("delete from {} where id in ({marks})", table.name), chunk.to_vec())
                .await?;
        }
        let insert = format!("insert into {} ({}) values", table.name, table.names().join(", "));
        tx.insert_many_built(&insert, there, &table.or_changed()).await?;
    }
    Ok(())
}

/// Rows shorter than this program's: they were sent by an older marketplace that let it in nevertheless.
fn another_shape(table: &Table) -> Refusal {
    Refusal::broken(&format!("a row of {} has too few columns", table.name))
}
