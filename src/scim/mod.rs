//! The standard's vocabulary (RFC 7643, RFC 7644): what SCIM says, apart from who says it over which wire.
//!
//! Pure: no sockets, no clock, no other room. Servers and judges use the same words, so that they cannot disagree.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `urn` | the registered names |
//! | `schema` | attributes and their characteristics; the published tables; lookup |
//! | `filter` | filters: parse, print, match |
//! | `path` | attribute notation and PATCH paths |
//! | `patch` | PATCH messages and what they do to a resource |
//! | `error` | the Error message |

pub mod datetime;
pub mod error;
pub mod filter;
pub mod path;
pub mod schema;
pub mod text;
pub mod urn;
