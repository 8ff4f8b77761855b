//! Rules about getting an answer at all.

use std::time::Duration;

use super::Rule;
use super::seen::Seen;
use super::sink::{Proof, Sink};
use crate::exchange::FailureKind;
use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE};
use crate::judge::{Level, level};

pub(super) const RULES: &[&Rule] = &[&ANSWERED, &IN_TIME, &REDIRECTED, &WAIT_IN_REACH, &RETRY_AFTER];

const ANSWERED: Rule = Rule {
    id: "exchange.answered",
    title: "every request gets one complete HTTP answer",
    explanation: "Checked on every request. A right server sends one complete HTTP answer: headers, and the body \
        that they promise. A connection that is cut leaves the client in the dark whether the change was \
        made; Okta shows an error and may send it again.",
    source: "RFC 9112 §9; Okta waits 60 s for a byte (SCIM FAQ)",
    why: "the client cannot know whether the change was made, and may repeat it",
    fix: "answer every request completely, with an error status when something goes wrong",
    level: level::error,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const IN_TIME: Rule = Rule {
    id: "exchange.in-time",
    title: "an answer comes within 10 seconds",
    explanation: "Checked on every answer. Okta gives up when no byte has come for 60 seconds; an answer that takes more \
        than 10 is on its way there, and grows with the group or the directory. Beyond 60 seconds, where a run waits \
        longer than Okta, it is an error.",
    source: "Okta SCIM FAQ (60 seconds); the 10 seconds are our own",
    why: "with more people, or a busier day, the client gives up, and nobody knows whether the change was made",
    fix: "do only what the request changes: adding one member must not touch all the others",
    level: level::should_but_breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

/// From here on an answer is slow.
const SLOW: Duration = Duration::from_secs(10);

/// How long Okta waits (SCIM FAQ).
const PATIENCE: Duration = Duration::from_secs(60);

const REDIRECTED: Rule = Rule {
    id: "exchange.redirected",
    title: "a request is answered where it was sent",
    explanation: "Checked on every request, and put to the test with a slash too many, as in a base URL that ends in \
        one. A right server tolerates it or answers 404. After a 301 or 302 many clients ask again by GET, so that \
        a create becomes a read; what Okta does is not documented. The harness follows no redirect of a write.",
    source: "RFC 9110 §15.4; RFC 7644 §3.12 (307 and 308 keep the method)",
    why: "what was written is lost, and the admin is told that the credentials are wrong",
    fix: "serve the path with and without the slash, or answer 404 with a SCIM Error; never redirect a write",
    level: level::should_but_breaks_okta,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const WAIT_IN_REACH: Rule = Rule {
    id: "rate-limit.wait",
    title: "a rate limit lets the client go on within the run's patience",
    explanation: "Checked when requests were answered 429 for longer than the run waits. Okta puts the job off by \
        five minutes, then twice as long each time, up to ten times; a leaver keeps access meanwhile.",
    source: "RFC 6585 §4; Okta SCIM concepts, rate limits",
    why: "Okta puts the job off: five minutes at first, then twice as long each time, ten times",
    fix: "allow more requests, or send a Retry-After in whole seconds that a client can wait out",
    level: level::warning,
    damage: Damage::Flow,
    also_affects: NOBODY_ELSE,
};

const RETRY_AFTER: Rule = Rule {
    id: "rate-limit.retry-after",
    title: "a 429 says in whole seconds when to try again",
    explanation: "Checked on every 429. Okta waits as long as Retry-After says in whole seconds; without it, five \
        minutes.",
    source: "Okta SCIM concepts, rate limits; RFC 9110 §10.2.3",
    why: "without a whole number of seconds Okta waits five minutes",
    fix: "send `Retry-After: <seconds>` with every 429",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let line = || format!("{} {}", seen.call.method, seen.call.path);
    match &seen.exchange.result {
        Ok(answer) if answer.status == 429 => {
            sink.report(
                &WAIT_IN_REACH,
                Proof::new(format!("{} was answered 429 until the run gave up", line())),
            );
            let header = answer.header("retry-after");
            if header.is_none_or(|value| value.trim().parse::<u64>().is_err()) {
                let proof = Proof::new("a 429 does not say in whole seconds when to try again");
                sink.report(
                    &RETRY_AFTER,
                    proof.found(format!("Retry-After: {}", header.unwrap_or("absent"))),
                );
            }
        }
        Ok(_) if seen.exchange.timing.first_byte > SLOW => {
            let took = seen.exchange.timing.first_byte;
            let proof = Proof::new(format!("{} was answered after {} s", line(), took.as_secs()));
            let proof = proof.expected("within 10 s").found(format!("{} ms", took.as_millis()));
            let at_most = if took < PATIENCE { Level::Warning } else { Level::Error };
            sink.report(&IN_TIME, proof.at_most(at_most));
        }
        Ok(_) => {}
        Err(failure) => match failure.kind {
            // The guard and the runner speak for themselves.
            FailureKind::Guarded | FailureKind::NotSent => {}
            FailureKind::RateLimited => {
                sink.report(&WAIT_IN_REACH, Proof::new(format!("{} was put off: {failure}", line())));
            }
            // The step says itself which answer it wants.
            FailureKind::Redirect if seen.context.expected_failure => {}
            FailureKind::Redirect => {
                sink.report(&REDIRECTED, Proof::new(format!("{} was not answered: {failure}", line())));
            }
            kind => {
                let proof = Proof::new(format!("{} got no usable answer: {failure}", line()));
                sink.report(
                    &ANSWERED,
                    match cause(kind) {
                        Some(cause) => proof.cause(cause),
                        None => proof,
                    },
                );
            }
        },
    }
}

const fn cause(kind: FailureKind) -> Option<&'static str> {
    match kind {
        FailureKind::ReadTimeout => Some("the request takes longer than the client waits (Okta: 60 s)"),
        FailureKind::ClosedWithoutAnswer => {
            Some("the process or a proxy dropped the connection, often after a crash")
        }
        FailureKind::Truncated => {
            Some("the body ended early: a crash while writing it, or a wrong Content-Length")
        }
        FailureKind::TooLarge => Some("the answer does not end, or a list is not paged"),
        _ => None,
    }
}
