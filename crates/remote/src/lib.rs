//! The way to a hub: the authority over HTTPS. A desktop that goes this way holds a session's token and no secret of the
//! database.

mod batches;
mod hub;
mod wire;

pub use hub::{Hub, Trust};
