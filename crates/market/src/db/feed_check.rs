//! Whether the feed tells of every row: what it has lost would reach no new replica.

use super::engine::Tx;
use super::space_rows;
use super::tables;
use crate::refusal::Refusal;
use crate::space::Kind;

/// Rows without an entry in a space that shows them, counted by table and kind of space.
pub async fn untold(tx: &mut Tx) -> Result<Vec<(&'static str, Kind, i64)>, Refusal> {
    let mut found = Vec::new();
    for kind in [Kind::Shelf, Kind::Office, Kind::Home] {
        for (no, owner) in space_rows::of(kind) {
            let name = tables::name(*no)?;
            let sql = format!(
                "select count(*) from {name} r where r.{owner} is not null and not exists (select 1 from feed f \
                 where f.kind = {} and f.owner = r.{owner} and f.tab = {no} and f.row_id = r.id)",
                kind.number()
            );
            let rows: Vec<(i64,)> = tx.all_built(sql, vec![]).await?;
            found.extend(rows.into_iter().filter(|row| row.0 > 0).map(|row| (name, kind, row.0)));
        }
    }
    Ok(found)
}

/// Entries that claim a version their space has not reached.
pub async fn ahead(tx: &mut Tx) -> Result<i64, Refusal> {
    tx.int(
        "select count(*) from feed f left join space s on s.kind = f.kind and s.owner = f.owner \
         where s.version is null or f.version > s.version",
        vec![],
    )
    .await
}
