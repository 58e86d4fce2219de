//! What the marketplace has not taken stays on the list until its maker tries again, chooses, or gives it up.

use std::collections::{BTreeMap, BTreeSet};

use market::db::replica::PendingRow;
use market::db::tables::TableNo;
use market::db::{self, Tx};
use market::domain::edit::{Choice, Clash};
use market::intent::{IntentBody, Outcome};
use market::ops::{Actor, Done};
use market::{Code, Refusal, view};
use uuid::Uuid;

use crate::outside::Work;
use crate::replica::{Replica, tables};

impl Replica {
    /// Puts a refused change back to be sent once more, under a new id; asked twice, it is sent once. Whoever saw a
    /// conflict and tries again wants their own values.
    pub async fn retry(&self, actor: &Actor, id: Uuid) -> Result<BTreeSet<TableNo>, Refusal> {
        self.choose(actor, id, &BTreeMap::new()).await
    }

    /// The same with one of the three chosen for each field somebody else changed. What is as chosen already is not sent.
    /// Changed once more meanwhile, it stays on the list with what is there now.
    pub async fn choose(
        &self,
        actor: &Actor,
        id: Uuid,
        chosen: &BTreeMap<String, Choice>,
    ) -> Result<BTreeSet<TableNo>, Refusal> {
        let mut tx = self.db.begin().await?;
        let row = refused(&mut tx, id).await?;
        let mut body: IntentBody = serde_json::from_str(&row.body)?;
        let seen = match row.outcome()? {
            Some(Outcome::Conflict { fields }) => fields,
            _ => BTreeMap::new(),
        };
        if let Some(name) = chosen.keys().find(|name| !seen.contains_key(*name)) {
            return Err(Refusal::field(name, "Nobody else changed this."));
        }
        let is_left = body.settle(&seen, chosen);
        db::replica::forget(&mut tx, id).await?;
        if is_left
            && let Done::Conflict(fields) = self.keep(&mut tx, actor, self.outside.new_id(), &body).await?
        {
            tx.rollback().await?;
            let mut tx = self.db.begin().await?;
            let refusal = clash(&fields);
            db::replica::restate(&mut tx, id, &body, &Outcome::Conflict { fields }).await?;
            self.outside.commit(Work::Retry, tx).await?;
            return Err(refusal);
        }
        Ok(tables(self.outside.commit(Work::Retry, tx).await?))
    }

    /// Forgets a refused change for good.
    pub async fn discard(&self, id: Uuid) -> Result<(), Refusal> {
        let mut tx = self.db.begin().await?;
        refused(&mut tx, id).await?;
        db::replica::forget(&mut tx, id).await?;
        self.outside.commit(Work::Discard, tx).await?;
        Ok(())
    }

    /// A change that clashes with what is here already is not sent, and not lost: it is listed with both values.
    pub(crate) async fn keep_clash(
        &self,
        id: Uuid,
        body: &IntentBody,
        fields: BTreeMap<String, Clash>,
    ) -> Result<BTreeSet<TableNo>, Refusal> {
        let mut tx = self.db.begin().await?;
        let said = view::said(&mut tx, self.account(), body).await?;
        db::replica::log(&mut tx, id, body, &said, self.outside.now_us()).await?;
        let refusal = clash(&fields);
        db::replica::answer(&mut tx, id, &Outcome::Conflict { fields }).await?;
        self.outside.commit(Work::Change, tx).await?;
        Err(refusal)
    }

    /// The pictures that any change names which is not true yet, refused ones too.
    pub async fn unsent_pictures(&self) -> Result<BTreeSet<String>, Refusal> {
        pictures_in(db::replica::bodies(&mut self.db.read().await?).await?.into_iter())
    }
}

fn pictures_in(bodies: impl Iterator<Item = String>) -> Result<BTreeSet<String>, Refusal> {
    let mut hashes = BTreeSet::new();
    for body in bodies {
        let body: IntentBody = serde_json::from_str(&body)?;
        hashes.extend(body.pictures().into_iter().map(str::to_owned));
    }
    Ok(hashes)
}

/// A change that was refused and has not been dealt with.
async fn refused(tx: &mut Tx, id: Uuid) -> Result<PendingRow, Refusal> {
    let row = db::replica::find(tx, id).await?.filter(|row| !row.is_waiting());
    row.ok_or_else(|| Refusal::not_found("change"))
}

/// How a conflict is told to the one who made the change.
pub fn clash(fields: &BTreeMap<String, Clash>) -> Refusal {
    let refusal = Refusal::new(Code::Conflict, "Somebody else changed the same fields meanwhile.");
    fields.keys().fold(refusal, |refusal, name| refusal.with(name, "Somebody else changed this meanwhile."))
}
