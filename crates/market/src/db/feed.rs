//! The change feed: one entry per row and space, one version counter per space, bumped last of all.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::engine::Tx;
use super::tables::{self, Table, TableNo};
use super::value::Value;
use crate::args;
use crate::domain::ids;
use crate::refusal::Refusal;
use crate::space::{Kind, Space};

/// How far a replica has read a space: a version, and the change it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// The version.
    pub version: i64,
    /// The mark of the decision that wrote it; nil at the beginning.
    pub change: Uuid,
}

/// One changed row; without values it is gone.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

/// Bumps the counters of the touched spaces, in order of their ids, and writes the feed rows.
pub async fn record(tx: &mut Tx, change: Uuid) -> Result<(), Refusal> {
    let touched: Vec<(Space, TableNo, Uuid)> = std::mem::take(&mut tx.touched).into_iter().collect();
    let mut versions: BTreeMap<Space, i64> = BTreeMap::new();
    for space in touched.iter().map(|entry| entry.0).collect::<BTreeSet<_>>() {
        let key = args![space.kind.number(), space.owner];
        if tx.exec("update space set version = version + 1 where kind = ? and owner = ?", key.clone()).await?
            == 0
        {
            tx.exec("insert into space (kind, owner, version) values (?, ?, 1)", key.clone()).await?;
        }
        let version = tx.int("select version from space where kind = ? and owner = ?", key).await?;
        versions.insert(space, version);
    }
    let rows = touched
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
    tx.upsert(
        "insert into feed (kind, owner, tab, row_id, version, change_id) values",
        "kind, owner, tab, row_id",
        &["version", "change_id"],
        rows,
    )
    .await?;
    tx.touched = touched.into_iter().collect();
    Ok(())
}

/// The versions all spaces have now.
pub async fn versions(tx: &mut Tx) -> Result<BTreeMap<Space, i64>, Refusal> {
    let rows: Vec<(i64, Uuid, i64)> = tx.all("select kind, owner, version from space", vec![]).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, owner, version)| Some((Space { kind: Kind::from_number(kind)?, owner }, version)))
        .collect())
}

/// One number that moves with every change of any space.
pub async fn pulse(tx: &mut Tx) -> Result<i64, Refusal> {
    tx.int("select cast(coalesce(sum(version), 0) as signed) from space", vec![]).await
}

/// Whether a cursor belongs to this feed: not ahead of it, and its decision was made here. A restored authority fails
/// this: even where it has counted on past the cursor, and has been sent the same change again, it decided at another time.
pub async fn stands(tx: &mut Tx, space: Space, at: Cursor, version: i64) -> Result<bool, Refusal> {
    if at.version == 0 {
        return Ok(true);
    }
    if at.version > version {
        return Ok(false);
    }
    match mark_at(tx, space, at.version).await? {
        Some(mark) => Ok(mark == at.change),
        None => super::intent_log::has_decided(tx, at.change).await,
    }
}

/// The mark of the decision that wrote a version, unless all its rows have changed since.
async fn mark_at(tx: &mut Tx, space: Space, version: i64) -> Result<Option<Uuid>, Refusal> {
    let found: Option<(Uuid, i64)> = tx
        .opt(
            "select f.change_id, coalesce(i.applied_at_us, m.created_at_us, 0) as decided_at_us from feed f \
             left join intent i on i.id = f.change_id left join mail m on m.id = f.change_id \
             where f.kind = ? and f.owner = ? and f.version = ? limit 1",
            args![space.kind.number(), space.owner, version],
        )
        .await?;
    Ok(found.map(|(change, decided_at_us)| ids::decision(change, decided_at_us)))
}

/// The rows of a space changed after a cursor, at most about `most` of them.
pub async fn page(tx: &mut Tx, space: Space, after: Cursor, most: i64) -> Result<Page, Refusal> {
    let key = args![space.kind.number(), space.owner];
    let mut args = key.clone();
    args.extend(args![after.version, most]);
    let mut entries: Vec<(i64, Uuid, i64, Uuid)> = tx
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
            tx.all::<(i64, Uuid, i64, Uuid)>(
                "select tab, row_id, version, change_id from feed where kind = ? and owner = ? and version = ?",
                args,
            )
            .await?,
        );
    }
    let next = match entries.last() {
        Some((_, _, version, change)) => {
            let mark = mark_at(tx, space, *version).await?;
            Cursor { version: *version, change: mark.unwrap_or(*change) }
        }
        None => after,
    };
    let mut by_table: BTreeMap<TableNo, Vec<Uuid>> = BTreeMap::new();
    for (table, row, ..) in entries {
        by_table.entry(table).or_default().push(row);
    }
    let mut rows = Vec::new();
    for (number, ids) in by_table {
        let table =
            tables::table(number).ok_or_else(|| Refusal::broken(&format!("unknown table {number}")))?;
        rows.extend(changed_rows(tx, space.kind, table, ids).await?);
    }
    Ok(Page { space, rows, next, has_more })
}

async fn changed_rows(
    tx: &mut Tx,
    kind: Kind,
    table: &'static Table,
    ids: Vec<Uuid>,
) -> Result<Vec<Changed>, Refusal> {
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
    let mut found: BTreeMap<Uuid, Vec<Value>> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let marks = vec!["?"; chunk.len()].join(",");
        let sql = format!("select {} from {} where id in ({marks}){visible}", columns.join(", "), table.name);
        let args = chunk.iter().map(|id| Value::from(*id)).collect();
        for values in tx.rows_built(sql, args, table.columns).await? {
            if let Some(Value::Blob(id)) = values.first()
                && let Ok(id) = Uuid::from_slice(id)
            {
                found.insert(id, values);
            }
        }
    }
    Ok(ids.into_iter().map(|row| Changed { table: table.no, row, values: found.remove(&row) }).collect())
}

/// Takes the rows of a page into a replica. What is there already is changed in place, and only where it differs: a
/// product whose words are the same keeps its entries in the index of words.
pub async fn take(tx: &mut Tx, rows: Vec<Changed>) -> Result<(), Refusal> {
    let mut by_table: BTreeMap<TableNo, (Vec<Value>, Vec<Vec<Value>>)> = BTreeMap::new();
    for changed in rows {
        let (gone, there) = by_table.entry(changed.table).or_default();
        match changed.values {
            Some(values) => there.push(values),
            None => gone.push(changed.row.into()),
        }
    }
    for (number, (gone, there)) in by_table {
        let table =
            tables::table(number).ok_or_else(|| Refusal::broken(&format!("unknown table {number}")))?;
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
