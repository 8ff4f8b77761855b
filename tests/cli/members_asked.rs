//! Servers that show the members of a group only to those who ask for them (`returned: request`, RFC 7643 §7).

use scimulate::exchange::Method;

use crate::program::{Ended, Program};
use crate::server::{Reply, Server};

/// Plays pushed groups against a server that leaves members out when it reads a group, or only where nobody asks for
/// them.
fn played(shows_when_asked: bool) -> Ended {
    let server = Server::behaving(move |seen, correct| {
        let path = seen.target.split('?').next().unwrap_or_default();
        let hides =
            seen.is(Method::Get, "/Groups/") && !(shows_when_asked && seen.target.contains("?attributes="));
        let target = if hides { format!("{path}?excludedAttributes=members") } else { seen.target.clone() };
        Reply::Answer(correct.answer_to(seen, &target))
    });
    let url = server.url();
    let scenarios = ["okta/groups/push-with-members", "okta/groups/add-members"];
    let flags = ["--client", "okta-oin", "--fail-on", "warning", "--target", &url, "--settle", "0s"];
    Program::new().run(&[&["run"][..], &scenarios, &flags].concat())
}

#[test]
fn members_that_are_shown_when_asked_for_are_not_lost() {
    played(true).ends_with(0).says("findings none");
}

#[test]
fn members_that_are_not_there_when_asked_for_are_lost() {
    played(false).ends_with(1).says("drift.group-members");
}
