//! Reviews: who may write them, what counts as verified, and averages that always fit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod verified;
mod words;
