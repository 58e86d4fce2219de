//! The replica, the authority, and what travels between them.

mod ahead;
mod authority;
mod clock;
mod rebase;
mod replica;
mod travel;

pub use authority::Authority;
pub use clock::{Clock, SystemClock};
pub use replica::{Replica, Synced};
pub use travel::{Answer, Delta};
