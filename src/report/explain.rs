//! The explanation of a text that Okta showed, as a page for the screen.

use super::layout::{Layout, Tone};
use super::page::Page;
use crate::exchange::FailureKind;
use crate::idp::okta::explain::{
    Body, Caused, Explanation, Looks, NotJson, Parts, Remote, Reply, Request, Words,
};
use crate::scim::urn;

/// What this program ships, so that a page names nothing that is not there.
#[derive(Clone, Copy)]
pub struct Shipped<'a> {
    /// Whether a scenario of that name is shipped.
    pub scenario: &'a dyn Fn(&str) -> bool,
    /// Whether the embedded provider can show a fault of that name.
    pub fault: &'a dyn Fn(&str) -> bool,
}

impl std::fmt::Debug for Shipped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shipped").finish_non_exhaustive()
    }
}

/// The page.
pub fn page(layout: Layout, explanation: &Explanation, shipped: Shipped<'_>) -> String {
    let mut out = String::new();
    let mut page = Page::new(layout, &mut out);
    let Some(situation) = explanation.situations.first() else {
        unplaced(&mut page, explanation);
        return out;
    };
    for line in page.wrap(situation.summary, page.layout.columns()) {
        let line = page.layout.paint(Tone::Strong, &line);
        page.ready(&line);
    }
    page.gap();
    recognised(&mut page, &explanation.parts);
    if let Some(caused) = &explanation.caused {
        cause(&mut page, caused);
    }
    page.gap();
    let several = situation.causes.len() > 1;
    for (index, cause) in situation.causes.iter().enumerate() {
        let label = if index == 0 { if several { "likely causes" } else { "likely cause" } } else { "" };
        let text = if several { format!("{}. {cause}", index + 1) } else { (*cause).to_owned() };
        page.row(label, &text);
    }
    for (index, fix) in situation.fixes.iter().enumerate() {
        page.row(if index == 0 { "what helps" } else { "" }, fix);
    }
    page.gap();
    if let Some(name) = situation.scenario.filter(|name| (shipped.scenario)(name)) {
        page.command("see it", &format!("scimulate run {name} --verbose"));
    }
    page.command("replay it", "scimulate reproduce \"…\" (with --target against your server)");
    let faults: Vec<&str> = situation.faults.iter().copied().filter(|name| (shipped.fault)(name)).collect();
    if !faults.is_empty() {
        page.row("faults", &format!("{} (scimulate run --fault NAME)", faults.join(", ")));
    }
    page.row("sources", &situation.sources.join("; "));
    if let Some(other) = explanation.situations.get(1).filter(|other| other.summary != situation.summary) {
        page.row("also fits", other.summary);
    }
    out
}

/// A text that has no place, with what was recognised in it all the same.
fn unplaced(page: &mut Page<'_>, explanation: &Explanation) {
    let parts = &explanation.parts;
    if parts.is_placed() {
        page.paragraph(0, "", "This is a text of Okta's, and it does not say what went wrong.");
    } else {
        page.paragraph(0, "", "This text has no form of Okta's that is known here.");
    }
    page.gap();
    page.row("read", if explanation.text.is_empty() { "nothing" } else { &explanation.text });
    recognised(page, parts);
    if parts.is_placed() {
        page.row(
            "what helps",
            "paste the rest of the message, or the entry's \"reason\" from the System Log",
        );
    } else {
        page.row(
            "forms known",
            "tasks (Automatic … of user … to app … failed: …), actions (Error while …: …), group pushes (Unable to \
             update Group Push mapping …), the connection test (Error authenticating: …), lines and entries of the \
             System Log, and \"… Errors reported by remote server: …\"",
        );
    }
}

fn recognised(page: &mut Page<'_>, parts: &Parts) {
    if let Some(place) = parts.place {
        let job = parts.job.as_ref().map(|job| format!(", automatic {job}")).unwrap_or_default();
        page.row("shown in", &format!("{}{job}", place.as_str()));
    }
    if let Some(event) = &parts.event_type {
        page.row("log entry", event);
    }
    if let Some(operation) = parts.operation {
        page.row("Okta was", &format!("{}, as when an admin {}", operation.doing(), operation.act()));
    }
    let user = match (&parts.user, &parts.user_name) {
        (Some(user), Some(name)) if user != name => Some(format!("{user} ({name})")),
        (user, name) => name.clone().or_else(|| user.clone()),
    };
    for (label, value) in
        [("user", &user), ("group", &parts.group), ("app", &parts.app), ("failed on", &parts.failed_on)]
    {
        if let Some(value) = value {
            page.row(label, value);
        }
    }
    match &parts.remote {
        None => {}
        Some(Remote::Answered { phrase, status, words }) => answered(page, phrase, *status, words),
        Some(Remote::Connection { text, .. }) => page.row("connection", text),
        Some(Remote::Okta { text, .. }) => page.row("Okta's words", text),
        Some(Remote::Other { text }) => page.row("words", &format!("{text} (no form of Okta's)")),
    }
}

fn answered(page: &mut Page<'_>, phrase: &str, status: Option<u16>, words: &Words) {
    match (status, phrase) {
        (Some(status), phrase) => page.row("status", &format!("{status} {phrase}")),
        (None, "") => {}
        (None, phrase) => {
            page.row("status", &format!("not known: \"{phrase}\" is no registered reason phrase"));
        }
    }
    match words {
        Words::Detail { detail } => page.row("server said", detail),
        Words::NotJson(body) => not_json(page, body),
        Words::Nothing => page.row("server said", "none"),
        Words::NotShown => {}
    }
}

