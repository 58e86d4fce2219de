//! Tradepost at a terminal: the list of operations, and one operation at a time. No window, no screen.
//!
//! Answers go to standard output, sentences for the person to standard error. The exit code is 0 for an answer,
//! 1 when the command was not understood or nothing could be asked, 2 for a refusal.

mod ask;
mod types;

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use desk::Operation;

use crate::{
    arguments::{Form, Wanted},
    shell_ops::all_operations,
};

const HELP: &str = "\
Tradepost, the desktop marketplace manager

  tradepost [--data DIR] [--storefront]      opens the window of the manager, or of the storefront
  tradepost ops [--json | --types]           lists every operation: who may, from where, input and answer
  tradepost call [--data DIR] [--as EMAIL] OP [JSON | --json-file FILE]
                                             runs one operation and prints its answer as JSON
  tradepost help | --version

--data DIR   where the data is; without it, the usual place of this computer for a person's data
--as EMAIL   asks as this account; the password comes from TRADEPOST_PASSWORD or else from standard input

Exit codes: 0 an answer, 1 the command was not understood, 2 a refusal (as JSON: code, message, fields).

  tradepost call shelf.list '{\"text\": \"moby\", \"limit\": 3}'
";

/// Does what can be done without a window.
pub(crate) fn run(wanted: Wanted) -> ExitCode {
    match wanted {
        Wanted::Ops(Form::Json) => json(&all_operations()),
        Wanted::Ops(Form::Types) => print(types::declared().trim_end()),
        Wanted::Ops(Form::Text) => {
            print(all_operations().iter().map(described).collect::<Vec<_>>().join("\n"))
        }
        Wanted::Call(call) => ask::ask(call),
        Wanted::Version => print(format!("tradepost {}", env!("CARGO_PKG_VERSION"))),
        Wanted::Help | Wanted::Windows(_) => print(HELP.trim_end()),
    }
}

/// Says why nothing was done.
pub(crate) fn usage(why: &str) -> ExitCode {
    let hint = "\"tradepost help\" says how it is used.";
    // When even standard error is closed there is nobody left to tell.
    drop(writeln!(io::stderr(), "{why}\n{hint}"));
    ExitCode::from(1)
}

fn described(operation: &Operation) -> String {
    let Operation { name, does, who, windows, about, input, answer, stales } = operation;
    let about = if about.is_empty() { "nothing" } else { about.as_str() };
    let stales = if stales.is_empty() { "nothing".to_owned() } else { stales.join(", ") };
    format!(
        "{name}\n    {does}\n    who      {who}\n    windows  {windows}\n    about    {about}\n    input    {input}\n    answer   {answer}\n    \
         stales   {stales}\n"
    )
}

fn json(value: &impl serde::Serialize) -> ExitCode {
    match serde_json::to_string_pretty(value) {
        Ok(text) => print(text),
        Err(why) => usage(&format!("The answer cannot be written: {why}.")),
    }
}

fn print(text: impl Display) -> ExitCode {
    match writeln!(io::stdout().lock(), "{text}") {
        Ok(()) => ExitCode::SUCCESS,
        // `tradepost ops | head` reads as much as it wants.
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(why) => usage(&format!("The answer cannot be written: {why}.")),
    }
}
