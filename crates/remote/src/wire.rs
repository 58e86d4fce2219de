//! JSON over HTTPS, once the other side has proved who it is. Nobody is waited for without end, and nothing is read without end.

use std::sync::Arc;
use std::time::Duration;

use market::{Code, Refusal};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::hub::Trust;

/// How long a hub may take to take up.
const CONNECT: Duration = Duration::from_secs(10);
/// How long it may be silent within an answer.
const SILENCE: Duration = Duration::from_secs(20);
/// How long one question may take in all; a wait for news takes half of it, a picture over a slow line all of it.
const WHOLE: Duration = Duration::from_mins(1);
/// Bytes a millisecond that even a slow line takes; so much longer may an answer to a long question take.
const SLOWEST: u64 = 20;
/// Bytes one answer may have.
const MOST_ANSWER: usize = 64_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// A client that speaks to one hub only.
#[derive(Debug)]
pub(crate) struct Wire {
    client: Client,
    base: Url,
}

impl Wire {
    pub(crate) fn to(address: &str, trust: &Trust) -> Result<Self, Refusal> {
        let base = Url::parse(address.trim()).map_err(|_| no_address())?;
        let is_here = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if base.scheme() != "https" && !(base.scheme() == "http" && is_here) {
            return Err(no_address());
        }
        let client = Client::builder()
            .tls_backend_preconfigured(tls(trust)?)
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE + WHOLE / 2)
            .timeout(WHOLE)
            .no_proxy()
            .build()
            .map_err(|error| Refusal::broken(&error))?;
        Ok(Self { client, base })
    }

    /// A question and its answer as JSON. A line that went dead without a word is given up after a while.
    pub(crate) async fn ask<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&impl Serialize>,
    ) -> Result<A, Refusal> {
        let json = body.map(serde_json::to_vec).transpose()?;
        let length = json.as_ref().map_or(0, Vec::len).try_into().unwrap_or(u64::MAX);
        let patience = SILENCE.saturating_add(Duration::from_millis(length / SLOWEST));
        let body = json.map(|json| ("application/json", json));
        read_json(&self.answer(method, path, token, body, patience).await?)
    }

    /// The same for a question that is answered when there is something to say.
    pub(crate) async fn wait<A: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
    ) -> Result<A, Refusal> {
        read_json(&self.answer(Method::Get, path, token, None, WHOLE).await?)
    }

    /// The same with bytes of any kind.
    pub(crate) async fn bytes(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, Vec<u8>)>,
    ) -> Result<Vec<u8>, Refusal> {
        self.answer(method, path, token, body, WHOLE).await
    }

    /// An answer that begins within `patience`.
    async fn answer(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, Vec<u8>)>,
        patience: Duration,
    ) -> Result<Vec<u8>, Refusal> {
        let url = self.base.join(path).map_err(|error| Refusal::broken(&error))?;
        let mut request = match method {
            Method::Get => self.client.get(url),
            Method::Post => self.client.post(url),
            Method::Put => self.client.put(url),
            Method::Delete => self.client.delete(url),
        };
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some((kind, bytes)) = body {
            request = request.header("content-type", kind).body(bytes);
        }
        let begun = timeout(patience, request.send()).await.map_err(|_| gave_up())?;
        let mut response = begun.map_err(|error| out_of_reach(&error))?;
        let status = response.status();
        let bytes = read(&mut response).await?;
        if status.is_success() {
            return Ok(bytes);
        }
        Err(serde_json::from_slice(&bytes).unwrap_or_else(|_| without_words(status)))
    }
}

fn tls(trust: &Trust) -> Result<ClientConfig, Refusal> {
    let mut roots = RootCertStore::empty();
    match trust {
        Trust::Web => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Trust::Only(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|_| no_certificate())?;
                roots.add(certificate).map_err(|_| no_certificate())?;
            }
            if roots.is_empty() {
                return Err(no_certificate());
            }
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Refusal::broken(&error))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn read_json<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, Refusal> {
    serde_json::from_slice(if bytes.is_empty() { b"null" } else { bytes }).map_err(|_| no_hub())
}

async fn read(response: &mut Response) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| out_of_reach(&error))? {
        if bytes.len() + chunk.len() > MOST_ANSWER {
            return Err(no_hub());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A refusal for what never came so far as an answer. The cause is logged; it names no secret, for none is in the address.
fn out_of_reach(error: &reqwest::Error) -> Refusal {
    let mut causes = vec![];
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(one) = cause {
        causes.push(one.to_string());
        cause = one.source();
    }
    let causes = causes.join(": ");
    tracing::warn!(causes, "the hub cannot be reached");
    if causes.contains("certificate") {
        return Refusal::new(Code::Offline, "The marketplace could not prove who it is. Nothing was sent.");
    }
    Refusal::new(Code::Offline, "The marketplace cannot be reached right now.")
}

fn gave_up() -> Refusal {
    tracing::warn!("the hub does not answer");
    Refusal::new(Code::Offline, "The marketplace does not answer right now.")
}

fn without_words(status: StatusCode) -> Refusal {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Refusal::new(Code::Busy, "The marketplace is busy. Please try again.");
    }
    no_hub()
}

fn no_hub() -> Refusal {
    Refusal::new(Code::Offline, "What answers at this address is no Tradepost marketplace.")
}

fn no_address() -> Refusal {
    Refusal::field("address", "Write the address as https://market.example.")
}

fn no_certificate() -> Refusal {
    Refusal::field("certificate", "This is not a certificate in PEM form.")
}
