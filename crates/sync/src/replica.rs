//! The replica: shows every change at once, keeps it safe until the authority has answered, and takes in what is true.

use std::collections::BTreeSet;
use std::path::Path;

use market::db::feed::{self, Page};
use market::db::tables::TableNo;
use market::db::{self, Db, Tx, shadow};
use market::intent::{Intent, IntentBody, Outcome, SCHEMA};
use market::ops::{self, Actor, Ctx, Done, Place};
use market::space::{Kind, Space};
use market::{Code, Refusal, view};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::link::Link;
use crate::outside::{Outside, Work};
use crate::travel::{Answer, Cursors, Delta};

/// Intents sent at once.
pub(crate) const BATCH: i64 = 100;

/// Rows taken in at once while something waits; a page more is never refused.
const MOST_TAKEN: usize = 20_000;

/// Rounds after which an authority that always has more is not believed: each brings megabytes when there is much.
const MOST_ROUNDS: usize = 2_000;

/// One account's copy of what it may see.
#[derive(Debug)]
pub struct Replica {
    pub(crate) db: Db,
    account: Uuid,
    pub(crate) outside: Outside,
    /// Answers known before their rows were taken in. Whoever holds them is the only one to send and take in.
    pub(crate) decided: Mutex<Vec<Answer>>,
}

/// What a round of sync brought.
#[derive(Clone, Debug, Default)]
pub struct Synced {
    /// Tables that may look different now.
    pub tables: BTreeSet<TableNo>,
    /// Answers to this replica's intents.
    pub answers: Vec<Answer>,
}

impl Replica {
    /// Opens or creates the replica of an account; nil is the visitor.
    pub async fn open(path: &Path, account: Uuid, outside: impl Into<Outside>) -> Result<Self, Refusal> {
        let outside = outside.into();
        let db = Db::open_replica(path).await?;
        db::migrate::replica(&db).await?;
        let mut tx = db.begin().await?;
        if db::replica::get(&mut tx, "device").await?.is_none() {
            db::replica::set(&mut tx, "device", &outside.new_id().to_string()).await?;
            db::replica::set(&mut tx, "account", &account.to_string()).await?;
        }
        db::replica::show_all(&mut tx).await?;
        db::import_run::close_interrupted(&mut tx).await?;
        outside.commit(Work::Open, tx).await?;
        Ok(Self { db, account, outside, decided: Mutex::default() })
    }

    /// Whose replica this is.
    pub fn account(&self) -> Uuid {
        self.account
    }

    /// The database, for reading.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Applies a change at once and keeps it to be sent: both in one transaction, or neither.
    pub async fn change(
        &self,
        actor: &Actor,
        id: Uuid,
        body: &IntentBody,
    ) -> Result<BTreeSet<TableNo>, Refusal> {
        let mut tx = self.db.begin().await?;
        if let Done::Conflict(fields) = self.keep(&mut tx, actor, id, body).await? {
            tx.rollback().await?;
            return self.keep_clash(id, body, fields).await;
        }
        Ok(tables(self.outside.commit(Work::Change, tx).await?))
    }

    /// Applies a change as a guess and writes it to the log; on a conflict it has done nothing worth keeping.
    pub(crate) async fn keep(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Uuid,
        body: &IntentBody,
    ) -> Result<Done, Refusal> {
        let now_us = self.outside.now_us();
        let mut ctx = Ctx::new(actor.clone(), id, now_us, Place::Replica);
        if actor.is_visitor() {
            return ops::apply(tx, &mut ctx, body).await;
        }
        let said = view::said(tx, self.account, body).await?;
        shadow::set_guessing(tx, true).await?;
        if let Done::Conflict(fields) = ops::apply(tx, &mut ctx, body).await? {
            return Ok(Done::Conflict(fields));
        }
        shadow::set_guessing(tx, false).await?;
        db::replica::log(tx, id, body, &said, now_us).await?;
        if matches!(body, IntentBody::MergeCart { .. }) {
            db::replica::set(tx, "last_merge", &id.to_string()).await?;
        }
        Ok(Done::Applied)
    }

    /// Sends what waits, takes in what changed, and applies again what is still waiting.
    pub async fn sync(&self, authority: &impl Link, actor: &Actor) -> Result<Synced, Refusal> {
        let mut decided = self.decided.lock().await;
        let mut synced = Synced::default();
        for _ in 0..MOST_ROUNDS {
            let mut answers = std::mem::take(&mut *decided);
            let fault = self.push(authority, actor, &mut answers).await?;
            let had_answers = !answers.is_empty();
            let has_more = self.take_in(authority, actor, &mut answers, &mut synced).await?;
            *decided = answers;
            if let Some(fault) = fault {
                return Err(fault);
            }
            let mut tx = self.db.read().await?;
            if !has_more && (!had_answers || db::replica::count_waiting(&mut tx).await? == 0) {
                return Ok(synced);
            }
        }
        Err(Refusal::new(Code::Offline, "The marketplace's answers do not come to an end."))
    }

    /// Sends what waits and is not among the answers yet, and adds those it gets. A replica that was restored or copied
    /// takes a new identity and sends what is left under it.
    pub(crate) async fn push(
        &self,
        authority: &impl Link,
        actor: &Actor,
        answers: &mut Vec<Answer>,
    ) -> Result<Option<Refusal>, Refusal> {
        let mut fault = self.send(authority, actor, answers).await?;
        if fault.as_ref().is_some_and(|fault| fault.fields.contains_key("device")) {
            self.renew_identity().await?;
            fault = self.send(authority, actor, answers).await?;
        }
        Ok(fault)
    }

