//! The PatchOp message: its shape, apart from any resource.

use serde_json::{Map, Value};

use super::{Op, Operation, Patch};
use crate::scim::error::{Error, ScimType};
use crate::scim::path::Path;
use crate::scim::{text, urn};

/// What is accepted beyond the letter of RFC 7644.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leniency {
    /// `Add`, `Replace` and `Remove` in any case. The RFC writes them in lower case; some clients do not.
    pub any_op_case: bool,
}

impl Leniency {
    /// Nothing but the letter.
    pub const STRICT: Self = Leniency { any_op_case: false };
}

/// Verbs in any case: what a careful server accepts.
impl Default for Leniency {
    fn default() -> Self {
        Leniency { any_op_case: true }
    }
}

/// Reads a PatchOp message, verbs in any case.
///
/// # Errors
/// As [`parse_with`].
pub fn parse(body: &Value) -> Result<Patch<'_>, Error> {
    parse_with(body, Leniency::default())
}

/// Reads a PatchOp message.
///
/// # Errors
/// 400 `invalidSyntax` for a body that is not such a message, `invalidPath` for a path that cannot be read,
/// `noTarget` for a remove without path, `invalidValue` where a value is missing.
pub fn parse_with(body: &Value, leniency: Leniency) -> Result<Patch<'_>, Error> {
    let Some(body) = body.as_object() else { return Err(syntax("the body must be an object")) };
    let named = text::member(body, "schemas").and_then(Value::as_array);
    let is_patch =
        |named: &Vec<Value>| named.iter().filter_map(Value::as_str).any(|one| urn::same(one, urn::PATCH_OP));
    if !named.is_some_and(is_patch) {
        return Err(syntax(format!("'schemas' must be an array that names {}", urn::PATCH_OP)));
    }
    let operations = match text::member(body, "Operations") {
        Some(Value::Array(operations)) if !operations.is_empty() => operations,
        _ => return Err(syntax("'Operations' must be an array of at least one operation")),
    };
    let operations = operations.iter().enumerate().map(|(index, operation)| {
        read(operation, leniency).map_err(|mut error| {
            error.detail = format!("operation {}: {}", index + 1, error.detail);
            error
        })
    });
    Ok(Patch { operations: operations.collect::<Result<_, _>>()? })
}

fn read(operation: &Value, leniency: Leniency) -> Result<Operation<'_>, Error> {
    let Some(operation) = operation.as_object() else { return Err(syntax("it must be an object")) };
    let op = verb(operation, leniency)?;
    let path = match text::member(operation, "path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) => Some(Path::parse(path)?),
        Some(_) => return Err(Error::of(ScimType::InvalidPath, "'path' must be a text")),
    };
    let value = text::member(operation, "value");
    match (op, &path, value) {
        (Op::Remove, None, _) => Err(Error::of(ScimType::NoTarget, "'remove' needs a path")),
        (Op::Add | Op::Replace, _, None) => {
            Err(Error::of(ScimType::InvalidValue, format!("'{}' needs a value", op.as_str())))
        }
        (Op::Add | Op::Replace, None, Some(value)) if !value.is_object() => {
            let detail = format!("'{}' without path needs an object of attributes as its value", op.as_str());
            Err(Error::of(ScimType::InvalidValue, detail))
        }
        _ => Ok(Operation { op, path, value }),
    }
}

fn verb(operation: &Map<String, Value>, leniency: Leniency) -> Result<Op, Error> {
    let Some(verb) = text::member(operation, "op").and_then(Value::as_str) else {
        return Err(syntax("'op' must be add, remove or replace"));
    };
    let same = |op: &Op| {
        if leniency.any_op_case { op.as_str().eq_ignore_ascii_case(verb) } else { op.as_str() == verb }
    };
    [Op::Add, Op::Remove, Op::Replace]
        .into_iter()
        .find(same)
        .ok_or_else(|| syntax(format!("'op' must be add, remove or replace, not '{verb}'")))
}

fn syntax(detail: impl Into<String>) -> Error {
    Error::of(ScimType::InvalidSyntax, detail)
}
