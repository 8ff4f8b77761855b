//! What is no rule's id.

use super::super::Exit;
use super::super::output::complain;
use crate::judge::catalogue;
use crate::scenario::suggest;

/// Says that the words are no rule, and which one may have been meant.
pub(super) fn explain(words: &str) -> Exit {
    let near = suggest::nearest(words, catalogue::all().map(|rule| rule.id));
    let help = match near {
        Some(rule) => format!("did you mean `{rule}`?"),
        None => "scimulate rules lists them".to_owned(),
    };
    complain(&format!("error: `{words}` is not a rule\n  help: {help}\n"));
    Exit::Usage
}
