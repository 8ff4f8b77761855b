//! One change to one attribute. It happens whole, or it fails and nothing has changed.

use serde_json::{Map, Value};

use super::{Op, values};
use crate::scim::conform::{self, is_blank};
use crate::scim::error::{Error, ScimType};
use crate::scim::filter::Bound;
use crate::scim::schema::{Attribute, Mutability};
use crate::scim::{equal, text};

/// What to change, and how.
pub(super) struct Edit<'a> {
    pub(super) op: Op,
    /// The URN of the extension that the attribute belongs to.
    pub(super) extension: Option<&'a str>,
    pub(super) attribute: &'a Attribute,
    pub(super) filter: Option<Bound>,
    pub(super) part: Option<&'a Attribute>,
    pub(super) value: Option<&'a Value>,
    /// Named by a key of a value and not by a path. A readOnly attribute with the value that it has is no mistake
    /// then: Okta repeats the `id` when it renames a group.
    pub(super) implied: bool,
    /// Which operation it comes from.
    pub(super) operation: usize,
}

impl<'a> Edit<'a> {
    pub(super) fn new(
        op: Op,
        extension: Option<&'a str>,
        attribute: &'a Attribute,
        value: Option<&'a Value>,
    ) -> Self {
        Edit { op, extension, attribute, filter: None, part: None, value, implied: false, operation: 0 }
    }

    pub(super) fn implied(mut self) -> Self {
        self.implied = true;
        self
    }

    /// The member of the resource that it changes.
    pub(super) fn slot(&self) -> &'a str {
        self.extension.unwrap_or(&self.attribute.name)
    }
}

/// Makes the change and says whether anything is different now.
pub(super) fn run(resource: &mut Map<String, Value>, edit: &Edit<'_>) -> Result<bool, Error> {
    let Some(uri) = edit.extension else { return run_in(resource, edit) };
    let key = text::spelling(resource, uri).unwrap_or(uri).to_owned();
    match resource.get_mut(&key) {
        Some(Value::Object(data)) => {
            let changed = run_in(data, edit)?;
            if data.is_empty() {
                resource.shift_remove(&key);
            }
            Ok(changed)
        }
        _ => {
            let mut data = Map::new();
            let changed = run_in(&mut data, edit)?;
            if !data.is_empty() {
                resource.insert(key, Value::Object(data));
            }
            Ok(changed)
        }
    }
}

/// The same in the object that holds the attribute.
fn run_in(holder: &mut Map<String, Value>, edit: &Edit<'_>) -> Result<bool, Error> {
    let attribute = edit.attribute;
    let key = text::spelling(holder, &attribute.name).unwrap_or(&attribute.name).to_owned();
    if is_read_only(edit) {
        return refuse_read_only(edit, holder.get(&key));
    }
    match (edit.part, &edit.filter) {
        (None, None) => change(holder, &key, attribute, edit.op, edit.value),
        (Some(part), None) if !attribute.multi_valued => {
            change_part(holder, &key, attribute, part, edit.op, edit.value)
        }
        _ => values::change(holder, &key, edit),
    }
}

fn is_read_only(edit: &Edit<'_>) -> bool {
    edit.part.unwrap_or(edit.attribute).mutability == Mutability::ReadOnly
        || edit.attribute.mutability == Mutability::ReadOnly
}

fn refuse_read_only(edit: &Edit<'_>, current: Option<&Value>) -> Result<bool, Error> {
    let current = match edit.part {
        Some(part) => current.and_then(Value::as_object).and_then(|whole| text::member(whole, &part.name)),
        None => current,
    };
    // Where a whole is removed, its readOnly attributes are the server's to mind.
    let repeats = match edit.op {
        Op::Remove => true,
        Op::Add | Op::Replace => equal::equal(current, edit.value),
    };
    if edit.implied && repeats {
        return Ok(false);
    }
    Err(mutability(format!("'{}' is readOnly", edit.part.unwrap_or(edit.attribute).name)))
}

pub(super) fn mutability(detail: String) -> Error {
    Error::of(ScimType::Mutability, detail)
}

/// Changes an attribute as a whole.
fn change(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    op: Op,
    given: Option<&Value>,
) -> Result<bool, Error> {
    match (op, given) {
        (Op::Add, None | Some(Value::Null)) => Ok(false),
        (Op::Remove, Some(given)) if attribute.multi_valued && !given.is_null() => {
            let name = &attribute.name;
            let detail = format!("to remove some values, choose them in the path: {name}[value eq \"…\"]");
            Err(Error::of(ScimType::InvalidValue, detail))
        }
        (Op::Remove, _) | (Op::Replace, None | Some(Value::Null)) => unassign(holder, key, attribute, op),
        (Op::Add | Op::Replace, Some(given)) => {
            if attribute.multi_valued {
                values::assign(holder, key, attribute, op, given)
            } else if attribute.is_complex() {
                merge(holder, key, attribute, given)
            } else {
                let value = conform::one(given, attribute)?;
                assign(holder, key, attribute, value)
            }
        }
    }
}

