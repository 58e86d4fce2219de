//! What a form or a program sends, read as what it should be.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::refusal::{Code, Refusal};

/// Reads an input; what does not fit is said at its field.
pub fn read<T: DeserializeOwned>(input: Value) -> Result<T, Refusal> {
    let input = if input.is_null() { Value::Object(serde_json::Map::new()) } else { input };
    serde_path_to_error::deserialize(input).map_err(|error| {
        let path = error.path().to_string();
        let path = path.strip_prefix("after.").unwrap_or(&path).to_owned();
        let cause = error.inner().to_string();
        let sentence = match cause.as_str() {
            text if text.contains("missing field") => "This is missing.".to_owned(),
            text if text.contains("expected i64") || text.contains("expected u") => {
                "This must be a whole number that fits.".to_owned()
            }
            text if text.contains("UUID") => "This is not an id.".to_owned(),
            _ => "This does not fit.".to_owned(),
        };
        let named = cause.split('`').nth(1).filter(|_| cause.contains("missing field"));
        let field = named.map_or(path, str::to_owned);
        Refusal::new(Code::Invalid, format!("The input does not fit: {cause}.")).with(&field, sentence)
    })
}
