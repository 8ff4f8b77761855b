//! What must come of a step.

use super::Lowering;
use crate::scenario::form::{ActForm, EXPECT, OKTA_ERROR, Takes};
use crate::scenario::model::{Act, Expect, OktaExpectation};
use crate::scenario::vocabulary::METHODS;
use crate::scenario::{matcher, suggest};
use crate::source::{Node, NodeKind, Spanned};

impl Lowering<'_> {
    /// Reads `expect:` of a step whose act is known.
    pub(super) fn expect(&mut self, node: &Node, form: &ActForm, acts: &[Act]) -> Expect {
        let mut expect = Expect::default();
        let Some(fields) = self.fields(node, &EXPECT) else { return expect };
        let mut misplaced = Vec::new();
        let is_request = matches!(form.takes, Takes::Request(_));
        let is_await = matches!(form.takes, Takes::Await(_));
        for (name, needs_request) in
            [("status", true), ("headers", true), ("body", true), ("okta", false), ("calls", false)]
        {
            let fits = if needs_request { is_request } else { !is_request && !is_await };
            if let Some((key, _)) = fields.entry(name).filter(|_| !fits) {
                let help = if needs_request {
                    "it looks at the answer to a `request`; for acts use `okta`, `remote` or `calls`"
                } else {
                    "it looks at what an admin's act does; for a request use `status`, `headers` and `body`"
                };
                self.wrong(key.span, format!("`{}` cannot expect `{name}`", form.name), help);
                misplaced.push(name);
            }
        }
        let get = |name: &str| fields.get(name).filter(|_| !misplaced.contains(&name));
        if let Some((key, _)) = fields.entry("within").filter(|_| is_await) {
            self.wrong(key.span, "`await` cannot expect `within`", "its `for` is the limit");
        }
        if let Some(node) = get("okta") {
            expect.okta = self.okta(node, acts);
        }
        if let Some(node) = get("remote") {
            expect.remote = self.remote(node);
        }
        if let Some(node) = get("status") {
            self.status(node);
            expect.status = Some(node.clone());
        }
        if let Some(entries) = get("headers").and_then(|node| self.map(node, "`headers`")) {
            for (name, value) in entries {
                self.literal_key(name);
                self.expectation(value);
            }
            expect.headers = entries.to_vec();
        }
        if let Some(node) = get("body") {
            self.expectation(node);
            expect.body = Some(node.clone());
        }
        if let Some(node) = get("calls") {
            expect.calls = self.calls(node);
        }
        if let Some(node) = get("within") {
            expect.within = self.duration(node, "`within`").map(|value| Spanned { value, span: node.span });
        }
        expect
    }

    fn okta(&mut self, node: &Node, acts: &[Act]) -> Vec<(Option<Spanned<String>>, OktaExpectation)> {
        let by_name =
            node.as_mapping().is_some_and(|entries| entries.iter().all(|(key, _)| key.value != "error"));
        if !by_name {
            return self.shown(node).map(|shown| (None, shown)).into_iter().collect();
        }
        let mut all = Vec::new();
        for (name, value) in node.as_mapping().unwrap_or_default() {
            let members = acts.iter().filter_map(Act::member).map(|member| member.value.as_str());
            if !acts.is_empty() && !members.clone().any(|member| member == name.value) {
                let help = match suggest::nearest(name, ["error"]) {
                    Some(_) => "did you mean `error`?".to_owned(),
                    None => suggest::help(name, "it names", members),
                };
                self.wrong(name.span, format!("the step does not name `{}`", name.value), help);
                continue;
            }
            if let Some(shown) = self.shown(value) {
                all.push((Some(name.clone()), shown));
            }
        }
        all
    }

    fn shown(&mut self, node: &Node) -> Option<OktaExpectation> {
        match (&node.kind, node.as_str()) {
            (_, Some("success")) => Some(OktaExpectation::Success(node.span)),
            (_, Some("failure")) => Some(OktaExpectation::Failure(node.span)),
            (_, Some("rescheduled")) => Some(OktaExpectation::Rescheduled(node.span)),
            (_, Some("nothing")) => Some(OktaExpectation::Nothing(node.span)),
            (NodeKind::Mapping(_), _) => {
                let text = self.fields(node, &OKTA_ERROR)?;
                let text = self.template(text.get("error")?, "the error text")?;
                Some(OktaExpectation::Error(text))
            }
            _ => {
                self.wrong(
                    node.span,
                    "`okta` is `success`, `failure`, `rescheduled`, `nothing` or an error",
                    "the text that the admin must see is written `error: TEXT` below `okta`",
                );
                None
            }
        }
    }

    fn remote(&mut self, node: &Node) -> Vec<(Spanned<String>, Node)> {
        let mut all = Vec::new();
        for (name, value) in self.map(node, "`remote`").unwrap_or_default() {
            let Some(is_group) = self.is_remote(name) else { continue };
            match &value.kind {
                NodeKind::Null => {}
                NodeKind::Mapping(attributes) => {
                    for (attribute, value) in attributes {
                        self.literal_key(attribute);
                        if is_group && attribute.value == "members" {
                            self.remote_members(value);
                        } else {
                            self.expectation(value);
                        }
                    }
                }
                _ => {
                    self.wrong(
                        value.span,
                        format!(
                            "what is expected of `{}` must be a map, and this is {}",
                            name.value,
                            value.describe()
                        ),
                        "write `{ attribute: value }`, or `null` if it must be gone",
                    );
                }
            }
            all.push((name.clone(), value.clone()));
        }
        all
    }

    /// Whether the name is a group; `None`, noted, when nothing has it.
    fn is_remote(&mut self, name: &Spanned<String>) -> Option<bool> {
        let scope = &self.scope;
        let known = match name.strip_prefix("already.") {
            Some(name) if scope.already_users.contains_key(name) => Some(false),
            Some(name) if scope.already_groups.contains(name) => Some(true),
            None if scope.users.contains_key(&name.value) || scope.fixtures.contains(&name.value) => {
                Some(false)
            }
            None if scope.groups.contains(&name.value) => Some(true),
            _ => None,
        };
        if known.is_none() {
            let already: Vec<String> = scope
                .already_users
                .keys()
                .chain(&scope.already_groups)
                .map(|name| format!("already.{name}"))
                .collect();
            let names = scope
                .users
                .keys()
                .chain(&scope.groups)
                .chain(&scope.fixtures)
                .chain(&already)
                .map(String::as_str);
            let help = suggest::help(name, "names", names.take(20));
            self.wrong(name.span, format!("nobody here is called `{}`", name.value), help);
        }
        known
    }

    /// Members of a group by cast name; anything but plain names is left to the matchers.
    fn remote_members(&mut self, node: &Node) {
        let matchers = node.as_mapping().filter(|entries| {
            !entries.is_empty() && entries.iter().any(|(word, _)| matcher::looks_reserved(word))
        });
        if let Some(matchers) = matchers {
            let stripped = |inner: &Node| Node { kind: strip(inner), span: inner.span };
            let bare = matchers.iter().map(|(word, inner)| (word.clone(), stripped(inner))).collect();
            self.expectation(&Node { kind: NodeKind::Mapping(bare), span: node.span });
            for (_, inner) in matchers {
                self.member_names(inner.as_sequence().unwrap_or_default());
            }
        } else if let Some(items) = node.as_sequence() {
            self.member_names(items);
        } else {
            self.wrong(
                node.span,
                format!("`members` is a list of cast names, and this is {}", node.describe()),
                "write `[ada, bob]`, or `[]` for nobody",
            );
        }
    }

    fn member_names(&mut self, items: &[Node]) {
        for item in items {
            match item.as_str() {
                Some(word) if matcher::looks_reserved(word) => self.expectation(item),
                Some(_) => {
                    let name = self.text(item, "a member");
                    name.map(|name| self.is_remote(&name));
                }
                None => {
                    self.text(item, "a member");
                }
            }
        }
    }

    fn status(&mut self, node: &Node) {
        let is_status = |node: &Node| node.as_u64().is_some_and(|status| (100..=599).contains(&status));
        let fits = match &node.kind {
            NodeKind::Sequence(items) => !items.is_empty() && items.iter().all(is_status),
            NodeKind::Mapping(entries) => {
                !entries.is_empty() && entries.iter().all(|(word, _)| matcher::looks_reserved(word))
            }
            NodeKind::String(text) => matcher::looks_reserved(text) || text.contains("${"),
            _ => is_status(node),
        };
        if fits {
            self.expectation(node);
        }
        if !fits {
            self.wrong(
                node.span,
                "this is not a status",
                "write a number such as 201, a list of them, or a matcher",
            );
        }
    }

    fn calls(&mut self, node: &Node) -> Option<Spanned<Vec<Spanned<String>>>> {
        if node.as_sequence().is_none() {
            self.wrong(
                node.span,
                format!("`calls` is a list of calls, and this is {}", node.describe()),
                "write `[GET /Users?filter, POST /Users]`",
            );
            return None;
        }
        let calls = self.texts(node, "a call");
        for call in &calls {
            self.is_call(call);
        }
        Some(Spanned { value: calls, span: node.span })
    }

    /// `GET /Users?filter`, `PUT /Users/*`.
    pub(super) fn is_call(&mut self, call: &Spanned<String>) {
        let right = call.split_once(' ').is_some_and(|(method, path)| {
            METHODS.contains(&method) && path.starts_with('/') && !path.contains(' ')
        });
        if !right {
            self.wrong(
                call.span,
                "this is not a call",
                "write the method and the path: `GET /Users?filter`, `PUT /Users/*`",
            );
        }
    }
}

/// A list without its plain names, which are cast names and no values.
fn strip(node: &Node) -> NodeKind {
    match &node.kind {
        NodeKind::Sequence(_) => NodeKind::Sequence(Vec::new()),
        other => other.clone(),
    }
}
