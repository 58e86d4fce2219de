//! A session that ends from outside locks its windows: nobody reads on, nothing unsent is lost, and it is sent when the same
//! person has signed in again.

use market::{Code, Refusal, db};
use serde::{Deserialize, Serialize};

use crate::desk::{Inner, Window};
use crate::offline::is_local;
use crate::seats::Seat;

/// What a window says whose session has ended.
#[derive(Clone, Debug, Serialize, Deserialize, ts_rs::TS)]
pub(crate) struct LockedSeat {
    email: String,
    display_name: String,
    /// Changes that are sent when this person has signed in again.
    pending: i64,
    refused: usize,
}

impl Inner {
    /// Takes what a round under a session came to; one that has ended locks its windows.
    pub(crate) async fn lock_if_ended<T>(&self, seat: &Seat, done: Result<T, Refusal>) -> Result<T, Refusal> {
        if done.as_ref().is_err_and(|refusal| refusal.code == Code::SignedOut) {
            self.lock(seat).await?;
        }
        done
    }

    /// Locks the windows of a session.
    pub(crate) async fn lock(&self, seat: &Seat) -> Result<(), Refusal> {
        let Some(token) = &seat.token else { return Ok(()) };
        if self.seats.lock(token).await? {
            self.market.forget(token, seat.actor.account)?;
            tracing::info!("a session has ended; its windows are locked");
            self.say(vec!["seat", "cart", "address", "store", "product", "order", "sale", "sync"]);
        }
        Ok(())
    }

    /// A seat the hub knows. Whoever sat down without the network is made known to it first.
    pub(crate) async fn proven(&self, seat: &Seat) -> Result<Seat, Refusal> {
        let (Some(far), Some(token)) = (self.market.far(), &seat.token) else { return Ok(seat.clone()) };
        if !is_local(token) {
            return Ok(seat.clone());
        }
        let proven = self.lock_if_ended(seat, far.prove(token).await).await?;
        if let Some(seat) = self.seats.swap(token, &proven, &self.market).await? {
            return Ok(seat);
        }
        // They have left while the hub was asked.
        far.end(&proven).await?;
        Err(Refusal::new(Code::SignedOut, "This session has ended."))
    }

    /// Whose session has ended at a window, and what of theirs waits.
    pub(crate) async fn locked_seat(&self, window: Window) -> Result<Option<LockedSeat>, Refusal> {
        let Some(locked) = self.seats.locked(window)? else { return Ok(None) };
        let replica = self.seats.replica(locked.account).await?;
        let mut tx = replica.db().read().await?;
        Ok(Some(LockedSeat {
            email: locked.email,
            display_name: locked.display_name,
            pending: db::replica::count_waiting(&mut tx).await?,
            refused: db::replica::refused(&mut tx).await?.len(),
        }))
    }
}
