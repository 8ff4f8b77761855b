//! Putting values into `${…}` when a pass is played.
//!
//! Names have been checked when the file was read (`super::scope`); what can still be missing here is a value that
//! only the run has: an environment variable, or a part of an answer that the server left out.

use serde_json::{Map, Value};

use super::model::Template;
use super::reference::{self, Part};
use super::suggest;
use crate::source::{Diagnostic, Node, NodeKind, Span};

pub use super::reference::Reference;

/// Where the values come from. The runner implements it for a pass.
pub trait Lookup {
    /// The value of a reference; `None` when there is none (the default of a variable is not its business).
    fn get(&self, path: &Reference) -> Option<Value>;

    /// The names that exist, for messages: `ada.userName`, `run`, `create.body`.
    fn names(&self) -> Vec<String>;
}

/// A template that cannot be put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unresolved {
    /// What to tell people.
    pub mistake: Box<Diagnostic>,
    /// The reference that has no value, or none that will do; `None` for a template that is none.
    pub reference: Option<Reference>,
}

impl From<Unresolved> for Diagnostic {
    fn from(unresolved: Unresolved) -> Self {
        *unresolved.mistake
    }
}

/// The text of a template.
///
/// # Errors
/// A reference without a value, or with one that is no text (null, a list, a map).
pub fn interpolate(template: &Template, lookup: &dyn Lookup) -> Result<String, Unresolved> {
    text(&template.value, template.span, lookup)
}

/// The JSON value of a node with all references resolved. A scalar that is exactly one `${x}` keeps the JSON type of
/// its value; keys are taken as written.
///
/// # Errors
/// As [`interpolate`].
pub fn resolve(node: &Node, lookup: &dyn Lookup) -> Result<Value, Unresolved> {
    match &node.kind {
        NodeKind::String(template) => scalar(template, node.span, lookup),
        // Collecting results would grow them step by step.
        NodeKind::Sequence(items) => {
            let mut list = Vec::with_capacity(items.len());
            for item in items {
                list.push(resolve(item, lookup)?);
            }
            Ok(Value::Array(list))
        }
        NodeKind::Mapping(entries) => {
            let mut object = Map::with_capacity(entries.len());
            for (key, value) in entries {
                object.insert(key.value.clone(), resolve(value, lookup)?);
            }
            Ok(Value::Object(object))
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => Ok(node.to_value()),
    }
}

fn scalar(template: &str, span: Span, lookup: &dyn Lookup) -> Result<Value, Unresolved> {
    // Most texts hold no reference at all.
    if !template.contains("${") {
        return Ok(Value::String(template.to_owned()));
    }
    match parts(template, span)?.as_slice() {
        [Part::Reference(reference, _)] => value(reference, span, lookup),
        parts => join(parts, span, lookup).map(Value::String),
    }
}

fn text(template: &str, span: Span, lookup: &dyn Lookup) -> Result<String, Unresolved> {
    if !template.contains("${") {
        return Ok(template.to_owned());
    }
    join(&parts(template, span)?, span, lookup)
}

fn parts(template: &str, span: Span) -> Result<Vec<Part<'_>>, Unresolved> {
    reference::parse(template).map_err(|bad| Unresolved {
        mistake: Box::new(Diagnostic::error(bad.message, span).help(bad.help)),
        reference: None,
    })
}

fn join(parts: &[Part<'_>], span: Span, lookup: &dyn Lookup) -> Result<String, Unresolved> {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Text(piece) => text.push_str(piece),
            Part::Reference(reference, _) => match value(reference, span, lookup)? {
                Value::String(piece) => text.push_str(&piece),
                Value::Number(number) => text.push_str(&number.to_string()),
                Value::Bool(truth) => text.push_str(if truth { "true" } else { "false" }),
                other => {
                    let kind = match other {
                        Value::Null => "null",
                        Value::Array(_) => "a list",
                        _ => "a map",
                    };
                    let mistake = Diagnostic::error(
                        format!("`${{{reference}}}` is {kind}, and a text is needed"),
                        span,
                    )
                    .help("a `${…}` that stands alone keeps its JSON type");
                    return Err(Unresolved {
                        mistake: Box::new(mistake),
                        reference: Some(reference.clone()),
                    });
                }
            },
        }
    }
    Ok(text)
}

