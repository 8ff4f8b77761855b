//! The resource under comparison: what was sent to it, what was read back, and how that is told.

use std::sync::Arc;

use serde_json::Value;

use super::rules;
use crate::exchange::{Exchange, FailureKind, Method};
use crate::judge::catalogue::Rule;
use crate::judge::{Finding, Level, json, operations, rule};

/// One resource, the act's exchanges and the read-back.
pub(super) struct Subject<'a> {
    /// `user` or `group`.
    pub(super) kind: &'static str,
    /// `Users` or `Groups`.
    endpoint: &'static str,
    /// The cast name.
    pub(super) name: &'a str,
    /// The id on the target.
    pub(super) id: &'a str,
    trace: &'a [Arc<Exchange>],
    pub(super) read: &'a Arc<Exchange>,
}

/// What came of reading the resource back.
pub(super) enum Read<'a> {
    /// The resource.
    Found(&'a Value),
    /// It is not there any more.
    Gone,
    /// No telling; with the finding to report, if it is the server's fault.
    Unreadable(Option<Box<Finding>>),
}

impl<'a> Subject<'a> {
    pub(super) fn user(
        name: &'a str,
        id: &'a str,
        trace: &'a [Arc<Exchange>],
        read: &'a Arc<Exchange>,
    ) -> Self {
        Subject { kind: "user", endpoint: "Users", name, id, trace, read }
    }

    pub(super) fn group(
        name: &'a str,
        id: &'a str,
        trace: &'a [Arc<Exchange>],
        read: &'a Arc<Exchange>,
    ) -> Self {
        Subject { kind: "group", endpoint: "Groups", name, id, trace, read }
    }

    /// What the read-back says.
    pub(super) fn state(&self) -> Read<'a> {
        let unreadable = |why: String| {
            let message = format!("the {} {} could not be read back: {why}", self.kind, self.name);
            let mut finding = self.finding(&rules::UNREADABLE, Level::Violation, message, self.last_write());
            finding.expected = Some(format!("200 with the {}", self.kind));
            finding.fix = Some("answer GET of a resource by its id with the resource".to_owned());
            finding.source = Some("RFC 7644 §3.4.1".into());
            Read::Unreadable(Some(Box::new(finding)))
        };
        let answer = match &self.read.result {
            Ok(answer) => answer,
            // Said once for the whole run, not for every resource.
            Err(failure)
                if failure.kind.is_unreachable()
                    || matches!(failure.kind, FailureKind::NotSent | FailureKind::RateLimited) =>
            {
                return Read::Unreadable(None);
            }
            Err(failure) => return unreadable(failure.to_string()),
        };
        match (answer.status, &answer.content.json) {
            // An Error behind a success: the resource is not there, whatever the status line says.
            (200, Ok(_)) if rule::is_error(answer) => Read::Gone,
            (200, Ok(body @ Value::Object(object))) if json::entry(object, "Resources").is_none() => {
                Read::Found(body)
            }
            (200, Ok(_)) => unreadable("the answer is not one resource".to_owned()),
            (200, Err(reason)) => unreadable(reason.to_string()),
            (404 | 410, _) => Read::Gone,
            (429, _) => Read::Unreadable(None),
            (status, _) => unreadable(format!("GET was answered {status}")),
        }
    }

    /// Whether the exchange is a write to this resource.
    fn is_write(&self, exchange: &Exchange) -> bool {
        let call = &exchange.call;
        if !call.method.is_write() || !call.endpoint().eq_ignore_ascii_case(self.endpoint) {
            return false;
        }
        match call.resource_id() {
            Some(id) => percent_encoding::percent_decode_str(id).decode_utf8_lossy() == self.id,
            None if call.method == Method::Post => {
                let body = exchange.answer().and_then(|answer| answer.json());
                body.and_then(|body| json::text(body, "id")) == Some(self.id)
            }
            None => false,
        }
    }

    /// The writes to the resource, the first one first.
    pub(super) fn writes(&self) -> impl Iterator<Item = &'a Arc<Exchange>> {
        self.trace.iter().filter(|exchange| self.is_write(exchange))
    }

    /// The last write to the resource.
    pub(super) fn last_write(&self) -> Option<&'a Arc<Exchange>> {
        self.trace.iter().rev().find(|exchange| self.is_write(exchange))
    }

    /// The last write that says something about the attribute, else the last write at all.
    pub(super) fn write_of(&self, path: &str) -> Option<&'a Arc<Exchange>> {
        self.trace
            .iter()
            .rev()
            .find(|exchange| self.is_write(exchange) && operations::mentions(&exchange.call, path))
            .or_else(|| self.last_write())
    }

    /// Whether the act deleted a group.
    pub(super) fn group_was_deleted(&self) -> bool {
        self.trace.iter().any(|exchange| {
            let call = &exchange.call;
            call.method == Method::Delete
                && call.endpoint().eq_ignore_ascii_case("Groups")
                && exchange.is_success()
        })
    }

    /// Whether the act activated a user.
    pub(super) fn somebody_was_activated(&self) -> bool {
        self.trace.iter().any(|exchange| {
            let call = &exchange.call;
            let active = operations::body(call).and_then(|body| match call.method {
                Method::Patch => operations::assigned(body, "active"),
                Method::Put => json::attribute(body, "active"),
                _ => None,
            });
            call.endpoint().eq_ignore_ascii_case("Users") && active == Some(&Value::Bool(true))
        })
    }

    /// The writes to the resource before that one.
    pub(super) fn writes_before(&self, write: &Arc<Exchange>) -> impl Iterator<Item = &'a Arc<Exchange>> {
        let at = self.trace.iter().position(|exchange| Arc::ptr_eq(exchange, write)).unwrap_or_default();
        self.trace[..at].iter().filter(|exchange| self.is_write(exchange))
    }

    /// The last state that an answer showed before the write.
    pub(super) fn body_before(&self, write: &Arc<Exchange>) -> Option<&'a Value> {
        let at = self.trace.iter().position(|exchange| Arc::ptr_eq(exchange, write))?;
        self.trace[..at].iter().rev().filter(|exchange| exchange.is_success()).find_map(|exchange| {
            let body = exchange.answer()?.json()?;
            if json::text(body, "id") == Some(self.id) {
                return Some(body);
            }
            let listed = json::attribute(body, "Resources")?.as_array()?;
            listed.iter().find(|resource| json::text(resource, "id") == Some(self.id))
        })
    }

    /// A finding about this resource, with the write that caused it and the read that proves it.
    pub(super) fn finding(
        &self,
        rule: &'static Rule,
        level: Level,
        message: String,
        write: Option<&Arc<Exchange>>,
    ) -> Finding {
        let mut finding = Finding::new(rule, level, message);
        if let Some(write) = write {
            finding.evidence = write.call.evidence;
            finding.exchange = Some(Arc::clone(write));
        }
        finding.read_back = Some(Arc::clone(self.read));
        finding.about = vec![self.name.to_owned()];
        finding
    }
}

/// How a headline about a write begins: `the server answered 200, and `.
pub(in crate::judge) fn opening(write: Option<&Arc<Exchange>>) -> String {
    match write.map(|write| &write.result) {
        Some(Ok(answer)) if answer.is_success() => format!("the server answered {}, and ", answer.status),
        Some(Ok(answer)) => format!("the server answered {}, and yet ", answer.status),
        Some(Err(_)) => "the request got no answer, and ".to_owned(),
        None => "nothing was sent that would change it, and yet ".to_owned(),
    }
}
