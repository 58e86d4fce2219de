//! Addresses: everybody's own only.

use uuid::Uuid;

use super::{Ctx, Done};
use crate::db::{self, Tx};
use crate::domain::address::AddressFields;
use crate::domain::edit::{self, Edit, Merged};
use crate::refusal::Refusal;

/// Keeps a new address.
pub async fn add(tx: &mut Tx, ctx: &Ctx, id: Uuid, fields: &AddressFields) -> Result<(), Refusal> {
    let fields = fields.checked()?;
    if db::address::exists(tx, id).await? {
        return Err(Refusal::taken("id", "This address exists already."));
    }
    db::address::save(tx, id, ctx.actor.account, &fields, ctx.now_us).await
}

/// Changes an address; orders keep their copy.
pub async fn edit(tx: &mut Tx, ctx: &Ctx, id: Uuid, edit: &Edit) -> Result<Done, Refusal> {
    let row =
        db::address::own(tx, id, ctx.actor.account).await?.ok_or_else(|| Refusal::not_found("address"))?;
    match edit::merge(&row.fields(), edit)? {
        Merged::Clashes(fields) => Ok(Done::Conflict(fields)),
        Merged::Clean(fields) => {
            db::address::save(tx, id, ctx.actor.account, &fields.checked()?, ctx.now_us).await?;
            Ok(Done::Applied)
        }
    }
}

/// Forgets an address.
pub async fn remove(tx: &mut Tx, ctx: &Ctx, id: Uuid) -> Result<(), Refusal> {
    if db::address::own(tx, id, ctx.actor.account).await?.is_none() {
        return Err(Refusal::not_found("address"));
    }
    db::address::remove(tx, id, ctx.actor.account).await
}
