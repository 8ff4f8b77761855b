//! Canned answers: from the scenario's words to the book that a pass is answered from.
//!
//! A pass with canned answers reaches no target: it has a port of its own, a line on which nothing can be lost, and a
//! clock on which nobody waits. Its answers are filled in when the org stands, so `${ada.email}` is known, and so is
//! `${ada.id}`: the id that `created: ada` will give.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::line::Line;
use super::pass::Playing;
use super::scope::Scope;
use crate::answers::{Answer, Book, Canned, Content, Cut, Desk, Shelf};
use crate::exchange::{CallPattern, Exchange, FailureKind, Trace};
use crate::idp::okta::{self, Client, Integration};
use crate::idp::org::Org;
use crate::judge::{self, Finding};
use crate::scenario::model::{self, Answers, CannedContent};
use crate::scenario::template::{self, Lookup, Reference};
use crate::scim::urn;
use crate::sender::{self, Target, Timeouts};
use crate::source::{Diagnostic, NodeKind};

/// Opens the port of a pass; its book is still empty.
pub(super) async fn open(answers: &Answers) -> std::io::Result<Desk> {
    let cuts = answers.list.iter().any(|answer| answer.with.cut.is_some());
    Desk::open(Arc::new(Book::default()), cuts).await
}

/// Where the requests of such a pass go, and how long an answer may take.
pub(super) fn target(desk: &Desk, answers: &Answers) -> Result<Target, sender::Error> {
    let mut target = Target::new(Url::parse(&desk.base_url()).map_err(|_| sender::Error::Url)?);
    if let Some(read) = answers.timeout {
        target.timeouts = Timeouts::with_read(read);
    }
    Ok(target)
}

/// Fills the book of a pass whose org stands.
///
/// # Errors
/// A value in an answer cannot be resolved.
pub(super) fn fill(
    book: &Book,
    answers: &Answers,
    integration: Option<&Integration>,
    scope: &Scope<'_>,
    line: &Line,
    random: &mut fastrand::Rng,
) -> Result<(), String> {
    let shelf = shelf(scope.org, integration, line, random);
    let names = Names { scope, shelf: &shelf };
    let explain =
        |mistake: Diagnostic| format!("{} ({})", mistake.message, scope.sources().locate(mistake.span));
    let list = answers.list.iter().map(|answer| one(answer, &names).map_err(explain));
    let list = list.collect::<Result<Vec<_>, _>>()?;
    book.fill(list, shelf);
    Ok(())
}

/// The first requests of a pass for which there was no answer, found after the act that made them. One finding is
/// enough: what comes later in the pass mostly follows from it.
pub(super) fn unmatched(playing: &mut Playing<'_>, trace: &Trace) -> Option<Finding> {
    let (book, answers) = (playing.book.as_ref()?, playing.play.scenario.answers.as_ref()?);
    let unmatched = book.remarks().unmatched;
    if unmatched.is_empty() || std::mem::replace(&mut playing.answer_missing, true) {
        return None;
    }
    let named = |exchange: &&Arc<Exchange>| {
        unmatched.first() == Some(&format!("{} {}", exchange.call.method, exchange.call.target()))
    };
    judge::answers::unmatched(&unmatched, trace.iter().find(named), answers.span)
}

/// Answers that nothing asked for, when everything has been played.
pub(super) fn unused(playing: &Playing<'_>) -> Vec<Finding> {
    let (Some(book), Some(answers)) = (&playing.book, &playing.play.scenario.answers) else {
        return Vec::new();
    };
    let unused = book.remarks().unused.into_iter().filter_map(|place| answers.list.get(place));
    let finding = |answer: &model::CannedAnswer| {
        let to = &answer.to;
        judge::answers::unused(&to.value, &playing.config.sources.locate(to.span), to.span)
    };
    unused.map(finding).collect()
}

