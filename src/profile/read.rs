//! From the span tree to the profile: every mistake of a file in one go, each with its place.

use std::path::Path;

use indexmap::IndexMap;

use super::form;
use super::model::{Evidence, Integration, Profile, Proof, Row, Turned};
use super::overrides;
use super::shape::Check;
use crate::judge::known;
use crate::provider::fault;
use crate::provider::knob::Shape;
use crate::provider::variant;
use crate::scenario::{Problems, suggest};
use crate::source::{self, Node, NodeKind, Sources, Spanned};

/// Reads a profile. `shown` is the path under which the file is known to people.
///
/// # Errors
/// Every mistake in the file.
pub fn read(shown: &Path, text: String) -> Result<Profile, Box<Problems>> {
    let mut sources = Sources::default();
    let source = sources.add(shown, text);
    let mut check = Check::default();
    let profile = match source::parse(source, &sources.get(source).text) {
        Ok(root) => whole(&mut check, &root),
        Err(mistakes) => {
            check.mistakes.extend(mistakes);
            None
        }
    };
    match profile {
        Some(profile) if check.mistakes.is_empty() => Ok(profile),
        _ => Err(Box::new(Problems { sources, diagnostics: check.mistakes, scenarios: Vec::new() })),
    }
}

fn whole(check: &mut Check, root: &Node) -> Option<Profile> {
    check.fields(root, form::PROFILE, "a profile");
    let text = |key: &str| root.get(key).and_then(Node::as_str).map(|text| text.trim_end().to_owned());
    let name = text("name")?;
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if let (false, Some(node)) = (is_name, root.get("name")) {
        check.wrong(
            node.span,
            format!("`{name}` cannot be the name of a profile"),
            "lower-case letters, digits and hyphens",
        );
    }
    let sources: IndexMap<String, String> = root
        .get("sources")
        .and_then(Node::as_mapping)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.value.clone(), value.as_str()?.to_owned())))
        .collect();
    let mut reader = Reader { check, sources: &sources };
    let provider = root.get("provider").map(|node| reader.provider(node)).unwrap_or_default();
    let faults =
        reader.named(root.get("faults"), "fault", fault::named, || fault::registry().map(|f| f.name));
    let variants =
        reader.named(root.get("variants"), "variant", variant::named, || variant::registry().map(|v| v.name));
    let integration = root.get("integration").map(|node| reader.integration(node)).unwrap_or_default();
    let accepts = root.get("accepts").map(|node| reader.accepts(node)).unwrap_or_default();
    let rows = root.get("rows").and_then(Node::as_sequence).unwrap_or_default();
    let rows: Vec<Row> = rows.iter().filter_map(|node| reader.row(node)).collect();
    reader.once(&rows, root);
    Some(Profile {
        name,
        title: text("title")?,
        about: text("about"),
        sources,
        provider,
        faults,
        variants,
        integration,
        accepts,
        rows,
    })
}

struct Reader<'c> {
    check: &'c mut Check,
    sources: &'c IndexMap<String, String>,
}

