//! Which groups a resource is in: the other direction of `members`.

use std::collections::{HashMap, HashSet};

/// Whether a membership is written in the group itself or follows from a nested group (RFC 7643 §4.1.2, `groups`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::provider) enum Placement {
    /// The group lists the resource.
    Direct,
    /// The group lists a group that, in turn, holds the resource.
    Indirect,
}

impl Placement {
    /// The canonical value of `groups.type`.
    pub(in crate::provider) const fn as_str(self) -> &'static str {
        match self {
            Placement::Direct => "direct",
            Placement::Indirect => "indirect",
        }
    }
}

/// From a member to the groups that list it, in the order in which it joined them.
#[derive(Debug, Default)]
pub(super) struct Membership {
    groups: HashMap<String, Vec<String>>,
}

impl Membership {
    /// Notes that a group now lists these members instead of those. Returns the members that joined or left.
    pub(super) fn change<'a>(
        &mut self,
        group: &str,
        before: impl Iterator<Item = &'a str>,
        after: impl Iterator<Item = &'a str>,
    ) -> Vec<&'a str> {
        let after: Vec<&str> = after.collect();
        let before: HashSet<&str> = before.collect();
        let kept: HashSet<&str> = after.iter().copied().filter(|member| before.contains(member)).collect();
        let left = before.iter().copied().filter(|member| !kept.contains(member));
        let joined = after.iter().copied().filter(|member| !before.contains(member));
        let mut moved = Vec::new();
        for member in left {
            if let Some(groups) = self.groups.get_mut(member) {
                groups.retain(|other| other != group);
                if groups.is_empty() {
                    self.groups.remove(member);
                }
            }
            moved.push(member);
        }
        for member in joined {
            self.groups.entry(member.to_owned()).or_default().push(group.to_owned());
            moved.push(member);
        }
        moved
    }

    /// Forgets a resource that is no more. The groups that listed it.
    pub(super) fn forget(&mut self, member: &str) -> Vec<String> {
        self.groups.remove(member).unwrap_or_default()
    }

    /// Whether a group lists a resource.
    pub(super) fn lists(&self, group: &str, member: &str) -> bool {
        self.listing(member).iter().any(|listing| listing == group)
    }

    fn listing(&self, member: &str) -> &[String] {
        self.groups.get(member).map_or(&[], Vec::as_slice)
    }

    /// The groups that a resource is in, the direct ones first. Groups that contain each other are no trap.
    pub(super) fn of(&self, member: &str) -> Vec<(&str, Placement)> {
        let direct = self.listing(member);
        let mut seen: HashSet<&str> = direct.iter().map(String::as_str).collect();
        let mut found: Vec<(&str, Placement)> =
            direct.iter().map(|group| (group.as_str(), Placement::Direct)).collect();
        let mut next = 0;
        while let Some(&(group, _)) = found.get(next) {
            next += 1;
            for outer in self.listing(group) {
                if outer != member && seen.insert(outer) {
                    found.push((outer, Placement::Indirect));
                }
            }
        }
        found
    }
}
