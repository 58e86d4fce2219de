//! Who may do what, asked of every operation and of every kind of person.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod cells;
mod delays;
mod matrix;
mod operators;
mod others;
mod second_factor;
mod sessions;
mod staff;
mod table;
mod through_hub;
mod town;
