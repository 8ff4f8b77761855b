//! What a scenario file says, after validation and before interpolation.
//!
//! Values that may hold `${…}` stay [`Node`]s (or [`Template`]s) until a pass plays them, because `${ada.id}` exists
//! only then. Everything that can be checked without a target has been checked when these types exist.

use std::time::Duration;

use indexmap::IndexMap;

use super::reference::Reference;
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

/// People and groups by cast name, in file order.
#[derive(Debug, Clone, Default)]
pub struct Cast {
    /// People.
    pub users: IndexMap<String, CastUser>,
    /// Groups.
    pub groups: IndexMap<String, CastGroup>,
}

/// A person in `cast:` or `already:`.
#[derive(Debug, Clone)]
pub struct CastUser {
    /// Where the name was written.
    pub span: Span,
    /// Attributes as written: `userName`, `givenName`, `email`, `active` (only in `already`), custom ones.
    pub attributes: Vec<(Spanned<String>, Node)>,
}

/// A group in `cast:` or `already:`.
#[derive(Debug, Clone)]
pub struct CastGroup {
    /// Where the name was written.
    pub span: Span,
    /// Its name as written; the cast name when absent. The run id is added when played.
    pub display_name: Option<Spanned<String>>,
    /// Members, by cast name (for `already`: of `already` users).
    pub members: Vec<Spanned<String>>,
    /// `count: 150` makes that many further members `<group>-1 … <group>-150`, so that big groups stay readable.
    pub generate: Option<u32>,
    /// `copies: 101` (only in `already`) makes that many further groups without members, to fill pages of a list.
    pub copies: Option<u32>,
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

/// One step: an act (for several members: one after the other) with what must come of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// `id:`, by which later steps reach its answer (`${step-id.body.x}`).
    pub id: Option<Spanned<String>>,
    /// The act, once per member that the step names.
    pub acts: Vec<Act>,
    /// The act as a reader would say it: `update ada`.
    pub label: String,
    /// What must come of it.
    pub expect: Expect,
    /// Tries the step's expectations again until they hold.
    pub retry: Option<Retry>,
    /// Whether the acts are played at the same time instead of one after the other.
    pub parallel: bool,
    /// Whether the target's state is read back after the act.
    pub drift: bool,
    /// Whether the act is part of the snapshot.
    pub snapshot: bool,
    /// `rule:`, the rule that the step's expectations put to the test.
    pub rule: Option<Spanned<String>>,
    /// The act's key and its value in the file.
    pub span: Span,
    /// For a step out of a fragment: the places of the `uses:` that brought it, outermost first.
    pub used_from: Vec<Span>,
}

/// A cast member named by an act.
pub type Member = Spanned<String>;

/// Text that may hold `${…}`.
pub type Template = Spanned<String>;

/// One thing that an admin does (or, for `Request`, `Await` and `Probe`, that the author does).
#[derive(Debug, Clone)]
pub enum Act {
    /// Test API Credentials / Test Connector Configuration.
    TestConnection,
    /// Saves the To App settings.
    EnableProvisioning,
    /// Assigns the app to a user or a group.
    Assign(Member),
    /// Assigns the app with values on the assignment, to a group also with a priority among the assigned groups.
    AssignWith {
        /// Whom.
        who: Member,
        /// Attribute names (Okta's) and values that the assignment carries.
        profile: Vec<(Spanned<String>, Node)>,
        /// The place among the assigned groups, from 1; `None` for a user, and for the last place.
        priority: Option<u32>,
    },
    /// Takes the app away from a user or a group.
    Unassign(Member),
    /// Edits attributes; `null` clears.
    Update {
        /// Whose.
        user: Member,
        /// Attribute names (Okta's) and new values.
        set: Vec<(Spanned<String>, Node)>,
    },
    /// Changes the username.
    RenameUser {
        /// Whose.
        user: Member,
        /// The new username.
        to: Template,
    },
    /// Deactivates the person in the IdP (loses all assignments).
    Deactivate(Member),
    /// Activates the person again; group assignments come back, an individual one is made again.
    Reactivate(Member),
    /// Suspends the person: nothing is sent.
    Suspend(Member),
    /// Lifts the suspension: nothing is sent.
    Unsuspend(Member),
    /// Pushes a password.
    SyncPassword {
        /// Whose.
        user: Member,
        /// The password; a random one when absent.
        password: Option<Template>,
    },
    /// Push Groups: create.
    PushGroup(Member),
    /// Push Groups: link to an existing remote group.
    LinkGroup {
        /// The IdP's group.
        group: Member,
        /// The remote group's displayName; the IdP group's own when absent.
        to: Option<Template>,
    },
    /// Push Groups: Push now (full push).
    PushNow(Member),
    /// Renames the IdP group.
    RenameGroup {
        /// Which.
        group: Member,
        /// The new name.
        to: Template,
    },
    /// Adds people to the IdP group.
    AddMembers {
        /// Which.
        group: Member,
        /// Whom.
        members: Vec<Member>,
    },
    /// Removes people from the IdP group.
    RemoveMembers {
        /// Which.
        group: Member,
        /// Whom.
        members: Vec<Member>,
    },
    /// Push Groups: deactivate.
    DeactivatePush(Member),
    /// Push Groups: activate (an immediate full push).
    ActivatePush(Member),
    /// Push Groups: unlink.
    UnlinkGroup {
        /// Which.
        group: Member,
        /// Delete the group in the target app, or leave it.
        delete: bool,
    },
    /// Import Now.
    Import {
        /// Read users.
        users: bool,
        /// Read groups.
        groups: bool,
    },
    /// One raw SCIM call. Boxed: it is much larger than the others.
    Request(Box<Request>),
    /// Waits until the step's expectations hold.
    Await,
}

