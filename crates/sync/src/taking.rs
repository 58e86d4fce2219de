//! Taking in: confirmed rows back, what changed in, what still waits applied again.

use market::Refusal;
use market::db::feed::{self, Page};
use market::db::sync_event::{self, Noticed, SyncEvent};
use market::db::tables::STORE_MEMBER;
use market::db::{self, Tx, shadow};
use market::ops::Actor;
use market::space::{Kind, Space};

use crate::given_back::GivenBack;
use crate::link::Link;
use crate::outside::Work;
use crate::replica::{Replica, Synced, tables};
use crate::travel::{Answer, Cursors, Delta};

/// Rows taken in at once while something waits; a page more is never refused.
const MOST_TAKEN: usize = 20_000;

impl Replica {
    /// One rebase, or one more page of a picture that is not complete yet. Answers whether there is more.
    pub(crate) async fn take_in(
        &self,
        authority: &impl Link,
        actor: &Actor,
        answers: &mut Vec<Answer>,
        synced: &mut Synced,
    ) -> Result<bool, Refusal> {
        let mut tx = self.db.read().await?;
        let known = db::replica::cursors(&mut tx).await?;
        drop(tx);
        if let Some(stage) = self.stage_left().await? {
            let staging = self.take_in_staged(authority, actor, answers, synced, stage, &known, None);
            // Rare and large: what is done often is not to carry its room.
            return Box::pin(staging).await;
        }
        let delta = self.pull(authority, known.clone()).await?;
        if is_staged(&delta, &known) {
            let mut tx = self.db.begin().await?;
            self.note_anew(&mut tx, &delta, &known).await?;
            self.outside.commit(Work::TakeIn, tx).await?;
            let stage = self.new_stage().await?;
            let staging = self.take_in_staged(authority, actor, answers, synced, stage, &known, Some(delta));
            return Box::pin(staging).await;
        }
        let gone = gone(&known, &delta.spaces);
        if answers.is_empty() && delta.pages.is_empty() && gone.is_empty() && delta.anew.is_empty() {
            return Ok(false);
        }
        let has_more = delta.has_more();
        let is_withdrawn = !gone.is_empty() || !delta.anew.is_empty() || delta.pages.iter().any(withdraws);
        let mut tx = self.db.begin().await?;
        if db::replica::cursors(&mut tx).await? != known {
            tx.rollback().await?;
            return Ok(true);
        }
        self.note_anew(&mut tx, &delta, &known).await?;
        let given_back = self.put_back(&mut tx, answers, &gone).await?;
        for space in &delta.anew {
            db::replica::clear(&mut tx, *space).await?;
        }
        for Page { space, rows, next, .. } in delta.pages {
            synced.tables.extend(rows.iter().map(|row| row.table));
            feed::take(&mut tx, rows).await?;
            db::replica::set_cursor(&mut tx, space, next).await?;
        }
        if !gone.is_empty() {
            // Whoever works for a store no more has another place here.
            synced.tables.insert(STORE_MEMBER);
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

    /// Writes down which spaces are read anew because the authority does not know how far they were read here. Those that
    /// this replica itself does not believe any more have been written down already.
    async fn note_anew(&self, tx: &mut Tx, delta: &Delta, known: &Cursors) -> Result<(), Refusal> {
        let at_us = self.outside.now_us();
        for (space, cursor) in known {
            if delta.anew.contains(space) && !cursor.change.is_nil() && !self.is_staff_of(tx, *space).await? {
                sync_event::note(tx, SyncEvent { at_us, what: Noticed::Unknown, space: *space }).await?;
            }
        }
        Ok(())
    }

    /// Whether this is the office of somebody else's store. It is read anew whenever one is given more or less to see there,
    /// and that is no news.
    async fn is_staff_of(&self, tx: &mut Tx, space: Space) -> Result<bool, Refusal> {
        Ok(space.kind == Kind::Office && db::staff::is_staff(tx, space.owner, self.account()).await?)
    }

    /// The confirmed rows under guesses back, what was answered noted, what may not be followed any more forgotten.
    /// Answers with what refused orders give back to the cart.
    pub(crate) async fn put_back(
        &self,
        tx: &mut Tx,
        answers: &[Answer],
        gone: &[Space],
    ) -> Result<Vec<GivenBack>, Refusal> {
        let given_back = self.given_back(tx, answers).await?;
        shadow::undo(tx).await?;
        for answer in answers {
            db::replica::answer(tx, answer.intent, &answer.outcome).await?;
        }
        for space in gone {
            db::replica::leave(tx, *space).await?;
        }
        Ok(given_back)
    }

    /// What is new. Each transaction that takes rows in applies again all that waits, so while something waits it takes
    /// several pages at once.
    async fn pull(&self, authority: &impl Link, mut cursors: Cursors) -> Result<Delta, Refusal> {
        let mut delta = authority.pull(self.account, &cursors).await?;
        if !delta.has_more() || is_staged(&delta, &cursors) || !self.has_waiting().await? {
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

    async fn has_waiting(&self) -> Result<bool, Refusal> {
        Ok(db::replica::count_waiting(&mut self.db.read().await?).await? > 0)
    }
}

/// Whether rows of a space nobody has seen here yet come in several parts: they are shown once all of them are there.
fn is_staged(delta: &Delta, known: &Cursors) -> bool {
    let is_new = |page: &Page| known.iter().all(|(space, _)| *space != page.space);
    delta.has_more() && (!delta.anew.is_empty() || delta.pages.iter().any(is_new))
}

/// The spaces that are followed no more.
pub(crate) fn gone(known: &Cursors, spaces: &[Space]) -> Vec<Space> {
    known.iter().map(|(space, _)| *space).filter(|space| !spaces.contains(space)).collect()
}

/// Whether a page takes rows back that others had shown.
fn withdraws(page: &Page) -> bool {
    page.space.kind != Kind::Home && page.rows.iter().any(|row| row.values.is_none())
}
