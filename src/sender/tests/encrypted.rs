//! Whom the sender trusts: authorities, client certificates, `--insecure`.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncWriteExt;
use tokio_rustls::TlsAcceptor;

use super::server::{FINE, request, say, serve};
use super::{call, failed, target};
use crate::exchange::{Exchange, FailureKind, Method};
use crate::sender::{Error, Pem, Sender, Target};

/// An authority that nobody knows, and what it has signed.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        Authority::called("the one")
    }

    /// An authority is looked up by its name: two of the same name would be taken for one another.
    fn called(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> Pem {
        Pem::new(self.0.pem())
    }

    /// A certificate and its key, as one PEM text.
    fn sign(&self, name: &str) -> String {
        let key = KeyPair::generate().unwrap();
        let certificate =
            CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        certificate.pem() + &key.serialize_pem()
    }

    /// A server with a certificate for that name; one that wants the client's if `mutual`.
    async fn serve(&self, name: &str, mutual: bool) -> String {
        let pem = self.sign(name);
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = if mutual {
            let mut roots = RootCertStore::empty();
            roots.add(self.0.der().clone()).unwrap();
            builder.with_client_cert_verifier(
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap(),
            )
        } else {
            builder.with_no_client_auth()
        };
        let chain = vec![CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).unwrap()));
        let url = serve(move |stream, _| {
            let acceptor = acceptor.clone();
            async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                request(&mut stream).await;
                let _ = stream.write_all(FINE).await;
                let _ = stream.shutdown().await;
            }
        })
        .await;
        url.replace("http://127.0.0.1", "https://localhost")
    }
}

async fn send(target: &Target) -> Exchange {
    Sender::new(target).unwrap().send(call(Method::Get, "/Users")).await
}

/// Tests must not depend on the authorities of the machine: the target trusts one that has signed nothing here.
fn encrypted(url: &str) -> Target {
    let mut target = target(url);
    target.ca_certificates.push(Authority::called("another").pem());
    target
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted() {
    let (kind, message) = failed(send(&encrypted(&Authority::new().serve("localhost", false).await)).await);
    assert_eq!(kind, FailureKind::Tls);
    assert!(
        message.contains("an authority that is not trusted here") && message.contains("--ca-file"),
        "{message}"
    );
}

#[tokio::test]
async fn an_authority_that_is_given_is_trusted() {
    let authority = Authority::new();
    let mut target = encrypted(&authority.serve("localhost", false).await);
    target.ca_certificates.push(authority.pem());
    assert!(send(&target).await.is_success());
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new();
    let mut target = encrypted(&authority.serve("other.example", false).await);
    target.ca_certificates.push(authority.pem());
    let (kind, message) = failed(send(&target).await);
    assert_eq!(
        (kind, message.as_str()),
        (FailureKind::Tls, "the server's certificate is for another host name")
    );
}

#[tokio::test]
async fn an_insecure_target_is_not_checked() {
    let mut target = target(&Authority::new().serve("other.example", false).await);
    target.insecure = true;
    assert!(send(&target).await.is_success());
}

#[tokio::test]
async fn a_client_certificate_is_shown() {
    let authority = Authority::new();
    let mut target = encrypted(&authority.serve("localhost", true).await);
    target.ca_certificates.push(authority.pem());
    let (kind, message) = failed(send(&target).await);
    assert_eq!(kind, FailureKind::Tls, "{message}");
    target.client_certificate = Some(Pem::new(authority.sign("ada")));
    assert!(send(&target).await.is_success());
}

#[tokio::test]
async fn a_server_without_tls_is_told_from_a_bad_certificate() {
    let url = serve(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        request(&mut stream).await;
    })
    .await;
    let (kind, message) = failed(send(&encrypted(&url.replace("http:", "https:"))).await);
    assert_eq!(kind, FailureKind::Tls, "{message}");
    assert!(message.contains("does not speak TLS there"), "{message}");
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_a_connect_timeout() {
    let url = serve(|mut stream, _| async move {
        request(&mut stream).await;
    })
    .await;
    let mut target = encrypted(&url.replace("http:", "https:"));
    target.timeouts.connect = Duration::from_millis(500);
    let (kind, message) = failed(send(&target).await);
    // Longer than the read timeout, which only runs once there is a connection.
    assert_eq!((kind, message.as_str()), (FailureKind::ConnectTimeout, "no connection within 500 ms"));
}

#[tokio::test]
async fn a_target_without_tls_asks_for_no_authorities() {
    let mut target = target(&say(FINE).await);
    target.ca_certificates.push(Pem::new("no PEM at all"));
    assert!(send(&target).await.is_success(), "the file is only read when TLS is spoken");
}

#[test]
fn files_that_hold_no_certificate_are_refused() {
    let mut ca = target("https://h");
    ca.ca_certificates.push(Pem::new("no PEM at all"));
    assert!(matches!(Sender::new(&ca).unwrap_err(), Error::CaCertificate(_)));
    assert!(matches!(Sender::check(&ca).unwrap_err(), Error::CaCertificate(_)));
    let mut client = encrypted("https://h");
    let pem = Authority::new().sign("ada");
    client.client_certificate = Some(Pem::new(pem.split("-----BEGIN PRIVATE").next().unwrap()));
    let message = Sender::new(&client).unwrap_err().to_string();
    assert!(message.contains("there is no private key in it"), "{message}");
    let message = Sender::check(&client).unwrap_err().to_string();
    assert!(message.contains("there is no private key in it"), "{message}");
    client.client_certificate = Some(Pem::new(pem));
    Sender::check(&client).unwrap();
    client.client_certificate = Some(Pem::new(""));
    let message = Sender::new(&client).unwrap_err().to_string();
    assert!(message.contains("there is no certificate in it"), "{message}");
}
