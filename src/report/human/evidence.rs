//! The rows of a failure: what the admin saw, what was sent and answered, what a read found, and how to repeat it.

use std::borrow::Cow;

use console::measure_text_width;
use serde_json::Value;

use super::super::page::Page;
pub(super) use super::super::rules::level_tone as tone;
use super::super::{clean, excerpt, rules, words};
use crate::exchange::{Content, Evidence, Exchange, NotJson, Payload, curl_line};
use crate::idp::{Alert, Consequence, Verdict};
use crate::judge::Finding;
use crate::outcome::StepResult;

/// Longer command lines are not printed unless everything is: nobody reads them, and the screen would be theirs.
const LONGEST_CURL: usize = 2_000;

/// What the IdP's admin sees.
pub(super) fn verdict(page: &mut Page<'_>, client: &str, step: &StepResult) {
    let Some(verdict) = &step.verdict else { return };
    let label = if client.starts_with("okta") { "Okta shows" } else { "admin sees" };
    // When nothing was sent, the reason may be one of the consequences: it is told once, with its mark.
    let told = step.consequences.iter().find(|consequence| is_reason(verdict, consequence));
    page.row(label, &format!("{}{}", verdict_text(verdict), told.map_or("", mark)));
    if let Some(heading) = verdict.alert().and_then(|alert| alert.heading.as_ref()) {
        page.row("", &format!("under the heading \"{heading}\""));
    }
    if page.layout.verbose
        && let Some(alert) = verdict.alert()
    {
        elsewhere(page, alert);
    }
    for remark in &step.remarks {
        page.row("", remark);
    }
    let others = step.consequences.iter().filter(|consequence| !is_reason(verdict, consequence));
    for (index, consequence) in others.enumerate() {
        let text = format!("{}{}", consequence.text, mark(consequence));
        page.row(if index == 0 { "and then" } else { "" }, &text);
    }
}

fn is_reason(verdict: &Verdict, consequence: &Consequence) -> bool {
    matches!(verdict, Verdict::NotRun { reason } if *reason == consequence.text)
}

fn mark(consequence: &Consequence) -> &'static str {
    if consequence.evidence == Evidence::Inferred { " (inferred)" } else { "" }
}

/// Where else the admin meets the error.
fn elsewhere(page: &mut Page<'_>, alert: &Alert) {
    page.row("shown in", alert.place.as_str());
    if let Some(banner) = &alert.banner {
        page.row("", &format!("with the line \"{banner}\""));
    }
    if let Some(event) = &alert.event {
        let reason = event.outcome.reason.as_deref().unwrap_or("no reason");
        page.row("System Log", &format!("{} {}: {reason}", event.event_type, event.outcome.result));
    }
}

fn verdict_text(verdict: &Verdict) -> Cow<'static, str> {
    match verdict {
        Verdict::Success => "success. The admin sees no error.".into(),
        Verdict::Failure(alert) => match alert.line() {
            Some(line) => format!("{line} (wording: {})", alert.evidence.as_str()).into(),
            None => "an error whose text is not known".into(),
        },
        Verdict::Rescheduled { reason } => format!("nothing yet, the job is rescheduled: {reason}").into(),
        Verdict::NotRun { reason } => format!("nothing: {reason}").into(),
    }
}

/// The exchange that a finding is about.
pub(super) fn exchange_of<'a>(finding: &'a Finding, step: Option<&'a StepResult>) -> Option<&'a Exchange> {
    match step {
        Some(step) => step.exchange_behind(finding),
        None => finding.exchange.as_deref(),
    }
}

/// `sent` and `answered`.
pub(super) fn exchange(page: &mut Page<'_>, exchange: &Exchange, pointer: Option<&str>) {
    sent(page, exchange, pointer);
    answered(page, exchange, pointer);
}

fn sent(page: &mut Page<'_>, exchange: &Exchange, pointer: Option<&str>) {
    let label = if exchange.was_sent() { "sent" } else { "not sent" };
    let request = format!("{} {}", exchange.call.method, exchange.call.target());
    match &exchange.call.body {
        None => page.row(label, &request),
        Some(Payload::Json(body)) => with_body(page, label, &request, body, pointer),
        Some(Payload::Raw(text)) => {
            page.row(label, &request);
            let text = excerpt::text(text, page.value_width(), page.layout.ellipsis());
            page.ready_row("", &text);
        }
    }
}

