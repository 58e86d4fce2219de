//! The way from a replica to its authority: in this process, or over the network.

use market::Refusal;
use market::intent::Intent;
use market::ops::Actor;
use market::space::Space;
use uuid::Uuid;

use crate::authority::Authority;
use crate::travel::{Answer, Cursors, Delta, Held};

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

    /// The spaces of which the authority would send other rows than these, at the very version the replica has read. What
    /// changes meanwhile is not compared.
    fn compare(
        &self,
        account: Uuid,
        held: &[Held],
    ) -> impl Future<Output = Result<Vec<Space>, Refusal>> + Send;
}

impl Link for Authority {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        Self::submit(self, actor, intents).await
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        Self::pull(self, account, cursors).await
    }

    async fn compare(&self, account: Uuid, held: &[Held]) -> Result<Vec<Space>, Refusal> {
        Self::compare(self, account, held).await
    }
}
