//! The floor: the ten requests of `flow.yaml` with reqwest, tokio and serde_json and nothing else.
//!
//! Arguments: BASE_URL TOKEN TIMES JOBS. Prints how many requests it made.

#![expect(clippy::unwrap_used, reason = "a test program fails by panicking")]

use reqwest::{Client, Method};
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

struct Bare {
    client: Client,
    base: String,
    authorization: String,
}

impl Bare {
    async fn call(&self, method: Method, path: &str, body: Option<Value>, wanted: &[u16]) -> Value {
        let url = format!("{}{path}", self.base);
        let mut request = self.client.request(method, url).header("Authorization", &self.authorization);
        if let Some(body) = body {
            let bytes = serde_json::to_vec(&body).unwrap();
            request = request.header("Content-Type", "application/scim+json; charset=utf-8").body(bytes);
        }
        let response = request.send().await.unwrap();
        assert!(wanted.contains(&response.status().as_u16()), "{path} was answered {}", response.status());
        let bytes = response.bytes().await.unwrap();
        if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() }
    }

    async fn flow(&self, name: &str) -> usize {
        let config = self.call(Method::GET, "/ServiceProviderConfig", None, &[200]).await;
        assert_eq!(config["patch"]["supported"], true);
        let query = format!("/Users?filter=userName%20eq%20%22{name}%40okta.local%22&startIndex=1&count=100");
        assert_eq!(self.call(Method::GET, &query, None, &[200]).await["totalResults"], 0);
        let login = format!("{name}@okta.local");
        let user = json!({"schemas": [USER], "userName": login,
            "name": {"givenName": "Test", "familyName": "User"},
            "emails": [{"primary": true, "value": login, "type": "work"}],
            "displayName": "Test User", "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7",
            "groups": [], "password": "1mz050nq", "active": true});
        let created = self.call(Method::POST, "/Users", Some(user), &[201]).await;
        let id = created["id"].as_str().unwrap();
        let one = format!("/Users/{id}");
        assert_eq!(self.call(Method::GET, &one, None, &[200]).await["id"], id);
        let changed = json!({"schemas": [USER], "id": id, "userName": login,
            "name": {"givenName": "Another", "familyName": "User"},
            "emails": [{"primary": true, "value": login, "type": "work"}], "active": true, "groups": []});
        assert_eq!(self.call(Method::PUT, &one, Some(changed), &[200]).await["id"], id);
        for active in [false, true] {
            let patch =
                json!({"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": active}}]});
            assert_eq!(self.call(Method::PATCH, &one, Some(patch), &[200]).await["active"], active);
        }
        let group = json!({"schemas": [GROUP], "displayName": format!("Test {name}"), "members": []});
        let created = self.call(Method::POST, "/Groups", Some(group), &[201]).await;
        let group = format!("/Groups/{}", created["id"].as_str().unwrap());
        let add = json!({"schemas": [PATCH], "Operations":
            [{"op": "add", "path": "members", "value": [{"value": id, "display": login}]}]});
        self.call(Method::PATCH, &group, Some(add), &[200, 204]).await;
        self.call(Method::DELETE, &group, None, &[204]).await;
        10
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, base, token, times] = arguments.as_slice() else { panic!("arguments: BASE_URL TOKEN TIMES") };
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let client = Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let bare = Bare { client, base: base.clone(), authorization: format!("Bearer {token}") };
    let salt = std::process::id();
    let mut requests = 0;
    for number in 0..times.parse::<usize>().unwrap() {
        requests += bare.flow(&format!("bare.{salt}.{number}")).await;
    }
    println!("{requests}");
}
