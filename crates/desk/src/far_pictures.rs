//! Pictures of a marketplace behind a hub: fetched when they are first shown, kept here within a limit, and sent before a
//! change names them. Where there is no room the longest unseen leave; what only this desktop has never does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use market::db::picture::NewPicture;
use market::db::{self, Db, kept_picture};
use market::domain::ids::hex;
use market::domain::picture;
use market::intent::Intent;
use market::ops::Actor;
use market::space::Space;
use market::{Code, Refusal};
use serde::{Deserialize, Serialize};
use sync::{Answer, Clock, Cursors, Delta, Held, Link};
use uuid::Uuid;

use crate::files;
use crate::pictures::new_picture;
use crate::way::Way;

/// Room for pictures where nobody said otherwise, in millions of bytes.
const USUAL_MB: u32 = 500;
/// The least and the most one may say.
const LEAST_MB: u32 = 20;
const MOST_MB: u32 = 100_000;
const MB: i64 = 1_000_000;
/// So many pictures are shown before it is written down which: a shelf shows fifty at once.
const SHOWN_AT_ONCE: usize = 200;

/// What was said about the room, kept beside the pictures.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Room {
    most_mb: u32,
}

impl Default for Room {
    fn default() -> Self {
        Self { most_mb: USUAL_MB }
    }
}

/// The pictures kept here.
#[derive(Debug)]
pub(crate) struct FarPictures {
    db: Db,
    /// Where they lay before they had a file of their own; drafts may lie there still.
    older: Db,
    clock: Arc<dyn Clock>,
    room_file: PathBuf,
    room: Mutex<Room>,
    /// What the hub is known to have.
    sent: Mutex<BTreeSet<String>>,
    /// Shown since it was written down last, and when.
    shown: Mutex<BTreeMap<String, i64>>,
}

/// A way on which pictures go ahead of the very changes that name them, however late a change joins those that are sent.
#[derive(Debug)]
pub(crate) struct WithPictures<'a> {
    pub(crate) hub: &'a Way,
    pub(crate) pictures: &'a FarPictures,
}

impl Link for WithPictures<'_> {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        for hash in intents.iter().flat_map(|intent| intent.body.pictures()) {
            if let Err(fault) = self.pictures.send(self.hub, hash).await {
                return (vec![], Some(fault));
            }
        }
        self.hub.submit(actor, intents).await
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        self.hub.pull(account, cursors).await
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        self.hub.compare(account, held).await
    }
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) pictures: i64,
    pub(crate) bytes: i64,
    pub(crate) most_mb: u32,
}

impl FarPictures {
    /// Opens the pictures in a hub's folder.
    pub(crate) async fn open(folder: &Path, older: Db, clock: Arc<dyn Clock>) -> Result<Self, Refusal> {
        let file = folder.join("pictures.db");
        let opened = async {
            let db = Db::open_sqlite(&file).await?;
            db::migrate::pictures(&db).await?;
            Ok::<_, Refusal>(db)
        };
        let db = opened.await.map_err(|refusal| refusal.lies_at(&file))?;
        let room_file = folder.join("pictures.json");
        let room = Mutex::new(files::load(&room_file)?);
        let (sent, shown) = (Mutex::default(), Mutex::default());
        Ok(Self { db, older, clock, room_file, room, sent, shown })
    }

    /// Where a picture lies, if it is here.
    pub(crate) async fn place(&self, hash: &str) -> Result<Option<&Db>, Refusal> {
        for db in [&self.db, &self.older] {
            if db::picture::size(&mut db.glance().await?, hash).await?.is_some() {
                return Ok(Some(db));
            }
        }
        Ok(None)
    }

    /// A picture's bytes, if it is here; it counts as shown now.
    pub(crate) async fn find(&self, hash: &str, is_thumb: bool) -> Result<Option<Vec<u8>>, Refusal> {
        for db in [&self.db, &self.older] {
            let mut tx = db.glance().await?;
            let found = if is_thumb {
                db::picture::thumb(&mut tx, hash).await?
            } else {
                db::picture::full(&mut tx, hash).await?
            };
            if found.is_some() {
                drop(tx);
                self.note_shown(hash).await?;
                return Ok(found);
            }
        }
        Ok(None)
    }

    async fn note_shown(&self, hash: &str) -> Result<(), Refusal> {
        let shown = {
            let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
            shown.insert(hash.to_owned(), self.clock.now_us());
            shown.len()
        };
        if shown >= SHOWN_AT_ONCE { self.write_shown().await } else { Ok(()) }
    }

