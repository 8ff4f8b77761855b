//! A text that an admin saw in Okta.

use std::path::Path;

use super::super::Exit;
use super::super::output::{complain, print};
use super::Format;
use crate::idp::okta::explain;
use crate::judge::catalogue;
use crate::provider::fault;
use crate::report::{self, Layout};
use crate::scenario::{self, suggest};

/// Prints what the text means. A single word that is no text may be a rule's id with a slip in it.
pub(super) fn explain(layout: Layout, format: Format, text: &str) -> Exit {
    let explanation = explain::explain(text);
    let is_word = !text.trim().contains(char::is_whitespace);
    if !explanation.is_placed() && is_word && !text.trim().is_empty() {
        return no_rule(text.trim());
    }
    let exit = if explanation.is_placed() { Exit::Passed } else { Exit::Usage };
    if format == Format::Json {
        print(&format!("{:#}\n", serde_json::json!(explanation)));
        return exit;
    }
    let scenarios = scenario::export();
    let shipped = report::explain::Shipped {
        scenario: &|name| {
            scenarios.iter().any(|(path, _)| path == &Path::new("scenarios").join(format!("{name}.yaml")))
        },
        fault: &|name| fault::registry().any(|fault| fault.name == name),
    };
    print(&report::explain::page(layout, &explanation, shipped));
    exit
}

/// Says that the word is no rule, and which one may have been meant.
fn no_rule(word: &str) -> Exit {
    let near = suggest::nearest(word, catalogue::all().map(|rule| rule.id));
    let help = match near {
        Some(rule) => format!("did you mean `{rule}`?"),
        None => "scimulate rules lists them".to_owned(),
    };
    complain(&format!("error: `{word}` is not a rule\n  help: {help}\n"));
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::idp::okta::explain::SITUATIONS;
    use crate::provider::fault;

    #[test]
    fn every_scenario_that_a_page_names_is_shipped() {
        let shipped = crate::scenario::export();
        for situation in SITUATIONS.iter().flat_map(|room| room.iter()) {
            let Some(name) = situation.scenario else { continue };
            let path = Path::new("scenarios").join(format!("{name}.yaml"));
            assert!(shipped.iter().any(|(known, _)| *known == path), "{name}, of {}", situation.id);
        }
    }

    #[test]
    fn most_pages_name_a_fault_that_shows_the_situation() {
        let is_shown = |name: &str| fault::registry().any(|fault| fault.name == name);
        let with_faults: Vec<_> = SITUATIONS
            .iter()
            .flat_map(|room| room.iter())
            .filter(|situation| !situation.faults.is_empty())
            .collect();
        let shown =
            with_faults.iter().filter(|situation| situation.faults.iter().any(|name| is_shown(name))).count();
        assert!(shown * 2 > with_faults.len(), "{shown} of {}", with_faults.len());
    }
}
