//! What a run could not remove.

use crate::outcome::LeftBehind;

/// What is still on the target after tidying up.
#[derive(Debug, Default)]
pub(super) struct Remains {
    /// Still there.
    pub(super) left: Vec<LeftBehind>,
    /// Users that could only be deactivated.
    pub(super) deactivated: usize,
}

impl Remains {
    /// Adds another pass's remains.
    pub(super) fn extend(&mut self, other: Remains) {
        self.left.extend(other.left);
        self.deactivated += other.deactivated;
    }
}
