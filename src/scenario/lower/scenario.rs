//! The keys of the file itself.

use indexmap::IndexSet;

use super::{Identity, Lowering};
use crate::scenario::form::SCENARIO;
use crate::scenario::model::{Scenario, Step};
use crate::scenario::possible;
use crate::scenario::suggest;
use crate::scenario::vocabulary::{BOXES, CLIENTS, DEFAULT_CLIENTS, FEATURES, NEUTRAL_CLIENT, is_tag};
use crate::source::{Diagnostic, Node, Spanned};

impl Lowering<'_> {
    /// Reads a whole scenario file.
    pub(super) fn scenario(&mut self, identity: Identity, root: &Node) -> Option<Scenario> {
        if root.is_null() {
            self.wrong(root.span, "the file is empty", "a scenario has at least a `title` and `steps`");
            return None;
        }
        let fields = self.fields(root, &SCENARIO)?;
        self.canned = fields.entry("answers").map(|(key, _)| key.span);
        let title = fields.get("title").and_then(|node| self.text(node, "the title"));
        let about = fields.get("about").and_then(|node| self.text(node, "`about`"));
        let tags = fields.get("tags").map(|node| self.tags(node)).unwrap_or_default();
        let clients = fields.get("clients").map_or_else(
            || DEFAULT_CLIENTS.iter().map(|client| (*client).to_owned()).collect(),
            |node| self.clients(node),
        );
        let requires = fields.get("requires").map(|node| self.requires(node, &clients)).unwrap_or_default();
        let sources = fields.get("source").map(|node| self.texts(node, "a source")).unwrap_or_default();
        let fixtures = fields.get("fixtures").map(|node| self.fixtures(node)).unwrap_or_default();
        let each = fields.get("each").map(|node| self.rows(node)).unwrap_or_default();
        let already = fields.get("already").map(|node| self.already(node)).unwrap_or_default();
        let cast = fields.get("cast").map(|node| self.cast(node)).unwrap_or_default();
        self.scope.cast_is_known = true;
        let answers = self.canned_answers(&fields);
        let integration = fields.get("integration").map(|node| self.integration(node)).unwrap_or_default();

        let provider = fields.get("provider").map(|node| self.knobs(node)).unwrap_or_default();
        let accepts = fields.get("accepts").map(|node| self.accepts(node)).unwrap_or_default();

        self.scope.later_steps =
            step_ids(fields.get("steps")).chain(step_ids(fields.get("always"))).collect();
        let mut steps = Vec::new();
        let mut always = Vec::new();
        if let Some(node) = fields.get("steps") {
            self.steps(node, "`steps`", &mut steps);
        }
        if let Some(node) = fields.get("always") {
            self.steps(node, "`always`", &mut always);
        }
        self.no_acts_of_the_idp(steps.iter().chain(&always));
        for mistake in possible::check(&cast, &steps, &always) {
            self.mistake(mistake);
        }
        let title = title?;
        Some(Scenario {
            name: identity.name,
            source: identity.source,
            shipped: identity.shipped,
            span: title.span,
            title: title.value,
            about: about.map(|text| text.value.trim_end().to_owned()),
            tags,
            clients,
            requires,
            sources: sources.into_iter().map(|text| text.value).collect(),
            fixtures,
            cast,
            already,
            each,
            answers,
            integration,
            provider,
            accepts,
            outside: std::mem::take(&mut self.outside),
            steps,
            always,
        })
    }

    /// `provider:`. Which knobs there are is known further down.
    fn knobs(&mut self, node: &Node) -> Vec<(Spanned<String>, Node)> {
        self.map(node, "`provider`").map(<[_]>::to_vec).unwrap_or_default()
    }

    /// `accepts:`. What an author expects cannot be accepted away.
    fn accepts(&mut self, node: &Node) -> Vec<(Spanned<String>, String)> {
        let mut accepts = Vec::new();
        for (rule, reason) in self.map(node, "`accepts`").unwrap_or_default() {
            if rule.value.starts_with("expect.") {
                self.wrong(rule.span, "a missed expectation cannot be accepted", "expect what is meant");
                continue;
            }
            let what = format!("the reason for accepting `{}`", rule.value);
            if let Some(reason) = self.text(reason, &what) {
                accepts.push((rule.clone(), reason.value.trim_end().to_owned()));
            }
        }
        accepts
    }

    fn tags(&mut self, node: &Node) -> Vec<String> {
        let mut tags = IndexSet::new();
        for tag in self.texts(node, "a tag") {
            if !is_tag(&tag) {
                self.wrong(
                    tag.span,
                    format!("`{}` cannot be a tag", tag.value),
                    "tags are lower-case letters, digits and hyphens, and not `and`, `or` or `not`",
                );
            } else if tags.contains(&tag.value) {
                self.wrong(tag.span, format!("the tag `{}` stands twice", tag.value), "keep one of them");
            } else {
                tags.insert(tag.value);
            }
        }
        tags.into_iter().collect()
    }

    fn clients(&mut self, node: &Node) -> Vec<String> {
        let mut clients = IndexSet::new();
        let written = self.texts(node, "a client");
        if written.is_empty() && node.as_sequence().is_some() {
            self.wrong(
                node.span,
                "at least one client must play the scenario",
                "without `clients` both of Okta's do",
            );
        }
        for client in written {
            if !CLIENTS.contains(&client.as_str()) {
                let help = suggest::help(&client, "clients", CLIENTS.iter().copied());
                self.wrong(client.span, format!("there is no client `{}`", client.value), help);
            } else if clients.contains(&client.value) {
                self.wrong(
                    client.span,
                    format!("the client `{}` stands twice", client.value),
                    "keep one of them",
                );
            } else {
                if client.value == NEUTRAL_CLIENT {
                    self.neutral = Some(client.span);
                }
                clients.insert(client.value);
            }
        }
        clients.into_iter().collect()
    }

    fn requires(&mut self, node: &Node, clients: &[String]) -> Vec<String> {
        let neutral = clients.iter().any(|client| client == NEUTRAL_CLIENT);
        let pushing = clients.iter().any(|client| client != NEUTRAL_CLIENT) || clients.is_empty();
        let mut requires = Vec::new();
        for name in self.texts(node, "a requirement") {
            let known = BOXES.iter().filter(|_| pushing).chain(FEATURES.iter().filter(|_| neutral)).copied();
            if known.clone().any(|known| known == name.value) {
                requires.push(name.value);
                continue;
            }
            let help = if FEATURES.contains(&name.as_str()) {
                "features of ServiceProviderConfig decide only for the client `rfc`; Okta never reads them"
                    .to_owned()
            } else if BOXES.contains(&name.as_str()) {
                "boxes of the app decide only for Okta's clients".to_owned()
            } else {
                suggest::help(&name, "can be required", known)
            };
            self.wrong(name.span, format!("`{}` cannot be required", name.value), help);
        }
        requires
    }

    fn fixtures(&mut self, node: &Node) -> Vec<Spanned<String>> {
        let mut fixtures = Vec::new();
        for name in self.texts(node, "a fixture") {
            if self.name(&name, "the name of a fixture") {
                self.scope.fixtures.insert(name.value.clone());
                fixtures.push(name);
            }
        }
        fixtures
    }

    /// The neutral client has no IdP behind it: every act but `request` and `await` is a mistake for it.
    fn no_acts_of_the_idp<'s>(&mut self, steps: impl Iterator<Item = &'s Step>) {
        let Some(neutral) = self.neutral else { return };
        for step in steps {
            if let Some(act) = step.acts.iter().find(|act| !act.is_neutral()) {
                let mut mistake = Diagnostic::error(
                    format!("the client `rfc` cannot play `{}`: it has no IdP behind it", act.name()),
                    step.span,
                )
                .related(neutral, "`rfc` is named here")
                .help("it plays `request` and `await` only; leave it out of `clients`");
                for used in step.used_from.iter().rev() {
                    mistake = mistake.related(*used, "used here");
                }
                self.mistakes.push(mistake);
            }
        }
    }
}

/// The ids of the steps of a list, before the list is read.
fn step_ids(steps: Option<&Node>) -> impl Iterator<Item = String> {
    steps
        .and_then(Node::as_sequence)
        .unwrap_or_default()
        .iter()
        .filter_map(|step| Some(step.get("id")?.as_str()?.to_owned()))
}
