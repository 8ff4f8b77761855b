//! The rules that steps of scenarios name (`rule:`), held against what there is.

use std::sync::Arc;

use super::registry;
use crate::scenario::model::Scenario;
use crate::scenario::suggest;
use crate::source::Diagnostic;

/// One diagnostic for each step that names a rule which does not exist.
pub fn unknown(scenarios: &[Arc<Scenario>]) -> Vec<Diagnostic> {
    let steps = scenarios.iter().flat_map(|scenario| scenario.steps.iter().chain(&scenario.always));
    let named = steps.filter_map(|step| step.rule.as_ref());
    named
        .filter(|named| super::named(&named.value).is_none())
        .map(|named| {
            let message = format!("there is no rule `{}`", named.value);
            let help = match suggest::nearest(&named.value, registry().map(|rule| rule.id)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`scimulate rules` lists them".to_owned(),
            };
            Diagnostic::error(message, named.span).help(help)
        })
        .collect()
}
