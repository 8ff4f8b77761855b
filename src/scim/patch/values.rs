//! Changes to the values of a multi-valued attribute: all of them, or those that a filter chooses. Each change is
//! checked as a whole before the first value moves, and is linear in the number of values.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::Op;
use super::edit::{Edit, allow, allow_parts, allow_unassigning, set_parts};
use crate::scim::conform::{self, Identity, is_primary};
use crate::scim::error::{Error, ScimType};
use crate::scim::schema::{Attribute, Mutability};
use crate::scim::{equal, text};

/// With fewer new values than this, looking through the old ones beats building an index of them.
const INDEX_FROM: usize = 8;

/// Adds values, or puts others in their place.
pub(super) fn assign(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    op: Op,
    given: &Value,
) -> Result<bool, Error> {
    let new = match given {
        Value::Array(given) => conform::many(given, attribute)?,
        // One value may come without its array (RFC 7644 §3.5.2.1 does not forbid it).
        single => conform::many(std::slice::from_ref(single), attribute)?,
    };
    let current = holder.get(key);
    if attribute.mutability == Mutability::Immutable && !equal::is_unassigned(current) {
        allow(attribute, current, &Value::Array(new))?;
        return Ok(false);
    }
    if op == Op::Replace {
        return replace(holder, key, attribute, new);
    }
    match holder.get_mut(key) {
        Some(Value::Array(values)) => Ok(append(values, new, attribute)),
        _ if new.is_empty() => Ok(false),
        _ => {
            holder.insert(key.to_owned(), Value::Array(new));
            Ok(true)
        }
    }
}

fn replace(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    new: Vec<Value>,
) -> Result<bool, Error> {
    if new.is_empty() {
        allow_unassigning(attribute, None, Op::Replace)?;
        let before = holder.shift_remove(key);
        return Ok(!equal::is_unassigned(before.as_ref()));
    }
    let before = match holder.get_mut(key) {
        Some(Value::Array(values)) => std::mem::take(values),
        _ => Vec::new(),
    };
    let (after, changed) = if is_set(attribute) {
        keep_known(before, new, attribute)
    } else {
        let changed = before != new;
        (new, changed)
    };
    holder.insert(key.to_owned(), Value::Array(after));
    Ok(changed)
}

/// Whether the values are told apart by a `value` that never changes, as the members of a group are.
fn is_set(attribute: &Attribute) -> bool {
    attribute.part("value").is_some_and(|part| part.mutability == Mutability::Immutable)
}

/// The new values, each as the old one of the same identity if there was one: what the server knows of it stays.
fn keep_known(before: Vec<Value>, new: Vec<Value>, attribute: &Attribute) -> (Vec<Value>, bool) {
    let count = before.len();
    let mut kept_from: Vec<Option<usize>> = Vec::with_capacity(new.len());
    let known = index(&before, attribute);
    for value in &new {
        kept_from.push(known.get(&Identity::of(value, attribute)).copied());
    }
    drop(known);
    let changed = new.len() != count || kept_from.iter().any(Option::is_none);
    let mut before: Vec<Option<Value>> = before.into_iter().map(Some).collect();
    let after = new
        .into_iter()
        .zip(kept_from)
        .map(|(value, from)| from.and_then(|from| before[from].take()).unwrap_or(value))
        .collect();
    (after, changed)
}

fn index<'a>(values: &'a [Value], attribute: &Attribute) -> HashMap<Identity<'a>, usize> {
    values.iter().enumerate().map(|(at, value)| (Identity::of(value, attribute), at)).collect()
}

