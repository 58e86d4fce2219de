//! One call of one window: who asks, and the ways to read and to change.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use market::db::Tx;
use market::db::tables::{self, TableNo};
use market::domain::audit::{Entry, Kind};
use market::intent::{IntentBody, Outcome};
use market::ops::Actor;
use market::{Code, Permission, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::desk::{Event, Inner, Window};
use crate::seats::Seat;

/// How long a change waits for the authority's word before the window goes on without it.
const PATIENCE: Duration = Duration::from_secs(3);

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) desk: Arc<Inner>,
    pub(crate) window: Window,
    pub(crate) seat: Seat,
}

/// What the marketplace has said of a change so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    /// Nothing yet; it is kept and will be sent.
    Queued,
    /// Yes.
    Confirmed,
}

impl Call {
    pub(crate) async fn new(desk: Arc<Inner>, window: Window) -> Self {
        let seat = match desk.seats.at(window).await {
            Some(seat) => seat,
            None => unreachable_seat(&desk).await,
        };
        Self { desk, window, seat }
    }

    /// The account, nil for a visitor.
    pub(crate) fn account(&self) -> Uuid {
        self.seat.actor.account
    }

    /// Refuses what the person may not do.
    pub(crate) fn must(&self, permission: Permission) -> Result<(), Refusal> {
        if self.seat.actor.permissions.contains(permission.name()) {
            Ok(())
        } else if self.seat.actor.is_visitor() {
            Err(Refusal::new(Code::SignedOut, "Please sign in first."))
        } else {
            Err(Refusal::forbidden())
        }
    }

    /// Tells the marketplace that somebody was kept from something, where it is this desktop that decides.
    pub(crate) async fn denied(&self, op: &str, refusal: &Refusal) {
        if refusal.code == Code::Forbidden
            && let Ok(Some(authority)) = self.desk.market.decides().await
        {
            let facts = serde_json::json!({ "asked": op });
            authority.refused(Entry::of(Kind::Denied, self.account()).saying(&facts)).await;
        }
    }

    /// The same, asked once more where the marketplace may have said yes since this window last heard of it.
    pub(crate) async fn must_by_now(&mut self, permission: Permission) -> Result<(), Refusal> {
        let Err(refusal) = self.must(permission) else { return Ok(()) };
        if let Err(fault) = self.desk.seats.refresh(self.window, &self.desk.market).await {
            tracing::debug!(%fault, "what a session allows is not known anew");
            return Err(refusal);
        }
        if let Some(seat) = self.desk.seats.at(self.window).await {
            self.seat = seat;
        }
        self.must(permission)
    }

    /// Reads the replica at one moment.
    pub(crate) async fn read(&self) -> Result<Tx, Refusal> {
        self.seat.replica.db().read().await
    }

    /// Reads the replica for a single question.
    pub(crate) async fn glance(&self) -> Result<Tx, Refusal> {
        self.seat.replica.db().glance().await
    }

    /// Changes the shop: at once here, then at the authority. A refusal of the authority within a moment is this call's
    /// refusal; without an answer the change stays queued.
    pub(crate) async fn change(&self, body: IntentBody) -> Result<Said, Refusal> {
        let id = Uuid::now_v7();
        let touched = self.seat.replica.change(&self.seat.actor, id, &body).await?;
        if self.seat.actor.is_visitor() {
            self.desk.announce(&touched);
            return Ok(Said::Confirmed);
        }
        let answer = tokio::time::timeout(PATIENCE, self.desk.sync(&self.seat)).await;
        self.desk.announce(&touched);
        self.desk.poke.notify_one();
        match answer {
            Ok(Ok(())) => self.settle(id).await,
            Ok(Err(fault)) => {
                tracing::warn!(%fault, "a change waits to be sent");
                Ok(Said::Queued)
            }
            Err(_) => Ok(Said::Queued),
        }
    }

    /// The same for long work: the windows hear of its progress, not of every row.
    pub(crate) async fn change_quietly(&self, body: IntentBody) -> Result<Said, Refusal> {
        let id = Uuid::now_v7();
        let actor = self.desk.actor_of(&self.seat).await?;
        let token = self.seat.token.as_deref();
        let piece = (id, &body);
        match self.desk.market.change_through(&self.seat.replica, token, &actor, piece).await? {
            Some(Outcome::Applied) => Ok(Said::Confirmed),
            None => Ok(Said::Queued),
            Some(_) => {
                self.catch_up().await?;
                self.settle(id).await
            }
        }
    }

