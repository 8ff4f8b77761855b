//! Removes what a killed run left on a target.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use super::clock::Clock;
use super::guard::{id_of, names};
use super::journal::{self, Remnant};
use super::line::Line;
use super::name::RunId;
use super::tidy::{self, Doomed, Removed};
use crate::exchange::{Call, Evidence, Method, Purpose, encode_component};
use crate::outcome::LeftBehind;
use crate::sender::{self, Target};

/// The longest wait for 429 answers of one call.
const PATIENCE: Duration = Duration::from_secs(60);

/// Cleaning could not begin.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The journals cannot be listed.
    #[error(transparent)]
    Journal(#[from] journal::Error),
    /// The sender cannot use the target's settings.
    #[error(transparent)]
    Sender(#[from] sender::Error),
}

/// What cleaning came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Resources that are gone now, or were gone already.
    pub gone: usize,
    /// Users that could only be deactivated.
    pub deactivated: usize,
    /// What is still there.
    pub left: Vec<LeftBehind>,
    /// Journals whose run still lives, or that another `clean` has in hand; they were not touched.
    pub alive: Vec<PathBuf>,
    /// How many fixtures are as they were found.
    pub put_back: usize,
    /// Journals of other targets; they were not touched.
    pub elsewhere: Vec<(PathBuf, String)>,
    /// Journals that cannot be read, with the reason.
    pub unreadable: Vec<String>,
}

impl Cleaned {
    /// Whether no journal said anything.
    pub fn is_empty(&self) -> bool {
        *self == Cleaned::default()
    }
}

/// Removes what the journals in a directory leave open on the target with that base URL. `only` limits it to one
/// run.
///
/// # Errors
/// The directory cannot be listed. Everything else is in the result.
pub async fn journals(directory: &Path, target: &Target, only: Option<&RunId>) -> Result<Cleaned, Error> {
    let line = Line::open(target, Clock::system(), None, PATIENCE)?;
    let url = target.url.as_str();
    let mut cleaned = Cleaned::default();
    for path in journal::find(directory)? {
        let found = match journal::read(&path) {
            Ok(found) => found,
            // Another `clean` has just done it.
            Err(journal::Error::Read { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                continue;
            }
            Err(error) => {
                cleaned.unreadable.push(error.to_string());
                continue;
            }
        };
        let Ok(run) = RunId::parse(&found.header.run) else {
            cleaned.unreadable.push(format!("{}: {:?} is no run id", path.display(), found.header.run));
            continue;
        };
        if only.is_some_and(|only| *only != run) {
            continue;
        }
        if found.alive {
            cleaned.alive.push(path);
            continue;
        }
        if found.header.url.trim_end_matches('/') != url.trim_end_matches('/') {
            cleaned.elsewhere.push((path, found.header.url.clone()));
            continue;
        }
        let before = cleaned.left.len();
        for remnant in &found.remnants {
            remove(&line, &run, remnant, &mut cleaned).await;
        }
        if cleaned.left.len() == before {
            // Nothing is open any more; a file that cannot be deleted is read again next time, to no harm.
            let _ = std::fs::remove_file(&path);
        }
    }
    Ok(cleaned)
}

async fn remove(line: &Line, run: &RunId, remnant: &Remnant, cleaned: &mut Cleaned) {
    let (endpoint, id, name, removed) = match remnant {
        Remnant::Made { intent, id } => {
            let (endpoint, attribute, name) = (&intent.endpoint, &intent.attribute, &intent.name);
            let doomed = Doomed { endpoint, id: id.as_deref(), attribute, name, taken: &intent.taken };
            (endpoint, id.as_deref(), name, tidy::remove(line, run, doomed).await)
        }
        Remnant::Borrowed(borrowed) => {
            let path = format!("{}/{}", borrowed.endpoint, encode_component(&borrowed.id));
            let put_back = tidy::put_back(line, &path, &borrowed.found).await;
            if put_back == Removed::Gone {
                cleaned.put_back += 1;
                return;
            }
            (&borrowed.endpoint, Some(borrowed.id.as_str()), &borrowed.name, put_back)
        }
    };
    match removed {
        Removed::Gone => cleaned.gone += 1,
        Removed::Deactivated => cleaned.deactivated += 1,
        Removed::Left(reason) => cleaned.left.push(LeftBehind {
            path: format!("{endpoint}/{}", id.unwrap_or("?")),
            name: name.clone(),
            reason,
        }),
    }
}

/// A page as Okta's import asks for it.
const PAGE: usize = 100;

/// Without a journal: walks groups and users and removes whatever carries the run id.
///
/// # Errors
/// The target's settings cannot be used. Everything else is in the result.
pub async fn walk(run: &RunId, target: &Target) -> Result<Cleaned, Error> {
    let line = Line::open(target, Clock::system(), None, PATIENCE)?;
    let mut cleaned = Cleaned::default();
    for (endpoint, attribute) in [("/Groups", "displayName"), ("/Users", "userName")] {
        match marked(&line, run, endpoint).await {
            Ok(found) => {
                for (id, name) in found {
                    let remnant = Remnant::Made {
                        intent: journal::Intent {
                            number: 0,
                            endpoint: endpoint.to_owned(),
                            attribute: attribute.to_owned(),
                            name,
                            taken: None,
                        },
                        id: Some(id),
                    };
                    remove(&line, run, &remnant, &mut cleaned).await;
                }
            }
            Err(reason) => cleaned.unreadable.push(format!("GET {endpoint}: {reason}")),
        }
    }
    Ok(cleaned)
}

/// Ids and names of the run's resources, collected before anything is removed, since removing moves the pages.
async fn marked(line: &Line, run: &RunId, endpoint: &str) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let mut start = 1;
    loop {
        let mut call = Call::new(Method::Get, endpoint, Evidence::Scenario, Purpose::TidyUp);
        call.query = Some(format!("startIndex={start}&count={PAGE}"));
        call.headers.push(("Accept".to_owned(), "application/scim+json".to_owned()));
        let exchange = line.send(call).await;
        let answer = exchange.result.map_err(|failure| failure.to_string())?;
        let Some(body) = answer.json().filter(|_| answer.is_success()) else {
            return Err(format!("answered {} {}", answer.status, answer.reason()));
        };
        let page = body.get("Resources").or_else(|| body.get("resources")).and_then(Value::as_array);
        let page: &[Value] = page.map_or(&[], Vec::as_slice);
        for resource in page.iter().filter(|resource| names(resource).any(|name| run.signs(name))) {
            if let Some(id) = id_of(resource) {
                let name = ["userName", "displayName"].iter().find_map(|name| resource.get(name)?.as_str());
                let entry = (id, name.unwrap_or_default().to_owned());
                // A server that answers every page with the first one must not keep us here for ever.
                if found.contains(&entry) {
                    return Ok(found);
                }
                found.push(entry);
            }
        }
        start += page.len();
        let total = body.get("totalResults").and_then(Value::as_u64).unwrap_or(0);
        if page.is_empty() || start as u64 > total {
            return Ok(found);
        }
    }
}
