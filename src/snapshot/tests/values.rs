//! Which values are renamed, and where.

use serde_json::{Value, json};

use super::{ADA, ANALYSTS, BASE, BOB, answer, answered, json as answered_json, names, said, sent};
use crate::snapshot::NameTable;

/// What a single attribute of an answer is printed as.
fn attribute(names: &NameTable, name: &str, value: &Value) -> String {
    let text = answer(names, &json!({ name: value }));
    text.trim_start_matches("{\n  ").trim_end_matches("\n}\n").split_once(": ").unwrap().1.to_owned()
}

#[test]
fn an_id_has_the_same_name_wherever_it_stands() {
    let patch = json!({ "Operations": [
        { "op": "remove", "path": format!("members[value eq \"{BOB}\"]") },
        { "op": "add", "path": "members", "value": [{ "value": ADA, "display": "Ada" }] },
    ] });
    let group = json!({
        "id": ANALYSTS,
        "members": [{ "value": ADA, "$ref": format!("{BASE}/Users/{ADA}"), "type": "User" }],
        "meta": { "location": format!("/scim/v2/Groups/{ANALYSTS}") },
    });
    let text = said(
        &names(),
        &[
            answered_json(sent("PATCH", &format!("/Groups/{ANALYSTS}"), Some(patch)), 200, &group),
            answered_json(
                sent("GET", &format!("/Groups?filter=members%20eq%20%22{ADA}%22&excludedAttributes=x"), None),
                404,
                &json!({ "detail": format!("User {ADA} (or '{BOB}') not found") }),
            ),
        ],
    );
    for piece in [
        "> PATCH /Groups/<analysts.id>",
        r#""path": "members[value eq \"<bob.id>\"]""#,
        r#"{ "value": "<ada.id>", "display": "Ada" }"#,
        r#"{ "value": "<ada.id>", "$ref": "<base>/Users/<ada.id>", "type": "User" }"#,
        r#""location": "/scim/v2/Groups/<analysts.id>""#,
        "> GET /Groups?filter=members%20eq%20%22<ada.id>%22&excludedAttributes=x",
        "User <ada.id> (or '<bob.id>') not found",
    ] {
        assert!(text.contains(piece), "{piece}\nin\n{text}");
    }
    assert!(![ADA, BOB, ANALYSTS].iter().any(|id| text.contains(id)), "{text}");
}

#[test]
fn a_short_id_is_renamed_only_where_an_id_stands() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.id("ada", "1");
    names.id("analysts", "7");
    let patch = json!({ "Operations": [
        { "op": "add", "path": "members", "value": [{ "value": "1" }] },
        { "op": "remove", "path": "members[value eq \"1\"]" },
        { "op": "replace", "path": "userType", "value": "1" },
        { "op": "replace", "path": "emails[type eq \"1\"].value", "value": "1" },
        { "op": "add", "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "value": "1" },
        { "op": "add", "value": { "members": [{ "value": "1" }], "displayName": "1" } },
    ] });
    let user = json!({
        "id": "1", "userType": "1", "startIndex": 1, "nickName": "Room 1", "externalId": "1",
        "emails": [{ "value": "1" }],
        "groups": [{ "value": "7", "display": "7", "$ref": format!("{BASE}/Groups/7?v=1") }],
        "meta": { "location": "https://internal.example/api/1/Users/1" },
        "detail": "User 1 of 1 is in Groups/7",
    });
    let text = said(&names, &[answered_json(sent("PATCH", "/Users/1?count=1", Some(patch)), 200, &user)]);
    for piece in [
        "> PATCH /Users/<ada.id>?count=1\n",
        "\"path\": \"members\",\n      \"value\": [\n        { \"value\": \"<ada.id>\" }\n      ]",
        r#""path": "members[value eq \"<ada.id>\"]""#,
        "\"path\": \"userType\",\n      \"value\": \"1\"",
        "\"path\": \"emails[type eq \\\"1\\\"].value\",\n      \"value\": \"1\"",
        "User:manager.value\",\n      \"value\": \"<ada.id>\"",
        r#"{ "value": "<ada.id>" }"#,
        "\"displayName\": \"1\"",
        "\"id\": \"<ada.id>\"",
        "\"userType\": \"1\"",
        "\"startIndex\": 1,",
        "\"nickName\": \"Room 1\"",
        "\"externalId\": \"1\"",
        "{ \"value\": \"1\" }",
        r#"{ "value": "<analysts.id>", "display": "7", "$ref": "<base>/Groups/<analysts.id>?v=1" }"#,
        "https://internal.example/api/1/Users/<ada.id>",
        "User <ada.id> of 1 is in Groups/<analysts.id>",
    ] {
        assert!(text.contains(piece), "{piece}\nin\n{text}");
    }
}

