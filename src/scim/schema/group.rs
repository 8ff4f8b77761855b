//! The table of `Group` (RFC 7643 §4.2, §8.7.1).

use std::sync::{Arc, LazyLock};

use super::attribute::{Attribute, Mutability};
use super::{Schema, Table};
use crate::scim::urn;

/// §8.7.1 prints `displayName` as optional, though §4.2 requires it, and lacks `members.display`, which §8.4 and RFC
/// 7644 §3.5.2.1 use.
pub(super) static SCHEMA: Table = LazyLock::new(|| {
    let once = Mutability::Immutable;
    let attributes = vec![
        Attribute::text("displayName").required(),
        Attribute::complex(
            "members",
            [
                Attribute::text("value").changed_by(once),
                Attribute::reference("$ref", ["User", "Group"]).changed_by(once),
                Attribute::text("type").suggests(["User", "Group"]).changed_by(once),
                Attribute::text("display").changed_by(once),
            ],
        )
        .many(),
    ];
    Arc::new(Schema::new(urn::GROUP, "Group", attributes).described("Group"))
});
