//! Which value plays which role in one pass: what the caller knows before the conversation is printed.

use std::collections::{HashMap, HashSet};

use url::Url;

use crate::exchange::{Redactor, encode_component};

/// The values of one pass that differ from run to run, with the names that stand for them in a snapshot.
///
/// ```
/// use scimulate::snapshot::NameTable;
///
/// let mut names = NameTable::new("k3f9x2", "http://127.0.0.1:41873/scim/v2");
/// names.id("ada", "8f1c9a52-0b51-4f0a-9d5e-0d3b2c7a1e44");   // printed as <ada.id>
/// names.okta_id("ada", "00u1ro2x4dPqLmTRb5d7");              // printed as <ada.oktaId>
/// names.name("ada", "ada.k3f9x2@example.com");               // printed as ada.<run>@example.com
/// ```
#[derive(Debug, Clone, Default)]
pub struct NameTable {
    /// The run id that names carry.
    pub(super) run: String,
    /// Base URL, origin and authority with their placeholders, longest first.
    pub(super) places: Vec<(String, &'static str)>,
    /// Ids on the target. They count only where an id stands, because `1` is an id on some servers.
    pub(super) ids: HashMap<String, String>,
    /// Values so distinctive that they are replaced wherever they stand as a whole word.
    pub(super) words: HashMap<String, String>,
    /// userName, email or displayName in lower case → who bears it.
    pub(super) bearers: HashMap<String, String>,
    /// How many different ids each role has had.
    pub(super) counts: HashMap<String, usize>,
    /// Ids that are on the target but belong to no act of this pass.
    pub(super) others: HashSet<String>,
    /// Passwords that are not one word.
    pub(super) passwords: Vec<String>,
    /// Whether everything on the target belongs to this pass.
    pub(super) own_store: bool,
    /// Takes credentials out of the finished text.
    pub(super) redactor: Redactor,
}

impl NameTable {
    /// A table that knows the run id that names carry and the target's base URL.
    pub fn new(run: &str, base: &str) -> Self {
        let mut table = NameTable { run: run.to_owned(), ..NameTable::default() };
        let base = base.trim_end_matches('/');
        table.place(base, "<base>");
        if let Ok(url) = Url::parse(base) {
            table.place(&url.origin().ascii_serialization(), "<origin>");
            // A bare host could be part of every email address; one with a port is nothing but this server.
            if let (Some(host), Some(port)) = (url.host_str(), url.port()) {
                table.place(&format!("{host}:{port}"), "<host>");
            }
        }
        table.places.sort_by_key(|(literal, _)| std::cmp::Reverse(literal.len()));
        table
    }

    fn place(&mut self, literal: &str, placeholder: &'static str) {
        for form in [literal.to_owned(), encode_component(literal)] {
            // Text is looked at where a word begins; an IPv6 authority begins with a bracket and is left alone.
            let findable = form.starts_with(|first: char| first.is_ascii_alphanumeric());
            if findable && !self.places.iter().any(|(known, _)| *known == form) {
                self.places.push((form, placeholder));
            }
        }
    }

    /// The id that the target gave to a member of the cast: printed as `<ada.id>`, a later one of the same member
    /// as `<ada.id#2>`.
    pub fn id(&mut self, role: &str, id: &str) {
        if id.is_empty() || self.ids.contains_key(id) {
            return;
        }
        let count = self.counts.entry(role.to_owned()).or_default();
        *count += 1;
        let placeholder = id_placeholder(role, *count);
        if is_distinctive(id) && !id.contains(self.run.as_str()) {
            self.words.entry(id.to_owned()).or_insert_with(|| placeholder.clone());
        }
        self.ids.insert(id.to_owned(), placeholder);
    }

    /// The IdP's own id of a member of the cast: printed as `<ada.oktaId>`.
    pub fn okta_id(&mut self, role: &str, id: &str) {
        self.value(id, &format!("<{role}.oktaId>"));
    }

    /// A userName, email or displayName of a member of the cast, by which entries of a list are recognised as this
    /// pass's own. It is printed as it is, the run id in it as `<run>`.
    pub fn name(&mut self, role: &str, name: &str) {
        if !name.is_empty() {
            self.bearers.insert(name.to_lowercase(), role.to_owned());
        }
    }

    /// A password: printed as `<password>` wherever it appears. Passwords in request bodies are found without this.
    pub fn password(&mut self, password: &str) {
        if is_word(password) {
            self.value(password, "<password>");
        } else if !password.is_empty() {
            self.passwords.push(password.to_owned());
        }
    }

    /// Any other value made for this run, a single word of letters, digits, `-` and `_`.
    pub fn value(&mut self, word: &str, placeholder: &str) {
        if is_word(word) {
            // Registered explicitly, so it wins over a target that uses the same value as its own id.
            self.words.insert(word.to_owned(), placeholder.to_owned());
        }
    }

    /// A resource on the target that no act names (a bystander): it counts among the `<other resources>`.
    pub fn other(&mut self, id: &str) {
        self.others.insert(id.to_owned());
    }

    /// Says that the target holds nothing but this pass's resources (the embedded provider): lists are printed
    /// whole, totals and pages as they are.
    pub fn own_store(&mut self) {
        self.own_store = true;
    }

    /// Takes the run's credentials out of the finished text, should a server echo them.
    pub fn redact(&mut self, redactor: Redactor) {
        self.redactor = redactor;
    }
}

/// `<ada.id>`, `<ada.id#2>`.
pub(super) fn id_placeholder(role: &str, count: usize) -> String {
    if count == 1 { format!("<{role}.id>") } else { format!("<{role}.id#{count}>") }
}

/// Whether an id is long and mixed enough to be told from ordinary words and numbers.
pub(super) fn is_distinctive(id: &str) -> bool {
    is_word(id)
        && (id.len() >= 16
            || (id.len() >= 8
                && id.bytes().any(|byte| byte.is_ascii_digit())
                && id.bytes().any(|byte| byte.is_ascii_alphabetic())))
}

fn is_word(text: &str) -> bool {
    text.len() >= super::text::SHORTEST && text.bytes().all(super::text::is_word_byte)
}
