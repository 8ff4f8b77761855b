//! Deviations in general: what the provider shows with a variant in force.

use serde_json::json;

use super::{Server, user};
use crate::provider::{Behaviour, Provider, Settings, variant};

fn with(name: &str) -> Server {
    let behaviour = Behaviour { variants: vec![variant::named(name).unwrap()], ..Behaviour::default() };
    Server(Provider::new(behaviour.settings(Settings::default())))
}

#[test]
fn an_odd_id_is_encoded_wherever_it_stands_in_a_url() {
    let server = with("odd-ids");
    let made = server.post("/Users", user("ada", json!({})));
    let location = made.body["meta"]["location"].as_str().unwrap().to_owned();
    assert!(location.ends_with("/Users/u%2B0%3D%C3%A9%2F%20%2541"), "{location}");
    let path = location.strip_prefix(super::BASE).unwrap();
    assert_eq!(server.get(path).body["id"], made.body["id"]);
}

#[test]
fn a_populated_server_counts_whom_it_holds_and_lets_others_in() {
    let server = with("300-users-before");
    assert_eq!(server.get("/Users?count=1").body["totalResults"], 300);
    server.user("ada", json!({}));
    assert_eq!(server.get("/Users?count=1").body["totalResults"], 301);
}

#[test]
fn a_put_that_keeps_what_it_does_not_name_still_clears_what_is_null() {
    let server = with("put-keeps-omitted");
    let path = server.user("ada", json!({"title": "Countess", "nickName": "A"}));
    let kept = server.put(&path, user("ada", json!({"nickName": null})));
    assert_eq!((&kept.body["title"], kept.body.get("nickName")), (&json!("Countess"), None));
}

#[test]
fn now_and_then_is_not_always() {
    let server = with("occasional-429");
    let statuses: Vec<u16> = (0..21).map(|_| server.get("/Users").status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 3);
    assert!(statuses.windows(2).all(|pair| pair != [429, 429]), "{statuses:?}");
}
