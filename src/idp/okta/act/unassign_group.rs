//! Taking a group's assignment away (OIN case C9311).

use crate::exchange::Wire;
use crate::idp::okta::flow::each::Jobs;
use crate::idp::okta::flow::{deprovision, profile};
use crate::idp::okta::session::{Okta, Step, not_run};

/// Switches off the account of every member who has no other assignment. Members for whom no id is known are passed
/// over: Okta sends nothing for them.
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let assigned = okta.group_mut(group)?;
    if !assigned.assigned {
        return Err(not_run(format!("the app is not assigned to {group}")));
    }
    assigned.assigned = false;
    let members: Vec<String> = assigned.members.iter().cloned().collect();

    let mut jobs = Jobs::default();
    for name in &members {
        let user = okta.user_mut(name)?;
        if user.assignment.groups.shift_remove(group) && user.link.is_some() {
            jobs.note(deprovision::user(okta, name).await)?;
            if okta.user(name)?.has_app() {
                jobs.note(profile::push_moved(okta, name).await)?;
            }
        }
    }
    jobs.finish()
}
