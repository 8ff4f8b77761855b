//! Editing a profile: on the assignment, or in the directory with the mapping behind it (okta.md §1.6).

use indexmap::IndexMap;
use serde_json::Value;

use crate::exchange::Wire;
use crate::idp::okta::flow::profile;
use crate::idp::okta::session::{Okta, Step, not_run};

/// Pushes the whole profile, never a part of it. The directory keeps the edit even if the target refuses it.
pub(in crate::idp::okta) async fn play<W: Wire>(
    okta: &mut Okta<'_, W>,
    name: &str,
    set: &IndexMap<String, Value>,
) -> Step {
    let mapping = &okta.integration.mapping;
    let is_sent = |attribute: &str| {
        attribute == "userName"
            || mapping.get(attribute).is_some_and(|mapped| !mapped.external_namespace.is_empty())
    };
    if !set.is_empty() && !set.keys().any(|attribute| is_sent(attribute)) {
        let names = set.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(not_run(format!("{names}: not mapped to the app, so Okta pushes nothing")));
    }
    let user = okta.user_mut(name)?;
    for (attribute, value) in set {
        match (attribute.as_str(), value.as_str()) {
            ("userName", Some(user_name)) => user.user_name = user_name.to_owned(),
            _ => {
                // A value that an assignment gives is edited there, and so becomes the person's own.
                if user.assignment.covered.contains_key(attribute) {
                    user.assignment.values.insert(attribute.clone(), value.clone());
                }
                user.profile.insert(attribute.clone(), value.clone());
            }
        }
    }
    profile::push_later(okta, name).await
}
