//! Where pictures lie: with the marketplace itself, or what a desktop behind a hub keeps of them.

use std::collections::BTreeSet;

use market::db::picture::NewPicture;
use market::db::{self, Db};
use market::domain::ids::hex;
use market::domain::picture::Ready;
use market::{Code, Refusal};

use crate::desk::Inner;

impl Inner {
    /// A picture's bytes; from the hub where it is not here yet.
    pub(crate) async fn picture(&self, hash: &str, is_thumb: bool) -> Option<Vec<u8>> {
        let Some(far) = self.market.far() else {
            let mut tx = self.authority.db().glance().await.ok()?;
            let found = if is_thumb {
                db::picture::thumb(&mut tx, hash).await
            } else {
                db::picture::full(&mut tx, hash).await
            };
            return found.ok().flatten();
        };
        if let Some(bytes) = far.pictures().find(hash, is_thumb).await.ok().flatten() {
            return Some(bytes);
        }
        self.fetch_picture(hash).await.ok()?;
        far.pictures().find(hash, is_thumb).await.ok().flatten()
    }

    /// Keeps a picture somebody chose here.
    pub(crate) async fn keep_picture(&self, new: NewPicture) -> Result<(), Refusal> {
        if let Some(far) = self.market.far() {
            return far.pictures().keep(new).await;
        }
        let mut tx = self.authority.db().begin().await?;
        db::picture::put(&mut tx, new).await?;
        tx.commit().await.map(drop)
    }

    /// A paper is printed with its logo or not at all: it must look the same wherever it is printed. Answers where it lies.
    pub(crate) async fn must_have_picture(&self, hash: &str) -> Result<Db, Refusal> {
        let Some(far) = self.market.far() else { return Ok(self.authority.db().clone()) };
        if far.pictures().place(hash).await?.is_none()
            && let Err(refusal) = self.fetch_picture(hash).await
            && refusal.code == Code::Offline
        {
            return Err(refusal);
        }
        let place = far.pictures().place(hash).await?;
        Ok(place.unwrap_or_else(|| self.authority.db()).clone())
    }

    async fn fetch_picture(&self, hash: &str) -> Result<(), Refusal> {
        self.market.fetch_picture(hash).await?;
        self.make_room().await.map(drop)
    }

    /// Keeps the pictures within their room; what changes name which are not true yet stays. Answers how many left.
    pub(crate) async fn make_room(&self) -> Result<usize, Refusal> {
        let Some(far) = self.market.far() else { return Ok(0) };
        if !far.pictures().is_crowded().await? {
            return Ok(0);
        }
        let mut held = BTreeSet::new();
        for seat in self.seats.all().await {
            held.extend(seat.replica.unsent_pictures().await?);
        }
        far.pictures().make_room(&held).await
    }
}

/// A picture that was made ready, to be kept.
pub(crate) fn new_picture(ready: Ready) -> NewPicture {
    NewPicture {
        hash: hex(&ready.hash),
        mime: ready.mime,
        width: ready.width.into(),
        height: ready.height.into(),
        full: ready.full,
        thumb: ready.thumb,
    }
}
