//! Up to the point where the server knows us: address, connection, encryption, account. Every failure here is
//! passing. The letter is not at fault, so all letters wait and leave by themselves once the settings are right.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use lettre::transport::smtp::{
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
    extension::ClientId,
};
use tokio::{net::lookup_host, time::timeout};

use super::{Security, Smtp};
use crate::{Failure, clean::one_line};

impl Smtp {
    /// A connection that is as private as the settings ask for.
    pub(super) async fn open(&self) -> Result<AsyncSmtpConnection, Failure> {
        let hello = self.hello()?;
        let tls = self.tls()?;
        let addresses = self.addresses().await?;
        // Each address gets its share, so that a dead first one leaves time for the second.
        let share = u32::try_from(addresses.len()).ok().and_then(|count| self.timeout.checked_div(count));
        let from_the_start = if self.security == Security::Tls { tls.clone() } else { None };
        let mut server =
            AsyncSmtpConnection::connect_tokio1(addresses.as_slice(), share, &hello, from_the_start, None)
                .await
                .map_err(|error| self.unreachable(&error))?;
        if let (Security::Starttls, Some(tls)) = (self.security, tls) {
            self.encrypt(&mut server, tls, &hello).await?;
        }
        Ok(server)
    }

    /// Turns to TLS, or fails.
    ///
    /// Answers that somebody on the line slipped in before TLS are still in lettre's buffer and would pass for the
    /// server's own; a forged 250 would then look like a delivery. So nothing may be waiting after our EHLO.
    async fn encrypt(
        &self,
        server: &mut AsyncSmtpConnection,
        tls: TlsParameters,
        hello: &ClientId,
    ) -> Result<(), Failure> {
        if !server.can_starttls() {
            return Err(Failure::passing(format!(
                "{} does not offer STARTTLS, and nothing is sent without encryption.",
                self.server()
            )));
        }
        server.starttls(tls, hello).await.map_err(|error| self.unreachable(&error))?;
        if !server.is_encrypted() || timeout(Duration::ZERO, server.read_response()).await.is_ok() {
            return Err(Failure::passing(format!(
                "Somebody interferes with the connection to {}.",
                self.server()
            )));
        }
        Ok(())
    }

    /// Signs in if an account is set. A wrong password is a passing failure: mail providers also answer 535 while they
    /// throttle an account, and a mistyped setting must not cost every letter in the outbox.
    pub(super) async fn sign_in(&self, server: &mut AsyncSmtpConnection) -> Result<(), Failure> {
        let (username, password) = match (&self.username, &self.password) {
            (None, None) => return Ok(()),
            (Some(username), Some(password)) => (username.clone(), password.expose().to_owned()),
            _ => {
                return Err(Failure::passing(
                    "The mail settings need both a user name and a password, or neither.",
                ));
            }
        };
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if server.server_info().get_auth_mechanism(&mechanisms).is_none() {
            return Err(Failure::passing(format!("{} offers no way to sign in.", self.server())));
        }
        let credentials = Credentials::new(username, password);
        let answer = server.auth(&mechanisms, &credentials).await.map_err(|error| self.signed_out(&error))?;
        if answer.has_code(235) { Ok(()) } else { Err(self.unexpected("AUTH", &answer)) }
    }

    /// In clear only to this machine, and without asking a name server which machine that is.
    async fn addresses(&self) -> Result<Vec<SocketAddr>, Failure> {
        if self.security == Security::None {
            let local =
                loopback(&self.host).into_iter().map(|ip| SocketAddr::new(ip, self.port)).collect::<Vec<_>>();
            return if local.is_empty() {
                Err(Failure::passing(format!(
                    "{} is not on this machine, and nothing is sent over a network without encryption.",
                    self.server()
                )))
            } else {
                Ok(local)
            };
        }
        let unknown = |cause: &str| Failure::passing(format!("{} was not found: {cause}", self.server()));
        let found = lookup_host((self.host.as_str(), self.port))
            .await
            .map_err(|error| unknown(&error.to_string()))?;
        let found: Vec<_> = found.collect();
        if found.is_empty() { Err(unknown("the name has no address")) } else { Ok(found) }
    }

    fn hello(&self) -> Result<ClientId, Failure> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
        if self.hello_name.is_empty() || !self.hello_name.bytes().all(is_plain) {
            let shown = one_line(&self.hello_name, 80);
            return Err(Failure::passing(format!(
                "The name of this machine for EHLO is not a domain: {shown}"
            )));
        }
        Ok(ClientId::Domain(self.hello_name.clone()))
    }

    fn tls(&self) -> Result<Option<TlsParameters>, Failure> {
        if self.security == Security::None {
            return Ok(None);
        }
        let unreadable =
            |_| Failure::passing("The certificate of the mail server's authority is unreadable.");
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(pem) = &self.ca_pem {
            let authority = Certificate::from_pem(pem).map_err(unreadable)?;
            builder = builder.certificate_store(CertificateStore::None).add_root_certificate(authority);
        }
        builder.build().map(Some).map_err(unreadable)
    }
}

fn loopback(host: &str) -> Vec<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    }
    host.parse::<IpAddr>().ok().filter(IpAddr::is_loopback).into_iter().collect()
}