#[test]
fn a_filter_renames_a_short_id_only_where_it_is_compared_with_an_id() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.id("ada", "1");
    let asked = |filter: &str| {
        let text = said(&names, &[answered(sent("GET", &format!("/Users?{filter}"), None), 404, &[], "")]);
        text.lines().next().unwrap().trim_start_matches("> GET /Users?").to_owned()
    };
    for (filter, printed) in [
        ("filter=id%20eq%20%221%22", "filter=id%20eq%20%22<ada.id>%22"),
        ("filter=id+eq+\"1\"", "filter=id+eq+\"<ada.id>\""),
        ("filter=userType%20eq%20%221%22", "filter=userType%20eq%20%221%22"),
        (
            "filter=userType%20eq%20%221%22%20and%20id%20eq%20%221%22",
            "filter=userType%20eq%20%221%22%20and%20id%20eq%20%22<ada.id>%22",
        ),
        ("filter=members[value%20eq%20%221%22]", "filter=members[value%20eq%20%22<ada.id>%22]"),
        ("filter=emails[value%20eq%20%221%22]", "filter=emails[value%20eq%20%221%22]"),
        ("filter=members.value%20eq%20%221%22", "filter=members.value%20eq%20%22<ada.id>%22"),
        (
            "filter=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value%20eq%20%221%22",
            "filter=urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value%20eq%20%22<ada.id>%22",
        ),
        ("startIndex=1&count=1&filter=id%20eq%20%221", "startIndex=1&count=1&filter=id%20eq%20%221"),
    ] {
        assert_eq!(asked(filter), printed);
    }
}

#[test]
fn an_id_that_needs_encoding_is_found_in_paths() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.id("ada", "ada lovelace@x.org");
    let text =
        said(&names, &[answered(sent("GET", "/Users/ada%20lovelace%40x.org?a=b", None), 404, &[], "")]);
    assert!(text.starts_with("> GET /Users/<ada.id>?a=b\n"), "{text}");
}

#[test]
fn an_id_made_of_the_user_name_does_not_hide_the_user_name() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.id("ada", "ada-k3f9x2-lovelace");
    let text = answer(&names, &json!({ "id": "ada-k3f9x2-lovelace", "userName": "ada-k3f9x2-lovelace" }));
    assert_eq!(text, "{\n  \"id\": \"<ada.id>\",\n  \"userName\": \"ada-<run>-lovelace\"\n}\n");
}

#[test]
fn a_second_id_of_the_same_person_is_told_apart() {
    let mut names = names();
    names.id("ada", "11111111-2222-4333-8444-555555555555");
    assert_eq!(attribute(&names, "id", &json!("11111111-2222-4333-8444-555555555555")), "\"<ada.id#2>\"");
    assert_eq!(attribute(&names, "id", &json!(ADA)), "\"<ada.id>\"");
}

#[test]
fn a_numeric_id_is_renamed_and_still_seen_to_be_a_number() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.id("ada", "17");
    assert_eq!(attribute(&names, "id", &json!(17)), "\"<ada.id, a number>\"");
    assert_eq!(attribute(&names, "id", &json!("17")), "\"<ada.id>\"");
    assert_eq!(attribute(&names, "count", &json!(17)), "17");
}

#[test]
fn an_id_that_nobody_announced_is_named_at_first_sight() {
    let one = "aaaaaaaa-0000-4000-8000-000000000001";
    let two = "aaaaaaaa-0000-4000-8000-000000000002";
    let names = NameTable::new("k3f9x2", BASE);
    let text = said(
        &names,
        &[
            answered_json(sent("POST", "/Things", Some(json!({ "a": 1 }))), 201, &json!({ "id": two })),
            answered_json(sent("POST", "/Things", Some(json!({ "a": 2 }))), 201, &json!({ "id": one })),
            answered_json(sent("GET", &format!("/Things/{two}"), None), 404, &json!({ "detail": one })),
        ],
    );
    let order: Vec<_> = text.match_indices("<id#").map(|(at, _)| &text[at..at + 6]).collect();
    assert_eq!(order, ["<id#1>", "<id#2>", "<id#1>", "<id#2>"]);
}

#[test]
fn a_resource_that_bears_a_name_of_the_cast_gives_its_id_that_role() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.name("ada", "ada.k3f9x2@example.com");
    let id = "aaaaaaaa-0000-4000-8000-000000000001";
    let text = answer(&names, &json!({ "id": id, "userName": "ADA.k3f9x2@example.com" }));
    assert!(text.contains("\"id\": \"<ada.id>\""), "{text}");
}

