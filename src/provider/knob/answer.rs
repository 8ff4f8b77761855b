//! How a knob refuses: status, wording and kind of body, as the profile says or by default.

use serde::Deserialize;
use serde_json::json;

use super::{Field, Shape, optional};
use crate::provider::message::Response;
use crate::scim::urn;

/// What a refusal looks like; what is not said is the knob's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Answer {
    status: Option<u16>,
    detail: Option<String>,
    scim_type: Option<String>,
    #[serde(default, rename = "as")]
    form: Form,
}

/// The kind of body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    /// A SCIM Error message (RFC 7644 §3.12).
    #[default]
    Scim,
    /// The detail as plain text.
    Plain,
    /// A page.
    Html,
    /// Nothing.
    Empty,
}

/// The keys of a refusal, for the tables.
pub(super) const ANSWER: &[Field] = &[
    optional("status", Shape::Number, "The status, from 400 to 599."),
    optional(
        "detail",
        Shape::Text,
        "The wording. `{attribute}`, `{value}` and `{id}` stand for what was refused, where there is such a thing.",
    ),
    optional("scim-type", Shape::Text, "The keyword `scimType`, one of RFC 7644's or another."),
    optional(
        "as",
        Shape::Word(&["scim", "plain", "html", "empty"]),
        "The body: a SCIM Error message, plain text, a page, or nothing. Without it: scim.",
    ),
];

impl Answer {
    /// The refusal, with the knob's own status and wording where the profile gives none.
    pub(super) fn respond(&self, status: u16, detail: &str, filled: &[(&str, &str)]) -> Response {
        let status = self.status.filter(|status| (400..600).contains(status)).unwrap_or(status);
        let mut detail = self.detail.as_deref().unwrap_or(detail).to_owned();
        for (name, value) in filled {
            detail = detail.replace(&format!("{{{name}}}"), value);
        }
        let media = |media: &str, body: String| Response {
            body: body.into(),
            ..Response::empty(status).with("content-type", media)
        };
        let mut response = match self.form {
            Form::Scim => {
                let mut body = json!({"schemas": [urn::ERROR]});
                if let Some(scim_type) = &self.scim_type {
                    body["scimType"] = scim_type.as_str().into();
                }
                body["detail"] = detail.into();
                body["status"] = status.to_string().into();
                Response::json(status, body.to_string().into_bytes())
            }
            Form::Plain => media("text/plain; charset=utf-8", detail),
            Form::Html => media(
                "text/html; charset=utf-8",
                format!("<!DOCTYPE html><html><body><h1>{status}</h1><p>{detail}</p></body></html>"),
            ),
            Form::Empty => Response::empty(status),
        };
        if status == 401 {
            response = response.with("www-authenticate", "Bearer realm=\"scim\"");
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Answer;

    fn body(answer: Value) -> (u16, String) {
        let answer: Answer = serde_json::from_value(answer).unwrap();
        let response = answer.respond(400, "no {attribute}", &[("attribute", "userType")]);
        (response.status, String::from_utf8(response.body.to_vec()).unwrap())
    }

    #[test]
    fn what_the_profile_does_not_say_is_the_knobs_own() {
        let (status, text) = body(json!({}));
        let text: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, &text["detail"], &text["status"]), (400, &json!("no userType"), &json!("400")));
        assert!(text.get("scimType").is_none());
    }

    #[test]
    fn status_wording_keyword_and_kind_of_body_can_all_be_given() {
        let (status, text) = body(json!({"status": 422, "detail": "{attribute}?", "scim-type": "odd"}));
        assert!(
            status == 422 && text.contains("userType?") && text.contains("\"scimType\":\"odd\""),
            "{text}"
        );
        assert_eq!(body(json!({"as": "plain", "detail": "x"})).1, "x");
        assert!(body(json!({"as": "html"})).1.starts_with("<!DOCTYPE html>"));
        assert_eq!(body(json!({"as": "empty"})).1, "");
        // A refusal that succeeds would be no refusal.
        assert_eq!(body(json!({"status": 200})).0, 400);
    }
}
