//! From a scenario's `integration:` to the settings of the Okta model.

use serde_json::Value;

use crate::idp::okta::{
    Attribute, ClearedAs, GroupCreateOrder, Integration, LinkMembership, PasswordPatch, UniqueIdentifier,
};

/// Sets one setting. Names and values have been checked when the file was read, so a message from here means that
/// the two tables differ.
///
/// # Errors
/// The name or the value means nothing to the model.
pub(super) fn apply(integration: &mut Integration, name: &str, value: &Value) -> Result<(), String> {
    let wrong = || format!("`integration: {{ {name}: {value} }}` means nothing to this client");
    let flag = || value.as_bool().ok_or_else(wrong);
    let word = value.as_str();
    let features = &mut integration.features;
    let options = &mut integration.options;
    match name {
        "app-label" => integration.app_label = word.ok_or_else(wrong)?.to_owned(),
        "unique-identifier" => {
            integration.unique_identifier = match word {
                Some("userName") => UniqueIdentifier::UserName,
                Some("email") => UniqueIdentifier::Email,
                _ => return Err(wrong()),
            };
        }
        "create-users" => features.create_users = flag()?,
        "update-users" => features.update_users = flag()?,
        "deactivate-users" => features.deactivate_users = flag()?,
        "sync-password" => features.sync_password = flag()?,
        "push-groups" => features.push_groups = flag()?,
        "import-users" => features.import_users = flag()?,
        "import-groups" => features.import_groups = flag()?,
        "cleared-as" => {
            options.cleared_as = match word {
                None if value.is_null() => ClearedAs::Null,
                Some("null") => ClearedAs::Null,
                Some("empty-string") => ClearedAs::EmptyString,
                Some("omitted") => ClearedAs::Omitted,
                _ => return Err(wrong()),
            };
        }
        "password-patch" => {
            options.password_patch = match word {
                Some("value-object") => PasswordPatch::ValueObject,
                Some("path") => PasswordPatch::Path,
                _ => return Err(wrong()),
            };
        }
        "group-create-order" => {
            options.group_create_order = match word {
                Some("empty-then-patch") => GroupCreateOrder::EmptyThenPatch,
                Some("members-in-post") => GroupCreateOrder::MembersInPost,
                _ => return Err(wrong()),
            };
        }
        "link-membership" => {
            options.link_membership = match word {
                Some("add") => LinkMembership::Add,
                Some("replace") => LinkMembership::Replace,
                _ => return Err(wrong()),
            };
        }
        "rename-groups" => options.rename_groups = flag()?,
        "plus-for-blank" => options.plus_for_blank = flag()?,
        "mapping" => {
            for (attribute, target) in value.as_object().ok_or_else(wrong)? {
                integration.mapping.insert(attribute.clone(), mapped(target).ok_or_else(wrong)?);
            }
        }
        _ => return Err(wrong()),
    }
    Ok(())
}

/// `userType`, or `{ name, namespace }`.
fn mapped(target: &Value) -> Option<Attribute> {
    if let Some(name) = target.as_str() {
        return Some(Attribute::core(name));
    }
    let name = target.get("name")?.as_str()?;
    Some(match target.get("namespace").and_then(Value::as_str) {
        Some(namespace) => Attribute::new(name, namespace),
        None => Attribute::core(name),
    })
}
