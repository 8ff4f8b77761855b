//! `attributes` and `excludedAttributes` (RFC 7644 §3.9): which part of a resource an answer shows.

use serde_json::{Map, Value};

use super::error::{Error, ScimType};
use super::path::Attr;
use super::schema::{Attribute, ResourceSchemas, Returned, Schema};
use super::urn;

/// What an answer shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Projection {
    /// What is returned by default.
    #[default]
    Default,
    /// The named attributes, and what is always returned.
    Only(Vec<Name>),
    /// What is returned by default without the named attributes.
    Without(Vec<Name>),
}

/// A name in such a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As it was given: it may be the URN of a whole extension.
    text: String,
    attr: Option<Attr>,
}

impl Projection {
    /// From the query parameters, which separate names by commas. What is no name asks for nothing.
    ///
    /// # Errors
    /// 400 `invalidValue` when both are given: they exclude each other.
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self, Error> {
        let split = |names: &str| names.split(',').filter_map(Name::read).collect::<Vec<_>>();
        Self::of(attributes.map(split), excluded.map(split))
    }

    /// From the members of a SearchRequest, which are arrays of names.
    ///
    /// # Errors
    /// 400 `invalidValue` when both are given, or one is not an array of texts.
    pub fn from_json(attributes: Option<&Value>, excluded: Option<&Value>) -> Result<Self, Error> {
        let read = |member: &str, names: Option<&Value>| match names {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(names)) if names.iter().all(Value::is_string) => {
                Ok(Some(names.iter().filter_map(Value::as_str).filter_map(Name::read).collect()))
            }
            Some(_) => Err(Error::of(
                ScimType::InvalidValue,
                format!("'{member}' must be an array of attribute names"),
            )),
        };
        Self::of(read("attributes", attributes)?, read("excludedAttributes", excluded)?)
    }

    fn of(attributes: Option<Vec<Name>>, excluded: Option<Vec<Name>>) -> Result<Self, Error> {
        match (attributes.filter(|names| !names.is_empty()), excluded.filter(|names| !names.is_empty())) {
            (Some(_), Some(_)) => {
                let detail = "'attributes' and 'excludedAttributes' cannot be used together";
                Err(Error::of(ScimType::InvalidValue, detail))
            }
            (Some(names), None) => Ok(Projection::Only(names)),
            (None, Some(names)) => Ok(Projection::Without(names)),
            (None, None) => Ok(Projection::Default),
        }
    }

    /// Whether anything of a core attribute is shown: what need not be shown need not be made.
    pub fn shows(&self, name: &str, schemas: &ResourceSchemas) -> bool {
        match schemas.top_level(name) {
            Some(attribute) => !matches!(self.of_attribute(attribute, &schemas.core().id, true), Shown::None),
            None => self.shows_unknown(name),
        }
    }

    fn shows_unknown(&self, name: &str) -> bool {
        let named = |names: &[Name]| names.iter().any(|one| one.text.eq_ignore_ascii_case(name));
        match self {
            Projection::Default => true,
            Projection::Only(names) => named(names),
            Projection::Without(names) => !named(names),
        }
    }

    /// What is shown of an attribute that belongs to that schema.
    fn of_attribute<'a>(&'a self, attribute: &Attribute, schema: &str, core: bool) -> Shown<'a> {
        match attribute.returned {
            Returned::Always => return Shown::All,
            Returned::Never => return Shown::None,
            Returned::Default | Returned::Request => {}
        }
        match self {
            Projection::Default if attribute.returned == Returned::Request => Shown::None,
            Projection::Default => Shown::All,
            Projection::Only(names) => match chosen(names, attribute, schema, core) {
                Chosen::Whole => Shown::All,
                Chosen::Parts(parts) => Shown::Parts(parts),
                Chosen::Nothing => Shown::None,
            },
            Projection::Without(_) if attribute.returned == Returned::Request => Shown::None,
            Projection::Without(names) => match chosen(names, attribute, schema, core) {
                Chosen::Whole => Shown::None,
                Chosen::Parts(parts) => Shown::AllBut(parts),
                Chosen::Nothing => Shown::All,
            },
        }
    }
}

