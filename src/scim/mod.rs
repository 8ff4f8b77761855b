//! The standard's vocabulary (RFC 7643, RFC 7644): what SCIM says, apart from who says it over which wire.
//!
//! Pure: no sockets, no clock, no other room. Servers and judges use the same words, so that they cannot disagree.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `urn` | the registered names |
//! | `schema` | attributes and their characteristics; the published tables; lookup |
//! | `text`, `datetime` | case and instants |
//! | `path` | attribute notation and PATCH paths |
//! | `filter` | filters: parse, print, match |
//! | `conform` | values from a client, checked and brought into the schema's form |
//! | `patch` | PATCH messages and what they do to a resource |
//! | `sort`, `page`, `projection` | the other parameters of a query |
//! | `list`, `error` | the messages that answers are |
//! | `resource`, `equal` | looking at a resource; when two values say the same |

pub mod conform;
pub mod datetime;
pub mod equal;
pub mod error;
pub mod filter;
pub mod list;
pub mod page;
pub mod patch;
pub mod path;
pub mod projection;
pub mod resource;
pub mod schema;
pub mod sort;
pub mod text;
pub mod urn;
