//! Issued invoices and credit notes. Rows are only ever added.

use uuid::Uuid;

use super::engine::Tx;
use super::staff::MAY;
use super::tables;
use super::value::Value;
use crate::args;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::space::Space;

/// One invoice or credit note.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct InvoiceRow {
    pub id: Uuid,
    pub store_id: Uuid,
    pub part_id: Uuid,
    pub order_id: Uuid,
    pub account_id: Uuid,
    pub kind: String,
    pub number: i64,
    pub label: String,
    pub issued_at_us: i64,
    pub currency: String,
    pub total_minor: i64,
    pub buyer_name: String,
    pub order_number: String,
    pub store_name: String,
    pub snapshot: String,
}

const COLUMNS: &str = "select id, store_id, part_id, order_id, account_id, kind, number, label, issued_at_us, currency, total_minor, \
     buyer_name, order_number, store_name, snapshot from invoice";

/// Writes an issued invoice down.
pub async fn insert(tx: &mut Tx, i: &InvoiceRow) -> Result<(), Refusal> {
    tx.exec_one(
        "insert into invoice (id, store_id, part_id, order_id, account_id, kind, number, label, issued_at_us, currency, total_minor, \
         buyer_name, order_number, store_name, snapshot) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        args![
            i.id, i.store_id, i.part_id, i.order_id, i.account_id, &i.kind, i.number, &i.label, i.issued_at_us, &i.currency,
            i.total_minor, &i.buyer_name, &i.order_number, &i.store_name, &i.snapshot
        ],
    )
    .await?;
    tx.touch(Space::home(i.account_id), tables::INVOICE, i.id);
    tx.touch(Space::office(i.store_id), tables::INVOICE, i.id);
    Ok(())
}

/// An invoice the person bought on, or whose store they work for.
pub async fn visible_to(tx: &mut Tx, id: Uuid, account: Uuid) -> Result<Option<InvoiceRow>, Refusal> {
    Ok(tx
        .all_built(
            format!("{COLUMNS} where id = ? and (account_id = ? or store_id in ({MAY}))"),
            args![id, account, account, Permission::InvoiceView.name()],
        )
        .await?
        .pop())
}

/// The invoices with these ids.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<InvoiceRow>, Refusal> {
    of_keys(tx, "id", ids).await
}

/// The invoices of these parts, in the order they were issued.
pub async fn of_parts(tx: &mut Tx, parts: &[Uuid]) -> Result<Vec<InvoiceRow>, Refusal> {
    of_keys(tx, "part_id", parts).await
}

async fn of_keys(tx: &mut Tx, column: &str, ids: &[Uuid]) -> Result<Vec<InvoiceRow>, Refusal> {
    let mut found = Vec::new();
    for chunk in ids.chunks(200) {
        let marks = vec!["?"; chunk.len()].join(", ");
        let args = chunk.iter().map(|id| Value::from(*id)).collect();
        found.extend(
            tx.all_built::<InvoiceRow>(
                format!("{COLUMNS} where {column} in ({marks}) order by issued_at_us, kind desc, number"),
                args,
            )
            .await?,
        );
    }
    Ok(found)
}

/// The invoices of one's own stores, newest first.
pub async fn list(
    tx: &mut Tx,
    account: Uuid,
    store: Option<Uuid>,
    before: (i64, Uuid),
    limit: i64,
) -> Result<Vec<InvoiceRow>, Refusal> {
    tx.all_built(
        format!(
            "{COLUMNS} where store_id in ({MAY}) and (? is null or store_id = ?) \
             and (issued_at_us, id) < (?, ?) order by issued_at_us desc, id desc limit ?"
        ),
        args![account, Permission::InvoiceView.name(), store, store, before.0, before.1, limit],
    )
    .await
}

/// A series whose numbers are not exactly 1 to n, each once.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CrookedSeries {
    pub store_id: Uuid,
    pub kind: String,
    pub papers: i64,
    pub numbers: i64,
    pub first_number: i64,
    pub last_number: i64,
    /// What the store's books expect next.
    pub next_number: i64,
}

/// Series with a gap, a double, or books that expect another number.
pub async fn crooked_series(tx: &mut Tx) -> Result<Vec<CrookedSeries>, Refusal> {
    tx.all(
        "select i.store_id, i.kind, count(*) as papers, count(distinct i.number) as numbers, min(i.number) as first_number, \
         max(i.number) as last_number, \
         coalesce(case i.kind when 'invoice' then b.next_invoice else b.next_credit end, 0) as next_number \
         from invoice i left join store_books b on b.id = i.store_id \
         group by i.store_id, i.kind, b.next_invoice, b.next_credit \
         having count(*) <> max(i.number) or min(i.number) <> 1 or count(distinct i.number) <> count(*) \
         or coalesce(case i.kind when 'invoice' then b.next_invoice else b.next_credit end, 0) <> max(i.number) + 1",
        vec![],
    )
    .await
}

/// Stores whose books have counted papers of a kind, of which there is none: store, next invoice, next credit note.
pub async fn counted_without_papers(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64)>, Refusal> {
    tx.all(
        "select b.store_id, b.next_invoice, b.next_credit from store_books b \
         where (b.next_invoice > 1 and not exists (select 1 from invoice i where i.store_id = b.store_id and i.kind = 'invoice')) \
         or (b.next_credit > 1 and not exists (select 1 from invoice i where i.store_id = b.store_id and i.kind <> 'invoice'))",
        vec![],
    )
    .await
}

/// Parts of orders without exactly one invoice over all their lines: how many there are, their total, and the lines'.
pub async fn crooked_parts(tx: &mut Tx) -> Result<Vec<(Uuid, i64, i64, i64)>, Refusal> {
    tx.all(
        "select id, invoices, invoiced_minor, lines_minor from (select p.id, \
         (select count(*) from invoice i where i.part_id = p.id and i.kind = 'invoice') as invoices, \
         cast(coalesce((select sum(i.total_minor) from invoice i where i.part_id = p.id and i.kind = 'invoice'), 0) as signed) \
         as invoiced_minor, \
         cast(coalesce((select sum(l.total_minor) from order_line l where l.part_id = p.id), 0) as signed) as lines_minor \
         from order_part p) counted where invoices <> 1 or invoiced_minor <> lines_minor",
        vec![],
    )
    .await
}

/// A store's series of numbers, counted.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SeriesRow {
    pub store_id: Uuid,
    pub store_name: String,
    pub kind: String,
    pub papers: i64,
    pub numbers: i64,
    pub first_number: i64,
    pub last_number: i64,
    pub next_number: i64,
}

/// The series of one's own stores.
pub async fn series(tx: &mut Tx, account: Uuid) -> Result<Vec<SeriesRow>, Refusal> {
    let sql = format!(
        "select i.store_id, s.name as store_name, i.kind, count(*) as papers, count(distinct i.number) as numbers, \
         min(i.number) as first_number, max(i.number) as last_number, \
         case i.kind when 'invoice' then b.next_invoice else b.next_credit end as next_number \
         from invoice i join store s on s.id = i.store_id join store_books b on b.id = i.store_id \
         where i.store_id in ({MAY}) \
         group by i.store_id, s.name, i.kind, b.next_invoice, b.next_credit order by s.name, i.store_id, i.kind desc"
    );
    tx.all_built(sql, args![account, Permission::InvoiceView.name()]).await
}
