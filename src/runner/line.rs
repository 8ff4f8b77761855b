//! The way from a pass to the target: pacing, waiting out 429, counting, and noticing that the target died.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use crate::answers::Book;
use crate::exchange::{Call, Evidence, Exchange, Failure, FailureKind, Method, Purpose, Repeat, Timing};
use crate::provider::Loopback;
use crate::sender::{Error, Sender, Target};

/// Okta gives a job up after this many attempts that were answered 429 (Okta's rate-limit documentation, 2026).
const ATTEMPTS: usize = 10;

/// What is said of everything after the moment at which the target was lost; how that happened is said once.
pub(super) const LOST: &str = "the target stopped answering";

/// How a line carries what it is given.
#[derive(Debug)]
enum Way {
    /// Over the network.
    Network(Sender),
    /// To a provider in the same process.
    InProcess(Loopback),
}

/// The shared way to one target. One per run; passes hold it in an `Arc`.
#[derive(Debug)]
pub struct Line {
    way: Way,
    base: String,
    /// Under what base URL the target is known, where that is another one.
    known_as: Option<&'static str>,
    /// Canned answers that stand in for the target.
    book: Option<Arc<Book>>,
    clock: Clock,
    /// Time between two requests, when the target's owner set a rate limit.
    interval: Option<Duration>,
    /// When the next request may go out, in the clock's time.
    next: Mutex<Duration>,
    /// The longest that one call may wait for 429 answers.
    max_wait: Duration,
    /// Whether a failure can mean that the target is gone.
    may_die: bool,
    /// Set once, when the target no longer answers.
    dead: Mutex<Option<String>>,
    acts: AtomicUsize,
    own: AtomicUsize,
}