/// Adds what is not there yet.
fn append(values: &mut Vec<Value>, new: Vec<Value>, attribute: &Attribute) -> bool {
    let places: Vec<Option<usize>> = if new.len() < INDEX_FROM {
        new.iter()
            .map(|value| {
                let identity = Identity::of(value, attribute);
                values.iter().position(|known| Identity::of(known, attribute) == identity)
            })
            .collect()
    } else {
        let known = index(values, attribute);
        new.iter().map(|value| known.get(&Identity::of(value, attribute)).copied()).collect()
    };
    let mut changed = false;
    let mut primary = None;
    for (value, place) in new.into_iter().zip(places) {
        let takes_over = is_primary(&value);
        let at = match place {
            Some(at) => {
                changed |= !is_set(attribute) && complete(&mut values[at], value);
                at
            }
            None => {
                values.push(value);
                changed = true;
                values.len() - 1
            }
        };
        if takes_over {
            primary = Some(at);
        }
    }
    if let Some(at) = primary {
        only_primary(values, at);
    }
    changed
}

/// Gives a value that is there already what else the new one says of it.
fn complete(known: &mut Value, new: Value) -> bool {
    let (Value::Object(known), Value::Object(new)) = (known, new) else { return false };
    let mut changed = false;
    for (name, value) in new {
        if known.get(&name) != Some(&value) {
            known.insert(name, value);
            changed = true;
        }
    }
    changed
}

/// Leaves one value primary (RFC 7644 §3.5.2). A `primary` that was true is shown as false, no other gets one.
fn only_primary(values: &mut [Value], at: usize) {
    for (index, value) in values.iter_mut().enumerate() {
        if index != at && is_primary(value) {
            value["primary"] = Value::Bool(false);
        }
    }
}

/// Changes the values that the filter chooses, or one part of them. Without a filter, all are chosen.
pub(super) fn change(holder: &mut Map<String, Value>, key: &str, edit: &Edit<'_>) -> Result<bool, Error> {
    let single = !edit.attribute.multi_valued;
    let Some(found) = holder.get_mut(key) else { return nothing_chosen(edit) };
    let values = match found {
        Value::Array(values) => values.as_mut_slice(),
        Value::Null => return nothing_chosen(edit),
        one => std::slice::from_mut(one),
    };
    let chosen: Vec<usize> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| edit.filter.as_ref().is_none_or(|filter| filter.matches(value)))
        .map(|(at, _)| at)
        .collect();
    if chosen.is_empty() {
        return nothing_chosen(edit);
    }
    let given = edit.value.filter(|value| !value.is_null());
    let all = chosen.len() == values.len();
    let changed = match (edit.op, edit.part, given) {
        (Op::Add, _, None) => false,
        (Op::Remove, Some(part), _) | (Op::Replace, Some(part), None) => {
            for &at in &chosen {
                allow_unassigning(part, part_of(&values[at], part), edit.op)?;
            }
            let mut changed = false;
            for &at in &chosen {
                changed |= clear_part(&mut values[at], part);
            }
            changed
        }
        (Op::Remove, None, _) | (Op::Replace, None, None) => {
            if all {
                allow_unassigning(edit.attribute, None, edit.op)?;
            }
            chosen.iter().for_each(|&at| values[at] = Value::Null);
            true
        }
        (Op::Add | Op::Replace, Some(part), Some(given)) => set_part(values, &chosen, part, edit.op, given)?,
        (Op::Replace, None, Some(given)) => {
            let new = conform::one(given, edit.attribute)?;
            one_primary(&chosen, &new)?;
            let mut changed = false;
            for &at in &chosen {
                changed |= values[at] != new;
                values[at].clone_from(&new);
            }
            if is_primary(&new) {
                only_primary(values, chosen[0]);
            }
            changed
        }
        (Op::Add, None, Some(given)) => add_parts(values, &chosen, edit.attribute, given)?,
    };
    sweep(holder, key, single);
    Ok(changed)
}

/// What a filter that matches nothing means: removing is done already, anything else has no target.
fn nothing_chosen(edit: &Edit<'_>) -> Result<bool, Error> {
    if edit.op == Op::Remove {
        return Ok(false);
    }
    let what = if edit.filter.is_some() { "matches the filter" } else { "is there" };
    Err(Error::of(ScimType::NoTarget, format!("no value of '{}' {what}", edit.attribute.name)))
}

