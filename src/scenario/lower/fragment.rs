//! `uses:`: steps out of another file, with the values that it asks for.
//!
//! Variables are put in before the steps are read, so that cast names may come through them and every check sees the
//! finished step. A value keeps the place where it was written; all else keeps its place in the fragment.

use indexmap::IndexMap;

use super::Lowering;
use crate::scenario::form::{FRAGMENT, USES};
use crate::scenario::model::Step;
use crate::scenario::reference::{self, Part, Reference};
use crate::scenario::suggest;
use crate::source::{Diagnostic, Node, NodeKind, Span, Spanned};

/// The deepest nesting of fragments.
const MAX_DEPTH: usize = 8;

impl Lowering<'_> {
    /// Reads the steps of a fragment into the list. `node` is the value of `uses:`.
    pub(super) fn uses(&mut self, node: &Node, into: &mut Vec<Step>) {
        let (path, with) = match &node.kind {
            NodeKind::String(path) => (Spanned { value: path.clone(), span: node.span }, None),
            NodeKind::Mapping(_) => {
                let Some(fields) = self.fields(node, &USES) else { return };
                let Some(path) = fields.get("fragment").and_then(|node| self.text(node, "`fragment`")) else {
                    return;
                };
                (path, fields.get("with"))
            }
            _ => {
                self.wrong(
                    node.span,
                    format!("`uses` names a fragment file, and this is {}", node.describe()),
                    "write `uses: fragments/NAME.yaml`, or `uses: { fragment: PATH, with: { name: value } }`",
                );
                return;
            }
        };
        if path.is_empty() {
            self.wrong(path.span, "`uses` names no file", "the path is relative to this file");
            return;
        }
        let Some(place) = self.files.beside(path.span.source, &path) else { return };
        if self.open_fragments.contains(&place) {
            self.wrong(
                path.span,
                format!("the fragment {} uses itself", path.value),
                "a fragment may use others, but not in a circle",
            );
            return;
        }
        if self.open_fragments.len() >= MAX_DEPTH {
            self.wrong(
                path.span,
                format!("fragments use fragments deeper than {MAX_DEPTH} levels"),
                "let the scenario name the inner ones itself",
            );
            return;
        }
        let parsed = match self.files.load(&place) {
            Ok(parsed) => parsed,
            Err(reason) => {
                self.wrong(
                    path.span,
                    format!("the fragment cannot be read: {reason}"),
                    "the path is relative to the file that names it",
                );
                return;
            }
        };
        self.used_from.push(path.span);
        self.open_fragments.push(place);
        match parsed.root {
            Err(mistakes) => mistakes.into_iter().for_each(|mistake| self.mistake(mistake)),
            Ok(root) => self.fragment(&root, with, path.span, into),
        }
        self.open_fragments.pop();
        self.used_from.pop();
    }

    fn fragment(&mut self, root: &Node, with: Option<&Node>, used: Span, into: &mut Vec<Step>) {
        if root.is_null() {
            self.wrong(root.span, "the fragment is empty", "a fragment has at least `steps`");
            return;
        }
        let Some(fields) = self.fields(root, &FRAGMENT) else { return };
        let Some(values) = self.values(fields.get("vars"), with, used) else { return };
        if let Some(steps) = fields.get("steps") {
            let steps = self.put_in(steps, &values);
            self.steps(&steps, "`steps`", into);
        }
    }

    /// The value of each variable: as given, else its default. `None` when one is missing.
    fn values(
        &mut self,
        vars: Option<&Node>,
        with: Option<&Node>,
        used: Span,
    ) -> Option<IndexMap<String, Node>> {
        let mut values = IndexMap::new();
        for (name, default) in vars.and_then(|node| self.map(node, "`vars`")).unwrap_or_default() {
            self.name(name, "the name of a variable");
            values.insert(name.value.clone(), default.clone());
        }
        for (name, value) in with.and_then(|node| self.map(node, "`with`")).unwrap_or_default() {
            if let Some(known) = values.get_mut(&name.value) {
                *known = value.clone();
            } else {
                let help = suggest::help(name, "variables", values.keys().map(String::as_str));
                self.mistakes.push(
                    Diagnostic::error(format!("the fragment has no variable `{}`", name.value), name.span)
                        .help(help),
                );
            }
        }
        let missing: Vec<String> =
            values.iter().filter(|(_, value)| value.is_null()).map(|(name, _)| format!("`{name}`")).collect();
        if missing.is_empty() {
            return Some(values);
        }
        self.mistakes.push(
            Diagnostic::error(format!("the fragment needs a value for {}", missing.join(", ")), used)
                .help("write `uses: { fragment: PATH, with: { name: value } }`"),
        );
        None
    }

    /// A tree with the fragment's variables put in.
    fn put_in(&mut self, node: &Node, values: &IndexMap<String, Node>) -> Node {
        let kind = match &node.kind {
            NodeKind::String(text) => return self.put_into_text(text, node.span, values),
            NodeKind::Sequence(items) => {
                NodeKind::Sequence(items.iter().map(|item| self.put_in(item, values)).collect())
            }
            NodeKind::Mapping(entries) => {
                let mut filled: Vec<(Spanned<String>, Node)> = Vec::new();
                for (key, value) in entries {
                    let name = self.put_into_text(&key.value, key.span, values);
                    let name = name.as_str().map_or_else(|| key.value.clone(), str::to_owned);
                    if let Some((first, _)) = filled.iter().find(|(other, _)| other.value == name) {
                        self.mistake(
                            Diagnostic::error(format!("the key `{name}` stands twice in this map"), key.span)
                                .related(first.span, "the first time")
                                .help("give the variable another value"),
                        );
                    }
                    filled.push((Spanned { value: name, span: key.span }, self.put_in(value, values)));
                }
                NodeKind::Mapping(filled)
            }
            other => other.clone(),
        };
        Node { kind, span: node.span }
    }

    fn put_into_text(&mut self, text: &str, span: Span, values: &IndexMap<String, Node>) -> Node {
        let as_written = || Node { kind: NodeKind::String(text.to_owned()), span };
        if !text.contains("${var:") {
            return as_written();
        }
        // What is wrong with the template is said when the step is read.
        let Ok(parts) = reference::parse(text) else { return as_written() };
        if let [Part::Reference(Reference::Var { name, default }, _)] = parts.as_slice() {
            return match values.get(name) {
                Some(value) => value.clone(),
                None => self.undeclared(name, default.as_deref(), span, values, as_written()),
            };
        }
        let mut filled = String::new();
        let mut from = 0;
        for part in &parts {
            let Part::Reference(Reference::Var { name, default }, range) = part else { continue };
            filled.push_str(&text[from..range.start]);
            match values.get(name).map(|value| &value.kind) {
                Some(NodeKind::String(value)) => filled.push_str(value),
                Some(NodeKind::Number(number)) => filled.push_str(&number.to_string()),
                Some(NodeKind::Bool(value)) => filled.push_str(&value.to_string()),
                Some(_) => {
                    self.wrong(
                        span,
                        format!("the value of `{name}` is no text, and one is needed here"),
                        "a `${var:…}` that stands alone takes any value",
                    );
                }
                None => {
                    let kept = Node { kind: NodeKind::String(text[range.clone()].to_owned()), span };
                    let kept = self.undeclared(name, default.as_deref(), span, values, kept);
                    filled.push_str(kept.as_str().unwrap_or_default());
                }
            }
            from = range.end;
        }
        filled.push_str(&text[from..]);
        Node { kind: NodeKind::String(filled), span }
    }

    /// A variable that the fragment does not declare is the run's, if it has a default; else it is a slip.
    fn undeclared(
        &mut self,
        name: &str,
        default: Option<&str>,
        span: Span,
        values: &IndexMap<String, Node>,
        kept: Node,
    ) -> Node {
        if default.is_none() {
            let help = suggest::help(name, "variables", values.keys().map(String::as_str));
            self.wrong(span, format!("the fragment has no variable `{name}`"), help);
        }
        kept
    }
}
