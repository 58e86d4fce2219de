//! Who sits at which window: the session, what it allows, and the replica the window reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use market::Refusal;
use market::ops::Actor;
use serde::{Deserialize, Serialize};
use sync::api::Session;
use sync::{Clock, Replica};
use tokio::sync::{Mutex, RwLock};
use uuid::Uuid;

use crate::desk::Window;
use crate::files;
use crate::marketplace::Marketplace;

/// One window's person.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) actor: Actor,
    pub(crate) token: Option<String>,
    pub(crate) replica: Arc<Replica>,
    /// Whether the next start knows the session still; otherwise it ends with the program.
    pub(crate) is_kept: bool,
}

/// The tokens kept for the next start, by window.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept(BTreeMap<String, String>);

/// Somebody whose session has ended from outside. What they did and was not sent waits in their replica.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Locked {
    pub(crate) account: Uuid,
    pub(crate) email: String,
    pub(crate) display_name: String,
}

impl Locked {
    fn of(session: &Session) -> Self {
        let Session { account, email, display_name, .. } = session.clone();
        Self { account, email, display_name }
    }
}

/// The same by window, kept for the next start.
#[derive(Debug, Default, Serialize, Deserialize)]
struct KeptLocks(BTreeMap<String, Locked>);

/// All seats, and the replicas behind them.
#[derive(Debug)]
pub(crate) struct Seats {
    dir: PathBuf,
    clock: Arc<dyn Clock>,
    remembers: bool,
    by_window: RwLock<BTreeMap<Window, Seat>>,
    replicas: Mutex<BTreeMap<Uuid, Arc<Replica>>>,
}

impl Seats {
    /// Sits the people down whose sessions still last.
    pub(crate) async fn open(
        dir: &Path,
        market: &Marketplace,
        clock: Arc<dyn Clock>,
        remembers: bool,
    ) -> Result<Self, Refusal> {
        let seats = Self {
            dir: dir.to_owned(),
            clock,
            remembers,
            by_window: RwLock::new(BTreeMap::new()),
            replicas: Mutex::new(BTreeMap::new()),
        };
        let kept = seats.kept()?;
        for window in [Window::Manager, Window::Storefront] {
            let seat = match kept.0.get(window.name()) {
                Some(token) => seats.seat_or_lock(window, token, market).await?,
                None => None,
            };
            let seat = match seat {
                Some(seat) => seat,
                None => seats.visitor().await?,
            };
            seats.by_window.write().await.insert(window, seat);
        }
        Ok(seats)
    }

    /// The seat of a kept token; where its session ended while the program was closed, the window remembers whose it was.
    async fn seat_or_lock(
        &self,
        window: Window,
        token: &str,
        market: &Marketplace,
    ) -> Result<Option<Seat>, Refusal> {
        let known = market.known_as(token);
        let seat = self.seat_of(token, market).await?;
        if let (None, Some(session)) = (&seat, known) {
            market.forget(token, session.account)?;
            self.keep_lock(window, Some(Locked::of(&session)))?;
            self.forget_token(window)?;
        }
        Ok(seat)
    }

    fn locks(&self) -> PathBuf {
        self.dir.join("locked.json")
    }

    fn keep_lock(&self, window: Window, locked: Option<Locked>) -> Result<(), Refusal> {
        let mut kept: KeptLocks = files::load(&self.locks())?;
        let is_new = match locked {
            Some(locked) => kept.0.insert(window.name().to_owned(), locked.clone()) != Some(locked),
            None => kept.0.remove(window.name()).is_some(),
        };
        if is_new && self.remembers { files::save(&self.locks(), &kept) } else { Ok(()) }
    }

    /// Whose session has ended at a window where nobody has sat down since.
    pub(crate) fn locked(&self, window: Window) -> Result<Option<Locked>, Refusal> {
        let mut kept: KeptLocks = files::load(&self.locks())?;
        Ok(kept.0.remove(window.name()))
    }

    /// A session has ended from outside: its windows are nobody's until somebody signs in. Answers whether any were.
    pub(crate) async fn lock(&self, token: &str) -> Result<bool, Refusal> {
        let visitor = self.visitor().await?;
        let mut is_any = false;
        // Nobody sits down meanwhile: whoever signs in anew at this moment keeps the new seat.
        for (window, seat) in &mut *self.by_window.write().await {
            if seat.token.as_deref() == Some(token) {
                let Actor { account, email, display_name, .. } = seat.actor.clone();
                self.keep_lock(*window, Some(Locked { account, email, display_name }))?;
                self.forget_token(*window)?;
                *seat = visitor.clone();
                is_any = true;
            }
        }
        Ok(is_any)
    }

    /// The hub's own token takes the place of one drawn here. Answers the seat, if somebody still sits there.
    pub(crate) async fn swap(
        &self,
        old: &str,
        token: &str,
        market: &Marketplace,
    ) -> Result<Option<Seat>, Refusal> {
        let window = {
            let seats = self.by_window.read().await;
            let seat = seats.iter().find(|(_, seat)| seat.token.as_deref() == Some(old));
            seat.map(|(window, seat)| (*window, seat.is_kept))
        };
        match window {
            Some((window, is_kept)) => self.take(window, token, is_kept, market).await.map(Some),
            None => Ok(None),
        }
    }

    /// The sessions that end with the program.
    pub(crate) async fn for_now(&self) -> Vec<String> {
        let seats = self.by_window.read().await;
        seats.values().filter(|seat| !seat.is_kept).filter_map(|seat| seat.token.clone()).collect()
    }

