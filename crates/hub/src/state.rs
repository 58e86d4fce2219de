//! What all requests share.

use std::net::IpAddr;
use std::sync::Arc;

use accounts::{Office, Passwords, Seal};
use sync::Authority;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::buckets::Buckets;
use crate::changes::Changes;
use crate::counters::Counters;
use crate::settings::{Limits, Settings};
use crate::shares::Shares;
use crate::turns::Turns;

/// The hub as its routes know it.
pub(crate) type Hub = Arc<State>;

/// What all requests share.
pub(crate) struct State {
    pub(crate) authority: Authority,
    pub(crate) passwords: Passwords,
    pub(crate) seal: Option<Seal>,
    pub(crate) limits: Limits,
    pub(crate) is_behind_proxy: bool,
    pub(crate) counters: Counters,
    pub(crate) changes: Changes,
    pub(crate) requests: Buckets<IpAddr>,
    pub(crate) sign_ins: Buckets<IpAddr>,
    pub(crate) tries: Buckets<String>,
    pub(crate) intents: Buckets<Uuid>,
    /// Connections that are open.
    pub(crate) connections: Arc<Shares>,
    /// Requests that are worked on.
    pub(crate) turns: Turns,
    /// Bytes of requests and answers that are held.
    pub(crate) room: Arc<Shares>,
    /// The courier listens here.
    pub(crate) mail_waits: Notify,
    /// Becomes true once.
    pub(crate) is_closing: watch::Sender<bool>,
}

impl State {
    pub(crate) fn new(authority: Authority, settings: &mut Settings) -> Self {
        let (limits, seal) = (settings.limits, settings.seal.take());
        let authority = if seal.is_some() { authority.guarding_operators() } else { authority };
        Self {
            authority,
            passwords: Passwords::default(),
            seal,
            limits,
            is_behind_proxy: settings.is_behind_proxy,
            counters: Counters::default(),
            changes: Changes::default(),
            requests: Buckets::new(limits.requests),
            sign_ins: Buckets::new(limits.sign_ins),
            tries: Buckets::new(limits.tries),
            intents: Buckets::new(limits.intents),
            connections: Shares::new(limits.connections, limits.connections_each),
            turns: Turns::new(limits.at_once, limits.at_once_each),
            room: Shares::new(limits.held_bytes, limits.held_bytes_each),
            mail_waits: Notify::new(),
            is_closing: watch::Sender::new(false),
        }
    }

    /// Where accounts are dealt with.
    pub(crate) fn office(&self) -> Office<'_> {
        Office { authority: &self.authority, passwords: &self.passwords, seal: self.seal.as_ref() }
    }

    /// Waits until the hub is told to stop.
    pub(crate) async fn closes(&self) {
        let _ = self.is_closing.subscribe().wait_for(|is_closing| *is_closing).await;
    }
}
