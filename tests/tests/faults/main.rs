//! Faults for real: desktops, a hub and a MariaDB in processes of their own, killed where they stand, cut off from each
//! other, put back to older copies, and left without room. `scripts/faults` runs the long counts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story stops where it breaks"
)]

#[path = "../simulator/chance.rs"]
#[allow(dead_code, reason = "the simulator draws more kinds of things")]
mod chance;
mod copies;
mod desktop;
mod full_disks;
mod kills;
mod ledger;
mod lines;
mod mail;
mod partitions;
mod proxied;
mod rounds;
mod town;
mod work;
