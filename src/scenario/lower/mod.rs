//! From the span tree to the model: hand-written, so that every mistake of a file is found in one go and each knows
//! its place.
//!
//! `scenario.rs` reads the file's own keys, `cast.rs` who is there, `step.rs`, `act.rs`, `request.rs` and `expect.rs`
//! what happens, `answer.rs` canned answers, `fragment.rs` what comes from elsewhere. [`Lowering`] carries what they
//! share: the mistakes found so far, the names that exist, and the `uses:` on the way. Nothing here knows a value that
//! only a run has.

mod act;
mod answer;
mod cast;
mod expect;
mod fragment;
mod integration;
mod read;
mod request;
mod row;
mod scenario;
mod step;

#[cfg(test)]
mod good;
#[cfg(test)]
mod tests;

pub(crate) use cast::generated;

use std::sync::Arc;

use super::files::{Files, Place};
use super::model::Scenario;
use super::reference::Reference;
use super::scope::Scope;
use crate::source::{Diagnostic, Node, SourceId, Span, Spanned};

/// What a file is, apart from its contents.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// Its name as a scenario.
    pub(crate) name: String,
    /// Its text.
    pub(crate) source: SourceId,
    /// Whether it came out of the binary.
    pub(crate) shipped: bool,
}

/// Lowers one file: what of it could be read, and every mistake in it and in the fragments that it uses. It is only
/// right when there is none.
pub(crate) fn lower(
    files: &mut Files,
    identity: Identity,
    root: Result<Arc<Node>, Vec<Diagnostic>>,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    let root = match root {
        Ok(root) => root,
        Err(mistakes) => return (None, mistakes),
    };
    let mut lowering = Lowering {
        files,
        mistakes: Vec::new(),
        scope: Scope::default(),
        used_from: Vec::new(),
        open_fragments: Vec::new(),
        neutral: None,
        canned: None,
        outside: Vec::new(),
    };
    let scenario = lowering.scenario(identity, &root);
    let Lowering { mut mistakes, .. } = lowering;
    // A fragment that is used twice has the same mistake twice.
    let mut seen = std::collections::HashSet::new();
    mistakes.retain(|mistake| seen.insert((mistake.span, mistake.message.clone())));
    (scenario, mistakes)
}

/// Reads settings of the app on their own, for whoever has some outside of a scenario. With the mistakes found.
pub(crate) fn integration(node: &Node) -> (Vec<(Spanned<String>, Node)>, Vec<Diagnostic>) {
    let mut files = Files::default();
    let mut lowering = Lowering {
        files: &mut files,
        mistakes: Vec::new(),
        scope: Scope::default(),
        used_from: Vec::new(),
        open_fragments: Vec::new(),
        neutral: None,
        canned: None,
        outside: Vec::new(),
    };
    let settings = lowering.integration(node);
    (settings, lowering.mistakes)
}

/// What the parts of the lowering share.
pub(super) struct Lowering<'f> {
    files: &'f mut Files,
    mistakes: Vec<Diagnostic>,
    scope: Scope,
    /// The `uses:` on the way to the step that is being read, outermost first.
    used_from: Vec<Span>,
    /// The fragments that are being read, outermost first.
    open_fragments: Vec<Place>,
    /// Where the neutral client is named, if it is.
    neutral: Option<Span>,
    /// Where canned answers stand in for a target, if they do.
    canned: Option<Span>,
    /// Values that the environment or the run must give.
    outside: Vec<Spanned<Reference>>,
}

impl Lowering<'_> {
    /// Notes a mistake; one inside a fragment shows who uses it.
    fn mistake(&mut self, mut mistake: Diagnostic) {
        for used in self.used_from.iter().rev() {
            if mistake.span != *used {
                mistake = mistake.related(*used, "used here");
            }
        }
        self.mistakes.push(mistake);
    }

    /// Notes a mistake with what to do about it: nobody is told off without advice.
    fn wrong(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.mistake(Diagnostic::error(message, span).help(help));
    }
}
