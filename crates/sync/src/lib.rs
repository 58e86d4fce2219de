//! The replica, the authority, and what travels between them.

mod ahead;
pub mod api;
mod authority;
mod clock;
mod comparing;
mod denials;
mod follows;
mod given_back;
mod link;
mod outside;
mod rebase;
mod refused;
mod replica;
mod staging;
mod taking;
mod travel;
mod visitor;

pub use authority::{Authority, News};
pub use clock::{Clock, SystemClock};
pub use link::Link;
pub use outside::{Ids, Moment, Onward, Outside, Steps, SystemIds, Work};
pub use refused::clash;
pub use replica::{Replica, Synced};
pub use travel::{Answer, Cursors, Delta, Held};
