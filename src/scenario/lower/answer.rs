//! `answers:`: what is answered instead of a target.

use super::Lowering;
use super::act::Kind;
use super::read::Fields;
use crate::scenario::form::{ANSWER, CANNED, CUTS, UNREACHABLE};
use crate::scenario::model::{Answers, Canned, CannedAnswer, CannedContent, Cut, Member, Unreachable};
use crate::source::{Diagnostic, Node, NodeKind, Span, Spanned};

/// The keys that say what the body is; an answer has at most one of them.
const CONTENTS: [&str; 7] = ["body", "error", "users", "groups", "created", "user", "group"];

impl Lowering<'_> {
    /// Reads `answers:` and `timeout:` of a file whose cast is known.
    pub(super) fn canned_answers(&mut self, fields: &Fields<'_>) -> Option<Answers> {
        let Some((key, node)) = fields.entry("answers") else {
            if let Some((key, _)) = fields.entry("timeout") {
                self.wrong(
                    key.span,
                    "`timeout` is for canned answers, and there are none",
                    "against a target, give --timeout on the command line",
                );
            }
            return None;
        };
        for name in ["already", "fixtures"] {
            if let Some((other, _)) = fields.entry(name) {
                self.mistake(
                    Diagnostic::error(format!("`{name}` is on a target, and canned answers need none"), other.span)
                        .related(key.span, "answered from here")
                        .help("say what is there in the answers: `{ to: \"GET /Users?filter\", with: { users: [ada] } }`"),
                );
            }
        }
        let timeout = fields.get("timeout").and_then(|node| {
            let timeout = self.duration(node, "`timeout`")?;
            if timeout.is_zero() {
                self.wrong(
                    node.span,
                    "a `timeout` of nothing leaves no time for an answer",
                    "write 500ms or more",
                );
            }
            Some(timeout)
        });
        let Some(items) = node.as_sequence() else {
            self.wrong(
                node.span,
                format!("`answers` must be a list of answers, and this is {}", node.describe()),
                "write `- { to: \"GET /Users?filter\", with: { status: 200 } }` for each",
            );
            return None;
        };
        if items.is_empty() {
            self.wrong(node.span, "`answers` has no answers", "leave it out to play against a server");
        }
        let list = items.iter().filter_map(|item| self.canned_answer(item)).collect();
        Some(Answers { list, span: key.span, timeout })
    }

    fn canned_answer(&mut self, node: &Node) -> Option<CannedAnswer> {
        let fields = self.fields(node, &ANSWER)?;
        let to = fields.get("to").and_then(|node| self.template(node, "`to`"));
        if let Some(to) = &to {
            self.is_call(to);
        }
        let with = fields.get("with").and_then(|node| self.canned(node));
        Some(CannedAnswer { to: to?, with: with? })
    }

    fn canned(&mut self, node: &Node) -> Option<Canned> {
        let fields = self.fields(node, &CANNED)?;
        let mut contents: Vec<&(Spanned<String>, Node)> =
            CONTENTS.iter().filter_map(|name| fields.entry(name)).collect();
        contents.sort_by_key(|(key, _)| key.span.start);
        if let [(first, _), (second, _), ..] = contents.as_slice() {
            self.mistake(
                Diagnostic::error(
                    format!("an answer has one body, and `{}` is a second", second.value),
                    second.span,
                )
                .related(first.span, "the first body")
                .help("keep one of the two"),
            );
        }
        let cut = fields.get("cut").and_then(|node| self.cut(node));
        let unreachable = fields.get("unreachable").and_then(|node| self.unreachable(node));
        self.unsent(&fields, &contents, cut);
        let content = match contents.first() {
            Some((key, value)) => self.content(&key.value, value)?,
            None => CannedContent::Nothing,
        };
        self.canned_status(&fields, &content);
        if node.as_mapping().is_some_and(<[_]>::is_empty) {
            self.wrong(node.span, "`with` says nothing", "write at least a status: `{ status: 204 }`");
        }
        if matches!(content, CannedContent::Nothing) && cut == Some(Cut::Truncate) {
            let span = fields.entry("cut").map_or(node.span, |(key, _)| key.span);
            self.wrong(span, "there is no body to truncate", "add one: `body`, `user`, `created` …");
        }
        Some(Canned {
            status: fields.get("status").cloned(),
            headers: fields.get("headers").map(|node| self.headers(node)).unwrap_or_default(),
            content,
            delay: fields.get("delay").and_then(|node| self.duration(node, "`delay`")),
            cut,
            unreachable,
        })
    }

    /// Notes what is said beside a `cut` or `unreachable` that keeps it from being sent.
    fn unsent(&mut self, fields: &Fields<'_>, contents: &[&(Spanned<String>, Node)], cut: Option<Cut>) {
        let cut = fields.entry("cut").filter(|_| cut.is_some_and(|cut| cut != Cut::Truncate));
        let Some((because, _)) = fields.entry("unreachable").or(cut) else { return };
        let never = ["status", "headers"].iter().filter_map(|name| fields.entry(name));
        let beside = fields.entry("cut").filter(|(key, _)| key.span != because.span);
        for (key, _) in never.chain(contents.iter().copied()).chain(beside) {
            let (reason, help) = match because.value.as_str() {
                "cut" => {
                    ("the answer is cut before it", "`cut: truncate` sends the head and half of the body")
                }
                _ => ("no connection comes about", "leave one of the two out"),
            };
            let mistake = Diagnostic::error(format!("`{}` is never sent", key.value), key.span);
            self.mistake(mistake.related(because.span, reason).help(help));
        }
    }

    fn unreachable(&mut self, node: &Node) -> Option<Unreachable> {
        Some(match self.word(node, "`unreachable`", UNREACHABLE)? {
            "name" => Unreachable::Name,
            "refused" => Unreachable::Refused,
            "timeout" => Unreachable::Timeout,
            _ => Unreachable::Tls,
        })
    }

    fn cut(&mut self, node: &Node) -> Option<Cut> {
        Some(match self.word(node, "`cut`", CUTS)? {
            "reset" => Cut::Reset,
            "truncate" => Cut::Truncate,
            "empty" => Cut::Empty,
            _ => Cut::Malformed,
        })
    }

    /// A status that can be sent, and that goes with an error if one is given.
    fn canned_status(&mut self, fields: &Fields<'_>, content: &CannedContent) {
        let is_error = matches!(content, CannedContent::Error(_));
        let Some(node) = fields.get("status") else {
            if let Some((key, _)) = fields.entry("error") {
                self.wrong(key.span, "an error has a status", "add `status: 400` or the like");
            }
            return;
        };
        match &node.kind {
            // A template is resolved, and then checked, when the pass is played.
            NodeKind::String(text) if text.contains("${") => self.tree(node),
            _ => match node.as_u64() {
                Some(400..=599) => {}
                Some(204 | 304) if !matches!(content, CannedContent::Nothing) => self.wrong(
                    node.span,
                    "an answer of this status has no body",
                    "leave the body out, or answer with 200",
                ),
                Some(200..=399) if !is_error => {}
                Some(200..=399) => self.wrong(
                    node.span,
                    "an error has a status from 400 to 599",
                    "write `status: 400` or the like",
                ),
                _ => self.wrong(
                    node.span,
                    "this is not a status that can be answered",
                    "write a number from 200 to 599",
                ),
            },
        }
    }

    fn content(&mut self, name: &str, node: &Node) -> Option<CannedContent> {
        Some(match name {
            "body" => {
                self.tree(node);
                CannedContent::Body(node.clone())
            }
            "error" => CannedContent::Error(self.template(node, "`error`")?),
            "users" => CannedContent::List(self.canned_members(node, Kind::User)),
            "groups" => CannedContent::List(self.canned_members(node, Kind::Group)),
            "created" => CannedContent::Created(self.canned_member(node, Kind::Either)?),
            "user" => CannedContent::Resource(self.canned_member(node, Kind::User)?),
            _ => CannedContent::Resource(self.canned_member(node, Kind::Group)?),
        })
    }

    fn canned_members(&mut self, node: &Node, kind: Kind) -> Vec<Member> {
        let items = node.as_sequence().unwrap_or(std::slice::from_ref(node));
        items.iter().filter_map(|item| self.canned_member(item, kind)).collect()
    }

    fn canned_member(&mut self, node: &Node, kind: Kind) -> Option<Member> {
        let name = self.text(node, "a cast name")?;
        let is_user = self.scope.users.contains_key(&name.value) && kind != Kind::Group;
        let is_group = self.scope.groups.contains(&name.value) && kind != Kind::User;
        if is_user || is_group {
            return Some(name);
        }
        self.nobody(&name, kind);
        None
    }

    /// Notes what can only be read back from a target, where there is none.
    pub(super) fn nothing_to_read(&mut self, span: Span, what: &str) {
        if let Some(canned) = self.canned {
            self.mistake(
                Diagnostic::error(format!("{what} is read back from a target, and there is none"), span)
                    .related(canned, "answered from here")
                    .help("expect what Okta shows (`okta`) and what it sends (`calls`)"),
            );
        }
    }
}