    fn forget_token(&self, window: Window) -> Result<(), Refusal> {
        let mut kept = self.kept()?;
        if kept.0.remove(window.name()).is_some() { self.keep(&kept) } else { Ok(()) }
    }

    fn tokens(&self) -> PathBuf {
        self.dir.join("sessions.json")
    }

    fn kept(&self) -> Result<Kept, Refusal> {
        if self.remembers { files::load(&self.tokens()) } else { Ok(Kept::default()) }
    }

    fn keep(&self, kept: &Kept) -> Result<(), Refusal> {
        if self.remembers { files::save(&self.tokens(), kept) } else { Ok(()) }
    }

    async fn seat_of(&self, token: &str, market: &Marketplace) -> Result<Option<Seat>, Refusal> {
        let Some(session) = market.session(token).await? else { return Ok(None) };
        let actor = session.actor();
        let replica = self.replica(actor.account).await?;
        Ok(Some(Seat { actor, token: Some(token.to_owned()), replica, is_kept: true }))
    }

    /// The seat of somebody not signed in.
    pub(crate) async fn visitor(&self) -> Result<Seat, Refusal> {
        let replica = self.replica(Uuid::nil()).await?;
        Ok(Seat { actor: Actor::visitor(), token: None, replica, is_kept: false })
    }

    /// Whether somebody has ever looked around here without signing in.
    pub(crate) fn had_visitor(&self) -> bool {
        self.file(Uuid::nil()).exists()
    }

    fn file(&self, account: Uuid) -> PathBuf {
        let name = if account.is_nil() { "visitor".to_owned() } else { account.simple().to_string() };
        self.dir.join("replicas").join(format!("{name}.db"))
    }

    /// The replica of an account, opened once.
    pub(crate) async fn replica(&self, account: Uuid) -> Result<Arc<Replica>, Refusal> {
        let mut open = self.replicas.lock().await;
        if let Some(replica) = open.get(&account) {
            return Ok(Arc::clone(replica));
        }
        let path = self.file(account);
        let opened = Replica::open(&path, account, Arc::clone(&self.clock)).await;
        let replica = Arc::new(opened.map_err(|refusal| refusal.lies_at(&path))?);
        open.insert(account, Arc::clone(&replica));
        Ok(replica)
    }

    /// Who sits at a window.
    pub(crate) async fn at(&self, window: Window) -> Option<Seat> {
        self.by_window.read().await.get(&window).cloned()
    }

    /// Every seat once per replica.
    pub(crate) async fn all(&self) -> Vec<Seat> {
        let mut seats: BTreeMap<Uuid, Seat> = BTreeMap::new();
        for seat in self.by_window.read().await.values() {
            seats.insert(seat.actor.account, seat.clone());
        }
        seats.into_values().collect()
    }

    /// Sits somebody down under a session, and keeps it for the next start if they want to be remembered.
    pub(crate) async fn take(
        &self,
        window: Window,
        token: &str,
        is_kept: bool,
        market: &Marketplace,
    ) -> Result<Seat, Refusal> {
        let seat = self.sit(window, token, is_kept, market).await?;
        let mut kept = self.kept()?;
        if is_kept {
            kept.0.insert(window.name().to_owned(), token.to_owned());
        } else {
            kept.0.remove(window.name());
        }
        self.keep(&kept)?;
        self.keep_lock(window, None)?;
        Ok(seat)
    }

    /// Sits somebody down until the program ends.
    pub(crate) async fn take_for_now(
        &self,
        window: Window,
        token: &str,
        market: &Marketplace,
    ) -> Result<Seat, Refusal> {
        self.sit(window, token, false, market).await
    }

    async fn sit(
        &self,
        window: Window,
        token: &str,
        is_kept: bool,
        market: &Marketplace,
    ) -> Result<Seat, Refusal> {
        let seat = self.seat_of(token, market).await?;
        let seat = seat.ok_or_else(|| Refusal::new(market::Code::SignedOut, "This session has ended."))?;
        let seat = Seat { is_kept, ..seat };
        self.by_window.write().await.insert(window, seat.clone());
        Ok(seat)
    }

    /// Lets somebody leave; the window is a visitor's again.
    pub(crate) async fn leave(&self, window: Window) -> Result<(), Refusal> {
        self.forget_token(window)?;
        let visitor = self.visitor().await?;
        self.by_window.write().await.insert(window, visitor);
        Ok(())
    }

    /// Lets an erased account leave every window, and deletes what is kept of it here.
    pub(crate) async fn erase(&self, account: Uuid) -> Result<(), Refusal> {
        for window in [Window::Manager, Window::Storefront] {
            if self.at(window).await.is_some_and(|seat| seat.actor.account == account) {
                self.leave(window).await?;
            }
        }
        if let Some(replica) = self.replicas.lock().await.remove(&account) {
            replica.close().await;
        }
        for ending in ["db", "db-wal", "db-shm"] {
            let path = self.dir.join("replicas").join(format!("{}.{ending}", account.simple()));
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(files::refused(&error, &path));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads anew what a seat's session allows.
    pub(crate) async fn refresh(&self, window: Window, market: &Marketplace) -> Result<(), Refusal> {
        if let Some(Seat { token: Some(token), is_kept, .. }) = self.at(window).await {
            self.sit(window, &token, is_kept, market).await?;
        }
        Ok(())
    }

    /// Closes every replica.
    pub(crate) async fn close(&self) {
        for replica in self.replicas.lock().await.values() {
            replica.close().await;
        }
    }
}
