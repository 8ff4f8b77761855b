//! Attributes that every resource has and no schema lists (RFC 7643 §3, §3.1).

use std::sync::LazyLock;

use super::attribute::{Attribute, Kind, Mutability, Returned};

/// `schemas`, `id`, `externalId` and `meta`.
///
/// `schemas` counts as always returned: §3 wants it in every representation, though one example of RFC 7644 lacks it.
pub(super) static ATTRIBUTES: LazyLock<[Attribute; 4]> = LazyLock::new(|| {
    [
        Attribute::reference("schemas", ["uri"]).many().required().returned(Returned::Always),
        Attribute::text("id")
            .required()
            .case_exact()
            .changed_by(Mutability::ReadOnly)
            .returned(Returned::Always),
        Attribute::text("externalId").case_exact(),
        Attribute::complex(
            "meta",
            [
                Attribute::text("resourceType").case_exact(),
                Attribute::new("created", Kind::DateTime),
                Attribute::new("lastModified", Kind::DateTime),
                Attribute::reference("location", ["uri"]),
                Attribute::text("version").case_exact(),
            ],
        )
        .changed_by(Mutability::ReadOnly),
    ]
});
