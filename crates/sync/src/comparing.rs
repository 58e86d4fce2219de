//! Comparing: now and then, when all is quiet, a replica says what a slice of its rows comes to. Where the authority would
//! send other rows, the space is not believed any more and read anew; what waits is kept. Never silently.

use std::collections::BTreeMap;

use market::Refusal;
use market::db::digest::{self, Place};
use market::db::feed::{self, Cursor};
use market::db::sync_event::{self, Noticed, SyncEvent};
use market::db::{self, Tx};
use market::space::Space;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::MOST_HELD;
use crate::authority::Authority;
use crate::follows::Follows;
use crate::link::Link;
use crate::replica::Replica;
use crate::travel::Held;

/// How often a replica compares, and how soon it reads the same space anew a second time.
const EVERY_US: i64 = 120_000_000;
const AGAIN_US: i64 = 3_600_000_000;
/// Rows one comparison looks at, about.
const ROWS: usize = 2_000;

/// When this program last compared, and what it read anew for it.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    last_us: Option<i64>,
    anew: BTreeMap<Space, i64>,
}

/// Where the next comparison goes on: in this space, behind this place.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Next {
    space: Option<Space>,
    after: Option<Place>,
}

impl Authority {
    /// The spaces of which it would send other rows than these. Only what an account may follow is looked at, and only
    /// where nothing changed since the replica read it, nor while its rows are read here.
    pub async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        let mut tx = self.db().read().await?;
        let follows = Follows::of(&mut tx, account).await?;
        let before = feed::versions(&mut tx).await?;
        let version = |space: &Space| before.get(space).copied().unwrap_or(0);
        let mut differ = Vec::new();
        let held: Vec<_> =
            held.iter().take(MOST_HELD).filter(|one| follows.spaces.contains(&one.space)).collect();
        let asked = held.iter().map(|one| {
            let at = follows.told(one.space, one.cursor);
            (one.space, at, version(&one.space))
        });
        let asked: Vec<_> = asked.collect();
        let standing = feed::standing(&mut tx, &asked).await?;
        for one in held {
            let is_there = one.cursor.version == version(&one.space) && standing.contains(&one.space);
            if !is_there || differ.contains(&one.space) {
                continue;
            }
            let here =
                digest::at_authority(&mut tx, (one.space, follows.sight(one.space)), one.slice).await?;
            if here.is_some_and(|here| here != one.digest) {
                differ.push(one.space);
            }
        }
        // A server shows each statement its own moment: what changed in between proves nothing.
        let after = if differ.is_empty() { before.clone() } else { feed::versions(&mut tx).await? };
        differ.retain(|space| after.get(space) == before.get(space));
        Ok(differ)
    }
}

impl Replica {
    /// Compares the next slice when it is time. Answers whether something is to be read anew.
    pub(crate) async fn compare_now_and_then(&self, authority: &impl Link) -> Result<bool, Refusal> {
        let now_us = self.outside.now_us();
        {
            let mut compared = self.compared.lock().await;
            if compared.last_us.is_some_and(|last_us| (0..EVERY_US).contains(&(now_us - last_us))) {
                return Ok(false);
            }
            compared.last_us = Some(now_us);
        }
        let mut tx = self.db.read().await?;
        let kept = db::replica::get(&mut tx, "compared").await?;
        let from = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let (held, next) = held(&mut tx, from, ROWS).await?;
        drop(tx);
        let differ = self.differing(authority, &held).await?;
        let mut tx = self.db.begin().await?;
        db::replica::set(&mut tx, "compared", &serde_json::to_string(&next)?).await?;
        tx.commit().await?;
        Ok(differ)
    }

    /// Compares everything that is held here. Answers how many slices that were, and whether something is to be read anew.
    pub async fn compare_all(&self, authority: &impl Link) -> Result<(usize, bool), Refusal> {
        let (mut slices, mut differ, mut next) = (0, false, Next::default());
        loop {
            let mut tx = self.db.read().await?;
            let (held, then) = held(&mut tx, next, ROWS).await?;
            drop(tx);
            slices += held.len();
            differ |= self.differing(authority, &held).await?;
            if then.space.is_none() {
                return Ok((slices, differ));
            }
            next = then;
        }
    }

    /// Has some slices compared; spaces that differ are not believed any more, which is noted.
    async fn differing(&self, authority: &impl Link, held: &[Held]) -> Result<bool, Refusal> {
        if held.is_empty() {
            return Ok(false);
        }
        let spaces = authority.compare(self.account, held).await?;
        if spaces.is_empty() {
            return Ok(false);
        }
        let (now_us, mut is_anew) = (self.outside.now_us(), false);
        let mut compared = self.compared.lock().await;
        let mut tx = self.db.begin().await?;
        let cursors: BTreeMap<Space, Cursor> = db::replica::cursors(&mut tx).await?.into_iter().collect();
        for one in held {
            // What was read on meanwhile has been compared with what is there no more.
            let is_still = cursors.get(&one.space) == Some(&one.cursor);
            if !is_still || !spaces.contains(&one.space) {
                continue;
            }
            let soon = |at_us: &i64| (0..AGAIN_US).contains(&(now_us - at_us));
            let is_again = compared.anew.get(&one.space).is_some_and(soon);
            let what = if is_again { Noticed::DiffersStill } else { Noticed::Differed };
            sync_event::note(&mut tx, SyncEvent { at_us: now_us, what, space: one.space }).await?;
            tracing::warn!(space = ?one.space, ?what, "a digest differs");
            if !is_again {
                db::replica::distrust(&mut tx, one.space).await?;
                compared.anew.insert(one.space, now_us);
                // Whether that helped is to be known at once.
                compared.last_us = None;
                is_anew = true;
            }
        }
        tx.commit().await?;
        Ok(is_anew)
    }
}

/// The next slices, space by space in their order, and where the ones behind them begin.
async fn held(tx: &mut Tx, from: Next, rows: usize) -> Result<(Vec<Held>, Next), Refusal> {
    let cursors = db::replica::cursors(tx).await?;
    let (mut held, mut left, mut after) = (Vec::new(), rows, from.after);
    let mut spaces = cursors.into_iter().skip_while(|(space, _)| from.space.is_some_and(|at| *space < at));
    while let Some((space, cursor)) = spaces.next() {
        if from.space != Some(space) {
            after = None;
        }
        let (slice, digest) = digest::at_replica(tx, space, after.take(), left).await?;
        held.push(Held { space, cursor, slice, digest });
        if slice.to.is_some() {
            return Ok((held, Next { space: Some(space), after: slice.to }));
        }
        left = left.saturating_sub(usize::try_from(digest.rows).unwrap_or(left));
        if left == 0 || held.len() == MOST_HELD {
            let next = spaces.next().map(|(space, _)| space);
            return Ok((held, Next { space: next, after: None }));
        }
    }
    Ok((held, Next::default()))
}
