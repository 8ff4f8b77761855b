//! The front door: credentials, size, route, method and media type; then the operation's own file.

use std::sync::{PoisonError, RwLock};

use serde_json::Value;

use super::catalogue::Catalogue;
use super::message::{Request, Response};
use super::route::Route;
use super::settings::{Access, Settings};
use super::store::{Kind, Store};
use super::{bulk, create, discovery, patch, problem, query, read, remove, replace, search};
use crate::exchange::Method;
use crate::scim::error::{Error, ScimType};

/// One SCIM service provider with a store of its own. Shared freely between threads.
#[derive(Debug, Default)]
pub struct Provider {
    settings: Settings,
    state: RwLock<State>,
}

/// What requests read and change.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) store: Store,
    pub(super) catalogue: Catalogue,
}

impl Provider {
    /// A provider with nothing in it but its residents.
    pub fn new(settings: Settings) -> Self {
        let residents = settings.residents.clone();
        let provider = Provider { settings, state: RwLock::default() };
        residents.move_in(&provider);
        provider
    }

    /// Answers one request. Every refusal is a SCIM Error message; nothing panics on what a client sends.
    pub fn handle(&self, request: &Request) -> Response {
        let deviations = &self.settings.deviations;
        let mut response = match deviations.is_empty() {
            true => self.correct(request),
            false => deviations.handle(self, request, |request| self.correct(request)),
        };
        if request.method == Method::Head {
            // Whoever sends it would count the bytes that are left: none (RFC 9110 §8.6).
            let length = response.body.len().to_string();
            response = response.with("content-length", length);
            response.body = bytes::Bytes::new();
        }
        response
    }

    /// Whether the credentials let the request in.
    pub(super) fn admits(&self, request: &Request) -> bool {
        Route::of(&request.path) == Some(Route::Config) || self.authenticate(request).is_ok()
    }

    /// Answers as the standard says.
    pub(super) fn correct(&self, request: &Request) -> Response {
        let mut response = self.answer(request).unwrap_or_else(|error| problem::response(&error));
        if response.status == 401 {
            response = response.with("www-authenticate", "Bearer realm=\"scim\"");
        }
        response
    }

    fn answer(&self, request: &Request) -> Result<Response, Error> {
        let route = Route::of(&request.path);
        // RFC 7644 §4: a client may have to read the configuration to learn how to authenticate.
        if route != Some(Route::Config) {
            self.authenticate(request)?;
        }
        let limits = self.settings.limits;
        if request.body.len() > limits.body {
            return Err(too_large(request.body.len(), limits.body));
        }
        let Some(route) = route else {
            return Err(Error::new(404, format!("there is no endpoint {}", request.path)));
        };
        if !route.methods().contains(&request.method) {
            return Ok(method_not_allowed(request, &route));
        }
        if matches!(request.method, Method::Post | Method::Put | Method::Patch) && route != Route::Me {
            check_media_type(request.headers.content_type.as_deref())?;
        }
        self.dispatch(request, route)
    }

    fn dispatch(&self, request: &Request, route: Route) -> Result<Response, Error> {
        match (route, request.method) {
            (Route::Collection(kind), Method::Post) => create::create(self, request, kind),
            (Route::Collection(kind), _) => query::by_get(self, request, &[kind]),
            (Route::Root, _) => query::by_get(self, request, &Kind::ALL),
            (Route::Search(kind), _) => search::by_post(self, request, kind),
            (Route::Resource(kind, id), Method::Put) => replace::replace(self, request, kind, &id),
            (Route::Resource(kind, id), Method::Delete) => remove::remove(self, request, kind, &id),
            (Route::Resource(kind, id), Method::Patch) => patch::patch(self, request, kind, &id),
            (Route::Bulk, _) => bulk::bulk(self, request),
            (Route::Resource(kind, id), _) => read::read(self, request, kind, &id),
            (Route::Config, _) => discovery::config(self, request),
            (Route::Schemas(id), _) => discovery::schemas(self, request, id.as_deref()),
            (Route::ResourceTypes(id), _) => discovery::resource_types(self, request, id.as_deref()),
            (Route::Me, _) => Err(Error::new(501, "/Me is not implemented: use the user's own URL")),
        }
    }

    /// RFC 7644 §2. The token is compared as text; this server guards nothing worth a timing attack.
    fn authenticate(&self, request: &Request) -> Result<(), Error> {
        let Access::Bearer(token) = &self.settings.access else { return Ok(()) };
        let given = request.headers.authorization.as_deref();
        let given = given.and_then(|value| value.split_once(' '));
        match given {
            Some((scheme, value))
                if scheme.eq_ignore_ascii_case("bearer") && value.trim() == token.expose() =>
            {
                Ok(())
            }
            Some(_) => Err(Error::new(401, "the credentials are not valid")),
            None => Err(Error::new(401, "an Authorization header with a bearer token is required")),
        }
    }

    /// What was injected.
    pub(super) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Looks at the state.
    pub(super) fn view<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        // A panic in another thread leaves the state whole: changes are made of steps that do not panic.
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The body as JSON: 400 invalidSyntax if it is none.
pub(super) fn json(body: &[u8]) -> Result<Value, Error> {
    let syntax = |detail: String| Error::of(ScimType::InvalidSyntax, detail);
    match serde_json::from_slice(body) {
        Ok(value) => Ok(value),
        Err(_) if body.is_empty() => Err(syntax("the body is empty".to_owned())),
        Err(error) => Err(syntax(format!("the body is not JSON: {error}"))),
    }
}

/// RFC 7644 §3.8: `application/scim+json`, or `application/json`; parameters do not matter. A body that does not
/// say what it is, is taken for JSON.
fn check_media_type(content_type: Option<&str>) -> Result<(), Error> {
    let Some(content_type) = content_type else { return Ok(()) };
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if ["application/scim+json", "application/json"]
        .iter()
        .any(|known| media_type.eq_ignore_ascii_case(known))
    {
        Ok(())
    } else {
        Err(Error::new(415, format!("send application/scim+json or application/json, not {media_type}")))
    }
}

/// 413, naming the limit (RFC 7644 §3.7.4).
pub(super) fn too_large(size: usize, limit: usize) -> Error {
    Error::new(413, format!("the body has {size} bytes, more than maxPayloadSize ({limit})"))
}

fn method_not_allowed(request: &Request, route: &Route) -> Response {
    let allowed: Vec<&str> = route.methods().iter().map(|method| method.as_str()).collect();
    let detail = format!("{} is not allowed on {}", request.method, request.path);
    problem::response(&Error::new(405, detail)).with("allow", allowed.join(", "))
}
