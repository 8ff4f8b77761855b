//! One operation of a job: what it says, what it does, how its result is reported.

use serde_json::{Map, Value, json};

use super::reference;
use crate::exchange::Method;
use crate::provider::aim::Aim;
use crate::provider::handle::State;
use crate::provider::route::Route;
use crate::provider::settings::Settings;
use crate::provider::store::{Kind, Refusal};
use crate::provider::{create, patch, remove, replace, view};
use crate::scim::error::{Error, ScimType};
use crate::scim::text;

/// One operation as the job states it.
pub(super) struct Operation<'a> {
    method: Option<Method>,
    path: Option<&'a str>,
    bulk_id: Option<&'a str>,
    version: Option<&'a str>,
    pub(super) data: Option<&'a Value>,
    /// The bulkIds that its path and its data refer to.
    pub(super) refers_to: Vec<String>,
}

/// What a successful operation reports.
pub(super) struct Success {
    kind: Kind,
    /// The id of the resource that it worked on.
    pub(super) id: String,
    status: u16,
    tag: Option<String>,
}

impl<'a> Operation<'a> {
    /// Reads an operation. What is missing is found when it is performed, so that it fails alone.
    pub(super) fn read(operation: &'a Value) -> Self {
        let empty = || None;
        let member =
            |name| operation.as_object().map_or_else(empty, |operation| text::member(operation, name));
        let string = |name| member(name).and_then(Value::as_str);
        let data = member("data").filter(|data| !data.is_null());
        let path = string("path");
        let mut refers_to = Vec::new();
        if let Some(data) = data {
            reference::collect(data, &mut refers_to);
        }
        refers_to.extend(
            path.into_iter().flat_map(|path| path.split('/')).filter_map(reference::of).map(str::to_owned),
        );
        let method = string("method").and_then(Method::parse).filter(|method| method.is_write());
        Operation { method, path, bulk_id: string("bulkId"), version: string("version"), data, refers_to }
    }

    /// The bulkId that the operation gives an id to.
    pub(super) fn creates(&self) -> Option<&'a str> {
        self.bulk_id.filter(|_| self.method == Some(Method::Post))
    }

    /// Does it. `data` is its own with what cannot be resolved yet taken out; `id_of` knows the ids given so far.
    pub(super) fn perform(
        &self,
        state: &mut State,
        settings: &Settings,
        base: &str,
        data: Option<Value>,
        id_of: impl Fn(&str) -> Option<String>,
    ) -> Result<Success, Error> {
        let syntax = |detail: &str| Error::of(ScimType::InvalidSyntax, detail);
        let method = self.method.ok_or_else(|| syntax("'method' must be POST, PUT, PATCH or DELETE"))?;
        let path = self.path.ok_or_else(|| syntax("'path' is required"))?;
        if method == Method::Post && self.bulk_id.is_none() {
            return Err(syntax("'bulkId' is required for POST"));
        }
        let mut data = match (method, data) {
            (Method::Delete, _) => Value::Null,
            (_, Some(data)) => data,
            (_, None) => return Err(syntax("'data' is required for POST, PUT and PATCH")),
        };
        let path = resolved_path(path, &id_of)
            .and_then(|path| reference::resolve(&mut data, &id_of).map(|()| path))
            .map_err(|name| unresolved(&name))?;
        let route =
            Route::of(&path).ok_or_else(|| Error::new(404, format!("there is no endpoint {path}")))?;
        let (kind, id) = match (method, route) {
            (Method::Post, Route::Collection(kind)) => (kind, create::add(state, settings, kind, &data)?),
            (Method::Put | Method::Patch | Method::Delete, Route::Resource(kind, id)) => {
                let aim = Aim { kind, id: &id, base, if_match: self.version };
                match method {
                    Method::Put => replace::put(state, settings, aim, &data)?,
                    Method::Patch => patch::apply(state, settings, aim, &data)?,
                    _ => remove::delete(state, settings, aim)?,
                }
                (kind, id)
            }
            _ => return Err(Error::new(405, format!("{method} is not allowed on {path}"))),
        };
        let status = match method {
            Method::Post => 201,
            Method::Delete => 204,
            _ => 200,
        };
        let tag = state.store.get(kind, &id).map(|record| record.tag());
        Ok(Success { kind, id, status, tag })
    }

    /// The operation's part of the response. A failed POST has no location (RFC 7644 §3.7).
    pub(super) fn report(&self, result: Result<Success, Error>, base: &str) -> Value {
        let mut report = Map::new();
        let mut put = |name: &str, value: Value| report.insert(name.to_owned(), value);
        match (&result, self.method, self.path) {
            (Ok(success), ..) => {
                put("location", view::location(base, success.kind, &success.id).into());
            }
            (Err(_), Some(Method::Put | Method::Patch | Method::Delete), Some(path)) => {
                put("location", format!("{base}{path}").into());
            }
            _ => {}
        }
        if let Some(method) = self.method {
            put("method", method.as_str().into());
        }
        if let Some(bulk_id) = self.bulk_id {
            put("bulkId", bulk_id.into());
        }
        match result {
            Ok(success) => {
                if let Some(tag) = success.tag {
                    put("version", tag.into());
                }
                put("status", success.status.to_string().into());
            }
            Err(error) => {
                put("status", error.status.to_string().into());
                put("response", error.to_json());
            }
        }
        Value::Object(report)
    }
}

fn unresolved(name: &str) -> Error {
    Error::of(ScimType::InvalidValue, format!("bulkId:{name} names no resource that this job has created"))
}

fn resolved_path(path: &str, id: &impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let segment = |segment: &str| match reference::of(segment) {
        Some(name) => id(name).ok_or_else(|| name.to_owned()),
        None => Ok(segment.to_owned()),
    };
    Ok(path.split('/').map(segment).collect::<Result<Vec<_>, _>>()?.join("/"))
}

/// Adds members to a group that the job has created. Whether that worked.
pub(super) fn add_members(state: &mut State, settings: &Settings, group: &str, mut new: Vec<Value>) -> bool {
    let added = state.store.edit::<Refusal>(Kind::Group, group, settings.clock.now(), |resource| {
        match &mut resource["members"] {
            Value::Array(members) => members.append(&mut new),
            absent => *absent = json!(new),
        }
        Ok(true)
    });
    added.is_ok()
}

/// Takes back a group that the job has created in vain.
pub(super) fn discard(state: &mut State, settings: &Settings, group: &str) {
    state.store.remove(Kind::Group, group, settings.clock.now());
}
