//! Tag expressions: `push and not (edge or heavy)`.
//!
//! `not` binds tighter than `and`, and `and` tighter than `or`. A comma is an `or`, as in other tools' lists.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::vocabulary::is_tag;

/// A parsed tag expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// The scenario has the tag.
    Tag(String),
    /// It does not hold.
    Not(Box<Expression>),
    /// Both hold.
    And(Box<Expression>, Box<Expression>),
    /// At least one holds.
    Or(Box<Expression>, Box<Expression>),
}

/// A tag expression that cannot be understood; its text shows where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    expression: String,
    range: Range<usize>,
    message: &'static str,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.expression[..self.range.start].chars().count();
        let marked = self.expression[self.range.clone()].chars().count().max(1);
        writeln!(f, "{} in the tag expression", self.message)?;
        writeln!(f, "  {}", self.expression)?;
        writeln!(f, "  {}{}", " ".repeat(before), "^".repeat(marked))?;
        write!(f, "  help: write tags with `and`, `or`, `not` and brackets: `push and not (edge or heavy)`")
    }
}

impl std::error::Error for ParseError {}

impl Expression {
    /// Whether it holds for a scenario with these tags.
    pub fn holds(&self, tags: &[String]) -> bool {
        match self {
            Expression::Tag(tag) => tags.contains(tag),
            Expression::Not(inner) => !inner.holds(tags),
            Expression::And(left, right) => left.holds(tags) && right.holds(tags),
            Expression::Or(left, right) => left.holds(tags) || right.holds(tags),
        }
    }

    /// Whether it asks for the tag anywhere (a `not` around it does not count).
    pub(crate) fn mentions(&self, wanted: &str) -> bool {
        match self {
            Expression::Tag(tag) => tag == wanted,
            Expression::Not(_) => false,
            Expression::And(left, right) | Expression::Or(left, right) => {
                left.mentions(wanted) || right.mentions(wanted)
            }
        }
    }
}

impl FromStr for Expression {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser { text, tokens: tokens(text), next: 0, depth: 0 };
        let expression = parser.or()?;
        match parser.peek() {
            None => Ok(expression),
            Some(")") => Err(parser.error("a bracket that was never opened")),
            Some(_) => Err(parser.error("`and` or `or` is missing here")),
        }
    }
}

/// Words, brackets and commas with their places.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        if character.is_whitespace() {
            open = false;
        } else if "(),".contains(character) {
            tokens.push(at..end);
            open = false;
        } else if let Some(last) = tokens.last_mut().filter(|_| open) {
            last.end = end;
        } else {
            tokens.push(at..end);
            open = true;
        }
    }
    tokens
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Range<usize>>,
    next: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t str> {
        self.tokens.get(self.next).map(|range| &self.text[range.clone()])
    }

    fn take(&mut self, words: &[&str]) -> bool {
        let found = self.peek().is_some_and(|token| words.contains(&token));
        self.next += usize::from(found);
        found
    }

    fn error(&self, message: &'static str) -> ParseError {
        let range = self.tokens.get(self.next).cloned().unwrap_or(self.text.len()..self.text.len());
        ParseError { expression: self.text.to_owned(), range, message }
    }

    fn or(&mut self) -> Result<Expression, ParseError> {
        let mut left = self.and()?;
        while self.take(&["or", ","]) {
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, ParseError> {
        let mut left = self.not()?;
        while self.take(&["and"]) {
            left = Expression::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Expression, ParseError> {
        self.depth += 1;
        if self.depth > 50 {
            return Err(self.error("too many brackets or `not`s"));
        }
        let expression =
            if self.take(&["not"]) { Expression::Not(Box::new(self.not()?)) } else { self.tag()? };
        self.depth -= 1;
        Ok(expression)
    }

    fn tag(&mut self) -> Result<Expression, ParseError> {
        if self.take(&["("]) {
            let inner = self.or()?;
            return if self.take(&[")"]) {
                Ok(inner)
            } else {
                Err(self.error("a closing bracket is missing"))
            };
        }
        match self.peek() {
            Some(token) if is_tag(token) => {
                self.next += 1;
                Ok(Expression::Tag(token.to_owned()))
            }
            Some("and" | "or" | ")" | ",") | None => Err(self.error("a tag is missing")),
            Some(_) => Err(self.error("this cannot be a tag")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Expression;

    fn holds(expression: &str, tags: &[&str]) -> bool {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        expression.parse::<Expression>().unwrap().holds(&tags)
    }

    #[test]
    fn not_binds_tighter_than_and_and_and_than_or() {
        assert!(holds("a or b and c", &["a"]));
        assert!(!holds("(a or b) and c", &["a"]));
        assert!(holds("not a and b", &["b"]));
        assert!(!holds("not (a or b)", &["b"]));
        assert!(holds("push and not (edge or heavy)", &["push", "users"]));
        assert!(!holds("push and not (edge or heavy)", &["push", "heavy"]));
        assert!(holds("a, b", &["b"]));
        assert!(holds("not not a", &["a"]));
    }

    #[test]
    fn a_mistake_is_shown_with_a_caret() {
        let error = "push and (edge".parse::<Expression>().unwrap_err().to_string();
        assert!(error.starts_with(
            "a closing bracket is missing in the tag expression\n  push and (edge\n                ^\n  help:"
        ), "{error}");
        for (expression, place) in
            [("", 0), ("a b", 2), ("and a", 0), ("a and", 5), ("a)", 1), ("A", 0), ("(", 1), ("a or or b", 5)]
        {
            let error = expression.parse::<Expression>().unwrap_err();
            assert_eq!(error.range.start, place, "{expression}: {error}");
        }
        assert!("(".repeat(100_000).parse::<Expression>().is_err());
    }

    #[test]
    fn only_an_open_wish_mentions_a_tag() {
        let mentions = |expression: &str| expression.parse::<Expression>().unwrap().mentions("heavy");
        assert!(mentions("push and heavy"));
        assert!(!mentions("push and not heavy"));
        assert!(!mentions("push"));
    }
}
