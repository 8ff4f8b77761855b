//! Properties: the same play gives the same text, and another play another text.

use std::sync::Arc;

use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};
use serde_json::{Value, json};

use super::{ActTrace, NameTable, answered, conversation, json as answered_json, sent};
use crate::exchange::Exchange;
use crate::snapshot::unified;

/// Everything that differs from one run to the next.
#[derive(Debug, Clone)]
struct Run {
    run: String,
    port: u16,
    ada: String,
    bob: String,
    group: String,
    okta_id: String,
    password: String,
    time: String,
    strangers: usize,
    reversed: bool,
}

fn runs() -> impl Strategy<Value = Run> {
    let uuid = || "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}";
    let id =
        || proptest::prop_oneof![uuid(), "[1-9][0-9]{0,4}", "usr_[a-zA-Z0-9]{12}", "[A-Za-z0-9+=]{6,10}"];
    (
        "[a-z0-9]{5}[0-9]",
        1_024_u16..,
        (id(), id(), id()),
        "00u[a-zA-Z0-9]{17}",
        "[a-z0-9]{7}[0-9]",
        "20[0-9]{2}-[01][0-9]-[0-2][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?Z",
        0_usize..5,
        proptest::bool::ANY,
    )
        .prop_filter("a server gives every resource an id of its own", |(_, _, (ada, bob, group), ..)| {
            ada != bob && bob != group && ada != group
        })
        .prop_map(|(run, port, (ada, bob, group), okta_id, password, time, strangers, reversed)| Run {
            run,
            port,
            ada,
            bob,
            group,
            okta_id,
            password,
            time,
            strangers,
            reversed,
        })
}

impl Run {
    fn base(&self) -> String {
        format!("http://127.0.0.1:{}/scim/v2", self.port)
    }

    fn names(&self) -> NameTable {
        let mut names = NameTable::new(&self.run, &self.base());
        names.id("ada", &self.ada);
        names.id("bob", &self.bob);
        names.id("analysts", &self.group);
        names.okta_id("ada", &self.okta_id);
        names
    }

    /// The same play with this run's values; `active` is what the server answers in the end.
    fn play(&self, active: bool) -> Vec<Arc<Exchange>> {
        let encoded = crate::exchange::encode_component;
        let base = self.base();
        let name = format!("ada.{}@example.com", self.run);
        let user = json!({ "userName": name, "externalId": self.okta_id, "password": self.password });
        let path = format!("/Users/{}", encoded(&self.ada));
        let location = format!("{base}{path}");
        let full = json!({
            "id": self.ada, "userName": name, "active": active, "externalId": self.okta_id, "startIndex": 1,
            "groups": [{ "value": self.group, "$ref": format!("{base}/Groups/{}", encoded(&self.group)) }],
            "meta": { "created": self.time, "location": location, "version": format!("W/\"{}\"", self.time) },
        });
        let mut resources: Vec<Value> = (0..self.strangers.max(1))
            .map(|number| json!({ "id": format!("stranger-{number}-{}", self.port), "userName": "x@corp" }))
            .collect();
        resources.insert(resources.len() / 2, full.clone());
        let list = json!({ "totalResults": resources.len(), "Resources": resources });
        let mut members = vec![json!({ "value": self.ada, "display": name }), json!({ "value": self.bob })];
        if self.reversed {
            members.reverse();
        }
        let removal = json!({ "Operations": [
            { "op": "remove", "path": format!("members[value eq \"{}\"]", self.bob) },
            { "op": "replace", "value": { "id": self.group, "displayName": format!("Analysts {}", self.run) } },
        ] });
        let group_path = format!("/Groups/{}", encoded(&self.group));
        vec![
            answered_json(sent("GET", "/Users?startIndex=1&count=100", None), 200, &list),
            answered(sent("POST", "/Users", Some(user)), 201, &[("location", &location)], full.to_string()),
            answered_json(sent("PUT", &path, Some(full.clone())), 200, &full),
            answered_json(
                sent("PATCH", &group_path, Some(removal)),
                200,
                &json!({ "id": self.group, "members": members }),
            ),
            answered_json(
                sent("GET", &format!("/Users?filter=id%20eq%20%22{}%22", encoded(&self.ada)), None),
                404,
                &json!({ "detail": format!("no {name} since {}", self.time), "status": "404" }),
            ),
        ]
    }

    fn text(&self, active: bool) -> String {
        conversation(&[ActTrace { label: "assign ada", trace: &self.play(active) }], &self.names())
    }
}

proptest! {
    // A failure is printed with its input; no file is left behind.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn two_runs_of_the_same_play_give_the_same_text(one in runs(), other in runs()) {
        let (one, other) = (one.text(true), other.text(true));
        proptest::prop_assert!(one == other, "\n{}", unified(&one, &other));
    }

    #[test]
    fn a_changed_value_shows_in_the_diff(run in runs(), other in runs()) {
        let diff = unified(&run.text(true), &other.text(false));
        proptest::prop_assert!(diff.contains("\n-") && diff.contains("\n+"), "{}", diff);
        let changed: Vec<&str> =
            diff.lines().filter(|line| line.starts_with(['-', '+'])).skip(2).map(|line| line[1..].trim()).collect();
        proptest::prop_assert!(changed.iter().all(|line| line.starts_with("\"active\": ")), "{}", diff);
    }

    #[test]
    fn normalising_a_second_time_changes_nothing(run in runs()) {
        for exchange in run.play(true) {
            let Some(body) = exchange.answer().and_then(|answer| answer.json()) else { continue };
            let once = super::answer(&run.names(), body);
            let again: Value = serde_json::from_str(&once).unwrap();
            prop_assert_eq!(super::answer(&run.names(), &again), once);
        }
    }

    #[test]
    fn any_json_is_printed_as_json(text in "\\PC{0,40}", key in "\\PC{0,12}", number in proptest::num::i64::ANY) {
        let body = json!({ (key.clone()): text, "members": [number, { "value": { "id": [text, null] } }], "meta": [key] });
        let printed = super::answer(&super::names(), &body);
        proptest::prop_assert!(serde_json::from_str::<Value>(&printed).is_ok(), "{}", printed);
    }
}
