//! The hub: HTTPS in front of one authority. It holds no state besides counters and the measures of its limits, so that
//! two hubs over one database behave as one.
//!
//! May not live here: a rule of the marketplace, or SQL.

mod answer;
mod buckets;
mod caller;
mod changes;
mod counters;
mod courier;
mod files;
mod guard;
mod lines;
mod openapi;
mod pages;
mod pulses;
mod refusals;
mod routes;
mod serve;
mod settings;
mod shares;
mod state;
mod turns;

pub use courier::Mail;
pub use openapi::document;
pub use serve::{Running, start};
pub use settings::{Allowance, Limits, Settings, Tls};
