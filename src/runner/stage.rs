//! Sets the stage of a pass: the org from `cast:`, and what `already:` puts on the target.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::config::Config;
use super::guard::{Guard, has_name, id_of, read_call};
use super::ledger::Holding;
use super::name;
use super::scope::Scope;
use crate::exchange::{Call, Evidence, Exchange, Method, Payload, Purpose, Wire, encode_component};
use crate::idp::okta::random_okta_id;
use crate::idp::org::{Group, Org, User};
use crate::scenario::model::{Cast, CastGroup, CastUser, Scenario};
use crate::scenario::{DEFAULT_FAMILY_NAME, default_given_name, default_user_name, template};
use crate::scim::urn;
use crate::source::{Diagnostic, Sources};

/// The stage could not be set.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// A value in the cast cannot be resolved.
    #[error("{0}")]
    Value(String),
    /// The target did not take an `already:` resource.
    #[error("{name} of `already` could not be put on the target: {reason}")]
    Already {
        /// Cast name.
        name: String,
        /// What came back.
        reason: String,
        /// The request that was refused.
        exchange: Arc<Exchange>,
    },
}

/// Okta's attributes that a cast member has without saying so, besides the names: the documented create body has
/// them too.
const LOCALE: &str = "en-US";

/// Builds the org of a pass.
pub(super) fn org(
    scenario: &Scenario,
    config: &Config,
    scope: &Scope<'_>,
    random: &mut fastrand::Rng,
) -> Result<Org, Error> {
    let mut org = Org::default();
    for (cast_name, member) in &scenario.cast.users {
        org.users.insert(cast_name.clone(), user(cast_name, member, config, scope, random)?);
    }
    for (cast_name, cast_group) in &scenario.cast.groups {
        let mut members: indexmap::IndexSet<String> =
            cast_group.members.iter().map(|member| member.value.clone()).collect();
        for number in 1..=cast_group.generate.unwrap_or(0) {
            let generated = format!("{cast_name}-{number}");
            org.users.insert(generated.clone(), generated_user(&generated, config, scope, random));
            members.insert(generated);
        }
        let name = display_name(cast_name, cast_group, scope)?;
        org.groups.insert(cast_name.clone(), Group::new(random_okta_id(random, "00g"), name, members));
    }
    Ok(org)
}

fn user(
    cast_name: &str,
    member: &CastUser,
    config: &Config,
    scope: &Scope<'_>,
    random: &mut fastrand::Rng,
) -> Result<User, Error> {
    let mut attributes = resolve_attributes(member, scope)?;
    let user_name = match attributes.shift_remove("userName") {
        Some(Value::String(text)) => text,
        _ => default_user_name(cast_name, scope.pass_id(), &config.app_of(scope.scenario).user_domain),
    };
    for (attribute, value) in &config.app_of(scope.scenario).always_set {
        attributes.entry(attribute.clone()).or_insert_with(|| value.clone());
    }
    Ok(build_user(cast_name, user_name, attributes, random))
}

fn generated_user(cast_name: &str, config: &Config, scope: &Scope<'_>, random: &mut fastrand::Rng) -> User {
    let user_name = default_user_name(cast_name, scope.pass_id(), &config.app_of(scope.scenario).user_domain);
    build_user(cast_name, user_name, config.app_of(scope.scenario).always_set.clone(), random)
}

fn build_user(
    cast_name: &str,
    user_name: String,
    written: IndexMap<String, Value>,
    random: &mut fastrand::Rng,
) -> User {
    let mut profile: IndexMap<String, Value> = IndexMap::new();
    profile.insert("givenName".to_owned(), default_given_name(cast_name).into());
    profile.insert("familyName".to_owned(), DEFAULT_FAMILY_NAME.into());
    profile.insert("locale".to_owned(), LOCALE.into());
    profile.extend(written);
    if !profile.contains_key("displayName") {
        let part = |name: &str| profile.get(name).and_then(Value::as_str).unwrap_or_default();
        let display_name = format!("{} {}", part("givenName"), part("familyName"));
        profile.insert("displayName".to_owned(), display_name.trim().into());
    }
    User::new(random_okta_id(random, "00u"), user_name, profile)
}

