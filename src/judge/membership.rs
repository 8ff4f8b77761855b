//! Who is in a group and who ought to be: the difference in plain words, and the mistake that most likely made it.
//!
//! Used by whoever compares members: drift with the org's, an expectation with what its author wrote. People are told
//! by the name that the reader knows them by.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::{json, operations};
use crate::exchange::{Call, Exchange, Method};

/// How a group's members differ from those that it ought to have.
pub(super) struct Difference<'a> {
    /// The group's name.
    pub(super) group: &'a str,
    /// Who ought to be in it and is not.
    pub(super) missing: Vec<String>,
    /// Who is in it and ought not to be.
    pub(super) extra: Vec<String>,
    /// Who is in it.
    pub(super) found: Vec<String>,
    /// The name of a member by its id on the target.
    pub(super) name: &'a dyn Fn(&str) -> String,
}

/// A mistake that real servers make, and what to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mistake {
    /// What the server most likely does.
    pub(super) cause: &'static str,
    /// What it should do instead.
    pub(super) fix: &'static str,
}

const fn mistake(cause: &'static str, fix: &'static str) -> Option<Mistake> {
    Some(Mistake { cause, fix })
}

impl Difference<'_> {
    /// `the group analysts lost 2 members that nobody removed: bob and cid`. `write` is what came before.
    pub(super) fn in_words(&self, write: Option<&Call>) -> String {
        let group = self.group;
        let sent = write.map(|write| Sent::by(write, self.name)).unwrap_or_default();
        let (unstored, lost): (Vec<&str>, Vec<&str>) =
            self.missing.iter().map(String::as_str).partition(|name| sent.set.contains(*name));
        let mut parts = Vec::new();
        if !lost.is_empty() {
            let (count, plural) = (lost.len(), if lost.len() == 1 { "" } else { "s" });
            parts.push(format!(
                "the group {group} lost {count} member{plural} that nobody removed: {}",
                listed(&lost)
            ));
        }
        if !unstored.is_empty() {
            parts.push(if self.found.is_empty() && lost.is_empty() {
                format!(
                    "the group {group} shows no members, though {} {} sent",
                    listed(&unstored),
                    were(&unstored)
                )
            } else {
                format!("{} {} not in the group {group}", listed(&unstored), are(&unstored))
            });
        }
        if !self.extra.is_empty() {
            let extra: Vec<&str> = self.extra.iter().map(String::as_str).collect();
            let (who, is) = (listed(&extra), are(&extra));
            parts.push(if sent.only_adds {
                format!("{who} {is} in the group {group}, and nobody added them")
            } else {
                format!("{who} {is} still in the group {group}")
            });
        }
        parts.join(", and ")
    }

    /// The same where nothing was written that could explain it.
    pub(super) fn at_rest(&self) -> String {
        let told = |names: &[String], how: &str| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let part = || format!("{} {} {how} {}", listed(&names), are(&names), self.group);
            (!names.is_empty()).then(part)
        };
        let parts = [told(&self.missing, "not in the group"), told(&self.extra, "in the group")];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", and ")
    }

    /// The mistakes that real servers make with members, told apart by the form of the request and its result.
    /// `before` is who was in the group before the write, where an answer showed it; `unsure` says that another write
    /// stands right before it, which may have lost members just as well.
    pub(super) fn mistake(
        &self,
        write: &Call,
        before: Option<&HashSet<String>>,
        unsure: bool,
    ) -> Option<Mistake> {
        let body = operations::body(write)?;
        let found: HashSet<&str> = self.found.iter().map(String::as_str).collect();
        let extra = !self.extra.is_empty();
        match write.method {
            Method::Post => mistake("members of a create are not stored", "store `members` on create"),
            Method::Put if before.is_some_and(|before| *before == owned(&found)) => {
                mistake("members of a PUT are not stored", "replace the member list by the one in the PUT")
            }
            Method::Put if found.is_empty() => mistake(
                "a PUT stores no members; Okta sends them without `type` and `$ref`",
                "replace the member list by the one in the PUT, and take a member without `type` for a user",
            ),
            Method::Put if extra && self.missing.is_empty() => mistake(
                "a PUT only adds members",
                "a PUT replaces the member list as a whole (RFC 7644 §3.5.1)",
            ),
            Method::Patch => self.mistake_in_patch(body, &found, unsure),
            _ => None,
        }
    }

    fn mistake_in_patch(&self, body: &Value, found: &HashSet<&str>, unsure: bool) -> Option<Mistake> {
        let operations = operations::of_patch(body);
        let of = |op: &'static str| {
            operations.iter().filter(|it| is_on_members(it)).find(move |it| operations::is(it, op))
        };
        let (missing, extra) = (!self.missing.is_empty(), !self.extra.is_empty());
        if let (true, Some(add)) = (missing, of("add")) {
            let added: HashSet<String> = values(add).map(self.name).collect();
            if !found.is_empty() && owned(found) == added {
                const FIX: &str = "append to the list of members";
                return if unsure {
                    mistake(
                        "an add replaced the list of members, or the change of the name before it emptied the group",
                        FIX,
                    )
                } else {
                    mistake("an add replaced the list of members", FIX)
                };
            }
        }
        if let (true, Some(remove)) = (missing && of("add").is_none(), of("remove")) {
            return if chooses(remove) {
                const FIX: &str = "remove only the members that match the filter in the path";
                if found.is_empty() && unsure {
                    mistake(
                        "removing one member removed all, or the change of the name before it emptied the group",
                        "remove only the members that match the filter in the path; let a change of the name touch \
                         nothing else",
                    )
                } else if found.is_empty() {
                    mistake("removing one member removed all: the filter in the path was ignored", FIX)
                } else {
                    mistake("removing one member removed others too: the filter in the path was misread", FIX)
                }
            } else {
                mistake(
                    "the values of the remove were ignored, and without a filter in the path all members went",
                    "remove only the members that `value` lists, or refuse the request; the RFC gives `value` no \
                     meaning here, and clients send it all the same",
                )
            };
        }
        let touches_members = operations.iter().any(|it| is_on_members(it) || of_value_object(it).is_some());
        if missing && !touches_members {
            return mistake(
                "a change that does not name the members replaced the whole group",
                "change only the attributes that the operation names; without a path, those of its value object",
            );
        }
        if extra && of("replace").is_some() {
            return mistake("a replace of members only adds", "replace the whole list of members");
        }
        if let (true, Some(remove)) = (extra, of("remove")) {
            return if chooses(remove) {
                mistake(
                    "the path members[value eq \"…\"] of the remove was not understood",
                    "remove the members that match the filter in the path",
                )
            } else {
                mistake(
                    "the remove was not applied",
                    "remove the members that `value` lists, or refuse the request",
                )
            };
        }
        let replaces_by_object = |it: &&Value| operations::is(it, "replace") && of_value_object(it).is_some();
        let by_object = operations.iter().find(replaces_by_object).and_then(of_value_object);
        if extra && !missing && values_of(by_object).next().is_some() {
            return mistake(
                "a replace without a \"path\" only adds to the members",
                "replace the whole list of members, as every attribute of the value object",
            );
        }
        if operations.iter().any(|it| of_value_object(it).is_some()) {
            return mistake(
                "the operation has no \"path\"; its value object was ignored",
                "apply every attribute of the value object when a replace has no path",
            );
        }
        let (added, replaced) = (of("add"), of("replace"));
        if let Some(operation) = replaced.or(added) {
            let typed = operation_values(operation).any(|member| json::text(member, "type").is_some());
            return if found.is_empty() && !typed && values(operation).next().is_some() {
                mistake(
                    "the operation was not applied; Okta sends members without `type` and `$ref`",
                    "apply add and replace to members, and take a member without `type` for a user",
                )
            } else {
                mistake("the operation on members was not applied", "apply add and replace to members")
            };
        }
        None
    }
}