    /// Takes in what long work left behind.
    pub(crate) async fn catch_up(&self) -> Result<(), Refusal> {
        self.desk.sync(&self.seat).await
    }

    /// Asks about accounts, where they are.
    pub(crate) async fn ask_directly(
        &self,
        name: &'static str,
        input: Value,
        stales: &'static [&'static str],
    ) -> Result<Value, Refusal> {
        let answer = self.desk.market.ask(self.seat.token.as_deref(), name, input).await?;
        self.desk.mail_waits.notify_one();
        self.desk.poke.notify_one();
        if !stales.is_empty() {
            self.desk.say(stales.to_vec());
        }
        Ok(answer)
    }

    async fn settle(&self, id: Uuid) -> Result<Said, Refusal> {
        match self.seat.replica.outcome(id).await? {
            None => Ok(Said::Queued),
            Some(Outcome::Applied) => Ok(Said::Confirmed),
            Some(Outcome::Refused(refusal)) => {
                self.seat.replica.discard(id).await?;
                Err(refusal)
            }
            // Both values stay on the list until one is chosen, whatever becomes of the form.
            Some(Outcome::Conflict { fields }) => Err(sync::clash(&fields)),
        }
    }
}

/// Seats are taken when the desk opens; a window without one reads as a visitor.
async fn unreachable_seat(desk: &Arc<Inner>) -> Seat {
    loop {
        match desk.seats.visitor().await {
            Ok(seat) => return seat,
            Err(fault) => {
                tracing::error!(%fault, "the visitor's replica cannot be opened");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

impl Inner {
    /// One round of sync for a seat, under what its session allows now. A session that has ended locks its windows.
    pub(crate) async fn sync(&self, seat: &Seat) -> Result<(), Refusal> {
        let done = self.sync_under(&self.proven(seat).await?).await;
        self.lock_if_ended(seat, done).await
    }

    async fn sync_under(&self, seat: &Seat) -> Result<(), Refusal> {
        let actor = self.actor_of(seat).await?;
        let synced = self.market.sync(&seat.replica, seat.token.as_deref(), &actor).await?;
        if synced.tables.contains(&tables::MAIL) || !synced.answers.is_empty() {
            self.mail_waits.notify_one();
        }
        self.announce(&synced.tables);
        Ok(())
    }

    /// Who a seat's session says it is, now.
    async fn actor_of(&self, seat: &Seat) -> Result<Actor, Refusal> {
        let actor = match &seat.token {
            Some(token) => self.market.actor(token).await?,
            None => Some(seat.actor.clone()),
        };
        actor.ok_or_else(|| Refusal::new(Code::SignedOut, "This session has ended."))
    }

    /// Tells the windows what to read again.
    pub(crate) fn announce(&self, touched: &BTreeSet<TableNo>) {
        let subjects: BTreeSet<&'static str> =
            touched.iter().flat_map(|table| subjects_of(*table)).copied().collect();
        if !subjects.is_empty() {
            self.say(subjects.into_iter().chain(["sync"]).collect());
        }
    }

    /// Tells the windows to read these subjects again.
    pub(crate) fn say(&self, subjects: Vec<&'static str>) {
        let _ = self.events.send(Event::Changed(subjects));
    }
}

/// What a table's change makes stale on screens.
fn subjects_of(table: TableNo) -> &'static [&'static str] {
    match table {
        tables::STORE | tables::STORE_BOOKS => &["store"],
        tables::STORE_MEMBER | tables::MEMBER_PERMISSION => &["store", "seat"],
        tables::PRODUCT | tables::PRODUCT_IMAGE | tables::PRODUCT_TAG | tables::STOCK_MOVEMENT => {
            &["product"]
        }
        tables::TAG => &["tag", "product"],
        tables::CART_LINE => &["cart"],
        tables::ADDRESS => &["address"],
        tables::PURCHASE | tables::ORDER_PART | tables::ORDER_LINE => &["order", "sale"],
        tables::INVOICE => &["invoice", "order", "sale"],
        tables::REVIEW | tables::REVIEW_EDIT | tables::REVIEW_REPORT => &["review", "product"],
        tables::MAIL => &["mail", "order"],
        _ => &[],
    }
}
