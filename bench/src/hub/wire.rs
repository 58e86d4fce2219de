//! A client that costs next to nothing: one connection over TLS, one question after the other. Each comes from an address of
//! its own, as people do.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;
use stories::shop::PASSWORD;
use stories::{Fallible, fail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use uuid::Uuid;

use super::house::House;
use crate::town::address_fields;

/// Somebody at the other end of a line.
pub(crate) struct Client {
    line: TlsStream<TcpStream>,
    pub(crate) token: String,
    pub(crate) account: Uuid,
    device: Uuid,
    seq: i64,
}

impl Client {
    /// Connects from the address with this number.
    pub(crate) async fn connect(house: &House, number: u32) -> Fallible<Self> {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(house.ca.as_bytes()).map_err(|_| fail("no certificate"))?)?;
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let wire = connected(house.at, number).await?;
        let name = ServerName::try_from("localhost")?;
        let line = TlsConnector::from(Arc::new(config)).connect(name, wire).await?;
        let (token, account, device) = (String::new(), Uuid::nil(), Uuid::now_v7());
        Ok(Self { line, token, account, device, seq: 0 })
    }

    /// Connects and registers somebody.
    pub(crate) async fn register(house: &House, number: u32, role: &str) -> Fallible<Self> {
        let mut client = Self::connect(house, number).await?;
        let name = format!("{role}{number}");
        let body = serde_json::json!({
            "email": format!("{name}@example.org"), "username": name, "password": PASSWORD,
            "password_again": PASSWORD, "accepts_terms": true, "role": role, "window": "storefront",
        });
        client.ask("POST", "/v1/accounts", body.to_string().as_bytes()).await?;
        let body =
            serde_json::json!({ "email": body["email"], "password": PASSWORD, "window": "storefront" });
        let signed_in = client.ask("POST", "/v1/sessions", body.to_string().as_bytes()).await?;
        signed_in["token"].as_str().unwrap_or_default().clone_into(&mut client.token);
        client.account = serde_json::from_value(signed_in["session"]["account"].clone())?;
        Ok(client)
    }

    /// Asks, and waits for the answer, which must not be a refusal.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, body: &[u8]) -> Fallible<Value> {
        Ok(serde_json::from_slice(&self.bytes(method, path, body).await?)?)
    }

    /// The same without reading what the answer says.
    pub(crate) async fn bytes(&mut self, method: &str, path: &str, body: &[u8]) -> Fallible<Vec<u8>> {
        let bearer = if self.token.is_empty() {
            String::new()
        } else {
            format!("authorization: Bearer {}\r\n", self.token)
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{bearer}content-length: {}\r\n\r\n",
            body.len()
        );
        self.line.write_all(&[head.as_bytes(), body].concat()).await?;
        self.line.flush().await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Fallible<Vec<u8>> {
        let mut all = Vec::with_capacity(4_096);
        let end = loop {
            if self.line.read_buf(&mut all).await? == 0 {
                return Err(fail("the hub hung up"));
            }
            if let Some(end) = all.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        let length: usize = length.trim().parse()?;
        while all.len() < end + length {
            if self.line.read_buf(&mut all).await? == 0 {
                return Err(fail("the hub hung up"));
            }
        }
        let body = all.split_off(end);
        if head.starts_with("http/1.1 2") { Ok(body) } else { Err(fail(String::from_utf8_lossy(&body))) }
    }

    /// Sends one change, which must be applied.
    pub(crate) async fn change(&mut self, body: &market::intent::IntentBody) -> Fallible<()> {
        self.seq += 1;
        let intent = serde_json::json!({ "intents": [{
            "id": Uuid::now_v7(), "device": self.device, "seq": self.seq, "actor": self.account,
            "made_at_us": 0, "body": body, "schema": market::intent::SCHEMA,
        }] });
        let answer = self.ask("POST", "/v1/intents", intent.to_string().as_bytes()).await?;
        let is_applied = answer["answers"][0]["outcome"]["outcome"] == "applied";
        if is_applied { Ok(()) } else { Err(fail(format!("not applied: {answer}"))) }
    }

    /// Keeps an address; answers with its id.
    pub(crate) async fn address(&mut self) -> Fallible<Uuid> {
        let id = Uuid::now_v7();
        self.change(&market::intent::IntentBody::AddAddress { id, fields: address_fields() }).await?;
        Ok(id)
    }
}

async fn connected(at: SocketAddr, number: u32) -> Fallible<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let from = Ipv4Addr::from_bits(Ipv4Addr::new(127, 1, 0, 1).to_bits() + number);
    socket.bind((from, 0).into())?;
    let wire = socket.connect(at).await?;
    wire.set_nodelay(true)?;
    Ok(wire)
}
