//! Acts: what they are done to, and how.

use super::Lowering;
use crate::scenario::form::{ActForm, Form, Takes};
use crate::scenario::model::{Act, Member, Template};
use crate::scenario::suggest;
use crate::source::{Diagnostic, Node, NodeKind, Spanned};

/// Whom an act can be done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    User,
    Group,
    Either,
}

impl Lowering<'_> {
    /// One act per member that the step names; `None` after a mistake.
    pub(super) fn acts(&mut self, form: &'static ActForm, node: &Node) -> Option<Vec<Act>> {
        let before = self.mistakes.len();
        let acts = match form.takes {
            Takes::Nothing => self.nothing(form, node),
            Takes::AnyoneOrMap(map) if node.as_mapping().is_some() => self.assignment(map, node),
            Takes::Anyone | Takes::AnyoneOrMap(_) => self.each_member(form, node, Kind::Either),
            Takes::Users => self.each_member(form, node, Kind::User),
            Takes::Groups => self.each_member(form, node, Kind::Group),
            Takes::UsersOrMap(_) if node.as_mapping().is_none() => self.each_member(form, node, Kind::User),
            Takes::GroupsOrMap(_) if node.as_mapping().is_none() => self.each_member(form, node, Kind::Group),
            Takes::UserMap(map) | Takes::UsersOrMap(map) => {
                self.detailed(form, map, node, "user", Kind::User)
            }
            Takes::GroupMap(map) | Takes::GroupsOrMap(map) => {
                self.detailed(form, map, node, "group", Kind::Group)
            }
            Takes::Import => self.import(node),
            Takes::Request(map) => {
                let requests = node.as_sequence().unwrap_or(std::slice::from_ref(node));
                if requests.is_empty() {
                    self.wrong(node.span, "there is no request in this list", "write at least one");
                }
                requests
                    .iter()
                    .map(|node| self.request(map, node).map(|request| Act::Request(Box::new(request))))
                    .collect()
            }
            Takes::Await(_) => Some(vec![Act::Await]),
        };
        acts.filter(|_| self.mistakes.len() == before)
    }

    fn nothing(&mut self, form: &ActForm, node: &Node) -> Option<Vec<Act>> {
        if !node.is_null() {
            self.wrong(
                node.span,
                format!("`{}` takes no value", form.name),
                format!("write `- {}`", form.name),
            );
            return None;
        }
        match form.name {
            "test-connection" => Some(vec![Act::TestConnection]),
            "enable-provisioning" => Some(vec![Act::EnableProvisioning]),
            _ => None,
        }
    }

    fn each_member(&mut self, form: &ActForm, node: &Node, kind: Kind) -> Option<Vec<Act>> {
        let members = self.members(node, kind, form.name);
        members.into_iter().map(|member| plain(form.name, member)).collect()
    }

    /// An assignment with values on it.
    fn assignment(&mut self, map: &'static Form, node: &Node) -> Option<Vec<Act>> {
        let fields = self.fields(node, map)?;
        let (who, kind) = match (fields.get("user"), fields.get("group")) {
            (Some(user), None) => (user, Kind::User),
            (None, Some(group)) => (group, Kind::Group),
            _ => {
                self.wrong(node.span, "`assign` names either a user or a group", "keep one of the two");
                return None;
            }
        };
        let who = self.text(who, "a cast name").filter(|name| self.is_there(name, kind, "assign"))?;
        let priority = match fields.get("priority") {
            Some(node) if kind == Kind::User => {
                self.wrong(node.span, "only groups have a priority", "leave it out");
                None
            }
            Some(node) => {
                let number = node.as_u64().and_then(|number| u32::try_from(number).ok()).filter(|n| *n > 0);
                if number.is_none() {
                    self.wrong(node.span, "`priority` is a whole number from 1", "1 is the first");
                }
                number
            }
            None => None,
        };
        let members = if kind == Kind::User { vec![who.clone()] } else { Vec::new() };
        let profile = match fields.get("profile") {
            Some(node) => self.attributes(node, &members)?,
            None => Vec::new(),
        };
        Some(vec![Act::AssignWith { who, profile, priority }])
    }

    /// Acts that are written as a map: whom, and what of it.
    fn detailed(
        &mut self,
        form: &ActForm,
        map: &'static Form,
        node: &Node,
        whom: &str,
        kind: Kind,
    ) -> Option<Vec<Act>> {
        let fields = self.fields(node, map)?;
        let one = map.key(whom).is_some_and(|key| matches!(key.shape, crate::scenario::form::Shape::Member));
        let members = match fields.get(whom) {
            Some(node) if one && node.as_sequence().is_some() => {
                self.wrong(
                    node.span,
                    format!("`{}` is done to one {whom} at a time", form.name),
                    "write a step for each",
                );
                return None;
            }
            Some(node) => self.members(node, kind, form.name),
            None => Vec::new(),
        };
        let template = |lowering: &mut Self, key: &str| {
            fields.get(key).and_then(|node| lowering.template(node, &format!("`{key}`")))
        };
        let make: Box<dyn Fn(Member) -> Act> = match form.name {
            "update" => {
                let set = self.attributes(fields.get("set")?, &members)?;
                Box::new(move |user| Act::Update { user, set: set.clone() })
            }
            "rename-user" => {
                let to = template(self, "to")?;
                let to = self.new_name(to, "the new username", "countess.${run}@example.com");
                Box::new(move |user| Act::RenameUser { user, to: to.clone() })
            }
            "sync-password" => {
                let password = template(self, "password");
                Box::new(move |user| Act::SyncPassword { user, password: password.clone() })
            }
            "link-group" => {
                let to = template(self, "to");
                Box::new(move |group| Act::LinkGroup { group, to: to.clone() })
            }
            "rename-group" => {
                let to = template(self, "to")?;
                let to = self.new_name(to, "the new name", "Readers ${run}");
                Box::new(move |group| Act::RenameGroup { group, to: to.clone() })
            }
            "add-members" | "remove-members" => {
                let people = self.members(fields.get("members")?, Kind::User, form.name);
                let add = form.name == "add-members";
                Box::new(move |group| {
                    let members = people.clone();
                    if add {
                        Act::AddMembers { group, members }
                    } else {
                        Act::RemoveMembers { group, members }
                    }
                })
            }
            "unlink-group" => {
                let delete = self.word(fields.get("remote")?, "`remote`", &["keep", "delete"])? == "delete";
                Box::new(move |group| Act::UnlinkGroup { group, delete })
            }
            _ => return None,
        };
        Some(members.into_iter().map(make).collect())
    }

    fn new_name(&mut self, name: Template, what: &str, example: &str) -> Template {
        self.carries_run(
            &Node { kind: NodeKind::String(name.value.clone()), span: name.span },
            what,
            example,
        );
        name
    }

    fn attributes(&mut self, node: &Node, users: &[Member]) -> Option<Vec<(Spanned<String>, Node)>> {
        let entries = self.map(node, "`set`")?;
        if entries.is_empty() {
            self.wrong(node.span, "nothing is set here", "write `{ attribute: value }`");
        }
        for (name, value) in entries {
            self.literal_key(name);
            self.tree(value);
            if name.eq_ignore_ascii_case("userName") {
                self.wrong(name.span, "a username is not an attribute to edit", "use `rename-user`");
            }
            if name.eq_ignore_ascii_case("active") {
                self.wrong(
                    name.span,
                    "`active` is not an attribute to edit",
                    "use `deactivate`, `reactivate`, `assign` or `unassign`",
                );
            }
            for user in users {
                if let Some(known) = self.scope.users.get_mut(&user.value) {
                    known.insert(name.value.clone());
                }
            }
        }
        Some(entries.to_vec())
    }

    /// The members that a value names, each once.
    fn members(&mut self, node: &Node, kind: Kind, act: &str) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        for name in self.texts(node, "a cast name") {
            if let Some(first) = members.iter().find(|member| member.value == name.value) {
                self.mistake(
                    Diagnostic::error(format!("`{}` stands twice", name.value), name.span)
                        .related(first.span, "the first time")
                        .help("keep one of them"),
                );
            } else if self.is_there(&name, kind, act) {
                members.push(name);
            }
        }
        if members.is_empty() && node.as_sequence().is_some_and(<[Node]>::is_empty) {
            self.wrong(node.span, format!("`{act}` needs at least one name"), "name somebody of the cast");
        }
        members
    }

    fn is_there(&mut self, name: &Member, kind: Kind, act: &str) -> bool {
        let is_user = self.scope.users.contains_key(&name.value);
        let is_group = self.scope.groups.contains(&name.value);
        if (is_user && kind != Kind::Group) || (is_group && kind != Kind::User) {
            return true;
        }
        if is_user || is_group {
            let (is, needs) = if is_user { ("a user", "groups") } else { ("a group", "users") };
            let others = self.names_of(if is_user { Kind::Group } else { Kind::User });
            let help = suggest::help(&name.value, needs, others.iter().map(String::as_str));
            let message = format!("`{}` is {is}, and `{act}` is done to {needs}", name.value);
            self.wrong(name.span, message, help);
            return false;
        }
        if name.contains("${") {
            self.wrong(
                name.span,
                format!("`{act}` needs a cast name as it stands"),
                "only a fragment's own `${var:…}` may stand in its place",
            );
            return false;
        }
        self.nobody(name, kind);
        false
    }

    /// Notes that the cast has no such member.
    pub(super) fn nobody(&mut self, name: &Member, kind: Kind) {
        let what = match kind {
            Kind::User => "user",
            Kind::Group => "group",
            Kind::Either => "member",
        };
        let known = self.names_of(kind);
        let elsewhere = self.scope.already_users.contains_key(&name.value)
            || self.scope.already_groups.contains(&name.value);
        let help = if elsewhere {
            "it is on the target already, but Okta does not know it: add it to `cast` too".to_owned()
        } else {
            suggest::help(name, &format!("{what}s"), known.iter().map(String::as_str))
        };
        self.wrong(name.span, format!("the cast has no {what} `{}`", name.value), help);
    }

    /// The cast, as far as a list of it helps: a generated crowd would bury the answer.
    fn names_of(&self, kind: Kind) -> Vec<String> {
        let users = self.scope.users.keys().filter(|_| kind != Kind::Group);
        let groups = self.scope.groups.iter().filter(|_| kind != Kind::User);
        users.chain(groups).take(20).cloned().collect()
    }

    fn import(&mut self, node: &Node) -> Option<Vec<Act>> {
        if node.is_null() {
            return Some(vec![Act::Import { users: true, groups: true }]);
        }
        let items = match &node.kind {
            NodeKind::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut act = (false, false);
        for item in items {
            match self.word(item, "what is imported", &["users", "groups"])? {
                "users" => act.0 = true,
                _ => act.1 = true,
            }
        }
        if act == (false, false) {
            self.wrong(node.span, "nothing is imported", "write `users`, `groups` or both");
        }
        Some(vec![Act::Import { users: act.0, groups: act.1 }])
    }
}

/// An act that needs nothing but its member.
fn plain(name: &str, member: Member) -> Option<Act> {
    Some(match name {
        "assign" => Act::Assign(member),
        "unassign" => Act::Unassign(member),
        "deactivate" => Act::Deactivate(member),
        "reactivate" => Act::Reactivate(member),
        "suspend" => Act::Suspend(member),
        "unsuspend" => Act::Unsuspend(member),
        "sync-password" => Act::SyncPassword { user: member, password: None },
        "push-group" => Act::PushGroup(member),
        "link-group" => Act::LinkGroup { group: member, to: None },
        "push-now" => Act::PushNow(member),
        "deactivate-push" => Act::DeactivatePush(member),
        "activate-push" => Act::ActivatePush(member),
        _ => return None,
    })
}
