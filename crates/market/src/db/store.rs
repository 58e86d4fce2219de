//! Stores, their books and their people.

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use crate::args;
use crate::domain::store::StoreFields;
use crate::refusal::Refusal;
use crate::space::Space;

/// A store with its books.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct StoreRow {
    pub id: Uuid,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub logo: Option<String>,
    pub email: String,
    pub phone: String,
    pub legal_name: String,
    pub line1: String,
    pub line2: String,
    pub postcode: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub tax_number: String,
    pub currency: String,
    pub invoice_prefix: String,
    pub payment_days: i64,
    pub is_open: bool,
    pub removed_at_us: Option<i64>,
    pub created_at_us: i64,
    pub updated_at_us: i64,
    pub bank_name: String,
    pub iban: String,
    pub bic: String,
    pub next_invoice: i64,
    pub next_credit: i64,
}

impl StoreRow {
    /// The form's fields.
    pub fn fields(&self) -> StoreFields {
        let row = self.clone();
        StoreFields {
            name: row.name,
            slug: row.slug,
            description: row.description,
            logo: row.logo,
            email: row.email,
            phone: row.phone,
            legal_name: row.legal_name,
            line1: row.line1,
            line2: row.line2,
            postcode: row.postcode,
            city: row.city,
            region: row.region,
            country: row.country,
            tax_number: row.tax_number,
            currency: row.currency,
            invoice_prefix: row.invoice_prefix,
            bank_name: row.bank_name,
            iban: row.iban,
            bic: row.bic,
            payment_days: row.payment_days,
        }
    }
}

fn touch(tx: &mut Tx, store: Uuid) {
    tx.touch(Space::shelf(store), tables::STORE, store);
    tx.touch(Space::office(store), tables::STORE, store);
    tx.touch(Space::office(store), tables::STORE_BOOKS, store);
}

/// A new store, with empty books and its owner.
pub async fn insert(
    tx: &mut Tx,
    id: Uuid,
    fields: &StoreFields,
    owner: Uuid,
    now_us: i64,
) -> Result<(), Refusal> {
    let f = fields;
    tx.exec_one(
        "insert into store (id, slug, name, description, logo, email, phone, legal_name, line1, line2, postcode, city, region, country, \
         tax_number, currency, invoice_prefix, payment_days, is_open, removed_at_us, created_at_us, updated_at_us) \
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, null, ?, ?)",
        args![
            id, &f.slug, &f.name, &f.description, f.logo.clone(), &f.email, &f.phone, &f.legal_name, &f.line1, &f.line2,
            &f.postcode, &f.city, &f.region, &f.country, &f.tax_number, &f.currency, &f.invoice_prefix, f.payment_days,
            now_us, now_us
        ],
    )
    .await?;
    tx.exec_one(
        "insert into store_books (id, store_id, bank_name, iban, bic, next_invoice, next_credit) values (?, ?, ?, ?, ?, 1, 1)",
        args![id, id, &f.bank_name, &f.iban, &f.bic],
    )
    .await?;
    let member = crate::domain::ids::pair(owner, id);
    tx.exec_one(
        "insert into store_member (id, store_id, account_id, role, created_at_us) values (?, ?, ?, 'owner', ?)",
        args![member, id, owner, now_us],
    )
    .await?;
    touch(tx, id);
    tx.touch(Space::office(id), tables::STORE_MEMBER, member);
    Ok(())
}

/// Changes what the owner says about a store.
pub async fn update(tx: &mut Tx, id: Uuid, fields: &StoreFields, now_us: i64) -> Result<(), Refusal> {
    let f = fields;
    tx.exec_one(
        "update store set slug = ?, name = ?, description = ?, logo = ?, email = ?, phone = ?, legal_name = ?, line1 = ?, line2 = ?, \
         postcode = ?, city = ?, region = ?, country = ?, tax_number = ?, currency = ?, invoice_prefix = ?, payment_days = ?, \
         updated_at_us = ? where id = ?",
        args![
            &f.slug, &f.name, &f.description, f.logo.clone(), &f.email, &f.phone, &f.legal_name, &f.line1, &f.line2, &f.postcode,
            &f.city, &f.region, &f.country, &f.tax_number, &f.currency, &f.invoice_prefix, f.payment_days, now_us, id
        ],
    )
    .await?;
    tx.exec(
        "update store_books set bank_name = ?, iban = ?, bic = ? where id = ?",
        args![&f.bank_name, &f.iban, &f.bic, id],
    )
    .await?;
    touch(tx, id);
    Ok(())
}

/// Opens or closes a store, removes it or brings it back.
pub async fn set_state(
    tx: &mut Tx,
    id: Uuid,
    is_open: bool,
    removed_at_us: Option<i64>,
    now_us: i64,
) -> Result<(), Refusal> {
    tx.exec_one(
        "update store set is_open = ?, removed_at_us = ?, updated_at_us = ? where id = ?",
        args![is_open, removed_at_us, now_us, id],
    )
    .await?;
    touch(tx, id);
    Ok(())
}

const COLUMNS: &str = "select s.id, s.slug, s.name, s.description, s.logo, s.email, s.phone, s.legal_name, s.line1, s.line2, s.postcode, \
     s.city, s.region, s.country, s.tax_number, s.currency, s.invoice_prefix, s.payment_days, s.is_open, s.removed_at_us, \
     s.created_at_us, s.updated_at_us, coalesce(b.bank_name, '') as bank_name, coalesce(b.iban, '') as iban, \
     coalesce(b.bic, '') as bic, coalesce(b.next_invoice, 1) as next_invoice, coalesce(b.next_credit, 1) as next_credit \
     from store s left join store_books b on b.id = s.id";

