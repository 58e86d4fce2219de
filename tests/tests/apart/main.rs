//! Desktops away from their hub: who may go on, what is kept, what is shown, and what becomes of it when the line is back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod devices;
mod orders;
mod people;
mod pictures;
