//! The replica: shows every change at once, keeps it safe until the authority has answered, and takes in what is true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use market::db::tables::TableNo;
use market::db::{self, Db, Tx, shadow};
use market::intent::{Intent, IntentBody, Outcome, SCHEMA};
use market::ops::{self, Actor, Ctx, Done, Place};
use market::space::Space;
use market::{Code, Refusal, view};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::comparing::Compared;
use crate::link::Link;
use crate::outside::{Outside, Work};
use crate::travel::Answer;

/// Intents sent at once.
const BATCH: i64 = 100;

/// Answers that wait for one rebase at most, but for the last batch.
const MOST_ANSWERED: usize = 2_500;

/// Rounds after which an authority that always has more is not believed: each brings megabytes when there is much.
pub(crate) const MOST_ROUNDS: usize = 2_000;

/// One account's copy of what it may see.
#[derive(Debug)]
pub struct Replica {
    pub(crate) db: Db,
    /// Where a picture waits until it is complete.
    pub(crate) stage: PathBuf,
    pub(crate) account: Uuid,
    pub(crate) outside: Outside,
    /// Answers known before their rows were taken in. Whoever holds them is the only one to send and take in.
    pub(crate) decided: Mutex<Vec<Answer>>,
    /// When it last compared what it holds.
    pub(crate) compared: Mutex<Compared>,
    /// Why the last round of sync did not come through.
    trouble: std::sync::Mutex<Option<Refusal>>,
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
        Self::over(Db::open_replica(path).await?, path, account, outside).await
    }

    /// The same over its file, which somebody has opened as a replica's.
    pub async fn over(
        db: Db,
        path: &Path,
        account: Uuid,
        outside: impl Into<Outside>,
    ) -> Result<Self, Refusal> {
        let outside = outside.into();
        db::migrate::replica(&db).await?;
        let mut tx = db.begin().await?;
        if db::replica::get(&mut tx, "device").await?.is_none() {
            db::replica::set(&mut tx, "device", &outside.new_id().to_string()).await?;
            db::replica::set(&mut tx, "account", &account.to_string()).await?;
        }
        let shape = db::replica::get(&mut tx, "schema").await?;
        if shape.is_some_and(|shape| shape != SCHEMA.to_string()) {
            db::replica::distrust_all(&mut tx).await?;
        }
        db::replica::set(&mut tx, "schema", &SCHEMA.to_string()).await?;
        db::replica::show_all(&mut tx).await?;
        db::import_run::close_interrupted(&mut tx).await?;
        outside.commit(Work::Open, tx).await?;
        Ok(Self {
            db,
            stage: path.with_extension("stage"),
            account,
            outside,
            decided: Mutex::default(),
            compared: Mutex::default(),
            trouble: std::sync::Mutex::default(),
        })
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
        let done = self.sync_once(authority, actor).await;
        let trouble = done.as_ref().err().cloned();
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        done
    }

    /// Why the last round of sync did not come through, if it did not.
    pub fn trouble(&self) -> Option<Refusal> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn sync_once(&self, authority: &impl Link, actor: &Actor) -> Result<Synced, Refusal> {
        let mut decided = self.decided.lock().await;
        let mut synced = Synced::default();
        for _ in 0..MOST_ROUNDS {
            let mut answers = std::mem::take(&mut *decided);
            let fault = self.push_all(authority, actor, &mut answers).await?;
            let had_answers = !answers.is_empty();
            let has_more = self.take_in(authority, actor, &mut answers, &mut synced).await?;
            *decided = answers;
            if let Some(fault) = fault {
                return Err(fault);
            }
            let mut tx = self.db.read().await?;
            let is_quiet = !has_more && (!had_answers || db::replica::count_waiting(&mut tx).await? == 0);
            drop(tx);
            if !is_quiet {
                continue;
            }
            match Box::pin(self.compare_now_and_then(authority)).await {
                Ok(true) => {}
                Ok(false) => return Ok(synced),
                Err(fault) => {
                    tracing::debug!(%fault, "nothing was compared");
                    return Ok(synced);
                }
            }
        }
        Err(without_end())
    }

    /// Sends what waits, batch by batch. Each rebase applies again all that still waits, so there is not one for each
    /// batch.
    async fn push_all(
        &self,
        authority: &impl Link,
        actor: &Actor,
        answers: &mut Vec<Answer>,
    ) -> Result<Option<Refusal>, Refusal> {
        loop {
            let before = answers.len();
            let fault = self.push(authority, actor, answers).await?;
            if fault.is_some() || answers.len() == before || answers.len() >= MOST_ANSWERED {
                return Ok(fault);
            }
        }
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
        let answered = i64::try_from(answers.len()).unwrap_or(i64::MAX);
        let mut waiting = db::replica::waiting(&mut tx, BATCH.saturating_add(answered)).await?;
        let device = self.device(&mut tx).await?;
        drop(tx);
        let answered: BTreeSet<Uuid> = answers.iter().map(|answer| answer.intent).collect();
        waiting.retain(|row| !answered.contains(&row.id));
        waiting.truncate(usize::try_from(BATCH).unwrap_or(usize::MAX));
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

pub(crate) fn tables(touched: BTreeSet<(Space, TableNo, Uuid)>) -> BTreeSet<TableNo> {
    touched.into_iter().map(|entry| entry.1).collect()
}

/// An authority that always has more is not believed.
pub(crate) fn without_end() -> Refusal {
    Refusal::new(Code::Offline, "The marketplace's answers do not come to an end.")
}

impl Synced {
    /// What became of one intent in this round.
    pub fn outcome(&self, id: Uuid) -> Option<&Outcome> {
        self.answers.iter().find(|answer| answer.intent == id).map(|answer| &answer.outcome)
    }
}
