//! Pages of a picture that is not complete yet. They wait in a file of their own beside the replica, so that nobody sees
//! half a shop and a stop costs nothing; once complete, [`bring_in`] moves them over in one transaction.

use std::path::{Path, PathBuf};

use super::engine::{Db, Tx};
use super::feed::{self, Page};
use super::replica;
use super::tables::{SYNCED, Table};
use crate::args;
use crate::refusal::{Code, Refusal};
use crate::space::{Kind, Space};

/// Opens the stage for the picture with this number. What was staged for another one, or by a program whose tables were
/// others, is thrown away, and so is a stage that cannot be read: it holds nothing that cannot be asked for again.
pub async fn open(path: &Path, picture: i64) -> Result<Db, Refusal> {
    match open_for(path, picture).await {
        Ok(Some(db)) => return Ok(db),
        Err(refusal) if refusal.code != Code::Broken => return Err(refusal),
        _ => {}
    }
    discard(path)?;
    let fresh = open_for(path, picture).await?;
    fresh.ok_or_else(|| Refusal::broken(&"a new stage is not new"))
}

async fn open_for(path: &Path, picture: i64) -> Result<Option<Db>, Refusal> {
    let db = Db::open_stage(path).await?;
    let prepared = prepare(&db, picture).await;
    if !matches!(prepared, Ok(true)) {
        db.close().await;
    }
    Ok(prepared?.then_some(db))
}

/// Answers whether the stage is new, or was made for this picture by a program like this one.
async fn prepare(db: &Db, picture: i64) -> Result<bool, Refusal> {
    let mut tx = db.begin().await?;
    tx.exec(
        "create table if not exists stage (picture integer not null, shape text not null) strict",
        vec![],
    )
    .await?;
    let found: Option<(i64, String)> = tx.opt("select picture, shape from stage", vec![]).await?;
    let shape = statements().join(";");
    if let Some(found) = found {
        tx.rollback().await?;
        return Ok(found == (picture, shape));
    }
    for sql in statements() {
        tx.exec_built(sql, vec![]).await?;
    }
    tx.exec_one("insert into stage (picture, shape) values (?, ?)", args![picture, shape]).await?;
    tx.commit().await?;
    Ok(true)
}

fn statements() -> Vec<String> {
    let tables = SYNCED.iter().map(|table| {
        let others = table.names().into_iter().skip(1).collect::<Vec<_>>().join(", ");
        format!("create table {} (id blob primary key, {others})", table.name)
    });
    let about = [
        "create table cursor (kind integer, owner blob, version integer, change_id blob, primary key (kind, owner)) without rowid",
        "create table whole (kind integer, owner blob, primary key (kind, owner)) without rowid",
        "create table gone (tab integer, id blob, primary key (tab, id)) without rowid",
    ];
    tables.chain(about.map(str::to_owned)).collect()
}

