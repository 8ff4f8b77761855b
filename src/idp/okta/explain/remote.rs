//! The last part of a message, taken apart: what the target answered, what became of the connection, or a sentence of
//! Okta's own.

use serde::Serialize;

use super::fragment::{self, NotJson};
use super::normal::{after, bare, find, holds, split};
use super::sentence::{self, Sentence};
use crate::exchange::FailureKind;

/// What the last part of a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Remote {
    /// The target refused.
    Answered {
        /// The reason phrase, as it stands there.
        phrase: String,
        /// Its status, if the phrase is a registered one.
        status: Option<u16>,
        /// What the target said.
        words: Words,
    },
    /// No answer came.
    Connection {
        /// What became of the connection.
        failure: FailureKind,
        /// The words of Okta's HTTP client.
        text: String,
    },
    /// A sentence of Okta's own.
    Okta {
        /// Which.
        sentence: Sentence,
        /// As it stands there.
        text: String,
    },
    /// Words that no form of Okta's holds: those of an app with a connector of its own, or an unknown text.
    Other {
        /// As they stand there.
        text: String,
    },
}

/// What a target said in its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Words {
    /// The `detail` of a SCIM error.
    Detail {
        /// Verbatim, runs of blanks aside.
        detail: String,
    },
    /// A body that is no JSON.
    NotJson(NotJson),
    /// Nothing that Okta could show.
    Nothing,
    /// The text has only the phrase, as the System Log's list and the connection test show it.
    NotShown,
}

const REPORTED: [&str; 2] = ["Errors reported by remote server", "Errors reported by the remote server"];

/// Where the last part begins in a text that may begin with a name; `None` = the whole text may be it.
pub(super) fn begins(text: &str) -> Option<usize> {
    if let Some(at) = REPORTED.iter().filter_map(|reported| find(text, reported)).min() {
        let before = text[..at].trim_end_matches([' ', '.']);
        return Some(phrase_at_end(before).map_or_else(|| last_part(before), |(start, _)| start));
    }
    [
        sentence::find(text).map(|found| found.at),
        network(text).map(|(_, at)| at),
        fragment::begins(text),
        phrase_at_end(text.trim_end_matches([' ', '.'])).map(|(start, _)| start).filter(|start| *start > 0),
    ]
    .into_iter()
    .flatten()
    .min()
}

fn last_part(text: &str) -> usize {
    // A colon right before it: there is no phrase at all.
    if text.ends_with(':') { text.len() } else { text.rfind(": ").map_or(0, |at| at + 2) }
}

/// Reads a last part.
pub(super) fn read(text: &str) -> Option<Remote> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Some((phrase, words)) = REPORTED.iter().find_map(|reported| split(text, reported)) {
        // What stands before a colon is an action that is not known here; no reason phrase holds one.
        let phrase = bare(phrase.rsplit(": ").next().unwrap_or(phrase)).to_owned();
        let words = words.trim_start_matches([':', ' ']).trim();
        return Some(Remote::Answered { status: status(&phrase), phrase, words: said(words) });
    }
    if let Some(found) = sentence::find(text) {
        return Some(Remote::Okta { sentence: found.sentence, text: text.to_owned() });
    }
    if let Some((failure, _)) = network(text) {
        return Some(Remote::Connection { failure, text: text.to_owned() });
    }
    if fragment::begins(text).is_some() {
        let words = Words::NotJson(fragment::read(text));
        return Some(Remote::Answered { phrase: String::new(), status: None, words });
    }
    Some(in_few_words(text).unwrap_or_else(|| Remote::Other { text: text.to_owned() }))
}

fn said(words: &str) -> Words {
    if words.is_empty() {
        Words::Nothing
    } else if after(words, "Invalid JSON").is_some() || fragment::begins(words) == Some(0) {
        Words::NotJson(fragment::read(words))
    } else {
        Words::Detail { detail: words.to_owned() }
    }
}

/// A phrase alone; `Not Found / User not found`, as the log's list puts phrase and detail; `HTTP 403 Forbidden`,
/// `status code 400`, as apps with a connector of their own put a status.
fn in_few_words(text: &str) -> Option<Remote> {
    let phrase = bare(text);
    if let Some(status) = status(phrase) {
        return Some(Remote::Answered {
            phrase: phrase.to_owned(),
            status: Some(status),
            words: Words::NotShown,
        });
    }
    if let Some((phrase, detail)) = text.split_once(" / ")
        && let Some(status) = status(bare(phrase))
    {
        let words = Words::Detail { detail: detail.trim().to_owned() };
        return Some(Remote::Answered { phrase: bare(phrase).to_owned(), status: Some(status), words });
    }
    if let Some((phrase, rest)) = text.split_once(". ")
        && let Some(status) = status(bare(phrase))
    {
        let words = Words::Detail { detail: rest.trim().to_owned() };
        return Some(Remote::Answered { phrase: bare(phrase).to_owned(), status: Some(status), words });
    }
    // `409 Conflict`, and what follows it.
    if let Some((number, rest)) = text.split_once(' ')
        && let Ok(status) = number.parse::<u16>()
        && let Some(phrase) =
            phrase_of(status).filter(|phrase| after(rest, phrase).is_some() && status >= 400)
    {
        let detail = rest[phrase.len()..].trim_start_matches([' ', '-', ':', '.', ',']).to_owned();
        let words = if detail.is_empty() { Words::NotShown } else { Words::Detail { detail } };
        return Some(Remote::Answered { phrase: phrase.to_owned(), status: Some(status), words });
    }
    let number = ["status code: ", "status code ", "httpStatusCode=", "HTTP/1.1 ", "HTTP "]
        .iter()
        .find_map(|before| split(text, before))
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>())?;
    let status: u16 = number.parse().ok().filter(|status| (400..600).contains(status))?;
    let rest = after(text, "HTTP ").and_then(|rest| rest.strip_prefix(&number)).map(bare).unwrap_or_default();
    let is_phrase = phrase_of(status).is_some_and(|phrase| phrase.eq_ignore_ascii_case(rest));
    let words = if is_phrase { Words::NotShown } else { Words::Detail { detail: text.to_owned() } };
    let phrase = phrase_of(status).unwrap_or_default().to_owned();
    Some(Remote::Answered { phrase, status: Some(status), words })
}

