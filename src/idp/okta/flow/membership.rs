//! Group Push: a group's name and members (okta.md §1.13).
//!
//! A catalogue app sends the name in a PATCH of its own and then the members in another; the wizard's client reads the
//! group and puts it back as a whole, in one or two pairs of GET and PUT (`membership/pair.rs`).

mod pair;

use std::collections::HashMap;

use indexmap::IndexSet;
use serde_json::Value;

use self::pair::{Others, Pair};
use crate::exchange::{Evidence, Method, Wire};
use crate::idp::Verdict;
use crate::idp::okta::message::{self, Action, consequence, push_mapping};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::okta::{Client, LinkMembership, body, call};
use crate::idp::org::{AcknowledgedGroup, Org, PushMapping, PushStatus, UserStatus};

/// How much of the membership is pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::idp::okta) enum Extent {
    /// What changed since the target acknowledged last. The wizard's client sends two pairs (captured).
    Changes,
    /// The same because somebody just got the app. The wizard's client sends one pair (captured).
    Followers,
    /// Everything: the target's list is overwritten.
    Full,
}

/// Pushes the membership changes that follow when people got the app: each pushed group to which they belong.
pub(in crate::idp::okta) async fn follow<W: Wire>(okta: &mut Okta<'_, W>, people: &[&str]) -> Step {
    let groups: Vec<String> = okta
        .org
        .groups
        .iter()
        .filter(|(_, group)| people.iter().any(|name| group.members.contains(*name)))
        .map(|(name, _)| name.clone())
        .collect();
    for group in groups {
        if takes_changes(okta, &group)? {
            push(okta, &group, Extent::Followers).await?;
        }
    }
    Ok(())
}

/// Pushes a group's members. Nothing is sent when nothing changed.
pub(in crate::idp::okta) async fn push<W: Wire>(okta: &mut Okta<'_, W>, group: &str, extent: Extent) -> Step {
    okta.touch_group(group);
    let result = match okta.integration.client {
        Client::Aiw => put_members(okta, group, extent).await,
        Client::Oin if extent == Extent::Full => replace_members(okta, group).await,
        Client::Oin => patch_members(okta, group).await,
    };
    note(okta, group, result)
}

/// Takes the end of a push over into the mapping's status: the Push Groups tab shows an error until a push succeeds.
/// Two kinds of failure are documented, one that Okta tries again and one that it does not; that no answer and a 5xx
/// belong to the first is inferred.
pub(in crate::idp::okta) fn note<W: Wire>(okta: &mut Okta<'_, W>, group: &str, result: Step) -> Step {
    let status = okta.last_status();
    let retried = status.is_none_or(|status| status >= 500 && status != 501);
    // A refused PATCH of members may be about one of them; the read and the PATCH of the name are about the group.
    let names_a_member =
        matches!(&result, Err(verdict) if verdict.alert().is_some_and(message::is_about_members));
    let is_gone = status == Some(404) && !names_a_member;
    let pushed = okta.group_mut(group)?;
    let name = pushed.display_name.clone();
    let was_linked = pushed.push.as_ref().is_some_and(|push| push.linked);
    if let Some(push) = &mut pushed.push {
        match &result {
            Ok(()) => push.status = PushStatus::Active,
            Err(Verdict::Failure(_)) => (push.status, push.retried) = (PushStatus::Error, retried),
            Err(_) => {}
        }
    }
    let Err(verdict @ Verdict::Failure(_)) = result else { return result };
    okta.follows(match retried {
        true => consequence::mapping_retried(&name),
        false => consequence::mapping_in_error(&name),
    });
    Err(push_mapping::frame(verdict, okta.group(group)?, &okta.integration.app_label, was_linked && is_gone))
}

