//! The store: indices and membership follow every change.

#![expect(clippy::needless_pass_by_value, reason = "attributes read best where they are stored")]

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::record::Kind;
use super::table::{Refusal, Store};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn attributes(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn add(store: &mut Store, kind: Kind, id: &str, value: Value) -> Result<(), Refusal> {
    store.add(kind, id.to_owned(), attributes(value), NOW).map(drop)
}

fn store() -> Store {
    let mut store = Store::default();
    add(&mut store, Kind::User, "a", json!({"userName": "Ada", "externalId": "X"})).unwrap();
    add(&mut store, Kind::User, "b", json!({"userName": "bob", "externalId": "X"})).unwrap();
    store
}

fn ids(records: &[&super::Record]) -> Vec<String> {
    records.iter().map(|record| record.id().to_owned()).collect()
}

fn groups(store: &Store, id: &str) -> Vec<(String, &'static str)> {
    store.groups_of(id).map(|(group, placement)| (group.id().to_owned(), placement.as_str())).collect()
}

#[test]
fn names_are_found_without_regard_to_case_and_external_ids_with_it() {
    let store = store();
    assert_eq!(ids(&store.named(Kind::User, "ADA")), ["a"]);
    assert_eq!(ids(&store.with_external_id(Kind::User, "X")), ["a", "b"]);
    assert!(store.with_external_id(Kind::User, "x").is_empty());
}

#[test]
fn a_user_name_is_taken_whatever_its_case_and_free_again_after_a_rename() {
    let mut store = store();
    let taken = add(&mut store, Kind::User, "c", json!({"userName": "ADA"}));
    assert_eq!(taken, Err(Refusal::Taken("ADA".to_owned())));
    store.change(Kind::User, "a", attributes(json!({"userName": "ada.l"})), NOW).unwrap();
    add(&mut store, Kind::User, "c", json!({"userName": "ADA"})).unwrap();
    assert_eq!(ids(&store.named(Kind::User, "ada")), ["c"]);
    assert_eq!(ids(&store.named(Kind::User, "ADA.L")), ["a"]);
}

#[test]
fn the_same_attributes_again_are_no_change() {
    let mut store = store();
    let later = Timestamp::from_second(60).unwrap();
    let same = attributes(json!({"externalId": "X", "userName": "Ada"}));
    let record = store.change(Kind::User, "a", same, later).unwrap().unwrap();
    assert_eq!((record.revision, record.meta("lastModified")), (1, Some("1970-01-01T00:00:00.000Z")));
    let record =
        store.change(Kind::User, "a", attributes(json!({"userName": "Ada"})), later).unwrap().unwrap();
    assert_eq!((record.revision, record.meta("lastModified")), (2, Some("1970-01-01T00:01:00.000Z")));
    assert_eq!(record.meta("created"), Some("1970-01-01T00:00:00.000Z"));
}

#[test]
fn members_are_known_ids_each_once() {
    let mut store = store();
    let members = json!([{"value": "a", "display": "me"}, {"value": "b"}, {"value": "a"}]);
    add(&mut store, Kind::Group, "g", json!({"displayName": "G", "members": members})).unwrap();
    let group = store.get(Kind::Group, "g").unwrap();
    assert_eq!(
        group.value["members"],
        json!([{"value": "a", "type": "User"}, {"value": "b", "type": "User"}])
    );
    for (members, refusal) in [
        (json!([{"value": "zz"}]), Refusal::NoSuchMember("zz".to_owned())),
        (json!([{"display": "a"}]), Refusal::NamelessMember),
        (json!(["a"]), Refusal::NamelessMember),
    ] {
        let group = json!({"displayName": "H", "members": members});
        assert_eq!(add(&mut store, Kind::Group, "h", group), Err(refusal));
    }
}

#[test]
fn an_edit_settles_what_it_brings_and_knows_what_was_there() {
    let entry = |id: &str| json!({"value": id, "type": "User"});
    let edited = |start: &[&str], members: Value| {
        let mut store = store();
        add(&mut store, Kind::User, "c", json!({"userName": "carl"})).unwrap();
        let start: Vec<Value> = start.iter().map(|id| json!({"value": id})).collect();
        add(&mut store, Kind::Group, "g", json!({"displayName": "G", "members": start})).unwrap();
        let before = store.get(Kind::Group, "g").unwrap().value.clone();
        let result = store.edit::<Refusal>(Kind::Group, "g", NOW, |group| {
            group["members"] = members;
            Ok(true)
        });
        let after = store.get(Kind::Group, "g").unwrap().value["members"].clone();
        match result {
            Ok(()) => {
                for id in ["a", "b", "c"] {
                    let is_member = after.as_array().unwrap().contains(&entry(id));
                    assert_eq!(groups(&store, id).len(), usize::from(is_member), "{id} in {after}");
                }
            }
            Err(_) => assert_eq!(after, before["members"]),
        }
        result.map(|()| after)
    };
    let all = |ids: &[&str]| -> Value { ids.iter().map(|id| json!({"value": id, "display": "x"})).collect() };
    let settled = |ids: &[&str]| -> Value { ids.iter().map(|id| entry(id)).collect() };
    for (start, sent, kept) in [
        (&["a", "b"][..], &["a", "b", "c"][..], &["a", "b", "c"][..]),
        (&["a", "b"], &["c", "a", "b"], &["c", "a", "b"]),
        (&["a", "b", "c"], &["a", "c"], &["a", "c"]),
        (&["a", "b"], &["a", "b", "a", "b", "c", "c"], &["a", "b", "c"]),
        (&["a", "b"], &["b", "a", "b"], &["a", "b"]),
        (&["a", "b"], &["b", "a"], &["b", "a"]),
        (&["a", "b"], &["c"], &["c"]),
        (&[], &["c", "c"], &["c"]),
    ] {
        assert_eq!(edited(start, all(sent)), Ok(settled(kept)), "{start:?} to {sent:?}");
    }
    assert_eq!(edited(&["a"], all(&["a", "zz"])), Err(Refusal::NoSuchMember("zz".to_owned())));
    assert_eq!(edited(&["a"], json!([{"value": "a"}, {"display": "b"}])), Err(Refusal::NamelessMember));
}

#[test]
fn membership_is_seen_from_both_sides_and_through_nested_groups() {
    let mut store = store();
    let group = |name: &str, members: &[&str]| {
        let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
        json!({"displayName": name, "members": members})
    };
    add(&mut store, Kind::Group, "inner", group("Inner", &["a", "b"])).unwrap();
    add(&mut store, Kind::Group, "outer", group("Outer", &["inner"])).unwrap();
    let both = [("inner".to_owned(), "direct"), ("outer".to_owned(), "indirect")];
    assert_eq!(groups(&store, "a"), both);
    assert_eq!(store.get(Kind::User, "a").unwrap().revision, 3, "another `groups` is another state");

    // Groups that contain each other end all the same.
    store.change(Kind::Group, "inner", attributes(group("Inner", &["a", "outer"])), NOW).unwrap();
    assert_eq!(groups(&store, "a"), both);
    assert_eq!(groups(&store, "b"), []);
}

#[test]
fn removing_a_resource_removes_its_memberships_and_frees_its_name() {
    let mut store = store();
    let members = json!([{"value": "a"}, {"value": "b"}]);
    add(&mut store, Kind::Group, "g", json!({"displayName": "G", "members": members})).unwrap();
    assert!(store.remove(Kind::User, "a", NOW));
    assert!(!store.remove(Kind::User, "a", NOW));
    assert_eq!(store.get(Kind::Group, "g").unwrap().members().collect::<Vec<_>>(), ["b"]);
    assert!(store.named(Kind::User, "ada").is_empty());
    assert!(store.remove(Kind::Group, "g", NOW));
    assert_eq!(groups(&store, "b"), []);
    assert_eq!(store.all(Kind::User).count(), 1);
}
