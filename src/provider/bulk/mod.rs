//! Bulk jobs (RFC 7644 §3.7): many writes in one request, which may refer to each other's results.
//!
//! `operation` reads and performs one operation, `reference` finds and resolves `bulkId:` texts. Here: the order.
//! Operations run as listed, but for one that refers to a later POST: it waits. Groups that refer to each other are
//! created without those members first and get them at the end.

mod operation;
mod reference;

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use self::operation::{Operation, Success};
use super::handle::{Provider, State};
use super::message::{Request, Response};
use super::search::message;
use super::settings::Settings;
use crate::scim::error::{Error, ScimType};
use crate::scim::{text, urn};

/// Runs a job and answers 200 with one result per processed operation.
pub(super) fn bulk(provider: &Provider, request: &Request) -> Result<Response, Error> {
    let body = message(&request.body, urn::BULK_REQUEST)?;
    let Some(Value::Array(operations)) = text::member(&body, "Operations") else {
        return Err(Error::of(ScimType::InvalidSyntax, "'Operations' must be an array"));
    };
    let limit = provider.settings().limits.operations;
    if operations.len() > limit {
        let detail =
            format!("the job has {} operations, more than maxOperations ({limit})", operations.len());
        return Err(Error::new(413, detail));
    }
    let most_errors = match text::member(&body, "failOnErrors") {
        None | Some(Value::Null) => usize::MAX,
        Some(value) => {
            value.as_u64().and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0).ok_or_else(
                || Error::of(ScimType::InvalidValue, "'failOnErrors' must be a whole number above 0"),
            )?
        }
    };
    let operations: Vec<Operation<'_>> = operations.iter().map(Operation::read).collect();
    let results = provider.change(|state| {
        let mut job = Job {
            state,
            settings: provider.settings(),
            base: &request.base,
            promised: operations.iter().filter_map(Operation::creates).collect(),
            ids: HashMap::new(),
            later: Vec::new(),
        };
        job.run(&operations, most_errors)
    });
    let body = json!({"schemas": [urn::BULK_RESPONSE], "Operations": results});
    Ok(Response::json(200, body.to_string().into_bytes()))
}

/// A job under way.
struct Job<'a> {
    state: &'a mut State,
    settings: &'a Settings,
    base: &'a str,
    /// The bulkIds that a POST may still give an id to.
    promised: HashSet<&'a str>,
    /// The ids that it gave.
    ids: HashMap<&'a str, String>,
    /// Groups that are owed members, by bulkId.
    later: Vec<(String, Vec<String>)>,
}

impl<'a> Job<'a> {
    fn run(&mut self, operations: &'a [Operation<'a>], most_errors: usize) -> Vec<Value> {
        let mut waiting: Vec<usize> = (0..operations.len()).collect();
        let mut results: Vec<Option<Value>> = vec![None; operations.len()];
        let mut errors = 0;
        while let Some(place) = self.next(operations, &waiting) {
            let index = waiting.remove(place);
            let operation = &operations[index];
            let result = self.perform(operation);
            errors += usize::from(result.is_err());
            results[index] = Some(operation.report(result, self.base));
            if errors >= most_errors {
                break;
            }
        }
        self.pay_later(operations, &mut results);
        results.into_iter().flatten().collect()
    }

    /// The first waiting operation that can run; if all wait for each other, the first of those.
    fn next(&self, operations: &[Operation<'_>], waiting: &[usize]) -> Option<usize> {
        let can_run = |index: &usize| {
            let waits = |name: &&str| self.promised.contains(*name) && !self.ids.contains_key(*name);
            !operations[*index].refers_to.iter().any(|name| waits(&name.as_str()))
        };
        waiting.iter().position(can_run).or((!waiting.is_empty()).then_some(0))
    }

    fn perform(&mut self, operation: &'a Operation<'a>) -> Result<Success, Error> {
        let creates = operation.creates();
        let mut owed = Vec::new();
        let ids = &self.ids;
        let data = operation.data.map(|data| {
            let mut data = data.clone();
            if creates.is_some() {
                // Nothing else waits without end: whatever is unresolved by now is part of a circle, or will not come.
                owed = reference::take_members(&mut data, |name| {
                    self.promised.contains(name) && !ids.contains_key(name)
                });
            }
            data
        });
        let id_of = |name: &str| ids.get(name).cloned();
        let result = operation.perform(self.state, self.settings, self.base, data, id_of);
        match (creates, &result) {
            (Some(name), Ok(success)) => {
                self.ids.insert(name, success.id.clone());
                if !owed.is_empty() {
                    self.later.push((success.id.clone(), owed));
                }
            }
            (Some(name), Err(_)) => {
                self.promised.remove(name);
            }
            (None, _) => {}
        }
        result
    }

    /// Gives groups the members that did not exist when they were created. One that never came to be fails the
    /// operation that named it.
    fn pay_later(&mut self, operations: &'a [Operation<'a>], results: &mut [Option<Value>]) {
        for (group, owed) in std::mem::take(&mut self.later) {
            let members: Option<Vec<Value>> =
                owed.iter().map(|name| Some(json!({"value": self.ids.get(name.as_str())?}))).collect();
            let added = members
                .is_some_and(|members| operation::add_members(self.state, self.settings, &group, members));
            if added {
                continue;
            }
            operation::discard(self.state, self.settings, &group);
            let index = operations.iter().position(|operation| {
                operation.creates().and_then(|name| self.ids.get(name)) == Some(&group)
            });
            if let Some(index) = index {
                let error = Error::new(
                    409,
                    format!("{} refer to each other and cannot be resolved", owed.join(", ")),
                );
                results[index] = Some(operations[index].report(Err(error), self.base));
            }
        }
    }
}