/// Everybody in the org, as a server would show them if Okta had created them already.
fn shelf(org: &Org, integration: Option<&Integration>, line: &Line, random: &mut fastrand::Rng) -> Shelf {
    let plain = Integration::new(Client::Aiw);
    let integration = integration.unwrap_or(&plain);
    let mut shelf = Shelf::new(line.base_url(), &line.clock().timestamp());
    for (name, user) in &org.users {
        shelf.user(name, &id(random), okta::user_resource(user, integration));
    }
    for (name, group) in &org.groups {
        let members = group.members.iter().filter_map(|member| {
            let user = org.users.get(member)?;
            Some(json!({ "value": shelf.id(member)?, "display": user.user_name }))
        });
        let members: Vec<Value> = members.collect();
        let resource =
            json!({ "schemas": [urn::GROUP], "displayName": group.display_name, "members": members });
        shelf.group(name, &id(random), resource);
    }
    shelf
}

/// A UUID, as most servers give.
fn id(random: &mut fastrand::Rng) -> String {
    uuid::Builder::from_random_bytes(random.u128(..).to_be_bytes()).into_uuid().to_string()
}

fn one(answer: &model::CannedAnswer, names: &Names<'_>) -> Result<Answer, Diagnostic> {
    let to = template::interpolate(&answer.to, names)?;
    if CallPattern::parse(&to).is_none() {
        return Err(Diagnostic::error(format!("`{to}` is not a call"), answer.to.span));
    }
    let with = &answer.with;
    let status = match &with.status {
        None => None,
        Some(node) => {
            let value = template::resolve(node, names)?;
            let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
            let status = number.and_then(|number| u16::try_from(number).ok());
            let status = status.filter(|status| (200..=599).contains(status));
            Some(status.ok_or_else(|| {
                Diagnostic::error(format!("{value} is not a status that can be answered"), node.span)
            })?)
        }
    };
    let headers = with.headers.iter().map(|(name, value)| {
        let value = template::interpolate(value, names)?;
        Ok((name.value.clone(), value))
    });
    Ok(Answer {
        to,
        with: Canned {
            status,
            headers: headers.collect::<Result<_, Diagnostic>>()?,
            content: content(&with.content, names)?,
            delay: with.delay.filter(|delay| *delay > Duration::ZERO),
            cut: with.cut.map(cut),
            unreachable: with.unreachable.map(unreachable),
        },
    })
}

fn content(content: &CannedContent, names: &Names<'_>) -> Result<Content, Diagnostic> {
    Ok(match content {
        CannedContent::Nothing => Content::Nothing,
        CannedContent::Error(detail) => Content::Error(template::interpolate(detail, names)?),
        CannedContent::List(members) => {
            Content::List(members.iter().map(|member| member.value.clone()).collect())
        }
        CannedContent::Created(member) => Content::Created(member.value.clone()),
        CannedContent::Resource(member) => Content::Resource(member.value.clone()),
        CannedContent::Body(node) => match (&node.kind, template::resolve(node, names)?) {
            // A text is sent as it stands: that is how a scenario answers in HTML, or with broken JSON.
            (NodeKind::String(_), Value::String(text)) => Content::Text(text),
            (_, value) => Content::Json(value),
        },
    })
}

const fn cut(cut: model::Cut) -> Cut {
    match cut {
        model::Cut::Reset => Cut::Reset,
        model::Cut::Truncate => Cut::Truncate,
        model::Cut::Empty => Cut::Empty,
        model::Cut::Malformed => Cut::Malformed,
    }
}

const fn unreachable(unreachable: model::Unreachable) -> FailureKind {
    match unreachable {
        model::Unreachable::Name => FailureKind::NameNotResolved,
        model::Unreachable::Refused => FailureKind::ConnectionRefused,
        model::Unreachable::Timeout => FailureKind::ConnectTimeout,
        model::Unreachable::Tls => FailureKind::Tls,
    }
}

/// The names of the pass, with the ids that its answers give.
struct Names<'a> {
    scope: &'a Scope<'a>,
    shelf: &'a Shelf,
}

impl Lookup for Names<'_> {
    fn get(&self, reference: &Reference) -> Option<Value> {
        let id = match reference {
            Reference::Path(path) => match path.as_slice() {
                [name, part] if part == "id" => self.shelf.id(name),
                _ => None,
            },
            _ => None,
        };
        id.map(Value::from).or_else(|| self.scope.get(reference))
    }

    fn names(&self) -> Vec<String> {
        self.scope.names()
    }
}