fn display_name(cast_name: &str, group: &CastGroup, scope: &Scope<'_>) -> Result<String, Error> {
    let written = match &group.display_name {
        Some(written) => template::interpolate(written, scope)
            .map_err(|missing| value_error(&missing.mistake, scope.sources()))?,
        None => cast_name.to_owned(),
    };
    let as_written = scope.scenario.answers.is_some() || written.contains(scope.pass_id());
    Ok(if as_written { written } else { name::display_name(&written, scope.pass_id()) })
}

fn resolve_attributes(member: &CastUser, scope: &Scope<'_>) -> Result<IndexMap<String, Value>, Error> {
    let mut attributes = IndexMap::new();
    for (attribute, node) in &member.attributes {
        let value = template::resolve(node, scope)
            .map_err(|missing| value_error(&missing.mistake, scope.sources()))?;
        attributes.insert(attribute.value.clone(), value);
    }
    Ok(attributes)
}

fn value_error(mistake: &Diagnostic, sources: &Sources) -> Error {
    Error::Value(format!("{} ({})", mistake.message, sources.locate(mistake.span)))
}

/// What the harness put on the target for `already:`: cast name → id and name, for `${already.NAME.id}`.
pub(super) type Placed = IndexMap<String, PlacedResource>;

/// One resource of `already:`.
#[derive(Debug, Clone)]
pub(super) struct PlacedResource {
    /// `/Users` or `/Groups`.
    pub(super) endpoint: &'static str,
    /// Its id on the target.
    pub(super) id: String,
    /// userName or displayName.
    pub(super) name: String,
    /// What it was made of.
    pub(super) body: Value,
}

/// Puts the `already:` resources on the target, users first, as the neutral client.
pub(super) async fn already(
    cast: &Cast,
    config: &Config,
    scope: &Scope<'_>,
    guard: &mut Guard,
) -> Result<Placed, Error> {
    let mut placed = Placed::new();
    for (cast_name, member) in &cast.users {
        let body = user_resource(cast_name, member, config, scope)?;
        let name = body["userName"].as_str().unwrap_or_default().to_owned();
        let id = create(guard, "/Users", body.clone(), cast_name).await?;
        placed.insert(cast_name.clone(), PlacedResource { endpoint: "/Users", id, name, body });
    }
    for (cast_name, group) in &cast.groups {
        let mut members: Vec<String> = group.members.iter().map(|member| member.value.clone()).collect();
        for number in 1..=group.generate.unwrap_or(0) {
            let member = format!("{cast_name}-{number}");
            let user = CastUser { span: group.span, attributes: Vec::new() };
            let body = user_resource(&member, &user, config, scope)?;
            let name = body["userName"].as_str().unwrap_or_default().to_owned();
            let id = create(guard, "/Users", body.clone(), &member).await?;
            placed.insert(member.clone(), PlacedResource { endpoint: "/Users", id, name, body });
            members.push(member);
        }
        let name = display_name(cast_name, group, scope)?;
        for number in 1..=group.copies.unwrap_or(0) {
            create(guard, "/Groups", group_resource(&format!("{name} {number}"), &[]), cast_name).await?;
        }
        let members = members
            .iter()
            .filter_map(|member| placed.get(member))
            .map(|resource| json!({"value": resource.id, "display": resource.name}));
        let body = group_resource(&name, &members.collect::<Vec<_>>());
        let id = create(guard, "/Groups", body.clone(), cast_name).await?;
        placed.insert(cast_name.clone(), PlacedResource { endpoint: "/Groups", id, name, body });
    }
    Ok(placed)
}

fn group_resource(name: &str, members: &[Value]) -> Value {
    json!({"schemas": [urn::GROUP], "displayName": name, "members": members})
}

