//! How fast, and how much at once.

use std::sync::Arc;
use std::time::Duration;

use super::{Knob, Shape, read};
use crate::duration;
use crate::provider::deviation::Deviation;
use crate::provider::handle::Provider;
use crate::provider::message::{Request, Response};

/// Longer than any client waits.
const LONGEST: Duration = Duration::from_secs(300);

pub(super) const KNOBS: &[Knob] = &[
    Knob {
        name: "page-size",
        about: "The most resources on one page of a list, whatever `count` asks for.",
        shape: Shape::Number,
        example: "50",
        make: |value, settings| {
            settings.limits.results = read::<std::num::NonZeroUsize>(value)?.get();
            Ok(())
        },
    },
    Knob {
        name: "latency",
        about: "How long every answer takes.",
        shape: Shape::Duration,
        example: r#""200ms""#,
        make: |value, settings| {
            let text: String = read(value)?;
            let delay = duration::parse_up_to(&text, LONGEST).map_err(|wrong| wrong.to_string())?;
            settings.deviations.push(Arc::new(Latency(delay)));
            Ok(())
        },
    },
];

#[derive(Debug)]
struct Latency(Duration);

impl Deviation for Latency {
    fn response(&self, _: &Provider, _: &Request, response: &mut Response) {
        response.delay += self.0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::super::trial::{Trial, request};
    use crate::exchange::Method;

    #[test]
    fn a_page_is_no_longer_than_the_profile_says() {
        let trial = Trial::with(json!({"page-size": 1}));
        trial.user("ada@example.com");
        trial.user("bob@example.com");
        let (_, body) = trial.get("/Users?count=100");
        assert_eq!((&body["itemsPerPage"], &body["totalResults"]), (&json!(1), &json!(2)));
    }

    #[test]
    fn every_answer_takes_its_time() {
        let trial = Trial::with(json!({"latency": "1s"}));
        assert_eq!(trial.0.handle(&request(Method::Get, "/Users", None)).delay, Duration::from_secs(1));
    }
}
