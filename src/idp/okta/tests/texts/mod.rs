//! Answers and the texts that Okta shows for them, played through whole acts: every text of okta.md §2.2 and
//! failures.md §1 that an answer can cause. Row ids are theirs; where a published text leaves names out, Ada's and the
//! analysts' stand.
//!
//! - `users`: jobs of a user · `groups`: group pushes · `connection`: the test dialog, the network, imports ·
//!   `log`: System Log entries and what else stands around a text · `consequences`: what follows

mod connection;
mod consequences;
mod groups;
mod log;
mod users;

use indexmap::IndexMap;
use serde_json::json;

use super::stage::{ADA, BOB, Stage};
use crate::exchange::Evidence;
use crate::idp::okta::{Act, Client, Played};

const BOTH: [Client; 2] = [Client::Aiw, Client::Oin];

fn update() -> Act {
    Act::Update { user: "ada".into(), set: IndexMap::from([("title".to_owned(), json!("Countess"))]) }
}

/// Ada has the app; her profile can be read.
fn linked(client: Client) -> Stage {
    Stage::new(client).linked("ada", ADA).linked("bob", BOB)
}

fn evidence(played: &Played) -> Evidence {
    played.verdict.alert().expect("an error is shown").evidence
}

/// The whole line on the admin's screen.
#[track_caller]
fn assert_line(played: &Played, expected: &str) {
    let alert = played.verdict.alert().expect("an error is shown");
    assert_eq!(alert.line().as_deref(), Some(expected));
    assert!(alert.shows(expected), "the line is one of the texts that it shows");
}

/// The error alone.
#[track_caller]
fn assert_text(played: &Played, expected: &str) {
    assert_eq!(played.verdict.text(), Some(expected));
}

/// The System Log entry: its type and its reason.
#[track_caller]
fn assert_log(played: &Played, event_type: &str, reason: Option<&str>) {
    let event = played.verdict.alert().and_then(|alert| alert.event.as_ref()).expect("an entry is written");
    assert_eq!((event.event_type.as_str(), event.outcome.reason.as_deref()), (event_type, reason));
    assert_eq!((event.outcome.result.as_str(), event.severity.as_str()), ("FAILURE", "ERROR"));
}
