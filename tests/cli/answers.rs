//! Scenarios that are answered without a server: from canned answers, whatever the target.

use crate::program::Program;
use crate::server::Server;

/// Nobody listens there.
const DEAD: &str = "http://127.0.0.1:9/scim/v2";

fn scenario(answers: &str, steps: &str) -> String {
    format!(
        "title: Canned\nclients: [okta-aiw]\ncast: {{ users: {{ ada: {{}} }} }}\nanswers:\n{answers}steps:\n{steps}"
    )
}

const NOBODY: &str = "  - { to: \"GET /Users?filter\", with: { users: [] } }\n";
const ASSIGN: &str = "  - assign: ada\n";

#[test]
fn no_target_is_needed_nor_touched() {
    let text =
        scenario(&format!("{NOBODY}  - {{ to: \"POST /Users\", with: {{ created: ada }} }}\n"), ASSIGN);
    let program = Program::new().file("scenarios/mine.yaml", &text);
    program.run(&["run", "mine"]).ends_with(0).says("canned answers");
    program.run(&["run", "mine", "--target", DEAD]).ends_with(0);
    // No consent either: nothing is created there.
    program.run(&["run", "mine", "--target", "http://192.0.2.1/scim/v2"]).ends_with(0);
    let server = Server::correct();
    program.run(&["run", "mine", "--target", &server.url()]).ends_with(0);
    assert_eq!(server.seen().len(), 0);
    assert_eq!(program.journals(), []);
    program.run(&["run", "mine", "--dry-run"]).ends_with(0).says("POST /Users");
    program.run(&["check", "mine"]).ends_with(0).says("no mistakes");
}

#[test]
fn canned_passes_and_others_are_counted_together() {
    let text =
        scenario(&format!("{NOBODY}  - {{ to: \"POST /Users\", with: {{ created: ada }} }}\n"), ASSIGN);
    let program = Program::new().file("scenarios/mine.yaml", &text);
    let server = Server::correct();
    let arguments = ["run", "mine", "okta/users/create", "--client", "okta-aiw", "--target", &server.url()];
    program.run(&arguments).ends_with(0).says("2 passed");
    assert!(!server.seen().is_empty());
}

#[test]
fn a_request_without_an_answer_is_one_finding_that_says_what_to_add() {
    let program = Program::new().file("scenarios/mine.yaml", &scenario(NOBODY, ASSIGN));
    program
        .run(&["run", "mine"])
        .ends_with(1)
        .says("there is no canned answer for POST /Users")
        .says("add an answer: { to: \"POST /Users\", with: … }")
        .hides("curl ")
        .says("from 1 cause");
}

#[test]
fn an_answer_that_nothing_asks_for_is_a_warning() {
    let answers = format!(
        "{NOBODY}  - {{ to: \"POST /Users\", with: {{ created: ada }} }}\n  - {{ to: \"PUT /Users/*\", with: {{ status: 204 }} }}\n"
    );
    let program = Program::new().file("scenarios/mine.yaml", &scenario(&answers, ASSIGN));
    program
        .run(&["run", "mine"])
        .ends_with(0)
        .says("nothing asked for the answer to PUT /Users/* (scenarios/mine.yaml:7:11)");
    program.run(&["run", "mine", "--fail-on", "warning"]).ends_with(1);
}

#[test]
fn what_an_answer_causes_is_what_okta_shows() {
    let answers = format!(
        "{NOBODY}  - {{ to: \"POST /Users\", with: {{ status: 409, error: \"${{ada.userName}} is taken\" }} }}\n"
    );
    let steps = "  - assign: ada\n    expect: { okta: { error: \"Error while creating user ${ada.userName}: Conflict. Errors reported by remote server: ${ada.userName} is taken\" } }\n";
    let program = Program::new().file("scenarios/mine.yaml", &scenario(&answers, steps));
    program.run(&["run", "mine", "--fail-on", "warning"]).ends_with(0);
}

#[test]
fn nobody_waits_for_a_canned_retry_after() {
    let answers = format!(
        "{NOBODY}  - {{ to: \"POST /Users\", with: {{ status: 429, headers: {{ Retry-After: 50 }} }} }}\n  - {{ to: \"POST /Users\", with: {{ created: ada }} }}\n"
    );
    let program = Program::new().file("scenarios/mine.yaml", &scenario(&answers, ASSIGN));
    // The wait counts in the pass's own time and not in the run's: who really waits has both.
    let ended = program.run(&["run", "mine"]).ends_with(0);
    let line = |text: &str| ended.stdout.lines().find(|line| line.contains(text)).unwrap();
    let (pass, traffic) = (line("PASS  mine"), line("3 requests in"));
    let seconds = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.windows(2).find(|pair| pair[1] == "s").and_then(|pair| pair[0].parse::<f64>().ok())
    };
    assert!(seconds(pass).is_some_and(|seconds| seconds >= 50.0), "{pass}");
    assert!(seconds(traffic) < seconds(pass), "{traffic}");
}

#[test]
fn conversations_are_kept_apart_from_those_with_servers() {
    let text =
        scenario(&format!("{NOBODY}  - {{ to: \"POST /Users\", with: {{ created: ada }} }}\n"), ASSIGN);
    let program = Program::new().file("scenarios/mine.yaml", &text);
    program.run(&["run", "mine", "--snapshots", "all"]).ends_with(0);
    let approved = program.read("snapshots/answers/mine/okta-aiw.snap");
    assert!(approved.contains("\"id\": \"<ada.id>\""), "{approved}");
    program.run(&["run", "mine", "--snapshots", "require", "--target", DEAD]).ends_with(0);
}

#[test]
fn no_target_may_take_the_name_of_canned_answers() {
    let file = "targets:\n  answers:\n    url: http://127.0.0.1:9/scim/v2\n";
    Program::new()
        .file("scimulate.yaml", file)
        .run(&["run", "--target", "answers"])
        .ends_with(2)
        .says("`answers` is the name of canned answers");
}

#[test]
fn what_says_nothing_about_a_target_is_played_against_it_only_when_asked_for() {
    let server = Server::correct();
    let program = Program::new();
    let planned = program.run(&["run", "--target", &server.url(), "--dry-run"]).ends_with(0);
    assert!(!planned.stdout.contains("okta/messages/"), "{}", planned.stdout);
    program
        .run(&["run", "--tag", "messages", "--target", &server.url()])
        .ends_with(0)
        .says("okta/messages/too-late");
    assert_eq!(server.seen().len(), 0);
}
