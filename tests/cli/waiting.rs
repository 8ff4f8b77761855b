//! 429: waited out when the server says for how long and the run may wait, else told as Okta's rescheduling.

use std::sync::atomic::{AtomicUsize, Ordering};

use scimulate::exchange::Method;
use scimulate::provider::Response;

use crate::program::{Ended, Program};
use crate::server::{Reply, Server, refusal};

fn slow_down(retry_after: Option<&str>) -> Response {
    let answer = refusal(429, "slow down");
    match retry_after {
        Some(value) => answer.with("retry-after", value),
        None => answer,
    }
}

/// Refuses so many updates of users.
fn limited(times: usize, retry_after: Option<&'static str>) -> Server {
    let refused = AtomicUsize::new(0);
    Server::behaving(move |seen, correct| {
        let is_limited = seen.is(Method::Patch, "/Users") && refused.fetch_add(1, Ordering::SeqCst) < times;
        Reply::Answer(if is_limited { slow_down(retry_after) } else { correct.answer(seen) })
    })
}

fn run(server: &Server, flags: &[&str]) -> Ended {
    let url = server.url();
    let common = ["run", "okta/users/deactivate", "--client", "okta-oin", "--target", &url, "--settle", "0s"];
    Program::new().run(&[&common[..], flags].concat())
}

fn patches(server: &Server) -> usize {
    server.seen().iter().filter(|seen| seen.is(Method::Patch, "/Users")).count()
}

#[test]
fn a_short_wait_is_waited_out() {
    let server = limited(1, Some("0"));
    run(&server, &[]).ends_with(0);
    assert_eq!(patches(&server), 2);
    let server = limited(2, Some("1"));
    run(&server, &["--max-wait", "2s"]).ends_with(0);
    assert_eq!(patches(&server), 3);
}

#[test]
fn a_wait_beyond_the_limit_is_rescheduled() {
    let server = limited(usize::MAX, Some("3600"));
    run(&server, &["--verbose"]).says("the job is rescheduled").says("Okta would try again in");
    assert_eq!(patches(&server), 1, "nobody waits an hour");
    let server = limited(2, Some("1"));
    run(&server, &["--max-wait", "1s", "--verbose"]).says("Okta would try again in");
    assert_eq!(patches(&server), 2, "the second wait would be too much");
}

#[test]
fn a_wait_that_no_clock_can_tell_is_rescheduled() {
    let refused = AtomicUsize::new(0);
    let server = Server::behaving(move |seen, correct| {
        let first = seen.is(Method::Patch, "/Users").then(|| refused.fetch_add(1, Ordering::SeqCst) == 0);
        Reply::Answer(match first {
            Some(true) => slow_down(Some("1")),
            Some(false) => slow_down(Some("18446744073709551615")),
            None => correct.answer(seen),
        })
    });
    run(&server, &["--verbose"]).says("Okta would try again in");
    assert_eq!(patches(&server), 2);
}

#[test]
fn without_a_word_about_how_long_it_is_rescheduled() {
    for retry_after in [
        None,
        Some("soon"),
        Some("-1"),
        Some("+0"),
        Some(""),
        Some("0.5"),
        Some("99999999999999999999999"),
        Some("Wed, 21 Oct 2026 07:28:00 GMT"),
    ] {
        let server = limited(usize::MAX, retry_after);
        run(&server, &["--verbose"]).says("Okta would try again in");
        assert_eq!(patches(&server), 1, "{retry_after:?}");
    }
}

#[test]
fn a_server_that_always_says_now_is_given_up() {
    let server = limited(usize::MAX, Some("0"));
    run(&server, &[]).says("API rate limit exceeded");
    assert_eq!(patches(&server), 10, "Okta tries ten times, and then the job has failed");
}

#[test]
fn rescheduling_is_a_warning_for_okta_s_sake() {
    let server = limited(usize::MAX, Some("3600"));
    run(&server, &["--fail-on", "warning"]).ends_with(1).says("warning");
}
