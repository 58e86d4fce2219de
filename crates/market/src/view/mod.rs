//! Answers for screens, read from the replica. Shapes are printed and typed from here.

pub mod cart;
pub mod change;
mod change_words;
pub mod noticed;
pub mod order;
pub mod page;
pub mod personal;
pub mod product;
mod refused_order;
pub mod review;
pub mod sale;
pub mod shelf;
pub mod store;

pub use change_words::said;
