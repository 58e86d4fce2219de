//! The hub over a real MariaDB: what it answers, what it refuses, and what it never lets happen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod ages;
mod crowds;
mod digests;
mod fixture;
mod grants;
mod happy;
mod impostors;
mod limits;
mod news;
mod nonsense;
mod pages;
mod program;
mod refusals;
mod signing_in;
mod strangers;
mod tls;
