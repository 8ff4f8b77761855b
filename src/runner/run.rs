//! A run from the first request to the last: test the connection, play, tidy up, sum up.

use std::sync::Arc;

use super::clock::Clock;
use super::config::{Config, Destination};
use super::destination::{self, Reach};
use super::interrupt::Interrupt;
use super::name::RunId;
use super::preflight;
use super::schedule;
use crate::outcome::{Event, Notice, RunInfo, RunSummary};

/// Why a run did not begin.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The destination cannot be opened: wrong settings, no journal.
    #[error(transparent)]
    Destination(#[from] destination::Error),
}

/// Plays the plan. Every result goes to `emit` as it becomes known, in plan order. A target that fails the connection
/// test is a summary in which nothing was played.
///
/// # Errors
/// Nothing was sent, and no event went out: the destination cannot be opened.
pub async fn run(
    config: Config,
    mut interrupt: Interrupt,
    emit: &mut dyn FnMut(Event),
) -> Result<Arc<RunSummary>, Error> {
    let clock = Clock::system();
    let mut random = config.seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
    let run = RunId::random(&mut random);
    let config = Arc::new(config);
    let mut reach = Reach::open(&config, &clock)?;
    reach.keep_journal(&config, &run)?;
    let reach = Arc::new(reach);
    emit(Event::RunStarted(Arc::new(info(&config, &run, &clock))));
    let refused = test_connection(&config, &reach, &mut interrupt).await;
    let played = if refused.is_some() || interrupt.happened() {
        schedule::Played { not_run: config.plays.len(), ..schedule::Played::default() }
    } else {
        schedule::play_all(&config, &reach, &run, &mut random, &interrupt, emit).await
    };

    let shared = reach.shared_line().map_or((0, 0), |line| line.counts());
    let target_died = refused.or_else(|| reach.dead());
    let journal_failed = reach.journal_failed();
    if played.remains.deactivated > 0 {
        let text = format!(
            "{} {} could only be deactivated: the target does not delete users",
            played.remains.deactivated,
            if played.remains.deactivated == 1 { "user" } else { "users" }
        );
        emit(Event::Notice(Notice { warning: false, text }));
    }
    // Every pass has given its share back by now.
    if let Some(journal) = Arc::into_inner(reach).and_then(Reach::close) {
        let text = format!(
            "what is left is noted in {}; `scimulate clean` tries again to remove it",
            journal.display()
        );
        emit(Event::Notice(Notice { warning: true, text }));
    }
    let summary = Arc::new(RunSummary {
        passed: played.passed,
        failed: played.failed,
        skipped: played.skipped,
        not_run: played.not_run,
        snapshots_changed: played.snapshots_changed,
        snapshots_missing: played.snapshots_missing,
        causes: played.causes.into_sorted(),
        left_behind: played.remains.left,
        interrupted: interrupt.happened(),
        target_died,
        journal_failed,
        requests: shared.0 + played.requests,
        own_requests: shared.1 + played.own_requests,
        duration: clock.elapsed(),
    });
    emit(Event::RunFinished(Arc::clone(&summary)));
    Ok(summary)
}

/// Okta's connection test, where there is a target to test. Returns why it cannot be played against.
async fn test_connection(config: &Config, reach: &Reach, interrupt: &mut Interrupt) -> Option<String> {
    let line = reach.shared_line().filter(|_| config.own_requests.preflight && config.needs_destination())?;
    tokio::select! {
        tested = preflight::check(line) => tested.err().map(|error| error.to_string()),
        () = interrupt.wait() => None,
    }
}

fn info(config: &Config, run: &RunId, clock: &Clock) -> RunInfo {
    let (target, url, curl_authorization) = match &config.destination {
        _ if !config.needs_destination() && !config.plays.is_empty() => {
            ("canned answers".to_owned(), None, None)
        }
        Destination::Embedded(behaviour) | Destination::InProcess(behaviour) => {
            let name = match &behaviour.like {
                Some(like) => format!("embedded provider as {like}"),
                None => "embedded provider".to_owned(),
            };
            (name, None, None)
        }
        Destination::Target { name, target, curl_authorization } => {
            let url = target.url.to_string().trim_end_matches('/').to_owned();
            (name.clone().unwrap_or_else(|| url.clone()), Some(url), curl_authorization.clone())
        }
    };
    RunInfo {
        run_id: run.as_str().to_owned(),
        target,
        url,
        curl_authorization,
        passes: config.plays.iter().map(|play| (play.name(), play.client.clone())).collect(),
        fail_on: config.fail_on,
        started: clock.timestamp(),
        version: env!("CARGO_PKG_VERSION"),
    }
}
