//! Push Groups: find a group by name and create it in the app (okta.md §1.13).

use indexmap::IndexSet;

use super::link_group;
use crate::exchange::{Evidence, Method, Wire};
use crate::idp::okta::flow::{lookup, membership};
use crate::idp::okta::message::{self, Action, refusal};
use crate::idp::okta::session::{Okta, Step, not_run};
use crate::idp::okta::{Client, GroupCreateOrder, body, call, read};
use crate::idp::org::{AcknowledgedGroup, PushMapping, PushStatus};

/// Creates the group, unless the app has one of that name: then the two are linked. With a listing at hand its names
/// decide, and there is no lookup (captured); without one the name is looked up (documented, captured).
pub(in crate::idp::okta) async fn play<W: Wire>(okta: &mut Okta<'_, W>, group: &str) -> Step {
    okta.needs(|features| features.push_groups, "Push Groups")?;
    let pushed = okta.group(group)?;
    if pushed.push.as_ref().is_some_and(|push| push.id.is_some()) {
        return Err(not_run(format!("{group} is pushed already")));
    }
    let name = pushed.display_name.clone();
    okta.touch_group(group);
    let existing = match &okta.org.app_groups {
        Some(names) => names.get(&name).cloned(),
        None => match lookup::group(okta, &name).await {
            Ok(hit) => hit.map(|hit| hit.id),
            Err(verdict) => return membership::note(okta, group, Err(verdict)),
        },
    };
    if let Some(id) = existing {
        return link_group::link(okta, group, &name, id).await;
    }
    okta.group_mut(group)?.push = Some(PushMapping {
        id: None,
        status: PushStatus::Active,
        acknowledged: AcknowledgedGroup::default(),
        linked: false,
        retried: false,
    });
    let result = create(okta, group, &name).await;
    membership::note(okta, group, result)
}

async fn create<W: Wire>(okta: &mut Okta<'_, W>, group: &str, name: &str) -> Step {
    let Okta { org, integration, .. } = okta;
    let in_post = match (integration.client, integration.options.group_create_order) {
        // Captured with the members in it; the documentation has an empty list.
        (Client::Aiw, _) | (Client::Oin, GroupCreateOrder::MembersInPost) => org.expected_members(group),
        (Client::Oin, GroupCreateOrder::EmptyThenPatch) => IndexSet::new(),
    };
    let evidence = if integration.client == Client::Aiw { Evidence::Captured } else { Evidence::Documented };
    let body = body::group::create(name, membership::member_values(org, &in_post));
    let exchange = okta.send(call::write(Method::Post, "/Groups", body, evidence)).await?;
    if !exchange.is_success() {
        return Err(message::failed(Action::CreatingGroup(name), &exchange));
    }
    let created = read::resource(&exchange).and_then(read::id);
    let id = created.ok_or_else(|| refusal::unknown(Action::CreatingGroup(name)))?;
    if let Some(names) = &mut okta.org.app_groups {
        names.insert(name.to_owned(), id.clone());
    }
    if let Some(push) = &mut okta.group_mut(group)?.push {
        push.id = Some(id);
        push.acknowledged.display_name = name.to_owned();
        push.acknowledged.exact = true;
        push.acknowledge_members(in_post);
    }
    match okta.integration.client {
        Client::Aiw => membership::confirm(okta, group).await,
        Client::Oin => membership::fill(okta, group).await,
    }
}
