//! How people and groups come into the directory. It invents nothing: ids and names are given by the caller.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::{Assignment, Group, Name, User, UserStatus};

impl User {
    /// An active person who does not have the app yet. The work e-mail is the user name unless the profile says
    /// otherwise.
    pub fn new(
        okta_id: impl Into<String>,
        user_name: impl Into<String>,
        mut profile: IndexMap<String, Value>,
    ) -> Self {
        let user_name = user_name.into();
        profile.entry("email".to_owned()).or_insert_with(|| Value::String(user_name.clone()));
        User {
            okta_id: okta_id.into(),
            user_name,
            profile,
            status: UserStatus::Active,
            assignment: Assignment::default(),
            link: None,
            failed_push: None,
            needs_deprovisioning: false,
        }
    }
}

impl Group {
    /// A group that is neither assigned nor pushed yet.
    pub fn new(
        okta_id: impl Into<String>,
        display_name: impl Into<String>,
        members: impl IntoIterator<Item = Name>,
    ) -> Self {
        Group {
            okta_id: okta_id.into(),
            display_name: display_name.into(),
            members: members.into_iter().collect::<IndexSet<_>>(),
            assigned: false,
            values: IndexMap::new(),
            priority: 0,
            push: None,
        }
    }
}
