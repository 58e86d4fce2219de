//! Tradepost: the two windows of one desktop, and the same operations from a terminal.
//!
//! Only wiring lives here. What an operation does is decided in `desk`; this crate opens windows, dialogs and printers.

mod arguments;
mod call;
mod cli;
mod door;
mod files;
mod guard;
mod links;
mod news;
#[cfg(all(test, unix))]
mod paper_tests;
mod papers;
mod pictures;
mod prefs;
mod program;
mod shell_ops;
#[cfg(test)]
mod window_tests;
mod windows;

use std::process::ExitCode;

use arguments::Wanted;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let quiet = EnvFilter::builder().with_default_directive(tracing::Level::WARN.into());
    tracing_subscriber::fmt().with_env_filter(quiet.from_env_lossy()).with_writer(std::io::stderr).init();

    // Whoever only asks at a terminal must not need a screen: nothing of the windows is touched before this.
    match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Wanted::Windows(start)) => program::run(&start),
        Ok(wanted) => cli::run(wanted),
        Err(why) => cli::usage(&why),
    }
}
