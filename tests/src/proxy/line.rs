//! What all connections of one line share: the weather, what will happen to questions, and the trap.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{oneshot, watch};
use tokio::time::sleep;

use super::message::Message;
use super::{Deed, Weather, What, When};
use crate::{Fallible, fail};

/// Questions that may be said again.
const MOST_OLD: usize = 40;

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    There,
    Back,
}

/// A trap that waits for its moment.
struct Trap {
    what: What,
    when: When,
    tell: oneshot::Sender<()>,
}

pub(super) struct Line {
    weather: watch::Sender<Weather>,
    /// Moves when whoever stands in a trap is cut off.
    sprung: watch::Sender<u64>,
    trap: Mutex<Option<Trap>>,
    plan: Mutex<VecDeque<Deed>>,
    old: Mutex<VecDeque<Message>>,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            weather: watch::Sender::new(Weather::Fine),
            sprung: watch::Sender::new(0),
            trap: Mutex::default(),
            plan: Mutex::default(),
            old: Mutex::default(),
        }
    }
}

impl Line {
    pub(super) fn turn(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    pub(super) fn plan(&self, deeds: impl IntoIterator<Item = Deed>) {
        held(&self.plan).extend(deeds);
    }

    pub(super) fn has_no_plan(&self) -> bool {
        held(&self.plan).is_empty()
    }

    pub(super) fn next_deed(&self) -> Deed {
        held(&self.plan).pop_front().unwrap_or(Deed::Nothing)
    }

    /// Keeps a question to say it again some day.
    pub(super) fn remember(&self, question: &Message) {
        let mut old = held(&self.old);
        if old.len() == MOST_OLD {
            old.pop_front();
        }
        old.push_back(question.clone());
    }

    /// The oldest question that is remembered; it is then the youngest.
    pub(super) fn an_old_one(&self) -> Option<Message> {
        let mut old = held(&self.old);
        let oldest = old.pop_front()?;
        old.push_back(oldest.clone());
        Some(oldest)
    }

    pub(super) fn set_trap(&self, what: What, when: When, tell: oneshot::Sender<()>) {
        *held(&self.trap) = Some(Trap { what, when, tell });
    }

    /// Cuts off whoever stands in the trap; one that still waits is taken away.
    pub(super) fn spring(&self) {
        *held(&self.trap) = None;
        self.sprung.send_modify(|times| *times += 1);
    }

    /// Tells the one who waits for this, and stands still until it is cut off.
    pub(super) async fn passes_by(&self, what: What, when: When) -> Fallible<()> {
        let mut sprung = self.sprung.subscribe();
        let mine = held(&self.trap).take_if(|trap| (trap.what, trap.when) == (what, when));
        let Some(trap) = mine else { return Ok(()) };
        // Whoever waited may have given up.
        let _ = trap.tell.send(());
        let _ = sprung.changed().await;
        Err(fail("cut off in the trap"))
    }

    /// Waits until something may pass this way; the error means that the connection is gone.
    pub(super) async fn pass(&self, way: Way) -> Fallible<()> {
        let mut weather = self.weather.subscribe();
        loop {
            let now = *weather.borrow_and_update();
            match (now, way) {
                (Weather::Fine, _)
                | (Weather::LosesQuestions, Way::Back)
                | (Weather::LosesAnswers, Way::There) => return Ok(()),
                (Weather::Slow(by), _) => {
                    sleep(by).await;
                    return Ok(());
                }
                (Weather::Silent, _) => weather.changed().await?,
                (Weather::LosesQuestions, Way::There) | (Weather::LosesAnswers, Way::Back) => {
                    weather.changed().await?;
                    return Err(fail("lost on the way"));
                }
                (Weather::Cut, _) => return Err(fail("cut")),
            }
        }
    }

    pub(super) async fn is_cut(&self) {
        let _ = self.weather.subscribe().wait_for(|weather| *weather == Weather::Cut).await;
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
