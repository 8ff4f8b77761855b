//! `bulkId:` references (RFC 7644 §3.7.2): texts that stand for an id that another operation of the job will make.

use serde_json::Value;

/// The bulkId that a text refers to, if it is a reference.
pub(super) fn of(text: &str) -> Option<&str> {
    text.strip_prefix("bulkId:")
}

/// Collects the bulkIds that a body refers to, wherever they stand.
pub(super) fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(of(text).map(str::to_owned)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        Value::Object(parts) => parts.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// Puts ids in the place of references. The first one that has none, if any.
pub(super) fn resolve(value: &mut Value, id: &impl Fn(&str) -> Option<String>) -> Result<(), String> {
    match value {
        Value::String(text) => {
            if let Some(name) = of(text) {
                *text = id(name).ok_or_else(|| name.to_owned())?;
            }
            Ok(())
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| resolve(value, id)),
        Value::Object(parts) => parts.values_mut().try_for_each(|value| resolve(value, id)),
        _ => Ok(()),
    }
}

/// Takes the members out of a group that refer to what is not there yet. Their bulkIds.
pub(super) fn take_members(data: &mut Value, is_open: impl Fn(&str) -> bool) -> Vec<String> {
    let mut taken = Vec::new();
    if let Some(Value::Array(members)) = data.get_mut("members") {
        members.retain(|member| match member["value"].as_str().and_then(of) {
            Some(name) if is_open(name) => {
                taken.push(name.to_owned());
                false
            }
            _ => true,
        });
    }
    taken
}
