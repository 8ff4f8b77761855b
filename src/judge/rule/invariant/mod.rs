//! Invariants: rules that take more than one exchange to put to the test, so a scenario does it.
//!
//! A step that says `rule: lookup.ignores-case` hands its expectations over: one that is missed is a breach of that
//! rule, with the rule's level, reason and fix, instead of a mere difference from what an author wrote
//! ([`crate::judge::expect::as_breach`]). Steps without a rule before it are its control: when one of them went wrong,
//! a missed expectation stays what it is ([`crate::judge::expect::as_consequence`]). So it is
//! after groundwork ([`is_groundwork`]). A read after a write that was refused says nothing of what the write would have
//! done, unless another rule asks what a refusal leaves. One subject per file; nothing here reads an exchange.

mod account;
mod activation;
mod conflict;
mod create;
mod credentials;
mod discovery;
mod error;
mod external_id;
mod group;
mod lookup;
mod media;
mod members;
mod page;
mod parallel;
mod patch;
mod update;
mod user_type;
mod write;

use super::{Family, Rule};

pub(in crate::judge) use update::ANSWER_IS_CURRENT;

/// Every invariant, by subject.
pub(super) const FAMILIES: &[Family] = &[
    unread(lookup::RULES),
    unread(conflict::RULES),
    unread(create::RULES),
    unread(external_id::RULES),
    unread(update::RULES),
    unread(user_type::RULES),
    unread(patch::RULES),
    unread(write::RULES),
    unread(credentials::RULES),
    unread(media::RULES),
    unread(discovery::RULES),
    unread(page::RULES),
    unread(parallel::RULES),
    unread(error::RULES),
    unread(activation::RULES),
    unread(account::RULES),
    unread(members::RULES),
    unread(group::RULES),
];

/// Whether the steps after one that puts this rule to the test rest on it, as they do on a step without a rule.
pub fn is_groundwork(rule: &Rule) -> bool {
    rule.id == members::STORED_ON_CREATE.id
}

/// Rules that no single exchange can break.
const fn unread(rules: &'static [&'static Rule]) -> Family {
    Family { rules, check: |_, _| {} }
}
