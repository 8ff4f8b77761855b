//! How grave a difference is.

use std::collections::BTreeSet;

use crate::judge::Level;

/// A set of SCIM attribute paths, in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(BTreeSet<String>);

impl Attributes {
    /// No attributes.
    pub const fn none() -> Self {
        Attributes(BTreeSet::new())
    }

    /// Adds a path: `userType`, `name.givenName`, `urn:…:User:department`. Of one element of a list
    /// (`emails[type eq "work"].value`, Okta's `emails.^[primary==true].value`) the list is meant: it is compared as
    /// a whole.
    pub fn insert(&mut self, path: &str) {
        let list = path.split('[').next().unwrap_or(path).trim_end_matches(".^");
        self.0.insert(list.to_ascii_lowercase());
    }

    /// Whether the path, or the attribute that it is a part of, is in the set.
    pub fn contains(&self, path: &str) -> bool {
        let path = path.to_ascii_lowercase();
        if self.0.contains(&path) {
            return true;
        }
        // Dots of a URN's version (`2.0`) stand before its last colon and separate nothing.
        let start = path.rfind(':').map_or(0, |colon| colon + 1);
        path[start..].find('.').is_some_and(|dot| self.0.contains(&path[..start + dot]))
    }
}

impl<S: AsRef<str>> FromIterator<S> for Attributes {
    fn from_iter<I: IntoIterator<Item = S>>(paths: I) -> Self {
        let mut attributes = Attributes::none();
        paths.into_iter().for_each(|path| attributes.insert(path.as_ref()));
        attributes
    }
}

/// What decides the level of a difference.
///
/// `id`, `userName`, names, emails, `active`, group name and members are always errors, and so is what `watched`
/// holds. Anything else that was pushed is a warning if the server's own /Schemas declares it, and a note if not.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The client of the pass.
    pub client: &'a str,
    /// Paths that the server's /Schemas declares; `None` when it has none.
    pub declared: Option<&'a Attributes>,
    /// Paths that the step expects, or that the target's mapping names.
    pub watched: &'a Attributes,
    /// The server has shown `groups` of some user before, so that an empty or absent one means something.
    pub shows_groups: bool,
}

impl Settings<'_> {
    /// The level of a difference in the attribute.
    pub(super) fn level(&self, path: &str) -> Level {
        let bare = path.rsplit_once(':').map_or(path, |(_, name)| name);
        let named = |attributes: &Attributes| attributes.contains(path) || attributes.contains(bare);
        if is_core(path) || named(self.watched) {
            return Level::Error;
        }
        // Common attributes (RFC 7643 §3.1) stand in no schema document.
        let common = path.eq_ignore_ascii_case("externalId");
        let bare = path.rsplit_once(':').map_or(path, |(_, name)| name);
        if common || self.declared.is_some_and(|declared| declared.contains(path) || declared.contains(bare))
        {
            Level::Warning
        } else {
            Level::Note
        }
    }
}

fn is_core(path: &str) -> bool {
    let path = path.strip_prefix("urn:ietf:params:scim:schemas:core:2.0:User:").unwrap_or(path);
    let root = path.split('.').next().unwrap_or(path);
    ["userName", "name", "emails", "active"].iter().any(|core| core.eq_ignore_ascii_case(root))
}
