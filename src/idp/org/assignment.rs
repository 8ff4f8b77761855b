//! Values that stand on assignments: whose counts when a person has the app in several ways.
//!
//! Okta's attributes can be personal or group scoped; among groups the priority on the app's Assignments tab decides,
//! and Sigma's guide states that a value set individually stays when a group brings another (okta.md §1.7).

use indexmap::IndexMap;
use serde_json::Value;

use super::Org;

impl Org {
    /// Puts a group at a place among the assigned groups: where it is, or last, when none is given.
    pub fn place_group(&mut self, name: &str, priority: Option<u32>) {
        let mut order: Vec<(u32, String)> = self
            .groups
            .iter()
            .filter(|(other, group)| group.priority > 0 && *other != name)
            .map(|(other, group)| (group.priority, other.clone()))
            .collect();
        order.sort();
        let own = self.groups.get(name).map(|group| group.priority).filter(|place| *place > 0);
        let place = priority.or(own).map_or(order.len(), |place| (place as usize).saturating_sub(1));
        order.insert(place.min(order.len()), (0, name.to_owned()));
        for (place, (_, name)) in (1..).zip(order) {
            if let Some(group) = self.groups.get_mut(&name) {
                group.priority = place;
            }
        }
    }

    /// Brings a person's profile in line with the values on the assignments. Whether that changed it.
    pub fn settle_values(&mut self, name: &str) -> bool {
        let wanted = self.assigned_values(name);
        let Some(user) = self.users.get_mut(name) else { return false };
        let mut changed = false;
        let gone: Vec<String> =
            user.assignment.covered.keys().filter(|key| !wanted.contains_key(*key)).cloned().collect();
        for attribute in gone {
            let beneath = user.assignment.covered.shift_remove(&attribute).flatten().unwrap_or(Value::Null);
            changed |= user.profile.insert(attribute, beneath.clone()) != Some(beneath);
        }
        for (attribute, value) in wanted {
            let before = user.profile.get(&attribute).cloned();
            user.assignment.covered.entry(attribute.clone()).or_insert_with(|| before.clone());
            if before.as_ref() != Some(&value) {
                user.profile.insert(attribute, value);
                changed = true;
            }
        }
        changed
    }

    /// The values that count: the groups' from last to first, then the person's own.
    fn assigned_values(&self, name: &str) -> IndexMap<String, Value> {
        let Some(user) = self.users.get(name) else { return IndexMap::new() };
        let mut groups: Vec<_> =
            user.assignment.groups.iter().filter_map(|group| self.groups.get(group)).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.priority));
        let values = groups.into_iter().flat_map(|group| &group.values).chain(&user.assignment.values);
        values.map(|(attribute, value)| (attribute.clone(), value.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use serde_json::{Value, json};

    use crate::idp::org::{Group, Org, User};

    fn org() -> Org {
        let mut org = Org::default();
        let mut ada = User::new("00u", "ada@x.org", IndexMap::new());
        ada.profile.insert("userType".to_owned(), json!("lite"));
        org.users.insert("ada".to_owned(), ada);
        for (name, user_type) in [("viewers", "viewer"), ("creators", "author")] {
            let mut group = Group::new(name, name, ["ada".to_owned()]);
            group.values.insert("userType".to_owned(), json!(user_type));
            org.groups.insert(name.to_owned(), group);
            org.place_group(name, None);
            org.users["ada"].assignment.groups.insert(name.to_owned());
        }
        org
    }

    fn user_type(org: &Org) -> &Value {
        &org.users["ada"].profile["userType"]
    }

    #[test]
    fn the_first_group_decides_and_priorities_can_be_moved() {
        let mut org = org();
        assert!(org.settle_values("ada"));
        assert_eq!(user_type(&org), "viewer");
        org.place_group("creators", Some(1));
        assert!(org.settle_values("ada") && !org.settle_values("ada"));
        assert_eq!((user_type(&org), org.groups["viewers"].priority), (&json!("author"), 2));
    }

    #[test]
    fn a_value_of_ones_own_beats_every_group_and_what_lies_beneath_comes_back() {
        let mut org = org();
        org.users["ada"].assignment.values.insert("userType".to_owned(), json!("pro"));
        org.settle_values("ada");
        assert_eq!(user_type(&org), "pro");
        org.users["ada"].assignment.values.clear();
        org.users["ada"].assignment.groups.clear();
        assert!(org.settle_values("ada"));
        assert_eq!(user_type(&org), "lite");
    }
}
