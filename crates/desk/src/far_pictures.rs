//! Pictures of a marketplace behind a hub: fetched when they are first shown, kept here, and sent before a change names them.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use market::Refusal;
use market::db;
use market::db::picture::NewPicture;
use market::domain::ids::hex;
use market::domain::picture;
use remote::Hub;
use sync::{Authority, Replica};

/// What the hub is known to have.
#[derive(Debug, Default)]
pub(crate) struct FarPictures(Mutex<BTreeSet<String>>);

impl FarPictures {
    /// Sends the pictures that waiting changes name and the hub may not have yet.
    pub(crate) async fn send(&self, own: &Authority, hub: &Hub, replica: &Replica) -> Result<(), Refusal> {
        for hash in replica.waiting_pictures().await? {
            if self.is_there(&hash) {
                continue;
            }
            // One that is not kept here came from there.
            if let Some(bytes) = db::picture::full(&mut own.db().read().await?, &hash).await? {
                hub.keep_picture(&hash, bytes).await?;
            }
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hash);
        }
        Ok(())
    }

    fn is_there(&self, hash: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(hash)
    }

    /// Fetches a picture and keeps it here. Bytes that are not what the hash says are nobody's picture.
    pub(crate) async fn fetch(&self, own: &Authority, hub: &Hub, hash: &str) -> Result<(), Refusal> {
        let bytes = hub.picture(hash).await?;
        let checked = tokio::task::spawn_blocking(move || picture::check(&bytes)).await;
        let ready = checked.map_err(|error| Refusal::broken(&error))?;
        let ready = ready.map_err(|_| Refusal::not_found("picture"))?;
        if hex(&ready.hash) != hash {
            return Err(Refusal::not_found("picture"));
        }
        let new = NewPicture {
            hash: hash.to_owned(),
            mime: ready.mime,
            width: ready.width.into(),
            height: ready.height.into(),
            full: ready.full,
            thumb: ready.thumb,
        };
        let mut tx = own.db().begin().await?;
        db::picture::put(&mut tx, new).await?;
        tx.commit().await?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned());
        Ok(())
    }
}