enum Shown<'a> {
    None,
    All,
    Parts(Vec<&'a str>),
    AllBut(Vec<&'a str>),
}

enum Chosen<'a> {
    Nothing,
    Parts(Vec<&'a str>),
    Whole,
}

fn chosen<'a>(names: &'a [Name], attribute: &Attribute, schema: &str, core: bool) -> Chosen<'a> {
    let mut parts = Vec::new();
    for name in names {
        // The URN of a whole extension names each of its attributes. That of the core schema does not: no server
        // is known to read it so.
        if !core && urn::same(&name.text, schema) {
            return Chosen::Whole;
        }
        let Some(attr) = &name.attr else { continue };
        let belongs = match &attr.uri {
            Some(uri) => urn::same(uri, schema),
            None => core,
        };
        if belongs && attr.name.eq_ignore_ascii_case(&attribute.name) {
            match &attr.part {
                Some(part) => parts.push(part.as_str()),
                None => return Chosen::Whole,
            }
        }
    }
    if parts.is_empty() { Chosen::Nothing } else { Chosen::Parts(parts) }
}

impl Name {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Name { text: text.to_owned(), attr: Attr::parse(text).ok() })
    }
}

/// Takes out of a resource what the answer does not show.
pub fn project(resource: &mut Value, projection: &Projection, schemas: &ResourceSchemas) {
    let Some(resource) = resource.as_object_mut() else { return };
    resource.retain(|name, value| {
        if let Some(schema) = schemas.extension(name) {
            return project_extension(value, projection, schema);
        }
        match schemas.top_level(name) {
            Some(attribute) => {
                trim(value, attribute, projection.of_attribute(attribute, &schemas.core().id, true))
            }
            None => projection.shows_unknown(name),
        }
    });
}

fn project_extension(value: &mut Value, projection: &Projection, schema: &Schema) -> bool {
    let Value::Object(data) = value else { return *projection == Projection::Default };
    data.retain(|name, value| match schema.attribute(name) {
        Some(attribute) => trim(value, attribute, projection.of_attribute(attribute, &schema.id, false)),
        None => projection.shows_unknown(&format!("{}:{name}", schema.id)),
    });
    !data.is_empty()
}

/// Takes parts out of a value and says whether anything is left to show.
fn trim(value: &mut Value, attribute: &Attribute, shown: Shown<'_>) -> bool {
    let named = |parts: &[&str], name: &str| parts.iter().any(|part| part.eq_ignore_ascii_case(name));
    match shown {
        Shown::None => false,
        Shown::All => {
            if attribute.sub_attributes.iter().any(|part| part.returned == Returned::Never) {
                trim_parts(value, attribute, &|_, returned| returned != Returned::Never);
            }
            true
        }
        Shown::Parts(parts) => trim_parts(value, attribute, &|name, returned| match returned {
            Returned::Always => true,
            Returned::Never => false,
            Returned::Default | Returned::Request => named(&parts, name),
        }),
        Shown::AllBut(parts) => trim_parts(value, attribute, &|name, returned| match returned {
            Returned::Always => true,
            Returned::Never | Returned::Request => false,
            Returned::Default => !named(&parts, name),
        }),
    }
}

