//! What people do at the vendor's own pages, as requests to an emulation: SCIM has no word for a first sign-in or for
//! a token made anew, but some vendors behave differently afterwards.
//!
//! `POST /.control/sign-in {"userName": …}` and `POST /.control/new-token {"token": …}`, answered 204. They exist only
//! where a knob is set; no real server has them.

use serde_json::Value;

use crate::exchange::Method;
use crate::provider::deviation::{Deviation, edit};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;

/// Where they are, below the base URL.
pub const PREFIX: &str = "/.control/";

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// That user signed in.
    SignIn(String),
    /// An administrator made that token.
    NewToken(String),
}

/// The event that a request tells of, if it is one.
pub(super) fn event(request: &Request) -> Option<Event> {
    let name = request.path.strip_prefix(PREFIX).filter(|_| request.method == Method::Post)?;
    let body = edit::sent(request)?;
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    match name {
        "sign-in" => text("userName").map(Event::SignIn),
        "new-token" => text("token").map(Event::NewToken),
        _ => None,
    }
}

/// Answers such requests. What follows from them is the business of the knobs, which see them too.
#[derive(Debug)]
pub(in crate::provider) struct Control;

impl Deviation for Control {
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        request.path.starts_with(PREFIX).then(|| match event(request) {
            Some(Event::SignIn(name)) => {
                if provider.view(|state| state.store.named(Kind::User, &name).is_empty()) {
                    edit::refuse(404, &format!("there is no user named {name}"))
                } else {
                    Response::empty(204)
                }
            }
            Some(Event::NewToken(_)) => Response::empty(204),
            None => edit::refuse(
                400,
                "send POST /.control/sign-in {\"userName\": …} or POST /.control/new-token {\"token\": …}",
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::Trial;
    use crate::exchange::Method;

    #[test]
    fn people_can_do_only_what_is_known_and_only_where_a_knob_is_set() {
        let trial = Trial::with(json!({"default-user-type": "lite"}));
        trial.user("ada@example.com");
        assert_eq!(trial.post("/.control/sign-in", json!({"userName": "ADA@example.com"})).0, 204);
        assert_eq!(trial.post("/.control/sign-in", json!({"userName": "nobody"})).0, 404);
        assert_eq!(trial.post("/.control/sign-out", json!({"userName": "ada@example.com"})).0, 400);
        assert_eq!(trial.get("/.control/sign-in").0, 400);
        let plain = Trial::with(json!({}));
        assert_eq!(plain.send(Method::Post, "/.control/sign-in", Some(json!({"userName": "x"}))).0, 404);
    }
}