/// Whether a change of the group is pushed now. A mapping in error that Okta does not try again is passed over, and
/// the act says so.
pub(in crate::idp::okta) fn takes_changes<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step<bool> {
    let changed = okta.group(group)?;
    let Some(push) = &changed.push else { return Ok(false) };
    if push.is_stalled() {
        let consequence = consequence::change_not_pushed(&changed.display_name);
        okta.holds_back(consequence);
        return Ok(false);
    }
    Ok(push.is_pushing())
}

/// The wizard's client repeats a group that it just created (captured).
pub(in crate::idp::okta) async fn confirm<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let own = okta.org.expected_members(group);
    pair::put(okta, group, Pair::new(&own, Others::Overwrite, Evidence::Captured)).await
}

/// A catalogue app adds the members to a group that it just created empty (documented parts, inferred order).
pub(in crate::idp::okta) async fn fill<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    patch_members(okta, group).await
}

/// The name and the members of a group that was linked. No document shows the bodies, so all of this is inferred.
pub(in crate::idp::okta) async fn link<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let own = okta.org.expected_members(group);
    let add = okta.integration.options.link_membership == LinkMembership::Add;
    match okta.integration.client {
        Client::Aiw => {
            let others = if add { Others::Keep } else { Others::Overwrite };
            pair::put(okta, group, Pair::new(&own, others, Evidence::Inferred)).await?;
        }
        Client::Oin => {
            send_name(okta, group, Evidence::Inferred).await?;
            let members = member_values(okta.org, &own);
            let body = match add {
                true if own.is_empty() => return Ok(()),
                true => body::patch::change_members([], members),
                false => body::patch::replace_members(members),
            };
            send_members(okta, group, body, Evidence::Inferred).await?;
            mapping(okta, group)?.acknowledge_members(own);
        }
    }
    if !add {
        overwritten(okta, group)?;
    }
    Ok(())
}

/// The group's new name.
pub(in crate::idp::okta) async fn rename<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    okta.touch_group(group);
    let result = match okta.integration.client {
        Client::Oin => send_name(okta, group, Evidence::Documented).await,
        Client::Aiw => {
            let before = acknowledged(okta, group)?;
            let own = okta.org.expected_members(group);
            let pair = Pair::new(&own, Others::of(&before), Evidence::Documented).without(&before.members);
            pair::put(okta, group, pair).await
        }
    };
    note(okta, group, result)
}

/// The wizard's client: GET, PUT, GET, PUT, always the full list. When somebody goes, the first PUT still carries the
/// old list and the second the new one; when somebody comes, both carry the new one; Push now drops inactive users in
/// the last PUT (all captured). One reading covers the three: first everybody who was there or shall be, then who
/// shall be.
async fn put_members<W: Wire>(okta: &mut Okta<'_, W>, group: &str, extent: Extent) -> Step {
    let before = acknowledged(okta, group)?;
    let own = okta.org.expected_members(group);
    if extent != Extent::Full && before.members == own {
        return Ok(());
    }
    let (others, evidence) = match extent {
        Extent::Full => (Others::Overwrite, Evidence::Captured),
        _ if before.exact => (Others::Overwrite, Evidence::Captured),
        // How other members fare in a linked group is not documented.
        _ => (Others::Keep, Evidence::Inferred),
    };
    if extent != Extent::Followers {
        let all: IndexSet<String> = before.members.union(&own).cloned().collect();
        pair::put(okta, group, Pair::new(&all, others, evidence)).await?;
    }
    pair::put(okta, group, Pair::new(&own, others, evidence).without(&before.members)).await?;
    if extent == Extent::Full {
        overwritten(okta, group)?;
    }
    Ok(())
}

