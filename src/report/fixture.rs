//! One run that has everything in it, for the tests of all formats.
//!
//! The server of this run ignores PATCH operations without a path, sends list numbers as strings, answers a clear
//! attribute with 400, breaks down behind a proxy, and once closes the connection.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::exchange::{
    Answer, Call, Content, Evidence, Exchange, Failure, FailureKind, Method, Payload, Purpose, Repeat, Timing,
};
use crate::idp::{Alert, Consequence, ConsequenceKind, LogEvent, LogOutcome, LogTarget, Place, Verdict};
use crate::judge::{Finding, Level};
use crate::outcome::{
    Causes, Event, LeftBehind, Location, Notice, Outcome, PassResult, RunInfo, RunSummary, SnapshotState,
    StepResult, Waiting,
};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const OIN: &str = "okta-oin";
const AIW: &str = "okta-aiw";

/// All events of the run, in order.
pub(super) fn events() -> Vec<Event> {
    let mut passes = vec![
        created(0, OIN, SnapshotState::Matched),
        created(
            1,
            AIW,
            SnapshotState::Missing { pending: Some(waiting("staging/okta/users/create/okta-aiw")) },
        ),
        silent_success(2),
        strings_for_numbers(3, "okta/users/unassign", OIN),
        strings_for_numbers(4, "okta/users/unassign", AIW),
        refused_null(5),
        skipped(6),
        changed_snapshot(7),
        broken_proxy(8),
        touched_bystander(9),
        interrupted(10),
    ];
    let mut causes = Causes::default();
    passes.iter_mut().for_each(|pass| causes.take(pass));
    let info = RunInfo {
        run_id: "k3f9x2".into(),
        target: "staging".into(),
        url: Some("https://staging.example.com/scim/v2".into()),
        curl_authorization: Some("Authorization: Bearer $SCIM_TOKEN".into()),
        passes: passes.iter().map(|pass| (pass.scenario.clone(), pass.client.clone())).collect(),
        fail_on: Level::Violation,
        started: "2026-11-25T21:47:50Z".into(),
        version: "0.1.0",
    };
    let mut events = vec![
        Event::RunStarted(Arc::new(info)),
        Event::Notice(Notice {
            warning: true,
            text: "a token given with --token can be read by others on this machine; --token-env keeps it private".into(),
        }),
    ];
    for pass in passes {
        let (index, scenario, client) = (pass.index, pass.scenario.clone(), pass.client.clone());
        events.push(Event::PassStarted { index, scenario, client });
        events.extend(pass.steps.iter().map(|_| Event::StepFinished { index }));
        events.push(Event::PassFinished(Arc::new(pass)));
    }
    events.push(Event::RunFinished(Arc::new(RunSummary {
        causes: causes.into_sorted(),
        passed: 2,
        failed: 7,
        skipped: 1,
        not_run: 1,
        snapshots_changed: 1,
        snapshots_missing: 1,
        left_behind: vec![LeftBehind {
            path: "/Users/8f1c2e04".into(),
            name: "ada.k3f9x2@example.com".into(),
            reason: "DELETE was answered 403 and the deactivation 200, but the user is still active".into(),
        }],
        interrupted: true,
        target_died: None,
        journal_failed: None,
        requests: 24,
        own_requests: 31,
        duration: Duration::from_millis(2_345),
    })));
    events
}

/// A run in which all is well.
pub(super) fn green() -> Vec<Event> {
    let mut pass = created(0, OIN, SnapshotState::Matched);
    pass.steps.iter_mut().for_each(|step| step.findings.clear());
    let info = RunInfo {
        run_id: "a1b2c3".into(),
        target: "embedded provider".into(),
        url: None,
        curl_authorization: None,
        passes: vec![(pass.scenario.clone(), pass.client.clone())],
        fail_on: Level::Violation,
        started: "2026-11-25T21:47:50Z".into(),
        version: "0.1.0",
    };
    let summary = RunSummary {
        causes: Vec::new(),
        passed: 1,
        failed: 0,
        skipped: 0,
        not_run: 0,
        snapshots_changed: 0,
        snapshots_missing: 0,
        left_behind: Vec::new(),
        interrupted: false,
        target_died: None,
        journal_failed: None,
        requests: 5,
        own_requests: 2,
        duration: Duration::from_millis(9),
    };
    vec![
        Event::RunStarted(Arc::new(info)),
        Event::PassFinished(Arc::new(pass)),
        Event::RunFinished(Arc::new(summary)),
    ]
}

