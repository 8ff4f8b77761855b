//! Knobs one by one: those of a scenario's `provider:`, and one on the command line.

use std::sync::Arc;

use super::shape::Check;
use crate::provider::Behaviour;
use crate::provider::knob::{self, Knob, Setting};
use crate::scenario::model::Scenario;
use crate::scenario::{Problems, suggest};
use crate::source::{Diagnostic, Node, Sources, Span, Spanned, parse};

/// Reads a knob and its value. `None` inside = `off`: the knob is taken out.
pub(super) fn knob(
    check: &mut Check,
    name: &Spanned<String>,
    value: &Node,
) -> Option<(&'static Knob, Option<Setting>)> {
    let Some(knob) = knob::named(&name.value) else {
        let names: Vec<&str> = knob::registry().map(|knob| knob.name).collect();
        let help = match suggest::nearest(&name.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}; `scimulate vendors --knobs` explains them", names.join(", ")),
        };
        check.wrong(name.span, format!("there is no knob `{}`", name.value), help);
        return None;
    };
    if value.as_str() == Some("off") {
        return Some((knob, None));
    }
    if !check.fits(value, knob.shape, &format!("`{}`", knob.name)) {
        return None;
    }
    match Setting::new(knob, value.to_value()) {
        Ok(setting) => Some((knob, Some(setting))),
        Err(reason) => {
            let message = format!("`{}` makes nothing of this: {reason}", knob.name);
            check.wrong(value.span, message, format!("for example: {}", knob.example));
            None
        }
    }
}

/// What is wrong with the knobs that scenarios turn.
pub fn mistakes(scenarios: &[Arc<Scenario>]) -> Vec<Diagnostic> {
    let mut check = Check::default();
    for (name, value) in scenarios.iter().flat_map(|scenario| &scenario.provider) {
        knob(&mut check, name, value);
    }
    check.mistakes
}

/// A behaviour with the knobs of a scenario turned.
pub fn overridden(behaviour: &Behaviour, scenario: &Scenario) -> Behaviour {
    let mut check = Check::default();
    let turned = scenario.provider.iter().filter_map(|(name, value)| knob(&mut check, name, value));
    turned.fold(behaviour.clone(), |behaviour, (knob, setting)| behaviour.turned(knob, setting))
}

/// A behaviour with one knob turned that was written `NAME=VALUE`, the value in YAML.
///
/// # Errors
/// What is wrong with it, and where.
pub fn one_knob(behaviour: Behaviour, written: &str) -> Result<Behaviour, Box<Problems>> {
    let Some((name, value)) = written.split_once('=').filter(|(name, _)| !name.is_empty()) else {
        return Err(no_pair(written));
    };
    let mut sources = Sources::default();
    let source = sources.add("--knob", format!("{name}: {value}\n"));
    let mut check = Check::default();
    let turned = match parse(source, &sources.get(source).text) {
        Ok(node) => match node.as_mapping() {
            Some([(name, value)]) => knob(&mut check, name, value),
            _ => return Err(no_pair(written)),
        },
        Err(mistakes) => {
            check.mistakes.extend(mistakes);
            None
        }
    };
    match turned {
        Some((knob, setting)) if check.mistakes.is_empty() => Ok(behaviour.turned(knob, setting)),
        _ => Err(Box::new(Problems { sources, diagnostics: check.mistakes, scenarios: Vec::new() })),
    }
}

fn no_pair(written: &str) -> Box<Problems> {
    let mut sources = Sources::default();
    let source = sources.add("--knob", written.to_owned());
    let span = Span { source, start: 0, end: written.len() };
    let mistake = Diagnostic::error(format!("`{written}` is not NAME=VALUE"), span)
        .help("for example: page-size=50; `scimulate vendors --knobs` lists the names");
    Box::new(Problems { sources, diagnostics: vec![mistake], scenarios: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::one_knob;
    use crate::provider::Behaviour;
    use crate::source::render;

    #[test]
    fn a_knob_can_be_turned_in_one_line_and_taken_out_again() {
        let on = one_knob(Behaviour::default(), "user-name={change: fork}").unwrap();
        assert_eq!(on.knobs[0].value()["change"], "fork");
        let again = one_knob(on, "user-name={change: refuse}").unwrap();
        assert_eq!((again.knobs.len(), &again.knobs[0].value()["change"]), (1, &"refuse".into()));
        assert!(one_knob(again, "user-name=off").unwrap().knobs.is_empty());
    }

    #[test]
    fn a_knob_that_is_none_or_set_to_nonsense_is_said_with_a_caret() {
        let mistake = |written: &str| {
            let problems = one_knob(Behaviour::default(), written).unwrap_err();
            render(&problems.sources, &problems.diagnostics, false)
        };
        assert!(mistake("user-nam=x").contains("did you mean `user-name`?"));
        assert!(mistake("user-name={change: frok}").contains("did you mean `fork`?"));
        assert!(mistake("page-size=0").contains("makes nothing of this"));
        assert!(mistake("page-size=many").contains("must be a whole number"));
        assert!(mistake("nothing").contains("NAME=VALUE"));
        let stranger = mistake("foo=1");
        assert!(stranger.contains("there are ") && stranger.contains(", page-size, "), "{stranger}");
    }
}
