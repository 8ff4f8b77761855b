//! One call, one exchange.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::dial::{self, Dial};
use super::kept::Kept;
use super::receive::{self, seconds};
use super::redirect::{Lead, lead};
use super::{Error, Proxy, Target, Timeouts, fail, request, tls};
use crate::exchange::{
    Answer, Call, Credentials, Exchange, Failure, FailureKind, Method, Payload, Redactor, Timing, Wire,
};

/// A free connection is not used again after this long: several servers close theirs after 5 s (Node's default).
const IDLE: Duration = Duration::from_secs(4);

/// Puts calls to one target on the network. Cheap to clone; clones share the connections.
#[derive(Clone)]
pub struct Sender {
    shared: Arc<Shared>,
}

#[derive(Clone)]
struct Shared {
    client: reqwest::Client,
    /// Makes a connection for each request.
    single: reqwest::Client,
    kept: Arc<Kept>,
    /// The target's URL, as calls' paths are put behind it.
    base: Url,
    tls: bool,
    authorizations: Vec<(Credentials, Authorization)>,
    host: HeaderValue,
    timeouts: Timeouts,
    max_body: usize,
    redactor: Redactor,
}

impl Sender {
    /// A sender for a target. Connects to nothing yet.
    ///
    /// # Errors
    /// A credential, certificate, URL or proxy that cannot be used.
    pub fn new(target: &Target) -> Result<Sender, Error> {
        let tls = is_encrypted(target)?;
        let host = request::host(&target.url)?;
        let authorizations = authorizations(target)?;
        let proxy_tls = target.proxy.as_ref().is_some_and(|proxy| proxy.url.expose().starts_with("https:"));
        let tls_config = tls::config(target, tls || proxy_tls)?;
        let client = |idle| client(target, tls_config.clone(), idle);
        let (client, single) = (client(usize::MAX)?, client(0)?);
        Ok(Sender {
            shared: Arc::new(Shared {
                client,
                single,
                kept: Arc::default(),
                base: target.url.clone(),
                tls,
                authorizations,
                host,
                timeouts: target.timeouts,
                max_body: target.max_body,
                redactor: Redactor::new(&target.secrets()),
            }),
        })
    }

    /// Whether a sender could be made for a target: everything that [`Sender::new`] checks, but for the system's
    /// authorities, whose reading takes its time.
    ///
    /// # Errors
    /// A credential, certificate, URL or proxy that cannot be used.
    pub fn check(target: &Target) -> Result<(), Error> {
        is_encrypted(target)?;
        request::host(&target.url)?;
        authorizations(target)?;
        target.proxy.as_ref().map(via).transpose()?;
        tls::check(target)
    }

    /// The same server, connections and credentials, with another path below it (`/tenant/scim/v2`) as the base.
    pub fn at(&self, path: &str) -> Sender {
        let mut base = self.shared.base.clone();
        base.set_path(path);
        Sender { shared: Arc::new(Shared { base, ..Shared::clone(&self.shared) }) }
    }

    /// Takes this target's credentials out of text.
    pub fn redactor(&self) -> &Redactor {
        &self.shared.redactor
    }

    /// Sends a call and waits for what comes of it; never fails, since a failure is an exchange as well.
    ///
    /// A body stays as it came, so that it can be judged; everything else is without credentials.
    pub async fn send(&self, call: Call) -> Exchange {
        let shared = &*self.shared;
        let url = match request::url(&shared.base, &call) {
            Ok(url) => url,
            Err(failure) => {
                let url = format!("{}{}", shared.base.as_str().trim_end_matches('/'), call.target());
                return shared.exchange(call, &url, Err(failure), Timing::default());
            }
        };
        let mut timing = Timing::default();
        let started = Instant::now();
        let called = url.as_str().to_owned();
        let result = shared.perform(&call, url, started, &mut timing).await;
        timing.total = started.elapsed();
        shared.exchange(call, &called, result, timing)
    }
}

/// An HTTP client that keeps at most so many connections open.
fn client(target: &Target, tls: rustls::ClientConfig, idle: usize) -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .http1_title_case_headers()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(target.timeouts.connect)
        .connector_layer(tower::util::MapFutureLayer::new(dial::noted))
        .pool_max_idle_per_host(idle)
        .pool_idle_timeout(IDLE);
    let builder = match &target.proxy {
        None => builder.no_proxy(),
        Some(proxy) => builder.proxy(via(proxy)?),
    };
    builder.build().map_err(|error| Error::Client(error.without_url().to_string()))
}

/// The header that authorises a request, if one does.
type Authorization = Option<(HeaderName, HeaderValue)>;

/// What each kind of credentials is sent as.
fn authorizations(target: &Target) -> Result<Vec<(Credentials, Authorization)>, Error> {
    let all = std::iter::once(Credentials::Own).chain(Credentials::OTHERS);
    all.map(|whose| Ok((whose, request::authorization(&target.auth_of(whose))?))).collect()
}

