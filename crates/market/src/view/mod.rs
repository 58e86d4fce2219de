//! Answers for screens, read from the replica. Shapes are printed and typed from here.

pub mod cart;
pub mod order;
pub mod page;
pub mod product;
pub mod review;
pub mod sale;
pub mod shelf;
pub mod store;
