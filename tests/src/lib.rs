//! Stories that cross crates: both engines, real processes, the real window.

pub mod authenticator;
pub mod disk;
mod failure;
pub mod mariadb;
pub mod places;
pub mod proxy;
pub mod rows;
pub mod sight;
pub mod smtp;
pub mod town;
pub mod watchdog;
pub mod window;

pub use failure::{Failure, Fallible, fail};
pub mod shop;
