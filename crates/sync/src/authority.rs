//! The authority decides: it applies each intent once, in one transaction, and tells what changed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use market::db::feed::{self, Cursor};
use market::db::{self, Db};
use market::domain::audit::{Entry, Kind};
use market::domain::ids::hex;
use market::domain::schema;
use market::intent::{Intent, Outcome, SCHEMA};
use market::ops::{self, Actor, Ctx, Done, Place};
use market::space::Space;
use market::{Code, Refusal};
use sha2::{Digest, Sha256};

use crate::denials::Denials;
use crate::follows::Follows;
use crate::outside::{Outside, Work};
use crate::travel::{Answer, Cursors, Delta};

/// Rows in one answer, as a rule.
const PAGE: i64 = 5_000;
/// Bytes of values one answer has, as long as it is not a single change; as JSON they are two to four times as many.
const ROOM: usize = 4_000_000;
/// How often a transaction starts again when the database was busy.
const TRIES: u32 = 6;

/// The versions spaces have after a change.
pub type News = BTreeMap<Space, i64>;

/// The authority over one database, SQLite or MariaDB.
#[derive(Clone, Debug)]
pub struct Authority {
    db: Db,
    outside: Outside,
    /// Rows one answer brings, over all spaces: more only where one change made more.
    page: i64,
    /// Whether whoever runs the marketplace needs a second factor.
    guards_operators: bool,
    denials: Arc<Denials>,
}

impl Authority {
    /// Takes a database over, bringing its schema up to date.
    pub async fn open(db: Db, outside: impl Into<Outside>) -> Result<Self, Refusal> {
        db::migrate::authority(&db).await?;
        Ok(Self::over(db, outside))
    }

    /// Works over a database whose schema another account keeps up to date.
    pub fn over(db: Db, outside: impl Into<Outside>) -> Self {
        Self { db, outside: outside.into(), page: PAGE, guards_operators: false, denials: Arc::default() }
    }

    /// The same in pages of so many rows.
    #[must_use]
    pub fn in_pages_of(self, rows: i64) -> Self {
        Self { page: rows, ..self }
    }

    /// The same where whoever runs the marketplace needs a second factor.
    #[must_use]
    pub fn guarding_operators(self) -> Self {
        Self { guards_operators: true, ..self }
    }

    /// Whether whoever runs the marketplace needs a second factor.
    pub fn guards_operators(&self) -> bool {
        self.guards_operators
    }

    /// The database, for direct calls: accounts, mail, pictures.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The authority's time.
    pub fn now_us(&self) -> i64 {
        self.outside.now_us()
    }

    /// Notes that something was refused. It is in the log within a second, counted together with others like it.
    pub async fn refused(&self, entry: Entry) {
        self.denials.add(entry);
        self.write_refusals(false).await;
    }

    /// Writes down what was refused and is not in the log yet: what waited long enough, or all of it. What cannot be written
    /// now is kept for the next time.
    pub async fn write_refusals(&self, at_once: bool) {
        let now_us = self.now_us();
        let due = self.denials.due(now_us, at_once);
        if due.is_empty() {
            return;
        }
        if let Err(fault) = self.write_down(&due, now_us).await {
            tracing::warn!(%fault, "refusals could not be written into the audit log yet");
            self.denials.put_back(due);
        }
    }

    async fn write_down(&self, entries: &[Entry], now_us: i64) -> Result<(), Refusal> {
        let mut tx = self.db.begin().await?;
        for entry in entries {
            tx.note(entry.clone());
        }
        db::audit::keep(&mut tx, now_us).await?;
        tx.commit().await.map(drop)
    }

