//! The only clock of the crate.
//!
//! Waiting is the runner's business, so it goes through a type that tests can move by hand: a test of a 60-second
//! `Retry-After` takes no time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Tells the time and waits. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Clock {
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    System { started: Instant },
    Manual { elapsed_ms: Arc<AtomicU64> },
    Skipping { started: Instant, skipped_ms: Arc<AtomicU64> },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Clock { kind: Kind::System { started: Instant::now() } }
    }

    /// A clock that only moves when somebody waits on it.
    pub fn manual() -> Self {
        Clock { kind: Kind::Manual { elapsed_ms: Arc::default() } }
    }

    /// The machine's clock, but nobody waits on it: a wait puts it forward. For canned answers, whose `Retry-After` no
    /// server means.
    pub fn skipping() -> Self {
        Clock { kind: Kind::Skipping { started: Instant::now(), skipped_ms: Arc::default() } }
    }

    /// Time since the clock was made.
    pub fn elapsed(&self) -> Duration {
        match &self.kind {
            Kind::System { started } => started.elapsed(),
            Kind::Manual { elapsed_ms } => Duration::from_millis(elapsed_ms.load(Ordering::Relaxed)),
            Kind::Skipping { started, skipped_ms } => {
                started.elapsed() + Duration::from_millis(skipped_ms.load(Ordering::Relaxed))
            }
        }
    }

    /// Waits. A clock on which nobody waits jumps ahead instead.
    pub async fn wait(&self, duration: Duration) {
        match &self.kind {
            Kind::System { .. } => tokio::time::sleep(duration).await,
            Kind::Manual { elapsed_ms } | Kind::Skipping { skipped_ms: elapsed_ms, .. } => {
                let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
                elapsed_ms.fetch_add(milliseconds, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        }
    }

    /// The date and time, RFC 3339 in UTC, for reports and journals.
    pub fn timestamp(&self) -> String {
        match &self.kind {
            Kind::System { .. } | Kind::Skipping { .. } => {
                jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
            }
            Kind::Manual { .. } => "2026-01-01T00:00:00Z".to_owned(),
        }
    }
}
