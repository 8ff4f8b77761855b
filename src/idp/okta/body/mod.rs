//! The JSON that Okta sends. Pure: a body is made from the org, the app's settings and what the server answered
//! before. Key order is part of it.

pub(super) mod attribute;
pub(super) mod group;
pub(super) mod patch;
pub(super) mod user;

/// The URNs that stand in Okta's bodies.
pub(super) mod urn {
    pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
    pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
    pub(crate) const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    pub(crate) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    pub(crate) const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
}
