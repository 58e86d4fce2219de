//! Measures Tradepost against the plainest code that does the same work by hand, both in one run and in turns, so that a
//! ratio means something on any machine, busy or not.
//!
//! `scripts/bench` runs everything; `scripts/bench checkout paper` runs what is named.

#![expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "figures for a person to read; a bench that breaks off has lost nothing"
)]

mod by_hand;
mod catalogue;
mod checkout;
mod checkout_by_hand;
mod far;
mod first_sync;
mod hub;
mod import;
mod paper;
mod rebase;
mod report;
mod rounds;
mod town;
mod window;

use report::Report;
use stories::Fallible;

#[tokio::main]
async fn main() -> Fallible<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, address, file] = names.as_slice()
        && mode == far::CHILD
    {
        return far::child(address, file.as_ref()).await;
    }
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut report = Report::default();
    if is_wanted("paper") {
        paper::run(&mut report)?;
    }
    if is_wanted("checkout") {
        checkout::run(&mut report).await?;
    }
    if is_wanted("catalogue") {
        catalogue::run(&mut report).await?;
    }
    if is_wanted("import") {
        import::run(&mut report).await?;
    }
    if is_wanted("first-sync") {
        first_sync::run(&mut report).await?;
    }
    if is_wanted("far") {
        far::run(&mut report).await?;
    }
    if is_wanted("rebase") {
        rebase::run(&mut report).await?;
    }
    if is_wanted("window") {
        window::run(&mut report).await?;
    }
    hub::run(&mut report, is_wanted).await?;
    report.keep()
}
