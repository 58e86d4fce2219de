//! Time is passed in, so that midnight can be tested.

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time in microseconds UTC.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now.
    fn now_us(&self) -> i64;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now_us(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }
}
