//! What a hub allows, where the operator says it: a JSON object of numbers in the file that --limits names. What is not named
//! stays as it is. How large a request may be is not among it: desktops count on it.

use std::collections::BTreeMap;
use std::time::Duration;

use hub::Limits;
use market::Refusal;

use crate::arguments::Options;
use crate::inputs::read;

/// Every number one may say.
const NAMES: [&str; 21] = [
    "requests_at_once",
    "requests_per_minute",
    "sign_ins_at_once",
    "sign_ins_per_minute",
    "tries_at_once",
    "tries_per_minute",
    "changes_at_once",
    "changes_per_minute",
    "connections",
    "connections_each",
    "work_at_once",
    "work_at_once_each",
    "held_bytes",
    "held_bytes_each",
    "handshake_seconds",
    "head_seconds",
    "body_seconds",
    "turn_seconds",
    "answer_seconds",
    "wait_seconds",
    "stop_seconds",
];

/// The limits the options name.
pub(crate) fn limits(options: &Options) -> Result<Limits, Refusal> {
    let Some(file) = options.get("--limits") else { return Ok(Limits::default()) };
    let said: BTreeMap<String, u32> = serde_json::from_slice(&read("--limits", file)?).map_err(|error| {
        Refusal::field("--limits", format!("{file} is not a JSON object of whole numbers: {error}."))
    })?;
    from(said)
}

fn from(said: BTreeMap<String, u32>) -> Result<Limits, Refusal> {
    let mut limits = Limits::default();
    for (name, number) in said {
        if number == 0 {
            return Err(Refusal::field("--limits", format!("{name} must be at least 1.")));
        }
        set(&mut limits, &name, number)?;
    }
    Ok(limits)
}

fn set(limits: &mut Limits, name: &str, number: u32) -> Result<(), Refusal> {
    let seconds = Duration::from_secs(number.into());
    let count = usize::try_from(number).unwrap_or(usize::MAX);
    match name {
        "requests_at_once" => limits.requests.burst = number,
        "requests_per_minute" => limits.requests.per_minute = number,
        "sign_ins_at_once" => limits.sign_ins.burst = number,
        "sign_ins_per_minute" => limits.sign_ins.per_minute = number,
        "tries_at_once" => limits.tries.burst = number,
        "tries_per_minute" => limits.tries.per_minute = number,
        "changes_at_once" => limits.intents.burst = number,
        "changes_per_minute" => limits.intents.per_minute = number,
        "connections" => limits.connections = count,
        "connections_each" => limits.connections_each = count,
        "work_at_once" => limits.at_once = count,
        "work_at_once_each" => limits.at_once_each = count,
        "held_bytes" => limits.held_bytes = count,
        "held_bytes_each" => limits.held_bytes_each = count,
        "handshake_seconds" => limits.handshake_patience = seconds,
        "head_seconds" => limits.head_patience = seconds,
        "body_seconds" => limits.body_patience = seconds,
        "turn_seconds" => limits.turn_patience = seconds,
        "answer_seconds" => limits.answer_patience = seconds,
        "wait_seconds" => limits.change_patience = seconds,
        "stop_seconds" => limits.stop_patience = seconds,
        _ => {
            let names = NAMES.join(", ");
            return Err(Refusal::field(
                "--limits",
                format!("There is no limit “{name}”. There are {names}."),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_sets_a_limit_of_its_own() {
        let plain = format!("{:?}", Limits::default());
        let all: std::collections::BTreeSet<String> = NAMES
            .iter()
            .map(|name| format!("{:?}", from([((*name).to_owned(), 77)].into()).unwrap()))
            .collect();
        assert_eq!(all.len(), NAMES.len(), "no two names set the same");
        assert!(!all.contains(&plain), "each sets something");
    }

    #[test]
    fn a_limit_that_is_none_or_nothing_is_refused() {
        assert!(from([("frobs".to_owned(), 1)].into()).is_err(), "a slip of the pen must not pass");
        assert!(from([("work_at_once".to_owned(), 0)].into()).is_err(), "a hub that answers nobody");
    }
}
