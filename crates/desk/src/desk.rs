//! The desk itself: opens the data of a folder and runs operations for its windows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use accounts::Entered;
use market::db::{self, Db};
use market::{Code, Refusal, handover};
use serde_json::Value;
use sync::api::SignIn;
use sync::{Authority, Clock, SystemClock};
use tokio::sync::{Mutex, Notify, broadcast};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::call::Call;
use crate::far::{Address, Far};
use crate::far_pictures::FarPictures;
use crate::files;
use crate::imports::Imports;
use crate::marketplace::Marketplace;
use crate::op::{Op, Operation, Who};
use crate::seats::Seats;
use crate::shapes::Shapes;
use crate::{departed, device, ops, post_office, pump, sealing};

/// How long closing waits for a letter that is on its way: cut off, it might go out twice.
const PATIENCE: Duration = Duration::from_secs(15);

/// Which window asks. Each has its own session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    /// The manager window: a vendor or an operator.
    Manager,
    /// The storefront window: a buyer or a visitor.
    Storefront,
}

impl Window {
    /// Its name, as sessions keep it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Storefront => "storefront",
        }
    }
}

/// What a window hears without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Read again what you show of these subjects.
    Changed(Vec<&'static str>),
    /// Long work goes on.
    Progress {
        /// The batch of an import, or `demo`.
        task: String,
        /// So much.
        done: u64,
        /// Of so much.
        total: u64,
        /// What is being done.
        note: String,
    },
}

/// How a desk is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Whether sync and courier run by themselves; a command-line call does its own round.
    pub runs_by_itself: bool,
    /// Whether who signs in stays signed in for the next start; a command-line call leaves the windows' sessions alone.
    pub remembers: bool,
    /// A marketplace shared with others, already brought up to date; without one the desk has its own beside the replicas.
    pub shared: Option<Db>,
}

impl Default for Options {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), runs_by_itself: true, remembers: true, shared: None }
    }
}

impl Options {
    /// For one call from the command line.
    pub fn for_script() -> Self {
        Self { runs_by_itself: false, remembers: false, ..Self::default() }
    }
}

/// One desktop.
#[derive(Clone, Debug)]
pub struct Desk(pub(crate) Arc<Inner>);

/// What all of a desk's work shares.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) dir: PathBuf,
    /// What is kept on this desktop: the marketplace itself, or behind a hub only pictures.
    pub(crate) authority: Authority,
    pub(crate) market: Marketplace,
    /// The marketplace this desktop was told before it started.
    pub(crate) joined: Address,
    pub(crate) seats: Seats,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) imports: Imports,
    pub(crate) mail_waits: Notify,
    pub(crate) poke: Notify,
    pub(crate) is_closing: AtomicBool,
    work: Mutex<Vec<JoinHandle<()>>>,
}

impl Desk {
    /// Opens the data in a folder, creating it where there is none.
    pub async fn open(dir: PathBuf) -> Result<Self, Refusal> {
        Self::open_with(dir, Options::default()).await
    }

    /// The same with another clock, or without work of its own.
    pub async fn open_with(dir: PathBuf, options: Options) -> Result<Self, Refusal> {
        files::open_folder(&dir)?;
        files::open_folder(&dir.join("replicas"))?;
        let authority = match &options.shared {
            Some(db) => {
                db::migrate::fits(db).await?;
                Authority::over(db.clone(), Arc::clone(&options.clock))
            }
            None => own_market(&dir.join("market.db"), Arc::clone(&options.clock)).await?,
        };
        let moved = if options.shared.is_none() { handover::moved(authority.db()).await? } else { None };
        let joined = departed::follow(&dir, moved.as_ref(), Address::load(&dir)?)?;
        let far = open_far(&dir, &options, &joined, authority.db()).await?;
        if let (Some((far, folder)), Some(moved)) = (&far, &moved)
            && moved.is_at(joined.place())
        {
            departed::take_along(&dir, folder, &authority, far).await?;
        }
        let home = far.as_ref().map_or_else(|| dir.clone(), |(_, folder)| folder.clone());
        let known_by = (sealing::of(&dir)?, device::of(&home)?);
        let market = Marketplace::new(authority.clone(), known_by, far.map(|(far, _)| far), moved);
        let seats = Seats::open(&home, &market, Arc::clone(&options.clock), options.remembers).await?;
        let inner = Arc::new(Inner {
            dir,
            authority,
            market,
            joined,
            seats,
            events: broadcast::channel(256).0,
            imports: Imports::default(),
            mail_waits: Notify::new(),
            poke: Notify::new(),
            is_closing: AtomicBool::new(false),
            work: Mutex::new(vec![]),
        });
        if let Err(fault) = ops::account::join_left_cart(&inner).await {
            tracing::warn!(%fault, "a visitor's cart still waits to join");
        }
        if options.runs_by_itself {
            let tasks = [
                tokio::spawn(pump::run(Arc::clone(&inner))),
                tokio::spawn(pump::listen(Arc::clone(&inner), Window::Manager)),
                tokio::spawn(pump::listen(Arc::clone(&inner), Window::Storefront)),
                tokio::spawn(post_office::run(Arc::clone(&inner))),
            ];
            inner.work.lock().await.extend(tasks);
        }
        Ok(Self(inner))
    }