fn created(index: usize, client: &str, snapshot: SnapshotState) -> PassResult {
    let lookup = exchange(
        get("/Users", Some("filter=userName%20eq%20%22ada.k3f9x2%40example.com%22&startIndex=1&count=100")),
        200,
        &list(&json!(0)),
    );
    let create = exchange(call(Method::Post, "/Users", user(true)), 201, &user(true));
    let mut media_type = Finding::of(
        "media.scim-json",
        Level::Warning,
        "the answer is application/json, not application/scim+json",
    );
    media_type.source = Some("RFC 7644 §3.1".into());
    media_type.fix = Some("send Content-Type: application/scim+json".into());
    media_type.evidence = Evidence::Documented;
    media_type.exchange = Some(Arc::clone(&lookup));
    let mut second = media_type.clone();
    second.exchange = Some(Arc::clone(&create));
    let mut location = Finding::of("meta.location", Level::Note, "meta.location is a relative URL");
    location.source = Some("RFC 7643 §3.1".into());
    location.pointer = Some("/meta/location".into());
    let assign = StepResult {
        findings: vec![media_type, second, location],
        trace: vec![lookup, create],
        ..step(1, "assign ada", at("okta/users/create", 12, "  - assign: [ada, bob]", 5, 6))
    };
    let bob = step(2, "assign bob", at("okta/users/create", 12, "  - assign: [ada, bob]", 5, 6));
    PassResult {
        obstacle: None,
        cause: None,
        snapshot,
        steps: vec![
            assign,
            bob,
            step(3, "await", at("okta/users/create", 15, "  - await: { every: 1s, for: 5s }", 5, 5)),
        ],
        requests: 4,
        ..pass(index, "okta/users/create", "Assign the app to two new people", client, Outcome::Passed)
    }
}

/// The failure that the tool exists for: everybody is content, and the user still has access.
fn silent_success(index: usize) -> PassResult {
    let operations =
        json!({"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": false}}]});
    let write = exchange(call(Method::Patch, "/Users/8f1c2e04", operations), 200, &user(true));
    let read =
        exchange(Call { purpose: Purpose::ReadBack, ..get("/Users/8f1c2e04", None) }, 200, &user(true));
    let scenario = "okta/users/deactivate";
    let place = || at(scenario, 14, "  - deactivate: ada", 5, 15);
    let drift = Finding {
        expected: Some("false".into()),
        found: Some("true".into()),
        pointer: Some("/active".into()),
        likely_cause: Some("the operation has no \"path\"; its value object was ignored".into()),
        fix: Some("apply every attribute of the value object when a replace has no path".into()),
        source: Some("RFC 7644 §3.5.2.3".into()),
        evidence: Evidence::Documented,
        exchange: Some(Arc::clone(&write)),
        read_back: Some(Arc::clone(&read)),
        ..Finding::of(
            "user.deactivation-takes-effect",
            Level::Error,
            "the server answered 200, and the user is still active",
        )
    };
    let expected = Finding {
        expected: Some("active: false".into()),
        found: Some("active: true".into()),
        pointer: Some("/active".into()),
        exchange: Some(Arc::clone(&write)),
        read_back: Some(Arc::clone(&read)),
        ..Finding::of("expect.remote", Level::Error, "ada is not as expected on the target")
    };
    let modified = Finding {
        evidence: Evidence::Inferred,
        exchange: Some(Arc::clone(&write)),
        ..Finding::of("drift.attribute", Level::Note, "meta.lastModified did not change with the write")
    };
    let failed = StepResult {
        findings: vec![drift, expected, modified],
        finding_locations: vec![
            None,
            Some(at(scenario, 17, "      remote: { ada: { active: false } }", 22, 17)),
            None,
        ],
        trace: vec![write],
        read_backs: vec![read],
        outcome: Outcome::Failed,
        ..step(2, "deactivate ada", place())
    };
    let not_run = StepResult {
        outcome: Outcome::NotRun("step 2 failed".into()),
        verdict: None,
        requests: 0,
        duration: Duration::ZERO,
        ..step(3, "reactivate ada", at(scenario, 18, "  - reactivate: ada", 5, 15))
    };
    PassResult {
        obstacle: None,
        cause: None,
        steps: vec![step(1, "assign ada", at(scenario, 13, "  - assign: ada", 5, 11)), failed, not_run],
        ..pass(index, scenario, "Deactivate a person in Okta", OIN, Outcome::Failed)
    }
}

