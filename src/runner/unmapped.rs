//! What a scenario says of its people that the app's mapping takes nowhere.
//!
//! Okta pushes only what is mapped, so this is no mistake; but a slip of the pen looks just like it, and nothing that
//! happens afterwards would show it.

use indexmap::IndexSet;

use super::config::Config;
use super::pass;
use crate::scenario::suggest;

/// One sentence for each attribute in a `cast:` that no client of the plan pushes, with its place.
pub fn unmapped(config: &Config) -> Vec<String> {
    let mut told = IndexSet::new();
    for play in &config.plays {
        // A setting that means nothing is told when the pass is played.
        let Ok(Some(integration)) = pass::integration(config, play, true) else { continue };
        for (name, user) in &play.scenario.cast.users {
            for (attribute, _) in &user.attributes {
                if attribute.value == "userName" || integration.mapping.contains_key(&attribute.value) {
                    continue;
                }
                let nearest =
                    suggest::nearest(&attribute.value, integration.mapping.keys().map(String::as_str));
                let advice = match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => {
                        "map it in `integration: { mapping: … }` or in the target's `mapping:`".to_owned()
                    }
                };
                told.insert(format!(
                    "{}: `{}` of {name} is not mapped to the app, so it is never pushed; {advice}",
                    config.sources.locate(attribute.span),
                    attribute.value,
                ));
            }
        }
    }
    told.into_iter().collect()
}
