//! Taking an individual assignment away (okta.md §1.8).

use crate::exchange::Wire;
use crate::idp::okta::flow::{deprovision, profile};
use crate::idp::okta::session::{Okta, Step, not_run};

/// Switches the account off, unless a group still gives the person the app.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, name: &str) -> Step {
    let assignment = &mut okta.user_mut(name)?.assignment;
    if !assignment.individual {
        return Err(not_run(if assignment.groups.is_empty() {
            format!("{name} does not have the app")
        } else {
            format!("{name} has the app through a group only; Okta offers no unassigning there")
        }));
    }
    assignment.individual = false;
    assignment.values.clear();
    deprovision::user(okta, name).await?;
    if okta.user(name)?.has_app() { profile::push_moved(okta, name).await } else { Ok(()) }
}
