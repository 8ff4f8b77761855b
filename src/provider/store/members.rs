//! A group's members in the form in which they are kept: known ids, each once, with the type that they have here.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value};

use super::record::Kind;
use super::table::Refusal;

/// Where a list of members differs from what it was. To let one go out of thousands, or take one more, the others are
/// only passed by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference {
    /// How many at the beginning are the same.
    front: usize,
    /// How many at the end are.
    back: usize,
}

impl Difference {
    /// Compares a list with what it was.
    pub(super) fn of(before: &[String], after: &[Value]) -> Self {
        let same = |(before, after): &(&String, &Value)| id(after) == Some(before.as_str());
        let front = before.iter().zip(after).take_while(same).count();
        let (before, after) = (&before[front..], &after[front..]);
        let back = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
        Difference { front, back }
    }

    /// The part that differs of one of the two lists, which is that long.
    pub(super) fn within(self, length: usize) -> Range<usize> {
        self.front..length - self.back
    }
}

/// Brings a list into the form in which it is kept. What a client wrote beside the id is the server's to fill in when
/// the group is shown.
///
/// `before` holds the ids that the stored list has, and `is_listed` says whether an id is among them.
pub(super) fn settle(
    members: &mut Vec<Value>,
    before: &[String],
    is_listed: impl Fn(&str) -> bool,
    kind_of: impl Fn(&str) -> Option<Kind>,
) -> Result<(), Refusal> {
    let difference = Difference::of(before, members);
    let new = difference.within(members.len());
    for (index, member) in members.iter_mut().enumerate() {
        // Whoever was there is known, and was brought into form when it came.
        if !new.contains(&index) && is_settled(member) {
            continue;
        }
        let id = id(member).ok_or(Refusal::NamelessMember)?;
        let kind = kind_of(id).ok_or_else(|| Refusal::NoSuchMember(id.to_owned()))?;
        if !is_settled(member) || member["type"] != kind.name() {
            *member = entry(id, kind);
        }
    }
    drop_repeats(members, new, &before[difference.within(before.len())], is_listed);
    Ok(())
}

/// A member as it is kept.
pub(super) fn entry(id: &str, kind: Kind) -> Value {
    let mut entry = Map::with_capacity(2);
    entry.insert("value".to_owned(), id.into());
    entry.insert("type".to_owned(), kind.name().into());
    Value::Object(entry)
}

/// Whom an entry names.
pub(super) fn id(member: &Value) -> Option<&str> {
    member.get("value").and_then(Value::as_str)
}

fn is_settled(member: &Value) -> bool {
    member.as_object().is_some_and(|parts| parts.len() == 2 && parts.contains_key("type"))
}

/// Drops those of the new part that are in it twice, or stand in the part that stays.
fn drop_repeats(
    members: &mut Vec<Value>,
    new: Range<usize>,
    gone: &[String],
    is_listed: impl Fn(&str) -> bool,
) {
    let gone: HashSet<&str> = gone.iter().map(String::as_str).collect();
    let mut seen = HashSet::with_capacity(new.len());
    let is_first: Vec<bool> = members[new.clone()]
        .iter()
        .filter_map(id)
        .map(|id| (gone.contains(id) || !is_listed(id)) && seen.insert(id))
        .collect();
    if is_first.contains(&false) {
        let from = new.start;
        let mut index = 0;
        members.retain(|_| {
            let keeps = index < from || is_first.get(index - from).copied().unwrap_or(true);
            index += 1;
            keeps
        });
    }
}
