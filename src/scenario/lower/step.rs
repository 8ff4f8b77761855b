//! Steps: an act, and the keys that every step shares.

use super::Lowering;
use super::read::Fields;
use crate::scenario::form::{ACTS, ActForm, RETRY, STEP, Takes};
use crate::scenario::model::{Act, Retry, Step};
use crate::scenario::suggest;
use crate::source::{Diagnostic, Node, Spanned};

/// The pause between tries when none is said.
const DEFAULT_PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

impl Lowering<'_> {
    /// Reads a list of steps.
    pub(super) fn steps(&mut self, node: &Node, what: &str, into: &mut Vec<Step>) {
        let Some(items) = node.as_sequence() else {
            self.wrong(
                node.span,
                format!("{what} must be a list of steps, and this is {}", node.describe()),
                "begin each step with `- `",
            );
            return;
        };
        if items.is_empty() {
            self.wrong(
                node.span,
                format!("{what} has no steps"),
                "write at least one, such as `- test-connection`",
            );
        }
        for item in items {
            if let Some(used) = item.get("uses") {
                for (key, _) in
                    item.as_mapping().unwrap_or_default().iter().filter(|(key, _)| key.value != "uses")
                {
                    self.wrong(
                        key.span,
                        format!("`{}` cannot stand beside `uses`", key.value),
                        "the fragment's own steps say what is expected of them",
                    );
                }
                self.uses(used, into);
            } else if let Some(step) = self.step(item) {
                into.push(step);
            }
        }
    }

    fn step(&mut self, node: &Node) -> Option<Step> {
        // `- test-connection` needs no colon.
        if let Some(name) = node.as_str() {
            let form = self.act_form(&Spanned { value: name.to_owned(), span: node.span })?;
            if !matches!(form.takes, Takes::Nothing | Takes::Import) {
                self.wrong(
                    node.span,
                    format!("`{name}` does not say to whom"),
                    format!("write `{name}: NAME`"),
                );
                return None;
            }
            let nothing = Node { kind: crate::source::NodeKind::Null, span: node.span };
            let acts = self.acts(form, &nothing)?;
            return Some(self.finish(form, acts, node, None));
        }
        let entries = self.map(node, "a step")?;
        let mut found: Option<(&'static ActForm, &Spanned<String>, &Node)> = None;
        for (key, value) in entries {
            if STEP.key(&key.value).is_some() {
                continue;
            }
            let Some(form) = self.act_form(key) else { continue };
            match found {
                None => found = Some((form, key, value)),
                Some((_, first, _)) => self.mistake(
                    Diagnostic::error(
                        format!("a step has one act, and `{}` is a second", key.value),
                        key.span,
                    )
                    .related(first.span, "the first act")
                    .help("make it a step of its own: begin the line with `- `"),
                ),
            }
        }
        let Some((form, key, value)) = found else {
            if entries.iter().all(|(key, _)| STEP.key(&key.value).is_some()) {
                let span = entries.first().map_or(node.span, |(key, _)| key.span);
                self.wrong(span, "this step has no act", format!("acts: {}", act_names().join(", ")));
            }
            return None;
        };
        let acts = self.acts(form, value);
        let whole = Node { kind: crate::source::NodeKind::Null, span: reach(key.span, value.span) };
        let fields = Fields::of(entries);
        let step = self.finish(form, acts.clone().unwrap_or_default(), &whole, Some((&fields, value)));
        acts.map(|_| step)
    }

    /// The act of that name; notes it when there is none.
    fn act_form(&mut self, key: &Spanned<String>) -> Option<&'static ActForm> {
        let name = key.value.as_str();
        if let Some(form) = ACTS.iter().find(|form| form.name == name) {
            return Some(form);
        }
        if name == "probe" {
            self.wrong(key.span, "`probe` is not supported by this version", "leave the step out");
            return None;
        }
        if crate::scenario::form::EXPECT.key(name).is_some() {
            self.wrong(
                key.span,
                format!("a step has no key `{name}`"),
                format!("`{name}` belongs below `expect`"),
            );
            return None;
        }
        let shared = ["uses"].into_iter().chain(STEP.names());
        let near = suggest::nearest(name, act_names().into_iter().chain(shared.clone()));
        let what = if near.is_some_and(|near| shared.clone().any(|key| key == near)) {
            format!("a step has no key `{name}`")
        } else {
            format!("there is no act `{name}`")
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("acts: {}", act_names().join(", ")),
        };
        self.wrong(key.span, what, help);
        None
    }

    fn finish(
        &mut self,
        form: &'static ActForm,
        acts: Vec<Act>,
        node: &Node,
        written: Option<(&Fields<'_>, &Node)>,
    ) -> Step {
        let mut step = Step {
            id: None,
            label: label(form, &acts),
            drift: !matches!(form.takes, Takes::Request(_)) && self.canned.is_none(),
            snapshot: true,
            parallel: false,
            rule: None,
            acts,
            expect: crate::scenario::model::Expect::default(),
            retry: None,
            span: node.span,
            used_from: self.used_from.clone(),
        };
        let Some((fields, value)) = written else { return step };
        // By what is written: an expectation with a mistake in it has been told.
        let wanted = fields.get("expect").and_then(Node::as_mapping).unwrap_or_default();
        if let Some(node) = fields.get("expect") {
            step.expect = self.expect(node, form, &step.acts);
            if let Some((key, _)) = node.as_mapping().and_then(|all| Fields::of(all).entry("remote")) {
                self.nothing_to_read(key.span, "`remote`");
            }
        }
        step.retry = match form.takes {
            Takes::Await(_) => self.retry(value),
            _ => fields.get("retry").and_then(|node| self.retry(node)),
        };
        if let Takes::Await(_) = form.takes {
            if let Some((key, _)) = fields.entry("retry") {
                self.wrong(key.span, "`await` has no `retry`", "say `every` and `for` in the `await` itself");
            }
            if Fields::of(wanted)
                .get("remote")
                .is_none_or(|node| node.as_mapping().is_some_and(<[_]>::is_empty))
            {
                self.wrong(
                    node.span,
                    "`await` has nothing to wait for",
                    "add `expect: { remote: … }`: it reads these resources back until they hold",
                );
            }
        } else if step.retry.is_some() && wanted.is_empty() {
            self.wrong(node.span, "`retry` has nothing to wait for", "add an `expect`");
        }
        if let Some(node) = fields.get("drift") {
            step.drift = self.switch(node, "`drift`").unwrap_or(step.drift);
            if step.drift {
                self.nothing_to_read(node.span, "`drift: on`");
            }
        }
        if let Some(node) = fields.get("parallel") {
            step.parallel = self.switch(node, "`parallel`").unwrap_or(false);
            // Who comes first differs from run to run, and with it what is answered.
            step.snapshot &= !step.parallel;
            if step.parallel && step.acts.len() == 1 {
                self.wrong(
                    node.span,
                    "`parallel` needs several acts",
                    "name several members, or give `request` a list",
                );
            }
            if step.parallel && step.retry.is_some() {
                self.wrong(node.span, "`parallel` acts are not tried again", "leave `retry` out");
            }
        }
        if let Some(node) = fields.get("snapshot") {
            step.snapshot = self.switch(node, "`snapshot`").unwrap_or(step.snapshot);
        }
        if let Some(node) = fields.get("rule") {
            step.rule = self.text(node, "`rule`");
            if wanted.is_empty() {
                self.wrong(node.span, "`rule` has nothing to put to the test", "add an `expect`");
            }
        }
        // Only now: a step cannot reach its own answer.
        step.id = fields.get("id").and_then(|node| self.id(node));
        step
    }

    fn id(&mut self, node: &Node) -> Option<Spanned<String>> {
        let id = self.text(node, "`id`")?;
        if !self.name(&id, "the id of a step") {
            return None;
        }
        let is_member = self.scope.users.contains_key(&id.value) || self.scope.groups.contains(&id.value);
        if is_member || self.scope.fixtures.contains(&id.value) {
            let help = format!("`${{{}.id}}` could mean either", id.value);
            self.wrong(id.span, format!("`{}` is a cast name already", id.value), help);
            return None;
        }
        if !self.scope.steps.insert(id.value.clone()) {
            self.wrong(
                id.span,
                format!("an earlier step has the id `{}`", id.value),
                "ids name one step each; a fragment with an id can be used once",
            );
            return None;
        }
        Some(id)
    }

    fn retry(&mut self, node: &Node) -> Option<Retry> {
        let fields = self.fields(node, &RETRY)?;
        if let Some(until) = fields.get("until") {
            self.word(until, "`until`", &["expected"]);
        }
        let every = match fields.get("every") {
            Some(node) => {
                let every = self.duration(node, "`every`")?;
                if every.is_zero() {
                    self.wrong(node.span, "`every` leaves no pause between the tries", "write 100ms or more");
                }
                every
            }
            None => DEFAULT_PAUSE,
        };
        let limit = fields.get("for").and_then(|node| self.duration(node, "`for`"))?;
        Some(Retry { every, limit })
    }
}

/// `update ada`, `assign ada, bob`, `request GET /Users`.
fn label(form: &ActForm, acts: &[Act]) -> String {
    match acts {
        [act] => act.label(),
        acts => {
            let members: Vec<&str> =
                acts.iter().filter_map(Act::member).map(|member| member.value.as_str()).collect();
            format!("{} {}", form.name, members.join(", ")).trim_end().to_owned()
        }
    }
}

fn act_names() -> Vec<&'static str> {
    ACTS.iter().map(|form| form.name).collect()
}

/// From a key to the end of its value, as far as both stand in one file.
fn reach(key: crate::source::Span, value: crate::source::Span) -> crate::source::Span {
    let follows = value.source == key.source && value.end > key.end;
    crate::source::Span { end: if follows { value.end } else { key.end }, ..key }
}
