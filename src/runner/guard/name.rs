//! Whose a name is: the marks by which the run knows what it made.

use serde_json::Value;

use super::Guard;
use crate::exchange::encode_component;
use crate::runner::ledger::Holding;
use crate::runner::name::RunId;
use crate::scim::text;

/// The ids of resources that had a name before the run made one of that name. `None`: nobody looked, because the name
/// carries the run id and so can be nobody else's.
pub(in crate::runner) type Taken = Option<Vec<String>>;

impl Guard {
    /// Who has the name of a resource that is about to be created. Asked once, and only for names without the run id
    /// that no lookup of the act itself has found free.
    ///
    /// # Errors
    /// It could not be found out.
    pub(super) async fn taken(&self, endpoint: &str, attribute: &str, name: &str) -> Result<Taken, ()> {
        if name.is_empty() || self.run.marks(name) {
            return Ok(None);
        }
        if self.was_free(name) {
            return Ok(Some(Vec::new()));
        }
        let mut call = super::read_call(endpoint.to_owned());
        let filter = format!("{attribute} eq {}", Value::from(name));
        call.query = Some(format!("filter={}&startIndex=1&count=100", encode_component(&filter)));
        let exchange = self.line.send(call).await;
        if exchange.status() == Some(404) {
            return Ok(Some(Vec::new()));
        }
        let body = exchange.answer().filter(|answer| answer.is_success()).and_then(|answer| answer.json());
        let ids = named(body.ok_or(())?, attribute, name).collect();
        Ok(Some(ids))
    }

    /// Whether a lookup of that name found nothing before.
    fn was_free(&self, name: &str) -> bool {
        let quoted = Value::from(name).to_string().to_lowercase();
        self.empty_lookups.iter().any(|query| query.contains(&quoted))
    }
}

/// The ids of resources in a list that have exactly that name. A server that ignores the filter returns strangers;
/// they do not have it.
pub(in crate::runner) fn named<'l>(
    list: &'l Value,
    attribute: &str,
    name: &str,
) -> impl Iterator<Item = String> + use<'l> {
    let resources = list.get("Resources").or_else(|| list.get("resources")).and_then(Value::as_array);
    let named: Vec<_> =
        resources.into_iter().flatten().filter(|found| has_name(found, attribute, name)).collect();
    named.into_iter().filter_map(id_of)
}

/// Whether a resource can only be the one that the run made under this name.
pub(in crate::runner) fn is_ours(
    resource: &Value,
    run: &RunId,
    attribute: &str,
    name: &str,
    taken: &Taken,
) -> bool {
    carries_run(resource, run)
        || (has_name(resource, attribute, name)
            && taken.as_ref().is_some_and(|taken| id_of(resource).is_none_or(|id| !taken.contains(&id))))
}

/// Whether a resource shows that it is somebody else's: it has a name, and neither that nor anything else about it is
/// ours.
pub(super) fn is_strange(resource: &Value, run: &RunId, holding: &Holding) -> bool {
    // A name without the run id may have been changed by the scenario itself.
    let shows_a_name =
        attribute(resource, holding.attribute).and_then(Value::as_str).is_some_and(|name| !name.is_empty());
    run.marks(&holding.name) && shows_a_name && !carries_run(resource, run)
}

/// Whether one of the names by which we mark resources carries the run id. The addresses count as well: a server may
/// have taken a user without a userName, and dropped the rest.
pub(in crate::runner) fn carries_run(resource: &Value, run: &RunId) -> bool {
    names(resource).any(|name| run.marks(name))
}

/// The names by which resources are marked.
pub(in crate::runner) fn names(resource: &Value) -> impl Iterator<Item = &str> {
    let names =
        ["userName", "displayName", "externalId"].into_iter().filter_map(|name| attribute(resource, name));
    let emails = attribute(resource, "emails").and_then(Value::as_array);
    let addresses = emails.into_iter().flatten().filter_map(|email| attribute(email, "value"));
    names.chain(addresses).filter_map(Value::as_str)
}

/// Whether the resource has exactly that name, ignoring case as servers may.
pub(in crate::runner) fn has_name(resource: &Value, of: &str, name: &str) -> bool {
    !name.is_empty()
        && attribute(resource, of)
            .and_then(Value::as_str)
            .is_some_and(|found| found.to_lowercase() == name.to_lowercase())
}

/// The attribute as a server spells it: names of attributes ignore case (RFC 7643 §2.1).
pub(in crate::runner) fn attribute<'v>(resource: &'v Value, name: &str) -> Option<&'v Value> {
    text::member(resource.as_object()?, name)
}

/// The id of a resource: a string, or what a careless server makes of it.
pub(in crate::runner) fn id_of(resource: &Value) -> Option<String> {
    match attribute(resource, "id")? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{carries_run, is_ours, is_strange, named};
    use crate::runner::ledger::Holding;
    use crate::runner::name::RunId;

    fn run() -> RunId {
        RunId::parse("k3f9x2ab").unwrap()
    }

    #[test]
    fn a_resource_is_known_by_any_of_its_names_and_by_its_addresses() {
        let nameless = |address: &str| json!({"id": "3", "userName": "", "emails": [{"value": address}]});
        assert!(carries_run(&json!({"userName": "ada.k3f9x2ab-1@example.com"}), &run()));
        assert!(carries_run(&nameless("ada.k3f9x2ab-1@example.com"), &run()));
        assert!(!carries_run(&nameless("ada@example.com"), &run()));
        assert!(!carries_run(&json!({"userName": "ada@example.com", "nickName": "k3f9x2ab"}), &run()));
        // Names of attributes ignore case (RFC 7643 §2.1).
        assert!(carries_run(&json!({"UserName": "ada.k3f9x2ab-1@example.com"}), &run()));
        assert!(carries_run(&json!({"Emails": [{"Value": "ada.k3f9x2ab-1@example.com"}]}), &run()));
    }

    #[test]
    fn a_name_of_ones_own_counts_only_where_nobody_had_it_before() {
        let ada = json!({"id": "3", "userName": "Ada@example.com"});
        let ours = |taken| is_ours(&ada, &run(), "userName", "ada@example.com", &taken);
        assert!(ours(Some(vec![])) && ours(Some(vec!["7".to_owned()])));
        assert!(!ours(Some(vec!["3".to_owned()])), "that one was there before");
        assert!(!ours(None), "nobody looked");
    }

    #[test]
    fn strange_is_who_has_another_name_and_no_mark() {
        let holding = Holding { name: "ada.k3f9x2ab-1@x.org".into(), ..Holding::of("/Users", "userName") };
        assert!(is_strange(&json!({"userName": "bob@x.org"}), &run(), &holding));
        assert!(!is_strange(&json!({"userName": "countess.k3f9x2ab-1@x.org"}), &run(), &holding));
        assert!(!is_strange(&json!({"id": "3"}), &run(), &holding), "no name is no proof");
        let plain = Holding { name: "ada@x.org".into(), ..holding };
        assert!(!is_strange(&json!({"userName": "bob@x.org"}), &run(), &plain));
    }

    #[test]
    fn only_exact_names_of_a_list_count() {
        let list = json!({"Resources": [
            {"id": 1, "userName": "ADA@x.org"}, {"id": "2", "userName": "ada@x.org.uk"}, {"userName": "ada@x.org"},
        ]});
        assert_eq!(named(&list, "userName", "ada@x.org").collect::<Vec<_>>(), ["1"]);
    }
}
