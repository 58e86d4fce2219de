//! Nothing is said to a hub that has not proved who it is, and nothing goes in clear beyond this machine.

use std::sync::Arc;

use hub::{Settings, Tls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::fixture::{House, exchange, generous, request};

pub(crate) fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn certificate(issuer: &CertifiedIssuer<'static, KeyPair>) -> Tls {
    certificate_for(&CertificateParams::new(vec!["localhost".into()]).unwrap(), issuer)
}

pub(crate) fn certificate_for(params: &CertificateParams, issuer: &CertifiedIssuer<'static, KeyPair>) -> Tls {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    Tls { certificate_pem: certificate.pem().into_bytes(), key_pem: key.serialize_pem().into_bytes() }
}

fn trusting(issuer: &CertifiedIssuer<'static, KeyPair>) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(issuer.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

fn settings(listen: &str, tls: Option<Tls>) -> Settings {
    Settings {
        listen: listen.parse().unwrap(),
        tls,
        is_behind_proxy: false,
        limits: generous(),
        mail: None,
        seal: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_with_a_certificate_speaks_tls_and_nothing_else() {
    let (house, issuer) = (House::new().await, authority());
    let settings = settings("127.0.0.1:0", Some(certificate(&issuer)));
    let hub = hub::start(house.authority().await, settings).await.unwrap();
    let name = |name: &'static str| ServerName::try_from(name).unwrap();
    let wire = || TcpStream::connect(hub.address());

    let line = trusting(&issuer).connect(name("localhost"), wire().await.unwrap()).await.unwrap();
    let answer = exchange(line, &request("GET", "/health", None, b"")).await;
    assert_eq!(answer.status, 200, "{answer:?}");

    let elsewhere = trusting(&issuer).connect(name("elsewhere.example"), wire().await.unwrap()).await;
    assert!(elsewhere.is_err(), "the certificate is for another name");
    let stranger = trusting(&authority()).connect(name("localhost"), wire().await.unwrap()).await;
    assert!(stranger.is_err(), "the certificate is from a stranger");
    let mut clear = wire().await.unwrap();
    let _ = tokio::io::AsyncWriteExt::write_all(&mut clear, &request("GET", "/health", None, b"")).await;
    let mut heard = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut clear, &mut heard).await;
    assert!(!heard.starts_with(b"HTTP"), "nothing is answered in clear");
}

#[tokio::test]
async fn without_a_certificate_a_hub_listens_on_this_machine_only() {
    let house = House::new().await;
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let refused = hub::start(house.authority().await, settings(listen, None)).await;
        let refusal = refused.err().expect("it would speak in clear to anybody");
        assert!(refusal.fields.contains_key("listen"), "{refusal:?}");
    }
    let mut broken = certificate(&authority());
    broken.key_pem = b"no key".to_vec();
    let refused = hub::start(house.authority().await, settings("127.0.0.1:0", Some(broken))).await;
    assert!(refused.err().expect("no key").fields.contains_key("key"));
}
