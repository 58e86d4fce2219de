//! A certificate authority that lives as long as one story.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring::default_provider, pki_types::PrivatePkcs8KeyDer},
};

use crate::Fallible;

/// An authority and the names it vouches for.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    names: Vec<String>,
}

impl Authority {
    /// A new authority; the server's certificate will be made out to `names`.
    pub fn new(names: &[&str]) -> Fallible<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { issuer, names: names.iter().map(ToString::to_string).collect() })
    }

    /// The authority's own certificate, for whoever shall trust it.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// The server's side of TLS.
    pub(super) fn acceptor(&self) -> Fallible<TlsAcceptor> {
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(self.names.clone())?.signed_by(&key, &self.issuer)?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
