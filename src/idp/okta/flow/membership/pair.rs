//! One GET and PUT of a group, as the wizard's client sends them.

use indexmap::IndexSet;
use serde_json::Value;

use super::{mapping, member_values};
use crate::exchange::{Evidence, Method, Wire};
use crate::idp::okta::message::{self, Action};
use crate::idp::okta::session::{Okta, Step};
use crate::idp::okta::{body, call, read};
use crate::idp::org::AcknowledgedGroup;

/// What happens to members whom Okta did not put there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// They stay: the list is the server's own, changed.
    Keep,
    /// They go: the list is Okta's.
    Overwrite,
}

impl Others {
    /// They stay in a group that was linked, until a full push.
    pub(super) fn of(acknowledged: &AcknowledgedGroup) -> Self {
        if acknowledged.exact { Others::Overwrite } else { Others::Keep }
    }
}

/// What a pair puts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'s> {
    own: &'s IndexSet<String>,
    before: Option<&'s IndexSet<String>>,
    others: Others,
    evidence: Evidence,
}

impl<'s> Pair<'s> {
    /// A pair after which these of Okta's people are members.
    pub(super) fn new(own: &'s IndexSet<String>, others: Others, evidence: Evidence) -> Self {
        Pair { own, before: None, others, evidence }
    }

    /// Those who were members before and are not among the own now go, whatever happens to others.
    pub(super) fn without(self, before: &'s IndexSet<String>) -> Self {
        Pair { before: Some(before), ..self }
    }
}

/// GET, then PUT of the whole group.
pub(super) async fn put<W: Wire>(okta: &mut Okta<'_, W>, group: &str, pair: Pair<'_>) -> Step {
    let id = okta.remote_group_id(group)?;
    let exchange = okta.send(call::get(call::group_path(&id), None, pair.evidence)).await?;
    let Some(answered) = read::resource(&exchange) else {
        let group = okta.group(group)?;
        let action = Action::ReadingGroup(&group.display_name, &id, &group.okta_id);
        return Err(message::failed(action, &exchange));
    };
    let mut members: Vec<Value> = Vec::new();
    if pair.others == Others::Keep {
        let is_ours =
            |id: &str| pair.own.contains(id) || pair.before.is_some_and(|before| before.contains(id));
        members.extend(
            read::members(answered)
                .filter(|(id, _)| !is_ours(id))
                .map(|(id, member)| body::group::member(id, member.get("display").and_then(Value::as_str))),
        );
    }
    members.extend(member_values(okta.org, pair.own));

    let name = okta.group(group)?.display_name.clone();
    let pushed_name = if okta.integration.options.rename_groups {
        name.clone()
    } else {
        mapping(okta, group)?.acknowledged.display_name.clone()
    };
    let body = body::group::replace(&id, &pushed_name, members);
    let exchange = okta.send(call::write(Method::Put, call::group_path(&id), body, pair.evidence)).await?;
    if !exchange.is_success() {
        return Err(message::failed(Action::UpdatingMembership(&name), &exchange));
    }
    let push = mapping(okta, group)?;
    push.acknowledged.display_name = pushed_name;
    push.acknowledge_members(pair.own.clone());
    Ok(())
}
