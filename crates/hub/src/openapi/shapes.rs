//! What travels on each route, as one value of the real type. A field that is renamed in the code is renamed here.

use std::collections::BTreeSet;

use market::db::Value as Cell;
use market::db::digest::{Digest, Place, Slice};
use market::db::feed::{Changed, Cursor, Page};
use market::domain::account::Registration;
use market::intent::{Intent, IntentBody, Outcome, SCHEMA};
use market::space::Space;
use market::{Code, Refusal};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sync::api::{
    AddRole, Changes, Compare, Compared, Pull, Register, Session, SignIn, SignedIn, Submit, Submitted,
};
use sync::{Answer, Delta, Held};
use uuid::Uuid;

/// Makes the sample of a shape.
pub(crate) type Shape = fn() -> Sample;

/// What a body holds.
pub(crate) enum Sample {
    Nothing,
    Json(Value),
    Picture,
    Text,
    Form,
    Page,
}

pub(crate) fn nothing() -> Sample {
    Sample::Nothing
}

pub(crate) fn anything() -> Sample {
    Sample::Json(json!({}))
}

pub(crate) fn picture() -> Sample {
    Sample::Picture
}

pub(crate) fn text() -> Sample {
    Sample::Text
}

pub(crate) fn form() -> Sample {
    Sample::Form
}

pub(crate) fn page() -> Sample {
    Sample::Page
}

pub(crate) fn refusal() -> Sample {
    of(&Refusal::new(Code::Invalid, String::new()).with("field", String::new()))
}

pub(crate) fn register() -> Sample {
    let (role, window) = (String::new(), String::new());
    of(&Register { form: Registration::default(), role, window, device: None, language: String::new() })
}

pub(crate) fn sign_in() -> Sample {
    of(&SignIn {
        name: String::new(),
        password: String::new(),
        window: String::new(),
        is_remembered: true,
        device: None,
        asks_code: true,
    })
}

pub(crate) fn add_role() -> Sample {
    of(&AddRole { role: String::new() })
}

pub(crate) fn signed_in() -> Sample {
    of(&SignedIn { token: String::new(), session: somebody() })
}

pub(crate) fn session() -> Sample {
    of(&somebody())
}

pub(crate) fn submit() -> Sample {
    let body = IntentBody::RemoveFromCart { product: Uuid::nil() };
    let (id, schema) = (Uuid::nil(), SCHEMA);
    of(&Submit { intents: vec![Intent { id, device: id, seq: 1, actor: id, made_at_us: 0, body, schema }] })
}

pub(crate) fn submitted() -> Sample {
    of(&Submitted { answers: vec![Answer { intent: Uuid::nil(), outcome: Outcome::Applied }], fault: None })
}

pub(crate) fn pull() -> Sample {
    of(&Pull { cursors: vec![(Space::home(Uuid::nil()), beginning())], schema: SCHEMA })
}

pub(crate) fn delta() -> Sample {
    let space = Space::home(Uuid::nil());
    let rows = vec![Changed { table: 1, row: Uuid::nil(), values: Some(vec![Cell::from(Uuid::nil())]) }];
    let page = Page { space, rows, next: beginning(), has_more: false };
    of(&Delta { spaces: vec![space], pages: vec![page], anew: vec![space], more: false })
}

pub(crate) fn compare() -> Sample {
    let place = Some(Place { table: 1, row: Uuid::nil() });
    let (slice, digest) = (Slice { after: place, to: place }, Digest::default());
    let held = vec![Held { space: Space::home(Uuid::nil()), cursor: beginning(), slice, digest }];
    of(&Compare { held, schema: SCHEMA })
}

pub(crate) fn compared() -> Sample {
    of(&Compared { differ: vec![Space::home(Uuid::nil())] })
}

pub(crate) fn changes() -> Sample {
    of(&Changes { seen: 0 })
}

fn beginning() -> Cursor {
    Cursor::START
}

fn somebody() -> Session {
    Session {
        account: Uuid::nil(),
        email: String::new(),
        username: String::new(),
        display_name: String::new(),
        mobile: None,
        roles: vec![String::new()],
        permissions: BTreeSet::from([String::new()]),
        needs_second_factor: false,
        is_verified: false,
        pending_email: None,
        is_held_back: false,
    }
}

fn of(value: &impl Serialize) -> Sample {
    Sample::Json(serde_json::to_value(value).unwrap_or_default())
}

/// The JSON Schema of a sample. Where a value is absent, or one of several, it says no more than that.
pub(crate) fn schema_of(sample: &Sample) -> Value {
    match sample {
        Sample::Json(value) => schema(value),
        Sample::Picture => json!({ "type": "string", "contentEncoding": "binary" }),
        Sample::Nothing | Sample::Text | Sample::Form | Sample::Page => json!({ "type": "string" }),
    }
}

fn schema(value: &Value) -> Value {
    match value {
        Value::Null => json!({}),
        Value::Bool(_) => json!({ "type": "boolean" }),
        Value::Number(_) => json!({ "type": "integer" }),
        Value::String(text) if Uuid::parse_str(text).is_ok() => json!({ "type": "string", "format": "uuid" }),
        Value::String(_) => json!({ "type": "string" }),
        Value::Array(items) => {
            let mut kinds: Vec<Value> = items.iter().map(schema).collect();
            kinds.dedup();
            match kinds.as_slice() {
                [one] => json!({ "type": "array", "items": one }),
                several => json!({ "type": "array", "prefixItems": several }),
            }
        }
        // Tagged values differ by their tag.
        Value::Object(fields) if fields.contains_key("op") => tagged("op"),
        Value::Object(fields) if fields.contains_key("outcome") && fields.len() == 1 => tagged("outcome"),
        Value::Object(fields) => object(fields),
    }
}

fn tagged(tag: &str) -> Value {
    json!({ "type": "object", "properties": { tag: { "type": "string" } }, "required": [tag] })
}

fn object(fields: &Map<String, Value>) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, value)| (name.clone(), schema(value))).collect();
    let required: Vec<&String> =
        fields.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}
