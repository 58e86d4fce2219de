//! The courier's hands: one [`Letter`] goes to one [`Carrier`], and the answer is a [`Receipt`] or a [`Failure`].
//!
//! Lives here: how a letter becomes MIME, how it is handed over, what an answer means, when to try again.
//! May not live here: a clock, a random number, the outbox table. All three are passed in or stay with the caller.
//!
//! A receipt exists only after the far side took responsibility: SMTP's 250 after the final dot, a file that has
//! reached the disk, a line the console accepted.

mod account_mail;
mod address;
mod carrier;
mod clean;
mod console;
mod failure;
mod folder;
mod letter;
mod mime;
mod outbox;
mod retry;
mod secret;
mod smtp;

pub use carrier::{Carrier, Receipt};
pub use failure::{Failure, Kind};
pub use letter::{Attachment, Letter};
pub use mime::mime;
pub use outbox::{Chance, Sender, send_one, send_one_by};
pub use retry::next_try;
pub use secret::Secret;
pub use smtp::{Security, Smtp};
