//! Which answer is next for a request.
//!
//! Of the answers that fit, the first one that has not been used; when all have been, the last of them again.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::canned::{Answer, Canned, Content, Cut};
use super::shelf::Shelf;
use crate::exchange::{Call, CallPattern, FailureKind, Method};
use crate::scim::error::Error;
use crate::scim::list;

/// The type of JSON bodies (RFC 7644 §8.1).
const SCIM_JSON: &str = "application/scim+json";
/// The type of texts.
const TEXT: &str = "text/plain; charset=utf-8";
/// What a request is answered that no answer is for.
const UNMATCHED: u16 = 501;

/// Answers in order, with what became of them. Shared between who fills it, who answers from it and who asks at the
/// end.
#[derive(Debug, Default)]
pub struct Book {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    answers: Vec<(Answer, bool)>,
    shelf: Shelf,
    unmatched: Vec<String>,
}

/// A request, as far as answers depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'r> {
    /// The method; `None` = one that no client of ours sends.
    pub method: Option<Method>,
    /// The path below the base URL, percent-encoded.
    pub path: &'r str,
    /// The query, percent-encoded.
    pub query: Option<&'r str>,
    /// The body.
    pub body: &'r [u8],
}

/// An answer that can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sendable {
    pub(super) status: u16,
    /// With the content type, without the length.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) delay: Option<Duration>,
    pub(super) cut: Option<Cut>,
}

/// What is to be said about a book at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Requests that no answer was for, in order: `GET /Users/1`.
    pub unmatched: Vec<String>,
    /// Answers (by their place) that no request asked for.
    pub unused: Vec<usize>,
}

impl Book {
    /// Fills the book, before the first request.
    pub fn fill(&self, answers: Vec<Answer>, shelf: Shelf) {
        let mut pages = self.pages();
        pages.answers = answers.into_iter().map(|answer| (answer, false)).collect();
        pages.shelf = shelf;
    }

    /// What was asked in vain, and what was never asked for.
    pub fn remarks(&self) -> Remarks {
        let pages = self.pages();
        let unused = pages.answers.iter().enumerate().filter(|(_, (_, used))| !used).map(|(place, _)| place);
        Remarks { unmatched: pages.unmatched.clone(), unused: unused.collect() }
    }

    /// The id of the resource of that name.
    pub fn id(&self, name: &str) -> Option<String> {
        self.pages().shelf.id(name).map(str::to_owned)
    }

    /// Whether the next answer for a request is that no connection comes about; then it has been used.
    ///
    /// No listener can answer so. Whoever is about to send asks here first.
    pub fn unreachable(&self, call: &Call) -> Option<FailureKind> {
        let asked =
            Asked { method: Some(call.method), path: &call.path, query: call.query.as_deref(), body: &[] };
        let mut pages = self.pages();
        let place = pages.place(asked)?;
        let (answer, used) = &mut pages.answers[place];
        let unreachable = answer.with.unreachable?;
        *used = true;
        Some(unreachable)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the next answer for a request.
    pub(super) fn answer(&self, asked: Asked<'_>) -> Sendable {
        self.pages().answer(asked)
    }
}

impl Pages {
    fn answer(&mut self, asked: Asked<'_>) -> Sendable {
        match self.next(asked) {
            Some(canned) => self.sendable(&canned, asked),
            None => {
                let target = match asked.query {
                    Some(query) => format!("{}?{query}", asked.path),
                    None => asked.path.to_owned(),
                };
                let request = format!("{} {target}", asked.method.map_or("request", Method::as_str));
                let detail = format!("there is no canned answer for {request}");
                self.unmatched.push(request);
                let refused =
                    Canned { status: Some(UNMATCHED), content: Content::Error(detail), ..Canned::default() };
                self.sendable(&refused, asked)
            }
        }
    }

    fn next(&mut self, asked: Asked<'_>) -> Option<Canned> {
        let place = self.place(asked)?;
        let (answer, used) = &mut self.answers[place];
        *used = true;
        Some(answer.with.clone())
    }

    /// The place of the next answer for a request.
    fn place(&self, asked: Asked<'_>) -> Option<usize> {
        let method = asked.method?;
        let fits = |answer: &Answer| {
            CallPattern::parse(&answer.to)
                .is_some_and(|pattern| pattern.fits(method, asked.path, asked.query))
        };
        let fitting: Vec<usize> = (0..self.answers.len()).filter(|at| fits(&self.answers[*at].0)).collect();
        let fresh = fitting.iter().copied().find(|at| !self.answers[*at].1);
        fresh.or_else(|| fitting.last().copied())
    }

    fn sendable(&mut self, canned: &Canned, asked: Asked<'_>) -> Sendable {
        let usual = if matches!(canned.content, Content::Created(_)) { 201 } else { 200 };
        let status = canned.status.unwrap_or(usual);
        if (200..300).contains(&status) {
            self.take_in(canned, asked);
        }
        let (kind, body) = self.body(&canned.content, status);
        let mut headers = canned.headers.clone();
        let has_type = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let Some(kind) = kind.filter(|_| !has_type) {
            headers.insert(0, ("content-type".to_owned(), kind.to_owned()));
        }
        Sendable { status, headers, body, delay: canned.delay, cut: canned.cut }
    }

    /// What a request that is answered 2xx changes.
    fn take_in(&mut self, canned: &Canned, asked: Asked<'_>) {
        let Ok(body) = serde_json::from_slice::<Value>(asked.body) else { return };
        let id = asked.path.rsplit('/').next().unwrap_or_default();
        let id = percent_decode_str(id).decode_utf8_lossy();
        match (&canned.content, asked.method) {
            (Content::Created(name), _) => self.shelf.created(name, body),
            (_, Some(Method::Put)) => self.shelf.replaced(&id, body),
            (_, Some(Method::Patch)) => self.shelf.patched(&id, &body),
            _ => {}
        }
    }

    fn body(&self, content: &Content, status: u16) -> (Option<&'static str>, Vec<u8>) {
        let json = match content {
            Content::Nothing => return (None, Vec::new()),
            Content::Text(text) => return (Some(TEXT), text.clone().into_bytes()),
            Content::Json(value) => value.clone(),
            Content::Error(detail) => Error::new(status, detail.as_str()).to_json(),
            Content::List(names) => {
                let found: Vec<Value> = names.iter().map(|name| self.shelf.show(name)).collect();
                let total = found.len();
                list::response(found, total, 1)
            }
            Content::Created(name) | Content::Resource(name) => self.shelf.show(name),
        };
        (Some(SCIM_JSON), json.to_string().into_bytes())
    }
}
