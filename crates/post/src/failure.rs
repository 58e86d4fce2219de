//! Why a letter did not leave, sorted by what the courier does next.

/// What the courier does after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The network, the server or the settings are at fault: the same letter may leave later.
    Passing,
    /// The letter itself was refused: trying again cannot help.
    Permanent,
    /// Nobody here has the address, or they were told often enough: it is dropped without a word.
    Nobody,
}

/// A letter that did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Failure {
    /// Whether trying again can help.
    pub kind: Kind,
    /// A plain sentence with the server's own words, never with the password.
    pub reason: String,
}

impl Failure {
    pub(crate) fn passing(reason: impl Into<String>) -> Self {
        Self { kind: Kind::Passing, reason: reason.into() }
    }

    pub(crate) fn permanent(reason: impl Into<String>) -> Self {
        Self { kind: Kind::Permanent, reason: reason.into() }
    }
}
