//! What one pass owns on the target.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A resource (or the intent of one) that the run answers for.
#[derive(Debug, Clone, PartialEq)]
pub struct Holding {
    /// `/Users` or `/Groups` (or what a raw request created).
    pub endpoint: String,
    /// The id on the target; `None` while no answer gave one.
    pub id: Option<String>,
    /// `userName` or `displayName`.
    pub attribute: &'static str,
    /// The unique name that was sent, with the run id in it.
    pub name: String,
    /// The journal's number for it; `None` without a journal and for fixtures.
    pub number: Option<u64>,
    /// Whether an answer proved that it carries our name. Without that no write is let through.
    pub proven: bool,
    /// Whether its id was read since, and did not show somebody else.
    pub seen: bool,
    /// The ids of those who had the name before, if that was asked.
    pub taken: Option<Vec<String>>,
    /// For a writable fixture of the target's owner: how it was found, to be put back. It is never removed.
    pub found: Option<serde_json::Value>,
}

impl Holding {
    /// An unnamed one, of which nothing is known yet.
    pub fn of(endpoint: &str, attribute: &'static str) -> Self {
        Holding {
            endpoint: endpoint.to_owned(),
            id: None,
            attribute,
            name: String::new(),
            number: None,
            proven: false,
            seen: false,
            taken: None,
            found: None,
        }
    }
}

/// The holdings of one pass. Shared with the schedule, which removes them also when the pass panics.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    holdings: Arc<Mutex<Vec<Holding>>>,
}

impl Ledger {
    /// Adds a holding and returns its place.
    pub fn add(&self, holding: Holding) -> usize {
        let mut holdings = self.lock();
        holdings.push(holding);
        holdings.len() - 1
    }

    /// Takes back what was added last: its request never left.
    pub fn forget(&self, place: usize) {
        let mut holdings = self.lock();
        if place + 1 == holdings.len() {
            holdings.pop();
        }
    }

    /// Notes the id of a holding, and whether the answer proved that it is ours.
    pub fn identify(&self, place: usize, id: &str, proven: bool) {
        if let Some(holding) = self.lock().get_mut(place) {
            holding.id = Some(id.to_owned());
            holding.proven = proven;
        }
    }

    /// Marks every holding with that id as proven.
    pub fn prove(&self, endpoint: &str, id: &str) {
        self.each_of(endpoint, id, |holding| holding.proven = true);
    }

    /// Takes the proof of every holding with that id back.
    pub fn doubt(&self, endpoint: &str, id: &str) {
        self.each_of(endpoint, id, |holding| (holding.proven, holding.seen) = (false, false));
    }

    /// Marks every holding with that id as seen.
    pub fn see(&self, endpoint: &str, id: &str) {
        self.each_of(endpoint, id, |holding| holding.seen = true);
    }

    fn each_of(&self, endpoint: &str, id: &str, mut change: impl FnMut(&mut Holding)) {
        for holding in self.lock().iter_mut() {
            if holding.endpoint == endpoint && holding.id.as_deref() == Some(id) {
                change(holding);
            }
        }
    }

    /// The holding of a resource, a proven one first.
    pub fn find(&self, endpoint: &str, id: &str) -> Option<Holding> {
        let holdings = self.lock();
        let of_resource =
            |holding: &&Holding| holding.endpoint == endpoint && holding.id.as_deref() == Some(id);
        holdings.iter().filter(of_resource).max_by_key(|holding| holding.proven).cloned()
    }

    /// The holding with that id, whatever its endpoint, a proven one first.
    pub fn with_id(&self, id: &str) -> Option<Holding> {
        let holdings = self.lock();
        let with_id = |holding: &&Holding| holding.id.as_deref() == Some(id);
        holdings.iter().filter(with_id).max_by_key(|holding| holding.proven).cloned()
    }

    /// Takes everything that must be removed or put back, last created first: groups go before the users in them.
    pub fn take(&self) -> Vec<Holding> {
        let mut holdings = std::mem::take(&mut *self.lock());
        holdings.reverse();
        holdings.sort_by_key(|holding| holding.endpoint == "/Users");
        holdings
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Holding>> {
        // The list is changed by single pushes and assignments; a panic elsewhere cannot leave it half-changed.
        self.holdings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
