//! The fixed words of scenario files: clients, requirements, names that nobody may take.

/// Clients that can play a scenario. The set is open: a new client adds itself here and in the runner.
pub(crate) const CLIENTS: &[&str] = &["okta-aiw", "okta-oin", "rfc"];

/// The clients of a scenario that names none.
pub(crate) const DEFAULT_CLIENTS: &[&str] = &["okta-aiw", "okta-oin"];

/// The neutral client: it plays `request` and `await` only.
pub(crate) const NEUTRAL_CLIENT: &str = "rfc";

/// Boxes of the app, for scenarios of Okta's clients.
pub(crate) const BOXES: &[&str] = &[
    "create-users",
    "update-users",
    "deactivate-users",
    "sync-password",
    "groups",
    "import-users",
    "import-groups",
];

/// Features of ServiceProviderConfig (RFC 7643 §5), for scenarios of the neutral client.
pub(crate) const FEATURES: &[&str] = &["patch", "filter", "sort", "etag", "bulk", "changePassword"];

/// Credentials that a request may carry instead of the client's own.
pub(crate) const CREDENTIALS: &[&str] = &["none", "wrong", "old-token", "ordinary-user", "other-tenant"];

/// Every method that a request may have.
pub(crate) const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A call as `calls:` and `to:` write it, as a regular expression.
pub(crate) const CALL: &str = "^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /[^ ]*$";

/// A request in one line, as a regular expression.
pub(crate) const REQUEST_LINE: &str = "^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/|\\$\\{)";

/// The path of a request, as a regular expression.
pub(crate) const PATH: &str = "^(/|\\$\\{)[^?]*$";

/// The most members that `count:` may make, and groups that `copies:` may.
pub(crate) const MAX_GENERATED: u32 = 10_000;

/// Words that stand for something else where a cast name could stand.
pub(crate) const RESERVED_NAMES: &[&str] =
    &["run", "each", "env", "var", "already", "error", "success", "failure"];

/// The tag of scenarios that make many resources.
pub(crate) const HEAVY: &str = "heavy";

/// What the names of vendors' scenarios begin with.
pub const VENDORS: &str = "vendors/";

/// Words of tag expressions, which cannot be tags.
pub(crate) const TAG_OPERATORS: &[&str] = &["and", "or", "not"];

/// The given name of a cast member that has none: the cast name with a capital.
pub fn default_given_name(cast_name: &str) -> String {
    let mut characters = cast_name.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The family name of a cast member that has none.
pub const DEFAULT_FAMILY_NAME: &str = "Example";

/// The userName of a cast member that has none: `<name>.<run>@<user domain>`.
pub fn default_user_name(cast_name: &str, run: &str, domain: &str) -> String {
    format!("{cast_name}.{run}@{domain}")
}

/// Whether a text may be a cast name or a step id: a letter, then letters, digits, `-` and `_`.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character))
}

/// Whether a text may be a tag: lower-case letters, digits and hyphens, and none of the operators.
pub(crate) fn is_tag(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !TAG_OPERATORS.contains(&text)
}
