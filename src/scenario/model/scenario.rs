//! The file itself, its rows, and one pass of it.

use super::{Answers, Cast, Expect, Step};
use crate::scenario::reference::Reference;
use crate::source::{Node, SourceId, Span, Spanned};

/// One scenario file (one row of `each:` is a [`Play`] of it, not a copy).
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The path below its root without extension: `okta/users/update-user-type`.
    pub name: String,
    /// The file.
    pub source: SourceId,
    /// Whether it came out of the binary.
    pub shipped: bool,
    /// One line for people.
    pub title: String,
    /// A paragraph for people.
    pub about: Option<String>,
    /// Tags, in file order.
    pub tags: Vec<String>,
    /// One pass per client: `okta-aiw`, `okta-oin`, `rfc`.
    pub clients: Vec<String>,
    /// Boxes that must be ticked in the app (`create-users`, `update-users`, `deactivate-users`, `sync-password`,
    /// `groups`, `import-users`, `import-groups`); for `rfc` scenarios, features of ServiceProviderConfig (`patch`,
    /// `filter`, `sort`, `etag`, `bulk`).
    pub requires: Vec<String>,
    /// Where the behaviour is documented; case ids of Okta's manual plan stand here too (`OIN C9291`).
    pub sources: Vec<String>,
    /// Names of the target's fixtures that the scenario needs; `${NAME.userName}` reaches them.
    pub fixtures: Vec<Spanned<String>>,
    /// The org's people and groups.
    pub cast: Cast,
    /// What the harness puts on the target before the first step.
    pub already: Cast,
    /// Rows of `each:`; empty = one pass without row variables.
    pub each: Vec<Row>,
    /// What is answered instead of a target; such a scenario never talks to one.
    pub answers: Option<Answers>,
    /// Integration settings that this scenario needs (`integration:`), by name with hyphens, values checked:
    /// `rename-groups: true`, `cleared-as: omitted`, `mapping: { … }`.
    pub integration: Vec<(Spanned<String>, Node)>,
    /// Knobs of the embedded provider for this scenario's passes (`provider:`), by name. What they mean is not this
    /// room's business; a target cannot be turned like that, so there the scenario is skipped.
    pub provider: Vec<(Spanned<String>, Node)>,
    /// Findings that are known and meant (`accepts:`): the rule, or a family of rules with `.*`, and why.
    pub accepts: Vec<(Spanned<String>, String)>,
    /// Values that the environment or the run must give: `${env:NAME}`, and `${var:name}` without a default.
    pub outside: Vec<Spanned<Reference>>,
    /// What happens.
    pub steps: Vec<Step>,
    /// What happens at the end, even after a failure.
    pub always: Vec<Step>,
    /// The `title:` line, for findings that belong to the scenario as a whole.
    pub span: Span,
}

impl Scenario {
    /// The same acts without canned answers and without expectations: for a target, to see what comes out there.
    pub fn acts_alone(&self) -> Scenario {
        let mut scenario = self.clone();
        scenario.answers = None;
        for step in scenario.steps.iter_mut().chain(&mut scenario.always) {
            step.expect = Expect::default();
            step.retry = None;
        }
        scenario
    }
}

/// One row of `each:`.
#[derive(Debug, Clone)]
pub struct Row {
    /// What stands after the `@` in the pass's name: `userType=Admin` or the row's number from 1.
    pub label: String,
    /// Values by name, reachable as `${each.NAME}`.
    pub values: Vec<(Spanned<String>, Node)>,
    /// Where the row stands.
    pub span: Span,
}

/// One scenario played with one client and one row.
#[derive(Debug, Clone)]
pub struct Play {
    /// The scenario.
    pub scenario: std::sync::Arc<Scenario>,
    /// The client.
    pub client: String,
    /// Index into `scenario.each`.
    pub row: Option<usize>,
}

impl Play {
    /// `okta/users/update-user-type@userType=Admin`, without the client.
    pub fn name(&self) -> String {
        match self.row {
            Some(row) => format!("{}@{}", self.scenario.name, self.scenario.each[row].label),
            None => self.scenario.name.clone(),
        }
    }
}