#[test]
fn an_id_that_the_scenario_wrote_stays_as_it_is() {
    let body = json!({ "members": [{ "value": "nobody" }] });
    let text = said(
        &names(),
        &[
            answered_json(sent("PUT", &format!("/Groups/{ANALYSTS}"), Some(body.clone())), 200, &body),
            answered_json(sent("GET", "/Users/no-such-user", None), 404, &json!({ "status": "404" })),
        ],
    );
    assert_eq!(text.matches("\"nobody\"").count(), 2, "{text}");
    assert!(text.contains("GET /Users/no-such-user\n"), "{text}");
}

#[test]
fn what_describes_the_server_is_not_taken_for_an_id() {
    let schemas =
        json!({ "totalResults": 1, "Resources": [{ "id": "urn:ietf:params:scim:schemas:core:2.0:User" }] });
    let types = json!({ "totalResults": 1, "Resources": [{ "id": "User", "name": "User" }] });
    let text = said(
        &names(),
        &[
            answered_json(sent("GET", "/Schemas", None), 200, &schemas),
            answered_json(sent("GET", "/ResourceTypes", None), 200, &types),
        ],
    );
    assert!(text.contains("\"id\": \"urn:ietf:params:scim:schemas:core:2.0:User\""), "{text}");
    assert!(text.contains("\"id\": \"User\""), "{text}");
    assert!(!text.contains("<other resources>") && !text.contains("<n>"), "{text}");
}

#[test]
fn a_manager_pushed_by_name_is_not_taken_for_an_id() {
    let user = json!({ "manager": { "value": "E-1042", "displayName": "Alan" } });
    let text = said(
        &names(),
        &[answered_json(sent("PUT", &format!("/Users/{ADA}"), Some(user.clone())), 200, &user)],
    );
    assert_eq!(text.matches("E-1042").count(), 2, "{text}");
}

#[test]
fn times_are_renamed_in_every_spelling() {
    for time in [
        "2026-11-25T21:44:24Z",
        "2026-11-25T21:44:24.123456789Z",
        "2026-11-25T21:44:24+01:00",
        "2026-11-25T21:44:24.000-0800",
        "2026-11-25 21:44:24",
        "Wed, 25 Nov 2026 21:44:24 GMT",
    ] {
        assert_eq!(attribute(&names(), "lastLogin", &json!(time)), "\"<datetime>\"", "{time}");
        assert_eq!(
            attribute(&names(), "detail", &json!(format!("since {time}."))),
            "\"since <datetime>.\"",
            "{time}"
        );
    }
    assert_eq!(attribute(&names(), "birthday", &json!("1815-12-10")), "\"1815-12-10\"");
    let meta = json!({ "created": 1_764_107_064_123_u64, "lastModified": "yesterday" });
    assert_eq!(
        attribute(&names(), "meta", &meta),
        r#"{ "created": "<datetime, a number>", "lastModified": "yesterday" }"#
    );
}

#[test]
fn a_password_is_hidden_where_it_is_sent_and_where_it_is_echoed() {
    for password in ["1mz050nq", "c0rrect horse!", "pässwörd-1"] {
        let user = json!({ "userName": "x", "password": password });
        let echo = json!({ "userName": "x", "password": password, "note": format!("got {password}!"), "raw": password });
        let text = said(&names(), &[answered_json(sent("POST", "/Users", Some(user)), 201, &echo)]);
        assert!(!text.contains(password), "{text}");
        assert_eq!(text.matches("<password>").count(), 4, "{text}");
    }
    for operation in [
        json!({ "op": "replace", "path": "password", "value": "n3w-Passw0rd" }),
        json!({ "op": "replace", "value": { "password": "n3w-Passw0rd" } }),
    ] {
        let patch = json!({ "Operations": [operation] });
        let answer = json!({ "detail": "n3w-Passw0rd is too short" });
        let text = said(
            &names(),
            &[answered_json(sent("PATCH", &format!("/Users/{ADA}"), Some(patch)), 400, &answer)],
        );
        assert_eq!((text.matches("<password>").count(), text.contains("n3w-")), (2, false), "{text}");
    }
}

#[test]
fn a_password_that_the_runner_knows_is_hidden_too() {
    let mut names = names();
    names.password("Tr0ub4dor&3");
    names.password("hunter2x");
    assert_eq!(attribute(&names, "note", &json!("Tr0ub4dor&3 or hunter2x")), "\"<password> or <password>\"");
}

