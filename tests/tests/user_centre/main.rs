//! What people do with their own account, and what the marketplace keeps of what was decided about it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod audit;
mod contact;
mod data;
mod failed;
mod profile;