/// Who is in the group that a body shows; `None` where it shows no members at all.
pub(super) fn shown(body: &Value, name: &dyn Fn(&str) -> String) -> Option<HashSet<String>> {
    let members = json::attribute(body, "members")?.as_array()?;
    Some(members.iter().filter_map(|member| json::text(member, "value")).map(name).collect())
}

/// The write to blame for lost members. A catalogue app sends the name and then the members: where an answer to an
/// earlier write that does not name members shows them gone already, that one lost them.
pub(super) fn culprit<'t>(
    write: &'t Arc<Exchange>,
    earlier: impl Iterator<Item = &'t Arc<Exchange>>,
    missing: &[String],
    name: &dyn Fn(&str) -> String,
) -> &'t Arc<Exchange> {
    let body = |exchange: &'t Arc<Exchange>| exchange.answer().and_then(|answer| answer.json());
    // A server that shows no members in answers to writes tells nothing by leaving them out.
    let tells = body(write).and_then(|body| shown(body, name)).is_some();
    let sent = Sent::by(&write.call, name).set;
    let lost: Vec<&String> = missing.iter().filter(|member| !sent.contains(*member)).collect();
    if !tells || lost.is_empty() {
        return write;
    }
    let mut earlier = earlier.filter(|exchange| exchange.is_success());
    let lost_them = |exchange: &&'t Arc<Exchange>| {
        !operations::mentions(&exchange.call, "members")
            && body(exchange).is_some_and(|body| {
                let shown = shown(body, name).unwrap_or_default();
                json::attribute(body, "id").is_some() && lost.iter().all(|member| !shown.contains(*member))
            })
    };
    earlier.find(lost_them).unwrap_or(write)
}

