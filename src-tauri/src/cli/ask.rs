//! `tradepost call`: one operation, asked through the same door as the windows use.

use std::{io, process::ExitCode};

use desk::{Code, Desk, Operation, Options, Refusal, Window};
use serde_json::Value;

use super::{json, usage};
use crate::{
    arguments::{Call, Input},
    program::usual_place,
    shell_ops::{all_operations, is_own},
};

/// Asks and prints what the marketplace says.
pub(super) fn ask(call: Call) -> ExitCode {
    let asked = tokio::runtime::Runtime::new().map_err(|why| why.to_string());
    match asked.and_then(|runtime| prepared(&call).map(|ready| runtime.block_on(answer(call, ready)))) {
        Ok(Ok(answer)) => json(&answer),
        Ok(Err(refusal)) => {
            if json(&refusal) == ExitCode::SUCCESS {
                ExitCode::from(2)
            } else {
                ExitCode::from(1)
            }
        }
        Err(why) => usage(&why),
    }
}

/// What must be read before anything is opened.
struct Ready {
    input: Value,
    password: Option<String>,
}

fn prepared(call: &Call) -> Result<Ready, String> {
    let text = match &call.input {
        Input::Nothing => "{}".to_owned(),
        Input::Text(text) => text.clone(),
        Input::File(path) => std::fs::read_to_string(path)
            .map_err(|why| format!("{} cannot be read: {why}.", path.display()))?,
    };
    let input = serde_json::from_str(&text).map_err(|why| format!("The input is no JSON: {why}."))?;
    let password = call.email.as_ref().map(|_| password()).transpose()?;
    Ok(Ready { input, password })
}

/// Never an argument: those can be read by every program of the machine.
fn password() -> Result<String, String> {
    if let Ok(password) = std::env::var("TRADEPOST_PASSWORD") {
        return Ok(password);
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(|why| format!("The password cannot be read: {why}."))?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err("--as needs the password in TRADEPOST_PASSWORD or on standard input.".to_owned());
    }
    Ok(password.to_owned())
}

async fn answer(call: Call, ready: Ready) -> Result<Value, Refusal> {
    if is_own(&call.op) {
        return Err(Refusal::new(Code::Forbidden, format!("{} needs a window.", call.op)));
    }
    let operations = all_operations();
    let operation = operations.iter().find(|operation| operation.name == call.op);
    let seat = seat_for(operation.ok_or_else(|| Refusal::not_found("operation"))?);
    let Some(data) = call.data.or_else(usual_place) else {
        return Err(Refusal::new(
            Code::Broken,
            "This computer names no folder for a person's data; give --data.",
        ));
    };
    let desk = Desk::open_with(std::path::absolute(&data).unwrap_or(data), Options::for_script()).await?;
    let answer = match (call.email, ready.password) {
        (Some(email), Some(password)) => desk.call_as(&email, &password, &call.op, ready.input).await,
        _ => desk.call(seat, &call.op, ready.input).await,
    };
    desk.close().await;
    answer
}

/// The window an operation belongs to; the manager's where both may ask.
fn seat_for(operation: &Operation) -> Window {
    if operation.windows == "storefront" { Window::Storefront } else { Window::Manager }
}
