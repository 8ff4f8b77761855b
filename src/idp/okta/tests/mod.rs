//! What goes over the wire, act by act and client by client: method, path, raw query, header set and order, body with
//! key order. The expected lines are the specification; their sources stand beside them.

mod failures;
mod groups;
mod groups_linked;
mod import;
mod options;
mod properties;
mod scoped;
mod stage;
mod texts;
mod users;
mod users_lifecycle;
