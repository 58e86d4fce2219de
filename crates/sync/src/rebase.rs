//! What still waits is applied again over what is true now.

use std::collections::BTreeSet;

use market::db::replica::PendingRow;
use market::db::tables::TableNo;
use market::db::{self, Tx, shadow};
use market::intent::IntentBody;
use market::ops::{self, Actor, Ctx, Done, Place};
use market::{Code, Refusal};

use crate::replica::Replica;

/// Waiting changes applied again under one savepoint; where one of them no longer fits, each gets its own.
const TRIED_AT_ONCE: usize = 50;

impl Replica {
    /// Applies again what still waits. What no longer fits is left out of sight; the authority decides about it.
    pub(crate) async fn apply_waiting(
        &self,
        tx: &mut Tx,
        actor: &Actor,
    ) -> Result<BTreeSet<TableNo>, Refusal> {
        let guesses = db::replica::guesses(tx).await?;
        if guesses.is_empty() {
            return Ok(BTreeSet::new());
        }
        shadow::set_guessing(tx, true).await?;
        db::search::erase_at_once(tx, false).await?;
        for rows in guesses.chunks(TRIED_AT_ONCE) {
            if !self.apply_whole(tx, actor, rows).await? {
                for row in rows.chunks(1) {
                    self.apply_whole(tx, actor, row).await?;
                }
            }
        }
        db::search::erase_at_once(tx, true).await?;
        shadow::set_guessing(tx, false).await?;
        Ok(std::mem::take(&mut tx.touched).into_iter().map(|entry| entry.1).collect())
    }

    /// Applies some of what waits, all of it or nothing; answers which.
    async fn apply_whole(&self, tx: &mut Tx, actor: &Actor, rows: &[PendingRow]) -> Result<bool, Refusal> {
        let point = tx.savepoint().await?;
        for row in rows {
            let body: IntentBody = serde_json::from_str(&row.body)?;
            let mut ctx = Ctx::new(actor.clone(), row.id, row.made_at_us, Place::Replica);
            match ops::apply(tx, &mut ctx, &body).await {
                Ok(Done::Applied) => {}
                Err(refusal) if refusal.is_passing() && refusal.code != Code::Broken => return Err(refusal),
                Ok(Done::Conflict(_)) | Err(_) => {
                    tx.back_to(point).await?;
                    return Ok(false);
                }
            }
        }
        tx.release(point).await?;
        Ok(true)
    }
}