fn answered(page: &mut Page<'_>, exchange: &Exchange, pointer: Option<&str>) {
    match &exchange.result {
        Ok(answer) => {
            let status = format!("{} {}", answer.status, answer.reason());
            let status = status.trim_end();
            match &answer.content.json {
                Ok(body) => with_body(page, "answered", status, body, pointer),
                Err(NotJson::Empty) => page.row("answered", &format!("{status}, no body")),
                Err(reason) => not_json(page, status, answer.header("content-type"), &answer.content, reason),
            }
        }
        Err(failure) if !exchange.was_sent() => page.row("because", &failure.to_string()),
        Err(failure) => {
            let after = words::duration(exchange.timing.total);
            page.row("answered", &format!("nothing: {failure} (after {after})"));
        }
    }
    if !exchange.repeats.is_empty() {
        let waited = exchange.repeats.iter().map(|repeat| repeat.waited).sum();
        let times = words::count(exchange.repeats.len(), "earlier try was", "earlier tries were");
        page.row("", &format!("{times} put off (429); waited {}", words::duration(waited)));
    }
}

fn not_json(page: &mut Page<'_>, status: &str, kind: Option<&str>, content: &Content, reason: &NotJson) {
    let kind = kind.unwrap_or("no Content-Type");
    page.row("answered", &format!("{status}   {kind}: {reason}"));
    let text = excerpt::text(&content.text(), page.value_width(), page.layout.ellipsis());
    page.ready_row("", &text);
}

/// A head and a body on one line if both fit whole, else the body shortened on a line of its own.
fn with_body(page: &mut Page<'_>, label: &str, head: &str, body: &Value, pointer: Option<&str>) {
    let (width, ellipsis) = (page.value_width(), page.layout.ellipsis());
    let head = clean::line(head);
    let beside = width.saturating_sub(measure_text_width(&head) + 3);
    // A few columns are not worth shortening for: the next line has room for more.
    let short = excerpt::json(body, pointer, beside, ellipsis);
    let whole = excerpt::json(body, pointer, width, ellipsis);
    let fits = measure_text_width(&short.text) <= beside;
    if fits && (short.text == whole.text || beside >= 40 && page.layout.columns() >= 120) {
        let text = page.pointed(&short.text, short.focus);
        page.ready_row(label, &format!("{head}   {text}"));
    } else {
        page.row(label, &head);
        let text = page.pointed(&whole.text, whole.focus);
        page.ready_row("", &text);
    }
}

/// `read back` with what was found and expected, or `expected` and `found` where no read proves it.
pub(super) fn comparison(page: &mut Page<'_>, finding: &Finding) {
    let expected = finding.expected.as_deref();
    let Some(read) = &finding.read_back else {
        if let Some(expected) = expected {
            page.row("expected", expected);
        }
        if let Some(found) = &finding.found {
            page.row("found", found);
        }
        return;
    };
    let mut text = format!("{} {}  {}  ", read.call.method, read.call.target(), page.layout.arrow());
    match (&read.result, &finding.found) {
        (Err(failure), _) => text.push_str(&format!("no answer: {failure}")),
        (Ok(answer), None) => text.push_str(&format!("{} {}", answer.status, answer.reason())),
        // What was found may be the status itself.
        (Ok(answer), Some(found)) if *found == answer.status.to_string() => {
            text.push_str(&format!("{found} {}", answer.reason()));
        }
        (Ok(answer), Some(found)) => {
            if !answer.is_success() {
                text.push_str(&format!("{} {}  ", answer.status, answer.reason()));
            }
            match name(finding) {
                Some(name) if !found.starts_with(&name) => text.push_str(&format!("{name}: {found}")),
                _ => text.push_str(found),
            }
        }
    }
    if let Some(expected) = expected {
        text.push_str(&format!("    expected {expected}"));
    }
    page.row("read back", &text);
}

/// `/name/givenName` as `name.givenName`, the URN of an extension left out.
fn name(finding: &Finding) -> Option<String> {
    let pointer = finding.pointer.as_deref()?.strip_prefix('/')?;
    let tokens: Vec<&str> = pointer.split('/').filter(|token| !token.starts_with("urn:")).collect();
    Some(tokens.join(".").replace("~1", "/").replace("~0", "~")).filter(|name| !name.is_empty())
}

