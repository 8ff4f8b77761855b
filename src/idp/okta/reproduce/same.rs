//! Whether what Okta showed is what was pasted.
//!
//! People paste a part of what they see, with other punctuation, and about other people. So a text counts as the same
//! when it is, blanks and punctuation aside, one of the forms in which Okta shows an error, or a part of one; and
//! names, ids, hosts and times do not count. Vendors quote texts with slips, and Okta changed some wordings; so the same
//! answer to the same act counts too, and is told apart.

use serde::Serialize;

use crate::idp::Alert;
use crate::idp::okta::explain::{Explanation, Parts, Remote, Sentence, Words, explain};

/// How a pasted text compares with what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sameness {
    /// To the letter, blanks and a full stop at the end aside.
    Same,
    /// A part of what was shown, or with other punctuation.
    InPart,
    /// The same but for names, ids, hosts and times.
    ButForNames,
    /// The same act, the same answer, in other words.
    InSubstance,
    /// Another text.
    Different,
}

impl Sameness {
    /// Whether the same text came out.
    pub const fn holds(self) -> bool {
        !matches!(self, Sameness::Different)
    }

    /// What to say of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sameness::Same => "yes, to the letter",
            Sameness::InPart => "yes: what was pasted is a part of it, or differs in punctuation",
            Sameness::ButForNames => "yes, names, ids, hosts and times aside",
            Sameness::InSubstance => "in substance: the same act and the same answer, worded otherwise",
            Sameness::Different => "no",
        }
    }
}

/// A part must be this long to be told from chance.
const SHORTEST_PART: usize = 12;

/// Compares a pasted text with an error that was shown.
pub fn compare(pasted: &Explanation, shown: &Alert) -> Sameness {
    let forms = forms(shown);
    let wanted = pasted.text.trim_end_matches('.');
    if forms.iter().any(|form| squeeze(form).trim_end_matches('.') == wanted) {
        return Sameness::Same;
    }
    let wanted = letters(&pasted.text);
    if forms.iter().any(|form| holds(&letters(form), &wanted)) {
        return Sameness::InPart;
    }
    let wanted = anonymous(pasted);
    let anonymised: Vec<String> = forms.iter().map(|form| anonymous(&explain(form))).collect();
    if anonymised.iter().any(|form| holds(form, &wanted)) {
        return Sameness::ButForNames;
    }
    let lines = forms.iter().map(|form| explain(form).parts);
    if lines.into_iter().any(|parts| is_same_in_substance(&pasted.parts, &parts)) {
        return Sameness::InSubstance;
    }
    Sameness::Different
}

/// Whether two texts tell of the same answer to the same act. What the pasted one does not say is no difference.
fn is_same_in_substance(pasted: &Parts, shown: &Parts) -> bool {
    let act = pasted.operation.is_none() || pasted.operation == shown.operation;
    let answer = match (&pasted.remote, &shown.remote) {
        (
            Some(Remote::Answered { status: Some(wanted), words: wanted_words, .. }),
            Some(Remote::Answered { status: Some(status), words, .. }),
        ) => wanted == status && is_same_words(wanted_words, words),
        // After the tenth 429 Okta speaks of the limit.
        (
            Some(Remote::Answered { status: Some(429), .. }),
            Some(Remote::Okta { sentence: Sentence::RateLimit, .. }),
        ) => return true,
        (Some(Remote::Connection { failure: wanted, .. }), Some(Remote::Connection { failure, .. })) => {
            wanted == failure
        }
        (Some(Remote::Okta { sentence: wanted, .. }), Some(Remote::Okta { sentence, .. })) => {
            wanted == sentence
        }
        _ => false,
    };
    act && answer
}

fn is_same_words(pasted: &Words, shown: &Words) -> bool {
    match (pasted, shown) {
        (Words::NotShown, _) => true,
        (Words::Detail { detail: pasted }, Words::Detail { detail: shown }) => {
            letters(pasted) == letters(shown)
        }
        (Words::NotJson(pasted), Words::NotJson(shown)) => {
            pasted.looks == shown.looks
                && pasted.stopped_at.as_ref().is_none_or(|at| Some(at) == shown.stopped_at.as_ref())
        }
        (Words::Nothing, Words::Nothing) => true,
        _ => false,
    }
}

/// Every form in which Okta shows the error: the line, its core, the banner, the heading, the entry of the log.
fn forms(alert: &Alert) -> Vec<String> {
    let mut forms: Vec<String> = [&alert.text, &alert.task, &alert.heading, &alert.banner]
        .into_iter()
        .filter_map(Clone::clone)
        .collect();
    forms.extend(alert.line());
    if let Some(event) = &alert.event {
        let reason = event.outcome.reason.as_deref().unwrap_or_default();
        for name in event.display_message.iter().chain([&event.event_type]) {
            forms.push(format!("{name} {}: {reason}", event.outcome.result));
            forms.push(format!("{name}: {reason}"));
        }
        forms.extend(event.outcome.reason.clone());
    }
    forms
}

fn holds(shown: &str, wanted: &str) -> bool {
    shown == wanted || (wanted.len() >= SHORTEST_PART && shown.contains(wanted))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The letters of a text without what differs from one play to the next.
fn anonymous(explained: &Explanation) -> String {
    let mut text = explained.text.clone();
    let parts = &explained.parts;
    if let Some((before, rest)) = text.split_once("Failed on ")
        && let Some((_, after)) = rest.split_once("UTC")
    {
        text = format!("{before}{after}");
    }
    for name in [&parts.user, &parts.user_name, &parts.app, &parts.group] {
        if let Some(name) = name.as_deref().filter(|name| name.chars().count() > 1) {
            text = without_word(&text, name);
        }
    }
    // What Okta puts there is an id, a host with its address, or its own record of a group.
    for (before, after) in [
        ("No user returned for user ", None),
        ("Connect to ", Some(" failed")),
        ("platform.entity.AppGroup@", None),
        ("with the externalId ", Some(" and id")),
        ("User ", Some(" provision to app failed")),
    ] {
        text = without_between(&text, before, after);
    }
    if let Some(at) = text.find(" failed to respond") {
        let start = text[..at].rfind(' ').map_or(0, |blank| blank + 1);
        text.replace_range(start..at, "");
    }
    letters(&text)
}

/// The text without a name, where it stands as words of its own.
fn without_word(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let end = at + name.len();
        let inside = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let alone = !inside(rest[..at].chars().next_back()) && !inside(rest[end..].chars().next());
        out.push_str(&rest[..if alone { at } else { end }]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The text without what stands behind one phrase, up to another or to the end.
fn without_between(text: &str, before: &str, after: Option<&str>) -> String {
    let Some((head, tail)) = text.split_once(before) else { return text.to_owned() };
    let rest = match after {
        Some(after) => match tail.find(after) {
            Some(at) => &tail[at..],
            None => return text.to_owned(),
        },
        None => "",
    };
    format!("{head}{before}{rest}")
}
