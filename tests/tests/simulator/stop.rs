//! Programs that are killed: at the labelled points of replicas and authority, or by the network's own hand. A killed
//! program unwinds, and what it had not committed is gone.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use sync::{Moment, Steps, Work};

use crate::coverage;

/// What a killed program unwinds with.
struct Killed;

const NEVER: u64 = u64::MAX;

/// When one program is killed.
#[derive(Debug)]
pub(crate) struct Stops {
    /// Points it still passes.
    left: AtomicU64,
}

impl Stops {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { left: AtomicU64::new(NEVER) })
    }

    /// Killed at the point behind so many others.
    pub(crate) fn arm(&self, points: u64) {
        self.left.store(points, Ordering::SeqCst);
    }

    pub(crate) fn disarm(&self) {
        self.arm(NEVER);
    }
}

impl Steps for Stops {
    fn reach(&self, work: Work, moment: Moment) {
        match self.left.load(Ordering::SeqCst) {
            NEVER => {}
            0 => {
                self.disarm();
                coverage::stopped_at(work, moment);
                kill()
            }
            left => self.arm(left - 1),
        }
    }
}

/// The program that is running ends here.
pub(crate) fn kill() -> ! {
    resume_unwind(Box::new(Killed))
}

/// Runs a program; `None` when it was killed.
pub(crate) async fn run<T>(program: impl Future<Output = T>) -> Option<T> {
    let mut program = pin!(program);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| program.as_mut().poll(context))) {
        Ok(done) => done.map(Some),
        Err(cause) if cause.is::<Killed>() => Poll::Ready(None),
        Err(cause) => resume_unwind(cause),
    })
    .await
}
