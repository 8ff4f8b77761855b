//! The store itself: every change goes through here, so that indices and membership cannot drift from the resources.

use std::collections::HashSet;

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::index::{Indices, fold};
use super::members::{self, Difference};
use super::membership::{Membership, Placement};
use super::record::{Kind, Record};

/// Users and groups, in the order of their creation.
#[derive(Debug, Default)]
pub(in crate::provider) struct Store {
    users: Table,
    groups: Table,
    membership: Membership,
}

#[derive(Debug, Default)]
struct Table {
    records: IndexMap<String, Record>,
    indices: Indices,
}

/// Why the store does not take a resource.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::provider) enum Refusal {
    /// Another user has that userName, ignoring case.
    #[error("another User already has the userName \"{0}\"")]
    Taken(String),
    /// A member is neither a user nor a group of this store.
    #[error("members: there is no User or Group with the id \"{0}\"")]
    NoSuchMember(String),
    /// A member without a `value` that is a string.
    #[error("members: every member needs the id of a User or Group as its \"value\"")]
    NamelessMember,
}

impl Store {
    /// All resources of a kind, oldest first.
    pub(in crate::provider) fn all(&self, kind: Kind) -> impl Iterator<Item = &Record> {
        self.table(kind).records.values()
    }

    /// The resource with that id.
    pub(in crate::provider) fn get(&self, kind: Kind, id: &str) -> Option<&Record> {
        self.table(kind).records.get(id)
    }

    /// The resource with that id, whatever its kind.
    pub(in crate::provider) fn find(&self, id: &str) -> Option<&Record> {
        Kind::ALL.into_iter().find_map(|kind| self.get(kind, id))
    }

    /// The resources with that userName (users) or displayName (groups), ignoring case.
    pub(in crate::provider) fn named(&self, kind: Kind, name: &str) -> Vec<&Record> {
        let table = self.table(kind);
        table.records_of(table.indices.name.get(&fold(name)))
    }

    /// The resources with exactly that externalId.
    pub(in crate::provider) fn with_external_id(&self, kind: Kind, external_id: &str) -> Vec<&Record> {
        let table = self.table(kind);
        table.records_of(table.indices.external_id.get(external_id))
    }

    /// The groups that a user or group is in, the direct ones first.
    pub(in crate::provider) fn groups_of(&self, id: &str) -> impl Iterator<Item = (&Record, Placement)> {
        let of = self.membership.of(id);
        of.into_iter().filter_map(|(group, placement)| Some((self.groups.records.get(group)?, placement)))
    }

    /// Adds a resource.
    pub(in crate::provider) fn add(
        &mut self,
        kind: Kind,
        id: String,
        mut attributes: Map<String, Value>,
        now: Timestamp,
    ) -> Result<&Record, Refusal> {
        self.settle_members(kind, &mut attributes, None)?;
        self.check_name(kind, &attributes, None)?;
        Ok(self.insert(kind, id, attributes, now))
    }

    /// Adds a resource without asking whether it may be there: for servers that do not ask either.
    pub(in crate::provider) fn insert(
        &mut self,
        kind: Kind,
        id: String,
        attributes: Map<String, Value>,
        now: Timestamp,
    ) -> &Record {
        let record = Record::new(kind, &id, attributes, now);
        let moved = self.membership.change(&id, std::iter::empty(), record.members());
        touch(&mut self.users, &self.groups, moved);
        let table = self.table_mut(kind);
        table.indices.change(kind, &id, None, Some(&record.value));
        table.records.entry(id).insert_entry(record).into_mut()
    }

    /// Gives a resource other attributes; `id` and `meta` in them are ignored. The same attributes again are no
    /// change: neither `meta.lastModified` nor the tag moves.
    pub(in crate::provider) fn change(
        &mut self,
        kind: Kind,
        id: &str,
        mut attributes: Map<String, Value>,
        now: Timestamp,
    ) -> Result<Option<&Record>, Refusal> {
        self.settle_members(kind, &mut attributes, None)?;
        self.check_name(kind, &attributes, Some(id))?;
        let Some(before) = self.table(kind).records.get(id) else { return Ok(None) };
        attributes.shift_remove("id");
        if !before.same_attributes(&attributes) {
            let after = before.replaced(attributes, now);
            self.put(kind, id, after);
        }
        Ok(self.get(kind, id))
    }

    /// Changes a resource in place: a large group is not copied to add one member. The change must leave the
    /// resource as it was when it fails, and says whether it did anything; what the store then refuses is undone.
    pub(in crate::provider) fn edit<E: From<Refusal>>(
        &mut self,
        kind: Kind,
        id: &str,
        now: Timestamp,
        change: impl FnOnce(&mut Value) -> Result<bool, E>,
    ) -> Result<(), E> {
        let Some(record) = self.table_mut(kind).records.get_mut(id) else { return Ok(()) };
        let before = Before::of(&record.value);
        if !change(&mut record.value)? {
            return Ok(());
        }
        let mut value = std::mem::take(&mut record.value);
        let settled = match value.as_object_mut() {
            Some(attributes) => self
                .settle_members(kind, attributes, Some((id, &before.members)))
                .and_then(|()| self.check_name(kind, attributes, Some(id))),
            None => Ok(()),
        };
        if let Err(refusal) = settled {
            value = before.restored(self);
            self.table_mut(kind).put_back(id, value);
            return Err(refusal.into());
        }
        let table = self.table_mut(kind);
        table.indices.change(kind, id, Some(&before.rest), Some(&value));
        table.put_back(id, value);
        if let Some(record) = table.records.get_mut(id) {
            record.changed(now);
        }
        if let (Kind::Group, Some(after)) = (kind, self.groups.records.get(id)) {
            let members = after.value.get("members").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let difference = Difference::of(&before.members, members);
            let left = &before.members[difference.within(before.members.len())];
            let joined = &members[difference.within(members.len())];
            let moved = self.membership.change(
                id,
                left.iter().map(String::as_str),
                joined.iter().filter_map(members::id),
            );
            touch(&mut self.users, &self.groups, moved);
        }
        Ok(())
    }

