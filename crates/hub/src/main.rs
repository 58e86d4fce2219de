//! `tradepost-hub`: prepares a shared marketplace, serves it, checks its books, copies and moves it.

mod arguments;
mod commands;
mod copies;
mod goods;
mod ground;
mod inputs;
mod limits;
mod mail;
mod moving;

use std::io::Write;
use std::process::ExitCode;

use arguments::Wanted;
use tracing_subscriber::EnvFilter;

/// Gives back what a moment needed; see the manifest.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let usual = EnvFilter::builder().with_default_directive(tracing::Level::INFO.into());
    tracing_subscriber::fmt().with_env_filter(usual.from_env_lossy()).with_writer(std::io::stderr).init();
    let done = match arguments::parse(std::env::args_os().skip(1)) {
        Ok(Wanted::Help) => Ok(arguments::HELP.to_owned()),
        Ok(Wanted::Version) => Ok(format!("tradepost-hub {}\n", env!("CARGO_PKG_VERSION"))),
        Ok(Wanted::Init(options)) => commands::init(&options).await,
        Ok(Wanted::Serve(options)) => commands::serve(&options).await,
        Ok(Wanted::AddOperator(options)) => commands::add_operator(&options).await,
        Ok(Wanted::VerifyBooks(options)) => commands::verify_books(&options).await,
        Ok(Wanted::VerifyAudit(options)) => commands::verify_audit(&options).await,
        Ok(Wanted::Import(options)) => goods::import(&options).await,
        Ok(Wanted::Export(options)) => goods::export(&options).await,
        Ok(Wanted::Backup(options)) => copies::backup(&options).await,
        Ok(Wanted::Restore(options)) => copies::restore(&options).await,
        Ok(Wanted::Move(options)) => moving::move_away(&options).await,
        Err(why) => return say_no(&format!("{why}\n\"tradepost-hub --help\" shows how it is used."), 2),
    };
    match done {
        Ok(text) => {
            let said = std::io::stdout().write_all(text.as_bytes());
            ExitCode::from(u8::from(said.is_err()))
        }
        Err(refusal) => {
            let mut why = refusal.message;
            for (field, sentence) in refusal.fields {
                why.push_str(&format!("\n  {field}: {sentence}"));
            }
            say_no(&why, 1)
        }
    }
}

fn say_no(why: &str, code: u8) -> ExitCode {
    // Nobody may be listening any more; the code says it all the same.
    let _ = writeln!(std::io::stderr(), "{why}");
    ExitCode::from(code)
}
