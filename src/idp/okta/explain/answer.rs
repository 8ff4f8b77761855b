//! Which request was answered how, so that Okta showed a text.

use serde::Serialize;

use super::fragment::NotJson;
use super::grammar::Parts;
use super::operation::{Operation, Request};
use super::remote::{Remote, Words};
use super::sentence::Sentence;
use crate::exchange::FailureKind;

/// What came back for the request that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reply {
    /// An answer.
    Answer {
        /// Its status; `None` = any that is no success.
        status: Option<u16>,
        /// Its body.
        body: Body,
    },
    /// No answer.
    NoAnswer {
        /// What became of the connection.
        failure: FailureKind,
    },
    /// Nothing was wrong with the answer: Okta itself refused to go on.
    OktaRefused,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// A SCIM error with this detail.
    Error {
        /// The detail.
        detail: String,
    },
    /// Not JSON.
    NotJson(NotJson),
    /// Empty, or JSON without a detail.
    WithoutWords,
    /// Empty.
    Empty,
    /// A user without `schemas`.
    UserWithoutSchemas,
    /// A user who is still shown as inactive.
    InactiveUser,
    /// A user with an attribute of an unexpected type.
    WrongType,
    /// Not a list that Okta can read.
    UnreadableList,
    /// A list without anybody in it.
    EmptyList,
    /// A list with more than one resource.
    Several,
    /// Not known from the text.
    Unknown,
}

/// The request that failed, and its reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Caused {
    /// The requests of which one was answered so, the likelier one first; empty when Okta sent none.
    pub requests: Vec<Request>,
    /// What came back.
    pub reply: Reply,
}

/// What must have happened.
pub(super) fn of(parts: &Parts) -> Option<Caused> {
    let reply = reply(parts)?;
    let gone = parts.sentence() == Some(Sentence::UserGone);
    let mut requests: Vec<Request> =
        parts.operation.map(|operation| operation.requests().to_vec()).unwrap_or_default();
    if gone || parts.sentence() == Some(Sentence::ReactivationDelayed) {
        requests = Operation::ImportProfile.requests().to_vec();
    }
    if matches!(
        parts.sentence(),
        Some(
            Sentence::InvalidNamespace
                | Sentence::Pattern
                | Sentence::TemplateConflict
                | Sentence::AssignedBefore
        )
    ) {
        requests.clear();
    }
    Some(Caused { requests, reply })
}

fn reply(parts: &Parts) -> Option<Reply> {
    let answer = |status: u16, body: Body| Some(Reply::Answer { status: Some(status), body });
    let Some(remote) = &parts.remote else {
        // The one entry that is known to have no reason.
        let is_sync = parts.event_type.as_deref() == Some("application.provision.user.sync");
        return if is_sync { answer(200, Body::UnreadableList) } else { None };
    };
    match remote {
        Remote::Answered { status, words, .. } => Some(Reply::Answer {
            status: *status,
            body: match words {
                Words::Detail { detail } => Body::Error { detail: detail.clone() },
                Words::NotJson(body) => Body::NotJson(body.clone()),
                Words::Nothing => Body::WithoutWords,
                Words::NotShown if parts.operation == Some(Operation::Authenticate) => Body::WithoutWords,
                Words::NotShown => Body::Unknown,
            },
        }),
        Remote::Connection { failure, .. } => Some(Reply::NoAnswer { failure: *failure }),
        Remote::Okta { sentence, .. } => match sentence {
            Sentence::EmptyUser => answer(201, Body::Empty),
            Sentence::NoSchemas => answer(201, Body::UserWithoutSchemas),
            Sentence::UserGone | Sentence::GroupUnreadable | Sentence::LinkedGroupMissing => {
                answer(404, Body::Unknown)
            }
            Sentence::NotFoundInApp => answer(404, Body::Unknown),
            Sentence::MatchingUserNotFound => answer(200, Body::EmptyList),
            Sentence::UserInactive | Sentence::ReactivationDelayed => answer(200, Body::InactiveUser),
            Sentence::WrongType => answer(200, Body::WrongType),
            Sentence::NoResults => answer(200, Body::UnreadableList),
            Sentence::MoreThanOne => answer(200, Body::Several),
            Sentence::GroupExists => answer(409, Body::Unknown),
            Sentence::RateLimit => answer(429, Body::Unknown),
            Sentence::CredentialsInvalid => answer(401, Body::Unknown),
            Sentence::InvalidNamespace
            | Sentence::AssignedBefore
            | Sentence::Pattern
            | Sentence::TemplateConflict
            | Sentence::ImportOfInactive
            | Sentence::EmptyPassword => Some(Reply::OktaRefused),
            Sentence::Banner
            | Sentence::Deprovisioning
            | Sentence::ProfileErrors
            | Sentence::GroupNameTooLong
            | Sentence::MasteredElsewhere => Some(Reply::Answer { status: None, body: Body::Unknown }),
        },
        Remote::Other { .. } => None,
    }
}