impl Reader<'_> {
    fn provider(&mut self, node: &Node) -> Vec<Turned> {
        let Some(entries) = self.map(node, "`provider`") else { return Vec::new() };
        let mut turned = Vec::new();
        for (name, node) in entries {
            let (value, evidence) = self.annotated(node);
            match overrides::knob(self.check, name, value) {
                Some((_, Some(setting))) => turned.push(Turned { setting, evidence }),
                Some((_, None)) => {
                    self.check.wrong(value.span, format!("`{}` is off anyway", name.value), "leave it out");
                }
                None => {}
            }
        }
        turned
    }

    /// A value, and what it rests on if it is written as `{ value, documented }` or `{ value, inferred }`.
    fn annotated<'n>(&mut self, node: &'n Node) -> (&'n Node, Option<Evidence>) {
        let is_annotated = node.as_mapping().is_some_and(|entries| {
            let known = |key: &str| form::ANNOTATED.iter().any(|field| field.name == key);
            entries.iter().any(|(key, _)| key.value == "value")
                && entries.iter().all(|(key, _)| known(&key.value))
        });
        if !is_annotated {
            return (node, None);
        }
        self.check.fields(node, form::ANNOTATED, "a value with its source");
        let evidence = match (node.get("documented"), node.get("inferred")) {
            (Some(lines), None) => Some(Evidence::Documented(self.lines(lines))),
            (None, Some(reason)) => {
                reason.as_str().map(|reason| Evidence::Inferred(reason.trim_end().to_owned()))
            }
            (None, None) => None,
            (Some(_), Some(_)) => {
                let message = "a value is either documented or inferred";
                self.check.wrong(node.span, message, "keep the one that is true");
                None
            }
        };
        (node.get("value").unwrap_or(node), evidence)
    }

    /// Places in documents, `guide:21`, whose documents must be among the sources.
    fn lines(&mut self, node: &Node) -> Vec<String> {
        let items = node.as_sequence().unwrap_or(std::slice::from_ref(node));
        let mut lines = Vec::new();
        for item in items {
            let Some(text) = item.as_str() else { continue };
            let document = text.split(':').next().unwrap_or(text);
            if !self.sources.contains_key(document) {
                let help = suggest::help(document, "sources", self.sources.keys().map(String::as_str));
                self.check.wrong(item.span, format!("`sources` has no document `{document}`"), help);
            }
            lines.push(text.to_owned());
        }
        lines
    }

    fn named<T, N: IntoIterator<Item = &'static str>>(
        &mut self,
        node: Option<&Node>,
        what: &str,
        find: impl Fn(&str) -> Option<T>,
        names: impl Fn() -> N,
    ) -> Vec<T> {
        let Some(node) = node else { return Vec::new() };
        let items = node.as_sequence().unwrap_or(std::slice::from_ref(node));
        let mut found = Vec::new();
        for item in items {
            let Some(name) = item.as_str() else { continue };
            match find(name) {
                Some(one) => found.push(one),
                None => {
                    let near = suggest::nearest(name, names());
                    let help = near.map_or_else(
                        || "`scimulate faults` lists them".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.check.wrong(item.span, format!("there is no {what} `{name}`"), help);
                }
            }
        }
        found
    }

    fn integration(&mut self, node: &Node) -> Integration {
        let mut integration = Integration::default();
        let Some(entries) = self.map(node, "`integration`") else { return integration };
        let mut plain: Vec<(Spanned<String>, Node)> = Vec::new();
        for (name, node) in entries {
            let (value, evidence) = self.annotated(node);
            if let Some(evidence) = evidence {
                integration.evidence.insert(name.value.clone(), evidence);
            }
            let own = form::INTEGRATION.iter().find(|field| field.name == name.value);
            let Some(own) = own else {
                plain.push((name.clone(), value.clone()));
                continue;
            };
            if !self.check.fits(value, own.shape, &format!("`{}`", own.name)) {
                continue;
            }
            match own.name {
                "clients" => integration.clients = Some(self.clients(value)),
                "auth" => integration.auth = value.as_str().map(|text| text.trim_end().to_owned()),
                _ => {
                    let set = value.as_mapping().unwrap_or_default().iter();
                    integration.always_set =
                        set.map(|(name, value)| (name.value.clone(), value.to_value())).collect();
                }
            }
        }
        let (settings, mistakes) =
            crate::scenario::integration(&Node { kind: NodeKind::Mapping(plain), span: node.span });
        self.check.mistakes.extend(mistakes);
        integration.settings = settings;
        integration
    }

    fn clients(&mut self, node: &Node) -> Vec<String> {
        const KNOWN: [&str; 3] = ["okta-aiw", "okta-oin", "rfc"];
        let items = node.as_sequence().unwrap_or(std::slice::from_ref(node));
        let mut clients = Vec::new();
        for item in items {
            self.check.fits(item, Shape::Word(&KNOWN), "a client");
            clients.extend(item.as_str().map(str::to_owned));
        }
        clients
    }

    fn accepts(&mut self, node: &Node) -> Vec<(Spanned<String>, String)> {
        let mut accepts = Vec::new();
        for (rule, reason) in node.as_mapping().unwrap_or_default() {
            if rule.value.starts_with("expect.") {
                self.check.wrong(
                    rule.span,
                    "a missed expectation cannot be accepted",
                    "expect what is meant",
                );
            } else if let Some(mistake) = known::no_such_rule(rule) {
                self.check.mistakes.push(mistake);
            } else if let Some(reason) = reason.as_str() {
                accepts.push((rule.clone(), reason.trim_end().to_owned()));
            }
        }
        accepts
    }

    fn row(&mut self, node: &Node) -> Option<Row> {
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(|text| text.trim_end().to_owned());
        let source = node.get("source").map(|lines| self.lines(lines)).unwrap_or_default();
        let scenarios: Vec<String> = node.get("scenario").map_or_else(Vec::new, |node| {
            let items = node.as_sequence().unwrap_or(std::slice::from_ref(node));
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        });
        let proof = match (scenarios.is_empty(), text("not-over-http"), text("client-side")) {
            (false, None, None) => Proof::Scenarios(scenarios),
            (true, Some(reason), None) => Proof::NotOverHttp(reason),
            (true, None, Some(reason)) => Proof::ClientSide(reason),
            _ => {
                let message = "a row has either a scenario that shows it, or the reason why there is none";
                self.check.wrong(
                    node.span,
                    message,
                    "write one of `scenario`, `not-over-http` and `client-side`",
                );
                return None;
            }
        };
        Some(Row { id: text("id")?, says: text("says")?, source, inferred: text("inferred"), proof })
    }

    /// Each row has a number of its own.
    fn once(&mut self, rows: &[Row], root: &Node) {
        let mut seen = std::collections::HashSet::new();
        if let (Some(row), Some((key, _))) =
            (rows.iter().find(|row| !seen.insert(&row.id)), root.entry("rows"))
        {
            self.check.wrong(
                key.span,
                format!("the row `{}` stands twice", row.id),
                "give each row its own number",
            );
        }
    }

    fn map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [(Spanned<String>, Node)]> {
        self.check.fits(node, Shape::MapOf(&Shape::Any), what);
        node.as_mapping()
    }
}

#[cfg(test)]
mod tests;
