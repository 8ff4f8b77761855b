//! What a provider is told from outside: who may enter, its limits, and where time and ids come from.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::Timestamp;

use super::deviation::Deviations;
use super::knob::Residents;
use crate::exchange::Secret;

/// How one provider behaves. The default is open, holds the limits of RFC 7643 §8.5's example, and counts its own
/// time and ids, so that two runs see the same values.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Who may enter.
    pub access: Access,
    /// The limits, as ServiceProviderConfig announces them.
    pub limits: Limits,
    /// Where `meta.created` and `meta.lastModified` come from.
    pub clock: Clock,
    /// Where ids come from.
    pub ids: Ids,
    /// Where it departs from the correct server; nowhere by default.
    pub deviations: Deviations,
    /// Who is there from the beginning; nobody by default.
    pub residents: Residents,
}

/// Who may enter.
#[derive(Debug, Clone, Default)]
pub enum Access {
    /// Everybody; an `Authorization` header is not looked at.
    #[default]
    Open,
    /// Whoever presents this bearer token (RFC 6750 §2.1).
    Bearer(Secret),
}

/// How much one request may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest request body, in bytes; a larger one is answered 413 (`bulk.maxPayloadSize`).
    pub body: usize,
    /// The most resources on one page (`filter.maxResults`).
    pub results: usize,
    /// The most operations of one bulk job (`bulk.maxOperations`).
    pub operations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { body: 1_048_576, results: 200, operations: 1000 }
    }
}

/// A source of time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that asks this function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Clock(Arc::new(now))
    }

    /// A clock that shows 1 January 2026 and moves on by one millisecond each time it is read.
    pub fn counting() -> Self {
        let ticks = AtomicI64::new(1_767_225_600_000);
        Clock::new(move || {
            Timestamp::from_millisecond(ticks.fetch_add(1, Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
        })
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// A source of ids. An id must never come twice, and must not contain `bulkId` (RFC 7643 §3.1).
#[derive(Clone)]
pub struct Ids(Arc<dyn Fn() -> String + Send + Sync>);

impl Ids {
    /// A source that asks this function.
    pub fn new(next: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Ids(Arc::new(next))
    }

    /// Random UUIDs.
    pub fn random() -> Self {
        Ids::new(|| uuid::Uuid::new_v4().to_string())
    }

    /// UUIDs that count upwards from one.
    pub fn counting() -> Self {
        let last = AtomicU64::new(0);
        Ids::new(move || {
            let number = last.fetch_add(1, Ordering::Relaxed) + 1;
            uuid::Uuid::from_u64_pair(0x0000_0000_0000_4000, 0x8000_0000_0000_0000 | number).to_string()
        })
    }

    /// An id that was never given out before.
    pub fn next(&self) -> String {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Clock::counting()
    }
}

impl Default for Ids {
    fn default() -> Self {
        Ids::counting()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}