/// What a write says about members.
#[derive(Default)]
struct Sent {
    /// Whom it puts into the group, by name.
    set: HashSet<String>,
    /// It takes nobody out: every operation is an add.
    only_adds: bool,
}

impl Sent {
    fn by(write: &Call, name: &dyn Fn(&str) -> String) -> Sent {
        let Some(body) = operations::body(write) else { return Sent::default() };
        if write.method != Method::Patch {
            return Sent {
                set: values_of(json::attribute(body, "members")).map(name).collect(),
                only_adds: false,
            };
        }
        let operations = operations::of_patch(body);
        let mut set = HashSet::new();
        for operation in operations.iter().filter(|it| !operations::is(it, "remove")) {
            if is_on_members(operation) {
                set.extend(values(operation).map(name));
            }
            set.extend(values_of(of_value_object(operation)).map(name));
        }
        let only_adds = !operations.is_empty() && operations.iter().all(|it| operations::is(it, "add"));
        Sent { set, only_adds }
    }
}

fn is_on_members(operation: &Value) -> bool {
    let path = json::text(operation, "path").unwrap_or_default();
    path.get(.."members".len()).is_some_and(|start| start.eq_ignore_ascii_case("members"))
}

/// Whether the path chooses among the members.
fn chooses(operation: &Value) -> bool {
    json::text(operation, "path").is_some_and(|path| path.contains('['))
}

/// `members` in the value object of an operation without a path.
fn of_value_object(operation: &Value) -> Option<&Value> {
    if json::text(operation, "path").is_some() {
        return None;
    }
    json::attribute(json::attribute(operation, "value")?, "members")
}

fn operation_values(operation: &Value) -> impl Iterator<Item = &Value> {
    match json::attribute(operation, "value") {
        Some(Value::Array(members)) => members.iter(),
        Some(member) => std::slice::from_ref(member).iter(),
        None => [].iter(),
    }
}

fn values(operation: &Value) -> impl Iterator<Item = &str> {
    operation_values(operation).filter_map(|member| json::text(member, "value"))
}

fn values_of(members: Option<&Value>) -> impl Iterator<Item = &str> {
    let members = members.and_then(Value::as_array);
    members.into_iter().flatten().filter_map(|member| json::text(member, "value"))
}

fn owned(names: &HashSet<&str>) -> HashSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

const fn are(members: &[&str]) -> &'static str {
    if members.len() == 1 { "is" } else { "are" }
}

const fn were(members: &[&str]) -> &'static str {
    if members.len() == 1 { "was" } else { "were" }
}

