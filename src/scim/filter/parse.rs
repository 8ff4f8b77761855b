//! The grammar of filters (RFC 7644 Figure 1, with errata 4690, 7319 and 7322): recursive descent over the text.
//!
//! Where it leaves Figure 1: `not (` may have its space, groups stand inside `[]` too, a value path does not stand
//! inside another, names may hold `$`, and blanks may surround the whole and a group's content.

use std::borrow::Cow;

use serde_json::Value;

use super::{Filter, Op};
use crate::scim::error::{Error as Refusal, ScimType};
use crate::scim::path::Attr;

/// Groups, negations and value paths inside each other that a filter may have. Real filters have three.
const MAX_DEPTH: usize = 64;

/// Why a text is not a filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at position {position}: {message}")]
pub struct Error {
    /// Bytes before the place that cannot be understood.
    pub position: usize,
    /// What is wrong there.
    pub message: Cow<'static, str>,
}

impl Error {
    pub(in crate::scim) fn at(position: usize, message: impl Into<Cow<'static, str>>) -> Self {
        Error { position, message: message.into() }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::of(ScimType::InvalidFilter, format!("the filter cannot be read {error}"))
    }
}

/// Reads a filter.
///
/// # Errors
/// The first place that the grammar does not allow.
pub fn parse(text: &str) -> Result<Filter, Error> {
    let mut parser = Parser::new(text);
    parser.skip_blanks();
    if parser.at_end() {
        return Err(Error::at(0, "the filter is empty"));
    }
    let filter = parser.any_of(Place::Resource)?;
    parser.skip_blanks();
    if parser.at_end() { Ok(filter) } else { Err(parser.unexpected()) }
}

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::scim) enum Place {
    /// On a resource.
    Resource,
    /// Between `[` and `]`, on a value.
    Value,
}