/// Changes one part of a single complex value.
fn change_part(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    part: &Attribute,
    op: Op,
    given: Option<&Value>,
) -> Result<bool, Error> {
    let Some(Value::Object(whole)) = holder.get_mut(key) else {
        let mut whole = Map::new();
        let changed = change(&mut whole, &part.name, part, op, given)?;
        if !whole.is_empty() {
            holder.insert(key.to_owned(), Value::Object(whole));
        }
        return Ok(changed);
    };
    let part_key = text::spelling(whole, &part.name).unwrap_or(&part.name).to_owned();
    if whole.len() == 1 && whole.contains_key(&part_key) && unassigns(op, given) {
        // Its last part: what is left is no value, which the attribute itself must allow.
        allow_unassigning(part, whole.get(&part_key), op)?;
        return unassign(holder, key, attribute, op);
    }
    change(whole, &part_key, part, op, given)
}

/// Whether the operation leaves nothing behind.
fn unassigns(op: Op, given: Option<&Value>) -> bool {
    match given {
        None | Some(Value::Null) => op != Op::Add,
        Some(_) => op == Op::Remove,
    }
}

/// Sets a single simple value.
fn assign(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    value: Value,
) -> Result<bool, Error> {
    if attribute.required && is_blank(&value) {
        return Err(conform::missing(&attribute.name));
    }
    allow(attribute, holder.get(key), &value)?;
    if holder.get(key) == Some(&value) {
        return Ok(false);
    }
    holder.insert(key.to_owned(), value);
    Ok(true)
}

/// An immutable attribute is given its value once.
pub(super) fn allow(attribute: &Attribute, current: Option<&Value>, new: &Value) -> Result<(), Error> {
    let fixed =
        attribute.mutability == Mutability::Immutable && current.is_some_and(|value| !value.is_null());
    if fixed && !equal::equal(current, Some(new)) {
        return Err(mutability(format!("'{}' is immutable and has a value", attribute.name)));
    }
    Ok(())
}

fn unassign(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    op: Op,
) -> Result<bool, Error> {
    allow_unassigning(attribute, holder.get(key), op)?;
    let before = holder.shift_remove(key);
    Ok(!equal::is_unassigned(before.as_ref()))
}

/// Required and immutable values stay.
pub(super) fn allow_unassigning(attribute: &Attribute, current: Option<&Value>, op: Op) -> Result<(), Error> {
    let name = &attribute.name;
    if attribute.required {
        return Err(match op {
            Op::Remove => mutability(format!("'{name}' is required and cannot be removed")),
            Op::Add | Op::Replace => conform::missing(name),
        });
    }
    if attribute.mutability == Mutability::Immutable && !equal::is_unassigned(current) {
        return Err(mutability(format!("'{name}' is immutable and has a value")));
    }
    Ok(())
}

/// Sets the given parts of a complex value and leaves the others (RFC 7644 §3.5.2.3).
fn merge(
    holder: &mut Map<String, Value>,
    key: &str,
    attribute: &Attribute,
    given: &Value,
) -> Result<bool, Error> {
    let Some(object) = given.as_object() else {
        return Err(conform::wrong(&attribute.name, "an object", given));
    };
    let mut fresh = Map::new();
    let present = matches!(holder.get(key), Some(Value::Object(_)));
    let whole = match holder.get_mut(key) {
        Some(Value::Object(whole)) => whole,
        _ => &mut fresh,
    };
    let parts = conform::parts(object, attribute)?;
    allow_parts(whole, &parts)?;
    let changed = set_parts(whole, parts);
    let empty = whole.is_empty();
    if present && empty {
        holder.shift_remove(key);
    } else if !present && !empty {
        holder.insert(key.to_owned(), Value::Object(fresh));
    }
    Ok(changed)
}

/// Whether those parts of a value may be set.
pub(super) fn allow_parts(whole: &Map<String, Value>, parts: &[(&Attribute, Value)]) -> Result<(), Error> {
    for (part, value) in parts {
        let current = text::member(whole, &part.name);
        if value.is_null() {
            allow_unassigning(part, current, Op::Replace)?;
        } else {
            allow(part, current, value)?;
        }
    }
    Ok(())
}

/// Sets the parts of a value; null takes one away.
pub(super) fn set_parts(whole: &mut Map<String, Value>, parts: Vec<(&Attribute, Value)>) -> bool {
    let mut changed = false;
    for (part, value) in parts {
        let key = text::spelling(whole, &part.name).unwrap_or(&part.name).to_owned();
        if value.is_null() {
            changed |= whole.shift_remove(&key).is_some();
        } else if whole.get(&key) != Some(&value) {
            whole.insert(key, value);
            changed = true;
        }
    }
    changed
}