    /// Writes down what was shown; a stop before loses no more than that order.
    pub(crate) async fn write_shown(&self) -> Result<(), Refusal> {
        let shown = std::mem::take(&mut *self.shown.lock().unwrap_or_else(PoisonError::into_inner));
        if shown.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for (hash, at_us) in shown {
            kept_picture::set_shown(&mut tx, &hash, at_us).await?;
        }
        tx.commit().await.map(drop)
    }

    /// Keeps a picture somebody chose here. Until the hub has it, it is a draft and does not leave.
    pub(crate) async fn keep(&self, new: NewPicture) -> Result<(), Refusal> {
        let mut tx = self.db.begin().await?;
        kept_picture::put(&mut tx, new, true, self.clock.now_us()).await?;
        tx.commit().await.map(drop)
    }

    /// Sends a picture, unless the hub is known to have it.
    async fn send(&self, hub: &Way, hash: &str) -> Result<(), Refusal> {
        if self.is_sent(hash) {
            return Ok(());
        }
        // One that is not kept here came from there.
        for db in [&self.db, &self.older] {
            let bytes = db::picture::full(&mut db.glance().await?, hash).await?;
            if let Some(bytes) = bytes {
                hub.keep_picture(hash, bytes).await?;
                break;
            }
        }
        let mut tx = self.db.begin().await?;
        kept_picture::set_sent(&mut tx, hash).await?;
        tx.commit().await?;
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned());
        Ok(())
    }

    fn is_sent(&self, hash: &str) -> bool {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).contains(hash)
    }

    /// Fetches a picture and keeps it here. Bytes that are not what the hash says are nobody's picture.
    pub(crate) async fn fetch(&self, hub: &Way, hash: &str) -> Result<(), Refusal> {
        let bytes = hub.picture(hash).await?;
        let checked = tokio::task::spawn_blocking(move || picture::check(&bytes)).await;
        let ready = checked.map_err(|error| Refusal::broken(&error))?;
        let ready = ready.map_err(|_| Refusal::not_found("picture"))?;
        if hex(&ready.hash) != hash {
            return Err(Refusal::not_found("picture"));
        }
        let mut tx = self.db.begin().await?;
        kept_picture::put(&mut tx, new_picture(ready), false, self.clock.now_us()).await?;
        tx.commit().await?;
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned());
        Ok(())
    }

    fn room(&self) -> Room {
        *self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How much is kept, and how much may be.
    pub(crate) async fn kept(&self) -> Result<Kept, Refusal> {
        let (pictures, bytes) = kept_picture::size(&mut self.db.glance().await?).await?;
        Ok(Kept { pictures, bytes, most_mb: self.room().most_mb })
    }

    fn most(&self) -> i64 {
        i64::from(self.room().most_mb).saturating_mul(MB)
    }

    /// Whether there is more than may be kept.
    pub(crate) async fn is_crowded(&self) -> Result<bool, Refusal> {
        Ok(kept_picture::size(&mut self.db.glance().await?).await?.1 > self.most())
    }

    /// Says how much may be kept.
    pub(crate) fn set_room(&self, most_mb: u32) -> Result<(), Refusal> {
        if !(LEAST_MB..=MOST_MB).contains(&most_mb) {
            let sentence = format!("Choose between {LEAST_MB} and {MOST_MB} MB.");
            return Err(Refusal::new(Code::Invalid, sentence.clone()).with("most_mb", sentence));
        }
        let room = Room { most_mb };
        files::save(&self.room_file, &room)?;
        *self.room.lock().unwrap_or_else(PoisonError::into_inner) = room;
        Ok(())
    }

    /// Lets the longest unseen go until the rest has room, with a tenth to spare. Drafts stay, and what `held` names.
    /// Answers how many left.
    pub(crate) async fn make_room(&self, held: &BTreeSet<String>) -> Result<usize, Refusal> {
        self.write_shown().await?;
        let (_, bytes) = kept_picture::size(&mut self.db.glance().await?).await?;
        let mut too_many = bytes.saturating_sub(self.most() / 10 * 9);
        let mut tx = self.db.begin().await?;
        let mut left = 0;
        for row in kept_picture::oldest(&mut tx).await? {
            if too_many <= 0 {
                break;
            }
            if !held.contains(&row.hash) {
                kept_picture::forget(&mut tx, &row.hash).await?;
                too_many = too_many.saturating_sub(row.bytes);
                left += 1;
            }
        }
        tx.commit().await?;
        Ok(left)
    }

    /// Gives the room of those that left back to the disk. Room that is soon filled again is better kept.
    pub(crate) async fn shrink(&self) -> Result<(), Refusal> {
        self.db.shrink().await
    }

    /// Writes down what it remembers, and closes the file.
    pub(crate) async fn close(&self) {
        if let Err(fault) = self.write_shown().await {
            tracing::warn!(%fault, "which pictures were shown last is not written down");
        }
        self.db.close().await;
    }
}