/// `ada, bob and cid`; no more than a line holds.
pub(super) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| (*name).to_owned()).collect();
    if names.len() > SHOWN {
        shown.push(format!("{} more", names.len() - SHOWN));
    }
    match shown.split_last() {
        None => "nobody".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::Difference;
    use crate::exchange::{Call, Evidence, Method, Payload, Purpose};

    fn call(method: Method, body: Value) -> Call {
        let mut call = Call::new(method, "/Groups/g1", Evidence::Documented, Purpose::Act);
        call.body = Some(Payload::Json(body));
        call
    }

    fn patch(operations: &Value) -> Call {
        call(Method::Patch, json!({ "Operations": operations }))
    }

    fn told(write: &Call, wanted: &[&str], found: &[&str]) -> (String, Option<&'static str>) {
        let texts = |names: Vec<&&str>| names.into_iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let difference = Difference {
            group: "team",
            missing: texts(wanted.iter().filter(|name| !found.contains(name)).collect()),
            extra: texts(found.iter().filter(|name| !wanted.contains(name)).collect()),
            found: texts(found.iter().collect()),
            name: &str::to_owned,
        };
        (
            difference.in_words(Some(write)),
            difference.mistake(write, None, false).map(|mistake| mistake.cause),
        )
    }

    #[test]
    fn lost_members_are_told_from_those_that_were_sent_and_not_stored() {
        let remove = patch(&json!([{ "op": "remove", "path": "members[value eq \"ada\"]" }]));
        let (words, cause) = told(&remove, &["bob", "cid"], &[]);
        assert_eq!(words, "the group team lost 2 members that nobody removed: bob and cid");
        assert!(cause.unwrap().contains("the filter in the path was ignored"));
        let (words, _) = told(&remove, &["bob"], &["ada", "bob"]);
        assert_eq!(words, "ada is still in the group team");
        let listing = patch(&json!([{ "op": "Remove", "path": "members", "value": [{ "value": "ada" }] }]));
        assert!(
            told(&listing, &["bob"], &[]).1.unwrap().starts_with("the values of the remove were ignored")
        );

        let add = patch(&json!([{ "op": "add", "path": "members", "value": [{ "value": "cid" }] }]));
        let (words, cause) = told(&add, &["ada", "cid"], &["cid"]);
        assert_eq!(words, "the group team lost 1 member that nobody removed: ada");
        assert_eq!(cause, Some("an add replaced the list of members"));
        let (words, cause) = told(&add, &["ada", "cid"], &["ada"]);
        assert_eq!(words, "cid is not in the group team");
        assert_eq!(cause, Some("the operation on members was not applied"));
        assert!(told(&add, &["cid"], &[]).1.unwrap().contains("without `type`"));
        let (words, _) = told(&add, &["cid"], &["cid", "eve"]);
        assert_eq!(words, "eve is in the group team, and nobody added them");
    }

    #[test]
    fn a_rename_that_empties_the_group_is_blamed_for_it() {
        let rename = patch(&json!([{ "op": "replace", "value": { "id": "g1", "displayName": "New" } }]));
        let (words, cause) = told(&rename, &["ada", "bob"], &[]);
        assert_eq!(words, "the group team lost 2 members that nobody removed: ada and bob");
        assert!(cause.unwrap().starts_with("a change that does not name the members"));
        let empty = patch(&json!([{ "op": "replace", "value": { "members": [] } }]));
        let (words, cause) = told(&empty, &[], &["ada"]);
        assert_eq!(words, "ada is still in the group team");
        assert!(cause.unwrap().contains("has no \"path\""));
        let other = patch(&json!([{ "op": "replace", "value": { "members": [{ "value": "bob" }] } }]));
        assert!(told(&other, &["bob"], &["ada"]).1.unwrap().contains("was ignored"));
        assert!(told(&other, &["bob"], &["ada", "bob"]).1.unwrap().contains("only adds"));
    }

    #[test]
    fn a_put_that_stores_nothing_is_told_from_one_that_only_adds() {
        let put = call(Method::Put, json!({ "members": [{ "value": "ada" }, { "value": "bob" }] }));
        let (words, cause) = told(&put, &["ada", "bob"], &[]);
        assert_eq!(words, "the group team shows no members, though ada and bob were sent");
        assert!(cause.unwrap().starts_with("a PUT stores no members"));
        assert_eq!(told(&put, &["ada", "bob"], &["ada", "bob", "cid"]).1, Some("a PUT only adds members"));
        let before = HashSet::from(["cid".to_owned()]);
        let difference = Difference {
            group: "team",
            missing: vec!["ada".to_owned()],
            extra: vec!["cid".to_owned()],
            found: vec!["cid".to_owned()],
            name: &str::to_owned,
        };
        let mistake = difference.mistake(&put, Some(&before), false).unwrap();
        assert_eq!(mistake.cause, "members of a PUT are not stored");
    }
}