    /// Runs one operation for a window. The work goes on to its end even if nobody waits for the answer any more.
    pub async fn call(&self, window: Window, op: &str, input: Value) -> Result<Value, Refusal> {
        let op = ops::find(op)
            .ok_or_else(|| Refusal::new(Code::NotFound, format!("There is no operation “{op}”.")))?;
        let mut call = Call::new(Arc::clone(&self.0), window).await;
        if let Err(refusal) = may_call(&mut call, op).await {
            call.denied(op.name, &refusal).await;
            return Err(refusal);
        }
        let work = tokio::spawn(async move { (op.run)(&call, input).await });
        let answer = work.await.map_err(|error| Refusal::broken(&error))?;
        answer.map_err(|refusal| refusal.lies_at(&self.0.dir))
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// A picture's bytes by content hash, with its media type.
    pub async fn picture(&self, hash: &str, is_thumb: bool) -> Option<(Vec<u8>, &'static str)> {
        let bytes = self.0.picture(hash, is_thumb).await?;
        let mime = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
        Some((bytes, mime))
    }

    /// The PDF of an invoice the window's person may see: its file name and its bytes.
    pub async fn invoice_pdf(&self, window: Window, id: &str) -> Result<(String, Vec<u8>), Refusal> {
        let id = Uuid::parse_str(id).map_err(|_| Refusal::not_found("invoice"))?;
        let call = Call::new(Arc::clone(&self.0), window).await;
        call.must(market::Permission::InvoiceView)?;
        ops::invoice::pdf_of(&call, id).await
    }

    /// Signs somebody in for one command-line call; the session ends with the answer. The window is the first that may.
    pub async fn call_as(
        &self,
        email: &str,
        password: &str,
        op: &str,
        input: Value,
    ) -> Result<Value, Refusal> {
        let found = ops::find(op)
            .ok_or_else(|| Refusal::new(Code::NotFound, format!("There is no operation “{op}”.")))?;
        let window = found.windows.first().copied().unwrap_or(Window::Manager);
        let ask = SignIn {
            name: email.to_owned(),
            password: password.to_owned(),
            window: window.name().to_owned(),
            is_remembered: false,
            device: None,
            asks_code: false,
        };
        let Entered::In(token) = self.0.market.check_in(ask).await? else { return Err(Refusal::forbidden()) };
        self.0.seats.take_for_now(window, &token, &self.0.market).await?;
        let mut answer = self.call(window, op, input).await;
        if let Some(batch) = Imports::batch_of(&answer) {
            let call = Call::new(Arc::clone(&self.0), window).await;
            answer = self.0.imports.finished(&call, batch).await;
        }
        self.0.market.end(&token).await?;
        if answer.is_ok() && found.stales.iter().any(|subject| ["order", "mail"].contains(subject)) {
            post_office::round(&self.0).await?;
        }
        answer
    }

    /// The list of operations, for printing.
    pub fn operations() -> Vec<Operation> {
        ops::all().map(crate::op::Op::printed).collect()
    }

    /// The same list as TypeScript, for the windows.
    pub fn shapes() -> Shapes {
        let mut shapes = Shapes::default();
        for op in ops::all() {
            (op.shape)(&mut shapes);
        }
        shapes
    }

    /// Sends the mails that are due now; answers how many were tried.
    pub async fn send_due_mails(&self) -> Result<u32, Refusal> {
        post_office::round(&self.0).await
    }

    /// The authority behind this desk, for checks of the books.
    pub fn authority(&self) -> &Authority {
        &self.0.authority
    }

    /// Lets running work come to a safe stop.
    pub async fn close(&self) {
        self.0.is_closing.store(true, std::sync::atomic::Ordering::SeqCst);
        self.0.imports.stop_all();
        self.0.poke.notify_one();
        self.0.mail_waits.notify_one();
        let _ = tokio::time::timeout(Duration::from_secs(5), self.0.imports.wait_for_all()).await;
        for task in self.0.work.lock().await.drain(..) {
            let _ = tokio::time::timeout(PATIENCE, task).await;
        }
        for token in self.0.seats.for_now().await {
            self.0.market.end_at_close(&token).await;
        }
        if let Ok(Some(authority)) = self.0.market.decides().await {
            authority.write_refusals(true).await;
        }
        self.0.seats.close().await;
        if let Some(far) = self.0.market.far() {
            far.close().await;
        }
        self.0.authority.db().close().await;
    }
}

/// Whether this operation is offered to this window and its person.
async fn may_call(call: &mut Call, op: &Op) -> Result<(), Refusal> {
    match op.who {
        _ if !op.windows.contains(&call.window) => Err(Refusal::forbidden()),
        Who::SignedIn if call.seat.actor.is_visitor() => {
            Err(Refusal::new(Code::SignedOut, "Please sign in first."))
        }
        Who::Anybody | Who::SignedIn => Ok(()),
        Who::May(permission) => call.must_by_now(permission).await,
    }
}

/// The way to the marketplace this desktop was told, with the folder for what it brings.
async fn open_far(
    dir: &Path,
    options: &Options,
    address: &Address,
    own: &Db,
) -> Result<Option<(Far, PathBuf)>, Refusal> {
    if options.shared.is_some() || address.is_here() {
        return Ok(None);
    }
    let folder = address.folder(dir);
    files::open_folder(&dir.join("hubs"))?;
    files::open_folder(&folder)?;
    files::open_folder(&folder.join("replicas"))?;
    let pictures = FarPictures::open(&folder, own.clone(), Arc::clone(&options.clock)).await?;
    let way = address.way(dir, Arc::clone(&options.clock))?;
    let far = Far::open(way, &folder, pictures, Arc::clone(&options.clock))?;
    Ok(Some((far, folder)))
}

/// The marketplace beside the replicas.
async fn own_market(file: &Path, clock: Arc<dyn Clock>) -> Result<Authority, Refusal> {
    let opened = async { Authority::open(Db::open_sqlite(file).await?, clock).await };
    opened.await.map_err(|refusal| refusal.lies_at(file))
}
