//! The JSON that Okta sends. Pure: a body is made from the org, the app's settings and what the server answered
//! before. Key order is part of it.

pub(super) mod attribute;
pub(super) mod group;
pub(super) mod patch;
pub(super) mod user;