    /// Applies intents in order. A refused one is answered and never blocks those behind it; a passing fault stops here.
    pub async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let (answers, fault, _) = self.submit_and_tell(actor, intents).await;
        (answers, fault)
    }

    /// The same, and which spaces have which version now.
    pub async fn submit_and_tell(
        &self,
        actor: &Actor,
        intents: &[Intent],
    ) -> (Vec<Answer>, Option<Refusal>, News) {
        let (mut answers, mut news) = (Vec::with_capacity(intents.len()), News::new());
        for intent in intents {
            match self.decide(actor, intent).await {
                Ok((outcome, moved)) => {
                    answers.push(Answer { intent: intent.id, outcome });
                    news.extend(moved);
                }
                Err(fault) => return (answers, Some(fault), news),
            }
        }
        (answers, None, news)
    }

    /// Applies one intent once, however often it comes.
    async fn decide(&self, actor: &Actor, intent: &Intent) -> Result<(Outcome, News), Refusal> {
        let mut tries = 0;
        loop {
            match self.try_once(actor, intent, tries < TRIES).await {
                Err(fault)
                    if matches!(fault.code, Code::Busy | Code::Duplicate | Code::Broken) && tries < TRIES =>
                {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(u64::from(tries * tries) * 3)).await;
                }
                done => return done,
            }
        }
    }

    async fn try_once(
        &self,
        actor: &Actor,
        intent: &Intent,
        may_race: bool,
    ) -> Result<(Outcome, News), Refusal> {
        schema::welcome(intent.schema, SCHEMA)?;
        if intent.actor != actor.account {
            return Ok((Outcome::Refused(Refusal::forbidden()), News::new()));
        }
        let body_hash = hash_of(intent)?;
        let mut tx = self.db.begin().await?;
        let before = db::intent_log::before(&mut tx, intent.id, intent.device).await?;
        if let Some(known) = before.known {
            tx.end_durably().await?;
            let is_same = known.body_hash == body_hash && known.account == actor.account;
            let outcome = if is_same { known.outcome } else { Outcome::Refused(sent_differently()) };
            return Ok((outcome, News::new()));
        }
        // A device is its first account's: nobody uses up places in somebody else's order.
        let (seq, owner) = before.last.unwrap_or((0, actor.account));
        if intent.seq <= seq || owner != actor.account {
            tx.rollback().await?;
            return Err(another_device());
        }
        let mut ctx = Ctx::new(actor.clone(), intent.id, self.now_us(), Place::Authority);
        let outcome = match ops::apply(&mut tx, &mut ctx, &intent.body).await {
            Ok(Done::Applied) => Outcome::Applied,
            Ok(Done::Conflict(fields)) => Outcome::Conflict { fields },
            Err(refusal) if is_for_now(&refusal, may_race) => {
                tx.rollback().await?;
                return Err(refusal);
            }
            Err(refusal) => {
                tx.rollback().await?;
                tx = self.db.begin().await?;
                Outcome::Refused(refusal)
            }
        };
        db::intent_log::insert(&mut tx, intent, &body_hash, &outcome, ctx.now_us).await?;
        let news = feed::record(&mut tx, intent.id).await?;
        db::audit::keep(&mut tx, ctx.now_us).await?;
        self.outside.commit(Work::Decide, tx).await?;
        if let Outcome::Refused(refusal) = &outcome
            && refusal.code == Code::Forbidden
        {
            self.refused(denied(actor, intent)).await;
        }
        Ok((outcome, news))
    }

    /// What changed for an account since its cursors.
    pub async fn pull(&self, account: uuid::Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        let mut tx = self.db.read().await?;
        let follows = Follows::of(&mut tx, account).await?;
        let now: BTreeMap<Space, i64> = feed::versions_for(&mut tx, account).await?;
        let known: BTreeMap<Space, Cursor> = cursors.iter().copied().collect();
        let mut delta = Delta { spaces: follows.spaces.clone(), ..Delta::default() };
        let (mut rows, mut room) = (self.page, ROOM);
        let asked = follows.spaces.iter().map(|&space| {
            let version = now.get(&space).copied().unwrap_or(0);
            let at = known.get(&space).copied().unwrap_or(Cursor::START);
            (space, follows.told(space, at), version)
        });
        let asked: Vec<_> = asked.collect();
        let standing = feed::standing(&mut tx, &asked).await?;
        for (space, mut after, version) in asked {
            if !standing.contains(&space) {
                delta.anew.push(space);
                after = Cursor::START;
            }
            if version <= after.version {
                continue;
            }
            if rows <= 0 || room < ROOM / 4 {
                delta.more = true;
                continue;
            }
            let sight = follows.sight(space);
            let mut page = feed::page(&mut tx, (space, sight), after, rows, &mut room).await?;
            page.next = follows.told(space, page.next);
            rows -= i64::try_from(page.rows.len()).unwrap_or(rows);
            delta.pages.push(page);
        }
        if !delta.pages.is_empty() || !delta.anew.is_empty() {
            tx.end_durably().await?;
        }
        Ok(delta)
    }
}

/// Whether a refusal is tried again rather than written down. A defect of ours is tried a few times: were it never written
/// down, it would hold everything behind it up for ever. A fault of the file itself names the file; it lasts until mended.
fn is_for_now(refusal: &Refusal, may_repeat: bool) -> bool {
    match refusal.code {
        Code::Broken if refusal.fields.is_empty() => may_repeat,
        _ => refusal.is_passing() || (may_repeat && is_race(refusal)),
    }
}

/// Somebody else's row came between the question and the insert: asked once more, the operation says what is taken.
fn is_race(refusal: &Refusal) -> bool {
    refusal.code == Code::Duplicate && refusal.fields.is_empty()
}

fn denied(actor: &Actor, intent: &Intent) -> Entry {
    let facts = serde_json::json!({ "asked": intent.body.permission().name() });
    Entry::of(Kind::Denied, actor.account).saying(&facts)
}

/// The id belongs to something else that was sent before.
fn sent_differently() -> Refusal {
    Refusal::new(Code::Conflict, "This change has already been sent differently.")
}

/// The place in order belongs to something else, or the device to somebody else: a restored or copied replica.
fn another_device() -> Refusal {
    Refusal::new(Code::Stale, "This replica was restored or copied; it needs a new identity.")
        .with("device", "renew")
}

fn hash_of(intent: &Intent) -> Result<String, Refusal> {
    let digest = Sha256::digest(serde_json::to_vec(&intent.body)?);
    Ok(hex(&digest))
}
