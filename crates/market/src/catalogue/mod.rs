//! A store's products as a file: read and compared before anything is written, and written out again. The same for a
//! desktop and for the operator of a hub.

mod export;
mod reading;

pub use export::{Exported, products};
pub use reading::{Good, Plan, Read, compare, piece_len, read};