    async fn send(
        &self,
        authority: &impl Link,
        actor: &Actor,
        answers: &mut Vec<Answer>,
    ) -> Result<Option<Refusal>, Refusal> {
        let mut tx = self.db.read().await?;
        let mut waiting = db::replica::waiting(&mut tx, BATCH).await?;
        let device = self.device(&mut tx).await?;
        drop(tx);
        waiting.retain(|row| answers.iter().all(|answer| answer.intent != row.id));
        let mut intents = Vec::with_capacity(waiting.len());
        for row in waiting {
            intents.push(Intent {
                id: row.id,
                device,
                seq: row.seq,
                actor: self.account,
                made_at_us: row.made_at_us,
                body: serde_json::from_str(&row.body)?,
                schema: SCHEMA,
            });
        }
        let (more, fault) = authority.submit(actor, &intents).await;
        answers.extend(more);
        Ok(fault)
    }

    async fn device(&self, tx: &mut Tx) -> Result<Uuid, Refusal> {
        let text = db::replica::get(tx, "device").await?.unwrap_or_default();
        Uuid::parse_str(&text).map_err(|error| Refusal::broken(&error))
    }

    /// A restored or copied replica goes on under a new identity; what waits keeps its ids.
    async fn renew_identity(&self) -> Result<(), Refusal> {
        let mut tx = self.db.begin().await?;
        db::replica::set(&mut tx, "device", &self.outside.new_id().to_string()).await?;
        self.outside.commit(Work::Renew, tx).await?;
        Ok(())
    }

    /// One rebase: confirmed rows back, the delta in, what still waits applied again. Answers whether there is more.
    pub(crate) async fn take_in(
        &self,
        authority: &impl Link,
        actor: &Actor,
        answers: &mut Vec<Answer>,
        synced: &mut Synced,
    ) -> Result<bool, Refusal> {
        let mut tx = self.db.read().await?;
        let cursors = db::replica::cursors(&mut tx).await?;
        drop(tx);
        let delta = self.pull(authority, cursors.clone()).await?;
        let gone: Vec<Space> =
            cursors.iter().map(|(space, _)| *space).filter(|s| !delta.spaces.contains(s)).collect();
        if answers.is_empty() && delta.pages.is_empty() && gone.is_empty() && delta.anew.is_empty() {
            return Ok(false);
        }
        let has_more = delta.has_more();
        let is_withdrawn = !gone.is_empty() || delta.pages.iter().any(withdraws);
        let mut tx = self.db.begin().await?;
        if db::replica::cursors(&mut tx).await? != cursors {
            tx.rollback().await?;
            return Ok(true);
        }
        let given_back = self.given_back(&mut tx, answers).await?;
        shadow::undo(&mut tx).await?;
        for answer in answers.iter() {
            db::replica::answer(&mut tx, answer.intent, &answer.outcome).await?;
        }
        for space in gone.iter().chain(&delta.anew) {
            db::replica::leave(&mut tx, *space).await?;
        }
        for Page { space, rows, next, .. } in delta.pages {
            synced.tables.extend(rows.iter().map(|row| row.table));
            feed::take(&mut tx, rows).await?;
            db::replica::set_cursor(&mut tx, space, next).await?;
        }
        synced.tables.extend(self.apply_waiting(&mut tx, actor).await?);
        self.give_back(&mut tx, actor, given_back).await?;
        synced.tables.extend(tables(self.outside.commit(Work::TakeIn, tx).await?));
        if is_withdrawn {
            self.db.empty_log().await?;
        }
        synced.answers.append(answers);
        Ok(has_more)
    }

    /// What is new. Each transaction that takes rows in applies again all that waits, so while something waits it takes
    /// several pages at once.
    async fn pull(&self, authority: &impl Link, mut cursors: Cursors) -> Result<Delta, Refusal> {
        let mut delta = authority.pull(self.account, &cursors).await?;
        if !delta.has_more() || db::replica::count_waiting(&mut self.db.read().await?).await? == 0 {
            return Ok(delta);
        }
        while delta.has_more() && delta.row_count() < MOST_TAKEN {
            delta.move_on(&mut cursors);
            let next = authority.pull(self.account, &cursors).await?;
            if next.spaces != delta.spaces || !next.anew.is_empty() {
                break;
            }
            delta.append(next);
        }
        Ok(delta)
    }

    /// What became of an intent, as far as this replica knows; `None` while it waits.
    pub async fn outcome(&self, id: Uuid) -> Result<Option<Outcome>, Refusal> {
        let mut tx = self.db.read().await?;
        match db::replica::find(&mut tx, id).await? {
            None => Ok(Some(Outcome::Applied)),
            Some(row) => row.outcome(),
        }
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// Whether a page takes rows back that others had shown.
fn withdraws(page: &Page) -> bool {
    page.space.kind != Kind::Home && page.rows.iter().any(|row| row.values.is_none())
}

pub(crate) fn tables(touched: BTreeSet<(Space, TableNo, Uuid)>) -> BTreeSet<TableNo> {
    touched.into_iter().map(|entry| entry.1).collect()
}

impl Synced {
    /// What became of one intent in this round.
    pub fn outcome(&self, id: Uuid) -> Option<&Outcome> {
        self.answers.iter().find(|answer| answer.intent == id).map(|answer| &answer.outcome)
    }
}
