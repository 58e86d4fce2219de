//! The OpenAPI document: paths from the table of routes, shapes from values of the types that really travel.

pub(crate) mod shapes;

use serde_json::{Map, Value, json};
use sync::api::{MOST_BYTES, MOST_INTENTS};

use crate::routes::{CHANGES, PICTURE, ROUTES, Route, Who};

/// The whole document.
pub fn document() -> Value {
    let mut paths = Map::new();
    for route in ROUTES {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(route.method.to_owned(), operation(route));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tradepost hub",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!(
                "A request has {MOST_BYTES} bytes and {MOST_INTENTS} changes at most. A refusal travels as itself, with \
                 an HTTP status; 429 and 503 say in Retry-After how long to hold back."
            ),
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": { "Refusal": shapes::schema_of(&shapes::refusal()) },
        },
    })
}

fn operation(route: &Route) -> Value {
    let refusal = json!({ "$ref": "#/components/schemas/Refusal" });
    let mut operation = json!({
        "summary": route.summary,
        "parameters": parameters(route),
        "responses": {
            "2XX": answer(&(route.gives)()),
            "default": {
                "description": "Refused",
                "content": { "application/json": { "schema": refusal } },
            },
        },
        "security": match route.who {
            Who::Nobody => json!([]),
            Who::Anybody => json!([{}, { "token": [] }]),
            Who::SignedIn => json!([{ "token": [] }]),
        },
    });
    if let (Some(content), Some(object)) = (content(&(route.takes)()), operation.as_object_mut()) {
        object.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    operation
}

fn parameters(route: &Route) -> Value {
    let number = json!({ "name": "seen", "in": "query", "required": true, "schema": { "type": "integer" } });
    let hash = json!({ "name": "hash", "in": "path", "required": true, "schema": { "type": "string" } });
    let thumb = json!({ "name": "thumb", "in": "query", "required": false, "schema": { "type": "string" } });
    let token = json!({ "name": "token", "in": "path", "required": true, "schema": { "type": "string" } });
    match (route.path, route.method) {
        (path, _) if path.ends_with("/{token}") => json!([token]),
        (CHANGES, _) => json!([number]),
        (PICTURE, "get") => json!([hash, thumb]),
        (PICTURE, _) => json!([hash]),
        _ => json!([]),
    }
}

fn answer(sample: &shapes::Sample) -> Value {
    content(sample).map_or_else(
        || json!({ "description": "Done" }),
        |content| json!({ "description": "Done", "content": content }),
    )
}

fn content(sample: &shapes::Sample) -> Option<Value> {
    let media = match sample {
        shapes::Sample::Nothing => return None,
        shapes::Sample::Json(_) => "application/json",
        shapes::Sample::Picture => "image/*",
        shapes::Sample::Text => "text/plain",
        shapes::Sample::Form => "application/x-www-form-urlencoded",
        shapes::Sample::Page => "text/html",
    };
    Some(json!({ media: { "schema": shapes::schema_of(sample) } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described() {
        let document = document();
        for route in ROUTES {
            let operation = &document["paths"][route.path][route.method];
            assert!(!operation["summary"].as_str().unwrap().is_empty(), "{}", route.path);
        }
    }

    #[test]
    fn a_body_says_what_is_in_it() {
        let body = &document()["paths"]["/v1/sessions"]["post"]["requestBody"];
        let schema = &body["content"]["application/json"]["schema"];
        assert_eq!(schema["properties"]["password"]["type"], "string", "{schema}");
        let required = json!(["asks_code", "is_remembered", "name", "password", "window"]);
        assert_eq!(schema["required"], required);
    }
}
