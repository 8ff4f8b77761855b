//! What an act works with: the org, the app's settings, the way out, and the record of what happened so far.
//! It knows how an exchange ends an act early, and nothing of what acts mean.

use std::sync::Arc;

use indexmap::IndexSet;

use super::message::{consequence, refusal, reschedule};
use super::{Features, Integration, Played};
use crate::exchange::{Call, Exchange, FailureKind, Method, Trace, Wire};
use crate::idp::org::{Group, Name, Org, User};
use crate::idp::{Consequence, ConsequenceKind, Verdict};

/// One step of an act. The error is the verdict with which the act ends, so that acts read straight on with `?`.
pub(super) type Step<T = ()> = Result<T, Verdict>;

/// One act in progress.
pub(super) struct Okta<'a, W> {
    pub(super) org: &'a mut Org,
    pub(super) integration: &'a Integration,
    pub(super) random: &'a mut fastrand::Rng,
    wire: &'a mut W,
    trace: Trace,
    users: IndexSet<Name>,
    groups: IndexSet<Name>,
    remarks: Vec<String>,
    consequences: Vec<Consequence>,
    held_back: Option<String>,
}

impl<'a, W: Wire> Okta<'a, W> {
    pub(super) fn new(
        org: &'a mut Org,
        integration: &'a Integration,
        wire: &'a mut W,
        random: &'a mut fastrand::Rng,
    ) -> Self {
        Okta {
            org,
            integration,
            random,
            wire,
            trace: Trace::new(),
            users: IndexSet::new(),
            groups: IndexSet::new(),
            remarks: Vec::new(),
            consequences: Vec::new(),
            held_back: None,
        }
    }

    /// Sends a call. An answer of any status comes back, 429 excepted: Okta then puts the whole job off. A call that
    /// was never let out ends the act too, since Okta cannot have seen an answer to it.
    pub(super) async fn send(&mut self, call: Call) -> Step<Arc<Exchange>> {
        let exchange = Arc::new(self.wire.exchange(call).await);
        self.trace.push(Arc::clone(&exchange));
        match &exchange.result {
            Ok(answer) if answer.status == 429 => {
                if reschedule::attempt(&exchange) >= reschedule::ATTEMPTS {
                    return Err(refusal::rate_limit_exceeded(&exchange));
                }
                self.follows(consequence::rescheduled());
                Err(Verdict::Rescheduled { reason: reschedule::reason(answer.header("retry-after")) })
            }
            Err(failure) => match failure.kind {
                FailureKind::Guarded | FailureKind::NotSent => {
                    Err(Verdict::NotRun { reason: failure.message.clone() })
                }
                FailureKind::RateLimited => Err(Verdict::Rescheduled {
                    reason: format!("{}; Okta tries such a job again by itself", failure.message),
                }),
                _ => Ok(exchange),
            },
            Ok(_) => Ok(exchange),
        }
    }

    pub(super) fn user(&self, name: &str) -> Step<&User> {
        self.org.users.get(name).ok_or_else(|| not_run(format!("there is no user {name} in the org")))
    }

    pub(super) fn user_mut(&mut self, name: &str) -> Step<&mut User> {
        self.org.users.get_mut(name).ok_or_else(|| not_run(format!("there is no user {name} in the org")))
    }

    pub(super) fn group(&self, name: &str) -> Step<&Group> {
        self.org.groups.get(name).ok_or_else(|| not_run(format!("there is no group {name} in the org")))
    }

    pub(super) fn group_mut(&mut self, name: &str) -> Step<&mut Group> {
        self.org.groups.get_mut(name).ok_or_else(|| not_run(format!("there is no group {name} in the org")))
    }

    /// The id under which the user is linked; without one Okta sends nothing (okta.md §1.8).
    pub(super) fn remote_user_id(&self, name: &str) -> Step<String> {
        self.user(name)?
            .remote_id()
            .map(str::to_owned)
            .ok_or_else(|| not_run(format!("no id is known for {name} on the target, so Okta sends nothing")))
    }

    /// The id to which the group is pushed.
    pub(super) fn remote_group_id(&self, name: &str) -> Step<String> {
        let Some(push) = &self.group(name)?.push else {
            return Err(not_run(format!("{name} is not pushed")));
        };
        push.id.clone().ok_or_else(|| {
            not_run(format!("no id is known for {name} on the target, so Okta cannot push the group"))
        })
    }

    /// Whether a box is ticked; an act that needs an empty one sends nothing.
    pub(super) fn needs(&self, ticked: fn(&Features) -> bool, label: &str) -> Step {
        if ticked(&self.integration.features) {
            Ok(())
        } else {
            Err(not_run(format!("\"{label}\" is not ticked in the app, so Okta sends nothing")))
        }
    }

    /// Notes that the act pushes to the user's resource, so that it is read back afterwards.
    pub(super) fn touch_user(&mut self, name: &str) {
        self.users.insert(name.to_owned());
    }

    /// Notes that the act pushes to the group's resource.
    pub(super) fn touch_group(&mut self, name: &str) {
        self.groups.insert(name.to_owned());
    }

    /// Adds a line that the admin sees.
    pub(super) fn remark(&mut self, line: impl Into<String>) {
        self.remarks.push(line.into());
    }

    /// Notes what Okta does next, or does not do; once, however many jobs lead to it.
    pub(super) fn follows(&mut self, consequence: Consequence) {
        if !self.consequences.contains(&consequence) {
            self.consequences.push(consequence);
        }
    }

    /// Notes that Okta sends nothing for a part of the act, and why. If nothing else is sent either, the act was not
    /// performed.
    pub(super) fn holds_back(&mut self, consequence: Consequence) {
        self.held_back.get_or_insert_with(|| consequence.text.clone());
        self.follows(consequence);
    }

    /// Whether Okta will try the job again by itself.
    pub(super) fn will_retry(&self) -> bool {
        self.consequences.iter().any(|consequence| consequence.kind == ConsequenceKind::Retried)
    }

    /// The status of the last answer, if the last call was answered.
    pub(super) fn last_status(&self) -> Option<u16> {
        self.trace.last().and_then(|exchange| exchange.status())
    }

    /// Whether the last call was a read.
    pub(super) fn is_last_read(&self) -> bool {
        self.trace.last().is_some_and(|exchange| exchange.call.method == Method::Get)
    }

    /// Ends the act.
    pub(super) fn finish(self, result: Step) -> Played {
        let verdict = match (result, self.held_back) {
            (Err(verdict), _) => verdict,
            (Ok(()), Some(reason)) if self.trace.is_empty() => Verdict::NotRun { reason },
            (Ok(()), _) => Verdict::Success,
        };
        Played {
            verdict,
            trace: self.trace,
            users: self.users,
            groups: self.groups,
            remarks: self.remarks,
            consequences: self.consequences,
        }
    }
}

/// The verdict of an act that Okta does not perform.
pub(super) fn not_run(reason: impl Into<String>) -> Verdict {
    Verdict::NotRun { reason: reason.into() }
}
