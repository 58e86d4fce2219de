//! Guesses can be taken back. While the replica applies a pending intent, triggers keep each row as it was confirmed;
//! `undo` puts those rows back. The statements are composed from the list of tables that travel.

use std::sync::LazyLock;

use super::engine::Tx;
use super::search;
use super::tables::{self, SYNCED, Table};
use crate::refusal::Refusal;

/// Creates the shadow tables and their triggers where they are missing.
pub async fn prepare(tx: &mut Tx) -> Result<(), Refusal> {
    let made =
        tx.int("select count(*) from sqlite_master where name like 'shadow!_%' escape '!'", vec![]).await?;
    if usize::try_from(made).unwrap_or(0) >= SYNCED.len() * 4 {
        return Ok(());
    }
    for table in SYNCED {
        for sql in statements(table) {
            tx.exec_built(sql, vec![]).await?;
        }
    }
    Ok(())
}

/// Says whether what follows is a guess.
pub async fn set_guessing(tx: &mut Tx, is_guessing: bool) -> Result<(), Refusal> {
    tx.exec("update replica_mode set is_guessing = ?", vec![is_guessing.into()]).await?;
    Ok(())
}

/// Puts every guessed row back to what the authority confirmed.
pub async fn undo(tx: &mut Tx) -> Result<(), Refusal> {
    set_guessing(tx, false).await?;
    for table in shown_as_guesses(tx).await? {
        let (name, columns) = (table.name, columns(table));
        // Only products have words in the index.
        let has_words = table.no == tables::PRODUCT;
        if has_words {
            search::erase_at_once(tx, false).await?;
        }
        for sql in [
            format!("delete from {name} where id in (select id from shadow_{name} where existed = 0)"),
            format!(
                "insert into {name} ({columns}) select {columns} from shadow_{name} where existed = 1 {}",
                table.or_changed()
            ),
            format!("delete from shadow_{name}"),
        ] {
            tx.exec_built(sql, vec![]).await?;
        }
        if has_words {
            search::erase_at_once(tx, true).await?;
        }
    }
    Ok(())
}

/// The tables some row of which shows a guess, asked at once.
async fn shown_as_guesses(tx: &mut Tx) -> Result<Vec<&'static Table>, Refusal> {
    static ASKED: LazyLock<String> = LazyLock::new(|| {
        let ask =
            |table: &Table| format!("select {} where exists (select 1 from shadow_{})", table.no, table.name);
        SYNCED.iter().map(ask).collect::<Vec<_>>().join(" union all ")
    });
    let found: Vec<(i64,)> = tx.all_built(ASKED.clone(), vec![]).await?;
    Ok(SYNCED.iter().filter(|table| found.contains(&(table.no,))).collect())
}

/// The ids of rows of a table that show a guess.
pub async fn guessed(tx: &mut Tx, table: &'static str) -> Result<Vec<uuid::Uuid>, Refusal> {
    let rows: Vec<(uuid::Uuid,)> = tx.all_built(format!("select id from shadow_{table}"), vec![]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

fn columns(table: &Table) -> String {
    table.names().join(", ")
}

fn statements(table: &Table) -> [String; 4] {
    let (name, columns) = (table.name, columns(table));
    let old = table.columns.iter().map(|(column, _)| format!("old.{column}")).collect::<Vec<_>>().join(", ");
    let others = table.columns.iter().skip(1).map(|(column, _)| *column).collect::<Vec<_>>().join(", ");
    let guessing = "when (select is_guessing from replica_mode) = 1 begin";
    // Not `insert or ignore`: inside a trigger the conflict rule of the statement outside wins, and an upsert would fail.
    let unless_kept =
        |id: &str| format!("where not exists (select 1 from shadow_{name} where id = {id}); end");
    let keep =
        format!("insert into shadow_{name} (existed, {columns}) select 1, {old} {}", unless_kept("old.id"));
    [
        format!("create table if not exists shadow_{name} (existed, id blob primary key, {others})"),
        format!(
            "create trigger if not exists shadow_{name}_insert after insert on {name} {guessing} \
             insert into shadow_{name} (existed, id) select 0, new.id {}",
            unless_kept("new.id")
        ),
        format!(
            "create trigger if not exists shadow_{name}_update before update on {name} {guessing} {keep}"
        ),
        format!(
            "create trigger if not exists shadow_{name}_delete before delete on {name} {guessing} {keep}"
        ),
    ]
}
