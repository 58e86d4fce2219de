//! The state of a mail is always the truth: what the window shows is what the server said.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod fixture;
mod letter;
mod states;
mod trusted;
