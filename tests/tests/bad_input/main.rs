//! Bad input gets a clear error and nothing is lost: every field, every file, through the door the windows use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod accounts;
mod csv_files;
mod exports;
mod pictures;
mod products;
mod removed;
mod shapes;
mod stores;
mod strange_names;
