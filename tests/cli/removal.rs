//! Whatever happens to a run: afterwards the target holds exactly what it held before.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scimulate::exchange::Method;
use serde_json::{Value, json};

use crate::program::{Program, Running};
use crate::server::{Reply, Server, refusal};

const PATIENCE: Duration = Duration::from_secs(60);

/// A server that does the work of a request and then keeps the answer back until the test lets go. It happens once.
struct Held {
    server: Server,
    reached: Receiver<()>,
    release: Sender<()>,
}

impl Held {
    /// Holds the n-th request of this method on this endpoint.
    fn at(method: Method, endpoint: &'static str, count: usize) -> Self {
        let (tell, reached) = channel();
        let (release, wait) = channel();
        let wait = Mutex::new(Some(wait));
        let left = Mutex::new(count);
        let server = Server::behaving(move |seen, correct| {
            let answer = correct.answer(seen);
            let held = seen.is(method, endpoint) && {
                let mut left = left.lock().unwrap();
                *left = left.wrapping_sub(1);
                *left == 0
            };
            if held && let Some(wait) = wait.lock().unwrap().take() {
                tell.send(()).unwrap();
                let _ = wait.recv_timeout(PATIENCE);
            }
            Reply::Answer(answer)
        });
        Held { server, reached, release }
    }

    /// Starts a run and waits until it is in the middle.
    fn start(&self, program: &Program, flags: &[&str]) -> Running {
        let url = self.server.url();
        let mut arguments = vec!["run", "okta/users", "okta/groups", "--target", &url, "--jobs", "2"];
        arguments.extend(flags);
        let running = program.start(&arguments);
        self.reached.recv_timeout(PATIENCE).expect("the run never came to the request");
        running
    }

    fn let_go(&self) {
        let _ = self.release.send(());
    }
}

