//! Whom to trust, and what certificate to show.
//!
//! The crypto provider is named here and not installed for the process: the library may live in somebody else's.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};

use super::{Error, Pem, Target};

/// The TLS configuration for a target. `needed` says whether anything on the way speaks TLS: reading the system's
/// authorities takes longer than a whole run against a local server.
pub(super) fn config(target: &Target, needed: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Client(error.to_string()))?;
    let builder = if !needed {
        builder.with_root_certificates(RootCertStore::empty())
    } else if target.insecure {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(Anybody { provider }))
    } else {
        let authorities = authorities(&target.ca_certificates)?;
        let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(authorities, provider)
            .map_err(|error| match error {
                rustls::Error::General(message) => Error::Roots(message),
                error => Error::CaCertificate(error.to_string()),
            })?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    };
    let mut config = match &target.client_certificate {
        Some(pem) => {
            let (chain, key) = identity(pem)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| Error::ClientCertificate(error.to_string()))?
        }
        None => builder.with_no_client_auth(),
    };
    // Okta speaks HTTP/1.1 (documented).
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Checks the files of a target without reading the system's authorities.
pub(super) fn check(target: &Target) -> Result<(), Error> {
    authorities(&target.ca_certificates)?;
    if let Some(pem) = &target.client_certificate {
        let (chain, key) = identity(pem)?;
        CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map_err(|error| Error::ClientCertificate(error.to_string()))?;
    }
    Ok(())
}

fn authorities(files: &[Pem]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let mut authorities = Vec::new();
    for file in files {
        let before = authorities.len();
        for certificate in CertificateDer::pem_slice_iter(file.bytes()) {
            authorities.push(certificate.map_err(|error| Error::CaCertificate(error.to_string()))?);
        }
        if authorities.len() == before {
            return Err(Error::CaCertificate(String::from("there is no PEM certificate in it")));
        }
    }
    Ok(authorities)
}

fn identity(pem: &Pem) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Error> {
    let bad = |message: String| Error::ClientCertificate(message);
    let chain = CertificateDer::pem_slice_iter(pem.bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| bad(error.to_string()))?;
    if chain.is_empty() {
        return Err(bad(String::from("there is no certificate in it")));
    }
    let key = PrivateKeyDer::from_pem_slice(pem.bytes())
        .map_err(|_| bad(String::from("there is no private key in it")))?;
    Ok((chain, key))
}

/// Believes that everybody is who they say they are (`--insecure`). The handshake itself is still checked.
#[derive(Debug)]
struct Anybody {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
