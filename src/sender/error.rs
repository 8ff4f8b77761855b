//! Why no sender can be made for a target.

/// Why no sender can be made. No text holds a credential.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The credential cannot stand in a header.
    #[error(
        "the {what} cannot be sent: it holds a line break or another character that a header may not hold"
    )]
    Credential {
        /// `bearer token`, `password`, `value of the header X-Key`.
        what: String,
    },
    /// The header's name is none.
    #[error("`{0}` is not a header name")]
    HeaderName(String),
    /// The URL has no host, or a scheme other than http and https.
    #[error("the target's URL must be http:// or https:// and name a host")]
    Url,
    /// A CA file is not usable.
    #[error("the CA file holds no usable certificate: {0}")]
    CaCertificate(String),
    /// The client certificate is not usable.
    #[error(
        "the client certificate cannot be used: {0}; the file must hold the certificate and its private key as PEM"
    )]
    ClientCertificate(String),
    /// The system trusts nobody.
    #[error(
        "no authority is trusted on this system ({0}); install its CA certificates or give some with --ca-file"
    )]
    Roots(String),
    /// The proxy's URL is not usable.
    #[error("the proxy's URL cannot be used; it must be http:// or https:// and name a host")]
    Proxy,
    /// The HTTP client refused the combination.
    #[error("the HTTP client cannot be set up: {0}")]
    Client(String),
}
