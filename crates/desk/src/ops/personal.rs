//! What a person takes along, and how they leave.

use std::path::PathBuf;

use accounts::{Erase, Exported};
use market::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::BOTH;
use crate::call::Call;
use crate::files;
use crate::op::Who::SignedIn;
use crate::op::{Nothing, Of, Op, op};

pub(super) const OPS: &[Op] = &[
    op!("account.export", "Saves all that is known about you, as JSON and as text beside it", SignedIn, BOTH, Of::Nothing, [], export, Export => Saved),
    op!("account.erase", "Erases the account for good; orders and invoices stay", SignedIn, BOTH, Of::Nothing, ["seat", "cart"], erase, Erase => Nothing),
];

/// Where to.
#[derive(Debug, Deserialize, ts_rs::TS)]
struct Export {
    path: PathBuf,
}

/// The two files.
#[derive(Debug, Serialize, ts_rs::TS)]
#[ts(rename = "SavedData")]
struct Saved {
    path: PathBuf,
    text_path: PathBuf,
}

async fn export(call: &Call, ask: Export) -> Result<Saved, Refusal> {
    // Where the program happens to run is no place for what is known about somebody.
    if !ask.path.is_absolute() {
        return Err(Refusal::field("path", "Give the whole path of the file, from the top."));
    }
    let answer = call.ask_directly("account.export", json!({}), &[]).await?;
    let Exported { data, text } = serde_json::from_value(answer)?;
    let (path, text_path) = (ask.path.with_extension("json"), ask.path.with_extension("txt"));
    files::write(&path, &serde_json::to_vec_pretty(&data)?)?;
    files::write(&text_path, text.as_bytes())?;
    Ok(Saved { path, text_path })
}

/// The replica goes with the account: nothing of theirs stays on this desktop.
async fn erase(call: &Call, ask: Erase) -> Result<Nothing, Refusal> {
    call.ask_directly("account.erase", serde_json::to_value(ask)?, &[]).await?;
    if let Some(token) = &call.seat.token {
        call.desk.market.forget(token, call.account())?;
    }
    call.desk.seats.erase(call.account()).await?;
    call.desk.say(vec!["seat", "cart", "store", "product", "order", "sale"]);
    Ok(Nothing {})
}
