//! An entry of the System Log, pasted as JSON, or the line of it that matters.

use serde_json::Value;

use super::grammar::Parts;
use super::operation::EVENTS;
use super::remote;

/// Reads the entry in a text, if there is one: a whole object, or `"reason": "…"` out of one.
pub(super) fn read(text: &str) -> Option<Parts> {
    let text = text.trim();
    if text.starts_with('{')
        && let Ok(entry) = serde_json::from_str::<Value>(text)
        && (entry.get("eventType").is_some() || entry.get("outcome").is_some())
    {
        return Some(of_entry(&entry));
    }
    let (_, rest) = text.split_once("\"reason\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let reason = serde_json::Deserializer::from_str(rest).into_iter::<Value>().next()?.ok()?;
    Some(Parts { remote: reason.as_str().and_then(remote::read), ..Parts::default() })
}

fn of_entry(entry: &Value) -> Parts {
    let event_type = entry.get("eventType").and_then(Value::as_str);
    let known = event_type.and_then(|event| EVENTS.iter().find(|(_, known, _)| *known == event));
    let reason = entry.pointer("/outcome/reason").and_then(Value::as_str);
    let target = |kind: &str| {
        let targets = entry.get("target")?.as_array()?;
        targets.iter().find(|target| target.get("type").and_then(Value::as_str) == Some(kind))
    };
    let text = |target: Option<&Value>, key: &str| Some(target?.get(key)?.as_str()?.to_owned());
    Parts {
        event_type: event_type.map(str::to_owned),
        operation: known.map(|(_, _, operation)| *operation),
        user: text(target("AppUser"), "displayName"),
        user_name: text(target("AppUser"), "alternateId"),
        app: text(target("AppInstance"), "displayName"),
        group: text(target("UserGroup").or(target("AppGroup")), "displayName"),
        remote: reason.and_then(|reason| remote::read(&super::normal::normal(reason))),
        ..Parts::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::idp::okta::explain::operation::Operation;
    use crate::idp::okta::explain::remote::Remote;

    #[test]
    fn an_entry_is_read_from_its_json() {
        let parts = super::read(
            r#"{"eventType":"application.provision.user.push","displayMessage":"Push new user to external application",
                "outcome":{"result":"FAILURE","reason":"Conflict. Errors reported by remote server: taken"},
                "target":[{"type":"AppUser","alternateId":"ada@x.org","displayName":"Ada L"},
                          {"type":"AppInstance","alternateId":"Acme","displayName":"Acme"}]}"#,
        )
        .unwrap();
        assert_eq!(parts.operation, Some(Operation::CreateUser));
        assert_eq!((parts.user.as_deref(), parts.app.as_deref()), (Some("Ada L"), Some("Acme")));
        assert_eq!(parts.remote.unwrap().detail(), Some("taken"));
        let parts = super::read(
            r#"..."reason": "Not Found. Errors reported by remote server: User not found.", ..."#,
        );
        assert_eq!(parts.unwrap().remote.unwrap().status(), Some(404));
        assert!(super::read("Conflict").is_none());
        let blank =
            super::read(r#"{"eventType":"application.provision.user.sync","outcome":{"reason":null}}"#)
                .unwrap();
        assert_eq!((blank.remote, blank.operation), (None::<Remote>, Some(Operation::VerifyUser)));
    }
}
