//! Rules: what a right answer satisfies, whatever the scenario.
//!
//! - [`Rule`]: everything that is known about it (see [`super::catalogue`]); [`registry`] lists the rules of this room
//! - one family of rules per file; a family is a slice of rules and one function that reads an exchange
//! - to add a rule: a `const` in the file of its family, one entry in that file's `RULES`, one `sink.report(&IT, ..)`
//!   where it is broken, and a case in the tests (a test holds them complete)
//! - to add a family: its file, and one line in `FAMILIES`
//! - `seen`: what kind of request an exchange is, worked out once for all families
//! - `invariant`: rules that a scenario puts to the test, since one exchange cannot show a breach; `claimed` holds
//!   the names that scenarios use against them
//! - `refusal`: why a write was refused, as far as its form tells
//! - `sink`: where families put what they find; one finding per rule and exchange, however often it is broken
//!
//! Rules see one exchange at a time and keep nothing. What needs two exchanges is drift's business.

mod claimed;
mod create;
mod discovery;
mod error_body;
mod group;
mod identity;
mod invariant;
mod list_response;
mod media;
mod objection;
mod payload;
mod refusal;
mod resource;
mod seen;
mod sink;
mod status;
mod transport;
mod user;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::Finding;
pub use super::catalogue::Rule;
use crate::exchange::{Exchange, Purpose};
use seen::Seen;
use sink::Sink;

pub use claimed::unknown;
pub(super) use invariant::ANSWER_IS_CURRENT;
pub use invariant::is_groundwork;
pub(super) use status::{ACCEPTED, IMPLEMENT, is_error};
pub(super) use user::{ACTIVATION_TAKES_EFFECT, DEACTIVATION_TAKES_EFFECT, USER_NAME_CASE, USER_NAME_KEPT};

/// What a rule needs to know besides the exchange.
#[derive(Debug, Clone, Copy)]
pub struct RuleContext<'a> {
    /// The client of the pass: `okta-aiw`, `okta-oin`, `rfc`.
    pub client: &'a str,
    /// The step expects an error, or states the status that it wants: then a refusal is no finding by itself. The
    /// form of the refusal is judged either way.
    pub expected_failure: bool,
}

/// Rules that belong together, and the function that checks them.
struct Family {
    rules: &'static [&'static Rule],
    check: fn(&Seen<'_>, &mut Sink<'_>),
}

/// All families, in the order in which their findings come.
const FAMILIES: &[Family] = &[
    Family { rules: transport::RULES, check: transport::check },
    Family { rules: status::RULES, check: status::check },
    Family { rules: payload::RULES, check: payload::check },
    Family { rules: media::RULES, check: media::check },
    Family { rules: error_body::RULES, check: error_body::check },
    Family { rules: list_response::RULES, check: list_response::check },
    Family { rules: create::RULES, check: create::check },
    Family { rules: identity::RULES, check: identity::check },
    Family { rules: resource::RULES, check: resource::check },
    Family { rules: user::RULES, check: user::check },
    Family { rules: group::RULES, check: group::check },
    Family { rules: discovery::RULES, check: discovery::check },
];

/// Every rule on exchanges; [`super::catalogue::all`] has those of the other judges as well.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().chain(invariant::FAMILIES).flat_map(|family| family.rules.iter().copied())
}

/// The rule of that id.
pub fn named(id: &str) -> Option<&'static Rule> {
    registry().find(|rule| rule.id == id)
}

/// Judges one exchange by every rule.
///
/// Only what the client itself sent is judged; the harness's own reads, set-up and tidying up give nothing. A rule
/// that is broken several times in one answer gives one finding that says how often.
pub fn check(exchange: &Arc<Exchange>, context: &RuleContext<'_>) -> Vec<Finding> {
    if exchange.call.purpose != Purpose::Act {
        return Vec::new();
    }
    let seen = Seen::new(exchange, context);
    let mut sink = Sink::new(exchange, context.client);
    if !status::disguised(&seen, &mut sink) {
        for family in FAMILIES {
            (family.check)(&seen, &mut sink);
        }
    }
    sink.into_findings()
}
