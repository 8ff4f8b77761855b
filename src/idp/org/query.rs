//! Questions that client models and judges ask the directory. Nothing here changes it.

use indexmap::IndexSet;
use serde_json::Value;

use super::{Name, Org, PushMapping, PushStatus, User, UserStatus};

impl User {
    /// The work e-mail; the user name when the profile holds none.
    pub fn email(&self) -> &str {
        self.text("email").unwrap_or(&self.user_name)
    }

    /// The name that the IdP's own messages use: the display name, else given and family name, else the user name.
    pub fn shown_name(&self) -> String {
        if let Some(name) = self.text("displayName") {
            return name.to_owned();
        }
        match (self.text("givenName"), self.text("familyName")) {
            (Some(given), Some(family)) => format!("{given} {family}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => self.user_name.clone(),
        }
    }

    /// Whether the person has the app now. A deactivated person has no apps.
    pub fn has_app(&self) -> bool {
        self.status != UserStatus::Deprovisioned && self.assignment.is_assigned()
    }

    /// The resource's id on the target, when one is known.
    pub fn remote_id(&self) -> Option<&str> {
        self.link.as_ref().map(|link| link.id.as_str())
    }

    fn text(&self, attribute: &str) -> Option<&str> {
        self.profile.get(attribute).and_then(Value::as_str).filter(|text| !text.is_empty())
    }
}

impl super::Assignment {
    /// Whether the user has the app at all.
    pub fn is_assigned(&self) -> bool {
        self.individual || !self.groups.is_empty()
    }
}

impl PushMapping {
    /// Whether changes are pushed now: active, or in error while Okta tries again by itself, and with an id to push
    /// to.
    pub fn is_pushing(&self) -> bool {
        self.id.is_some() && self.status != PushStatus::Inactive && !self.is_stalled()
    }

    /// Whether the mapping is in error and stays so until somebody pushes now or activates it again.
    pub fn is_stalled(&self) -> bool {
        self.status == PushStatus::Error && !self.retried
    }
}

impl Org {
    /// The cast name of the user with that id on the target.
    pub fn user_by_remote_id(&self, id: &str) -> Option<&Name> {
        self.users
            .iter()
            .find(|(_, user)| user.link.as_ref().is_some_and(|link| link.id == id))
            .map(|(name, _)| name)
    }

    /// The cast name of the pushed group with that id on the target.
    pub fn group_by_remote_id(&self, id: &str) -> Option<&Name> {
        self.groups
            .iter()
            .find(|(_, group)| group.push.as_ref().is_some_and(|push| push.id.as_deref() == Some(id)))
            .map(|(name, _)| name)
    }

    /// The id of a user's resource on the target, when one is known.
    pub fn remote_user_id(&self, name: &str) -> Option<&str> {
        self.users.get(name)?.remote_id()
    }

    /// The id of a pushed group's resource on the target, when one is known.
    pub fn remote_group_id(&self, name: &str) -> Option<&str> {
        self.groups.get(name)?.push.as_ref()?.id.as_deref()
    }

    /// The members of a group that a push may name, in the group's order: those who have the app, are linked to a
    /// resource and are active there (okta.md §1.13).
    pub fn pushable_members<'o>(&'o self, group: &str) -> impl Iterator<Item = (&'o str, &'o User)> {
        self.groups.get(group).into_iter().flat_map(|group| &group.members).filter_map(|name| {
            let user = self.users.get(name)?;
            let link = user.link.as_ref()?;
            (user.has_app() && link.acknowledged.active).then_some((link.id.as_str(), user))
        })
    }

    /// The remote user ids that a full push of the group would leave as its members, in the group's order.
    pub fn expected_members(&self, group: &str) -> IndexSet<String> {
        self.pushable_members(group).map(|(id, _)| id.to_owned()).collect()
    }

    /// The groups of which a person is a member, by cast name.
    pub fn groups_of<'o>(&'o self, user: &str) -> impl Iterator<Item = &'o Name> {
        self.groups.iter().filter(move |(_, group)| group.members.contains(user)).map(|(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use serde_json::json;

    use crate::idp::org::{Group, Org, PushMapping, PushStatus, User, UserStatus};

    fn org() -> Org {
        let mut org = Org::default();
        for name in ["ada", "bob", "cyd", "dan"] {
            let mut user = User::new(format!("00u{name}"), format!("{name}@x.org"), IndexMap::new());
            user.assignment.individual = true;
            user.acknowledge(&format!("id-{name}"), [], true);
            org.users.insert(name.to_owned(), user);
        }
        let members = ["dan", "ada", "bob", "cyd"].map(str::to_owned);
        org.groups.insert("all".to_owned(), Group::new("00gALL", "All", members));
        org
    }

    #[test]
    fn only_linked_active_members_with_the_app_are_pushed_in_the_groups_order() {
        let mut org = org();
        org.users["bob"].assignment.individual = false;
        org.users["cyd"].link.as_mut().unwrap().acknowledged.active = false;
        assert_eq!(org.expected_members("all").iter().collect::<Vec<_>>(), ["id-dan", "id-ada"]);
        org.users["dan"].status = UserStatus::Deprovisioned;
        org.users["ada"].link = None;
        assert!(org.expected_members("all").is_empty());
        assert!(org.expected_members("nobody").is_empty());
    }

    #[test]
    fn people_and_groups_are_found_by_their_id_on_the_target() {
        let mut org = org();
        assert_eq!(org.user_by_remote_id("id-cyd").unwrap(), "cyd");
        assert_eq!((org.remote_user_id("cyd"), org.remote_group_id("all")), (Some("id-cyd"), None));
        org.groups["all"].push = Some(PushMapping {
            id: Some("g1".into()),
            status: PushStatus::Error,
            acknowledged: Default::default(),
            linked: false,
            retried: true,
        });
        assert_eq!(org.group_by_remote_id("g1").unwrap(), "all");
        assert_eq!(org.groups_of("ada").collect::<Vec<_>>(), ["all"]);
        let push = org.groups["all"].push.as_mut().unwrap();
        assert!(push.is_pushing());
        push.retried = false;
        assert!(push.is_stalled() && !push.is_pushing());
        push.status = PushStatus::Inactive;
        assert!(!push.is_pushing());
    }

    #[test]
    fn the_shown_name_falls_back_to_what_there_is() {
        let mut user = User::new("00u", "ada@x.org", IndexMap::new());
        assert_eq!((user.shown_name(), user.email()), ("ada@x.org".to_owned(), "ada@x.org"));
        user.profile.insert("givenName".into(), json!("Ada"));
        assert_eq!(user.shown_name(), "Ada");
        user.profile.insert("familyName".into(), json!("Lovelace"));
        assert_eq!(user.shown_name(), "Ada Lovelace");
        user.profile.insert("displayName".into(), json!("The Countess"));
        assert_eq!(user.shown_name(), "The Countess");
    }

    #[test]
    fn a_new_id_starts_a_new_link_and_a_known_one_keeps_what_was_acknowledged() {
        let mut user = User::new("00u", "ada@x.org", IndexMap::new());
        user.acknowledge("1", [("title".to_owned(), json!("Countess"))], true);
        user.acknowledge("1", [], false);
        let link = user.link.as_ref().unwrap();
        assert!(link.acknowledged.attributes.contains_key("title") && !link.acknowledged.active);
        user.acknowledge("2", [], true);
        assert!(user.link.as_ref().unwrap().acknowledged.attributes.is_empty());
    }
}
