//! Names of the deleted that stay taken: what two faults have in common, one of users and one of groups.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::exchange::Method;
use crate::provider::deviation::{Deviation, edit, stored};
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};
use crate::provider::store::Kind;
use crate::scim::error::ScimType;

/// Remembers whom it saw deleted, and refuses the name to anybody else.
#[derive(Debug)]
pub(super) struct Tombstones {
    kind: Kind,
    attribute: &'static str,
    refusal: &'static str,
    names: Mutex<HashSet<String>>,
}

impl Tombstones {
    pub(super) fn new(kind: Kind, attribute: &'static str, refusal: &'static str) -> Self {
        Tombstones { kind, attribute, refusal, names: Mutex::default() }
    }
}

impl Deviation for Tombstones {
    fn instead(&self, provider: &Provider, request: &Request) -> Option<Response> {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if request.method == Method::Delete {
            let doomed = stored::named(provider, request, self.kind)?;
            names.insert(doomed.get(self.attribute)?.as_str()?.to_lowercase());
            return None;
        }
        let is_create = request.method == Method::Post && edit::collection(request) == Some(self.kind);
        let body = edit::sent(request).filter(|_| is_create)?;
        let is_taken = names.contains(&body.get(self.attribute)?.as_str()?.to_lowercase());
        is_taken.then(|| edit::refuse_as(ScimType::Uniqueness, self.refusal))
    }
}
