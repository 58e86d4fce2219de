//! What was saved stays, and every replica ends up with what is true: on both engines, after kills, copies and full disks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

#[macro_use]
mod house;
mod ages;
mod anonymous_cart;
mod choices;
mod defects;
mod digests;
mod disk_full;
mod dump;
mod exactly_once;
mod first_sync;
mod first_sync_killed;
mod killed;
mod last_unit;
mod migrated;
mod random_walk;
mod rebase;
mod restored;
mod schema;
mod spaces;
mod staff;
mod statements;
mod through;
mod two_programs;
