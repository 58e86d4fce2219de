//! Carts and checkouts under everything that may happen meanwhile. Each story ends with straight books.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod carts;
mod fixture;
mod meanwhile;
mod once;
mod papers;
mod refusals;
mod sales;
