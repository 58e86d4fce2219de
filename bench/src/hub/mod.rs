//! A real hub process over a private MariaDB, both as durable as in service, and what it is worth under load.

mod accounts;
mod house;
mod idle;
mod news;
mod orders;
mod wire;

use crate::report::Report;
use stories::Fallible;

/// What the names on the command line choose.
pub(crate) async fn run(report: &mut Report, is_wanted: impl Fn(&str) -> bool) -> Fallible<()> {
    if is_wanted("orders") {
        orders::run(report).await?;
    }
    if is_wanted("news") {
        news::run(report).await?;
    }
    if is_wanted("accounts") {
        accounts::run(report).await?;
    }
    if is_wanted("idle") {
        idle::run(report).await?;
    }
    Ok(())
}