/// A catalogue app: the name, then one PATCH with the removals and the additions (documented).
///
/// Somebody who is deactivated in Okta is not removed (reported). Somebody who merely lost the app goes with the next
/// change, as request logs of the wizard's client show.
async fn patch_members<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let before = acknowledged(okta, group)?.members;
    let own = okta.org.expected_members(group);
    let people = people_by_id(okta.org);
    let gone: Vec<&str> = before
        .iter()
        .filter(|id| !own.contains(*id))
        .filter(|id| people.get(id.as_str()).is_none_or(|(_, status)| *status != UserStatus::Deprovisioned))
        .map(String::as_str)
        .collect();
    let come: IndexSet<String> = own.difference(&before).cloned().collect();
    if gone.is_empty() && come.is_empty() {
        return Ok(());
    }
    let body = body::patch::change_members(gone.iter().copied(), member_values(okta.org, &come));
    let after = before.iter().filter(|id| !gone.contains(&id.as_str())).chain(&come).cloned().collect();
    send_name(okta, group, Evidence::Documented).await?;
    send_members(okta, group, body, Evidence::Documented).await?;
    mapping(okta, group)?.acknowledge_members(after);
    Ok(())
}

/// A catalogue app's full push: the name, then `replace members` (documented; for an empty group reported).
async fn replace_members<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let own = okta.org.expected_members(group);
    let evidence = if own.is_empty() { Evidence::Reported } else { Evidence::Documented };
    let body = body::patch::replace_members(member_values(okta.org, &own));
    send_name(okta, group, Evidence::Documented).await?;
    send_members(okta, group, body, evidence).await?;
    mapping(okta, group)?.acknowledge_members(own);
    overwritten(okta, group)
}

/// The PATCH of the name, which goes with every membership update (documented), in a request of its own (reported
/// so). It is there only with "Rename app groups to match group name in Okta" (an Okta engineer).
async fn send_name<W: Wire>(okta: &mut Okta<'_, W>, group: &str, evidence: Evidence) -> Step {
    if !okta.integration.options.rename_groups {
        return Ok(());
    }
    let id = okta.remote_group_id(group)?;
    let name = okta.group(group)?.display_name.clone();
    let body = body::patch::rename_group(&id, &name);
    let patch = call::write(Method::Patch, call::group_path(&id), body, evidence);
    let exchange = okta.send(patch).await?;
    if !exchange.is_success() {
        return Err(message::failed(Action::RenamingGroup(&name), &exchange));
    }
    mapping(okta, group)?.acknowledged.display_name = name;
    Ok(())
}

async fn send_members<W: Wire>(okta: &mut Okta<'_, W>, group: &str, body: Value, evidence: Evidence) -> Step {
    let id = okta.remote_group_id(group)?;
    let exchange = okta.send(call::write(Method::Patch, call::group_path(&id), body, evidence)).await?;
    if exchange.is_success() {
        Ok(())
    } else {
        Err(message::failed(Action::UpdatingMembership(&okta.group(group)?.display_name), &exchange))
    }
}

/// From now on exactly Okta's people are members.
fn overwritten<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    let push = mapping(okta, group)?;
    push.acknowledged.exact = true;
    push.linked = false;
    Ok(())
}

fn mapping<'o, W: Wire>(okta: &'o mut Okta<'_, W>, group: &str) -> Step<&'o mut PushMapping> {
    okta.group_mut(group)?.push.as_mut().ok_or_else(|| not_run(format!("{group} is not pushed")))
}

fn acknowledged<W: Wire>(okta: &Okta<'_, W>, group: &str) -> Step<AcknowledgedGroup> {
    let push = okta.group(group)?.push.as_ref();
    push.map(|push| push.acknowledged.clone()).ok_or_else(|| not_run(format!("{group} is not pushed")))
}

/// Everybody who is linked, by remote id: one pass over the org, so that big groups stay linear.
fn people_by_id(org: &Org) -> HashMap<&str, (&str, UserStatus)> {
    org.users
        .values()
        .filter_map(|user| Some((user.remote_id()?, (user.user_name.as_str(), user.status))))
        .collect()
}

/// The member objects for these ids.
pub(in crate::idp::okta) fn member_values(org: &Org, ids: &IndexSet<String>) -> Vec<Value> {
    let people = people_by_id(org);
    ids.iter().map(|id| body::group::member(id, people.get(id.as_str()).map(|(name, _)| *name))).collect()
}
