//! Whether the server keeps connections open, as far as has been seen.
//!
//! A server may close a connection at any time (RFC 9112 §9.6), many do so right after an answer and without saying
//! so. A read that meets such a connection is sent again; a write must not be, since nobody can tell whether it was
//! done. So a write goes over a connection of its own until a used one has been seen to work, and again after a pause.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A connection that was idle for less than this is the one that was just seen to work. No server is known that
/// closes earlier and keeps connections at all.
const FRESH: Duration = Duration::from_secs(1);

/// What was seen of a target's connections.
#[derive(Debug, Default)]
pub(super) struct Kept {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default, Clone, Copy)]
enum Seen {
    /// Nothing, or too long ago.
    #[default]
    Nothing,
    /// A used connection worked.
    Works(Instant),
    /// One was closed that had just been used.
    Closes,
}

impl Kept {
    /// Whether a request may go over a connection that was used before.
    pub(super) fn may_reuse(&self, is_write: bool, now: Instant) -> bool {
        match self.seen() {
            Seen::Nothing => !is_write,
            Seen::Works(at) => !is_write || now.duration_since(at) < FRESH,
            Seen::Closes => false,
        }
    }

    /// A request over a used connection was answered.
    pub(super) fn worked(&self, now: Instant) {
        if !matches!(self.seen(), Seen::Closes) {
            self.set(Seen::Works(now));
        }
    }

    /// A used connection was closed under a request.
    pub(super) fn closed(&self, now: Instant) {
        let was_idle = matches!(self.seen(), Seen::Works(at) if now.duration_since(at) >= FRESH);
        self.set(if was_idle { Seen::Nothing } else { Seen::Closes });
    }

    fn seen(&self) -> Seen {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, seen: Seen) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Kept;

    #[test]
    fn a_write_shares_a_connection_only_while_sharing_is_known_to_work() {
        let (kept, now) = (Kept::default(), Instant::now());
        let later = now + Duration::from_secs(2);
        assert!(kept.may_reuse(false, now) && !kept.may_reuse(true, now));
        kept.worked(now);
        assert!(kept.may_reuse(true, now));
        assert!(kept.may_reuse(false, later) && !kept.may_reuse(true, later));
        kept.closed(later);
        assert!(kept.may_reuse(false, later), "it was idle for long");
        kept.worked(later);
        kept.closed(later);
        kept.worked(later);
        assert!(
            !kept.may_reuse(false, later) && !kept.may_reuse(true, later),
            "it closes what was just used"
        );
    }
}