fn not_json(page: &mut Page<'_>, body: &NotJson) {
    let looks = match body.looks {
        Looks::PlainText => "plain text",
        Looks::Html => "HTML or XML",
        Looks::CutOff => "JSON that breaks off",
        Looks::BrokenJson => "JSON with a mistake in it",
        Looks::Unknown => "not JSON",
    };
    let mut text = looks.to_owned();
    if let Some(stopped) = &body.stopped_at {
        text.push_str(&format!("; the parser stopped at `{stopped}`"));
    }
    if let (Some(line), Some(column)) = (body.line, body.column) {
        text.push_str(&format!(", line {line}, column {column}"));
    }
    page.row("body", &text);
    if let Some(shown) = &body.body {
        let rest = body.left_out.map(|left| format!(" … and {left} more characters")).unwrap_or_default();
        page.row("", &format!("{shown}{rest}"));
    }
}

/// The request behind it and its reply.
fn cause(page: &mut Page<'_>, caused: &Caused) {
    page.gap();
    for (index, request) in caused.requests.iter().enumerate() {
        page.row(if index == 0 { "request" } else { "or" }, &line(request));
    }
    if caused.requests.len() > 1 {
        page.row("", "the text does not tell which of them; the server's log does");
    }
    match &caused.reply {
        Reply::Answer { status, body } => page.row("answered", &reply(*status, body)),
        Reply::NoAnswer { failure } => page.row("answered", no_answer(*failure)),
        Reply::OktaRefused => {
            page.row("answered", "nothing was wrong with an answer: Okta itself does not go on")
        }
    }
}

fn line(request: &Request) -> String {
    format!("{} {} ({})", request.method, request.target, request.clients)
}

fn reply(code: Option<u16>, body: &Body) -> String {
    let status = code.map_or_else(|| "an error,".to_owned(), |status| status.to_string());
    let body = match body {
        // With blanks in it, so that it breaks over lines where it can be read.
        Body::Error { detail } => {
            let detail = serde_json::Value::from(detail.as_str());
            if code.is_none() {
                return format!("an error with this detail: {detail}");
            }
            return format!(
                "{status} {{ \"schemas\": [\"{}\"], \"status\": \"{status}\", \"detail\": {detail} }}",
                urn::ERROR
            );
        }
        Body::NotJson(NotJson { body: Some(text), left_out: None, .. }) => return format!("{status} {text}"),
        Body::NotJson(NotJson { stopped_at: Some(start), looks: Looks::PlainText | Looks::Html, .. }) => {
            return format!("{status} with a body that begins with {start}");
        }
        Body::NotJson(_) => "with a body that is no JSON",
        Body::WithoutWords => "with an empty body, or JSON without a `detail`",
        Body::Empty => "without a body",
        Body::UserWithoutSchemas => "with a user that has no `schemas`",
        Body::InactiveUser => "with a user whose `active` is false",
        Body::WrongType => "with a user, one attribute of which has another type than Okta expects",
        Body::UnreadableList => "with a body that is no list that Okta can read",
        Body::EmptyList => "with an empty list",
        Body::Several => "with more than one resource",
        Body::Unknown => return status.trim_end_matches(',').to_owned(),
    };
    format!("{status} {body}")
}

const fn no_answer(failure: FailureKind) -> &'static str {
    match failure {
        FailureKind::ReadTimeout => "not within 60 seconds",
        FailureKind::ConnectTimeout => "not at all: no connection within Okta's limit",
        FailureKind::ConnectionRefused => "not at all: the connection was refused",
        FailureKind::NameNotResolved => "not at all: most likely the host name does not resolve",
        FailureKind::Tls => "not at all: no secure connection could be made",
        FailureKind::ClosedWithoutAnswer => "not at all: the connection was closed",
        FailureKind::Truncated => "in part: the connection ended in the middle of the body",
        _ => "not at all",
    }
}

#[cfg(test)]
mod tests {
    use super::{Shipped, page};
    use crate::idp::okta::explain::explain;
    use crate::report::Layout;

    fn text(pasted: &str) -> String {
        let shipped = Shipped { scenario: &|_| true, fault: &|name| name == "null-rejected" };
        page(Layout::default(), &explain(pasted), shipped)
    }

    #[test]
    fn a_page_says_what_why_and_what_helps_within_the_screen() {
        let text = text(
            "Automatic profile push of user Ada Lovelace to app Acme failed: Error while trying to push profile update \
             for ada@example.com: Bad Request. Errors reported by remote server: Request is malformed: Error: Expecting \
             string at 0.1.userType but instead got: null.",
        );
        for line in text.lines() {
            assert!(console::measure_text_width(line) <= 80, "{line}");
        }
        for part in [
            "The target refuses an attribute that Okta sends as null.",
            "Dashboard > Tasks, automatic profile push",
            "Ada Lovelace (ada@example.com)",
            "400 Bad Request",
            "PUT /Users/{id}",
            "1. The attribute has no value in Okta",
            "scimulate run okta/messages/null-user-type",
            "faults        null-rejected (",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn a_text_without_a_place_is_told_with_what_was_recognised() {
        let unknown = text("This choice creates a conflict.");
        assert!(
            unknown.starts_with("This text has no form of Okta's") && unknown.contains("forms known"),
            "{unknown}"
        );
        let half = text("Automatic provisioning of user Ada to app Acme failed:");
        assert!(half.contains("does not say what went wrong") && half.contains("Acme"), "{half}");
    }
}
