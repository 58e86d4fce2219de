//! The replica, the authority, and what travels between them.

mod ahead;
pub mod api;
mod authority;
mod clock;
mod link;
mod rebase;
mod replica;
mod travel;

pub use authority::Authority;
pub use clock::{Clock, SystemClock};
pub use link::Link;
pub use replica::{Replica, Synced};
pub use travel::{Answer, Cursors, Delta};