impl Wire for Sender {
    async fn exchange(&mut self, call: Call) -> Exchange {
        self.send(call).await
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("base", &self.redactor().redact(self.shared.base.as_str()))
            .finish_non_exhaustive()
    }
}

impl Shared {
    fn exchange(&self, call: Call, url: &str, result: Result<Answer, Failure>, timing: Timing) -> Exchange {
        let result = result.map_err(|failure| Failure {
            message: self.redactor.redact(&failure.message).into_owned(),
            ..failure
        });
        Exchange { call, url: self.redactor.redact(url).into_owned(), result, timing, repeats: Vec::new() }
    }

    async fn perform(
        &self,
        call: &Call,
        mut url: Url,
        started: Instant,
        timing: &mut Timing,
    ) -> Result<Answer, Failure> {
        let authorization = self.authorizations.iter().find(|(whose, _)| *whose == call.credentials);
        let authorization = authorization.and_then(|(_, header)| header.as_ref());
        let headers = request::headers(call, authorization, &self.host)?;
        let body = call.body.as_ref().map(Payload::to_bytes).map(Bytes::from);
        for hops in 0.. {
            let response = self.head(call.method, &url, &headers, body.as_ref()).await?;
            match lead(response.status(), response.headers(), call.method, &url, hops) {
                Lead::Here => {
                    timing.first_byte = started.elapsed();
                    return receive::answer(response, self.timeouts, self.max_body, &self.redactor).await;
                }
                Lead::To(next) => url = next,
                Lead::Astray(failure) => return Err(failure),
            }
        }
        // `lead` ends the loop after a few hops.
        Err(Failure { kind: FailureKind::Redirect, message: String::from("too many redirects") })
    }

    /// Sends a request and waits for the head of its answer.
    ///
    /// A read is sent once more when the server had closed the connection that was kept open: that says nothing
    /// about the server but that it was tired of waiting. A write is kept from meeting such a connection.
    async fn head(
        &self,
        method: Method,
        url: &Url,
        headers: &HeaderMap,
        body: Option<&Bytes>,
    ) -> Result<reqwest::Response, Failure> {
        let mut may_repeat = matches!(method, Method::Get | Method::Head);
        loop {
            let mut request = reqwest::Request::new(wire_method(method), url.clone());
            *request.headers_mut() = headers.clone();
            *request.body_mut() = body.cloned().map(Into::into);
            let dial = Arc::new(Dial::default());
            let client = if self.kept.may_reuse(method.is_write(), Instant::now()) {
                &self.client
            } else {
                &self.single
            };
            let failure = match self.await_head(client, request, &dial).await {
                Ok(Ok(response)) => {
                    if dial.was_reused() {
                        self.kept.worked(Instant::now());
                    }
                    return Ok(response);
                }
                Ok(Err(error)) => fail::of_request(&error, self.tls, self.timeouts.connect),
                Err(failure) => return Err(failure),
            };
            if failure.kind != FailureKind::ClosedWithoutAnswer || !dial.was_reused() {
                return Err(failure);
            }
            self.kept.closed(Instant::now());
            if !may_repeat {
                return Err(failure);
            }
            may_repeat = false;
        }
    }

    /// The read timeout runs from when the request can have been sent: making the connection has its own.
    async fn await_head(
        &self,
        client: &reqwest::Client,
        request: reqwest::Request,
        dial: &Arc<Dial>,
    ) -> Result<Result<reqwest::Response, reqwest::Error>, Failure> {
        let timeouts = self.timeouts;
        let mut response = pin!(dial.watch(client.execute(request)));
        let begun = Instant::now();
        let mut patience = begun + timeouts.read;
        loop {
            if let Ok(result) = timeout_at(patience, response.as_mut()).await {
                return Ok(result);
            }
            let longest = begun + timeouts.connect + timeouts.read;
            let later =
                if dial.is_begun() { Some(longest) } else { dial.made().map(|at| at + timeouts.read) };
            match later {
                Some(later) if later > patience => patience = later,
                _ => break,
            }
        }
        let message = format!("no answer within {}", seconds(timeouts.read));
        Err(Failure { kind: FailureKind::ReadTimeout, message })
    }
}

fn is_encrypted(target: &Target) -> Result<bool, Error> {
    match target.url.scheme() {
        "https" => Ok(true),
        "http" => Ok(false),
        _ => Err(Error::Url),
    }
}

fn via(proxy: &Proxy) -> Result<reqwest::Proxy, Error> {
    let usable = Url::parse(proxy.url.expose())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let via = reqwest::Proxy::all(proxy.url.expose()).ok().filter(|_| usable).ok_or(Error::Proxy)?;
    Ok(via.no_proxy(proxy.except.as_deref().and_then(reqwest::NoProxy::from_string)))
}

const fn wire_method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
        Method::Head => reqwest::Method::HEAD,
        Method::Options => reqwest::Method::OPTIONS,
    }
}
