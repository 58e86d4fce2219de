//! What a hub has done since it started, as Prometheus reads it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use market::Code;
use market::intent::Outcome;
use sync::Answer;

/// Counts, by name and labels.
#[derive(Debug, Default)]
pub(crate) struct Counters(Mutex<BTreeMap<(&'static str, String), u64>>);

const REQUESTS: &str = "tradepost_requests_total";
const REFUSALS: &str = "tradepost_refusals_total";
const TURNED_AWAY: &str = "tradepost_connections_refused_total";
const INTENTS: &str = "tradepost_intents_total";

impl Counters {
    /// An answer was given.
    pub(crate) fn request(&self, method: &str, route: &str, status: u16) {
        self.add(REQUESTS, format!("method=\"{method}\",route=\"{route}\",status=\"{status}\""));
    }

    /// A request was refused.
    pub(crate) fn refusal(&self, code: Code) {
        self.add(REFUSALS, format!("code=\"{}\"", name_of(code)));
    }

    /// Intents were decided.
    pub(crate) fn intents(&self, answers: &[Answer]) {
        for answer in answers {
            let outcome = match answer.outcome {
                Outcome::Applied => "applied",
                Outcome::Refused(_) => "refused",
                Outcome::Conflict { .. } => "conflict",
            };
            self.add(INTENTS, format!("outcome=\"{outcome}\""));
        }
    }

    /// A connection was closed before a word was said; `limit` is the one in the way.
    pub(crate) fn turned_away(&self, limit: &str) {
        self.add(TURNED_AWAY, format!("limit=\"{limit}\""));
    }

    fn add(&self, name: &'static str, labels: String) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((name, labels)).or_default() += 1;
    }

    /// All of them in the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for (name, help) in [
            (TURNED_AWAY, "Connections closed at once, by the limit in the way."),
            (INTENTS, "Intents decided, by outcome."),
            (REFUSALS, "Requests refused, by code."),
            (REQUESTS, "Requests answered, by route and status."),
        ] {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            for ((_, labels), count) in counts.iter().filter(|entry| entry.0.0 == name) {
                let _ = writeln!(text, "{name}{{{labels}}} {count}");
            }
        }
        text
    }
}

/// A code as it travels.
pub(crate) fn name_of(code: Code) -> String {
    serde_json::to_value(code).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