/// A broken MUST that the client survives, in two steps of a pass; other passes meet it again.
fn strings_for_numbers(index: usize, scenario: &str, client: &str) -> PassResult {
    let failed = |number, label: &str, line, excerpt: &str| {
        let lookup = exchange(
            get(
                "/Users",
                Some("filter=userName%20eq%20%22ada.k3f9x2%40example.com%22&startIndex=1&count=100"),
            ),
            200,
            &list(&json!("0")),
        );
        let finding = Finding {
            expected: Some("an integer".into()),
            found: Some("the string \"0\"".into()),
            pointer: Some("/totalResults".into()),
            fix: Some("send totalResults, startIndex and itemsPerPage as JSON numbers".into()),
            source: Some("RFC 7644 §3.4.2".into()),
            evidence: Evidence::Captured,
            exchange: Some(Arc::clone(&lookup)),
            ..Finding::of("list.integers", Level::Violation, "totalResults is a string")
        };
        StepResult {
            outcome: Outcome::Failed,
            findings: vec![finding],
            trace: vec![lookup],
            ..step(number, label, at(scenario, line, excerpt, 5, excerpt.len() - 4))
        }
    };
    PassResult {
        steps: vec![
            failed(1, "assign ada", 9, "  - assign: ada"),
            failed(2, "unassign ada", 10, "  - unassign: ada"),
        ],
        ..pass(index, scenario, "Take the app away", client, Outcome::Failed)
    }
}

fn log_event(detail: &str) -> LogEvent {
    let target = |kind: &str, id: &str, name: &str| LogTarget {
        kind: kind.into(),
        id: None,
        alternate_id: id.into(),
        display_name: name.into(),
    };
    LogEvent {
        event_type: "application.provision.user.push_profile".into(),
        display_message: Some("Push user's profile to external application".into()),
        outcome: LogOutcome {
            result: "FAILURE".into(),
            reason: Some(format!("Bad Request. Errors reported by remote server: {detail}")),
        },
        severity: "ERROR".into(),
        target: vec![
            target("AppUser", "ada.k3f9x2@example.com", "Ada Lovelace"),
            target("AppInstance", "scimulate", "scimulate"),
        ],
        legacy_event_type: Some("app.api.error.push_profile_update".into()),
    }
}

fn refused_null(index: usize) -> PassResult {
    let scenario = "okta/users/update-user-type@userType=null";
    let detail = "Request is malformed: Error: Expecting string at 0.1.userType but instead got: null.";
    let mut body = user(true);
    body["userType"] = Value::Null;
    let error = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "detail": detail});
    let read = exchange(get("/Users/8f1c2e04", None), 200, &user(true));
    let write = exchange(call(Method::Put, "/Users/8f1c2e04", body), 400, &error);
    let shown = format!(
        "Error while trying to push profile update for ada.k3f9x2@example.com: Bad Request. Errors reported by remote server: {detail}"
    );
    let finding = Finding {
        expected: Some("success".into()),
        found: Some("an error".into()),
        likely_cause: Some(
            "the server's schema check refuses null, which means \"unassigned\" (RFC 7643 §2.5)".into(),
        ),
        fix: Some("take null as \"no value\"".into()),
        evidence: Evidence::Reported,
        exchange: Some(Arc::clone(&write)),
        ..Finding::of("expect.okta", Level::Error, "Okta shows an error where success was expected")
    };
    let place = Location {
        path: "scenarios/fragments/edit.yaml".into(),
        ..at(scenario, 6, "  - update: { user: ${who}, set: { userType: null } }", 5, 6)
    };
    let failed = StepResult {
        outcome: Outcome::Failed,
        verdict: Some(Verdict::Failure(Box::new(Alert {
            task: Some(format!(
                "Automatic profile push of user Ada Lovelace to app scimulate failed: {shown}"
            )),
            text: Some(shown),
            banner: Some("An error occurred while pushing a profile update to this app".into()),
            event: Some(log_event(detail)),
            evidence: Evidence::Reported,
            ..Alert::unknown(Place::Tasks)
        }))),
        consequences: vec![Consequence {
            kind: ConsequenceKind::DeactivationAtRisk,
            text: "Until a push succeeds, Okta sends no deactivation: a leaver would keep access.".into(),
            evidence: Evidence::Inferred,
        }],
        findings: vec![finding],
        finding_locations: vec![Some(Location {
            path: "scenarios/fragments/edit.yaml".into(),
            ..at(scenario, 8, "      okta: success", 13, 7)
        })],
        used_from: vec![at(scenario, 21, "  - uses: fragments/edit", 5, 22)],
        trace: vec![read, write],
        requests: 2,
        ..step(2, "update ada", place)
    };
    PassResult {
        obstacle: None,
        cause: None,
        steps: vec![step(1, "assign ada", at(scenario, 20, "  - assign: ada", 5, 11)), failed],
        ..pass(index, scenario, "Change a person's userType", AIW, Outcome::Failed)
    }
}

