//! What a value in a JSON body is, told by the attribute that it stands in.

use super::address::is_id;

/// The role of a scalar in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Any value.
    Plain,
    /// A resource's id.
    Id,
    /// A URL.
    Address,
    /// The path of a PATCH operation.
    Path,
    /// A password.
    Password,
    /// `meta.version`.
    Version,
    /// `meta.created`, `meta.lastModified`.
    Stamp,
    /// A sentence for people.
    Prose,
}

impl Place {
    /// The role of the attribute `name` in a value of the attribute `owner` (empty at the top).
    pub(super) fn of(owner: &str, name: &str) -> Place {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        let in_meta = owner.eq_ignore_ascii_case("meta");
        if is_id(owner, name) {
            Place::Id
        } else if is("$ref") || is("location") {
            Place::Address
        } else if is("password") {
            Place::Password
        } else if is("path") && owner.eq_ignore_ascii_case("Operations") {
            Place::Path
        } else if is("detail") {
            Place::Prose
        } else if in_meta && is("version") {
            Place::Version
        } else if in_meta && (is("created") || is("lastModified")) {
            Place::Stamp
        } else {
            Place::Plain
        }
    }
}

/// The attribute that a PATCH path ends in, as (owner, name): `members[value eq "1"]` → (``, `members`),
/// `urn:…:User:manager.value` → (`manager`, `value`).
pub(super) fn of_path(path: &str) -> (&str, &str) {
    // The filter goes first: it may contain dots and colons of its own.
    let (head, tail) = match (path.find('['), path.rfind(']')) {
        (Some(start), Some(end)) if start < end => (&path[..start], path[end + 1..].trim_start_matches('.')),
        _ => (path, ""),
    };
    let head = head.rsplit(':').next().unwrap_or(head);
    if tail.is_empty() { head.split_once('.').unwrap_or(("", head)) } else { (head, tail) }
}
