//! Rules about users (RFC 7643 §4.1), and whether an answer agrees with what was sent.

use serde_json::{Map, Value};

use super::Rule;
use super::seen::{Kind, Operation, Place, Seen};
use super::sink::{Proof, Sink};
use crate::exchange::Method;
use crate::judge::catalogue::{Damage, EVERY_CLIENT, NOBODY_ELSE};
use crate::judge::{Level, json, level, operations};

pub(super) const RULES: &[&Rule] = &[
    &PASSWORD,
    &USER_NAME,
    &ACTIVE,
    &ACTIVE_SHOWN,
    &EMAILS,
    &NAMES,
    &DEACTIVATION_TAKES_EFFECT,
    &ACTIVATION_TAKES_EFFECT,
    &USER_NAME_KEPT,
    &USER_NAME_CASE,
];

const PASSWORD: Rule = Rule {
    id: "user.password-returned",
    title: "a password is never returned, not even hashed",
    explanation: "Checked on every user that an answer shows. A right server never returns `password`, not even a \
        hash or a placeholder. Okta changes the answer of its GET and sends it back in a PUT, so a \
        placeholder that is shown becomes the user's password.",
    source: "RFC 7643 §4.1.1",
    why: "secrets end up in logs; Okta sends back in its PUT whatever a GET showed",
    fix: "leave `password` out of every answer",
    level: level::violation,
    damage: Damage::People,
    also_affects: NOBODY_ELSE,
};

const USER_NAME: Rule = Rule {
    id: "user.user-name",
    title: "a user has a non-empty userName",
    explanation: "Checked on every user that an answer shows. `userName` is required and never empty; clients tell \
        by it whom the resource is about.",
    source: "RFC 7643 §4.1.1",
    why: "the client cannot tell whom the resource is about",
    fix: "send `userName` with every user",
    level: level::violation,
    damage: Damage::Flow,
    also_affects: EVERY_CLIENT,
};

