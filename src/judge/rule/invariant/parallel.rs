//! What must hold when several requests come at once.

use crate::judge::catalogue::{Damage, EVERY_CLIENT, Rule};
use crate::judge::level;

pub(super) const RULES: &[&Rule] = &[&UPDATES_KEPT];

const UPDATES_KEPT: Rule = Rule {
    id: "parallel.updates-kept",
    title: "changes that come at the same time are all kept",
    explanation: "Put to the test by adding several people to one group in requests that are sent at once, and reading \
        the group afterwards: all of them must be in it, each once. A server that reads the membership, changes it \
        and writes it back without a lock, or reads from a replica that lags behind, loses all but the last change. \
        An identity provider works on many people at the same time.",
    source: "RFC 7644 §3.5.2 (add appends to what is there); fleetdm/fleet#50724, BerriAI/litellm#34162",
    why: "people silently lose the access that the group gives, though every request was answered with success",
    fix: "change the membership in one atomic step: insert and delete rows, or lock the group while it is changed",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};