fn value(reference: &Reference, span: Span, lookup: &dyn Lookup) -> Result<Value, Unresolved> {
    if let Some(value) = lookup.get(reference) {
        return Ok(value);
    }
    match reference {
        Reference::Var { default: Some(default), .. } => Ok(Value::String(default.clone())),
        _ => Err(Unresolved {
            mistake: Box::new(without_value(reference, span, &lookup.names())),
            reference: Some(reference.clone()),
        }),
    }
}

/// The mistake of a reference that has no value.
pub fn without_value(reference: &Reference, span: Span, names: &[String]) -> Diagnostic {
    match reference {
        Reference::Var { name, .. } => Diagnostic::error(format!("the variable `{name}` has no value"), span)
            .help(format!("give it one with `--set {name}=VALUE`, or a default: `${{var:{name}|default}}`")),
        Reference::Env(name) => Diagnostic::error(format!("the environment has no variable `{name}`"), span)
            .help(format!("set {name} before you start the run")),
        Reference::Path(_) => Diagnostic::error(format!("`${{{reference}}}` has no value"), span).help(
            suggest::help(&reference.to_string(), "names that have one", names.iter().map(String::as_str)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Lookup, Reference, interpolate, resolve};
    use crate::source::{SourceId, Span, Spanned, parse};

    struct Fixed;

    impl Lookup for Fixed {
        fn get(&self, path: &Reference) -> Option<Value> {
            let Reference::Path(path) = path else { return None };
            let all = json!({"ada": {"id": "1", "age": 36, "on": true, "gone": null}, "run": "k3"});
            path.iter().try_fold(&all, |value, segment| value.get(segment)).cloned()
        }

        fn names(&self) -> Vec<String> {
            vec!["ada.id".to_owned(), "run".to_owned()]
        }
    }

    fn text(template: &str) -> Result<String, String> {
        let span = Span { source: SourceId(0), start: 0, end: template.len() };
        interpolate(&Spanned { value: template.to_owned(), span }, &Fixed)
            .map_err(|error| format!("{}; {}", error.mistake.message, error.mistake.help.unwrap_or_default()))
    }

    #[test]
    fn texts_take_the_values() {
        assert_eq!(text("/Users/${ada.id}/${ada.age}${ada.on}"), Ok("/Users/1/36true".to_owned()));
        assert_eq!(text("$${ada.id}"), Ok("${ada.id}".to_owned()));
        assert_eq!(text("${var:x|y z}"), Ok("y z".to_owned()));
    }

    #[test]
    fn a_missing_value_names_what_there_is() {
        assert_eq!(text("${ada.ids}"), Err("`${ada.ids}` has no value; did you mean `ada.id`?".to_owned()));
        assert!(text("x${ada.gone}").unwrap_err().contains("is null"));
        assert!(text("${env:NOPE}").unwrap_err().contains("the environment has no variable `NOPE`"));
        assert!(text("${var:who}").unwrap_err().contains("`${var:who|default}`"));
    }

    #[test]
    fn what_lacks_a_value_is_named_by_its_reference() {
        let missing = |template: &str| {
            let span = Span { source: SourceId(0), start: 0, end: template.len() };
            interpolate(&Spanned { value: template.to_owned(), span }, &Fixed).unwrap_err().reference
        };
        let path = |path: &[&str]| Some(Reference::Path(path.iter().map(|&part| part.into()).collect()));
        assert_eq!(
            missing("x ${run} ${made.body[\"urn:a:b\"].id}"),
            path(&["made", "body", "urn:a:b", "id"])
        );
        assert_eq!(missing("x${ada.gone}"), path(&["ada", "gone"]));
        assert_eq!(missing("${env:NOPE}"), Some(Reference::Env("NOPE".to_owned())));
        assert_eq!(missing("${"), None);
    }

    #[test]
    fn a_lone_reference_keeps_its_type() {
        let node =
            parse(SourceId(0), "a: ${ada.age}\nb: [\"${ada.on}\", \"x${run}\"]\nc: ${ada}\nd: 1\n").unwrap();
        assert_eq!(
            resolve(&node, &Fixed).unwrap(),
            json!({"a": 36, "b": [true, "xk3"], "c": {"id": "1", "age": 36, "on": true, "gone": null}, "d": 1})
        );
    }
}
