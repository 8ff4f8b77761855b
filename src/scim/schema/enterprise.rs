//! The table of the enterprise extension of `User` (RFC 7643 §4.3, §8.7.1).

use std::sync::{Arc, LazyLock};

use super::attribute::{Attribute, Mutability};
use super::{Schema, Table};
use crate::scim::urn;

pub(super) static SCHEMA: Table = LazyLock::new(|| {
    let attributes = vec![
        Attribute::text("employeeNumber"),
        Attribute::text("costCenter"),
        Attribute::text("organization"),
        Attribute::text("division"),
        Attribute::text("department"),
        Attribute::complex(
            "manager",
            [
                Attribute::text("value"),
                Attribute::reference("$ref", ["User"]),
                Attribute::text("displayName").changed_by(Mutability::ReadOnly),
            ],
        ),
    ];
    Arc::new(Schema::new(urn::ENTERPRISE_USER, "EnterpriseUser", attributes).described("Enterprise User"))
});
