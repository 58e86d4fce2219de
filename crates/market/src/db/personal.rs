//! What belongs to one person, gathered for that person or overwritten for good. Only at the authority.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use crate::args;
use crate::refusal::Refusal;
use crate::space::Space;

/// A line of an order.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Ordered {
    pub number: String,
    pub store: String,
    pub state: String,
    pub quantity: i64,
    pub name: String,
    pub total_minor: i64,
    pub currency: String,
    pub placed_at_us: i64,
}

/// An invoice or a credit note.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Invoiced {
    pub kind: String,
    pub label: String,
    pub order_number: String,
    pub store: String,
    pub total_minor: i64,
    pub currency: String,
    pub issued_at_us: i64,
}

/// A review.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Said {
    pub product: String,
    pub rating: i64,
    pub title: String,
    pub body: String,
    pub at_us: i64,
}

/// A store one works for.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Member {
    pub store: String,
    pub role: String,
}

/// A session.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Seen {
    pub seat: String,
    pub created_at_us: i64,
    pub seen_at_us: i64,
    pub ended_at_us: Option<i64>,
}

/// A mail.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Mailed {
    pub subject: String,
    pub recipient: String,
    pub state: String,
    pub created_at_us: i64,
}

/// The lines of all orders, oldest first.
pub async fn orders(tx: &mut Tx, account: Uuid) -> Result<Vec<Ordered>, Refusal> {
    tx.all(
        "select p.order_number as number, p.store_name as store, l.state, l.quantity, l.name, l.total_minor, p.currency, p.placed_at_us \
         from order_line l join order_part p on p.id = l.part_id where l.account_id = ? order by p.placed_at_us, p.id, l.position",
        args![account],
    )
    .await
}

/// All invoices and credit notes, oldest first.
pub async fn invoices(tx: &mut Tx, account: Uuid) -> Result<Vec<Invoiced>, Refusal> {
    tx.all(
        "select kind, label, order_number, store_name as store, total_minor, currency, issued_at_us from invoice \
         where account_id = ? order by issued_at_us, id",
        args![account],
    )
    .await
}

/// All reviews, oldest first.
pub async fn reviews(tx: &mut Tx, account: Uuid) -> Result<Vec<Said>, Refusal> {
    tx.all(
        "select coalesce(p.name, '') as product, r.rating, r.title, r.body, r.updated_at_us as at_us from review r \
         left join product p on p.id = r.product_id where r.account_id = ? order by r.created_at_us, r.id",
        args![account],
    )
    .await
}

/// The stores somebody works for.
pub async fn stores(tx: &mut Tx, account: Uuid) -> Result<Vec<Member>, Refusal> {
    tx.all(
        "select s.name as store, m.role from store_member m join store s on s.id = m.store_id where m.account_id = ? order by s.name, s.id",
        args![account],
    )
    .await
}

/// All sessions, oldest first.
pub async fn sessions(tx: &mut Tx, account: Uuid) -> Result<Vec<Seen>, Refusal> {
    tx.all(
        "select seat, created_at_us, seen_at_us, ended_at_us from session where account_id = ? order by created_at_us, id",
        args![account],
    )
    .await
}

/// All mails, oldest first.
pub async fn mails(tx: &mut Tx, account: Uuid) -> Result<Vec<Mailed>, Refusal> {
    tx.all(
        "select subject, recipient, state, created_at_us from mail where account_id = ? order by created_at_us, id",
        args![account],
    )
    .await
}

