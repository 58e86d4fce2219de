//! What comes from outside is passed in, so that a run can be repeated and stopped: the time, new ids, and a word at every
//! labelled point.

use std::collections::BTreeSet;
use std::sync::Arc;

use market::Refusal;
use market::db::Tx;
use market::db::tables::TableNo;
use market::space::Space;
use uuid::Uuid;

use crate::clock::Clock;

/// Rows a transaction changed, by the spaces that show them.
type Touched = BTreeSet<(Space, TableNo, Uuid)>;

/// Makes ids nobody has used.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// The next one, a UUIDv7.
    fn draw(&self) -> Uuid;
}

/// The machine's own ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn draw(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Work of a replica or an authority that becomes true at one moment, with its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// A replica is opened.
    Open,
    /// A change is kept and shown.
    Change,
    /// A piece of long work is kept without being shown.
    Ahead,
    /// What was to come with its answer is shown as a guess.
    Show,
    /// A replica takes a new identity.
    Renew,
    /// Rows and answers are taken in.
    TakeIn,
    /// A refused change is put back to be sent.
    Retry,
    /// A refused change is forgotten.
    Discard,
    /// A visitor's cart gets the id under which it joins.
    NameCart,
    /// A visitor's cart has joined and leaves.
    EmptyCart,
    /// The authority decides.
    Decide,
}

/// On which side of its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Nothing of it will be there.
    Before,
    /// All of it is there, and nobody has been told.
    After,
}

/// Hears of each labelled point when it is reached: the two sides of every commit. Whoever stops a program there leaves
/// what a power cut would leave.
pub trait Steps: Send + Sync + std::fmt::Debug {
    /// The point is reached.
    fn reach(&self, work: Work, moment: Moment);
}

/// Goes on at every point.
#[derive(Clone, Copy, Debug, Default)]
pub struct Onward;

impl Steps for Onward {
    fn reach(&self, _work: Work, _moment: Moment) {}
}

/// What a replica or an authority is given from outside. A clock alone stands for the machine's ids and no stops.
#[derive(Clone, Debug)]
pub struct Outside {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Hears of each point.
    pub steps: Arc<dyn Steps>,
}

impl Outside {
    pub(crate) fn now_us(&self) -> i64 {
        self.clock.now_us()
    }

    pub(crate) fn new_id(&self) -> Uuid {
        self.ids.draw()
    }

    /// Commits, with a point on either side.
    pub(crate) async fn commit(&self, work: Work, tx: Tx) -> Result<Touched, Refusal> {
        self.steps.reach(work, Moment::Before);
        let touched = tx.commit().await?;
        self.steps.reach(work, Moment::After);
        Ok(touched)
    }
}

impl From<Arc<dyn Clock>> for Outside {
    fn from(clock: Arc<dyn Clock>) -> Self {
        Self { clock, ids: Arc::new(SystemIds), steps: Arc::new(Onward) }
    }
}

impl<C: Clock + 'static> From<Arc<C>> for Outside {
    fn from(clock: Arc<C>) -> Self {
        let clock: Arc<dyn Clock> = clock;
        clock.into()
    }
}
