//! Operations, one after the other, on a resource: all of them or none (RFC 7644 §3.5.2).

use serde_json::{Map, Value};

use super::edit::{self, Edit};
use super::{Changed, Op, Operation, Patch};
use crate::scim::error::{Error, ScimType};
use crate::scim::path::Path;
use crate::scim::schema::{Attribute, ResourceSchemas, Schema};
use crate::scim::{text, urn};

/// Applies a PATCH. When it is refused, the resource is as it was.
///
/// `schemas` of the resource follows: an extension that gets data is named, one that loses all of it is not.
///
/// # Errors
/// 400 with `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` or `mutability`, as RFC 7644 Table 9 has them.
pub fn apply(resource: &mut Value, patch: &Patch<'_>, schemas: &ResourceSchemas) -> Result<Changed, Error> {
    let Some(resource) = resource.as_object_mut() else {
        return Err(Error::new(500, "the stored resource is not an object"));
    };
    let mut edits = Vec::with_capacity(patch.operations.len());
    for (index, operation) in patch.operations.iter().enumerate() {
        let from = edits.len();
        unfold(operation, schemas, &mut edits).map_err(|error| placed(error, index, operation))?;
        edits[from..].iter_mut().for_each(|edit| edit.operation = index);
    }
    let mut saved = Saved::default();
    let mut changed = Changed::default();
    let last = edits.len().saturating_sub(1);
    for (index, edit) in edits.iter().enumerate() {
        // An edit that fails has changed nothing, so the last one needs no way back: no copy of a large group is made
        // to add one member.
        if index < last {
            saved.save(resource, edit.slot());
        }
        match edit::run(resource, edit) {
            Ok(true) => changed.note(edit.slot()),
            Ok(false) => {}
            Err(error) => {
                saved.restore(resource);
                return Err(placed(error, edit.operation, &patch.operations[edit.operation]));
            }
        }
    }
    if !changed.is_empty() {
        name_schemas(resource, schemas, &mut changed);
    }
    Ok(changed)
}

/// Says which operation is meant.
fn placed(mut error: Error, index: usize, operation: &Operation<'_>) -> Error {
    error.detail = format!("operation {} ({operation}): {}", index + 1, error.detail);
    error
}

/// Turns an operation into edits of one attribute each.
fn unfold<'a>(
    operation: &Operation<'a>,
    schemas: &'a ResourceSchemas,
    edits: &mut Vec<Edit<'a>>,
) -> Result<(), Error> {
    let op = operation.op;
    let Some(path) = &operation.path else {
        for (name, value) in operation.value.and_then(Value::as_object).into_iter().flatten() {
            if let Some(schema) = schemas.extension(name) {
                unfold_extension(op, schema, Some(value), edits)?;
            } else {
                edits.push(located(op, &Path::parse(name)?, Some(value), schemas)?.implied());
            }
        }
        return Ok(());
    };
    match path.as_urn().and_then(|urn| schemas.extension(&urn)) {
        Some(schema) => unfold_extension(op, schema, operation.value, edits),
        None => {
            edits.push(located(op, path, operation.value, schemas)?);
            Ok(())
        }
    }
}

fn unfold_extension<'a>(
    op: Op,
    schema: &'a Schema,
    value: Option<&'a Value>,
    edits: &mut Vec<Edit<'a>>,
) -> Result<(), Error> {
    let edit = |op, attribute: &'a Attribute, value| Edit::new(op, Some(&schema.id), attribute, value);
    match (op, value) {
        // Unassigned as a whole: attribute by attribute, so that required and readOnly ones are minded.
        (Op::Remove, _) | (Op::Replace, Some(Value::Null)) => {
            edits.extend(
                schema.attributes.iter().map(|attribute| edit(Op::Remove, attribute, None).implied()),
            );
        }
        (_, Some(Value::Object(data))) => {
            for (name, value) in data {
                let Some(attribute) = schema.attribute(name) else {
                    return Err(unknown(&format!("{}:{name}", schema.id)));
                };
                edits.push(edit(op, attribute, Some(value)).implied());
            }
        }
        (_, Some(Value::Null) | None) => {}
        (_, Some(other)) => return Err(crate::scim::conform::wrong(&schema.id, "an object", other)),
    }
    Ok(())
}

fn located<'a>(
    op: Op,
    path: &Path,
    value: Option<&'a Value>,
    schemas: &'a ResourceSchemas,
) -> Result<Edit<'a>, Error> {
    let found = schemas
        .find(path.uri.as_deref(), &path.name, path.part.as_deref())
        .ok_or_else(|| unknown(&path.to_string()))?;
    let mut edit = Edit::new(op, found.extension, found.attribute, value);
    edit.part = found.part;
    if let Some(filter) = &path.filter {
        if !found.attribute.is_complex() && !found.attribute.multi_valued {
            let detail = format!("'{}' has no values to choose from", path.name);
            return Err(Error::of(ScimType::InvalidPath, detail));
        }
        edit.filter = Some(filter.bind_values(found.attribute)?);
    }
    Ok(edit)
}

fn unknown(name: &str) -> Error {
    Error::of(ScimType::InvalidPath, format!("the schemas know no '{name}'"))
}

/// What the touched attributes were before.
#[derive(Default)]
struct Saved {
    /// Every member's name, in order.
    order: Vec<String>,
    values: Vec<(String, Option<Value>)>,
}

impl Saved {
    fn save(&mut self, resource: &Map<String, Value>, slot: &str) {
        if self.order.is_empty() {
            self.order = resource.keys().cloned().collect();
        }
        let key = text::spelling(resource, slot).unwrap_or(slot);
        if self.values.iter().all(|(saved, _)| saved != key) {
            self.values.push((key.to_owned(), resource.get(key).cloned()));
        }
    }

    fn restore(self, resource: &mut Map<String, Value>) {
        for (key, before) in self.values {
            match before {
                Some(value) => resource.insert(key, value),
                None => resource.shift_remove(&key),
            };
        }
        // A member that was taken out and put back stands at the end; the order is part of what must come back.
        let in_order =
            self.order.into_iter().filter_map(|key| resource.remove_entry(&key)).collect::<Vec<_>>();
        resource.extend(in_order);
    }
}

/// Makes `schemas` name the core schema and each extension that has data (RFC 7643 §3.3), and no extension that has
/// just lost its data.
fn name_schemas(resource: &mut Map<String, Value>, schemas: &ResourceSchemas, changed: &mut Changed) {
    let key = text::spelling(resource, "schemas").unwrap_or("schemas").to_owned();
    let before: Vec<String> = match resource.get(&key) {
        Some(Value::Array(named)) => named.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let mut after = before.clone();
    if !after.iter().any(|one| urn::same(one, &schemas.core().id)) {
        after.insert(0, schemas.core().id.clone());
    }
    for extension in schemas.extensions() {
        let has_data = text::spelling(resource, &extension.id).is_some();
        if !has_data && changed.contains(&extension.id) {
            after.retain(|one| !urn::same(one, &extension.id));
        } else if has_data && !after.iter().any(|one| urn::same(one, &extension.id)) {
            after.push(extension.id.clone());
        }
    }
    if after != before {
        resource.insert(key, after.into());
        changed.note("schemas");
    }
}