fn part_of<'a>(value: &'a Value, part: &Attribute) -> Option<&'a Value> {
    text::member(value.as_object()?, &part.name)
}

fn clear_part(value: &mut Value, part: &Attribute) -> bool {
    let Value::Object(whole) = value else { return false };
    let Some(key) = text::spelling(whole, &part.name).map(str::to_owned) else { return false };
    whole.shift_remove(&key).is_some()
}

fn set_part(
    values: &mut [Value],
    chosen: &[usize],
    part: &Attribute,
    op: Op,
    given: &Value,
) -> Result<bool, Error> {
    if part.multi_valued {
        return set_many(values, chosen, part, op, given);
    }
    let new = conform::one(given, part)?;
    for &at in chosen {
        allow(part, part_of(&values[at], part), &new)?;
    }
    let takes_over = part.name == "primary" && new == Value::Bool(true);
    if takes_over && chosen.len() > 1 {
        return Err(too_many_primary(chosen.len()));
    }
    let mut changed = false;
    for &at in chosen {
        if let Value::Object(whole) = &mut values[at] {
            changed |= set_parts(whole, vec![(part, new.clone())]);
        }
    }
    if takes_over {
        only_primary(values, chosen[0]);
    }
    Ok(changed)
}

/// A part that is multi-valued itself.
fn set_many(
    values: &mut [Value],
    chosen: &[usize],
    part: &Attribute,
    op: Op,
    given: &Value,
) -> Result<bool, Error> {
    // Everything is checked here, so that none of the changes below can fail halfway.
    let new = conform::many(given.as_array().map_or(std::slice::from_ref(given), Vec::as_slice), part)?;
    if op == Op::Replace && new.is_empty() {
        allow_unassigning(part, None, op)?;
    }
    let new = Value::Array(new);
    for &at in chosen {
        let current = part_of(&values[at], part);
        if !equal::is_unassigned(current) {
            allow(part, current, &new)?;
        }
    }
    let mut changed = false;
    for &at in chosen {
        if let Value::Object(whole) = &mut values[at] {
            let key = text::spelling(whole, &part.name).unwrap_or(&part.name).to_owned();
            changed |= assign(whole, &key, part, op, given)?;
        }
    }
    Ok(changed)
}

fn add_parts(
    values: &mut [Value],
    chosen: &[usize],
    attribute: &Attribute,
    given: &Value,
) -> Result<bool, Error> {
    let Some(object) = given.as_object() else {
        return Err(conform::wrong(&attribute.name, "an object", given));
    };
    one_primary(chosen, given)?;
    let parts = conform::parts(object, attribute)?;
    for &at in chosen {
        if let Value::Object(whole) = &values[at] {
            allow_parts(whole, &parts)?;
        }
    }
    let mut changed = false;
    for &at in chosen {
        if let Value::Object(whole) = &mut values[at] {
            changed |= set_parts(whole, parts.clone());
        }
    }
    if is_primary(given) {
        only_primary(values, chosen[0]);
    }
    Ok(changed)
}

fn one_primary(chosen: &[usize], new: &Value) -> Result<(), Error> {
    if is_primary(new) && chosen.len() > 1 { Err(too_many_primary(chosen.len())) } else { Ok(()) }
}

fn too_many_primary(count: usize) -> Error {
    Error::of(ScimType::InvalidValue, format!("{count} values would be primary, and only one can be"))
}

/// Takes out values that have nothing left in them, and the attribute with its last one.
fn sweep(holder: &mut Map<String, Value>, key: &str, single: bool) {
    let unassigned = match holder.get_mut(key) {
        Some(Value::Array(values)) => {
            values.retain(|value| !equal::is_unassigned(Some(value)));
            values.is_empty()
        }
        found => single && equal::is_unassigned(found.as_deref()),
    };
    if unassigned {
        holder.shift_remove(key);
    }
}