fn user_resource(
    cast_name: &str,
    member: &CastUser,
    config: &Config,
    scope: &Scope<'_>,
) -> Result<Value, Error> {
    let mut attributes = resolve_attributes(member, scope)?;
    let user_name = match attributes.shift_remove("userName") {
        Some(Value::String(text)) => text,
        _ => default_user_name(cast_name, scope.pass_id(), &config.app_of(scope.scenario).user_domain),
    };
    let mut take = |name: &str, default: Value| attributes.shift_remove(name).unwrap_or(default);
    let given = take("givenName", default_given_name(cast_name).into());
    let family = take("familyName", DEFAULT_FAMILY_NAME.into());
    let email = take("email", user_name.clone().into());
    let active = take("active", true.into());
    let mut body = Map::new();
    body.insert("schemas".to_owned(), json!([urn::USER]));
    body.insert("userName".to_owned(), user_name.into());
    body.insert("name".to_owned(), json!({"givenName": given, "familyName": family}));
    body.insert("emails".to_owned(), json!([{"primary": true, "value": email, "type": "work"}]));
    for (attribute, value) in &config.app_of(scope.scenario).always_set {
        attributes.entry(attribute.clone()).or_insert_with(|| value.clone());
    }
    body.extend(attributes);
    body.insert("active".to_owned(), active);
    Ok(Value::Object(body))
}

async fn create(guard: &mut Guard, endpoint: &str, body: Value, cast_name: &str) -> Result<String, Error> {
    let mut call = Call::new(Method::Post, endpoint, Evidence::Scenario, Purpose::SetUp);
    call.headers = vec![
        ("Accept".to_owned(), "application/scim+json".to_owned()),
        ("Content-Type".to_owned(), "application/scim+json".to_owned()),
    ];
    call.body = Some(Payload::Json(body));
    let exchange = Arc::new(guard.exchange(call).await);
    let id = exchange
        .answer()
        .filter(|answer| answer.is_success())
        .and_then(|answer| answer.json())
        .and_then(super::guard::id_of);
    id.ok_or_else(|| Error::Already {
        name: cast_name.to_owned(),
        reason: describe(&exchange),
        exchange: Arc::clone(&exchange),
    })
}

fn describe(exchange: &Exchange) -> String {
    match &exchange.result {
        Ok(answer) => {
            let detail = answer.json().and_then(|body| body.get("detail")).and_then(Value::as_str);
            let said = detail.map_or_else(|| answer.content.text(), Into::into);
            format!("POST {} was answered {}: {said}", exchange.call.path, answer.status)
        }
        Err(failure) => failure.to_string(),
    }
}

/// Finds the writable fixtures that the scenario names, so that the guard lets writes to them through and they can be
/// put back.
pub(super) async fn fixtures(scenario: &Scenario, config: &Config, guard: &Guard) -> Result<(), String> {
    for name in &scenario.fixtures {
        let Some(fixture) =
            config.app_of(scenario).fixtures.get(&name.value).filter(|fixture| fixture.writable)
        else {
            continue;
        };
        let mut call = read_call("/Users".to_owned());
        call.purpose = Purpose::SetUp;
        let filter = format!("userName eq {}", Value::from(fixture.user_name.as_str()));
        call.query = Some(format!("filter={}&startIndex=1&count=2", encode_component(&filter)));
        let exchange = guard.line().send(call).await;
        let resources =
            exchange.answer().and_then(|answer| answer.json()).and_then(|body| body.get("Resources"));
        let found = resources
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .find(|resource| has_name(resource, "userName", &fixture.user_name));
        let Some((found, id)) = found.and_then(|found| Some((found, id_of(found)?))) else {
            return Err(format!("the fixture `{}` ({}) is not on the target", name.value, fixture.user_name));
        };
        let mut found = found.clone();
        // A server that shows passwords must not get one written to the disk, nor a shown one sent back.
        if let Some(found) = found.as_object_mut() {
            found.retain(|key, _| !key.eq_ignore_ascii_case("password"));
        }
        let number = guard.journal().map(|journal| journal.borrow("/Users", &id, &fixture.user_name, &found));
        guard.ledger().add(Holding {
            id: Some(id),
            name: fixture.user_name.clone(),
            number: number.transpose().map_err(|error| error.to_string())?,
            proven: true,
            seen: true,
            found: Some(found),
            ..Holding::of("/Users", "userName")
        });
    }
    Ok(())
}