/// A text and how far it is read. PATCH paths are read with it, too.
pub(in crate::scim) struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    pub(in crate::scim) fn new(text: &'a str) -> Self {
        Parser { text, at: 0, depth: 0 }
    }

    pub(in crate::scim) fn position(&self) -> usize {
        self.at
    }

    pub(in crate::scim) fn at_end(&self) -> bool {
        self.at == self.text.len()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over that character if it is next.
    pub(in crate::scim) fn eat(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    /// Steps over blanks and says whether there were any.
    fn skip_blanks(&mut self) -> bool {
        let from = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        self.at > from
    }

    /// The text up to the next blank, bracket or quote.
    pub(in crate::scim) fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find([' ', '\t', '(', ')', '[', ']', '"']).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// The word that comes next, without stepping over it.
    fn next_word(&self) -> &'a str {
        Parser { text: self.text, at: self.at, depth: 0 }.word()
    }

    /// What to say of text that fits nowhere.
    pub(in crate::scim) fn unexpected(&self) -> Error {
        match self.rest().chars().next() {
            Some(found) => Error::at(self.at, format!("unexpected '{found}'")),
            None => Error::at(self.at, "the text ends too early"),
        }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == MAX_DEPTH {
            return Err(Error::at(self.at, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn any_of(&mut self, place: Place) -> Result<Filter, Error> {
        self.chain("or", Filter::Or, |parser| parser.chain("and", Filter::And, |parser| parser.factor(place)))
    }

    /// One operand, or several with that word between them.
    fn chain(
        &mut self,
        word: &str,
        node: fn(Vec<Filter>) -> Filter,
        operand: impl Fn(&mut Self) -> Result<Filter, Error>,
    ) -> Result<Filter, Error> {
        let first = operand(self)?;
        if !self.link(word)? {
            return Ok(first);
        }
        let mut operands = vec![first, operand(self)?];
        while self.link(word)? {
            operands.push(operand(self)?);
        }
        Ok(node(operands))
    }

    /// Steps over ` and ` or ` or ` if that is what comes next.
    fn link(&mut self, word: &str) -> Result<bool, Error> {
        let from = self.at;
        if !self.skip_blanks() || !self.next_word().eq_ignore_ascii_case(word) {
            self.at = from;
            return Ok(false);
        }
        self.at += word.len();
        if self.skip_blanks() && !self.at_end() {
            return Ok(true);
        }
        let message = if self.at_end() {
            format!("an expression is missing after '{word}'")
        } else {
            format!("a space is missing after '{word}'")
        };
        Err(Error::at(self.at, message))
    }

    fn factor(&mut self, place: Place) -> Result<Filter, Error> {
        let from = self.at;
        if self.eat(b'(') {
            return self.group(place, from);
        }
        if self.next_word().eq_ignore_ascii_case("not") {
            self.at += "not".len();
            let is_name = self.peek() == Some(b'[');
            self.skip_blanks();
            let open = self.at;
            if self.eat(b'(') {
                return Ok(Filter::Not(Box::new(self.group(place, open)?)));
            }
            // What is called "not" and compared is an attribute; anything else is a negation without its group.
            if !is_name && operator(self.next_word()).is_none() {
                return Err(Error::at(open, "'not' needs its expression in parentheses"));
            }
            self.at = from;
        }
        self.expression(place)
    }

    /// What stands after a `(` at `open`, up to its `)`.
    fn group(&mut self, place: Place, open: usize) -> Result<Filter, Error> {
        self.skip_blanks();
        let inner = self.deeper(|parser| parser.any_of(place))?;
        self.skip_blanks();
        self.close(b')', "'(' is not closed", open)?;
        Ok(inner)
    }

    fn close(&mut self, bracket: u8, unclosed: &'static str, open: usize) -> Result<(), Error> {
        if self.eat(bracket) {
            Ok(())
        } else if self.at_end() {
            Err(Error::at(open, unclosed))
        } else {
            Err(self.unexpected())
        }
    }

    fn expression(&mut self, place: Place) -> Result<Filter, Error> {
        let from = self.at;
        let attr = self.attr()?;
        if self.peek() == Some(b'[') {
            if place == Place::Value {
                return Err(Error::at(self.at, "a value path cannot stand inside another"));
            }
            if attr.part.is_some() {
                return Err(Error::at(from, "'[' must follow an attribute, not a sub-attribute"));
            }
            return Ok(Filter::Within { attr, filter: Box::new(self.value_filter()?) });
        }
        if !self.skip_blanks() {
            let message = if self.at_end() {
                "an operator is missing"
            } else {
                "a space is missing before the operator"
            };
            return Err(Error::at(self.at, message));
        }
        let at = self.at;
        let word = self.word();
        match operator(word) {
            Some(None) => Ok(Filter::Present(attr)),
            Some(Some(op)) => {
                if !self.skip_blanks() {
                    return Err(Error::at(self.at, format!("a value is missing after '{word}'")));
                }
                Ok(Filter::Compare { attr, op, value: self.value()? })
            }
            None if word.is_empty() => Err(Error::at(at, "an operator is missing")),
            None => Err(Error::at(at, format!("'{word}' is not an operator"))),
        }
    }

    /// `[`, a filter on a value's parts, and `]`.
    pub(in crate::scim) fn value_filter(&mut self) -> Result<Filter, Error> {
        let open = self.at;
        if !self.eat(b'[') {
            return Err(self.unexpected());
        }
        self.skip_blanks();
        let filter = self.deeper(|parser| parser.any_of(Place::Value))?;
        self.skip_blanks();
        self.close(b']', "'[' is not closed", open)?;
        Ok(filter)
    }

    /// An attribute's name, with URN and sub-attribute if it has them.
    pub(in crate::scim) fn attr(&mut self) -> Result<Attr, Error> {
        let from = self.at;
        let word = self.word();
        if word.is_empty() {
            return Err(if self.at_end() {
                Error::at(from, "an attribute name is missing")
            } else {
                self.unexpected()
            });
        }
        Attr::of_word(word).ok_or_else(|| Error::at(from, format!("'{word}' is not an attribute name")))
    }

    fn value(&mut self) -> Result<Value, Error> {
        let from = self.at;
        if self.peek() == Some(b'"') {
            return self.string();
        }
        let word = self.word();
        match serde_json::from_str(word) {
            Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => Ok(value),
            _ if word.is_empty() => Err(Error::at(from, "a value is missing")),
            _ => {
                let message = format!(
                    "'{word}' is not a value: a text needs double quotes, else true, false, null or a number"
                );
                Err(Error::at(from, message))
            }
        }
    }

    fn string(&mut self) -> Result<Value, Error> {
        let from = self.at;
        let bytes = self.text.as_bytes();
        let mut at = from + 1;
        while at < bytes.len() && bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        if at >= bytes.len() {
            return Err(Error::at(from, "the text is not closed with '\"'"));
        }
        self.at = at + 1;
        match serde_json::from_str(&self.text[from..self.at]) {
            Ok(text) => Ok(Value::String(text)),
            Err(_) => Err(Error::at(from, "the text has an escape or a character that JSON does not allow")),
        }
    }
}

/// `Some(None)` for `pr`, `Some(Some(op))` for a comparison.
fn operator(word: &str) -> Option<Option<Op>> {
    if word.eq_ignore_ascii_case("pr") {
        return Some(None);
    }
    Op::ALL.into_iter().find(|op| op.as_str().eq_ignore_ascii_case(word)).map(Some)
}