/// `rule`, and how sure we are that the client sends such a request.
pub(super) fn rule(page: &mut Page<'_>, client: &str, finding: &Finding) {
    let mut text = format!("{}   {} for {client}", finding.rule, finding.level.as_str());
    if let Some(view) = rules::standard_view(finding, client) {
        text.push_str(&format!(", {view}"));
    }
    if let Some(source) = &finding.source {
        text.push_str(&format!("   {source}"));
    }
    page.row("rule", &text);
    match finding.evidence {
        Evidence::Inferred => {
            page.row("evidence", "inferred: no source shows that the client sends exactly this request");
        }
        Evidence::Reported => page.row("evidence", "reported: others say that the client sends this request"),
        Evidence::Captured if page.layout.verbose => {
            page.row("evidence", "captured: such a request stands in a published log of the client");
        }
        Evidence::Documented if page.layout.verbose => {
            page.row("evidence", "documented: the client's vendor describes this request");
        }
        Evidence::Documented | Evidence::Captured | Evidence::Scenario => {}
    }
}

/// Which cause of the run it belongs to, and from what it follows.
pub(super) fn origin(page: &mut Page<'_>, finding: &Finding) {
    let Some(cause) = finding.cause else { return };
    match &finding.follows_from {
        None => page.row("cause", &format!("{cause}: {}", crate::judge::cause::damage(finding).as_str())),
        Some(origin) => {
            let step = origin.step.map_or_else(String::new, |step| format!(" in step {step}"));
            page.row("cause", &format!("{cause}: follows from {}{step}", origin.rule));
        }
    }
}

/// `likely cause` and `fix`.
pub(super) fn advice(page: &mut Page<'_>, finding: &Finding) {
    if let Some(cause) = &finding.likely_cause {
        page.row("likely cause", cause);
    }
    page.row("fix", finding.fix.as_deref().unwrap_or(finding.rule.fix));
}

/// The command line that repeats the exchange, broken so that it can still be pasted into a shell.
pub(super) fn again(page: &mut Page<'_>, exchange: &Exchange, authorization: Option<&str>) {
    if !exchange.is_repeatable() {
        return;
    }
    let line = curl_line(exchange, authorization);
    if line.len() > LONGEST_CURL && !page.layout.verbose {
        let size = line.len().div_ceil(1000);
        page.row("again", &format!("a curl line of {size} kB; --verbose and the JSON report have it"));
        return;
    }
    // A blank and a backslash end every line but the last, two blanks begin every line but the first.
    let (first, further) = (page.value_width() - 2, page.value_width() - 4);
    let mut lines: Vec<String> = Vec::new();
    for word in shell_words(&line) {
        let width = if lines.len() > 1 { further } else { first };
        match lines.last_mut() {
            Some(last) if measure_text_width(last) + 1 + measure_text_width(&word) <= width => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    let last = lines.len().saturating_sub(1);
    for (index, line) in lines.iter().enumerate() {
        let (label, indent) = if index == 0 { ("again", "") } else { ("", "  ") };
        let end = if index == last { "" } else { " \\" };
        page.ready_row(label, &format!("{indent}{line}{end}"));
    }
}

/// The words of a shell command, quotes kept, each option together with its value.
fn shell_words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut escaped = false;
    for character in line.chars() {
        match (quote, character) {
            (None, ' ' | '\n') if !escaped => {
                words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)))
            }
            _ => {
                match (quote, character) {
                    _ if escaped => {}
                    (None, '\'' | '"') => quote = Some(character),
                    (Some(open), close) if open == close => quote = None,
                    _ => {}
                }
                // Inside single quotes a backslash is an ordinary character.
                escaped = character == '\\' && !escaped && quote != Some('\'');
                word.push_str(&clean::line(character.encode_utf8(&mut [0; 4])));
            }
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    let mut joined: Vec<String> = Vec::new();
    let mut takes_value = false;
    for word in words {
        let option = word.starts_with('-');
        match joined.last_mut() {
            Some(last) if takes_value && !option => {
                last.push(' ');
                last.push_str(&word);
            }
            _ => joined.push(word),
        }
        takes_value = option;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::shell_words;

    #[test]
    fn options_stay_with_their_values_and_quoted_blanks_do_not_split() {
        let line = r#"curl -sS -X PATCH 'http://h/a b' -H "A: \"b c\"" --data-raw '{"a": "it'\''s"}'"#;
        assert_eq!(
            shell_words(line),
            [
                "curl",
                "-sS",
                "-X PATCH",
                "'http://h/a b'",
                r#"-H "A: \"b c\"""#,
                r#"--data-raw '{"a": "it'\''s"}'"#
            ]
        );
    }
}
