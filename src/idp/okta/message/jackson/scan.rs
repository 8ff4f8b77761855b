//! Reads one JSON value as Jackson's reader does, and stops where it stops. Only the way to a complaint matters here,
//! so no value is built.

use std::str::Chars;

/// What is expected where a value must begin.
const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
/// A longer token is cut.
const LONGEST_TOKEN: usize = 256;

type Place = (usize, usize);

/// What Jackson complains about. The place is where the scan stands then.
#[derive(Debug)]
pub(super) enum Fault {
    /// Ready.
    Text(String),
    /// The input ended inside an object or a list, whose beginning is part of the text.
    Unclosed { is_list: bool, opened: Place },
    /// A closing bracket that fits nothing.
    Mismatched { found: char, expected: char, kind: &'static str, opened: Place },
}

impl Fault {
    pub(super) fn text(&self, location: &dyn Fn(Place) -> String) -> String {
        match self {
            Fault::Text(text) => text.clone(),
            Fault::Unclosed { is_list, opened } => format!(
                "Unexpected end-of-input: expected close marker for {} (start marker at {})",
                if *is_list { "Array" } else { "Object" },
                location(*opened)
            ),
            Fault::Mismatched { found, expected, kind, opened } => format!(
                "Unexpected close marker '{found}': expected '{expected}' (for {kind} starting at {})",
                location(*opened)
            ),
        }
    }
}

type Scanned<T = ()> = Result<T, Fault>;

fn fault<T>(text: impl Into<String>) -> Scanned<T> {
    Err(Fault::Text(text.into()))
}

fn ended<T>(how: &str) -> Scanned<T> {
    fault(format!("Unexpected end-of-input{how}"))
}

fn unexpected<T>(character: char, comment: &str) -> Scanned<T> {
    fault(format!("Unexpected character ({}): {comment}", described(character)))
}

/// `'<' (code 60)`; characters beyond Latin-1 have their code in hexadecimal too.
fn described(character: char) -> String {
    // Jackson names UTF-16 units; of a pair it sees the first.
    let mut units = [0; 2];
    let code = character.encode_utf16(&mut units).first().copied().unwrap_or_default();
    if character.is_control() {
        format!("(CTRL-CHAR, code {code})")
    } else if code > 255 {
        format!("'{character}' (code {code} / 0x{code:x})")
    } else {
        format!("'{character}' (code {code})")
    }
}

/// One open object or list.
#[derive(Debug, Clone, Copy)]
struct Open {
    is_list: bool,
    opened: Place,
    is_empty: bool,
}

/// A body, and how far it has been read.
#[derive(Debug)]
pub(super) struct Scan<'b> {
    rest: Chars<'b>,
    line: usize,
    column: usize,
    open: Vec<Open>,
}

impl<'b> Scan<'b> {
    pub(super) fn new(body: &'b str) -> Self {
        Scan { rest: body.chars(), line: 1, column: 1, open: Vec::new() }
    }

    /// Line and column of the next character, from 1.
    pub(super) fn place(&self) -> Place {
        (self.line, self.column)
    }

    /// Reads the first value.
    pub(super) fn first_value(&mut self) -> Scanned {
        let Some(first) = self.token()? else { return ended("") };
        self.value(first)?;
        while let Some(open) = self.open.last().copied() {
            self.entry(open)?;
        }
        Ok(())
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        // Columns count UTF-16 units, as Java does.
        self.column += character.len_utf16();
        if character == '\n' || (character == '\r' && self.peek() != Some('\n')) {
            self.line += 1;
            self.column = 1;
        }
        Some(character)
    }

    /// The next character that is no white space.
    fn token(&mut self) -> Scanned<Option<char>> {
        loop {
            match self.take() {
                Some(' ' | '\t' | '\n' | '\r') => {}
                Some(control) if control < ' ' => {
                    return fault(format!(
                        "Illegal character ({}): only regular white space (\\r, \\n, \\t) is allowed between tokens",
                        described(control)
                    ));
                }
                other => return Ok(other),
            }
        }
    }

    /// One entry of the innermost object or list, or its end.
    fn entry(&mut self, open: Open) -> Scanned {
        let kind = if open.is_list { "Array" } else { "Object" };
        let Some(mut next) = self.token()? else {
            return Err(Fault::Unclosed { is_list: open.is_list, opened: open.opened });
        };
        if next == '}' || next == ']' {
            return self.close(next);
        }
        if !open.is_empty {
            if next != ',' {
                return unexpected(next, &format!("was expecting comma to separate {kind} entries"));
            }
            next = self.inside(kind)?;
        }
        if let Some(open) = self.open.last_mut() {
            open.is_empty = false;
        }
        if !open.is_list {
            next = self.name(next)?;
        }
        self.value(next)
    }

    /// The next token within an entry, where the input must not end.
    fn inside(&mut self, kind: &str) -> Scanned<char> {
        match self.token()? {
            Some(next) => Ok(next),
            None => ended(&format!(" within/between {kind} entries")),
        }
    }

    fn name(&mut self, first: char) -> Scanned<char> {
        if first != '"' {
            return unexpected(first, "was expecting double-quote to start field name");
        }
        self.string(" in field name", "name")?;
        match self.inside("Object")? {
            ':' => self.inside("Object"),
            other => unexpected(other, "was expecting a colon to separate field name and value"),
        }
    }