const ACTIVE: Rule = Rule {
    id: "user.active-boolean",
    title: "active is a JSON boolean",
    explanation: "Checked on every user that an answer shows. `active` is a JSON boolean. The text \"false\" is true \
        in many languages, so a client may take somebody who left for somebody who is there.",
    source: "RFC 7643 §2.3.2, §4.1.1",
    why: "strict clients fail; in loose ones the text \"false\" counts as true",
    fix: "send true or false without quotes",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const ACTIVE_SHOWN: Rule = Rule {
    id: "user.active-shown",
    title: "the answer to a deactivation shows that the user is inactive",
    explanation: "Checked on every write that sets active: false and is answered with a body. A body without `active` \
        leaves open whether it took effect, and many clients read a missing `active` as true. Okta lists `active` \
        among what every user must show, and what is true shows in the read-back.",
    source: "RFC 7643 §4.1.1; Okta support, SCIM configuration FAQ",
    why: "the client goes on in the belief that the person is active, and on a return does not activate them",
    fix: "send `active` with every user, inactive ones first of all",
    level: level::warning,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const EMAILS: Rule = Rule {
    id: "user.emails",
    title: "emails is an array of objects with a value, at most one of them primary",
    explanation: "Checked on every user that an answer shows. `emails` is an array of objects with a `value`; at \
        most one is primary. Okta imports the primary address.",
    source: "RFC 7643 §2.4, §4.1.2; Okta reads the primary one",
    why: "clients find no address, or the wrong one",
    fix: "send emails like [{\"value\": \"a@example.com\", \"type\": \"work\", \"primary\": true}]",
    level: level::violation,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

const NAMES: Rule = Rule {
    id: "user.names",
    title: "a user is shown with the given and the family name that were sent",
    explanation: "Checked on every answer with a body to a POST or PUT of a user, when the request held the name. A \
        right server shows both parts. Okta's submission tests look for them in every user, and an import cannot \
        make people without names.",
    source: "RFC 7643 §4.1.1; Okta's OIN SPEC test, steps 1, 3, 11 and 13",
    why: "people have no names in the client, and Okta's submission tests fail",
    fix: "store and show name.givenName and name.familyName",
    level: level::should_but_breaks_okta,
    damage: Damage::Trouble,
    also_affects: NOBODY_ELSE,
};

/// Sent `active: false`, answered `active: true`.
pub(in crate::judge) const DEACTIVATION_TAKES_EFFECT: Rule = Rule {
    id: "user.deactivation-takes-effect",
    title: "a user who was deactivated is inactive in the answer",
    explanation: "Checked on every answer to a write that sets `active` to false. The answer shows the user as the \
        server stored it, so it must say `active: false`. Okta does not look again: it tells the admin \
        that access is gone, and the person keeps it.",
    source: "RFC 7644 §3.5.1, §3.5.2.3",
    why: "the admin believes that the person has lost access",
    fix: "store `active: false` in whichever form it comes: PUT, PATCH with a path, PATCH with a value object",
    level: level::breaks_okta,
    damage: Damage::Access,
    also_affects: EVERY_CLIENT,
};

/// Sent `active: true`, answered `active: false`.
pub(in crate::judge) const ACTIVATION_TAKES_EFFECT: Rule = Rule {
    id: "user.activation-takes-effect",
    title: "a user who was made or activated is active in the answer",
    explanation: "Checked on every answer to a write that sets `active` to true. The answer must show the user \
        active. Okta tells the admin that the person has the app, and the person cannot get in.",
    source: "RFC 7644 §3.3, §3.5.1, §3.5.2.3",
    why: "the person is assigned the app and cannot get in",
    fix: "store `active: true` in whichever form it comes: POST, PUT, PATCH with a path, PATCH with a value object",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: EVERY_CLIENT,
};

/// Another name than the one that was sent.
pub(in crate::judge) const USER_NAME_KEPT: Rule = Rule {
    id: "user.user-name-kept",
    title: "the userName in the answer is the one that was sent",
    explanation: "Checked on every answer to a write that sets userName. A right server stores the name, or refuses \
        the change. A client finds its users by this name: when it comes back changed, the next lookup \
        finds nobody and a second account is made.",
    source: "RFC 7644 §3.1, §3.3, §3.5.1",
    why: "the next lookup does not find the user, and a second one is made",
    fix: "store userName as sent, or refuse the change with 400 mutability",
    level: level::breaks_okta,
    damage: Damage::People,
    also_affects: NOBODY_ELSE,
};

/// The same name in another case.
pub(in crate::judge) const USER_NAME_CASE: Rule = Rule {
    id: "user.user-name-case",
    title: "userName keeps its upper and lower case",
    explanation: "Checked in answers and in what is read back. userName is compared without regard to case (RFC 7643 \
        §4.1.1), and may be normalised; Okta's submission tests for the catalogue still compare it byte by \
        byte.",
    source: "Okta's OIN tests expect the name as sent; RFC 7643 §7 lets a server change it",
    why: "Okta's submission tests compare the name byte by byte",
    fix: "store userName as sent; ignore case only when comparing",
    level: level::warning,
    damage: Damage::Tidiness,
    also_affects: NOBODY_ELSE,
};

pub(super) fn check(seen: &Seen<'_>, sink: &mut Sink<'_>) {
    if seen.kind != Kind::User {
        return;
    }
    let projected = seen.is_projected();
    for (place, user) in seen.resources() {
        if json::entry(user, "Resources").is_some() {
            continue;
        }
        form(place, user, projected, sink);
    }
    if let (true, Some(user), Some(sent)) = (seen.call.method.is_write(), seen.resource(), seen.sent()) {
        echo(seen, user, sent, sink);
    }
}

fn form(place: Place, user: &Map<String, Value>, projected: bool, sink: &mut Sink<'_>) {
    let get = |name| json::entry(user, name).map(|(_, value)| value).filter(|value| !value.is_null());
    if get("password").is_some() {
        // The value itself must not travel into a report.
        let proof = Proof::new("the answer shows a password").expected("no password").found("(a password)");
        sink.report(&PASSWORD, proof.at(place.pointer("password")));
    }
    match get("userName") {
        Some(Value::String(name)) if !name.is_empty() => {}
        None if projected => {}
        other => {
            let proof = Proof::new("the user has no userName").expected("a non-empty string");
            sink.report(&USER_NAME, proof.found(json::short(other)).at(place.pointer("userName")));
        }
    }
    if let Some(active) = get("active").filter(|active| !active.is_boolean()) {
        let proof = Proof::new(format!("active is {}", json::kind(active))).expected("true or false");
        sink.report(&ACTIVE, proof.found(json::short(Some(active))).at(place.pointer("active")));
    }
    if let Some(emails) = get("emails") {
        self::emails(place, emails, sink);
    }
}

fn emails(place: Place, emails: &Value, sink: &mut Sink<'_>) {
    let proof =
        |message: &str| Proof::new(message).found(json::short(Some(emails))).at(place.pointer("emails"));
    let Some(items) = emails.as_array() else {
        sink.report(&EMAILS, proof("emails is not an array"));
        return;
    };
    if items.iter().any(|item| !item.is_object()) {
        sink.report(&EMAILS, proof("an email is not an object"));
    } else if items.iter().any(|item| json::text(item, "value").is_none()) {
        // An entry whose value was cleared says nothing, but breaks nobody either.
        sink.report(&EMAILS, proof("an email has no value").at_most(Level::Warning));
    }
    let primary =
        items.iter().filter(|item| json::attribute(item, "primary") == Some(&Value::Bool(true))).count();
    if primary > 1 {
        sink.report(&EMAILS, proof("more than one email is primary"));
    }
}

fn echo(seen: &Seen<'_>, user: &Map<String, Value>, sent: &Value, sink: &mut Sink<'_>) {
    let answered = |name| json::entry(user, name).map(|(_, value)| value);
    let asked = |name| match seen.call.method {
        Method::Patch => operations::assigned(sent, name),
        _ => json::attribute(sent, name),
    };
    if let (Some(Value::Bool(wanted)), Some(Value::Bool(found))) = (asked("active"), answered("active"))
        && wanted != found
    {
        let status = seen.exchange.status().unwrap_or_default();
        let (rule, state) = if *wanted {
            (&ACTIVATION_TAKES_EFFECT, "inactive")
        } else {
            (&DEACTIVATION_TAKES_EFFECT, "still active")
        };
        let proof = Proof::new(format!("the server answered {status}, and the user is {state}"));
        let proof = proof.expected(wanted.to_string()).found(found.to_string()).at("/active");
        let proof = match operations::why_ignored(seen.call, "active") {
            Some(cause) => proof.cause(cause),
            None => proof,
        };
        sink.report(rule, proof);
    }
    if seen.call.method != Method::Patch && !seen.is_projected() {
        names(user, sent, sink);
    }
    let shows_active = answered("active").is_some_and(|active| !active.is_null());
    if asked("active") == Some(&Value::Bool(false)) && !shows_active && !seen.is_projected() {
        let proof = Proof::new("the user was deactivated, and the answer does not show `active`");
        sink.report(&ACTIVE_SHOWN, proof.expected("false").found("nothing").at("/active"));
    }
    if let (Some(wanted), Some(found)) =
        (asked("userName").and_then(Value::as_str), answered("userName").and_then(Value::as_str))
    {
        user_name(seen, wanted, found, sink);
    }
}

fn names(user: &Map<String, Value>, sent: &Value, sink: &mut Sink<'_>) {
    let shown = json::entry(user, "name").map(|(_, name)| name);
    let part = |name: Option<&Value>, part: &str| {
        name.and_then(|name| json::text(name, part)).filter(|text| !text.trim().is_empty()).map(str::to_owned)
    };
    for name in ["givenName", "familyName"] {
        if let Some(wanted) = part(json::attribute(sent, "name"), name)
            && part(shown, name).is_none()
        {
            let proof = Proof::new(format!("name.{name} was sent, and the answer does not show it"));
            let found = shown.and_then(|shown| json::attribute(shown, name));
            sink.report(&NAMES, proof.expected(wanted).found(json::short(found)).at(format!("/name/{name}")));
        }
    }
}

fn user_name(seen: &Seen<'_>, wanted: &str, found: &str, sink: &mut Sink<'_>) {
    if wanted == found {
        return;
    }
    let proof = |message: String| Proof::new(message).expected(wanted).found(found).at("/userName");
    if wanted.to_lowercase() == found.to_lowercase() {
        sink.report(&USER_NAME_CASE, proof(format!("{wanted} was sent, and the server made it {found}")));
    } else {
        let cause = if seen.operation == Operation::Create {
            "the name is derived from another attribute, such as the email"
        } else {
            "userName cannot be changed on this server, and the change is dropped in silence"
        };
        sink.report(
            &USER_NAME_KEPT,
            proof(format!("{wanted} was sent, and the answer says {found}")).cause(cause),
        );
    }
}
