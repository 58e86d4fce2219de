//! The courier hands letters over, and says "sent" only when the far side has them.

mod account;
mod console;
mod fixture;
mod folder;
mod mime;
mod refusals;
mod smtp;
mod tls;
