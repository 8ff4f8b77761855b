//! From the tree to the targets, every mistake noted at its place.

use indexmap::IndexMap;

use super::entry::{AuthKind, Entry, FixtureEntry, Template};
use crate::exchange::Credentials;
use crate::idp::okta::{Attribute, Client, Features, UniqueIdentifier};
use crate::scim::urn;
use crate::snapshot::{ANSWERS, PROVIDER};
use crate::source::{Diagnostic, Node, NodeKind, Spanned};

mod value;

/// The keys of a target.
const KEYS: [&str; 18] = [
    "url",
    "auth",
    "other-tokens",
    "confirmed",
    "clients",
    "supports",
    "unique-identifier",
    "user-domain",
    "mapping",
    "always-set",
    "rate-limit",
    "fixtures",
    "timeout",
    "connect-timeout",
    "ca-file",
    "client-cert",
    "proxy",
    "insecure",
];

/// The boxes of the app, as scenarios require them.
const BOXES: [&str; 7] = [
    "create-users",
    "update-users",
    "deactivate-users",
    "sync-password",
    "groups",
    "import-users",
    "import-groups",
];

const CLIENTS: [&str; 3] = [Client::Aiw.as_str(), Client::Oin.as_str(), "rfc"];

/// Reads the whole file.
pub(super) fn config(node: &Node, mistakes: &mut Vec<Diagnostic>) -> Vec<(Spanned<String>, Entry)> {
    let mut reader = Reader { mistakes };
    if node.is_null() {
        return Vec::new();
    }
    let Some(entries) = reader.map(node, "the configuration", &["targets"]) else { return Vec::new() };
    let Some((_, targets)) = entries.iter().find(|(key, _)| key.value == "targets") else {
        return Vec::new();
    };
    let Some(targets) = reader.open_map(targets, "`targets`") else { return Vec::new() };
    targets
        .iter()
        .filter_map(|(name, node)| {
            reader.name(name);
            Some((name.clone(), reader.entry(node)?))
        })
        .collect()
}

struct Reader<'m> {
    mistakes: &'m mut Vec<Diagnostic>,
}

type Entries<'n> = &'n [(Spanned<String>, Node)];