    fn close(&mut self, bracket: char) -> Scanned {
        let (expected, kind, opened) = match self.open.last() {
            None => (if bracket == '}' { ']' } else { '}' }, "root", (1, 0)),
            Some(open) if open.is_list == (bracket == ']') => {
                self.open.pop();
                return Ok(());
            }
            Some(open) if open.is_list => (']', "Array", open.opened),
            Some(open) => ('}', "Object", open.opened),
        };
        Err(Fault::Mismatched { found: bracket, expected, kind, opened })
    }

    fn value(&mut self, first: char) -> Scanned {
        match first {
            '{' | '[' => {
                let opened = (self.line, self.column - 1);
                self.open.push(Open { is_list: first == '[', opened, is_empty: true });
                Ok(())
            }
            '}' | ']' if self.open.is_empty() => self.close(first),
            '"' => self.string(": was expecting closing quote for a string value", "string value"),
            't' => self.literal("true"),
            'f' => self.literal("false"),
            'n' => self.literal("null"),
            '-' | '0'..='9' => self.number(first),
            'N' => self.non_standard("NaN"),
            'I' => self.non_standard("Infinity"),
            other if starts_token(other) => self.unknown_token(other.to_string()),
            other => unexpected(other, &format!("expected a valid value {VALUES}")),
        }
    }

    fn literal(&mut self, literal: &str) -> Scanned {
        for (index, expected) in literal.char_indices().skip(1) {
            if self.peek() != Some(expected) {
                return self.unknown_token(literal[..index].to_owned());
            }
            self.take();
        }
        match self.peek() {
            Some(next) if next >= '0' && continues_token(next) => self.unknown_token(literal.to_owned()),
            _ => Ok(()),
        }
    }

    fn non_standard(&mut self, literal: &str) -> Scanned {
        self.literal(literal)?;
        fault(format!(
            "Non-standard token '{literal}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
        ))
    }

    /// The rest of a word that is no literal.
    fn unknown_token(&mut self, mut token: String) -> Scanned {
        while let Some(next) = self.peek().filter(|next| continues_token(*next)) {
            self.take();
            token.push(next);
            if token.encode_utf16().count() >= LONGEST_TOKEN {
                token.push_str("...");
                break;
            }
        }
        fault(format!("Unrecognized token '{token}': was expecting {VALUES}"))
    }

    fn string(&mut self, at_end: &str, what: &str) -> Scanned {
        loop {
            match self.take() {
                None => return ended(at_end),
                Some('"') => return Ok(()),
                Some('\\') => self.escape()?,
                Some(control) if control < ' ' => {
                    return fault(format!(
                        "Illegal unquoted character ({}): has to be escaped using backslash to be included in {what}",
                        described(control)
                    ));
                }
                Some(_) => {}
            }
        }
    }

    fn escape(&mut self) -> Scanned {
        match self.take() {
            None => ended(" in character escape sequence"),
            Some('b' | 't' | 'n' | 'f' | 'r' | '"' | '/' | '\\') => Ok(()),
            Some('u') => {
                for _ in 0..4 {
                    match self.take() {
                        None => return ended(" in character escape sequence"),
                        Some(digit) if digit.is_ascii_hexdigit() => {}
                        Some(other) => {
                            return unexpected(other, "expected a hex-digit for character escape sequence");
                        }
                    }
                }
                Ok(())
            }
            Some(other) => fault(format!("Unrecognized character escape {}", described(other))),
        }
    }

    fn number(&mut self, first: char) -> Scanned {
        let mut digit = first;
        if first == '-' {
            digit = self.digit("expected digit (0-9) to follow minus sign, for valid numeric value")?;
        }
        if digit == '0' && self.peek().is_some_and(|next| next.is_ascii_digit()) {
            return fault("Invalid numeric value: Leading zeroes not allowed");
        }
        self.digits();
        if self.peek() == Some('.') {
            self.take();
            self.digit("Decimal point not followed by a digit")?;
            self.digits();
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.take();
            if matches!(self.peek(), Some('+' | '-')) {
                self.take();
            }
            self.digit("Exponent indicator not followed by a digit")?;
            self.digits();
        }
        if self.open.is_empty()
            && let Some(next) = self.peek().filter(|next| !matches!(next, ' ' | '\t' | '\n' | '\r'))
        {
            self.take();
            return unexpected(next, "Expected space separating root-level values");
        }
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.take();
        }
    }

    fn digit(&mut self, comment: &str) -> Scanned<char> {
        match self.take() {
            None => ended(" in a Number value"),
            Some(digit) if digit.is_ascii_digit() => Ok(digit),
            Some(other) => {
                fault(format!("Unexpected character ({}) in numeric value: {comment}", described(other)))
            }
        }
    }
}

/// Java's identifier rules, as far as bodies need them.
fn starts_token(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$' | '\u{a2}'..='\u{a5}' | '\u{20ac}')
}

fn continues_token(character: char) -> bool {
    starts_token(character) || character.is_numeric() || character.is_control() && !character.is_whitespace()
}