/// Removes a stage.
pub fn discard(path: &Path) -> Result<(), Refusal> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Refusal::broken(&error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Begins a space from its first row.
pub async fn begin(tx: &mut Tx, space: Space) -> Result<(), Refusal> {
    replica::clear(tx, space).await?;
    tx.upsert("insert into whole (kind, owner) values", "kind, owner", &["kind"], vec![key(space)]).await?;
    replica::set_cursor(tx, space, feed::Cursor::START).await
}

/// Forgets a space that is not followed any more.
pub async fn forget(tx: &mut Tx, space: Space) -> Result<(), Refusal> {
    replica::clear(tx, space).await?;
    tx.exec("delete from whole where kind = ? and owner = ?", key(space)).await.map(drop)
}

/// Keeps a page until the picture is complete.
pub async fn keep(tx: &mut Tx, page: Page) -> Result<(), Refusal> {
    let gone =
        page.rows.iter().filter(|row| row.values.is_none()).map(|row| args![row.table, row.row]).collect();
    tx.upsert("insert into gone (tab, id) values", "tab, id", &["tab"], gone).await?;
    feed::take(tx, page.rows).await?;
    replica::set_cursor(tx, page.space, page.next).await
}

/// Lets the replica's writer see a stage.
pub async fn attach(db: &Db, path: &Path) -> Result<(), Refusal> {
    db.attach(path).await
}

/// The opposite.
pub async fn detach(db: &Db) -> Result<(), Refusal> {
    db.detach().await
}

/// How far the attached stage has read.
pub async fn cursors(tx: &mut Tx) -> Result<Vec<(Space, feed::Cursor)>, Refusal> {
    let rows = tx
        .all("select kind, owner, version, change_id from stage.cursor order by kind, owner", vec![])
        .await?;
    Ok(replica::cursors_of(rows))
}

/// Moves everything from the attached stage over. Rows of a space that was read whole and are not in it leave.
pub async fn bring_in(tx: &mut Tx) -> Result<(), Refusal> {
    let wholes: Vec<(i64, uuid::Uuid)> = tx.all("select kind, owner from stage.whole", vec![]).await?;
    let wholes: Vec<Space> = wholes
        .into_iter()
        .filter_map(|(kind, owner)| Some(Space { kind: Kind::from_number(kind)?, owner }))
        .collect();
    for table in SYNCED {
        let aside = if is_mostly_new(tx, table).await? { Some(put_aside(tx, table).await?) } else { None };
        move_over(tx, table, &wholes).await?;
        if let Some(aside) = aside {
            put_back(tx, table, aside).await?;
        }
    }
    for (space, cursor) in cursors(tx).await? {
        replica::set_cursor(tx, space, cursor).await?;
    }
    Ok(())
}

/// Whether more rows come than are there: then indexes are made anew in the end instead of kept up row by row.
async fn is_mostly_new(tx: &mut Tx, table: &Table) -> Result<bool, Refusal> {
    let sql = format!(
        "select (select count(*) from stage.{0}) > 1000 and (select count(*) from stage.{0}) > (select count(*) from main.{0})",
        table.name
    );
    let found: Vec<(bool,)> = tx.all_built(sql, vec![]).await?;
    Ok(found.first().is_some_and(|row| row.0))
}

/// Takes a table's indexes and triggers off; answers with the statements that make them.
async fn put_aside(tx: &mut Tx, table: &Table) -> Result<Vec<String>, Refusal> {
    let found: Vec<(String, String, String)> = tx
        .all(
            "select type, name, sql from sqlite_master where tbl_name = ? and type in ('index', 'trigger') and sql is not null",
            args![table.name],
        )
        .await?;
    let mut made_by = Vec::with_capacity(found.len());
    for (kind, name, sql) in found {
        tx.exec_built(format!("drop {kind} main.{name}"), vec![]).await?;
        made_by.push(sql);
    }
    Ok(made_by)
}

async fn put_back(tx: &mut Tx, table: &Table, made_by: Vec<String>) -> Result<(), Refusal> {
    for sql in made_by {
        tx.exec_built(sql, vec![]).await?;
    }
    if table.no == super::tables::PRODUCT {
        super::search::rebuild(tx).await?;
    }
    Ok(())
}

async fn move_over(tx: &mut Tx, table: &Table, wholes: &[Space]) -> Result<(), Refusal> {
    let name = table.name;
    for space in wholes {
        let Some(owner) = super::space_rows::owner_in(space.kind, table.no) else { continue };
        let sql =
            format!("delete from main.{name} where {owner} = ? and id not in (select id from stage.{name})");
        tx.exec_built(sql, args![space.owner]).await?;
    }
    let sql = format!("delete from main.{name} where id in (select id from stage.gone where tab = ?)");
    tx.exec_built(sql, args![table.no]).await?;
    let columns = table.names().join(", ");
    let sql = format!(
        "insert into main.{name} ({columns}) select {columns} from stage.{name} where true {}",
        table.or_changed()
    );
    tx.exec_built(sql, vec![]).await.map(drop)
}

fn key(space: Space) -> Vec<super::Value> {
    args![space.kind.number(), space.owner]
}
