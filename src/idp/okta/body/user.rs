//! User bodies: the create, the profile push that edits the server's own answer, and the writes that change one thing
//! in it.

use serde_json::{Map, Value, json};

use super::attribute::{Pushed, pushed};
use crate::exchange::Evidence;
use crate::idp::okta::{ClearedAs, Integration};
use crate::idp::org::User;
use crate::scim::urn;

/// A body with how we know its form, and what a 2xx answer to it will mean for the org.
pub(in crate::idp::okta) struct Body {
    /// The JSON.
    pub(in crate::idp::okta) json: Value,
    /// The weakest evidence among its parts.
    pub(in crate::idp::okta) evidence: Evidence,
    /// Attributes by SCIM path, `null` = cleared; `active` and the password are not among them.
    pub(in crate::idp::okta) attributes: Vec<(String, Value)>,
}

/// The resource that a server would show after Okta created this user: the create body without its password.
pub fn user_resource(user: &User, integration: &Integration) -> Value {
    let mut resource = create(user, integration, "").json;
    if let Some(attributes) = resource.as_object_mut() {
        attributes.shift_remove("password");
    }
    resource
}

/// `POST /Users` (documented; with title and department captured). Attributes without a value are left out, and so is
/// the enterprise URN when nothing in it has one. `groups` is always empty, and a random password stands in it
/// whether or not Sync Password is ticked.
pub(in crate::idp::okta) fn create(user: &User, integration: &Integration, password: &str) -> Body {
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([urn::USER]));
    body.insert("userName".to_owned(), json!(user.user_name));
    let pushed: Vec<Pushed<'_>> =
        pushed(user, integration).into_iter().filter(|attribute| !attribute.value.is_null()).collect();
    for attribute in &pushed {
        set(&mut body, attribute, Some(attribute.value.clone()));
    }
    body.insert("externalId".to_owned(), json!(user.okta_id));
    body.insert("groups".to_owned(), json!([]));
    body.insert("password".to_owned(), json!(password));
    body.insert("active".to_owned(), json!(true));
    Body { json: Value::Object(body), evidence: Evidence::Documented, attributes: attributes(user, &pushed) }
}

/// `PUT /Users/{id}` of a profile push: the server's own answer to the GET before, with the mapped attributes
/// overwritten (documented; captured twice). Whatever else the server showed goes back as it came, `id`, `meta` and
/// even a leaked password. `externalId` becomes Okta's id, `active` true, and `groups` is there even if the server
/// did not show it (all captured).
pub(in crate::idp::okta) fn profile_push(
    answered: Map<String, Value>,
    user: &User,
    integration: &Integration,
) -> Body {
    let mut body = answered;
    let mut evidence = Evidence::Captured;
    body.insert("userName".to_owned(), json!(user.user_name));
    let pushed = pushed(user, integration);
    for attribute in &pushed {
        let value = if attribute.value.is_null() {
            let (value, known) = cleared(attribute, integration.options.cleared_as);
            evidence = evidence.max(known);
            value
        } else {
            Some(attribute.value.clone())
        };
        set(&mut body, attribute, value);
    }
    body.insert("externalId".to_owned(), json!(user.okta_id));
    body.entry("groups".to_owned()).or_insert_with(|| json!([]));
    body.insert("active".to_owned(), json!(true));
    Body { json: Value::Object(body), evidence, attributes: attributes(user, &pushed) }
}

/// `PUT /Users/{id}` of the wizard's client to switch a user on or off: the server's own answer and nothing fresh but
/// `active` (captured three times).
pub(in crate::idp::okta) fn with_active(mut answered: Map<String, Value>, active: bool) -> Value {
    answered.insert("active".to_owned(), json!(active));
    Value::Object(answered)
}

/// `PUT /Users/{id}` of the wizard's client to sync a password: the whole resource with `password` in it (documented
/// for the on-premises agent).
pub(in crate::idp::okta) fn with_password(mut answered: Map<String, Value>, password: &str) -> Value {
    answered.insert("password".to_owned(), json!(password));
    Value::Object(answered)
}

/// How a cleared attribute is written, and how we know. `null` is reported by two vendors for plain attributes. That a
/// cleared list goes out empty is our conclusion, and so are the other forms.
fn cleared(attribute: &Pushed<'_>, form: ClearedAs) -> (Option<Value>, Evidence) {
    match form {
        ClearedAs::Omitted => (None, Evidence::Inferred),
        _ if attribute.is_list() => (Some(json!([])), Evidence::Inferred),
        ClearedAs::Null => (Some(Value::Null), Evidence::Reported),
        ClearedAs::EmptyString => (Some(json!("")), Evidence::Inferred),
    }
}

/// Writes one attribute, or takes it out. The URN of an extension is added to `schemas` as soon as the body has
/// something under it.
fn set(body: &mut Map<String, Value>, attribute: &Pushed<'_>, value: Option<Value>) {
    let target = match attribute.extension {
        None => body,
        Some(urn) => {
            if value.is_some() {
                declare(body, urn);
            } else if !body.contains_key(urn) {
                return;
            }
            object(body, urn)
        }
    };
    let (target, key) = match attribute.sub {
        None => (target, attribute.key),
        Some(_) if value.is_none() && !target.contains_key(attribute.key) => return,
        Some(sub) => (object(target, attribute.key), sub),
    };
    match value {
        Some(value) => _ = target.insert(key.to_owned(), value),
        None => _ = target.shift_remove(key),
    }
}

/// The object under a key; whatever else stood there (an explicit `null`, say) gives way to it.
fn object<'b>(body: &'b mut Map<String, Value>, key: &str) -> &'b mut Map<String, Value> {
    let slot = body.entry(key.to_owned()).or_insert(Value::Null);
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    match slot {
        Value::Object(object) => object,
        _ => unreachable!("it was just made an object"),
    }
}

fn declare(body: &mut Map<String, Value>, urn: &str) {
    let slot = body.entry("schemas".to_owned()).or_insert_with(|| json!([urn::USER]));
    match slot {
        Value::Array(schemas) if schemas.iter().any(|known| known == urn) => {}
        Value::Array(schemas) => schemas.push(json!(urn)),
        other => *other = json!([urn::USER, urn]),
    }
}

fn attributes(user: &User, pushed: &[Pushed<'_>]) -> Vec<(String, Value)> {
    [("userName".to_owned(), json!(user.user_name)), ("externalId".to_owned(), json!(user.okta_id))]
        .into_iter()
        .chain(pushed.iter().map(|attribute| (attribute.path(), attribute.value.clone())))
        .collect()
}

#[cfg(test)]
mod tests;