impl Reader<'_> {
    /// A name of a target also names its directory of snapshots.
    fn name(&mut self, name: &Spanned<String>) {
        let fits = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        let taken = [(PROVIDER, "the embedded provider"), (ANSWERS, "canned answers")];
        if let Some((taken, whose)) = taken.into_iter().find(|(taken, _)| name.value == *taken) {
            self.wrong(
                name.span,
                format!("`{taken}` is the name of {whose}"),
                "give the target another name",
            );
        } else if name.value.is_empty() || name.value.starts_with('.') || !name.value.chars().all(fits) {
            self.wrong(
                name.span,
                format!("`{}` cannot be the name of a target", name.value),
                "letters, digits, `-`, `_` and `.` make a name",
            );
        }
    }

    fn entry(&mut self, node: &Node) -> Option<Entry> {
        let fields = self.map(node, "a target", &KEYS)?;
        let mut entry = Entry::default();
        for (key, value) in fields {
            let what = format!("`{}`", key.value);
            match key.value.as_str() {
                "url" => entry.url = self.text(value, &what),
                "auth" => entry.auth = self.auth(value),
                "other-tokens" => entry.other_tokens = self.other_tokens(value),
                "confirmed" => entry.confirmed = self.flag(value, &what),
                "clients" => entry.clients = Some(self.words(value, &what, &CLIENTS)),
                "supports" => entry.supports = Some(features(&self.words(value, &what, &BOXES))),
                "unique-identifier" => entry.unique_identifier = self.unique_identifier(value),
                "user-domain" => entry.user_domain = self.text(value, &what),
                "mapping" => entry.mapping = self.mapping(value),
                "always-set" => {
                    let values = self.open_map(value, &what).unwrap_or_default();
                    entry.always_set =
                        values.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect();
                }
                "rate-limit" => entry.rate_limit = self.rate(value),
                "fixtures" => entry.fixtures = self.fixtures(value),
                "timeout" => entry.timeout = self.duration(value, &what),
                "connect-timeout" => entry.connect_timeout = self.duration(value, &what),
                "ca-file" => entry.ca_files = self.texts(value, &what),
                "client-cert" => entry.client_certificate = self.text(value, &what),
                "proxy" => entry.proxy = self.text(value, &what),
                "insecure" => entry.insecure = self.flag(value, &what),
                // Noted as unknown already.
                _ => {}
            }
        }
        if !fields.iter().any(|(key, _)| key.value == "url") {
            self.wrong(node.span, "the target has no `url`", "url: https://staging.example.com/scim/v2");
        }
        Some(entry)
    }

    fn auth(&mut self, node: &Node) -> Option<AuthKind> {
        let kinds = ["bearer", "basic", "header"];
        let help =
            "write one of `bearer: …`, `basic: { user: …, password: … }`, `header: { name: …, value: … }`";
        let fields = self.map(node, "`auth`", &kinds)?;
        let [(kind, value)] = fields else {
            self.wrong(node.span, "`auth` needs exactly one kind of credential", help);
            return None;
        };
        match kind.value.as_str() {
            "bearer" => self.text(value, "`bearer`").map(AuthKind::Bearer),
            "basic" => {
                let (user, password) = self.pair(value, "`basic`", ["user", "password"])?;
                Some(AuthKind::Basic { user, password })
            }
            "header" => {
                let (name, value) = self.pair(value, "`header`", ["name", "value"])?;
                Some(AuthKind::Header { name, value })
            }
            _ => None,
        }
    }

    fn other_tokens(&mut self, node: &Node) -> Vec<(Credentials, Template)> {
        let names = Credentials::LENT.map(Credentials::as_str);
        let entries = self.map(node, "`other-tokens`", &names).unwrap_or_default();
        entries
            .iter()
            .filter_map(|(name, value)| {
                let whose = Credentials::parse(&name.value)?;
                Some((whose, self.text(value, &format!("`{}`", name.value))?))
            })
            .collect()
    }

    /// A map of a name and a credential, which may come from elsewhere.
    fn pair(
        &mut self,
        node: &Node,
        what: &str,
        keys: [&'static str; 2],
    ) -> Option<(Template, Option<Template>)> {
        let [first, second] = keys;
        self.map(node, what, &keys)?;
        let Some(name) = node.get(first) else {
            self.wrong(
                node.span,
                format!("{what} has no `{first}`"),
                format!("{{ {first}: …, {second}: … }}"),
            );
            return None;
        };
        let name = self.text(name, &format!("`{first}`"))?;
        let credential = match node.get(second) {
            Some(credential) => Some(self.text(credential, &format!("`{second}`"))?),
            None => None,
        };
        Some((name, credential))
    }

    fn unique_identifier(&mut self, node: &Node) -> Option<UniqueIdentifier> {
        match node.as_str() {
            Some("userName") => Some(UniqueIdentifier::UserName),
            Some("email") => Some(UniqueIdentifier::Email),
            _ => {
                self.wrong(
                    node.span,
                    "`unique-identifier` must be `userName` or `email`",
                    "userName is Okta's default",
                );
                None
            }
        }
    }

    fn mapping(&mut self, node: &Node) -> IndexMap<String, Attribute> {
        let entries = self.open_map(node, "`mapping`").unwrap_or_default();
        entries
            .iter()
            .filter_map(|(name, value)| {
                let what = format!("the mapping of `{}`", name.value);
                let (external_name, namespace) = match &value.kind {
                    NodeKind::Mapping(_) => {
                        let (name, namespace) = self.pair(value, &what, ["name", "namespace"])?;
                        (name.value, namespace.map(|namespace| namespace.value))
                    }
                    _ => (self.text(value, &what)?.value, None),
                };
                let external_namespace = namespace.unwrap_or_else(|| urn::USER.to_owned());
                Some((name.value.clone(), Attribute { external_name, external_namespace }))
            })
            .collect()
    }

    fn fixtures(&mut self, node: &Node) -> IndexMap<String, FixtureEntry> {
        let entries = self.open_map(node, "`fixtures`").unwrap_or_default();
        entries
            .iter()
            .filter_map(|(name, value)| {
                let what = format!("the fixture `{}`", name.value);
                self.map(value, &what, &["userName", "writable"])?;
                let Some(user_name) = value.get("userName") else {
                    self.wrong(
                        value.span,
                        format!("{what} has no `userName`"),
                        "{ userName: pre@example.com, writable: false }",
                    );
                    return None;
                };
                let user_name = self.text(user_name, "`userName`")?;
                let writable = value.get("writable").is_some_and(|node| self.flag(node, "`writable`"));
                Some((name.value.clone(), FixtureEntry { user_name, writable }))
            })
            .collect()
    }
}

/// The boxes that are ticked.
fn features(names: &[String]) -> Features {
    let has = |name: &str| names.iter().any(|ticked| ticked == name);
    Features {
        create_users: has("create-users"),
        update_users: has("update-users"),
        deactivate_users: has("deactivate-users"),
        sync_password: has("sync-password"),
        push_groups: has("groups"),
        import_users: has("import-users"),
        import_groups: has("import-groups"),
    }
}
