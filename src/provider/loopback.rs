//! A provider as a [`Wire`]: for a dry run and for tests, without a socket.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::handle::Provider;
use super::message::{Headers, Request, Response};
use super::token;
use crate::exchange::{
    Answer, Call, Content, Credentials, Exchange, Failure, FailureKind, Secret, Timing, Wire,
};

/// How long Okta waits for an answer (Okta's SCIM FAQ).
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Carries calls to a provider in the same process.
#[derive(Debug, Clone)]
pub struct Loopback {
    provider: Arc<Provider>,
    base: String,
    token: Option<Secret>,
}

impl Loopback {
    /// A wire to this provider, which then believes to be reached under the given base URL.
    pub fn new(provider: Arc<Provider>, base: impl Into<String>) -> Self {
        Loopback { provider, base: base.into().trim_end_matches('/').to_owned(), token: None }
    }

    /// The base URL under which the provider believes to be reached.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The same wire with a bearer token on every call.
    #[must_use]
    pub fn with_token(mut self, token: Secret) -> Self {
        self.token = Some(token);
        self
    }

    /// Performs a call. Takes no time: a provider that is slow on purpose is only noted as slow, and one that is
    /// slower than Okta waits for gives no answer.
    pub fn call(&self, call: Call) -> Exchange {
        let request = self.request(&call);
        let response = self.provider.handle(&request);
        let waited = response.delay.min(READ_TIMEOUT);
        let timing = Timing { first_byte: waited, total: waited };
        let result = if response.delay < READ_TIMEOUT {
            Ok(answer(response))
        } else {
            let message = format!("no answer within {} s", READ_TIMEOUT.as_secs());
            Err(Failure { kind: FailureKind::ReadTimeout, message })
        };
        let url = format!("{}{}", self.base, call.target());
        Exchange { call, url, result, timing, repeats: Vec::new() }
    }

    fn request(&self, call: &Call) -> Request {
        let mut headers = Headers::default();
        for (name, value) in &call.headers {
            headers.set(name, value);
        }
        let token = match call.credentials {
            Credentials::Own => self.token.clone(),
            Credentials::None => None,
            Credentials::Wrong => Some(Secret::new("wrong")),
            other => token::of(other),
        };
        if let Some(token) = token {
            headers.authorization = Some(format!("Bearer {}", token.expose()));
        }
        Request {
            method: call.method,
            base: self.base.clone(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers,
            body: call.body.as_ref().map_or_else(Bytes::new, |body| body.to_bytes().into()),
        }
    }
}

impl Wire for Loopback {
    async fn exchange(&mut self, call: Call) -> Exchange {
        self.call(call)
    }
}

fn answer(response: Response) -> Answer {
    let headers = response.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Answer { status: response.status, headers, content: Content::new(response.body) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::{Loopback, Provider};
    use crate::exchange::{Call, Evidence, Method, Payload, Purpose, Secret};
    use crate::provider::{Access, Settings};
    use crate::scim::urn;

    #[test]
    fn a_call_is_answered_as_over_a_socket() {
        let token = Secret::new("t");
        let settings = Settings { access: Access::Bearer(token.clone()), ..Settings::default() };
        let wire = Loopback::new(Arc::new(Provider::new(settings)), "http://dry.run/scim/v2/");
        let mut call = Call::new(Method::Post, "/Users", Evidence::Documented, Purpose::Act);
        call.headers.push(("Content-Type".to_owned(), "application/scim+json; charset=utf-8".to_owned()));
        call.body = Some(Payload::Json(json!({"schemas": [urn::USER], "userName": "ada"})));
        assert_eq!(wire.call(call.clone()).status(), Some(401));
        let created = wire.with_token(token).call(call);
        assert_eq!((created.status(), created.url.as_str()), (Some(201), "http://dry.run/scim/v2/Users"));
        let answer = created.answer().unwrap();
        let location = answer.json().unwrap()["meta"]["location"].as_str().unwrap();
        assert!(location.starts_with("http://dry.run/scim/v2/Users/"));
        assert_eq!(answer.header("location"), Some(location));
    }
}
