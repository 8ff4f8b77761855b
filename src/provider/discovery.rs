//! What the server says of itself (RFC 7644 §4): read-only, the same for everybody.

use serde_json::{Value, json};

use super::handle::Provider;
use super::message::{Request, Response};
use super::parameters;
use super::store::Kind;
use crate::scim::error::Error;
use crate::scim::urn;

/// `/ServiceProviderConfig` (RFC 7643 §5): one object, not a list.
pub(super) fn config(provider: &Provider, request: &Request) -> Result<Response, Error> {
    refuse_filter(request)?;
    let limits = provider.settings().limits;
    let location = format!("{}/ServiceProviderConfig", request.base);
    let body = json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "documentationUri": "https://www.rfc-editor.org/info/rfc7644",
        "patch": {"supported": true},
        "bulk": {"supported": true, "maxOperations": limits.operations, "maxPayloadSize": limits.body},
        "filter": {"supported": true, "maxResults": limits.results},
        "changePassword": {"supported": true},
        "sort": {"supported": true},
        "etag": {"supported": true},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "OAuth Bearer Token",
            "description": "The token that the server was started with, in the Authorization header",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": {"resourceType": "ServiceProviderConfig", "location": location},
    });
    Ok(Response::json(200, body.to_string().into_bytes()).with("location", location))
}

/// `/Schemas`, or one of them by its URN (RFC 7643 §7).
pub(super) fn schemas(provider: &Provider, request: &Request, id: Option<&str>) -> Result<Response, Error> {
    refuse_filter(request)?;
    let published = provider.view(|state| state.catalogue.published());
    let documents = published.iter().map(|schema| {
        let mut document = schema.to_json();
        let location = format!("{}/Schemas/{}", request.base, schema.id);
        document["meta"] = json!({"resourceType": "Schema", "location": location});
        document
    });
    one_or_all(documents.collect(), id, "schema")
}

/// `/ResourceTypes`, or one of them by its name (RFC 7643 §6).
pub(super) fn resource_types(
    provider: &Provider,
    request: &Request,
    id: Option<&str>,
) -> Result<Response, Error> {
    refuse_filter(request)?;
    let documents = provider.view(|state| {
        Kind::ALL.map(|kind| {
            let schemas = state.catalogue.of(kind);
            let extensions: Vec<Value> = schemas
                .extensions()
                .iter()
                .map(|extension| json!({"schema": extension.id, "required": false}))
                .collect();
            let mut document = json!({
                "schemas": [urn::RESOURCE_TYPE],
                "id": kind.name(),
                "name": kind.name(),
                "description": match kind { Kind::User => "User Account", Kind::Group => "Group" },
                "endpoint": kind.endpoint(),
                "schema": schemas.core().id,
            });
            if !extensions.is_empty() {
                document["schemaExtensions"] = extensions.into();
            }
            let location = format!("{}/ResourceTypes/{}", request.base, kind.name());
            document["meta"] = json!({"resourceType": "ResourceType", "location": location});
            document
        })
    });
    one_or_all(documents.into(), id, "resource type")
}

fn one_or_all(documents: Vec<Value>, id: Option<&str>, what: &str) -> Result<Response, Error> {
    let body = match id {
        // URNs ignore case (RFC 8141 §3.1); for a resource type's name it does no harm.
        Some(id) => documents
            .into_iter()
            .find(|document| document["id"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(id)))
            .ok_or_else(|| Error::new(404, format!("there is no {what} {id}")))?,
        None => json!({
            "schemas": [urn::LIST_RESPONSE],
            "totalResults": documents.len(),
            "startIndex": 1,
            "itemsPerPage": documents.len(),
            "Resources": documents,
        }),
    };
    let location = body["meta"]["location"].as_str().map(str::to_owned);
    let response = Response::json(200, body.to_string().into_bytes());
    Ok(match location {
        Some(location) => response.with("location", location),
        None => response,
    })
}

/// RFC 7644 §4: a filter here gets 403; every other parameter is ignored.
fn refuse_filter(request: &Request) -> Result<(), Error> {
    if parameters::has(request.query.as_deref(), "filter") {
        return Err(Error::new(403, "discovery endpoints cannot be filtered"));
    }
    Ok(())
}
