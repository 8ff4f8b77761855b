//! How the admin set the app up in Okta.

use indexmap::IndexMap;
use serde::Serialize;

use super::mapping::standard_mapping;
use crate::scim::urn;

/// Which of Okta's two SCIM clients pushes (okta.md §1.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Client {
    /// A custom app made with the App Integration Wizard: PUT for everything.
    #[serde(rename = "okta-aiw")]
    Aiw,
    /// A catalogue (OIN) app: PATCH for active, password and groups, GET and PUT for profiles.
    #[serde(rename = "okta-oin")]
    Oin,
}

impl Client {
    /// The name in scenario files and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Client::Aiw => "okta-aiw",
            Client::Oin => "okta-oin",
        }
    }

    /// The client of that name.
    pub fn parse(name: &str) -> Option<Client> {
        [Client::Aiw, Client::Oin].into_iter().find(|client| client.as_str() == name)
    }
}

/// The app's settings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Integration {
    /// Who pushes.
    pub client: Client,
    /// The app's label, as it stands in Okta's messages.
    pub app_label: String,
    /// "Unique identifier field for users".
    pub unique_identifier: UniqueIdentifier,
    /// The boxes ticked under "Supported provisioning actions" and "To App".
    pub features: Features,
    /// Okta attribute → external name and namespace, in the order in which they are sent.
    pub mapping: IndexMap<String, Attribute>,
    /// Choices where Okta's behaviour is not documented.
    pub options: Options,
}

/// What value stands in the lookup filter (the filter's attribute is always `userName`; okta.md §1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum UniqueIdentifier {
    /// The app username.
    UserName,
    /// The primary email.
    Email,
}

/// Boxes an admin can tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Features {
    /// Create Users.
    pub create_users: bool,
    /// Update User Attributes.
    pub update_users: bool,
    /// Deactivate Users.
    pub deactivate_users: bool,
    /// Sync Password.
    pub sync_password: bool,
    /// Push Groups.
    pub push_groups: bool,
    /// Import users.
    pub import_users: bool,
    /// Import groups (decides whether /Groups is read when the settings are saved).
    pub import_groups: bool,
}

impl Default for Features {
    fn default() -> Self {
        Features {
            create_users: true,
            update_users: true,
            deactivate_users: true,
            sync_password: true,
            push_groups: true,
            import_users: true,
            import_groups: true,
        }
    }
}

/// Where an Okta attribute goes on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Okta's "External name": the JSON key (`userType`), with a dot for a sub-attribute (`name.givenName`), and
    /// Okta's own notation for one element of a list (`emails.^[primary==true].value`).
    pub external_name: String,
    /// Okta's "External namespace": the URN of the schema. The core User URN puts the attribute at the top level;
    /// without a namespace the attribute is not sent (Okta's support article on custom SCIM attributes).
    pub external_namespace: String,
}

impl Attribute {
    /// An attribute of that external name in that namespace.
    pub fn new(external_name: impl Into<String>, external_namespace: impl Into<String>) -> Self {
        Attribute { external_name: external_name.into(), external_namespace: external_namespace.into() }
    }

    /// An attribute of the core User schema.
    pub fn core(external_name: impl Into<String>) -> Self {
        Attribute::new(external_name, urn::USER)
    }
}

impl Integration {
    /// An app with every box ticked, Okta's default attribute mapping and the documented choices.
    pub fn new(client: Client) -> Self {
        Integration {
            client,
            app_label: "scimulate".to_owned(),
            unique_identifier: UniqueIdentifier::UserName,
            features: Features::default(),
            mapping: standard_mapping(),
            options: Options::default(),
        }
    }
}

/// Choices where Okta's behaviour is not documented; each default is stated with its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Options {
    /// How a cleared attribute is sent on update.
    pub cleared_as: ClearedAs,
    /// The body of a password PATCH (OIN).
    pub password_patch: PasswordPatch,
    /// Whether members stand in the POST that creates a group (OIN).
    pub group_create_order: GroupCreateOrder,
    /// What a link sends for members.
    pub link_membership: LinkMembership,
    /// "Rename app groups to match group name in Okta".
    pub rename_groups: bool,
    /// Whether blanks in a filter are sent as `+` (2018 documentation) instead of `%20` (current).
    pub plus_for_blank: bool,
    /// How many pages of 100 an import or a refresh of the app groups reads at most; `None` = all, as Okta does. The
    /// harness sets it to be gentle with a large target.
    pub page_limit: Option<u32>,
}

/// How a cleared attribute is sent on update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClearedAs {
    /// `"userType": null` (reported by Sigma and Workvivo; the default).
    Null,
    /// `"userType": ""`.
    EmptyString,
    /// The key is left out.
    Omitted,
}

/// The body of a password PATCH; no source shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PasswordPatch {
    /// `{"op":"replace","value":{"password":"…"}}`, like the documented PATCH of `active` (the default; inferred).
    ValueObject,
    /// `{"op":"replace","path":"password","value":"…"}` (inferred).
    Path,
}

/// How an OIN app creates a group with members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupCreateOrder {
    /// POST with `members: []`, then PATCH adds the members (documented parts, inferred order; the default).
    EmptyThenPatch,
    /// POST with the members in it (documented in 2018).
    MembersInPost,
}

/// What linking a group sends for its members; no document shows the bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkMembership {
    /// Okta's members are added, others stay (Okta's test plan C9315 and C9330 expect this; the default).
    Add,
    /// The member list is replaced.
    Replace,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            cleared_as: ClearedAs::Null,
            password_patch: PasswordPatch::ValueObject,
            group_create_order: GroupCreateOrder::EmptyThenPatch,
            link_membership: LinkMembership::Add,
            rename_groups: true,
            plus_for_blank: false,
            page_limit: None,
        }
    }
}
