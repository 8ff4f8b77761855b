//! What the conversation has shown so far: the name table, and the ids met on the way.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::names::{NameTable, id_placeholder, is_distinctive};

/// What stands for the id of somebody who has no part in the pass.
const STRANGER: &str = "<other.id>";

/// The state of printing one conversation. An id that nobody announced gets its name at first sight.
pub(super) struct Sight<'t> {
    pub(super) table: &'t NameTable,
    met: HashMap<String, String>,
    words: HashMap<String, String>,
    counts: HashMap<String, usize>,
    unnamed: usize,
    /// Ids of list entries that were left out.
    strangers: HashSet<String>,
    /// Values that a request put where an id stands and that no answer had given: the scenario's own words.
    sent: HashSet<String>,
    /// Passwords that are not one word.
    passwords: Vec<String>,
}

impl<'t> Sight<'t> {
    pub(super) fn new(table: &'t NameTable) -> Self {
        Sight {
            table,
            met: HashMap::new(),
            words: HashMap::new(),
            counts: HashMap::new(),
            unnamed: 0,
            strangers: HashSet::new(),
            sent: HashSet::new(),
            passwords: table.passwords.clone(),
        }
    }

    /// The name of an id, where an id stands.
    pub(super) fn id(&self, id: &str) -> Option<&str> {
        self.own_id(id).or_else(|| self.is_stranger(id).then_some(STRANGER))
    }

    fn own_id(&self, id: &str) -> Option<&str> {
        self.table.ids.get(id).or_else(|| self.met.get(id)).map(String::as_str)
    }

    fn is_stranger(&self, id: &str) -> bool {
        self.strangers.contains(id) || self.table.others.contains(id)
    }

    /// The name of a distinctive value, wherever it stands.
    pub(super) fn word(&self, word: &str) -> Option<&str> {
        let known = self.table.words.get(word).or_else(|| self.words.get(word)).map(String::as_str);
        known.or_else(|| (is_distinctive(word) && self.is_stranger(word)).then_some(STRANGER))
    }

    /// A list entry that is not printed; should its id turn up again, it is recognised.
    pub(super) fn left_out(&mut self, resource: &Value) {
        if let Some(id) = resource.get("id").and_then(scalar) {
            self.strangers.insert(id.into_owned());
        }
    }

    /// An id in a request that nobody knows was written by the scenario's author, and stays as it is.
    pub(super) fn sent(&mut self, id: &str) {
        if self.id(id).is_none() {
            self.sent.insert(id.to_owned());
        }
    }

    /// The name of an id in an answer; a new id gets the next `<id#n>`. `None`: keep it as it is.
    pub(super) fn meet(&mut self, id: &str) -> Option<&str> {
        if self.id(id).is_none() {
            if id.is_empty() || is_placeholder(id) || id.starts_with("urn:") || self.sent.contains(id) {
                return None;
            }
            self.unnamed += 1;
            let placeholder = format!("<id#{}>", self.unnamed);
            self.keep(id, placeholder);
        }
        self.id(id)
    }

    /// Takes note of a resource: when it bears a name of the cast, its id gets that role.
    pub(super) fn recognise(&mut self, resource: &Value) {
        let Some(id) = resource.get("id").and_then(scalar) else { return };
        if id.is_empty() || self.id(&id).is_some() || self.table.others.contains(id.as_ref()) {
            return;
        }
        let Some(role) = self.bearer(resource).cloned() else { return };
        let count = self
            .counts
            .entry(role.clone())
            .or_insert_with(|| self.table.counts.get(&role).copied().unwrap_or(0));
        *count += 1;
        let placeholder = id_placeholder(&role, *count);
        self.keep(&id, placeholder);
    }

    fn keep(&mut self, id: &str, placeholder: String) {
        if is_distinctive(id) && !id.contains(self.table.run.as_str()) {
            self.words.insert(id.to_owned(), placeholder.clone());
        }
        self.met.insert(id.to_owned(), placeholder);
    }

    fn bearer(&self, resource: &Value) -> Option<&String> {
        ["userName", "displayName"]
            .iter()
            .filter_map(|key| resource.get(*key)?.as_str())
            .find_map(|name| self.table.bearers.get(&name.to_lowercase()))
    }

    /// Whether a list entry belongs to this pass.
    pub(super) fn is_own(&self, resource: &Value) -> bool {
        if self.table.own_store {
            return true;
        }
        let Some(fields) = resource.as_object() else { return true };
        let id = fields.get("id").and_then(scalar);
        match id {
            Some(id) if self.table.others.contains(id.as_ref()) => false,
            Some(id) if self.own_id(&id).is_some() || is_placeholder(&id) => true,
            _ => self.bearer(resource).is_some(),
        }
    }

    /// Remembers the passwords of a request body, so that they are found where a server echoes them.
    pub(super) fn passwords_of(&mut self, body: &Value) {
        match body {
            Value::Array(values) => values.iter().for_each(|value| self.passwords_of(value)),
            Value::Object(fields) => {
                let names_password = fields
                    .get("path")
                    .and_then(Value::as_str)
                    .is_some_and(|path| path.eq_ignore_ascii_case("password"));
                for (key, value) in fields {
                    match value {
                        Value::String(text) => {
                            if key.eq_ignore_ascii_case("password")
                                || (names_password && key.eq_ignore_ascii_case("value"))
                            {
                                self.password(text);
                            }
                        }
                        nested => self.passwords_of(nested),
                    }
                }
            }
            _ => {}
        }
    }

    fn password(&mut self, password: &str) {
        // Anything shorter is too likely to be a word of its own; where it stands as a password it is hidden anyway.
        if password.len() < super::text::SHORTEST || self.passwords.iter().any(|known| known == password) {
            return;
        }
        if password.bytes().all(super::text::is_word_byte) {
            self.words.insert(password.to_owned(), "<password>".to_owned());
        } else {
            self.passwords.push(password.to_owned());
        }
    }

    /// The text without the passwords that are not one word.
    pub(super) fn without_passwords<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for password in &self.passwords {
            if text.contains(password.as_str()) {
                text = Cow::Owned(text.replace(password.as_str(), "<password>"));
            }
        }
        text
    }
}

/// Whether a text was normalised before.
pub(super) fn is_placeholder(id: &str) -> bool {
    id.starts_with('<') && id.ends_with('>')
}

/// A JSON string or number as the text of an id.
pub(super) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    }
}
