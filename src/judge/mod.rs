//! The judges: data in, findings out.
//!
//! Each act of a scenario gets independent opinions, and every opinion is a [`Finding`]:
//! - [`rule`]: is this answer what the standard, and this client, need? Every exchange of an act, by a table of rules
//! - [`drift`]: is the target's state what the org says it must be? Read-backs against acknowledged state
//! - [`expect`]: did what the scenario's author expects come true?
//! - [`answers`]: were canned answers there for every request, and asked for?
//! - [`bystander`]: are resources that no act named still as they were?
//! - [`guard`]: what the client would have done to a resource that is not the run's
//! - [`import()`]: did the pages of an import show everybody who is there?
//! - [`known`]: what a vendor documents is reported with its reason, and fails nothing
//! - [`own`]: what the harness has to say about its own work
//!
//! [`catalogue`] lists every rule that a finding may name. [`cause`] finds out which findings are one defect. [`order`]
//! puts the finding that explains the others first. `json` and `operations` read bodies without trusting them;
//! `membership` puts into words how a group's members differ from those that it ought to have; `finding` says what a
//! finding is.
//!
//! Nothing here touches a socket, a file, a clock or the terminal, and nothing decides whether a run fails: that is
//! for whoever knows `--fail-on`.

pub mod answers;
pub mod bystander;
pub mod catalogue;
pub mod cause;
pub mod drift;
pub mod expect;
pub mod guard;
mod import;
pub mod known;
pub mod own;
pub mod rule;

mod finding;
#[cfg(test)]
mod fixture;
mod json;
mod level;
mod membership;
mod operations;
mod ranking;

pub use finding::{Finding, Level, Origin};
pub use import::{Known, import};
pub use ranking::order;
