//! A hub that runs: its listener, its certificate, its work beside the requests, and its stop.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::TokioTimer;
use market::{Code, Refusal};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sync::Authority;
use tokio::task::JoinHandle;

use crate::lines::Door;
use crate::settings::{Limits, Settings, Tls};
use crate::state::{Hub, State};
use crate::{changes, courier, files, refusals, routes};

/// Bytes the head of a request may have.
const HEAD_BYTES: usize = 32_768;

/// A hub that listens.
pub struct Running {
    hub: Hub,
    address: SocketAddr,
    handle: Handle<SocketAddr>,
    served: JoinHandle<std::io::Result<()>>,
    beside: Vec<JoinHandle<()>>,
}

/// Starts a hub over an authority whose database was made ready.
pub async fn start(authority: Authority, mut settings: Settings) -> Result<Running, Refusal> {
    if settings.tls.is_none() && !settings.listen.ip().is_loopback() {
        return Err(Refusal::field(
            "listen",
            "Without a certificate the hub listens on this machine only, such as 127.0.0.1:8080.",
        ));
    }
    let listener = TcpListener::bind(settings.listen)
        .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
        .map_err(|error| Refusal::field("listen", format!("The hub cannot listen there: {error}.")))?;
    let config = settings.tls.take().map(|tls| config(&tls)).transpose()?;
    let mail = settings.mail.take();
    settings.limits = files::fit(settings.limits);
    let hub: Hub = Arc::new(State::new(authority, &mut settings));
    let handle = Handle::new();
    let served = tokio::spawn(serve(listener, config, settings.limits, Arc::clone(&hub), handle.clone()));
    let Some(address) = handle.listening().await else {
        return Err(Refusal::new(Code::Broken, "The hub could not begin to listen."));
    };
    let mut beside =
        vec![tokio::spawn(changes::watch(Arc::clone(&hub))), tokio::spawn(refusals::watch(Arc::clone(&hub)))];
    if let Some(mail) = mail {
        beside.push(tokio::spawn(courier::run(Arc::clone(&hub), mail)));
    }
    Ok(Running { hub, address, handle, served, beside })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, answers those under way, and closes the database.
    pub async fn stop(self) -> Result<(), Refusal> {
        let limits = self.hub.limits;
        self.hub.is_closing.send_replace(true);
        self.handle.graceful_shutdown(Some(limits.stop_patience));
        let served = self.served.await.map_err(|error| Refusal::broken(&error))?;
        // Work whose asker has hung up is still work.
        let _ = tokio::time::timeout(limits.stop_patience, self.hub.turns.rest()).await;
        for task in self.beside {
            let _ = tokio::time::timeout(limits.stop_patience, task).await;
        }
        self.hub.authority.db().close().await;
        served.map_err(|error| Refusal::broken(&error))
    }
}

async fn serve(
    listener: TcpListener,
    config: Option<RustlsConfig>,
    limits: Limits,
    hub: Hub,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    let door = Door::of(&hub);
    let service = routes::router(hub).into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener)?.handle(handle).http1_only();
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_patience)
        .max_buf_size(HEAD_BYTES);
    match config {
        None => server.acceptor(door).serve(service).await,
        Some(config) => {
            let acceptor =
                RustlsAcceptor::new(config).handshake_timeout(limits.handshake_patience).acceptor(door);
            server.acceptor(acceptor).serve(service).await
        }
    }
}

fn config(tls: &Tls) -> Result<RustlsConfig, Refusal> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&tls.certificate_pem).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| Refusal::field("cert", "This file holds no certificate as PEM."))?;
    let key = PrivateKeyDer::from_pem_slice(&tls.key_pem)
        .map_err(|_| Refusal::field("key", "This file holds no private key as PEM."))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Refusal::broken(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| Refusal::field("cert", format!("Certificate and key do not fit: {error}.")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
