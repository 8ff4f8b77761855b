//! Raw requests: method, path, query, headers and body, as far as they can be sent at all.

use super::Lowering;
use crate::scenario::form::Form;
use crate::scenario::model::{Query, Request, Template};
use crate::scenario::suggest;
use crate::scenario::vocabulary::{CREDENTIALS, METHODS};
use crate::source::{Node, Spanned};

impl Lowering<'_> {
    /// A request as a map, or as one line; `None` after a mistake.
    pub(super) fn request(&mut self, map: &'static Form, node: &Node) -> Option<Request> {
        if let Some(line) = node.as_str() {
            return self.request_line(line, node);
        }
        let fields = self.fields(node, map)?;
        let method = fields.get("method").and_then(|node| self.text(node, "`method`"));
        let method = method.filter(|method| self.is_method(method));
        let path = fields.get("path").and_then(|node| self.template(node, "`path`"));
        let path = path.filter(|path| self.is_path(path));
        let query = fields.get("query").and_then(|node| match node.as_mapping() {
            Some(entries) => Some(Query::Pairs(self.templates(entries, "a query parameter"))),
            None => {
                self.text(node, "`query`")?;
                let query = self.template(node, "`query`")?;
                self.can_be_sent(&query, "a query", &[]);
                Some(Query::Raw(query))
            }
        });
        let headers = fields.get("headers").map(|node| self.headers(node)).unwrap_or_default();
        let body = fields.get("body").cloned();
        if let Some(body) = &body {
            self.tree(body);
        }
        let credentials = match fields.get("credentials") {
            Some(node) => Some(self.word(node, "`credentials`", CREDENTIALS)?),
            None => None,
        };
        let note = fields.get("note").and_then(|node| self.text(node, "`note`"));
        Some(Request {
            method: method?,
            path: path?,
            query,
            headers,
            body,
            note: note.map(|note| note.value),
            credentials: credentials.map(str::to_owned),
        })
    }

    /// `GET /Users?count=1` in one line.
    fn request_line(&mut self, line: &str, node: &Node) -> Option<Request> {
        let Some((method, target)) = line.split_once(' ') else {
            self.wrong(
                node.span,
                "this is not a request",
                "write `GET /path`, or a map with `method` and `path`",
            );
            return None;
        };
        self.template(node, "a request");
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let piece = |text: &str| Spanned { value: text.to_owned(), span: node.span };
        let (method, path) = (piece(method), piece(path));
        if !self.is_method(&method) || !self.is_path(&path) {
            return None;
        }
        let query = query.map(|query| {
            self.can_be_sent(&piece(query), "a query", &[]);
            Query::Raw(piece(query))
        });
        Some(Request { method, path, query, headers: Vec::new(), body: None, note: None, credentials: None })
    }

    /// Headers with their templates; each name must be one.
    pub(super) fn headers(&mut self, node: &Node) -> Vec<(Spanned<String>, Template)> {
        let entries = self.map(node, "`headers`").unwrap_or_default();
        let headers = self.templates(entries, "a header");
        for (name, value) in &headers {
            self.can_be_sent(value, "a header", &['\t']);
            let token = !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c));
            if !token {
                self.wrong(
                    name.span,
                    format!("`{}` cannot be the name of a header", name.value),
                    "a name is letters, digits and hyphens, such as `If-Match`",
                );
            }
        }
        headers
    }

    fn templates(
        &mut self,
        entries: &[(Spanned<String>, Node)],
        what: &str,
    ) -> Vec<(Spanned<String>, Template)> {
        entries
            .iter()
            .filter_map(|(name, value)| {
                self.literal_key(name);
                Some((name.clone(), self.template(value, what)?))
            })
            .collect()
    }

    fn is_method(&mut self, method: &Spanned<String>) -> bool {
        let known = METHODS.contains(&method.as_str());
        if !known {
            let help = suggest::help(method, "methods", METHODS.iter().copied());
            self.wrong(method.span, format!("there is no method `{}`", method.value), help);
        }
        known
    }

    fn is_path(&mut self, path: &Template) -> bool {
        if path.value.contains('?') {
            self.wrong(path.span, "a path has no query in it", "put it under `query`");
            return false;
        }
        let right = path.value.starts_with('/') || path.value.starts_with("${");
        if !right {
            self.wrong(
                path.span,
                "a path begins with a slash",
                format!("it continues the base URL: `/{}`", path.value.trim_start()),
            );
        }
        if path.value.split('/').any(|segment| segment == "." || segment == "..") {
            self.wrong(
                path.span,
                "a path has no `.` and no `..` in it",
                "nothing above the base URL is ever asked for",
            );
            return false;
        }
        right && self.can_be_sent(path, "a path", &[])
    }

    /// Whether a text may stand in the head of an HTTP request: one line, without control characters but these.
    fn can_be_sent(&mut self, text: &Template, what: &str, but: &[char]) -> bool {
        let control = text.value.chars().find(|character| character.is_control() && !but.contains(character));
        if let Some(control) = control {
            self.wrong(
                text.span,
                format!("{what} cannot hold the control character U+{:04X}", u32::from(control)),
                "write it in one line; in a path or query it can be percent-encoded",
            );
        }
        control.is_none()
    }
}
