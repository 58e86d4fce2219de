//! What operators decide for the whole marketplace. Only at the authority; it moves and is backed up with everything else.

use uuid::Uuid;

use super::engine::Tx;
use crate::args;
use crate::refusal::Refusal;

/// Whether selling and reviewing need an address that is proved: `yes`, or anything else.
const NEEDS_VERIFIED: &str = "needs_verified";

/// Whether selling and reviewing need an address that is proved. Nobody has said so in a marketplace of one machine.
pub async fn needs_verified(tx: &mut Tx) -> Result<bool, Refusal> {
    let found: Option<(String,)> =
        tx.opt("select value from setting where name = ?", args![NEEDS_VERIFIED]).await?;
    Ok(found.is_some_and(|(value,)| value == "yes"))
}

/// Decides it.
pub async fn set_needs_verified(tx: &mut Tx, needs: bool) -> Result<(), Refusal> {
    let value = if needs { "yes" } else { "no" };
    tx.upsert(
        "insert into setting (name, value) values",
        "name",
        &["value"],
        vec![args![NEEDS_VERIFIED, value]],
    )
    .await
}

/// Whether an account has had the one order it may place before its address is proved. Two orders at once wait for each other.
pub async fn has_had_the_first_order(tx: &mut Tx, account: Uuid) -> Result<bool, Refusal> {
    let waits = tx
        .all_built::<(i64,)>(
            format!(
                "select 1 from account where id = ? and email_verified_at_us is null \
                 and exists (select 1 from setting where name = ? and value = 'yes'){}",
                tx.locking()
            ),
            args![account, NEEDS_VERIFIED],
        )
        .await?;
    if waits.is_empty() {
        return Ok(false);
    }
    let placed: Option<(i64,)> =
        tx.opt("select 1 from purchase where account_id = ? limit 1", args![account]).await?;
    Ok(placed.is_some())
}
