//! Acts that cannot happen: the steps are played in the head, so that a slip is found before anything is sent.
//!
//! Only what Okta's console itself would not offer is refused: to push now what was never pushed, to edit somebody
//! who never had the app, to wake what does not sleep. A step that is expected to fail leaves both ways open.

use std::collections::{HashMap, HashSet};

use super::form::{ACTS, Mapping};
use super::model::{Act, Cast, Member, OktaExpectation, Step};
use crate::source::{Diagnostic, Span};

/// Every act that cannot happen where it stands.
pub(crate) fn check(cast: &Cast, steps: &[Step], always: &[Step]) -> Vec<Diagnostic> {
    let mut state = State::new(cast);
    let mut found = Vec::new();
    for step in steps.iter().chain(always) {
        for act in &step.acts {
            let failing = expects_failure(step, act);
            if let Err(mistake) = state.play(act, failing) {
                let mut mistake = *mistake;
                for used in step.used_from.iter().rev() {
                    mistake = mistake.related(*used, "used here");
                }
                found.push(mistake);
            }
        }
    }
    found
}

/// Whether the admin is meant to see an error for this member.
fn expects_failure(step: &Step, act: &Act) -> bool {
    step.expect.okta.iter().any(|(name, expected)| {
        let concerns =
            name.as_ref().is_none_or(|name| act.member().is_some_and(|member| member.value == name.value));
        concerns && !matches!(expected, OktaExpectation::Success(_))
    })
}

/// A push mapping as the Push Groups tab shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pushed {
    Active,
    Inactive,
    /// A step that was expected to fail may or may not have made it.
    Perhaps,
}

#[derive(Debug, Default)]
struct State {
    /// Everybody who has had the app, by himself or through a group.
    had_app: HashSet<String>,
    /// Members of the groups now.
    members: HashMap<String, HashSet<String>>,
    /// Groups that have the app now.
    groups_with_app: HashSet<String>,
    /// Where somebody was deactivated or suspended.
    inactive: HashMap<String, Span>,
    suspended: HashSet<String>,
    pushed: HashMap<String, Pushed>,
}

type Refused = Box<Diagnostic>;

fn refuse(member: &Member, message: String, help: &str) -> Result<(), Refused> {
    Err(Box::new(Diagnostic::error(message, member.span).label("this cannot happen").help(help)))
}

impl State {
    fn new(cast: &Cast) -> Self {
        let members = cast
            .groups
            .iter()
            .map(|(name, group)| {
                let written = group.members.iter().map(|member| member.value.clone());
                (name.clone(), written.chain(super::lower::generated(name, group)).collect())
            })
            .collect();
        State { members, ..State::default() }
    }

    fn play(&mut self, act: &Act, failing: bool) -> Result<(), Refused> {
        match act {
            Act::Assign(member) | Act::AssignWith { who: member, .. } => self.assign(member),
            Act::Unassign(member) => self.unassign(member),
            Act::Update { user, .. }
            | Act::RenameUser { user, .. }
            | Act::SyncPassword { user, .. }
            | Act::Suspend(user) => {
                self.has_had_app(user, act.name())?;
                match act {
                    Act::Suspend(user) if !self.suspended.insert(user.value.clone()) => refuse(
                        user,
                        format!("`{}` is suspended already", user.value),
                        "`unsuspend` them before, or leave the step out",
                    ),
                    _ => Ok(()),
                }
            }
            Act::Deactivate(user) => {
                self.has_had_app(user, act.name())?;
                if let Some(span) = self.inactive.insert(user.value.clone(), user.span) {
                    return Err(Box::new(
                        Diagnostic::error(format!("`{}` is deactivated already", user.value), user.span)
                            .label("this cannot happen")
                            .related(span, "deactivated here")
                            .help("`reactivate` them before, or leave the step out"),
                    ));
                }
                Ok(())
            }
            Act::Reactivate(user) => match self.inactive.remove(&user.value) {
                Some(_) => Ok(()),
                None => refuse(
                    user,
                    format!("`{}` is not deactivated", user.value),
                    "`reactivate` needs an earlier `deactivate`; after `unassign` use `assign`",
                ),
            },
            Act::Unsuspend(user) => {
                if self.suspended.remove(&user.value) {
                    Ok(())
                } else {
                    refuse(
                        user,
                        format!("`{}` is not suspended", user.value),
                        "`unsuspend` needs an earlier `suspend`",
                    )
                }
            }
            Act::AddMembers { group, members } => {
                let has_app = self.groups_with_app.contains(&group.value);
                for member in members {
                    self.members.entry(group.value.clone()).or_default().insert(member.value.clone());
                    if has_app {
                        self.had_app.insert(member.value.clone());
                    }
                }
                Ok(())
            }
            Act::RemoveMembers { group, members } => {
                let inside = self.members.entry(group.value.clone()).or_default();
                for member in members {
                    if !inside.remove(&member.value) {
                        return refuse(
                            member,
                            format!("`{}` is not in `{}`", member.value, group.value),
                            "add the member to the group in `cast`, or with `add-members` before",
                        );
                    }
                }
                Ok(())
            }
            other => self.push(other, failing),
        }
    }

