//! What a test says when the machine around it fails.

use std::fmt;

/// A sentence for the person who reads the test run.
pub struct Failure(String);

/// What everything in this crate returns that can fail.
pub type Fallible<T> = Result<T, Failure>;

/// A failure in the harness's own words.
pub fn fail(sentence: impl Into<String>) -> Failure {
    Failure(sentence.into())
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
