//! The causes behind the findings, as members of the document.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::Place;
use crate::judge::Level;
use crate::outcome::{self, Hits, Sighting};

#[derive(Serialize)]
pub(super) struct Cause<'a> {
    number: usize,
    rule: &'static str,
    level: Level,
    damage: u8,
    headline: &'a str,
    clients: Vec<Client<'a>>,
    /// Knowledge of the catalogue, not of this run.
    also_affects: &'static [&'static str],
    findings: usize,
    passes: usize,
    consequences: BTreeMap<&'static str, usize>,
    steps_not_run: usize,
    passes_not_run: usize,
    requests: BTreeMap<&'a str, usize>,
    first_seen: Vec<Seen<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    likely_cause: Option<&'a str>,
    fix: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    /// Numbers of causes that turned out to be part of this one; findings may name them.
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    parts: &'a [usize],
    /// Numbers of causes of the same kind.
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    related: &'a [usize],
}

#[derive(Serialize)]
struct Client<'a> {
    client: &'a str,
    level: Level,
    findings: usize,
    passes: usize,
}

#[derive(Serialize)]
struct Seen<'a> {
    scenario: &'a str,
    client: &'a str,
    location: Place<'a>,
}

impl<'a> Cause<'a> {
    pub(super) fn of(cause: &'a outcome::Cause) -> Self {
        let client = |(client, hits): (&'a String, &Hits)| Client {
            client,
            level: hits.level,
            findings: hits.findings,
            passes: hits.passes(),
        };
        let seen = |seen: &'a Sighting| Seen {
            scenario: &seen.scenario,
            client: &seen.client,
            location: (&seen.location).into(),
        };
        Cause {
            number: cause.number,
            rule: cause.rule.id,
            level: cause.level,
            damage: cause.damage.grade(),
            headline: &cause.headline,
            clients: cause.clients.iter().map(client).collect(),
            also_affects: cause.rule.also_affects,
            findings: cause.findings(),
            passes: cause.passes(),
            consequences: cause.consequences.iter().map(|(rule, times)| (*rule, *times)).collect(),
            steps_not_run: cause.steps_not_run,
            passes_not_run: cause.passes_not_run,
            requests: cause.forms.iter().map(|(form, times)| (form.as_str(), *times)).collect(),
            first_seen: cause.places.iter().map(seen).collect(),
            likely_cause: cause.likely_cause.as_deref(),
            fix: &cause.fix,
            source: cause.source.as_deref(),
            parts: &cause.parts,
            related: &cause.related,
        }
    }
}