    /// Removes a resource, and with it its memberships. Whether it was there.
    pub(in crate::provider) fn remove(&mut self, kind: Kind, id: &str, now: Timestamp) -> bool {
        let table = self.table_mut(kind);
        let Some(record) = table.records.shift_remove(id) else { return false };
        table.indices.change(kind, id, Some(&record.value), None);
        let moved = self.membership.change(id, record.members(), std::iter::empty());
        touch(&mut self.users, &self.groups, moved);
        for group in self.membership.forget(id) {
            if let Some(group) = self.groups.records.get_mut(&group) {
                group.drop_member(id, now);
            }
        }
        true
    }

    fn put(&mut self, kind: Kind, id: &str, after: Record) {
        let Table { records, indices } = self.table_mut(kind);
        let Some(slot) = records.get_mut(id) else { return };
        let before = std::mem::replace(slot, after);
        indices.change(kind, id, Some(&before.value), Some(&slot.value));
        if let (Kind::Group, Some(after)) = (kind, self.groups.records.get(id)) {
            let moved = self.membership.change(id, before.members(), after.members());
            touch(&mut self.users, &self.groups, moved);
        }
    }

    fn check_name(
        &self,
        kind: Kind,
        attributes: &Map<String, Value>,
        own: Option<&str>,
    ) -> Result<(), Refusal> {
        if kind != Kind::User {
            return Ok(());
        }
        let Some(name) = attributes.get("userName").and_then(Value::as_str) else { return Ok(()) };
        let taken = self.users.indices.name.get(&fold(name)).iter().any(|id| Some(id.as_str()) != own);
        if taken { Err(Refusal::Taken(name.to_owned())) } else { Ok(()) }
    }

    /// Brings `members` into the form in which they are kept. `stored` is the group that is being edited, and the
    /// members that it had.
    fn settle_members(
        &self,
        kind: Kind,
        attributes: &mut Map<String, Value>,
        stored: Option<(&str, &[String])>,
    ) -> Result<(), Refusal> {
        if kind != Kind::Group {
            return Ok(());
        }
        let Some(Value::Array(list)) = attributes.get_mut("members") else { return Ok(()) };
        let kind_of = |id: &str| self.find(id).map(|record| record.kind);
        match stored {
            Some((group, before)) => {
                members::settle(list, before, |id| self.membership.lists(group, id), kind_of)
            }
            None => members::settle(list, &[], |_| false, kind_of),
        }
    }

    fn table(&self, kind: Kind) -> &Table {
        match kind {
            Kind::User => &self.users,
            Kind::Group => &self.groups,
        }
    }

    fn table_mut(&mut self, kind: Kind) -> &mut Table {
        match kind {
            Kind::User => &mut self.users,
            Kind::Group => &mut self.groups,
        }
    }
}

impl Table {
    fn records_of(&self, ids: &[String]) -> Vec<&Record> {
        ids.iter().filter_map(|id| self.records.get(id)).collect()
    }

    fn put_back(&mut self, id: &str, value: Value) {
        if let Some(record) = self.records.get_mut(id) {
            record.value = value;
        }
    }
}

/// Another `groups` is another state of the user, though nobody changed the user: the tag moves, and
/// `meta.lastModified` does not. Whoever joins or leaves takes along those that are in it.
fn touch(users: &mut Table, groups: &Table, moved: Vec<&str>) {
    let mut waiting = moved;
    let mut seen = HashSet::new();
    while let Some(id) = waiting.pop() {
        if let Some(user) = users.records.get_mut(id) {
            user.revision += 1;
        } else if let Some(group) = groups.records.get(id)
            && seen.insert(id)
        {
            waiting.extend(group.members());
        }
    }
}

/// A resource as it was: enough to undo an edit, with a group's members as bare ids.
struct Before {
    rest: Value,
    members: Vec<String>,
}

impl Before {
    fn of(value: &Value) -> Self {
        let mut members = Vec::new();
        let keep = |(name, value): (&String, &Value)| {
            let value = match value {
                Value::Array(list) if name == "members" => {
                    members
                        .extend(list.iter().filter_map(|member| member["value"].as_str().map(str::to_owned)));
                    // Holds the place among the attributes.
                    Value::Null
                }
                value => value.clone(),
            };
            (name.clone(), value)
        };
        let rest = value.as_object().into_iter().flatten().map(keep).collect();
        Before { rest: Value::Object(rest), members }
    }

    fn restored(mut self, store: &Store) -> Value {
        if let Some(members) = self.rest.get_mut("members") {
            let entry = |id: &String| store.find(id).map(|record| members::entry(id, record.kind));
            *members = self.members.iter().filter_map(entry).collect();
        }
        self.rest
    }
}
