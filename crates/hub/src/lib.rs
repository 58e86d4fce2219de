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
mod guard;
mod openapi;
mod routes;
mod serve;
mod settings;
mod state;

pub use courier::Mail;
pub use openapi::document;
pub use serve::{Running, start};
pub use settings::{Allowance, Limits, Settings, Tls};