fn skipped(index: usize) -> PassResult {
    let outcome = Outcome::Skipped("needs sync-password, which is not among what the target supports".into());
    PassResult {
        obstacle: None,
        cause: None,
        requests: 0,
        own_requests: 0,
        duration: Duration::ZERO,
        snapshot: SnapshotState::NotCompared("the pass was skipped".into()),
        ..pass(index, "okta/users/sync-password", "Push a new password", AIW, outcome)
    }
}

fn changed_snapshot(index: usize) -> PassResult {
    let diff = "@@ -14,7 +14,7 @@\n   {\n     \"id\": \"<analysts.id>\",\n-    \"displayName\": \"Analysts <run>\",\n+    \"displayName\": \"analysts <run>\",\n     \"members\": [\n";
    PassResult {
        steps: vec![step(
            1,
            "push-now analysts",
            at("okta/groups/push-now", 11, "  - push-now: analysts", 5, 18),
        )],
        findings: vec![Finding::of(
            "snapshot.changed",
            Level::Violation,
            "the conversation is not the approved one",
        )],
        snapshot: SnapshotState::Changed {
            diff: diff.into(),
            pending: Some(waiting("staging/okta/groups/push-now/okta-oin")),
        },
        ..pass(index, "okta/groups/push-now", "Push a group again", OIN, Outcome::Failed)
    }
}

fn waiting(name: &str) -> Waiting {
    Waiting { path: format!("snapshots/{name}.snap.new"), name: name.to_owned(), directory: None }
}

/// HTML with terminal sequences in it from something in front of the server, and a connection that closes.
fn broken_proxy(index: usize) -> PassResult {
    let scenario = "okta/groups/link-group";
    let html = "<html>\n<head><title>502 Bad Gateway</title></head>\u{1b}[2J\u{1b}]0;owned\u{7}\n<body><center>nginx</center></body></html>\n";
    let mut proxied = exchange(get("/Groups", Some("startIndex=1&count=100")), 502, &Value::Null);
    if let Some(exchange) = Arc::get_mut(&mut proxied) {
        exchange.result = Ok(Answer {
            status: 502,
            headers: vec![("content-type".into(), "text/html".into()), ("x-evil".into(), "\u{9b}31m".into())],
            content: Content::new(html.into()),
        });
        exchange.repeats = vec![Repeat { status: 429, waited: Duration::from_secs(2) }];
    }
    let finding = Finding {
        evidence: Evidence::Documented,
        exchange: Some(Arc::clone(&proxied)),
        fix: Some("let the server itself answer below /scim/v2, with application/scim+json".into()),
        ..Finding::of("body.json", Level::Error, "the answer is a web page, not a SCIM message")
    };
    let first = StepResult {
        outcome: Outcome::Failed,
        verdict: Some(Verdict::Failure(Box::new(Alert::unknown(Place::Tasks)))),
        findings: vec![finding],
        trace: vec![proxied],
        ..step(1, "enable-provisioning", at(scenario, 10, "  - enable-provisioning", 5, 19))
    };
    let members = json!({"schemas": [PATCH], "Operations": [{"op": "add", "path": "members", "value":
        (0..150).map(|number| json!({"value": format!("{number:08x}"), "display": format!("member-{number}@example.com")})).collect::<Vec<_>>()}]});
    let mut closed = exchange(
        call(Method::Patch, "/Groups/abf4dd94-a4c0-4f67-89c9-76b03340cb9b", members),
        0,
        &Value::Null,
    );
    if let Some(exchange) = Arc::get_mut(&mut closed) {
        exchange.result = Err(Failure {
            kind: FailureKind::ClosedWithoutAnswer,
            message: "the connection was closed before an answer began".into(),
        });
        exchange.timing = Timing { first_byte: Duration::ZERO, total: Duration::from_millis(30_012) };
    }
    let finding = Finding {
        evidence: Evidence::Documented,
        exchange: Some(Arc::clone(&closed)),
        ..Finding::of("exchange.answered", Level::Error, "no answer came")
    };
    let second = StepResult {
        outcome: Outcome::Failed,
        verdict: Some(Verdict::Rescheduled { reason: "Okta would try again in 5 minutes".into() }),
        findings: vec![finding],
        trace: vec![closed],
        ..step(2, "link-group analysts", at(scenario, 11, "  - link-group: analysts", 5, 20))
    };
    PassResult {
        obstacle: None,
        cause: None,
        steps: vec![first, second],
        snapshot: SnapshotState::NotCompared("a request got no answer".into()),
        ..pass(index, scenario, "Link a group that is there", OIN, Outcome::Failed)
    }
}

