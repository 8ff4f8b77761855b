//! What a 2xx answer changes in the directory. Only client models call this, and only after a successful write, so
//! that drift never asks a target for something that it refused.

use indexmap::IndexSet;
use serde_json::Value;

use super::{Acknowledged, PushMapping, User, UserLink};

impl User {
    /// The target answered 2xx to a write that carried these attributes and this `active`. A first id, or a new
    /// one, starts a new link; otherwise what was acknowledged before stays.
    pub fn acknowledge(
        &mut self,
        id: &str,
        attributes: impl IntoIterator<Item = (String, Value)>,
        active: bool,
    ) {
        let link = match &mut self.link {
            Some(link) if link.id == id => link,
            link => link.insert(UserLink { id: id.to_owned(), acknowledged: Acknowledged::default() }),
        };
        link.acknowledged.attributes.extend(attributes);
        link.acknowledged.active = active;
    }
}

impl PushMapping {
    /// The target answered 2xx to a write after which these of the IdP's people are members.
    pub fn acknowledge_members(&mut self, members: IndexSet<String>) {
        let acknowledged = &mut self.acknowledged;
        acknowledged.removed.extend(acknowledged.members.difference(&members).cloned());
        acknowledged.removed.retain(|id| !members.contains(id));
        acknowledged.members = members;
    }
}
