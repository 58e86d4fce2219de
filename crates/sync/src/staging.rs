//! A picture that comes in several pages: they are staged beside the replica, and all of it is shown at once when it is
//! complete. Until then the old picture stands, with what was changed here on top. Whoever is killed goes on from the last
//! page that was stored.

use std::collections::BTreeSet;

use market::Refusal;
use market::db::feed::Cursor;
use market::db::tables::SYNCED;
use market::db::{self, Db, stage};
use market::ops::Actor;
use market::space::Space;

use crate::link::Link;
use crate::outside::Work;
use crate::replica::{MOST_ROUNDS, Replica, Synced, without_end};
use crate::taking::gone;
use crate::travel::{Answer, Cursors, Delta};

/// What has been staged so far.
enum Staged {
    /// All of it; these spaces may be followed.
    All(Vec<Space>),
    /// There is more to come, or another program is at it.
    Part,
}

impl Replica {
    /// The stage that an earlier round has left, if it belongs to the next picture.
    pub(crate) async fn stage_left(&self) -> Result<Option<Db>, Refusal> {
        if !self.stage.exists() {
            return Ok(None);
        }
        let stage = self.new_stage().await?;
        if db::replica::cursors(&mut stage.read().await?).await?.is_empty() {
            stage.close().await;
            stage::discard(&self.stage)?;
            return Ok(None);
        }
        Ok(Some(stage))
    }

    pub(crate) async fn new_stage(&self) -> Result<Db, Refusal> {
        let picture = db::replica::picture(&mut self.db.read().await?).await?;
        stage::open(&self.stage, picture).await
    }

    /// Stages what comes and shows it once complete. Answers whether there is more.
    #[expect(clippy::too_many_arguments, reason = "what a round of taking in is about")]
    pub(crate) async fn take_in_staged(
        &self,
        authority: &impl Link,
        actor: &Actor,
        answers: &mut Vec<Answer>,
        synced: &mut Synced,
        stage: Db,
        known: &Cursors,
        first: Option<Delta>,
    ) -> Result<bool, Refusal> {
        let staged = self.fill(authority, answers, &stage, known, first).await;
        stage.close().await;
        let Staged::All(spaces) = staged? else { return Ok(true) };
        if !self.stage.exists() {
            return Ok(true);
        }
        stage::attach(&self.db, &self.stage).await?;
        let shown = self.show_all_of_it(actor, answers, known, &spaces).await;
        if let Err(fault) = stage::detach(&self.db).await {
            tracing::debug!(%fault, "the stage went with its connection");
        }
        if shown? {
            if let Err(fault) = stage::discard(&self.stage) {
                tracing::warn!(%fault, "a stage that is not needed any more stays for now");
            }
            self.db.empty_log().await?;
            synced.tables.extend(SYNCED.iter().map(|table| table.no));
            synced.answers.append(answers);
        }
        Ok(true)
    }

    /// Stores page after page, asking for the next while one is stored; stops where something waits to be sent.
    async fn fill(
        &self,
        authority: &impl Link,
        answers: &[Answer],
        stage: &Db,
        known: &Cursors,
        first: Option<Delta>,
    ) -> Result<Staged, Refusal> {
        let mut staged = db::replica::cursors(&mut stage.read().await?).await?;
        let mut delta = match first {
            Some(delta) => delta,
            None => authority.pull(self.account, &beyond(known, &staged)).await?,
        };
        for _ in 0..MOST_ROUNDS {
            let (has_more, spaces) = (delta.has_more(), delta.spaces.clone());
            let mut next = beyond(known, &staged);
            for space in &delta.anew {
                next.retain(|(one, _)| one != space);
            }
            delta.move_on(&mut next);
            let (stored, pulled) = tokio::join!(store(stage, &staged, known, delta), async {
                if !has_more || self.has_unsent(answers).await? {
                    return Ok(None);
                }
                authority.pull(self.account, &next).await.map(Some)
            });
            let Some(now) = stored? else { return Ok(Staged::Part) };
            staged = now;
            match pulled? {
                Some(next) => delta = next,
                None if has_more => return Ok(Staged::Part),
                None => return Ok(Staged::All(spaces)),
            }
        }
        Err(without_end())
    }

    /// Whether something waits that the authority has not answered.
    async fn has_unsent(&self, answers: &[Answer]) -> Result<bool, Refusal> {
        let waiting = db::replica::count_waiting(&mut self.db.read().await?).await?;
        Ok(usize::try_from(waiting).unwrap_or(usize::MAX) > answers.len())
    }

    /// The one switch: before it everything old is to be seen, behind it everything new. Answers whether it was made;
    /// another program on the same replica may have been quicker.
    async fn show_all_of_it(
        &self,
        actor: &Actor,
        answers: &[Answer],
        known: &Cursors,
        spaces: &[Space],
    ) -> Result<bool, Refusal> {
        let mut tx = self.db.begin().await?;
        let gone = gone(known, spaces);
        let is_ours =
            db::replica::cursors(&mut tx).await? == *known && !stage::cursors(&mut tx).await?.is_empty();
        if !is_ours {
            tx.rollback().await?;
            return Ok(false);
        }
        let given_back = self.put_back(&mut tx, answers, &gone).await?;
        stage::bring_in(&mut tx).await?;
        let picture = db::replica::picture(&mut tx).await?;
        db::replica::set(&mut tx, "picture", &(picture + 1).to_string()).await?;
        self.apply_waiting(&mut tx, actor).await?;
        self.give_back(&mut tx, actor, given_back).await?;
        self.outside.commit(Work::TakeIn, tx).await?;
        Ok(true)
    }
}

/// Stores a page, unless another program has done so meanwhile. Answers how far the stage has read now.
async fn store(
    stage: &Db,
    staged: &Cursors,
    known: &Cursors,
    delta: Delta,
) -> Result<Option<Cursors>, Refusal> {
    let mut tx = stage.begin().await?;
    if db::replica::cursors(&mut tx).await? != *staged {
        tx.rollback().await?;
        return Ok(None);
    }
    for space in gone(staged, &delta.spaces) {
        stage::forget(&mut tx, space).await?;
    }
    let is_known = |space: &Space| [known, staged].iter().any(|all| all.iter().any(|(one, _)| one == space));
    let new = delta.pages.iter().map(|page| page.space).filter(|space| !is_known(space));
    for space in new.chain(delta.anew.iter().copied()).collect::<BTreeSet<_>>() {
        stage::begin(&mut tx, space).await?;
    }
    for page in delta.pages {
        stage::keep(&mut tx, page).await?;
    }
    let now = db::replica::cursors(&mut tx).await?;
    tx.commit().await?;
    Ok(Some(now))
}

/// How far has been read when what is staged counts.
fn beyond(known: &Cursors, staged: &Cursors) -> Cursors {
    let is_staged = |space: &Space| staged.iter().any(|(one, _)| one == space);
    let unstaged = known.iter().filter(|(space, _)| !is_staged(space));
    let mut all: Vec<(Space, Cursor)> = unstaged.chain(staged).copied().collect();
    all.sort_by_key(|(space, _)| *space);
    all
}