/// The store with this id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<StoreRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where s.id = ?"), args![id]).await?.pop())
}

/// The store with this slug.
pub async fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<StoreRow>, Refusal> {
    Ok(tx.all_built(format!("{COLUMNS} where s.slug = ?"), args![slug]).await?.pop())
}

/// Who opened a store.
pub async fn owner(tx: &mut Tx, store: Uuid) -> Result<Option<Uuid>, Refusal> {
    let sql = "select account_id from store_member where store_id = ? order by role <> 'owner', created_at_us, id limit 1";
    let found: Option<(Uuid,)> = tx.opt(sql, args![store]).await?;
    Ok(found.map(|row| row.0))
}

/// The stores with these ids.
pub async fn get_many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<StoreRow>, Refusal> {
    let marks = vec!["?"; ids.len().max(1)].join(", ");
    let mut args: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
    if args.is_empty() {
        args.push(Uuid::nil().into());
    }
    tx.all_built(format!("{COLUMNS} where s.id in ({marks}) order by s.id"), args).await
}

/// The stores somebody works for, removed ones last.
pub async fn of_member(tx: &mut Tx, account: Uuid) -> Result<Vec<StoreRow>, Refusal> {
    tx.all_built(
        format!(
            "{COLUMNS} join store_member m on m.store_id = s.id where m.account_id = ? order by s.removed_at_us is not null, s.name, s.id"
        ),
        args![account],
    )
    .await
}

/// The ids of the stores somebody works for.
pub async fn ids_of_member(tx: &mut Tx, account: Uuid) -> Result<Vec<Uuid>, Refusal> {
    let rows: Vec<(Uuid,)> = tx
        .all("select store_id from store_member where account_id = ? order by store_id", args![account])
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The ids of the stores that are not removed.
pub async fn ids_on_show(tx: &mut Tx) -> Result<Vec<Uuid>, Refusal> {
    let rows: Vec<(Uuid,)> =
        tx.all("select id from store where removed_at_us is null order by id", vec![]).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Whether somebody works for a store.
pub async fn is_member(tx: &mut Tx, store: Uuid, account: Uuid) -> Result<bool, Refusal> {
    let found: Option<(i64,)> = tx
        .opt("select 1 from store_member where store_id = ? and account_id = ?", args![store, account])
        .await?;
    Ok(found.is_some())
}

/// The store that has this slug, other than one.
pub async fn has_slug(tx: &mut Tx, slug: &str, other_than: Uuid) -> Result<bool, Refusal> {
    let found: Option<(i64,)> =
        tx.opt("select 1 from store where slug = ? and id <> ?", args![slug, other_than]).await?;
    Ok(found.is_some())
}

/// Whether anything was ever sold there.
pub async fn has_orders(tx: &mut Tx, store: Uuid) -> Result<bool, Refusal> {
    let found: Option<(i64,)> =
        tx.opt("select 1 from order_part where store_id = ? limit 1", args![store]).await?;
    Ok(found.is_some())
}

/// Draws the next number of the store's invoices; the row stays locked until the end, so no number is lost or doubled.
pub async fn draw_invoice_number(tx: &mut Tx, store: Uuid) -> Result<i64, Refusal> {
    tx.exec_one("update store_books set next_invoice = next_invoice + 1 where id = ?", args![store]).await?;
    tx.touch(Space::office(store), tables::STORE_BOOKS, store);
    tx.int("select next_invoice - 1 from store_books where id = ?", args![store]).await
}

/// Draws the next number of the store's credit notes.
pub async fn draw_credit_number(tx: &mut Tx, store: Uuid) -> Result<i64, Refusal> {
    tx.exec_one("update store_books set next_credit = next_credit + 1 where id = ?", args![store]).await?;
    tx.touch(Space::office(store), tables::STORE_BOOKS, store);
    tx.int("select next_credit - 1 from store_books where id = ?", args![store]).await
}

/// Figures of a store for its card.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct StoreFigures {
    pub products: i64,
    pub low_stock: i64,
    pub open_orders: i64,
    pub orders: i64,
    pub invoices: i64,
    pub revenue_minor: i64,
}

/// Counts what the card of a store shows; revenue since a moment.
pub async fn figures(tx: &mut Tx, store: Uuid, since_us: i64) -> Result<StoreFigures, Refusal> {
    tx.one(
        "select (select count(*) from product where store_id = ? and removed_at_us is null) as products, \
         (select count(*) from product where store_id = ? and removed_at_us is null and is_active = 1 and stock <= low_stock) as low_stock, \
         (select count(*) from order_part where store_id = ? and state in ('new', 'paid')) as open_orders, \
         (select count(*) from order_part where store_id = ?) as orders, \
         (select count(*) from invoice where store_id = ?) as invoices, \
         (select cast(coalesce(sum(total_minor), 0) as signed) from order_part \
          where store_id = ? and placed_at_us >= ? and state <> 'cancelled') as revenue_minor",
        args![store, store, store, store, store, store, since_us],
    )
    .await
}

/// Whether somebody works for any store.
pub async fn has_any(tx: &mut Tx, account: Uuid) -> Result<bool, Refusal> {
    Ok(!ids_of_member(tx, account).await?.is_empty())
}
