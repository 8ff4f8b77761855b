//! Okta's default attribute mapping of a SCIM app, and its notation for external names.

use indexmap::IndexMap;

use super::Attribute;
use crate::scim::urn;

/// The default mapping of a SCIM app made with the wizard: Okta attribute → external name (okta.md §1.4, list of the
/// captured profile; the notation of list elements as vendors' configuration guides print it). `userName` is not
/// in it: it is always sent. The order is that of the documented and captured bodies.
pub(super) fn standard_mapping() -> IndexMap<String, Attribute> {
    let core = CORE.iter().map(|(name, external)| ((*name).to_owned(), Attribute::core(*external)));
    let enterprise = ENTERPRISE
        .iter()
        .map(|(name, external)| ((*name).to_owned(), Attribute::new(*external, urn::ENTERPRISE_USER)));
    core.chain(enterprise).collect()
}

const CORE: &[(&str, &str)] = &[
    ("givenName", "name.givenName"),
    ("familyName", "name.familyName"),
    ("middleName", "name.middleName"),
    ("honorificPrefix", "name.honorificPrefix"),
    ("honorificSuffix", "name.honorificSuffix"),
    ("email", "emails.^[primary==true].value"),
    ("emailType", "emails.^[primary==true].type"),
    ("displayName", "displayName"),
    ("nickName", "nickName"),
    ("profileUrl", "profileUrl"),
    ("title", "title"),
    ("userType", "userType"),
    ("preferredLanguage", "preferredLanguage"),
    ("locale", "locale"),
    ("timezone", "timezone"),
    ("primaryPhone", "phoneNumbers.^[primary==true].value"),
    ("primaryPhoneType", "phoneNumbers.^[primary==true].type"),
    ("streetAddress", "addresses.^[primary==true].streetAddress"),
    ("locality", "addresses.^[primary==true].locality"),
    ("region", "addresses.^[primary==true].region"),
    ("postalCode", "addresses.^[primary==true].postalCode"),
    ("country", "addresses.^[primary==true].country"),
    ("formatted", "addresses.^[primary==true].formatted"),
    ("addressType", "addresses.^[primary==true].type"),
];

const ENTERPRISE: &[(&str, &str)] = &[
    ("employeeNumber", "employeeNumber"),
    ("costCenter", "costCenter"),
    ("organization", "organization"),
    ("division", "division"),
    ("department", "department"),
    ("managerValue", "manager.value"),
    ("managerDisplayName", "manager.displayName"),
];

/// An external name, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'n> {
    /// `userType`
    Top(&'n str),
    /// `name.givenName`
    Sub(&'n str, &'n str),
    /// `emails.^[primary==true].value`: a sub-attribute of the one element that the brackets select.
    Element {
        /// The list.
        list: &'n str,
        /// What selects the element: attribute and value, without quotes.
        selector: (&'n str, &'n str),
        /// The sub-attribute of the element.
        sub: &'n str,
    },
}

impl<'n> Route<'n> {
    /// Takes an external name apart. What does not look like a list element is a plain or dotted name.
    pub(super) fn parse(name: &'n str) -> Self {
        if let Some((list, rest)) = name.split_once(".^[")
            && let Some((selector, sub)) = rest.split_once("].")
            && let Some((key, value)) = selector.split_once("==")
        {
            let value = value.trim().trim_matches(['\'', '"']);
            return Route::Element { list, selector: (key.trim(), value), sub };
        }
        match name.split_once('.') {
            Some((top, sub)) => Route::Sub(top, sub),
            None => Route::Top(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, standard_mapping};

    #[test]
    fn external_names_are_plain_dotted_or_one_element_of_a_list() {
        assert_eq!(Route::parse("userType"), Route::Top("userType"));
        assert_eq!(Route::parse("name.givenName"), Route::Sub("name", "givenName"));
        assert_eq!(
            Route::parse("phoneNumbers.^[type=='mobile'].value"),
            Route::Element { list: "phoneNumbers", selector: ("type", "mobile"), sub: "value" }
        );
    }

    #[test]
    fn the_default_mapping_gives_every_attribute_a_namespace() {
        assert!(
            standard_mapping().values().all(|attribute| attribute.external_namespace.starts_with("urn:"))
        );
    }
}
