//! What an operator does: copies of a marketplace, and its move to another place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod copies;
mod crooked;
mod damage;
mod fixture;
mod goods;
mod house;
mod killed;
mod moving;
mod restored;