/// What stands for a connection that failed, and where.
fn network(text: &str) -> Option<(FailureKind, usize)> {
    const SIGNS: &[(&str, FailureKind)] = &[
        ("Read timed out", FailureKind::ReadTimeout),
        ("SocketTimeoutException", FailureKind::ReadTimeout),
        ("connect timed out", FailureKind::ConnectTimeout),
        ("Connection timed out", FailureKind::ConnectTimeout),
        ("Connection refused", FailureKind::ConnectionRefused),
        ("No route to host", FailureKind::ConnectionRefused),
        ("Network is unreachable", FailureKind::ConnectionRefused),
        ("failed to respond", FailureKind::ClosedWithoutAnswer),
        ("Connection reset", FailureKind::ClosedWithoutAnswer),
        ("Unexpected end of file from server", FailureKind::ClosedWithoutAnswer),
        ("Premature end of", FailureKind::Truncated),
        ("UnknownHostException", FailureKind::NameNotResolved),
        ("Name or service not known", FailureKind::NameNotResolved),
        ("nodename nor servname", FailureKind::NameNotResolved),
        ("PKIX path", FailureKind::Tls),
        ("SSLHandshakeException", FailureKind::Tls),
        ("handshake_failure", FailureKind::Tls),
        ("doesn't match any of the subject alternative names", FailureKind::Tls),
        ("does not match the certificate subject", FailureKind::Tls),
        ("certificate has expired", FailureKind::Tls),
        ("unable to find valid certification path", FailureKind::Tls),
    ];
    if bare(text).eq_ignore_ascii_case("null") {
        return Some((FailureKind::NameNotResolved, find(text, "null")?));
    }
    if text.len() > 6 && bare(text).to_ascii_lowercase().ends_with(": null") {
        return Some((FailureKind::NameNotResolved, find(text, "null")?));
    }
    let (kind, at) = SIGNS.iter().find_map(|(sign, kind)| Some((*kind, find(text, sign)?)))?;
    // The sentence of Apache's client begins with the host.
    Some((kind, find(text, "Connect to ").filter(|start| *start < at).unwrap_or(at)))
}

/// The status of a reason phrase: registered ones, and those that RFC 9110 or British spelling changed.
pub(super) fn status(phrase: &str) -> Option<u16> {
    const ALSO: [(&str, u16); 6] = [
        ("Unauthorised", 401),
        ("Request Entity Too Large", 413),
        ("Content Too Large", 413),
        ("Unprocessable Content", 422),
        ("Unprocessable", 422),
        ("Rate Limited", 429),
    ];
    let also = ALSO.iter().find(|(known, _)| known.eq_ignore_ascii_case(phrase)).map(|(_, status)| *status);
    also.or_else(|| {
        (400..600).find(|status| phrase_of(*status).is_some_and(|known| known.eq_ignore_ascii_case(phrase)))
    })
}

fn phrase_of(status: u16) -> Option<&'static str> {
    http::StatusCode::from_u16(status).ok()?.canonical_reason()
}

/// The longest reason phrase with which a text ends, as a word of its own.
fn phrase_at_end(text: &str) -> Option<(usize, u16)> {
    let mut start = text.len();
    let mut found = None;
    // No registered phrase has more than four words.
    for _ in 0..4 {
        start = text[..start].trim_end().rfind(' ').map_or(0, |at| at + 1);
        if let Some(status) = status(text[start..].trim_start_matches(':')) {
            let colon = text[start..].len() - text[start..].trim_start_matches(':').len();
            found = Some((start + colon, status));
        }
        if start == 0 {
            break;
        }
    }
    found
}

impl Remote {
    /// The status of the answer, when one is known.
    pub fn status(&self) -> Option<u16> {
        match self {
            Remote::Answered { status, .. } => *status,
            _ => None,
        }
    }

    /// The target's own words, when there are any.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Remote::Answered { words: Words::Detail { detail }, .. } => Some(detail),
            Remote::Other { text } => Some(text),
            _ => None,
        }
    }

    /// Whether the target's own words hold one of these, whatever their case.
    pub(super) fn says(&self, wanted: &[&str]) -> bool {
        self.detail().is_some_and(|detail| wanted.iter().any(|wanted| holds(detail, wanted)))
    }
}
