//! What an import missed: the pages that the client read, held against what is known to be there.
//!
//! One page can be right in every respect and the walk still wrong: only the whole of it shows that somebody is on no
//! page, or on two. Known are the resources that the harness put there and those that the client itself pushed.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::catalogue::{Damage, NOBODY_ELSE, Rule};
use super::{Finding, json, level};
use crate::exchange::{Evidence, Exchange, Method};

/// Every rule of this file.
pub(super) const RULES: &[&Rule] = &[&COMPLETE, &ONCE, &NAMES, &MEMBERS];

const COMPLETE: Rule = Rule {
    id: "import.complete",
    title: "an import finds everybody who is there",
    explanation: "Checked after an import, which reads a list page by page until totalResults says that there is no \
        more. Every active user and every group that is known to be on the target must have been on one of the \
        pages. Okta takes whoever is missing for removed, or never learns of them.",
    source: "RFC 7644 §3.4.2.4; Okta SCIM 2.0 reference, \"Retrieve Users\" and \"Retrieve Groups\"",
    why: "people and groups that exist are not imported, and linked ones count as removed",
    fix: "count all matches in totalResults, honour startIndex and count, and keep one order over all pages",
    level: level::breaks_okta,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const ONCE: Rule = Rule {
    id: "import.once",
    title: "no resource stands on two pages of an import",
    explanation: "Checked after an import. While nothing changes, pages that follow each other have nothing in \
        common. What comes twice has pushed something else out, which nobody may have noticed yet.",
    source: "RFC 7644 §3.4.2.4; Okta SCIM 2.0 reference: the order must be the same from request to request",
    why: "what comes twice takes the place of something that then comes on no page",
    fix: "sort by something that does not change, such as the id, and begin each page where the last one ended",
    level: level::should_but_breaks_okta,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const NAMES: Rule = Rule {
    id: "import.names",
    title: "an import shows people with the names that they have",
    explanation: "Checked after an import, for users that the harness put there with a given and a family name. The \
        list must show both. Okta cannot make a user without them, and imports a placeholder as it stands.",
    source: "RFC 7643 §4.1.1; Okta's OIN tests want both names in every user of a list",
    why: "imported people have no names, or everybody has the same",
    fix: "show name.givenName and name.familyName in lists as in a read of one user",
    level: level::breaks_okta,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const MEMBERS: Rule = Rule {
    id: "import.members",
    title: "an import shows who is in a group",
    explanation: "Checked after an import, for groups that the harness put there with members. `members` is returned \
        by default, in lists too. That Okta reads them from the list, and nowhere else, is inferred from its \
        documented traffic; so this is a warning.",
    source: "RFC 7643 §4.2; RFC 7644 §3.4.2",
    why: "imported groups are empty",
    fix: "show members in lists of groups, unless the request excludes them",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

/// A resource that is known to be on the target.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// Its name in the scenario.
    pub name: &'a str,
    /// `/Users` or `/Groups`.
    pub endpoint: &'a str,
    /// Its id on the target.
    pub id: &'a str,
    /// What it was made of, if the harness made it.
    pub body: Option<&'a Value>,
}

/// Judges the exchanges of one import.
pub fn import(trace: &[Arc<Exchange>], known: &[Known<'_>], client: &str) -> Vec<Finding> {
    ["/Users", "/Groups"]
        .into_iter()
        .filter_map(|endpoint| Walk::read(trace, endpoint))
        .flat_map(|walk| {
            let known = known.iter().filter(|known| known.endpoint == walk.endpoint);
            walk.judge(&known.collect::<Vec<_>>(), client)
        })
        .collect()
}

/// The pages of one list, in the order in which they were read.
struct Walk<'a> {
    endpoint: &'static str,
    pages: Vec<&'a Arc<Exchange>>,
    /// Each id with the resource and the pages that it was on.
    found: HashMap<&'a str, (&'a Map<String, Value>, Vec<usize>)>,
    /// Whether the walk went on to the end, as far as the client can tell.
    is_whole: bool,
}

impl<'a> Walk<'a> {
    /// `None` when that list was not read, or not to be understood: other rules say why.
    fn read(trace: &'a [Arc<Exchange>], endpoint: &'static str) -> Option<Self> {
        let pages: Vec<_> = trace
            .iter()
            .filter(|exchange| exchange.call.method == Method::Get && exchange.call.path == endpoint)
            .collect();
        let mut walk = Walk { endpoint, found: HashMap::new(), is_whole: false, pages };
        let mut received = 0;
        for (number, page) in walk.pages.iter().enumerate() {
            let body = page.answer().filter(|answer| answer.is_success())?.json()?;
            let total = json::attribute(body, "totalResults").and_then(Value::as_u64)?;
            let listed =
                json::attribute(body, "Resources").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let before = walk.found.len();
            received += listed.len() as u64;
            for resource in listed.iter().filter_map(Value::as_object) {
                let id = json::entry(resource, "id").and_then(|(_, id)| id.as_str());
                if let Some(id) = id {
                    walk.found.entry(id).or_insert_with(|| (resource, Vec::new())).1.push(number);
                }
            }
            walk.is_whole = total <= received || walk.found.len() == before;
        }
        (!walk.pages.is_empty()).then_some(walk)
    }

    fn judge(&self, known: &[&Known<'_>], client: &str) -> Vec<Finding> {
        let active =
            |known: &&&Known<'_>| known.body.and_then(|body| body.get("active")) != Some(&Value::Bool(false));
        let missing: Vec<&str> = known
            .iter()
            .filter(active)
            .filter(|known| !self.found.contains_key(known.id))
            .map(|known| known.name)
            .collect();
        let repeated = self.found.values().filter(|(_, pages)| pages.len() > 1).count();
        let mut findings = Vec::new();
        // Numbers in place of texts have a rule of their own; no id could be found then.
        if self.is_whole && !missing.is_empty() && !(self.found.is_empty() && self.shows_something()) {
            findings.push(self.incomplete(&missing, repeated, client));
        } else if repeated > 0 {
            let message = format!("{} came on two pages of the list", things(self.endpoint, repeated));
            let mut finding = self.finding(&ONCE, client, message);
            finding.likely_cause =
                Some("the order changes between two requests, or the pages overlap".to_owned());
            findings.push(finding);
        }
        findings.extend(self.names(known, client));
        findings.extend(self.members(known, client));
        findings
    }

    fn incomplete(&self, missing: &[&str], repeated: usize, client: &str) -> Finding {
        let (first, others) = (missing[0], missing.len() - 1);
        let whom = if others == 0 { first.to_owned() } else { format!("{first} and {others} more") };
        let message = format!(
            "{} {} read, and {whom} {} on none of them",
            self.pages.len(),
            if self.pages.len() == 1 { "page was" } else { "pages were" },
            if others == 0 { "was" } else { "were" }
        );
        let mut finding = self.finding(&COMPLETE, client, message);
        finding.expected = Some(format!("{} more", things(self.endpoint, missing.len())));
        finding.found = Some(things(self.endpoint, self.found.len()));
        finding.likely_cause = Some(
            if repeated > 0 {
                "startIndex is not honoured, or the order changes between two requests"
            } else if self.pages.len() == 1 {
                "totalResults counts the page, so that the client does not ask for another"
            } else {
                "a page does not begin where the one before it ended"
            }
            .to_owned(),
        );
        finding
    }

    /// Whether some page held a resource, with or without an id that can be read.
    fn shows_something(&self) -> bool {
        self.pages.iter().filter_map(|page| page.answer()?.json()).any(|body| {
            json::attribute(body, "Resources").and_then(Value::as_array).is_some_and(|list| !list.is_empty())
        })
    }

    fn names(&self, known: &[&Known<'_>], client: &str) -> Option<Finding> {
        let name = |resource: &Value, part: &str| {
            json::at_path(resource, part).and_then(Value::as_str).map(str::to_owned)
        };
        let mut wrong = known.iter().filter_map(|known| {
            let shown = Value::Object(self.found.get(known.id)?.0.clone());
            let part = ["name.givenName", "name.familyName"].into_iter().find(|part| {
                name(known.body.unwrap_or(&Value::Null), part)
                    .is_some_and(|wanted| name(&shown, part).as_deref() != Some(&wanted))
            })?;
            let wanted = name(known.body?, part)?;
            Some((known.name, part, wanted, name(&shown, part)))
        });
        let (whose, part, wanted, found) = wrong.next()?;
        let more = wrong.count();
        let mut message = match &found {
            Some(found) => format!("the list shows {part} of {whose} as {found:?}"),
            None => format!("the list shows no {part} of {whose}"),
        };
        if more > 0 {
            message.push_str(&format!(" (and {more} more users have other names than they were given)"));
        }
        let mut finding = self.finding(&NAMES, client, message);
        finding.expected = Some(wanted);
        finding.found = Some(found.unwrap_or_else(|| "absent".to_owned()));
        Some(finding)
    }

    fn members(&self, known: &[&Known<'_>], client: &str) -> Option<Finding> {
        let count = |resource: Option<&Value>| resource.and_then(Value::as_array).map_or(0, Vec::len);
        let mut empty = known.iter().filter(|known| {
            let shown = self.found.get(known.id).map(|(shown, _)| json::entry(shown, "members"));
            let given = count(known.body.and_then(|body| body.get("members")));
            shown.is_some_and(|shown| count(shown.map(|(_, members)| members)) < given)
        });
        let first = empty.next()?;
        let given = count(first.body.and_then(|body| body.get("members")));
        let shown = self.found.get(first.id).and_then(|(shown, _)| json::entry(shown, "members"));
        let shown = count(shown.map(|(_, members)| members));
        let message = format!("the list shows {shown} of the {given} members of {}", first.name);
        let mut finding = self.finding(&MEMBERS, client, message);
        finding.expected = Some(given.to_string());
        finding.found = Some(shown.to_string());
        Some(finding)
    }

    fn finding(&self, rule: &'static Rule, client: &str, message: String) -> Finding {
        let mut finding = Finding::new(rule, (rule.level)(client), message);
        finding.fix = Some(rule.fix.to_owned());
        finding.source = Some(rule.source.into());
        finding.evidence = Evidence::Documented;
        finding.exchange = self.pages.last().map(|page| Arc::clone(page));
        finding
    }
}

/// `3 users`, `1 group`.
fn things(endpoint: &str, count: usize) -> String {
    let kind = if endpoint == "/Users" { "user" } else { "group" };
    format!("{count} {kind}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::{Known, import};
    use crate::exchange::{Exchange, Method};
    use crate::judge::fixture::Told;

    fn page(start: usize, total: usize, ids: &[&str]) -> Arc<Exchange> {
        let users: Vec<Value> =
            ids.iter().map(|id| json!({"id": id, "name": {"givenName": "A", "familyName": "B"}})).collect();
        Told::new(Method::Get, &format!("/Users?startIndex={start}&count=2"))
            .json(&json!({"totalResults": total, "startIndex": start, "Resources": users}))
            .answer(200)
    }

    fn judged(trace: &[Arc<Exchange>]) -> Vec<String> {
        let body = json!({"name": {"givenName": "A", "familyName": "B"}});
        let known = ["1", "2", "3"].map(|id| Known { name: id, endpoint: "/Users", id, body: Some(&body) });
        import(trace, &known, "okta-oin")
            .into_iter()
            .map(|it| format!("{}: {}", it.rule, it.message))
            .collect()
    }

    #[test]
    fn a_whole_walk_is_clean() {
        assert!(judged(&[page(1, 3, &["1", "2"]), page(3, 3, &["3"])]).is_empty());
        assert!(judged(&[page(1, 3, &["3", "2", "1"])]).is_empty());
    }

    #[test]
    fn a_walk_that_was_cut_short_proves_nothing() {
        assert!(judged(&[page(1, 9, &["1", "2"])]).is_empty());
    }

    #[test]
    fn who_is_on_no_page_is_missing() {
        let found = judged(&[page(1, 2, &["1", "2"])]);
        assert_eq!(found, ["import.complete: 1 page was read, and 3 was on none of them"]);
        let first_again = judged(&[page(1, 3, &["1", "2"]), page(3, 3, &["1", "2"])]);
        assert_eq!(first_again, ["import.complete: 2 pages were read, and 3 was on none of them"]);
    }

    #[test]
    fn who_is_on_two_pages_is_told_when_nobody_is_missing() {
        let found = judged(&[page(1, 4, &["1", "2"]), page(3, 4, &["2", "3"])]);
        assert_eq!(found, ["import.once: 1 user came on two pages of the list"]);
    }

    #[test]
    fn other_names_than_were_given_are_told_once() {
        let body = json!({"name": {"givenName": "Ada", "familyName": "B"}});
        let known = ["1", "2"].map(|id| Known { name: id, endpoint: "/Users", id, body: Some(&body) });
        let found = import(&[page(1, 2, &["1", "2"])], &known, "okta-oin");
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("the list shows name.givenName of 1 as \"A\" (and 1 more"));
    }

    #[test]
    fn a_group_whose_members_the_list_hides_is_told() {
        let body = json!({"members": [{"value": "1"}, {"value": "2"}]});
        let known = [Known { name: "engines", endpoint: "/Groups", id: "g", body: Some(&body) }];
        let list = json!({"totalResults": 1, "Resources": [{"id": "g", "displayName": "Engines"}]});
        let list = Told::new(Method::Get, "/Groups?startIndex=1&count=100").json(&list).answer(200);
        let found = import(&[list], &known, "okta-oin");
        assert_eq!(found[0].message, "the list shows 0 of the 2 members of engines");
    }
}