impl Act {
    /// The act's key in the file.
    pub const fn name(&self) -> &'static str {
        match self {
            Act::TestConnection => "test-connection",
            Act::EnableProvisioning => "enable-provisioning",
            Act::Assign(_) | Act::AssignWith { .. } => "assign",
            Act::Unassign(_) => "unassign",
            Act::Update { .. } => "update",
            Act::RenameUser { .. } => "rename-user",
            Act::Deactivate(_) => "deactivate",
            Act::Reactivate(_) => "reactivate",
            Act::Suspend(_) => "suspend",
            Act::Unsuspend(_) => "unsuspend",
            Act::SyncPassword { .. } => "sync-password",
            Act::PushGroup(_) => "push-group",
            Act::LinkGroup { .. } => "link-group",
            Act::PushNow(_) => "push-now",
            Act::RenameGroup { .. } => "rename-group",
            Act::AddMembers { .. } => "add-members",
            Act::RemoveMembers { .. } => "remove-members",
            Act::DeactivatePush(_) => "deactivate-push",
            Act::ActivatePush(_) => "activate-push",
            Act::UnlinkGroup { .. } => "unlink-group",
            Act::Import { .. } => "import",
            Act::Request(_) => "request",
            Act::Await => "await",
        }
    }

    /// Whom or what it is done to.
    pub const fn member(&self) -> Option<&Member> {
        match self {
            Act::Assign(member)
            | Act::Unassign(member)
            | Act::Deactivate(member)
            | Act::Reactivate(member)
            | Act::Suspend(member)
            | Act::Unsuspend(member)
            | Act::PushGroup(member)
            | Act::PushNow(member)
            | Act::DeactivatePush(member)
            | Act::ActivatePush(member)
            | Act::AssignWith { who: member, .. }
            | Act::Update { user: member, .. }
            | Act::RenameUser { user: member, .. }
            | Act::SyncPassword { user: member, .. }
            | Act::LinkGroup { group: member, .. }
            | Act::RenameGroup { group: member, .. }
            | Act::AddMembers { group: member, .. }
            | Act::RemoveMembers { group: member, .. }
            | Act::UnlinkGroup { group: member, .. } => Some(member),
            Act::TestConnection
            | Act::EnableProvisioning
            | Act::Import { .. }
            | Act::Request(_)
            | Act::Await => None,
        }
    }

    /// Whether the neutral client can play it: the author spells everything out, no IdP is needed.
    pub const fn is_neutral(&self) -> bool {
        matches!(self, Act::Request(_) | Act::Await)
    }

    /// The act as a reader would say it, for one member: `deactivate ada`.
    pub fn label(&self) -> String {
        match self {
            Act::Request(request) => format!("request {} {}", request.method.value, request.path.value),
            Act::Import { users, groups } if users != groups => {
                format!("import {}", if *users { "users" } else { "groups" })
            }
            _ => match self.member() {
                Some(member) => format!("{} {}", self.name(), member.value),
                None => self.name().to_owned(),
            },
        }
    }
}

/// A raw call of a `request` step.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST …, checked to be a method.
    pub method: Spanned<String>,
    /// Below the base URL, with a leading slash; templates allowed.
    pub path: Template,
    /// Raw query text (sent as written after interpolation), or name/value pairs that get encoded.
    pub query: Option<Query>,
    /// Further headers.
    pub headers: Vec<(Spanned<String>, Template)>,
    /// A tree (sent as JSON) or a scalar text (sent raw).
    pub body: Option<Node>,
    /// `form used by Entra` and the like, shown in reports.
    pub note: Option<String>,
    /// Whose credentials it carries, if not the client's own: `none`, `wrong`, `old-token` …
    pub credentials: Option<String>,
}

