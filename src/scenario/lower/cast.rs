//! `cast:` and `already:`.

use indexmap::{IndexMap, IndexSet};

use super::Lowering;
use super::read::Fields;
use crate::scenario::form::{ALREADY, ALREADY_GROUP, ALREADY_USER, CAST, Form, GROUP, Shape, USER};
use crate::scenario::model::{Cast, CastGroup, CastUser, Member};
use crate::scenario::suggest;
use crate::scenario::vocabulary::MAX_GENERATED;
use crate::source::{Diagnostic, Node, Spanned};

impl Lowering<'_> {
    /// Reads `cast:`; the names are in the scope afterwards.
    pub(super) fn cast(&mut self, node: &Node) -> Cast {
        let Some(fields) = self.fields(node, &CAST) else { return Cast::default() };
        let cast = self.people(&fields, (&USER, &GROUP), "the cast");
        for (name, user) in &cast.users {
            self.scope.users.insert(name.clone(), attributes(user));
        }
        for (name, group) in &cast.groups {
            self.scope.groups.insert(name.clone());
            for member in generated(name, group) {
                self.scope.users.insert(member, IndexSet::new());
            }
        }
        cast
    }

    /// Reads `already:`; the names are in the scope afterwards.
    pub(super) fn already(&mut self, node: &Node) -> Cast {
        let Some(fields) = self.fields(node, &ALREADY) else { return Cast::default() };
        let already = self.people(&fields, (&ALREADY_USER, &ALREADY_GROUP), "`already`");
        for (name, user) in &already.users {
            self.scope.already_users.insert(name.clone(), attributes(user));
        }
        for (name, group) in &already.groups {
            self.scope.already_groups.insert(name.clone());
            for member in generated(name, group) {
                self.scope.already_users.insert(member, IndexSet::new());
            }
        }
        already
    }

    fn people(
        &mut self,
        fields: &Fields<'_>,
        (user_form, group_form): (&'static Form, &'static Form),
        whose: &str,
    ) -> Cast {
        let mut cast = Cast::default();
        let mut taken: IndexMap<String, crate::source::Span> = IndexMap::new();
        for (name, node) in self.named(fields.get("users"), "`users`") {
            if self.free(&name, &mut taken) {
                let user = self.user(&name, &node, user_form);
                cast.users.insert(name.value, user);
            }
        }
        let mut groups = Vec::new();
        for (name, node) in self.named(fields.get("groups"), "`groups`") {
            if self.free(&name, &mut taken) {
                groups.push((name, node));
            }
        }
        for (name, node) in groups {
            let group = self.group((&name, &node), group_form, &cast, whose);
            // Generated members are people too, so their names must be free.
            for member in generated(&name, &group) {
                if let Some(span) = taken.get(&member) {
                    self.mistake(
                        Diagnostic::error(
                            format!("`count` makes a member `{member}`, and there is one already"),
                            name.span,
                        )
                        .related(*span, "this one")
                        .help("rename one of the two"),
                    );
                }
            }
            cast.groups.insert(name.value, group);
        }
        cast
    }

    fn named(&mut self, node: Option<&Node>, what: &str) -> Vec<(Spanned<String>, Node)> {
        node.and_then(|node| self.map(node, what)).map(<[_]>::to_vec).unwrap_or_default()
    }

    fn free(&mut self, name: &Spanned<String>, taken: &mut IndexMap<String, crate::source::Span>) -> bool {
        // A name of a wrong form is in the cast all the same: who uses it need not be told again.
        self.name(name, "a cast name");
        if self.scope.fixtures.contains(&name.value) {
            self.wrong(name.span, format!("`{}` is a fixture already", name.value), "choose another name");
            return false;
        }
        match taken.insert(name.value.clone(), name.span) {
            Some(first) => {
                self.mistake(
                    Diagnostic::error(format!("`{}` is a user and a group", name.value), name.span)
                        .related(first, "first named here")
                        .help("an act could not know which of them is meant"),
                );
                false
            }
            None => true,
        }
    }

    fn user(&mut self, name: &Spanned<String>, node: &Node, form: &'static Form) -> CastUser {
        let mut attributes = Vec::new();
        if !node.is_null()
            && self.fields(node, form).is_some()
            && let Some(entries) = node.as_mapping()
        {
            for (key, value) in entries {
                match form.key(&key.value).map(|key| key.shape) {
                    Some(Shape::Scalar) => {
                        self.template(value, &format!("`{}` of {}", key.value, name.value));
                    }
                    Some(Shape::Boolean) if value.as_bool().is_none() => self.no_boolean(value, "`active`"),
                    Some(Shape::Boolean) => {}
                    Some(Shape::Never) => self.wrong(
                        key.span,
                        "whether a cast member is active is the IdP's business",
                        "use the acts `deactivate` and `reactivate`, or put the user under `already`",
                    ),
                    _ => {
                        self.literal_key(key);
                        self.tree(value);
                    }
                }
                if key.value == "userName" {
                    self.carries_run(
                        value,
                        &format!("`userName` of {}", name.value),
                        &format!("{}.${{run}}@example.com", name.value),
                    );
                }
                attributes.push((key.clone(), value.clone()));
            }
        }
        CastUser { span: name.span, attributes }
    }

    /// Names that the run makes must differ from run to run: two runs at once would meet otherwise, and what is left
    /// over could not be told from what was there before. Canned answers leave nothing, so any name will do.
    pub(super) fn carries_run(&mut self, node: &Node, what: &str, example: &str) {
        if self.canned.is_none() && node.as_str().is_some_and(|text| !text.contains("${")) {
            self.wrong(
                node.span,
                format!("{what} is the same in every run"),
                format!("let it carry the run id, such as `{example}`"),
            );
        }
    }

    fn group(
        &mut self,
        (name, node): (&Spanned<String>, &Node),
        form: &'static Form,
        cast: &Cast,
        whose: &str,
    ) -> CastGroup {
        let mut group = CastGroup {
            span: name.span,
            display_name: None,
            members: Vec::new(),
            generate: None,
            copies: None,
        };
        if node.is_null() {
            return group;
        }
        let Some(fields) = self.fields(node, form) else { return group };
        group.display_name = fields.get("displayName").and_then(|node| self.template(node, "`displayName`"));
        if let Some(members) = fields.get("members") {
            group.members = self.texts(members, "a member");
            let mut seen = IndexSet::new();
            for member in group.members.clone() {
                self.in_cast(&member, cast, whose);
                if !seen.insert(member.value.clone()) {
                    self.wrong(
                        member.span,
                        format!("`{}` is a member twice", member.value),
                        "keep one of them",
                    );
                }
            }
        }
        group.generate = self.number(&fields, "count");
        group.copies = self.number(&fields, "copies");
        group
    }

    fn number(&mut self, fields: &Fields<'_>, key: &str) -> Option<u32> {
        let node = fields.get(key)?;
        match node.as_u64() {
            Some(number) if (1..=u64::from(MAX_GENERATED)).contains(&number) => u32::try_from(number).ok(),
            _ => {
                self.wrong(
                    node.span,
                    format!("`{key}` is a whole number from 1 to {MAX_GENERATED}"),
                    "without it none are made",
                );
                None
            }
        }
    }

    fn in_cast(&mut self, member: &Member, cast: &Cast, whose: &str) {
        if cast.users.contains_key(&member.value) {
            return;
        }
        let help = if cast.groups.contains_key(&member.value) {
            "a group has people as members, not groups".to_owned()
        } else {
            suggest::help(member, "users", cast.users.keys().map(String::as_str))
        };
        self.wrong(member.span, format!("{whose} has no user `{}`", member.value), help);
    }
}

fn attributes(user: &CastUser) -> IndexSet<String> {
    user.attributes.iter().map(|(name, _)| name.value.clone()).collect()
}

/// The names of the members that `count:` makes.
pub(crate) fn generated<'g>(name: &'g str, group: &CastGroup) -> impl Iterator<Item = String> + use<'g> {
    (1..=group.generate.unwrap_or(0)).map(move |number| format!("{name}-{number}"))
}
