//! Made-up users and groups, so that a server started by hand has something to show.

use serde_json::{Value, json};

use super::create;
use super::handle::Provider;
use super::store::Kind;
use crate::scim::error::Error;
use crate::scim::urn;

/// First and last names; their combinations repeat after 400 users, the numbered userNames do not.
const GIVEN: [&str; 20] = [
    "Ada",
    "Grace",
    "Alan",
    "Edsger",
    "Barbara",
    "Donald",
    "Margaret",
    "Dennis",
    "Frances",
    "John",
    "Hedy",
    "Ken",
    "Jean",
    "Niklaus",
    "Radia",
    "Tony",
    "Joan",
    "Claude",
    "Katherine",
    "Konrad",
];
const FAMILY: [&str; 20] = [
    "Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Hamilton", "Ritchie", "Allen", "Backus",
    "Lamarr", "Thompson", "Bartik", "Wirth", "Perlman", "Hoare", "Clarke", "Shannon", "Johnson", "Zuse",
];

impl Provider {
    /// Adds made-up users (`user1@example.com` …) and groups (`Group 1` …). Every group gets every user whose number
    /// it divides, so that groups differ in size and overlap.
    ///
    /// # Errors
    /// When the store refuses one, because a name is taken already.
    pub fn seed(&self, users: usize, groups: usize) -> Result<(), Error> {
        self.change(|state| {
            let mut ids = Vec::with_capacity(users);
            for number in 1..=users {
                ids.push(create::add(state, self.settings(), Kind::User, &user(number))?);
            }
            for number in 1..=groups {
                let members = ids.iter().enumerate().filter(|(index, _)| (index + 1) % number == 0);
                let members: Vec<Value> = members.map(|(_, id)| json!({"value": id})).collect();
                let name = format!("Group {number}");
                let body = json!({"schemas": [urn::GROUP], "displayName": name, "members": members});
                create::add(state, self.settings(), Kind::Group, &body)?;
            }
            Ok(())
        })
    }
}

fn user(number: usize) -> Value {
    let given = GIVEN[(number - 1) % GIVEN.len()];
    let family = FAMILY[(number - 1) / GIVEN.len() % FAMILY.len()];
    let address = format!("user{number}@example.com");
    json!({
        "schemas": [urn::USER],
        "userName": address,
        "name": {"givenName": given, "familyName": family},
        "displayName": format!("{given} {family}"),
        "emails": [{"value": address, "type": "work", "primary": true}],
        "active": true,
    })
}