fn trim_parts(value: &mut Value, attribute: &Attribute, keep: &dyn Fn(&str, Returned) -> bool) -> bool {
    let trim = |whole: &mut Map<String, Value>| {
        whole.retain(|name, _| {
            keep(name, attribute.part(name).map_or(Returned::Default, |part| part.returned))
        });
        !whole.is_empty()
    };
    match value {
        Value::Object(whole) => trim(whole),
        Value::Array(values) => {
            values.retain_mut(|value| value.as_object_mut().is_none_or(trim));
            !values.is_empty()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Projection, project};
    use crate::scim::schema::{Attribute, ResourceSchemas, Returned, Schema};

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    fn user() -> Value {
        json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE], "id": "1",
            "userName": "ada", "name": {"givenName": "Ada", "familyName": "Lovelace"}, "password": "secret",
            "emails": [{"value": "a@x", "type": "work"}, {"value": "b@x", "type": "home"}],
            ENTERPRISE: {"department": "Maths", "costCenter": "7"}, "meta": {"resourceType": "User"}})
    }

    fn shown(attributes: Option<&str>, excluded: Option<&str>) -> Value {
        let mut user = user();
        let projection = Projection::parse(attributes, excluded).unwrap();
        project(&mut user, &projection, &ResourceSchemas::user());
        user
    }

    /// What is shown beyond `schemas` and `id`, which always are.
    fn beyond_minimum(attributes: &str) -> Value {
        let mut user = shown(Some(attributes), None);
        let user_object = user.as_object_mut().unwrap();
        assert!(user_object.shift_remove("schemas").is_some() && user_object.shift_remove("id").is_some());
        user
    }

    #[test]
    fn by_default_everything_is_shown_but_what_never_is() {
        let mut all = user();
        all.as_object_mut().unwrap().shift_remove("password");
        assert_eq!(shown(None, None), all);
        assert_eq!(shown(Some(""), None), all);
        assert_eq!(shown(None, Some(",")), all);
    }

    #[test]
    fn named_attributes_come_with_the_minimum_and_in_any_case_and_notation() {
        assert_eq!(beyond_minimum("userName"), json!({"userName": "ada"}));
        assert_eq!(beyond_minimum("USERNAME, nosuch"), json!({"userName": "ada"}));
        let qualified = "urn:ietf:params:scim:schemas:core:2.0:User:userName";
        assert_eq!(beyond_minimum(qualified), json!({"userName": "ada"}));
        assert_eq!(beyond_minimum("nosuch"), json!({}));
    }

    #[test]
    fn a_named_part_comes_alone() {
        assert_eq!(beyond_minimum("name.givenName"), json!({"name": {"givenName": "Ada"}}));
        assert_eq!(beyond_minimum("emails.value"), json!({"emails": [{"value": "a@x"}, {"value": "b@x"}]}));
        assert_eq!(beyond_minimum("emails.value,emails")["emails"], user()["emails"]);
        assert_eq!(beyond_minimum("name.middleName"), json!({}));
    }

    #[test]
    fn extensions_are_named_whole_or_by_attribute() {
        assert_eq!(
            beyond_minimum(ENTERPRISE),
            json!({ENTERPRISE: {"department": "Maths", "costCenter": "7"}})
        );
        let department = format!("{ENTERPRISE}:department");
        assert_eq!(beyond_minimum(&department), json!({ENTERPRISE: {"department": "Maths"}}));
        assert_eq!(beyond_minimum("department"), json!({}));
        assert_eq!(shown(None, Some(&department))[ENTERPRISE], json!({"costCenter": "7"}));
        assert_eq!(shown(None, Some(ENTERPRISE)).get(ENTERPRISE), None);
    }

    #[test]
    fn excluded_attributes_go_but_the_minimum_stays() {
        let left = shown(None, Some("emails,id,schemas,name.familyName"));
        assert_eq!(left.get("emails"), None);
        assert_eq!(left["name"], json!({"givenName": "Ada"}));
        assert_eq!((&left["id"], &left["userName"]), (&json!("1"), &json!("ada")));
        assert!(left.get("schemas").is_some());
        assert_eq!(shown(None, Some("emails.type"))["emails"], json!([{"value": "a@x"}, {"value": "b@x"}]));
    }

    #[test]
    fn what_is_never_returned_stays_hidden_even_when_named() {
        assert_eq!(beyond_minimum("password"), json!({}));
        assert_eq!(shown(None, Some("userName")).get("password"), None);
    }

    #[test]
    fn what_is_returned_on_request_needs_one() {
        let custom = Schema::new("urn:x:y", "y", vec![Attribute::text("rare").returned(Returned::Request)]);
        let schemas = ResourceSchemas::user().with_extension(custom);
        let shown = |projection: &Projection| {
            let mut user = json!({"id": "1", "urn:x:y": {"rare": "z"}});
            project(&mut user, projection, &schemas);
            user
        };
        assert_eq!(shown(&Projection::Default), json!({"id": "1"}));
        assert_eq!(shown(&Projection::parse(None, Some("title")).unwrap()), json!({"id": "1"}));
        let asked = Projection::parse(Some("urn:x:y:rare"), None).unwrap();
        assert_eq!(shown(&asked), json!({"id": "1", "urn:x:y": {"rare": "z"}}));
    }

    #[test]
    fn both_parameters_at_once_are_refused_in_a_query_and_in_a_search() {
        assert_eq!(Projection::parse(Some("id"), Some("name")).unwrap_err().status, 400);
        let (one, other) = (json!(["userName"]), json!(["name"]));
        assert!(Projection::from_json(Some(&one), Some(&other)).is_err());
        assert!(Projection::from_json(Some(&json!("userName")), None).is_err());
        let read = Projection::from_json(Some(&one), Some(&json!(null))).unwrap();
        assert_eq!(read, Projection::parse(Some("userName"), None).unwrap());
    }

    #[test]
    fn it_is_known_beforehand_what_need_not_be_made() {
        let group = ResourceSchemas::group();
        let shows =
            |attributes, excluded| Projection::parse(attributes, excluded).unwrap().shows("members", &group);
        assert!(shows(None, None) && shows(Some("members.value"), None));
        assert!(!shows(None, Some("members")) && !shows(Some("displayName"), None));
        assert!(shows(None, Some("members.display")));
    }
}