    fn assign(&mut self, member: &Member) -> Result<(), Refused> {
        if let Some(span) = self.inactive.get(&member.value) {
            return Err(Box::new(
                Diagnostic::error(
                    format!("`{}` is deactivated, and Okta assigns nothing to them", member.value),
                    member.span,
                )
                .label("this cannot happen")
                .related(*span, "deactivated here")
                .help("`reactivate` first"),
            ));
        }
        match self.members.get(&member.value) {
            Some(members) => {
                self.groups_with_app.insert(member.value.clone());
                self.had_app.extend(members.iter().cloned());
            }
            None => {
                self.had_app.insert(member.value.clone());
            }
        }
        Ok(())
    }

    fn unassign(&mut self, member: &Member) -> Result<(), Refused> {
        if self.members.contains_key(&member.value) {
            if self.groups_with_app.remove(&member.value) {
                return Ok(());
            }
            return refuse(
                member,
                format!("the group `{}` does not have the app", member.value),
                "`assign` it before",
            );
        }
        self.has_had_app(member, "unassign")
    }

    fn has_had_app(&self, user: &Member, act: &str) -> Result<(), Refused> {
        if self.had_app.contains(&user.value) {
            return Ok(());
        }
        refuse(
            user,
            format!("`{}` never had the app, so `{act}` would send nothing", user.value),
            &format!("add a step `assign: {}` before", user.value),
        )
    }

    fn push(&mut self, act: &Act, failing: bool) -> Result<(), Refused> {
        let Some(group) = act.member() else { return Ok(()) };
        let mapping = ACTS.iter().find(|form| form.name == act.name()).map(|form| form.mapping);
        let now = self.pushed.get(&group.value).copied();
        let name = &group.value;
        let next = match (mapping.unwrap_or(Mapping::Unconcerned), now) {
            (Mapping::Unconcerned, _) => return Ok(()),
            (Mapping::Makes, None | Some(Pushed::Perhaps)) => {
                Some(if failing { Pushed::Perhaps } else { Pushed::Active })
            }
            (Mapping::Makes, Some(_)) => {
                return refuse(
                    group,
                    format!("`{name}` is pushed already"),
                    "use `push-now`, or `unlink-group` before",
                );
            }
            (_, None) => {
                return refuse(
                    group,
                    format!("`{name}` is not pushed"),
                    &format!("add a step `push-group: {name}` or `link-group: {name}` before"),
                );
            }
            (Mapping::NeedsActive | Mapping::Pauses, Some(Pushed::Inactive)) => {
                return refuse(
                    group,
                    format!("the push of `{name}` is inactive"),
                    "use `activate-push` before",
                );
            }
            (Mapping::Wakes, Some(Pushed::Active)) => {
                return refuse(group, format!("the push of `{name}` is active already"), "use `push-now`");
            }
            (Mapping::Ends, Some(_)) => None,
            (Mapping::Pauses, Some(_)) => Some(Pushed::Inactive),
            (Mapping::NeedsActive | Mapping::Wakes, Some(_)) => Some(Pushed::Active),
        };
        match next {
            Some(next) => self.pushed.insert(name.clone(), next),
            None if failing => self.pushed.insert(name.clone(), Pushed::Perhaps),
            None => self.pushed.remove(name),
        };
        Ok(())
    }
}
