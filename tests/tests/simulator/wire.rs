//! The network between a replica and its authority, at its worst. What goes wrong follows from the seed.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use market::intent::Intent;
use market::ops::Actor;
use market::{Code, Refusal};
use sync::{Answer, Authority, Cursors, Delta, Link};
use uuid::Uuid;

use crate::ledger::Ledger;

/// Nothing stops.
const NEVER: u64 = u64::MAX;

/// One replica's way to the authority during one call.
pub(crate) struct Wire<'a> {
    pub(crate) authority: &'a Authority,
    pub(crate) ledger: &'a Mutex<Ledger>,
    pub(crate) weather: Weather,
    /// Times the replica still waits for something until its program is killed.
    pub(crate) left: AtomicU64,
    /// Whether the first request was answered; a piece that is sent while rows are read takes turns by the seed.
    turns: Turns,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    Fine,
    Bad,
    Nothing,
}

#[derive(Default)]
struct Turns {
    reads_wait: bool,
    sent: std::sync::atomic::AtomicBool,
}

impl<'a> Wire<'a> {
    pub(crate) fn of(authority: &'a Authority, ledger: &'a Mutex<Ledger>, weather: Weather) -> Self {
        Self { authority, ledger, weather, left: AtomicU64::new(NEVER), turns: Turns::default() }
    }

    /// The same where reading waits until what is sent beside it has been answered.
    pub(crate) fn in_turns(mut self) -> Self {
        self.turns.reads_wait = true;
        self
    }

    /// Drives a replica's work; `None` when its program was killed on the way.
    pub(crate) async fn drive<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let is_over = Cell::new(false);
        poll_fn(|context| {
            assert!(!is_over.get(), "a dead program does not go on");
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(Some(done));
            }
            let left = self.left.load(Ordering::SeqCst);
            if left == 0 {
                is_over.set(true);
                return Poll::Ready(None);
            }
            if left != NEVER {
                self.left.store(left - 1, Ordering::SeqCst);
            }
            Poll::Pending
        })
        .await
    }

    /// The program is killed now.
    async fn die<T>(&self, at: &str) -> T {
        self.note(&format!("killed {at}"));
        self.left.store(0, Ordering::SeqCst);
        std::future::pending().await
    }

    fn note(&self, line: &str) {
        self.ledger.lock().unwrap().note(format!("    {line}"));
    }

    fn roll(&self, most: u64) -> u64 {
        self.ledger.lock().unwrap().chance.below(most)
    }

    fn lost<T>(&self, what: &str) -> Result<T, Refusal> {
        self.note(&format!("{what} is lost"));
        Err(offline())
    }

    /// Hands intents over and writes down what was said.
    async fn hand_over(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let (answers, fault) = self.authority.submit(actor, intents).await;
        self.ledger.lock().unwrap().decide(&answers);
        (answers, fault)
    }

    /// Batches of other times and other devices come in between.
    pub(crate) async fn deliver_late(&self, most: u64) {
        let letters = self.ledger.lock().unwrap().late_letters(most);
        for (actor, intents) in letters {
            self.note(&format!("an old batch of {} of {} comes again", intents.len(), actor.display_name));
            self.hand_over(&actor, &intents).await;
        }
    }

    async fn send(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let part = usize::try_from(self.roll(u64::try_from(intents.len()).unwrap() + 1)).unwrap();
        let first = intents.get(..part).unwrap_or_default();
        self.ledger.lock().unwrap().keep_letter(actor, intents);
        match self.roll(30) {
            0 | 1 => (vec![], self.lost::<()>("the request").err()),
            2 => {
                self.hand_over(actor, intents).await;
                (vec![], self.lost::<()>("the answer").err())
            }
            3 => {
                let (answers, fault) = self.hand_over(actor, first).await;
                self.note(&format!("cut after {part} of {}", intents.len()));
                (answers, fault.or(Some(offline())))
            }
            4 => {
                self.note("sent twice");
                self.hand_over(actor, intents).await;
                self.hand_over(actor, intents).await
            }
            5 => {
                self.deliver_late(3).await;
                self.hand_over(actor, intents).await
            }
            6 => self.die("before sending").await,
            7 => {
                self.hand_over(actor, first).await;
                self.die(&format!("after {part} of {}", intents.len())).await
            }
            8 => {
                self.hand_over(actor, first).await;
                self.note(&format!("killed while deciding, after {part} of {}", intents.len()));
                self.left.store(self.roll(6), Ordering::SeqCst);
                let done = self.hand_over(actor, intents).await;
                self.left.store(NEVER, Ordering::SeqCst);
                done
            }
            _ => self.hand_over(actor, intents).await,
        }
    }

    async fn read(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        match self.roll(30) {
            0 => return self.lost("the question"),
            1 => {
                self.authority.pull(account, cursors).await?;
                return self.lost("the rows");
            }
            2 => return self.die("before reading").await,
            _ => {}
        }
        let delta = self.authority.pull(account, cursors).await?;
        match self.roll(30) {
            0 => self.die("with the rows in hand").await,
            1 | 2 => {
                self.note("killed while taking in");
                self.left.store(self.roll(12), Ordering::SeqCst);
            }
            // What is brought is older than what is true when it arrives.
            3 | 4 => self.deliver_late(3).await,
            _ => {}
        }
        Ok(delta)
    }
}

impl Link for Wire<'_> {
    async fn submit(&self, actor: &Actor, intents: &[Intent]) -> (Vec<Answer>, Option<Refusal>) {
        let (answers, fault) = match self.weather {
            Weather::Nothing => (vec![], Some(offline())),
            Weather::Bad if !intents.is_empty() => self.send(actor, intents).await,
            _ => self.hand_over(actor, intents).await,
        };
        self.turns.sent.store(true, Ordering::SeqCst);
        self.ledger.lock().unwrap().hear(&answers);
        (answers, fault)
    }

    async fn pull(&self, account: Uuid, cursors: &Cursors) -> Result<Delta, Refusal> {
        while self.turns.reads_wait && !self.turns.sent.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        match self.weather {
            Weather::Nothing => Err(offline()),
            Weather::Bad => self.read(account, cursors).await,
            Weather::Fine => self.authority.pull(account, cursors).await,
        }
    }
}

fn offline() -> Refusal {
    Refusal::new(Code::Offline, "The marketplace cannot be reached right now.")
}
