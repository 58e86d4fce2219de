//! Who cannot sign in, and whose address is not proved: letters with a link and a code, each of which works once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

mod addresses;
mod canary;
mod forgotten;
mod held_back;
mod letters;
mod once;
mod post;