#[test]
fn the_base_url_is_renamed_and_what_only_begins_like_it_is_not() {
    for (text, printed) in [
        ("http://127.0.0.1:41873/scim/v2", "<base>"),
        ("http://127.0.0.1:41873/scim/v2/Users", "<base>/Users"),
        ("see http://127.0.0.1:41873/scim/v2.", "see <base>."),
        ("http://127.0.0.1:41873/scim/v20", "<origin>/scim/v20"),
        ("http://127.0.0.1:41873/docs", "<origin>/docs"),
        ("at 127.0.0.1:41873", "at <host>"),
        ("http%3A%2F%2F127.0.0.1%3A41873%2Fscim%2Fv2", "<base>"),
        ("http://127.0.0.1:418730/", "http://127.0.0.1:418730/"),
    ] {
        assert_eq!(attribute(&names(), "note", &json!(text)), format!("\"{printed}\""));
    }
    let mut public = NameTable::new("k3f9x2", "https://example.com/scim/");
    public.name("ada", "ada.k3f9x2@example.com");
    assert_eq!(
        attribute(&public, "userName", &json!("ada.k3f9x2@example.com")),
        "\"ada.<run>@example.com\"",
        "a host without a port may be part of every address"
    );
    assert_eq!(
        attribute(&public, "location", &json!("https://example.com/scim/Users/x")),
        "\"<base>/Users/x\""
    );
}

#[test]
fn the_okta_id_wins_over_a_server_that_uses_it_as_its_own() {
    let mut names = NameTable::new("k3f9x2", BASE);
    names.id("ada", "00u1ro2x4dPqLmTRb5d7");
    names.okta_id("ada", "00u1ro2x4dPqLmTRb5d7");
    let text = answer(&names, &json!({ "id": "00u1ro2x4dPqLmTRb5d7", "externalId": "00u1ro2x4dPqLmTRb5d7" }));
    assert_eq!(text, "{\n  \"id\": \"<ada.id>\",\n  \"externalId\": \"<ada.oktaId>\"\n}\n");
}

#[test]
fn a_server_that_changes_the_case_of_names_is_seen_to_do_so() {
    let shown = |text: &str| attribute(&names(), "userName", &json!(text));
    assert_eq!(shown("ada.k3f9x2@example.com"), "\"ada.<run>@example.com\"");
    assert_eq!(shown("ADA.K3F9X2@EXAMPLE.COM"), "\"ADA.<RUN>@EXAMPLE.COM\"");
    assert_eq!(shown("xk3f9x2k3f9x2-äK3f9x2"), "\"x<run><run>-ä<RUN>\"");
}

#[test]
fn the_order_of_members_makes_no_difference() {
    let group = |members: Value| answer(&names(), &json!({ "id": ANALYSTS, "members": members }));
    let ada = json!({ "value": ADA });
    let bob = json!({ "value": BOB });
    let unknown = |id: &str, name: &str| json!({ "value": id, "display": name });
    assert_eq!(group(json!([ada, bob])), group(json!([bob, ada])));
    let (one, two) = ("aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002");
    assert_eq!(
        group(json!([unknown(one, "Carol"), ada, unknown(two, "Dan")])),
        group(json!([unknown(one, "Dan"), unknown(two, "Carol"), ada])),
    );
}

#[test]
fn the_order_of_patched_values_is_kept() {
    let patch = |members: Value| {
        let body = json!({ "Operations": [{ "op": "replace", "path": "members", "value": members }] });
        said(&names(), &[answered(sent("PATCH", &format!("/Groups/{ANALYSTS}"), Some(body)), 204, &[], "")])
    };
    let (ada, bob) = (json!({ "value": ADA }), json!({ "value": BOB }));
    assert_ne!(patch(json!([ada, bob])), patch(json!([bob, ada])));
}

#[test]
fn a_large_group_is_printed_whole_and_every_member_has_its_name() {
    let mut names = names();
    let id = |number: usize| format!("bbbbbbbb-0000-4000-8000-{number:012}");
    for number in 0..2_000 {
        names.id(&format!("u{number}"), &id(number));
    }
    let members: Vec<Value> = (0..2_000)
        .rev()
        .map(|number| json!({ "value": id(number), "display": format!("u{number}.k3f9x2") }))
        .collect();
    let text = answer(&names, &json!({ "id": ANALYSTS, "members": members }));
    assert_eq!(text.matches("    { \"value\": \"<u").count(), 2_000);
    assert!(text.contains(r#"{ "value": "<u1999.id>", "display": "u1999.<run>" }"#));
}
