//! The list of operations: for each its name, what it does, who may, which windows, what it makes stale, and its shapes.

use std::future::Future;
use std::pin::Pin;

use market::{Permission, Refusal};
use serde_json::Value;

use crate::call::Call;
use crate::desk::Window;
use crate::shapes::{self, Shapes};

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Everybody, visitors too.
    Anybody,
    /// Everybody signed in.
    SignedIn,
    /// Those with a permission.
    May(Permission),
}

/// What an operation is about, and which field of its input names it. It decides whose it must be, so that no operation
/// is without an answer to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// About nothing that has a name: a list of what one may see, something new, or oneself.
    Nothing,
    /// What is in the office of a store one works for.
    Office(&'static str),
    /// One's own.
    Home(&'static str),
    /// What a store has issued to a buyer.
    Paper(&'static str),
    /// What everybody may see.
    Shown(&'static str),
    /// What is of this desktop, or of the machine.
    Here(&'static str),
}

impl Of {
    fn printed(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Office(field) => format!("office {field}"),
            Self::Home(field) => format!("home {field}"),
            Self::Paper(field) => format!("paper {field}"),
            Self::Shown(field) => format!("shown {field}"),
            Self::Here(field) => format!("here {field}"),
        }
    }
}

/// Nothing to say.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[ts(type = "Record<string, never>")]
pub(crate) struct Nothing {}

pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, Refusal>> + Send + 'a>>;

/// One operation.
pub(crate) struct Op {
    pub(crate) name: &'static str,
    pub(crate) does: &'static str,
    pub(crate) who: Who,
    pub(crate) windows: &'static [Window],
    pub(crate) of: Of,
    pub(crate) stales: &'static [&'static str],
    pub(crate) input: fn(&ts_rs::Config) -> String,
    pub(crate) answer: fn(&ts_rs::Config) -> String,
    pub(crate) shape: fn(&mut Shapes),
    pub(crate) run: for<'a> fn(&'a Call, Value) -> Answer<'a>,
}

/// One operation, as `tradepost ops` prints it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Operation {
    pub name: &'static str,
    pub does: &'static str,
    pub who: &'static str,
    pub windows: &'static str,
    pub about: String,
    pub input: String,
    pub answer: String,
    pub stales: &'static [&'static str],
}

impl Op {
    pub(crate) fn printed(&self) -> Operation {
        let config = shapes::config();
        Operation {
            name: self.name,
            does: self.does,
            who: match self.who {
                Who::Anybody => "anybody",
                Who::SignedIn => "signed in",
                Who::May(permission) => permission.name(),
            },
            windows: match self.windows {
                [Window::Manager] => "manager",
                [Window::Storefront] => "storefront",
                _ => "both",
            },
            about: self.of.printed(),
            input: braces(&(self.input)(&config)),
            answer: braces(&(self.answer)(&config)),
            stales: self.stales,
        }
    }
}

/// Nothing is written as two braces.
fn braces(shape: &str) -> String {
    shapes::on_one_line(shape).replace("Record<string, never>", "{}")
}

macro_rules! op {
    ($name:literal, $does:literal, $who:expr, $windows:expr, $of:expr, [$($stale:literal),*], $run:path, $in:ty => $out:ty) => {
        $crate::op::Op {
            name: $name,
            does: $does,
            who: $who,
            windows: $windows,
            of: $of,
            stales: &[$($stale),*],
            input: |config| <$in as ts_rs::TS>::inline(config),
            answer: |config| <$out as ts_rs::TS>::inline(config),
            shape: |shapes| shapes.add::<$in, $out>($name),
            run: |call, input| {
                Box::pin(async move {
                    let ask: $in = market::input::read(input)?;
                    let answer: $out = $run(call, ask).await?;
                    Ok(serde_json::to_value(answer)?)
                })
            },
        }
    };
}
/// An operation that is answered where accounts are: by the authority itself, never by a replica.
macro_rules! direct {
    ($name:literal, $does:literal, $who:expr, $windows:expr, $of:expr, [$($stale:literal),*], $in:ty => $out:ty) => {
        $crate::op::Op {
            name: $name,
            does: $does,
            who: $who,
            windows: $windows,
            of: $of,
            stales: &[$($stale),*],
            input: |config| <$in as ts_rs::TS>::inline(config),
            answer: |config| <$out as ts_rs::TS>::inline(config),
            shape: |shapes| shapes.add::<$in, $out>($name),
            run: |call, input| Box::pin(call.ask_directly($name, input, &[$($stale),*])),
        }
    };
}
pub(crate) use {direct, op};
