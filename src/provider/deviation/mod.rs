//! Where a provider departs from the correct server: one mechanism for faults, variants and vendor profiles.
//!
//! The correct path knows nothing of all this. A deviation stands before and after it: it may change what the client
//! sent ([`Deviation::request`]), answer in the server's place ([`Deviation::instead`]), or change the answer and
//! what is stored ([`Deviation::response`]). Most deviations are one small function ([`Hook`]); one that must
//! remember something from request to request implements the trait itself.
//!
//! `edit` holds the few ways in which hooks read and change messages, `members` those for a group's members, `query`
//! those for queries and lists, and `stored` those for what the store holds.

pub(super) mod edit;
pub(super) mod members;
pub(super) mod query;
pub(super) mod stored;

use std::fmt;
use std::sync::Arc;

use super::handle::Provider;
use super::message::{Request, Response};
use super::settings::Settings;

/// One way in which a provider departs from the correct server.
pub(super) trait Deviation: fmt::Debug + Send + Sync {
    /// Changes what the client sent, before anybody else sees it.
    fn request(&self, provider: &Provider, request: &mut Request) {
        let _ = (provider, request);
    }

    /// Answers in the server's place.
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        let _ = (provider, request);
        None
    }

    /// Changes the answer, or what is stored, after the server has done its work. `request` is as the client sent it.
    fn response(&self, provider: &Provider, request: &Request, response: &mut Response) {
        let _ = (provider, request, response);
    }
}

/// The deviations of one provider, in order. The default is none: the correct server.
#[derive(Debug, Clone, Default)]
pub struct Deviations(Vec<Arc<dyn Deviation>>);

impl Deviations {
    /// Adds one, which acts after those before it.
    pub(super) fn push(&mut self, deviation: Arc<dyn Deviation>) {
        self.0.push(deviation);
    }

    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Answers a request with every deviation at its place.
    pub(super) fn handle(
        &self,
        provider: &Provider,
        sent: &Request,
        correct: impl FnOnce(&Request) -> Response,
    ) -> Response {
        let mut request = sent.clone();
        for deviation in &self.0 {
            deviation.request(provider, &mut request);
        }
        // Whoever is not let in gets the refusal of the credentials, and nothing else.
        let admitted = self.0.iter().filter(|_| provider.admits(&request));
        let instead = admitted.into_iter().find_map(|deviation| deviation.instead(provider, &request));
        let mut response = instead.unwrap_or_else(|| correct(&request));
        for deviation in &self.0 {
            deviation.response(provider, sent, &mut response);
        }
        response
    }
}

/// A deviation that is one function and remembers nothing.
#[derive(Clone, Copy)]
pub(super) enum Hook {
    /// Changes what the client sent.
    Request(fn(&Provider, &mut Request)),
    /// Answers in the server's place.
    Instead(fn(&Provider, &Request) -> Option<Response>),
    /// Changes the answer or what is stored.
    Response(fn(&Provider, &Request, &mut Response)),
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hook::Request(_) => "Request",
            Hook::Instead(_) => "Instead",
            Hook::Response(_) => "Response",
        })
    }
}

impl Deviation for Hook {
    fn request(&self, provider: &Provider, request: &mut Request) {
        if let Hook::Request(change) = self {
            change(provider, request);
        }
    }

    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        match self {
            Hook::Instead(answer) => answer(provider, request),
            _ => None,
        }
    }

    fn response(&self, provider: &Provider, request: &Request, response: &mut Response) {
        if let Hook::Response(change) = self {
            change(provider, request, response);
        }
    }
}

/// How a deviation is made for a provider: a hook as it is, or something fresh that remembers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Make {
    /// Remembers nothing.
    Hook(Hook),
    /// Several hooks that are one deviation together.
    Hooks(&'static [Hook]),
    /// Remembers something: each provider gets its own.
    Fresh(fn() -> Arc<dyn Deviation>),
    /// Is a matter of settings: limits, ids.
    Settings(fn(&mut Settings)),
}

impl Make {
    /// Puts it into force.
    pub(super) fn apply(self, settings: &mut Settings) {
        let deviations = &mut settings.deviations;
        match self {
            Make::Hook(hook) => deviations.push(Arc::new(hook)),
            Make::Hooks(hooks) => hooks.iter().for_each(|hook| deviations.push(Arc::new(*hook))),
            Make::Fresh(make) => deviations.push(make()),
            Make::Settings(set) => set(settings),
        }
    }
}
