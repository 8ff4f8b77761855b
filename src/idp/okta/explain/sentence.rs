//! Sentences that Okta shows of its own accord (okta.md §2.2, §2.3; failures.md §1).

use serde::Serialize;

use super::normal::{bare, find as find_text};
use super::operation::Operation;

/// A sentence of Okta's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sentence {
    /// `Create new user returned empty user.`
    EmptyUser,
    /// `No schema's defined in scim user`
    NoSchemas,
    /// `Invalid externalNamespace: … for property: …`
    InvalidNamespace,
    /// `Matching user not found`
    MatchingUserNotFound,
    /// `User account is inactive`
    UserInactive,
    /// `User not found`, `No user returned for user …`
    UserGone,
    /// `Error setting property, …`
    WrongType,
    /// `… due to delay in reactivating remote User. Rescheduling provision job.`
    ReactivationDelayed,
    /// `The credentials used to connect to the API were invalid; …`
    CredentialsInvalid,
    /// `User was assigned this application before Provisioning was enabled …`
    AssignedBefore,
    /// `An error occurred while pushing a profile update to this app` and the like: the details stand elsewhere.
    Banner,
    /// `Application accounts need deprovisioning`
    Deprovisioning,
    /// `profile updates have errors`
    ProfileErrors,
    /// `No results for users returned`
    NoResults,
    /// `API rate limit exceeded` and the like.
    RateLimit,
    /// `Linked group is missing in …`
    LinkedGroupMissing,
    /// `com.saasure.db.dto.platform.entity.AppGroup@…`
    GroupUnreadable,
    /// `… was not found in …`, of a user or a group.
    NotFoundInApp,
    /// `More than one user was found for ID: …`
    MoreThanOne,
    /// `User group already exists: …`
    GroupExists,
    /// `Group name is too long: …`
    GroupNameTooLong,
    /// `User password cannot be empty`
    EmptyPassword,
    /// `Does not match required pattern`
    Pattern,
    /// `Profile property in Okta managed template has conflicts with custom property.`
    TemplateConflict,
    /// `App assignment attempted for user … but user is in inactive status …`
    ImportOfInactive,
    /// `Operation failed because user profile is mastered under another system.`
    MasteredElsewhere,
}

/// What marks a sentence, and what Okta was doing then, where only one thing is possible.
const MARKS: &[(&str, Sentence, Option<Operation>)] = &[
    ("Create new user returned empty user", Sentence::EmptyUser, Some(Operation::CreateUser)),
    ("No schema's defined in scim user", Sentence::NoSchemas, Some(Operation::CreateUser)),
    ("No schemas defined in scim user", Sentence::NoSchemas, Some(Operation::CreateUser)),
    ("Invalid externalNamespace", Sentence::InvalidNamespace, None),
    ("Matching user not found", Sentence::MatchingUserNotFound, Some(Operation::VerifyUser)),
    ("User account is inactive", Sentence::UserInactive, Some(Operation::VerifyUser)),
    ("No user returned for user", Sentence::UserGone, Some(Operation::PushProfile)),
    ("Error setting property", Sentence::WrongType, Some(Operation::ImportProfile)),
    ("delay in reactivating remote User", Sentence::ReactivationDelayed, Some(Operation::Reactivate)),
    ("The credentials used to connect to the API were invalid", Sentence::CredentialsInvalid, None),
    (
        "Could not verify the administrator credentials",
        Sentence::CredentialsInvalid,
        Some(Operation::Authenticate),
    ),
    ("Verification failed", Sentence::CredentialsInvalid, Some(Operation::Authenticate)),
    (
        "Please ensure all details are set correctly",
        Sentence::CredentialsInvalid,
        Some(Operation::Authenticate),
    ),
    ("assigned this application before Provisioning was enabled", Sentence::AssignedBefore, None),
    ("An error occurred while pushing a profile update", Sentence::Banner, Some(Operation::PushProfile)),
    ("An error occurred while assigning this app", Sentence::Banner, None),
    ("Could not synchronize user with app", Sentence::Banner, None),
    ("Failed to push User's Profile to App", Sentence::Banner, Some(Operation::PushProfile)),
    ("Could not reactivate user in app", Sentence::Banner, Some(Operation::Reactivate)),
    ("Application accounts need deprovisioning", Sentence::Deprovisioning, Some(Operation::Deactivate)),
    ("accounts need deprovisioning", Sentence::Deprovisioning, Some(Operation::Deactivate)),
    ("manually disable user accounts", Sentence::Deprovisioning, Some(Operation::Deactivate)),
    ("profile updates have errors", Sentence::ProfileErrors, Some(Operation::PushProfile)),
    ("No results for users returned", Sentence::NoResults, Some(Operation::Authenticate)),
    ("API rate limit", Sentence::RateLimit, None),
    ("Rate Limit Exceeded", Sentence::RateLimit, None),
    ("Linked group is missing in", Sentence::LinkedGroupMissing, Some(Operation::UpdateMembership)),
    ("platform.entity.AppGroup@", Sentence::GroupUnreadable, Some(Operation::ReadGroup)),
    (" with the externalId ", Sentence::GroupUnreadable, Some(Operation::ReadGroup)),
    ("No appGroup found for the user group id", Sentence::GroupUnreadable, Some(Operation::ReadGroup)),
    ("More than one user was found for ID", Sentence::MoreThanOne, None),
    ("More than one group was found for ID", Sentence::MoreThanOne, Some(Operation::PushGroup)),
    ("User group already exists", Sentence::GroupExists, Some(Operation::PushGroup)),
    ("Group name is too long", Sentence::GroupNameTooLong, Some(Operation::PushGroup)),
    ("User password cannot be empty", Sentence::EmptyPassword, Some(Operation::PushPassword)),
    ("Does not match required pattern", Sentence::Pattern, Some(Operation::Authenticate)),
    ("Profile property in Okta managed template", Sentence::TemplateConflict, None),
    ("App assignment attempted for user", Sentence::ImportOfInactive, None),
    (
        "user profile is mastered under another system",
        Sentence::MasteredElsewhere,
        Some(Operation::PushProfile),
    ),
];

/// A sentence in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) sentence: Sentence,
    /// What Okta was doing, where only one thing is possible.
    pub(super) operation: Option<Operation>,
    /// Where it begins.
    pub(super) at: usize,
}

/// Which sentence a text holds.
pub(super) fn find(text: &str) -> Option<Found> {
    // These words are also what many targets say in their own detail, so they must be all there is.
    let gone =
        |at: usize| Found { sentence: Sentence::UserGone, operation: Some(Operation::PushProfile), at };
    if bare(text).eq_ignore_ascii_case("User not found") {
        return Some(gone(0));
    }
    if let Some(at) = find_text(text, ": User not found")
        && bare(&text[at..]).eq_ignore_ascii_case("User not found")
    {
        return Some(gone(at + 2));
    }
    let marked = MARKS.iter().filter_map(|(mark, sentence, operation)| {
        Some(Found { sentence: *sentence, operation: *operation, at: find_text(text, mark)? })
    });
    marked.min_by_key(|found| found.at).or_else(|| not_found_in_app(text))
}

/// `User ada was not found in Acme`, the template of Okta's list.
fn not_found_in_app(text: &str) -> Option<Found> {
    let end = find_text(text, " was not found in ")?;
    let starts = |word: &str| find_text(text, word).filter(|start| *start < end);
    let at = starts("User ").or_else(|| starts("Group "))?;
    Some(Found { sentence: Sentence::NotFoundInApp, operation: None, at })
}
