//! Targets that are fine at first: what went wrong is said once, what follows is not run, and what was created is
//! removed or still in the journal.

use scimulate::exchange::Method;
use serde_json::Value;

use crate::program::{Ended, Program};
use crate::server::{Reply, Server, http, refusal};

/// Fails the test if something is on the server that was not there before and no journal answers for.
#[track_caller]
fn assert_accounted_for(program: &Program, server: &Server, before: &[Value], ended: &Ended) {
    let open = program.open_names();
    for resource in server.contents().iter().filter(|resource| !before.contains(resource)) {
        let name = resource.get("userName").or_else(|| resource.get("displayName")).unwrap();
        let is_open = open.iter().any(|open| open == name.as_str().unwrap());
        assert!(is_open, "{name} is there and no journal answers for it:\n{}", ended.text());
    }
}

/// Plays the user scenarios against a server that is fine for so many requests.
#[track_caller]
fn spoiled_after(count: usize, spoil: impl Fn() -> Reply + Send + Sync + 'static) -> (Program, Ended) {
    let server =
        Server::behaving(
            move |seen, correct| {
                if seen.number > count { spoil() } else { Reply::Answer(correct.answer(seen)) }
            },
        );
    let before = server.contents();
    let program = Program::new();
    let url = server.url();
    let ended = program.run(&[
        "run",
        "okta/users",
        "okta/groups",
        "--client",
        "okta-oin",
        "--target",
        &url,
        "--settle",
        "0s",
    ]);
    assert_accounted_for(&program, &server, &before, &ended);
    (program, ended)
}

#[test]
fn a_target_that_dies_is_told_once_and_what_follows_is_not_run() {
    for count in [4, 9, 30, 75] {
        let (_, ended) = spoiled_after(count, || Reply::Die);
        ended
            .ends_with(3)
            .says_once("the target stopped answering at")
            .says("more passes the target stopped answering");
    }
}

#[test]
fn a_target_that_only_resets_from_some_point_on_counts_as_dead() {
    for count in [9, 40] {
        let (_, ended) = spoiled_after(count, || Reply::Reset);
        ended.ends_with(3).says_once("the target stopped answering at");
    }
}

#[test]
fn a_target_that_turns_to_html_fails_what_it_answers_and_the_journal_keeps_what_it_holds() {
    let page = b"<html>maintenance</html>";
    let (program, ended) =
        spoiled_after(40, || Reply::Bytes(http("200 OK\r\ncontent-type: text/html", page)));
    ended.ends_with(1).says("Left behind on the target").says("scimulate clean --run-id");
    assert_eq!(program.journals().len(), 1);
}

#[test]
fn a_target_that_turns_silent_keeps_its_journal() {
    let (program, ended) = spoiled_after(40, || Reply::Bytes(http("200 OK", b"")));
    ended.ends_with(1).says("Left behind on the target");
    assert_eq!(program.journals().len(), 1);
}

#[test]
fn refused_credentials_in_the_middle_are_findings() {
    let (_, ended) = spoiled_after(40, || Reply::Answer(refusal(401, "the token has expired")));
    ended.ends_with(1).says("the token has expired");
}

/// The most requests of the scenario below, with everything around it.
const REQUESTS: usize = 46;

#[test]
fn one_bad_answer_anywhere_leaves_nothing_behind() {
    // Every second request, so that each kind of badness meets each kind of request sooner or later.
    for count in (2..=REQUESTS).step_by(2) {
        let server = Server::behaving(move |seen, correct| {
            // The request may have done its work before the answer is lost.
            let answer = correct.answer(seen);
            match count % 5 {
                _ if seen.number != count => Reply::Answer(answer),
                0 => Reply::Reset,
                1 => Reply::Close,
                2 => Reply::Bytes(http("200 OK\r\ncontent-type: text/html", b"<p>oops</p>")),
                3 => Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"id\":\"half".to_vec()),
                _ => Reply::Answer(refusal(500, "oops")),
            }
        });
        let before = server.contents();
        let program = Program::new();
        let url = server.url();
        let scenario = "okta/groups/push-now";
        let ended = program.run(&[
            "run", scenario, "--client", "okta-oin", "--target", &url, "--settle", "0s", "--jobs", "1",
        ]);
        assert_accounted_for(&program, &server, &before, &ended);
        // One bad answer while tidying up may leave something, and says so; `clean` then removes it.
        program.run(&["clean", "--target", &url]).ends_with(0);
        assert_eq!(server.contents(), before, "request {count}\n{}", ended.text());
        assert_eq!(program.journals(), [], "request {count}");
    }
}

#[test]
fn a_target_that_does_not_take_groups_keeps_no_bystander() {
    let server = Server::behaving(|seen, correct| {
        Reply::Answer(if seen.is(Method::Post, "/Groups") {
            refusal(501, "no groups here")
        } else {
            correct.answer(seen)
        })
    });
    let before = server.contents();
    let program = Program::new();
    program
        .run(&["run", "okta/users/create", "--target", &server.url()])
        .ends_with(0)
        .says_once("bystanders are not checked");
    assert_eq!(server.contents(), before);
    assert_eq!(program.journals(), []);
}

#[test]
fn a_removal_that_is_not_plainly_confirmed_is_read_again() {
    for body in [&b"<html>maintenance</html>"[..], b""] {
        let server = Server::behaving(move |seen, correct| {
            if seen.method == Method::Delete {
                Reply::Bytes(http("200 OK\r\ncontent-type: text/html", body))
            } else {
                Reply::Answer(correct.answer(seen))
            }
        });
        let before = server.contents();
        let program = Program::new();
        let url = server.url();
        let arguments =
            ["run", "okta/users/create", "--client", "okta-oin", "--target", &url, "--settle", "0s"];
        let ended = program.run(&arguments);
        assert_accounted_for(&program, &server, &before, &ended);
        ended.says("Left behind on the target").says("DELETE was answered 200 OK, and it is still there");
    }
}
