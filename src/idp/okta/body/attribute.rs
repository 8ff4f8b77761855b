//! From the directory's profile to SCIM attributes, through the app's mapping.

use serde_json::{Map, Value, json};

use crate::idp::okta::Integration;
use crate::idp::okta::mapping::Route;
use crate::idp::org::User;
use crate::scim::urn;

/// One attribute as it is pushed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::idp::okta) struct Pushed<'a> {
    /// The extension's URN; `None` at the top level.
    pub(in crate::idp::okta) extension: Option<&'a str>,
    /// The key.
    pub(in crate::idp::okta) key: &'a str,
    /// The sub-attribute, for `name.givenName`.
    pub(in crate::idp::okta) sub: Option<&'a str>,
    /// The value; `null` = cleared. The lists emails, phoneNumbers and addresses come as a whole: Okta replaces them
    /// as a whole (okta.md §1.6).
    pub(in crate::idp::okta) value: Value,
    /// Put together here from several attributes of the profile.
    assembled: bool,
}

impl Pushed<'_> {
    /// Whether it is a list that several attributes of the profile make up (emails, phoneNumbers, addresses).
    pub(in crate::idp::okta) fn is_list(&self) -> bool {
        self.assembled
    }

    /// The name under which the org remembers what was acknowledged: `name.givenName`, `urn:…:User:department`.
    pub(in crate::idp::okta) fn path(&self) -> String {
        let mut path = match self.extension {
            Some(urn) => format!("{urn}:{}", self.key),
            None => self.key.to_owned(),
        };
        if let Some(sub) = self.sub {
            path.push('.');
            path.push_str(sub);
        }
        path
    }
}

/// Every mapped attribute that the profile has ever held, top level first, in the mapping's order.
///
/// An attribute that was never set is not among them, and so is neither sent as `null` nor taken away from what the
/// server answered. An Okta support article says that a push holds every attribute of the app's profile, empty or
/// not; the one captured PUT holds no such nulls. The capture is followed, because it is the wire itself and because
/// a null that nobody asked for would fail servers for a reason that no source shows. A cleared attribute, `null` in
/// the profile, is sent as [`ClearedAs`](crate::idp::okta::ClearedAs) says.
pub(in crate::idp::okta) fn pushed<'a>(user: &User, integration: &'a Integration) -> Vec<Pushed<'a>> {
    let mut core: Vec<Pushed<'a>> = Vec::new();
    let mut extensions: Vec<Pushed<'a>> = Vec::new();
    for (name, attribute) in &integration.mapping {
        let namespace = attribute.external_namespace.as_str();
        let Some(value) = user.profile.get(name).filter(|_| !namespace.is_empty()) else { continue };
        let (extension, into) =
            if namespace == urn::USER { (None, &mut core) } else { (Some(namespace), &mut extensions) };
        match Route::parse(&attribute.external_name) {
            Route::Top(key) => {
                into.push(Pushed { extension, key, sub: None, value: value.clone(), assembled: false })
            }
            Route::Sub(key, sub) => {
                into.push(Pushed { extension, key, sub: Some(sub), value: value.clone(), assembled: false });
            }
            Route::Element { list, selector, sub } => {
                let place =
                    into.iter().position(|pushed| (pushed.extension, pushed.key) == (extension, list));
                let place = place.unwrap_or_else(|| {
                    into.push(Pushed { extension, key: list, sub: None, value: json!([]), assembled: true });
                    into.len() - 1
                });
                set_in_element(&mut into[place].value, selector, sub, value);
            }
        }
    }
    for pushed in core.iter_mut().chain(&mut extensions).filter(|pushed| pushed.assembled) {
        finish_list(&mut pushed.value);
    }
    core.append(&mut extensions);
    core
}

/// The first mapped attribute with a value whose namespace is not a URN, with its Okta name.
pub(in crate::idp::okta) fn bad_namespace<'a>(
    user: &User,
    integration: &'a Integration,
) -> Option<(&'a str, &'a str)> {
    integration.mapping.iter().find_map(|(name, attribute)| {
        let namespace = attribute.external_namespace.as_str();
        let is_urn = namespace.is_empty()
            || namespace.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
        (!is_urn && user.profile.contains_key(name)).then_some((name.as_str(), namespace))
    })
}

/// The first mapped attribute that the target shows as a list or an object where the profile expects a plain value, or
/// the other way about, with its Okta name. An attribute without a value in the profile is text, as all attributes of
/// the default profile are.
pub(in crate::idp::okta) fn of_wrong_type<'a>(
    answered: &Map<String, Value>,
    user: &User,
    integration: &'a Integration,
) -> Option<&'a str> {
    let is_compound = |value: &Value| value.is_array() || value.is_object();
    let mapped = integration.mapping.iter().find(|(name, attribute)| {
        let namespace = attribute.external_namespace.as_str();
        let place = if namespace == urn::USER {
            Some(answered)
        } else {
            answered.get(namespace).and_then(Value::as_object)
        };
        let found = match Route::parse(&attribute.external_name) {
            Route::Top(key) => place.and_then(|place| place.get(key)),
            Route::Sub(key, sub) => place.and_then(|place| place.get(key)).and_then(|value| value.get(sub)),
            Route::Element { .. } => None,
        };
        let expected = user.profile.get(*name).is_some_and(is_compound);
        found.is_some_and(|found| !found.is_null() && is_compound(found) != expected)
    });
    mapped.map(|(name, _)| name.as_str())
}

fn set_in_element(list: &mut Value, selector: (&str, &str), sub: &str, value: &Value) {
    let Value::Array(elements) = list else { return };
    let (key, wanted) = selector;
    let wanted = match wanted {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => Value::String(text.to_owned()),
    };
    let place = elements.iter().position(|element| element.get(key) == Some(&wanted));
    let place = place.unwrap_or_else(|| {
        let mut element = Map::new();
        element.insert(key.to_owned(), wanted);
        elements.push(Value::Object(element));
        elements.len() - 1
    });
    if let Some(Value::Object(element)) = elements.get_mut(place)
        && !value.is_null()
    {
        element.insert(sub.to_owned(), value.clone());
    }
}

/// Puts each element into the documented order, primary, value, type (`work` unless the profile says otherwise), and
/// drops elements that hold nothing; a list without elements is a cleared one.
fn finish_list(value: &mut Value) {
    let Value::Array(elements) = value else { return };
    elements.retain(|element| {
        element.as_object().is_some_and(|element| element.keys().any(|key| key != "primary" && key != "type"))
    });
    for element in elements.iter_mut().filter_map(Value::as_object_mut) {
        let kind = element.shift_remove("type").unwrap_or_else(|| json!("work"));
        element.insert("type".to_owned(), kind);
    }
    if elements.is_empty() {
        *value = Value::Null;
    }
}
