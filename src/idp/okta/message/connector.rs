//! The dialog of the connection test (okta.md §2.2 T1–T4; a support article on "No results for users returned").

use super::action::Action;
use super::{failed_with, remote, syslog};
use crate::exchange::{Evidence, Exchange};
use crate::idp::{Alert, Place, Verdict};

/// What follows the error: the second half is the text of Okta's API error E0000059.
const ADVICE: &str = "The connector configuration could not be tested. Make sure that the URL, Authentication Parameters \
                      are correct and that there is an implementation available at the URL provided.";

/// The verdict on a test that failed.
pub(in crate::idp::okta) fn failed(exchange: &Exchange, app: &str) -> Verdict {
    if exchange.is_success() {
        return no_results(app);
    }
    // A refusal without words of its own is told by its phrase alone (a support article, for a 401).
    let bare = remote::phrase(exchange)
        .filter(|_| exchange.answer().is_some_and(|answer| answer.json().is_some() || is_empty(answer)))
        .filter(|_| !remote::has_detail(exchange))
        .map(|phrase| remote::Remote { text: phrase.to_owned(), evidence: Evidence::Reported });
    let Verdict::Failure(mut alert) =
        failed_with(Action::Authenticating, bare.or_else(|| remote::of(exchange)).as_ref(), exchange)
    else {
        return Verdict::Failure(Box::new(Alert::unknown(Place::ConnectionTest)));
    };
    alert.task = alert.text.as_deref().map(with_advice);
    if let Some(event) = &mut alert.event {
        event.target = vec![syslog::app(app)];
    }
    Verdict::Failure(alert)
}

fn is_empty(answer: &crate::exchange::Answer) -> bool {
    answer.content.json == Err(crate::exchange::NotJson::Empty)
}

fn with_advice(inner: &str) -> String {
    // Whether Okta doubles a full stop that the target's own words end with is not known.
    let stop = if inner.ends_with('.') { "" } else { "." };
    format!("{inner}{stop} {ADVICE}")
}

/// A 2xx without a list: an empty body, `null`, `[]`, a page of HTML (Okta's support article names all four).
fn no_results(app: &str) -> Verdict {
    let text = "No results for users returned".to_owned();
    let mut event = syslog::event(Action::Authenticating, Some(text.clone()), None);
    event.target = vec![syslog::app(app)];
    Verdict::Failure(Box::new(Alert {
        text: Some(text),
        event: Some(event),
        evidence: Evidence::Documented,
        ..Alert::unknown(Place::ConnectionTest)
    }))
}