/// The query of a raw call.
#[derive(Debug, Clone)]
pub enum Query {
    /// As written.
    Raw(Template),
    /// Encoded by us, in file order.
    Pairs(Vec<(Spanned<String>, Template)>),
}

/// `answers:`: what is answered instead of a target.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The answers, in file order.
    pub list: Vec<CannedAnswer>,
    /// The key, for what concerns all of them.
    pub span: Span,
    /// `timeout:`, how long the client waits for an answer; `None` = as long as Okta.
    pub timeout: Option<Duration>,
}

/// One canned answer: to which requests, and what.
#[derive(Debug, Clone)]
pub struct CannedAnswer {
    /// `METHOD /path?parameter`, as `calls:` writes it; templates allowed.
    pub to: Template,
    /// What is answered.
    pub with: Canned,
}

/// What a canned answer says.
#[derive(Debug, Clone)]
pub struct Canned {
    /// The status: a number, or a template. Without it what goes with the content: 201 for `created`, else 200.
    pub status: Option<Node>,
    /// Headers, beside those that go with the content.
    pub headers: Vec<(Spanned<String>, Template)>,
    /// The body.
    pub content: CannedContent,
    /// The wait before the answer.
    pub delay: Option<Duration>,
    /// What goes wrong on the way, if anything.
    pub cut: Option<Cut>,
    /// Why no connection comes about, if none does.
    pub unreachable: Option<Unreachable>,
}

/// The body of a canned answer.
#[derive(Debug, Clone)]
pub enum CannedContent {
    /// None.
    Nothing,
    /// A tree (sent as JSON) or a text (sent as it stands).
    Body(Node),
    /// A SCIM Error message with this detail.
    Error(Template),
    /// A ListResponse of these users or groups.
    List(Vec<Member>),
    /// What was posted, with an id and `meta`; from now on this is the member's resource.
    Created(Member),
    /// The member's resource as it is now.
    Resource(Member),
}

/// Why no connection comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// The host name does not resolve.
    Name,
    /// Nothing listens there.
    Refused,
    /// Nobody answers the attempt.
    Timeout,
    /// The TLS handshake fails.
    Tls,
}

/// How an answer does not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The connection is reset instead of an answer.
    Reset,
    /// The connection is closed in the middle of the body.
    Truncate,
    /// The connection is closed without an answer.
    Empty,
    /// What comes is no HTTP.
    Malformed,
}

/// What must come of a step. Every part is its own finding at its own place.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// What Okta shows: one value for all members (`None` key) or one per cast name.
    pub okta: Vec<(Option<Spanned<String>>, OktaExpectation)>,
    /// What a read-back must find, per cast name: attribute → matcher node (`null` node value = must be gone).
    pub remote: Vec<(Spanned<String>, Node)>,
    /// The status of a `request` (a number or a matcher such as `{$gt: 399}` or a list of alternatives).
    pub status: Option<Node>,
    /// Headers of a `request`'s answer, names in any case.
    pub headers: Vec<(Spanned<String>, Node)>,
    /// The body of a `request`'s answer: a subset unless a matcher says otherwise.
    pub body: Option<Node>,
    /// The calls that the act must make, in order.
    pub calls: Option<Spanned<Vec<Spanned<String>>>>,
    /// A time limit for the act.
    pub within: Option<Spanned<Duration>>,
}

impl Expect {
    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.okta.is_empty()
            && self.remote.is_empty()
            && self.status.is_none()
            && self.headers.is_empty()
            && self.body.is_none()
            && self.calls.is_none()
            && self.within.is_none()
    }
}

/// What the IdP's admin must see.
#[derive(Debug, Clone)]
pub enum OktaExpectation {
    /// No error.
    Success(Span),
    /// Exactly this text; templates allowed.
    Error(Template),
    /// Some error, whatever its text (`okta: failure`).
    Failure(Span),
    /// The job is put off (`okta: rescheduled`).
    Rescheduled(Span),
    /// Okta sends nothing for the act, and shows nothing (`okta: nothing`).
    Nothing(Span),
}

/// `retry: { until, every, for }`: the act is played again until all expectations of the step hold. For `await`
/// there is no act, only the read-back is repeated.
#[derive(Debug, Clone)]
pub struct Retry {
    /// Pause between tries.
    pub every: Duration,
    /// When to give up.
    pub limit: Duration,
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
