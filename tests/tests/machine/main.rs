//! The machine fails, or the person stops it: what is said is true, and what was done stays.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod child;
mod clock;
mod defects;
mod demo;
mod files;
mod imports;
mod paper;
