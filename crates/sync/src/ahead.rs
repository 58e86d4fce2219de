//! Long work in pieces: while the authority decides about one piece, the rows of the one before are taken in.

use market::db::{self, shadow};
use market::intent::{IntentBody, Outcome};
use market::ops::Actor;
use market::{Refusal, view};
use uuid::Uuid;

use crate::link::Link;
use crate::outside::Work;
use crate::replica::{Replica, Synced};

impl Replica {
    /// Keeps a piece and sends it without showing it first: its rows come with a later piece, or with a round of sync.
    /// Without an answer it is shown as a guess like any other change.
    pub async fn change_through(
        &self,
        authority: &impl Link,
        actor: &Actor,
        id: Uuid,
        body: &IntentBody,
    ) -> Result<Option<Outcome>, Refusal> {
        let mut decided = self.decided.lock().await;
        let mut tx = self.db.begin().await?;
        let said = view::said(&mut tx, self.account(), body).await?;
        db::replica::log(&mut tx, id, body, &said, self.outside.now_us()).await?;
        db::replica::send_ahead(&mut tx, id).await?;
        self.outside.commit(Work::Ahead, tx).await?;

        let earlier = decided.len();
        let (mut answers, mut synced) = (decided.clone(), Synced::default());
        let (fault, taken) = tokio::join!(
            self.push(authority, actor, &mut answers),
            self.take_in(authority, actor, &mut decided, &mut synced),
        );
        let outcome = answers.iter().find(|answer| answer.intent == id).map(|answer| answer.outcome.clone());
        decided.extend(answers.split_off(earlier));
        if outcome.is_none() {
            self.show(actor).await?;
        }
        if let Some(fault) = fault? {
            return Err(fault);
        }
        taken?;
        Ok(outcome)
    }

    /// Shows as a guess what was to come with its answer.
    async fn show(&self, actor: &Actor) -> Result<(), Refusal> {
        let mut tx = self.db.begin().await?;
        shadow::undo(&mut tx).await?;
        db::replica::show_all(&mut tx).await?;
        self.apply_waiting(&mut tx, actor).await?;
        self.outside.commit(Work::Show, tx).await?;
        Ok(())
    }
}
