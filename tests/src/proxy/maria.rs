//! What a hub says to its database. The connection turns to TLS after two packets; from there on the proxy is the
//! database to the hub and the hub to the database.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::line::{Line, Way};
use super::{What, When, connect};
use crate::Fallible;

/// The first byte of a packet that holds a statement as text.
const QUERY: u8 = 3;

/// Both sides of TLS.
#[derive(Clone)]
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    connector: TlsConnector,
}

impl Tls {
    /// With the certificate that lies beside the authority's.
    pub(super) fn of(authority: &Path) -> Fallible<Self> {
        let chain = CertificateDer::pem_file_iter(authority.with_file_name("server.pem"))?;
        let key = PrivateKeyDer::from_pem_file(authority.with_file_name("server.key"))?;
        let server = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain.collect::<Result<_, _>>()?, key)?;
        let client = trusting(authority)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(server)),
            connector: TlsConnector::from(Arc::new(client)),
        })
    }
}

/// The client's side of TLS, for whom only this authority vouches.
pub fn trusting(authority: &Path) -> Fallible<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority)?)?;
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    Ok(config.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth())
}

pub(super) async fn talk(mut client: TcpStream, port: u16, line: &Line, tls: &Tls) -> Fallible<()> {
    let mut server = connect(port).await?;
    line.pass(Way::Back).await?;
    client.write_all(&packet(&mut server).await?).await?;
    let wants_tls = packet(&mut client).await?;
    line.pass(Way::There).await?;
    server.write_all(&wants_tls).await?;
    let client = tls.acceptor.accept(client).await?;
    let server = tls.connector.connect(ServerName::try_from("localhost")?, server).await?;
    let (mut from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let commits = AtomicBool::new(false);
    tokio::select! {
        done = questions(&mut from_client, &mut to_server, line, &commits) => done,
        done = answers(&mut from_server, &mut to_client, line, &commits) => done,
    }
}

async fn questions(
    client: &mut (impl AsyncRead + Unpin),
    server: &mut (impl AsyncWrite + Unpin),
    line: &Line,
    commits: &AtomicBool,
) -> Fallible<()> {
    loop {
        let packet = packet(client).await?;
        line.pass(Way::There).await?;
        let what = what(&packet);
        if let Some(what) = what {
            line.passes_by(what, When::Said).await?;
            commits.store(what == What::Commit, Ordering::SeqCst);
        }
        server.write_all(&packet).await?;
        server.flush().await?;
        if let Some(what) = what {
            line.passes_by(what, When::HandedOn).await?;
        }
    }
}

async fn answers(
    server: &mut (impl AsyncRead + Unpin),
    client: &mut (impl AsyncWrite + Unpin),
    line: &Line,
    commits: &AtomicBool,
) -> Fallible<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let read = server.read(&mut bytes).await?;
        if read == 0 {
            return Ok(());
        }
        line.pass(Way::Back).await?;
        if commits.swap(false, Ordering::SeqCst) {
            line.passes_by(What::Commit, When::Answered).await?;
        }
        client.write_all(bytes.get(..read).unwrap_or_default()).await?;
        client.flush().await?;
    }
}

/// Three bytes of length, one of order, and the rest.
async fn packet(wire: &mut (impl AsyncRead + Unpin)) -> Fallible<Vec<u8>> {
    let mut packet = vec![0; 4];
    wire.read_exact(&mut packet).await?;
    let length = packet.iter().take(3).rev().fold(0, |length, byte| length << 8 | usize::from(*byte));
    packet.resize(4 + length, 0);
    wire.read_exact(packet.get_mut(4..).unwrap_or_default()).await?;
    Ok(packet)
}

fn what(packet: &[u8]) -> Option<What> {
    match packet.get(4..)? {
        [QUERY, text @ ..] if text.eq_ignore_ascii_case(b"commit") => Some(What::Commit),
        [QUERY, text @ ..] if text.eq_ignore_ascii_case(b"begin") => Some(What::Begin),
        _ => None,
    }
}
