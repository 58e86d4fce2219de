//! The way from a replica to its authority: in this process, or over the network.

use market::Refusal;
use market::intent::Intent;
use market::ops::Actor;
use uuid::Uuid;

use crate::authority::Authority;
use crate::travel::{Answer, Cursors, Delta};

/// Who decides and who knows what is true, however far away.
pub trait Link: Sync {
    /// Sends intents in order. A refused one is answered and never blocks those behind it; a passing fault stops.
    fn submit(
        &self,
        actor: &Actor,
        intents: &[Intent],
    ) -> impl Future<Output = (Vec<Answer>, Option<Refusal>)> + Send;

    /// What changed for an account since its cursors.
    fn pull(&self, account: Uuid, cursors: &Cursors) -> impl Future<Output = Result<Delta, Refusal>> + Send;
}

impl Link for Authority {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        Self::submit(self, actor, intents).await
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        Self::pull(self, account, cursors).await
    }
}
