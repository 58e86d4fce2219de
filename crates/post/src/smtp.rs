//! Letters to a mail server.
//!
//! lettre's connection is driven step by step instead of through its transport, because the step decides what an
//! answer means: a refusal before MAIL FROM is about the settings, one after it is about the letter.

mod connect;
mod words;

use std::time::Duration;

use lettre::{
    Address,
    transport::smtp::{
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Quit, Rcpt},
        extension::{Extension, MailBodyParameter, MailParameter},
    },
};
use tokio::time::timeout;

use crate::{Failure, Letter, Receipt, Secret, address::address};

/// How long a server may take to say goodbye. The letter is delivered by then.
const GOODBYE: Duration = Duration::from_secs(1);

/// A mail server and how to speak to it.
#[derive(Clone)]
pub struct Smtp {
    /// Its name or address; the certificate must be made out to it.
    pub host: String,
    /// Usually 587 for STARTTLS and 465 for TLS.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
    /// The account, if the server wants one.
    pub username: Option<String>,
    /// The account's password.
    pub password: Option<Secret>,
    /// The name this machine gives in EHLO: a domain, or an address in brackets.
    pub hello_name: String,
    /// A private authority as PEM. When given, only certificates signed by it are trusted.
    pub ca_pem: Option<Vec<u8>>,
    /// How long one delivery may take altogether.
    pub timeout: Duration,
}

/// How a connection is kept private. None of these falls back to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Begins in clear and must turn to TLS before anything is said.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In clear; only to a server on this machine.
    None,
}

impl Smtp {
    /// Sends the message and reads the answer. Whatever the server does, this ends after `timeout`, and a second.
    pub(crate) async fn deliver(&self, letter: &Letter, message: &[u8]) -> Result<Receipt, Failure> {
        let late = |_| Failure::passing(format!("{} did not answer in time.", self.server()));
        let spoken = Box::pin(timeout(self.timeout, self.converse(letter, message))).await;
        let (receipt, mut server) =
            spoken.map_err(late).flatten().map_err(|failure| self.discreet(&failure))?;
        // A server that fails to say goodbye has taken the letter all the same.
        let _ = timeout(GOODBYE, server.command(Quit)).await;
        Ok(receipt)
    }

    async fn converse(
        &self,
        letter: &Letter,
        message: &[u8],
    ) -> Result<(Receipt, AsyncSmtpConnection), Failure> {
        let from = address("sender's", &letter.from_email)?;
        let to = address("recipient's", &letter.to_email)?;
        let mut server = self.open().await?;
        self.sign_in(&mut server).await?;
        let options = mail_options(&server, message.is_ascii())?;
        self.name_both(&mut server, from, to, options).await?;
        let receipt = self.hand_over(&mut server, message).await?;
        Ok((receipt, server))
    }

    async fn name_both(
        &self,
        server: &mut AsyncSmtpConnection,
        from: Address,
        to: Address,
        options: Vec<MailParameter>,
    ) -> Result<(), Failure> {
        let mail = Mail::new(Some(from), options);
        server.command(mail).await.map_err(|error| self.refusal("the sender", &error))?;
        let rcpt = Rcpt::new(to, Vec::new());
        server.command(rcpt).await.map_err(|error| self.refusal("the recipient", &error))?;
        Ok(())
    }

    /// RFC 5321, 4.1.1.4: 354 asks for the letter, and only 250 after the final dot takes it.
    async fn hand_over(&self, server: &mut AsyncSmtpConnection, message: &[u8]) -> Result<Receipt, Failure> {
        let invited = server.command(Data).await.map_err(|error| self.refusal("the letter", &error))?;
        if !invited.has_code(354) {
            return Err(self.unexpected("DATA", &invited));
        }
        let taken = server.message(message).await.map_err(|error| self.refusal("the letter", &error))?;
        if !taken.has_code(250) {
            return Err(self.unexpected("the letter", &taken));
        }
        Ok(Receipt { answer: self.without_secrets(&words::answer(&taken)) })
    }
}

/// Only an address with letters outside ASCII makes a letter that is not ASCII; RFC 6531 says what it needs.
fn mail_options(server: &AsyncSmtpConnection, is_ascii: bool) -> Result<Vec<MailParameter>, Failure> {
    if is_ascii {
        return Ok(Vec::new());
    }
    let info = server.server_info();
    if info.supports_feature(Extension::SmtpUtfEight) && info.supports_feature(Extension::EightBitMime) {
        return Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)]);
    }
    Err(Failure::permanent("The mail server does not carry addresses with letters outside ASCII."))
}