/// The names of stores somebody owns that still sell.
pub async fn open_stores(tx: &mut Tx, account: Uuid) -> Result<Vec<String>, Refusal> {
    let rows: Vec<(String,)> = tx
        .all(
            "select s.name from store_member m join store s on s.id = m.store_id \
             where m.account_id = ? and m.role = 'owner' and s.is_open = 1 and s.removed_at_us is null order by s.name",
            args![account],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// Whether nobody else could operate the marketplace. Takes the rows it counts, so that the last two cannot leave at once.
pub async fn is_last_operator(tx: &mut Tx, account: Uuid) -> Result<bool, Refusal> {
    let sql = format!(
        "select r.account_id from account_role r join account a on a.id = r.account_id \
         where r.role = 'owner' and a.erased_at_us is null order by r.account_id{}",
        tx.locking()
    );
    let rows: Vec<(Uuid,)> = tx.all_built(sql, vec![]).await?;
    Ok(rows.iter().any(|row| row.0 == account) && rows.iter().all(|row| row.0 == account))
}

/// What takes the place of somebody's names.
#[derive(Clone, Debug)]
pub struct Nameless {
    /// An address nobody has.
    pub email: String,
    /// Unique.
    pub username: String,
    /// Shown beside what stays.
    pub display_name: String,
    /// Under which reviews stay.
    pub author: String,
    /// Of a password nobody knows.
    pub password_hash: String,
}

/// Overwrites who somebody was, and takes away what nobody else needs. Orders, invoices and the ledger stay. `change` is what
/// the feed is told of it under.
pub async fn erase(
    tx: &mut Tx,
    account: Uuid,
    nameless: &Nameless,
    (change, now_us): (Uuid, i64),
) -> Result<(), Refusal> {
    let Nameless { email, username, display_name, author, password_hash } = nameless;
    // Letters about the account, and the tokens in them.
    tx.exec(
        "update mail set recipient = '' where account_id is null and order_id is null and state <> 'queued' \
         and recipient = (select email from account where id = ?)",
        args![account],
    )
    .await?;
    tx.exec(
        "update one_time_token set address = '', withdrawn_at_us = coalesce(withdrawn_at_us, ?) where account_id = ?",
        args![now_us, account],
    )
    .await?;
    leave_stores(tx, account, (change, now_us)).await?;
    tx.exec_one(
        "update account set email = ?, username = ?, username_folded = ?, display_name = ?, mobile = null, password_hash = ?, \
         email_verified_at_us = null, pending_email = null, language = 'en', erased_at_us = ? where id = ?",
        args![email, username, username, display_name, password_hash, now_us, account],
    )
    .await?;
    tx.exec(
        "update session set ended_at_us = coalesce(ended_at_us, ?), device_hash = null, device_name = '' where account_id = ?",
        args![now_us, account],
    )
    .await?;
    tx.exec("delete from sign_in_ticket where account_id = ?", args![account]).await?;
    super::second_factor::remove(tx, account).await?;
    for (table, find, forget) in [
        (
            tables::ADDRESS,
            "select id from address where account_id = ?",
            "delete from address where account_id = ?",
        ),
        (
            tables::CART_LINE,
            "select id from cart_line where account_id = ?",
            "delete from cart_line where account_id = ?",
        ),
    ] {
        let rows: Vec<(Uuid,)> = tx.all(find, args![account]).await?;
        tx.exec(forget, args![account]).await?;
        for (row,) in rows {
            tx.touch(Space::home(account), table, row);
        }
    }
    let reviews: Vec<(Uuid, Uuid)> =
        tx.all("select id, store_id from review where account_id = ?", args![account]).await?;
    tx.exec("update review set author = ? where account_id = ?", args![author, account]).await?;
    for (review, store) in reviews {
        tx.touch(Space::shelf(store), tables::REVIEW, review);
        tx.touch(Space::office(store), tables::REVIEW, review);
    }
    // Letters about an order stay with it; of all others only that there was one.
    tx.exec(
        "update mail set recipient = '' where account_id = ? and order_id is null and state <> 'queued'",
        args![account],
    )
    .await?;
    Ok(())
}

/// Their places in the stores of others, and what they were invited to.
async fn leave_stores(tx: &mut Tx, account: Uuid, (change, now_us): (Uuid, i64)) -> Result<(), Refusal> {
    tx.exec(
        "update staff_invitation set email = '', withdrawn_at_us = coalesce(withdrawn_at_us, ?) \
         where email = (select email from account where id = ?)",
        args![now_us, account],
    )
    .await?;
    let places: Vec<(Uuid, Uuid)> = tx
        .all("select store_id, id from store_member where account_id = ? and role <> 'owner'", args![account])
        .await?;
    for (store, member) in places {
        super::staff::remove(tx, store, member).await?;
        tx.touch(Space::office(store), tables::MEMBER_PERMISSION, change);
    }
    Ok(())
}