fn touched_bystander(index: usize) -> PassResult {
    let read = exchange(Call { purpose: Purpose::Bystander, ..get("/Users/b1", None) }, 200, &user(false));
    let finding = Finding {
        expected: Some("true".into()),
        found: Some("false".into()),
        pointer: Some("/active".into()),
        read_back: Some(read),
        likely_cause: Some("the filter is ignored, and a write hits the first user of the list".into()),
        ..Finding::of("bystander.changed", Level::Error, "a user that no act names was changed")
    };
    PassResult {
        obstacle: None,
        cause: None,
        steps: vec![step(1, "suspend ada", at("okta/users/suspend", 8, "  - suspend: ada", 5, 12))],
        findings: vec![finding],
        ..pass(index, "okta/users/suspend", "Suspend a person", OIN, Outcome::Failed)
    }
}

fn interrupted(index: usize) -> PassResult {
    let outcome = Outcome::NotRun("the run was interrupted".into());
    PassResult {
        obstacle: None,
        cause: None,
        requests: 0,
        own_requests: 0,
        duration: Duration::ZERO,
        snapshot: SnapshotState::NotCompared("the pass was not played".into()),
        ..pass(index, "okta/groups/link-group", "Link a group that is there", AIW, outcome)
    }
}

fn pass(index: usize, scenario: &str, title: &str, client: &str, outcome: Outcome) -> PassResult {
    PassResult {
        obstacle: None,
        cause: None,
        index,
        scenario: scenario.into(),
        title: title.into(),
        client: client.into(),
        location: at(scenario, 2, &format!("title: {title}"), 8, title.chars().count()),
        outcome,
        steps: Vec::new(),
        findings: Vec::new(),
        snapshot: SnapshotState::Matched,
        duration: Duration::from_millis(12),
        requests: 3,
        own_requests: 2,
    }
}

fn step(number: usize, label: &str, location: Location) -> StepResult {
    StepResult {
        cause: None,
        number,
        label: label.into(),
        location,
        used_from: Vec::new(),
        outcome: Outcome::Passed,
        verdict: Some(Verdict::Success),
        findings: Vec::new(),
        finding_locations: Vec::new(),
        trace: Vec::new(),
        read_backs: Vec::new(),
        remarks: Vec::new(),
        consequences: Vec::new(),
        duration: Duration::from_micros(3_200),
        requests: 1,
    }
}

fn at(scenario: &str, line: usize, excerpt: &str, column: usize, width: usize) -> Location {
    let file = scenario.split('@').next().unwrap_or_default();
    Location { path: format!("scenarios/{file}.yaml"), line, column, excerpt: excerpt.into(), width }
}

fn get(path: &str, query: Option<&str>) -> Call {
    Call {
        query: query.map(str::to_owned),
        headers: vec![("Accept".into(), "application/scim+json".into())],
        ..Call::new(Method::Get, path, Evidence::Documented, Purpose::Act)
    }
}

fn call(method: Method, path: &str, body: Value) -> Call {
    Call {
        headers: vec![("Content-Type".into(), "application/scim+json; charset=utf-8".into())],
        body: Some(Payload::Json(body)),
        ..Call::new(method, path, Evidence::Documented, Purpose::Act)
    }
}

fn exchange(call: Call, status: u16, body: &Value) -> Arc<Exchange> {
    let url = format!("https://staging.example.com/scim/v2{}", call.target());
    let headers = vec![
        ("content-type".into(), "application/json".into()),
        ("set-cookie".into(), "session=s3cr3t".into()),
    ];
    let content = Content::new(body.to_string().into());
    let timing = Timing { first_byte: Duration::from_micros(2_900), total: Duration::from_micros(3_100) };
    Arc::new(Exchange {
        call,
        url,
        result: Ok(Answer { status, headers, content }),
        timing,
        repeats: Vec::new(),
    })
}

fn user(active: bool) -> Value {
    json!({
        "schemas": [USER], "id": "8f1c2e04", "externalId": "00ujl29u0le5T6Aj10h7", "userName": "ada.k3f9x2@example.com",
        "name": {"givenName": "Ada", "familyName": "Lovelace"}, "userType": "lite",
        "emails": [{"primary": true, "value": "ada.k3f9x2@example.com", "type": "work"}],
        "groups": [], "active": active, "meta": {"resourceType": "User", "location": "/Users/8f1c2e04"}
    })
}

fn list(total: &Value) -> Value {
    json!({"schemas": [LIST], "totalResults": total, "startIndex": 1, "itemsPerPage": 0, "Resources": []})
}
