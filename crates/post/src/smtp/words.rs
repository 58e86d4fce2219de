//! What the server said, as a sentence and as a decision.

use std::{error::Error as _, io};

use base64::{Engine, engine::general_purpose::STANDARD};
use lettre::transport::smtp::{Error, response::Response};

use super::Smtp;
use crate::{Failure, clean::one_line};

const LONGEST_WORDS: usize = 400;
const CUT: &str = "the connection was cut before an answer";

/// RFC 4954, 6: answers about the account that a server may also give to MAIL FROM. They say nothing about the letter.
const ABOUT_THE_ACCOUNT: [&str; 4] = ["530", "534", "535", "538"];

impl Smtp {
    /// How the server is called in a sentence.
    pub(super) fn server(&self) -> String {
        format!("The mail server {}:{}", one_line(&self.host, 80), self.port)
    }

    /// No connection, or not one to trust.
    pub(super) fn unreachable(&self, error: &Error) -> Failure {
        let (server, words) = (self.server(), words(error));
        Failure::passing(match io_kind(error) {
            Some(io::ErrorKind::ConnectionRefused) => format!("{server} refused the connection: {words}"),
            Some(io::ErrorKind::InvalidData) => format!("{server} could not prove who it is: {words}"),
            _ => format!("{server} could not be reached: {words}"),
        })
    }

    /// The account was not accepted.
    pub(super) fn signed_out(&self, error: &Error) -> Failure {
        Failure::passing(format!(
            "{} did not accept the user name and password: {}",
            self.server(),
            words(error)
        ))
    }

    /// `what` was refused after the server knew us: for good with 5xx, for now with 4xx or without an answer.
    pub(super) fn refusal(&self, what: &str, error: &Error) -> Failure {
        let (server, words) = (self.server(), words(error));
        match error.status() {
            Some(code) if ABOUT_THE_ACCOUNT.contains(&code.to_string().as_str()) => {
                Failure::passing(format!("{server} wants an account that may send: {words}"))
            }
            Some(_) if error.is_permanent() => {
                Failure::permanent(format!("{server} refused {what}: {words}"))
            }
            Some(_) => Failure::passing(format!("{server} refused {what} for now: {words}")),
            None => Failure::passing(format!("{server} broke off at {what}: {words}")),
        }
    }

    /// A friendly answer, but not the one that SMTP asks for at this step.
    pub(super) fn unexpected(&self, step: &str, response: &Response) -> Failure {
        Failure::passing(format!(
            "{} gave an unexpected answer to {step}: {}",
            self.server(),
            answer(response)
        ))
    }

    /// A failure that does not repeat the password.
    pub(super) fn discreet(&self, failure: &Failure) -> Failure {
        Failure { kind: failure.kind, reason: self.without_secrets(&failure.reason) }
    }

    /// Some servers repeat the command they refuse, so the password goes from their words, also as AUTH writes it.
    pub(super) fn without_secrets(&self, text: &str) -> String {
        let password = self.password.as_ref().map_or("", |password| password.expose());
        if password.is_empty() {
            return text.to_owned();
        }
        let user = self.username.as_deref().unwrap_or_default();
        let plain = STANDARD.encode(format!("\0{user}\0{password}"));
        let login = STANDARD.encode(password);
        [plain.as_str(), login.as_str(), password]
            .iter()
            .fold(text.to_owned(), |text, form| text.replace(form, "***"))
    }
}

/// The answer's code and words on one line.
pub(super) fn answer(response: &Response) -> String {
    let said = response.message().collect::<Vec<_>>().join(" ");
    one_line(&format!("{} {said}", response.code()), LONGEST_WORDS)
}

/// The server's code and words, or the network's.
fn words(error: &Error) -> String {
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    match (error.status(), io_kind(error)) {
        (Some(code), _) => one_line(&format!("{code} {cause}"), LONGEST_WORDS),
        (
            None,
            Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe),
        ) => CUT.to_owned(),
        (None, None) if cause == "incomplete response" => CUT.to_owned(),
        (None, _) => one_line(&cause, LONGEST_WORDS),
    }
}

/// lettre nests its errors; the network's own is somewhere inside.
fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        source = cause.source();
    }
    None
}
