//! The database remembers. The only place in the program where SQL is written.

pub mod account;
pub mod address;
pub mod cart;
pub mod engine;
pub mod feed;
pub mod import_run;
pub mod intent_log;
pub mod invoice;
pub mod mail;
pub mod migrate;
pub mod order;
pub mod picture;
pub mod product;
pub mod replica;
pub mod review;
pub mod search;
pub mod shadow;
pub mod shelf;
mod sqlite_version;
pub mod stock;
pub mod store;
pub mod tables;
pub mod tag;
pub mod value;

pub use engine::{Db, Row, Tx};
pub use value::Value;
