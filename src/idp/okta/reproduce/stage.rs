//! The play behind a text: who is there, what is answered, and what the admin does.
//!
//! It is a scenario file as JSON. What comes before the request that fails is answered as a right server would; in
//! the answers of one request the refusal comes last.

use serde_json::Value;

use super::play::{GROUP, Play, USER};
use super::refusal;
use super::unplayable::Unplayable;
use crate::idp::okta::Client;
use crate::idp::okta::explain::{Caused, Explanation, Operation, Parts, Remote, Reply, Sentence};

/// A play that shows a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The scenario file.
    pub scenario: Value,
    /// The client that plays it.
    pub client: Client,
}

impl Stage {
    /// The same play for a real target: nothing is canned, and everybody has a name of the run's own.
    pub fn for_target(&self) -> Value {
        let mut scenario = self.scenario.clone();
        if let Some(file) = scenario.as_object_mut() {
            file.shift_remove("answers");
            file.shift_remove("timeout");
        }
        for (pointer, name) in
            [(format!("/cast/users/{USER}"), "userName"), (format!("/cast/groups/{GROUP}"), "displayName")]
        {
            if let Some(member) = scenario.pointer_mut(&pointer).and_then(Value::as_object_mut) {
                member.shift_remove(name);
            }
        }
        scenario
    }

    /// The scenario file as text: JSON where it is short, which YAML is a superset of.
    pub fn text(scenario: &Value) -> String {
        let mut text = String::new();
        for (key, value) in scenario.as_object().into_iter().flatten() {
            match value {
                Value::Array(items) if items.iter().all(Value::is_object) => {
                    text.push_str(&format!("{key}:\n"));
                    items.iter().for_each(|item| text.push_str(&format!("  - {item}\n")));
                }
                _ => text.push_str(&format!("{key}: {value}\n")),
            }
        }
        text
    }
}

/// The play for an explained text. `client` is the user's wish; where only one client sends the request, it plays.
///
/// # Errors
/// No play can show the text.
pub fn stage(explanation: &Explanation, client: Option<Client>) -> Result<Stage, Unplayable> {
    if !explanation.is_placed() {
        return Err(Unplayable::NotPlaced);
    }
    let parts = &explanation.parts;
    let caused = explanation.caused.as_ref().ok_or(Unplayable::TooLittle)?;
    let sentence = sentence(parts);
    let operation = operation(parts, caused, sentence)?;
    let mut play = Play::new(parts, client.unwrap_or(Client::Oin));
    if matches!(sentence, Some(Sentence::InvalidNamespace)) {
        play.invalid_namespace(parts);
        return Ok(play.finish());
    }
    let refusal = refusal::of(&caused.reply, parts.remote.as_ref())?;
    play.set(operation, sentence, &caused.reply, refusal, parts)?;
    Ok(play.finish())
}

fn sentence(parts: &Parts) -> Option<Sentence> {
    match &parts.remote {
        Some(Remote::Okta { sentence, .. }) => Some(*sentence),
        _ => None,
    }
}

/// What Okta was doing; where the text does not say it, what it most often is.
fn operation(parts: &Parts, caused: &Caused, sentence: Option<Sentence>) -> Result<Operation, Unplayable> {
    match sentence {
        Some(
            Sentence::AssignedBefore
            | Sentence::Pattern
            | Sentence::TemplateConflict
            | Sentence::ImportOfInactive
            | Sentence::EmptyPassword
            | Sentence::MasteredElsewhere,
        ) => return Err(Unplayable::NoRequest),
        Some(Sentence::CredentialsInvalid) if parts.operation.is_none() => {
            return Ok(Operation::Authenticate);
        }
        _ => {}
    }
    if let Some(operation) = parts.operation {
        return Ok(operation);
    }
    if parts.group.is_some() {
        return Ok(Operation::PushGroup);
    }
    let status = match &caused.reply {
        Reply::Answer { status, .. } => *status,
        _ => None,
    };
    Ok(match status {
        Some(401 | 403 | 429) => Operation::VerifyUser,
        Some(409) => Operation::CreateUser,
        _ if parts.job.as_deref() == Some("provisioning") => Operation::CreateUser,
        _ => Operation::PushProfile,
    })
}
