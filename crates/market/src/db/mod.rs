//! The database remembers. The only place in the program where SQL is written.

pub mod account;
pub mod address;
mod bulk;
pub mod cart;
pub mod copy;
pub mod engine;
pub mod feed;
pub mod grants;
pub mod import_run;
pub mod intent_log;
pub mod invoice;
pub mod mail;
pub mod migrate;
pub mod note;
mod open;
pub mod order;
mod paging;
pub mod picture;
pub mod product;
pub mod product_image;
pub mod product_list;
pub mod replica;
pub mod review;
pub mod sale_list;
pub mod search;
pub mod server;
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