/// The run id of the one journal that is there.
fn run_id(program: &Program) -> String {
    let journals = program.journals();
    assert_eq!(journals.len(), 1, "one run, one journal");
    journals[0].0.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn after_a_passed_run_nothing_is_left() {
    let server = Server::correct();
    let before = server.contents();
    let program = Program::new();
    program.run(&["run", "--target", &server.url()]).ends_with(0);
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
    assert!(server.seen().len() > 1000, "the whole set was played");
}

#[test]
fn after_a_failed_run_nothing_is_left() {
    // It says yes to every change and makes none: the worst kind of failure.
    let server = Server::behaving(|seen, correct| match seen.method {
        Method::Put | Method::Patch => {
            let mut read = seen.clone();
            read.method = Method::Get;
            Reply::Answer(correct.answer(&read))
        }
        _ => Reply::Answer(correct.answer(seen)),
    });
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    program.run(&["run", "--tag", "brief", "--target", &url, "--settle", "0s"]).ends_with(1);
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn after_the_first_failure_of_many_nothing_is_left() {
    let server = Server::behaving(|seen, correct| match seen.method {
        Method::Put | Method::Patch => Reply::Answer(refusal(500, "not today")),
        _ => Reply::Answer(correct.answer(seen)),
    });
    let before = server.contents();
    let program = Program::new();
    program
        .run(&["run", "okta/users", "--target", &server.url(), "--fail-fast", "--jobs", "2"])
        .ends_with(1)
        .says("1 pass failed before it");
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn an_interrupted_run_tidies_up() {
    for (method, endpoint, count, signal) in [
        (Method::Post, "/Users", 1, "INT"),
        (Method::Post, "/Users", 5, "TERM"),
        (Method::Post, "/Groups", 3, "INT"),
        (Method::Put, "/Users", 1, "TERM"),
    ] {
        let held = Held::at(method, endpoint, count);
        let before = held.server.contents();
        let program = Program::new();
        let running = held.start(&program, &[]);
        running.signal(signal);
        held.let_go();
        running.wait().ends_with(130).says("INTERRUPTED");
        assert_eq!(held.server.contents(), before, "{method} {endpoint} {count}");
        assert_eq!(program.journals(), []);
    }
}

#[test]
fn a_run_that_is_interrupted_twice_leaves_a_journal_for_clean() {
    // While it tidies up, so that the first Ctrl-C cannot end it.
    let held = Held::at(Method::Delete, "/Users", 1);
    let before = held.server.contents();
    let program = Program::new();
    let running = held.start(&program, &[]);
    running.interrupt_until_it_ends().ends_with(130).says("scimulate clean");
    held.let_go();
    assert_eq!(program.journals().len(), 1);
    program.run(&["clean", "--target", &held.server.url()]).ends_with(0);
    assert_eq!(held.server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn a_killed_run_is_cleaned_up_later() {
    for (endpoint, count) in [("/Users", 1), ("/Users", 4), ("/Groups", 3)] {
        let held = Held::at(Method::Post, endpoint, count);
        let before = held.server.contents();
        let program = Program::new();
        held.start(&program, &[]).kill();
        held.let_go();
        assert_ne!(held.server.contents(), before, "the test wants something to be left");
        let url = held.server.url();
        program.run(&["clean", "--target", &url]).ends_with(0).says(", 0 still there");
        assert_eq!(held.server.contents(), before, "{endpoint} {count}");
        assert_eq!(program.journals(), []);
        program.run(&["clean", "--target", &url]).ends_with(0).says("0 removed or gone");
    }
}

#[test]
fn a_killed_run_without_a_journal_is_cleaned_up_by_its_run_id() {
    let held = Held::at(Method::Post, "/Groups", 3);
    let before = held.server.contents();
    let program = Program::new();
    held.start(&program, &[]).kill();
    held.let_go();
    let run = run_id(&program);
    std::fs::remove_file(&program.journals()[0].0).unwrap();
    let url = held.server.url();
    program.run(&["clean", "--target", &url]).ends_with(0).says("0 removed or gone");
    assert_ne!(held.server.contents(), before, "without a journal and an id there is nothing to go by");
    program.run(&["clean", "--target", &url, "--run-id", &run]).ends_with(0).says(", 0 still there");
    assert_eq!(held.server.contents(), before);
    program.run(&["clean", "--target", &url, "--run-id", "nonsense!"]).ends_with(2).says("is not a run id");
}

#[test]
fn what_was_kept_on_request_is_cleaned_up_later() {
    let server = Server::correct();
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    let ended = program.run(&["run", "--tag", "brief", "--target", &url, "--keep"]).ends_with(0);
    ended.says("Left behind on the target").says_once("kept on request").says("scimulate clean --run-id");
    assert!(server.contents().len() > before.len());
    let run = run_id(&program);
    program.run(&["clean", "--target", &url, "--run-id", &run]).ends_with(0);
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn users_that_cannot_be_deleted_are_deactivated() {
    let server = Server::behaving(|seen, correct| {
        Reply::Answer(if seen.is(Method::Delete, "/Users") {
            refusal(405, "never")
        } else {
            correct.answer(seen)
        })
    });
    let before = server.contents();
    let program = Program::new();
    program
        .run(&["run", "okta/users", "okta/groups/push-now", "--target", &server.url()])
        .ends_with(0)
        .says("could only be deactivated");
    let after = server.contents();
    let left: Vec<&Value> = after.iter().filter(|resource| !before.contains(resource)).collect();
    assert!(!left.is_empty());
    for user in left {
        assert_eq!(user["active"], json!(false), "{user}");
    }
    assert_eq!(program.journals(), [], "nothing more can be done");
}

#[test]
fn groups_that_cannot_be_deleted_are_listed_and_stay_in_the_journal() {
    let server = Server::behaving(|seen, correct| {
        Reply::Answer(if seen.is(Method::Delete, "/Groups") {
            refusal(405, "never")
        } else {
            correct.answer(seen)
        })
    });
    let program = Program::new();
    let url = server.url();
    program
        .run(&["run", "okta/groups/push-now", "--target", &url])
        .says("Left behind on the target")
        .says("DELETE was refused: answered 405");
    assert_eq!(program.journals().len(), 1);
    program
        .run(&["clean", "--target", &url])
        .ends_with(1)
        .says_once("still there because DELETE was refused");
    assert_eq!(program.journals().len(), 1, "clean can be tried again");
}

#[test]
fn two_runs_at_once_do_not_disturb_each_other() {
    let server = Arc::new(Server::correct());
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    let arguments = ["run", "okta/users", "okta/groups", "--target", &url];
    let (one, two) = (program.start(&arguments), program.start(&arguments));
    one.wait().ends_with(0);
    two.wait().ends_with(0);
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn a_disk_that_is_full_stops_the_run_and_blames_nobody() {
    let server = Server::correct();
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    let arguments =
        ["run", "okta/users", "--target", &url, "--snapshots", "none", "--settle", "0s", "--jobs", "2"];
    let ended = program.run_on_a_small_disk(4096, &arguments).ends_with(2);
    let ended = ended.says("STOPPED: cannot write the journal").says("findings none");
    program.run(&["clean", "--target", &url]).ends_with(0);
    assert_eq!(server.contents(), before, "{}", ended.text());
    assert_eq!(program.journals(), []);
}

#[test]
fn two_cleans_at_once_remove_everything_and_complain_of_nothing() {
    let server = Server::correct();
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    for _ in 0..4 {
        program.run(&["run", "okta/users/create", "--target", &url, "--keep"]);
    }
    let cleans: Vec<Running> = (0..3).map(|_| program.start(&["clean", "--target", &url])).collect();
    for clean in cleans {
        clean.wait().ends_with(0);
    }
    program.run(&["clean", "--target", &url]).ends_with(0);
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn clean_leaves_a_run_alone_that_still_lives() {
    let held = Held::at(Method::Post, "/Users", 4);
    let before = held.server.contents();
    let program = Program::new();
    let running = held.start(&program, &[]);
    let during = held.server.contents();
    let url = held.server.url();
    program.run(&["clean", "--target", &url]).ends_with(0).says("still lives").says("0 removed or gone");
    assert!(held.server.contents().len() >= during.len(), "something of the living run was removed");
    let run = run_id(&program);
    program.run(&["clean", "--target", &url, "--run-id", &run]).ends_with(0).says("still lives");
    held.let_go();
    running.wait().ends_with(0);
    assert_eq!(held.server.contents(), before);
}

#[test]
fn clean_leaves_other_targets_and_strange_files_alone() {
    let held = Held::at(Method::Post, "/Users", 4);
    let program = Program::new();
    held.start(&program, &[]).kill();
    held.let_go();
    let journal = program.journals()[0].0.clone();
    std::fs::write(journal.with_file_name("zzz.jsonl"), "not a journal\n").unwrap();
    let other = Server::correct();
    program
        .run(&["clean", "--target", &other.url()])
        .ends_with(1)
        .says("is about another target")
        .says("not read:")
        .says("0 removed or gone");
    assert_eq!(program.journals().len(), 2);
    assert!(other.seen().is_empty());
    program.run::<&str>(&["clean"]).ends_with(2).says("nothing to clean without a target");
}

/// One GET over a connection of its own.
fn get(address: &str, path: &str, token: &str) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn the_provider_of_the_command_line_holds_afterwards_what_it_held_before() {
    let program = Program::new().with("SCIM_TOKEN", "a-token-for-the-provider");
    let token = "a-token-for-the-provider";
    let mut provider = program
        .command(&["provider", "--port", "0", "--token", token, "--users", "7", "--groups", "3"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(provider.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let url = first.split_whitespace().last().unwrap().to_owned();
    let address = url.trim_start_matches("http://").trim_end_matches("/scim/v2").to_owned();
    let look = || ["Users", "Groups"].map(|kind| get(&address, &format!("/scim/v2/{kind}?count=200"), token));
    let before = look();
    assert_eq!(before[0]["totalResults"], json!(7));
    let passed = program.run(&["run", "--tag", "brief", "--target", &url, "--token-env", "SCIM_TOKEN"]);
    let after = look();
    let refused = program.run(&["run", "--target", &url, "--token", "wrong"]);
    provider.kill().unwrap();
    provider.wait().unwrap();
    passed.ends_with(0);
    assert_eq!(after, before);
    refused.ends_with(3).says_once("refused the credentials");
}

/// A scenario that changes a resource of the target's owner, and a configuration that lends it.
fn borrowing(url: &str) -> Program {
    Program::new()
        .file(
            "scenarios/borrow.yaml",
            "title: Writes to what was lent\n\
             clients: [rfc]\n\
             fixtures: [lent]\n\
             steps:\n\
             \x20 - id: found\n\
             \x20   request:\n\
             \x20     method: GET\n\
             \x20     path: /Users\n\
             \x20     query: { filter: 'userName eq \"${lent.userName}\"' }\n\
             \x20 - request:\n\
             \x20     method: PATCH\n\
             \x20     path: /Users/${found.body.Resources.0.id}\n\
             \x20     body:\n\
             \x20       schemas: [\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]\n\
             \x20       Operations: [{ op: replace, value: { active: false, title: Changed } }]\n",
        )
        .file(
            "scimulate.yaml",
            &format!(
                "targets:\n  here:\n    url: {url}\n    fixtures:\n      lent: {{ userName: user3@example.com, writable: true }}\n"
            ),
        )
}

/// What is there, but for what every write moves.
fn without_meta(contents: Vec<Value>) -> Vec<Value> {
    contents
        .into_iter()
        .map(|mut resource| {
            resource.as_object_mut().unwrap().shift_remove("meta");
            resource
        })
        .collect()
}

#[test]
fn what_was_lent_is_put_back_also_after_a_kill() {
    let held = Held::at(Method::Patch, "/Users", 1);
    let before = without_meta(held.server.contents());
    let url = held.server.url();
    let program = borrowing(&url);
    let running = program.start(&["run", "borrow", "--target", "here", "--no-bystanders"]);
    held.reached.recv_timeout(PATIENCE).expect("the run never came to the request");
    running.kill();
    held.let_go();
    assert_ne!(without_meta(held.server.contents()), before, "the test wants something to be changed");
    program.run(&["clean", "--target", "here"]).ends_with(0).says("1 fixture is as it was found");
    assert_eq!(without_meta(held.server.contents()), before);
    assert_eq!(program.journals(), []);

    // The server answers now: an undisturbed run puts it back itself.
    program.run(&["run", "borrow", "--target", "here", "--no-bystanders"]).ends_with(0);
    assert_eq!(without_meta(held.server.contents()), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn what_a_bulk_job_creates_is_removed_and_strangers_in_it_are_spared() {
    let scenario = |first: &str| {
        format!(
            "title: A bulk job\nclients: [rfc]\nsteps:\n\
             \x20 - request:\n\
             \x20     method: POST\n\
             \x20     path: /Bulk\n\
             \x20     body:\n\
             \x20       schemas: [\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"]\n\
             \x20       Operations:\n\
             \x20         - {first}\n\
             \x20         - {{ method: POST, path: /Users, bulkId: u, data: {{ schemas: [\"urn:ietf:params:scim:schemas:core:2.0:User\"], userName: \"bulk.${{run}}@example.com\" }} }}\n\
             \x20         - {{ method: POST, path: /Groups, bulkId: g, data: {{ schemas: [\"urn:ietf:params:scim:schemas:core:2.0:Group\"], displayName: \"Bulk ${{run}}\", members: [{{ value: \"bulkId:u\" }}] }} }}\n\
             \x20   expect: {{ status: 200 }}\n"
        )
    };
    let server = Server::correct();
    let before = server.contents();
    let stranger = before[0]["id"].as_str().unwrap();
    let program = Program::new();
    let harmless = "{ method: POST, path: /Groups, bulkId: e, data: { schemas: [\"urn:ietf:params:scim:schemas:core:2.0:Group\"], displayName: \"Empty ${run}\" } }";
    program.write("scenarios/job.yaml", &scenario(harmless));
    program.run(&["run", "job", "--target", &server.url(), "--no-bystanders"]).ends_with(0);
    let made = server.seen().iter().filter(|seen| seen.is(Method::Delete, "/")).count();
    assert_eq!(made, 3, "a user and two groups were made, and removed");
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);

    program.write("scenarios/job.yaml", &scenario(&format!("{{ method: DELETE, path: /Users/{stranger} }}")));
    program
        .run(&["run", "job", "--target", &server.url(), "--no-bystanders"])
        .ends_with(1)
        .says("guard.foreign-resource");
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}
