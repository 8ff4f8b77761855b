//! Deactivation that is refused, ignored, or done by deleting: the leaver's path.

use serde_json::Value;

use super::Fault;
use crate::exchange::Method;
use crate::provider::deviation::{Hook, Make, edit};
use crate::provider::handle::Provider;
use crate::provider::message::Request;
use crate::provider::store::Kind;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "no-patch-users",
        failure: "F78",
        title: "PATCH on a user is answered 501",
        breaks: &["okta-oin", "entra"],
        severity: 5,
        source: "unitycatalog/unitycatalog#423; medplum/medplum#5679",
        found_by: &["status.accepted"],
        make: Make::Hook(Hook::Instead(|_, request| {
            edit::is(request, Method::Patch, Kind::User)
                .then(|| edit::refuse(501, "PATCH is not supported for users"))
        })),
    },
    Fault {
        name: "patch-nopath-active-ignored",
        failure: "F79",
        title: "a PATCH without a path is answered 200, and active stays as it was",
        breaks: &["okta-oin"],
        severity: 5,
        source: "getsentry/sentry#27199; OneUptime/oneuptime#3852",
        found_by: &["user.deactivation-takes-effect", "drift.active"],
        make: Make::Hook(Hook::Request(ignore_pathless_active)),
    },
    Fault {
        name: "put-active-false-ignored",
        failure: "F151",
        title: "a PUT with active: false is answered 200, and the user stays active",
        breaks: &["okta-aiw"],
        severity: 5,
        source: "FusionAuth/fusionauth-issues#1871; buildbuddy-io/buildbuddy#5701",
        found_by: &["user.deactivation-takes-effect", "drift.active"],
        make: Make::Hook(Hook::Request(ignore_put_active)),
    },
];

fn ignore_pathless_active(_: &Provider, request: &mut Request) {
    edit::change_operations(request, Kind::User, |operations| {
        for operation in operations {
            if let Some(value) = edit::pathless_value(operation) {
                value.shift_remove("active");
            }
        }
    });
}

fn ignore_put_active(_: &Provider, request: &mut Request) {
    if edit::is(request, Method::Put, Kind::User) {
        edit::change_sent(request, |body| {
            if let Some(body) = body.as_object_mut()
                && body.get("active") == Some(&Value::Bool(false))
            {
                body.shift_remove("active");
            }
        });
    }
}
