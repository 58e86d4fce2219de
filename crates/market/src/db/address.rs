//! The addresses a person keeps.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::engine::Tx;
use super::tables;
use crate::args;
use crate::domain::address::AddressFields;
use crate::refusal::Refusal;
use crate::space::Space;

/// One address.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns; see the migration")]
pub struct AddressRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub postcode: String,
    pub city: String,
    pub region: String,
    pub country: String,
    pub phone: String,
    pub last_used_us: Option<i64>,
}

impl AddressRow {
    /// The form's fields.
    pub fn fields(&self) -> AddressFields {
        let row = self.clone();
        AddressFields {
            name: row.name,
            line1: row.line1,
            line2: row.line2,
            postcode: row.postcode,
            city: row.city,
            region: row.region,
            country: row.country,
            phone: row.phone,
        }
    }
}

/// Inserts an address or changes it.
pub async fn save(
    tx: &mut Tx,
    id: Uuid,
    account: Uuid,
    f: &AddressFields,
    now_us: i64,
) -> Result<(), Refusal> {
    tx.upsert(
        "insert into address (id, account_id, name, line1, line2, postcode, city, region, country, phone, last_used_us, created_at_us) values",
        "id",
        &["name", "line1", "line2", "postcode", "city", "region", "country", "phone"],
        vec![args![
            id, account, &f.name, &f.line1, &f.line2, &f.postcode, &f.city, &f.region, &f.country, &f.phone, None::<i64>, now_us
        ]],
    )
    .await?;
    tx.touch(Space::home(account), tables::ADDRESS, id);
    Ok(())
}

/// Notes that an order went there.
pub async fn set_used(tx: &mut Tx, ids: &BTreeSet<Uuid>, account: Uuid, now_us: i64) -> Result<(), Refusal> {
    let keys: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
    tx.exec_in("update address set last_used_us = ? where id in", args![now_us], &keys).await?;
    for id in ids {
        tx.touch(Space::home(account), tables::ADDRESS, *id);
    }
    Ok(())
}

/// One's own address with this id.
pub async fn own(tx: &mut Tx, id: Uuid, account: Uuid) -> Result<Option<AddressRow>, Refusal> {
    Ok(own_many(tx, &BTreeSet::from([id]), account).await?.pop())
}

/// One's own addresses among these.
pub async fn own_many(tx: &mut Tx, ids: &BTreeSet<Uuid>, account: Uuid) -> Result<Vec<AddressRow>, Refusal> {
    let keys: Vec<_> = ids.iter().map(|id| (*id).into()).collect();
    tx.all_in(
        "select id, account_id, name, line1, line2, postcode, city, region, country, phone, last_used_us \
         from address where account_id = ? and id in",
        args![account],
        &keys,
        "",
    )
    .await
}

/// Whether an address with this id exists, whoever it belongs to.
pub async fn exists(tx: &mut Tx, id: Uuid) -> Result<bool, Refusal> {
    Ok(tx.opt::<(i64,)>("select 1 from address where id = ?", args![id]).await?.is_some())
}

/// One's own addresses, the last used first.
pub async fn list(tx: &mut Tx, account: Uuid) -> Result<Vec<AddressRow>, Refusal> {
    tx.all(
        "select id, account_id, name, line1, line2, postcode, city, region, country, phone, last_used_us \
         from address where account_id = ? order by coalesce(last_used_us, 0) desc, created_at_us, id",
        args![account],
    )
    .await
}

/// Forgets an address; orders keep their copy.
pub async fn remove(tx: &mut Tx, id: Uuid, account: Uuid) -> Result<(), Refusal> {
    tx.exec_one("delete from address where id = ? and account_id = ?", args![id, account]).await?;
    tx.touch(Space::home(account), tables::ADDRESS, id);
    Ok(())
}
