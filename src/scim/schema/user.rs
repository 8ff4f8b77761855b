//! The table of `User` (RFC 7643 §4.1, §8.7.1).

use std::sync::{Arc, LazyLock};

use super::attribute::{Attribute, Kind, Mutability, Returned};
use super::{Schema, Table};
use crate::scim::urn;

pub(super) static SCHEMA: Table = LazyLock::new(|| {
    let attributes = vec![
        Attribute::text("userName").required().unique(),
        Attribute::complex(
            "name",
            [
                Attribute::text("formatted"),
                Attribute::text("familyName"),
                Attribute::text("givenName"),
                Attribute::text("middleName"),
                Attribute::text("honorificPrefix"),
                Attribute::text("honorificSuffix"),
            ],
        ),
        Attribute::text("displayName"),
        Attribute::text("nickName"),
        Attribute::reference("profileUrl", ["external"]),
        Attribute::text("title"),
        Attribute::text("userType"),
        Attribute::text("preferredLanguage"),
        Attribute::text("locale"),
        Attribute::text("timezone"),
        Attribute::flag("active"),
        Attribute::text("password").changed_by(Mutability::WriteOnly).returned(Returned::Never),
        values("emails", Attribute::text("value"), ["work", "home", "other"]),
        values("phoneNumbers", Attribute::text("value"), ["work", "home", "mobile", "fax", "pager", "other"]),
        values(
            "ims",
            Attribute::text("value"),
            ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"],
        ),
        values("photos", Attribute::reference("value", ["external"]), ["photo", "thumbnail"]),
        addresses(),
        Attribute::complex(
            "groups",
            [
                Attribute::text("value"),
                Attribute::reference("$ref", ["User", "Group"]),
                Attribute::text("display"),
                Attribute::text("type").suggests(["direct", "indirect"]),
            ],
        )
        .many()
        .changed_by(Mutability::ReadOnly),
        values("entitlements", Attribute::text("value"), []),
        values("roles", Attribute::text("value"), []),
        values("x509Certificates", Attribute::new("value", Kind::Binary), []),
    ];
    Arc::new(Schema::new(urn::USER, "User", attributes).described("User Account"))
});

/// The default sub-attributes of a multi-valued attribute (RFC 7643 §2.4).
fn values<const N: usize>(name: &str, value: Attribute, types: [&str; N]) -> Attribute {
    Attribute::complex(
        name,
        [
            value,
            Attribute::text("display"),
            Attribute::text("type").suggests(types),
            Attribute::flag("primary"),
        ],
    )
    .many()
}

/// `primary` is missing in §8.7.1; §8.2 and RFC 7644 §3.5.2.3 use it.
fn addresses() -> Attribute {
    Attribute::complex(
        "addresses",
        [
            Attribute::text("formatted"),
            Attribute::text("streetAddress"),
            Attribute::text("locality"),
            Attribute::text("region"),
            Attribute::text("postalCode"),
            Attribute::text("country"),
            Attribute::text("type").suggests(["work", "home", "other"]),
            Attribute::flag("primary"),
        ],
    )
    .many()
}
