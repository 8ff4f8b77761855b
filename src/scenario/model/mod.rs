//! What a scenario file says, after validation and before interpolation.
//!
//! Values that may hold `${…}` stay [`Node`](crate::source::Node)s (or [`Template`]s) until a pass plays them, because
//! `${ada.id}` exists only then. Everything that can be checked without a target has been checked when these types
//! exist. `scenario.rs` is the file itself, `cast.rs` who is there, `step.rs` and `act.rs` what happens, `request.rs` a
//! raw call, `expect.rs` what must come of it, `answer.rs` what stands in for a target.

mod act;
mod answer;
mod cast;
mod expect;
mod request;
mod scenario;
mod step;

pub use act::Act;
pub use answer::{Answers, Canned, CannedAnswer, CannedContent, Cut, Unreachable};
pub use cast::{Cast, CastGroup, CastUser};
pub use expect::{Expect, OktaExpectation};
pub use request::{Query, Request};
pub use scenario::{Play, Row, Scenario};
pub use step::{Retry, Step};

use crate::source::Spanned;

/// A cast member named by an act.
pub type Member = Spanned<String>;

/// Text that may hold `${…}`.
pub type Template = Spanned<String>;
