//! The rule book. `domain` decides, `db` remembers, `ops` loads, decides and saves, `view` reads what screens show.

pub mod books;
pub mod catalogue;
pub mod db;
pub mod domain;
mod file_fault;
pub mod handover;
pub mod input;
pub mod intent;
pub mod ops;
pub mod paper;
mod permission;
mod refusal;
mod server_fault;
pub mod space;
pub mod view;

pub use permission::{NEED_VERIFIED, Permission};
pub use refusal::{Code, Refusal};
