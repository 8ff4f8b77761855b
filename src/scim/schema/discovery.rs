//! The tables of the discovery resources (RFC 7643 §5, §6, §7, §8.7.2).

use std::sync::{Arc, LazyLock};

use super::attribute::{Attribute, Kind, Mutability};
use super::{Schema, Table};
use crate::scim::urn;

/// §8.7.2 lacks `etag` and two parts of `authenticationSchemes`, which §5 and §8.5 have.
pub(super) static SERVICE_PROVIDER_CONFIG: Table = LazyLock::new(|| {
    let supported = || Attribute::flag("supported").required();
    let whole = |name| Attribute::new(name, Kind::Integer).required();
    let attributes = vec![
        Attribute::reference("documentationUri", ["external"]),
        Attribute::complex("patch", [supported()]).required(),
        Attribute::complex("bulk", [supported(), whole("maxOperations"), whole("maxPayloadSize")]).required(),
        Attribute::complex("filter", [supported(), whole("maxResults")]).required(),
        Attribute::complex("changePassword", [supported()]).required(),
        Attribute::complex("sort", [supported()]).required(),
        Attribute::complex("etag", [supported()]).required(),
        Attribute::complex(
            "authenticationSchemes",
            [
                Attribute::text("type").required().suggests([
                    "oauth",
                    "oauth2",
                    "oauthbearertoken",
                    "httpbasic",
                    "httpdigest",
                ]),
                Attribute::text("name").required(),
                Attribute::text("description").required(),
                Attribute::reference("specUri", ["external"]),
                Attribute::reference("documentationUri", ["external"]),
                Attribute::flag("primary"),
            ],
        )
        .many()
        .required(),
    ];
    table(urn::SERVICE_PROVIDER_CONFIG, "Service Provider Configuration", attributes)
});

/// §8.7.2 prints `schemaExtensions` as single-valued; §6 makes it an array.
pub(super) static RESOURCE_TYPE: Table = LazyLock::new(|| {
    let attributes = vec![
        Attribute::text("id"),
        Attribute::text("name").required(),
        Attribute::text("description"),
        Attribute::reference("endpoint", ["uri"]).required(),
        Attribute::reference("schema", ["uri"]).required(),
        Attribute::complex(
            "schemaExtensions",
            [Attribute::reference("schema", ["uri"]).required(), Attribute::flag("required").required()],
        )
        .many(),
    ];
    table(urn::RESOURCE_TYPE, "ResourceType", attributes)
});

/// §8.7.2 prints `referenceTypes` of a sub-attribute as single-valued (erratum 5607) and lacks the type `binary`.
pub(super) static SCHEMA: Table = LazyLock::new(|| {
    let [name, kind, many, about, required, canonical, exact, mutability, returned, unique, refers] =
        characteristics();
    let [
        name2,
        kind2,
        many2,
        about2,
        required2,
        canonical2,
        exact2,
        mutability2,
        returned2,
        unique2,
        refers2,
    ] = characteristics();
    let parts = Attribute::complex(
        "subAttributes",
        [
            name2,
            kind2,
            many2,
            about2,
            required2,
            canonical2,
            exact2,
            mutability2,
            returned2,
            unique2,
            refers2,
        ],
    )
    .many();
    let all = Attribute::complex(
        "attributes",
        [name, kind, many, about, required, canonical, exact, mutability, returned, unique, refers, parts],
    );
    let attributes = vec![
        Attribute::text("id").required(),
        Attribute::text("name").required(),
        Attribute::text("description"),
        all.many().required(),
    ];
    table(urn::SCHEMA, "Schema", attributes)
});

fn characteristics() -> [Attribute; 11] {
    [
        Attribute::text("name").required().case_exact(),
        Attribute::text("type").required().suggests([
            "string",
            "complex",
            "boolean",
            "decimal",
            "integer",
            "dateTime",
            "reference",
            "binary",
        ]),
        Attribute::flag("multiValued").required(),
        Attribute::text("description").case_exact(),
        Attribute::flag("required"),
        Attribute::text("canonicalValues").many().case_exact(),
        Attribute::flag("caseExact"),
        Attribute::text("mutability").case_exact().suggests([
            "readOnly",
            "readWrite",
            "immutable",
            "writeOnly",
        ]),
        Attribute::text("returned").case_exact().suggests(["always", "never", "default", "request"]),
        Attribute::text("uniqueness").case_exact().suggests(["none", "server", "global"]),
        Attribute::text("referenceTypes").many().case_exact(),
    ]
}

fn table(id: &str, name: &str, attributes: Vec<Attribute>) -> Arc<Schema> {
    let attributes =
        attributes.into_iter().map(|attribute| attribute.changed_by(Mutability::ReadOnly)).collect();
    Arc::new(Schema::new(id, name, attributes))
}