impl Line {
    /// A line to a target. `rate` is in requests per second.
    ///
    /// # Errors
    /// The sender cannot use the target's settings.
    pub fn open(
        target: &Target,
        clock: Clock,
        rate: Option<f64>,
        max_wait: Duration,
    ) -> Result<Arc<Self>, Error> {
        let base = target.url.as_str().trim_end_matches('/').to_owned();
        let interval = rate.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64(1.0 / rate));
        let line = Line::new(Way::Network(Sender::new(target)?), base, clock, max_wait);
        Ok(Arc::new(Line { interval, ..line }))
    }

    /// A line to a provider in the same process.
    pub fn in_process(wire: Loopback, clock: Clock, max_wait: Duration) -> Arc<Self> {
        let base = wire.base().to_owned();
        Arc::new(Line::new(Way::InProcess(wire), base, clock, max_wait))
    }

    fn new(way: Way, base: String, clock: Clock, max_wait: Duration) -> Self {
        Line {
            way,
            base,
            known_as: None,
            book: None,
            clock,
            interval: None,
            next: Mutex::default(),
            max_wait,
            may_die: true,
            dead: Mutex::default(),
            acts: AtomicUsize::new(0),
            own: AtomicUsize::new(0),
        }
    }

    /// A line to canned answers, known under another base URL. A connection that breaks there breaks on purpose, and
    /// a wait takes no time.
    ///
    /// # Errors
    /// The sender cannot use the settings.
    pub(super) fn to_answers(
        target: &Target,
        known_as: &'static str,
        book: Arc<Book>,
    ) -> Result<Arc<Self>, Error> {
        let base = target.url.as_str().trim_end_matches('/').to_owned();
        let line = Line::new(Way::Network(Sender::new(target)?), base, Clock::skipping(), Duration::MAX);
        Ok(Arc::new(Line { may_die: false, known_as: Some(known_as), book: Some(book), ..line }))
    }

    /// The target's base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.known_as.unwrap_or(&self.base)
    }

    /// Why the target counts as dead, if it does.
    pub fn dead(&self) -> Option<String> {
        self.dead.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests went out for acts, and for the harness itself.
    pub fn counts(&self) -> (usize, usize) {
        (self.acts.load(Ordering::Relaxed), self.own.load(Ordering::Relaxed))
    }

    /// The clock that this line waits on.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sends a call, waits out 429 answers that say for how long, and notices a dead target.
    pub async fn send(&self, mut call: Call) -> Exchange {
        if self.dead().is_some() {
            return not_sent(call, FailureKind::NotSent, LOST.to_owned());
        }
        let mut repeats: Vec<Repeat> = Vec::new();
        loop {
            let mut exchange = self.attempt(call).await;
            let waited: Duration = repeats.iter().map(|repeat| repeat.waited).sum();
            match retry_after(&exchange) {
                Some(wait)
                    if waited.saturating_add(wait) <= self.max_wait && repeats.len() + 1 < ATTEMPTS =>
                {
                    repeats.push(Repeat { status: 429, waited: wait });
                    self.clock.wait(wait).await;
                    call = exchange.call;
                }
                _ => {
                    // The connection test itself already asks whether it lives.
                    let may_die = self.may_die && exchange.call.purpose != Purpose::Preflight;
                    if may_die && exchange.failure().is_some_and(|failure| may_be_dead(failure.kind)) {
                        self.check_alive(&exchange).await;
                    }
                    exchange.repeats = repeats;
                    return exchange;
                }
            }
        }
    }

    async fn attempt(&self, call: Call) -> Exchange {
        self.wait_for_turn().await;
        let counter = if call.purpose == Purpose::Act { &self.acts } else { &self.own };
        counter.fetch_add(1, Ordering::Relaxed);
        let mut exchange = match (self.unreachable(&call), &self.way) {
            (Some((kind, message)), _) => {
                let mut exchange = not_sent(call, kind, message.to_owned());
                exchange.url = format!("{}{}", self.base, exchange.url);
                exchange
            }
            (None, Way::Network(sender)) => sender.send(call).await,
            (None, Way::InProcess(wire)) => wire.call(call),
        };
        if let Some(known_as) = self.known_as {
            exchange.url = exchange.url.replacen(&self.base, known_as, 1);
        }
        exchange
    }

    /// Why no connection comes about for a call, where canned answers say so; in the sender's words.
    fn unreachable(&self, call: &Call) -> Option<(FailureKind, &'static str)> {
        let kind = self.book.as_ref()?.unreachable(call)?;
        let words = match kind {
            FailureKind::NameNotResolved => "the host name does not resolve",
            FailureKind::ConnectionRefused => "the connection was refused: nothing listens there",
            FailureKind::ConnectTimeout => "no connection in time",
            FailureKind::Tls => "the TLS handshake failed",
            _ => "no connection came about",
        };
        Some((kind, words))
    }

    /// Keeps the distance that the target's owner asked for, over all passes.
    async fn wait_for_turn(&self) {
        let Some(interval) = self.interval else { return };
        let wait = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = self.clock.elapsed();
            let turn = (*next).max(now);
            *next = turn + interval;
            turn - now
        };
        if !wait.is_zero() {
            self.clock.wait(wait).await;
        }
    }

    /// After a transport failure, one plain read decides whether this was one request's trouble or the end.
    async fn check_alive(&self, failed: &Exchange) {
        let mut probe = Call::new(Method::Get, "/Users", Evidence::Documented, Purpose::Preflight);
        probe.query = Some("startIndex=1&count=1".to_owned());
        probe.headers =
            failed.call.headers.iter().filter(|(name, _)| name != "Content-Type").cloned().collect();
        let answer = self.attempt(probe).await;
        if let (Some(failure), Some(first)) = (answer.failure(), failed.failure())
            && may_be_dead(failure.kind)
        {
            let reason = format!(
                "the target stopped answering at {} {} ({first}); a plain GET /Users failed too ({failure})",
                failed.call.method,
                failed.call.target()
            );
            self.dead.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
        }
    }
}

/// Kinds of failure after which it is worth asking whether the target still lives.
const fn may_be_dead(kind: FailureKind) -> bool {
    kind.is_unreachable() || matches!(kind, FailureKind::ReadTimeout | FailureKind::ClosedWithoutAnswer)
}

/// The wait that a 429 asks for. Only whole seconds count for Okta; without them, or with a date, it would wait five
/// minutes (Okta's rate-limit documentation, 2026), which is no wait for a harness.
fn retry_after(exchange: &Exchange) -> Option<Duration> {
    let answer = exchange.answer().filter(|answer| answer.status == 429)?;
    let seconds = answer.header("retry-after")?.trim();
    // What is read as a number elsewhere, a `+5`, is none in HTTP.
    seconds
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| seconds.parse().ok())?
        .map(Duration::from_secs)
}

/// An exchange for a call that never went out.
pub(super) fn not_sent(call: Call, kind: FailureKind, message: String) -> Exchange {
    Exchange {
        url: call.target(),
        call,
        result: Err(Failure { kind, message }),
        timing: Timing::default(),
        repeats: Vec::new(),
    }
}
