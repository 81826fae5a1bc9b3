//! What the published crates make of values, messages and names: the vectors that our codec must match.

mod kebab;
mod messages;
mod methods;
mod tolerance;
mod types;
mod values;

use serde_json::Value;

/// The lines of one file of vectors.
pub fn lines(file: &str) -> Option<Vec<Value>> {
    Some(match file {
        "values" => values::lines(),
        "messages" => messages::lines(),
        "methods" => methods::lines(),
        "kebab" => kebab::lines(),
        "tolerance" => tolerance::lines(),
        _ => return None,
    })
}

/// What JSON has no form for.
mod plain {
    use serde_json::{Value, json};

    use crate::hex;

    pub fn int(number: impl std::fmt::Display) -> Value {
        json!({ "int": number.to_string() })
    }

    pub fn bytes(bytes: &[u8]) -> Value {
        json!({ "bytes": hex::encode(bytes) })
    }

    pub fn float(number: f64) -> Value {
        if number.is_nan() {
            return json!("NaN");
        }
        match number {
            f64::INFINITY => json!("Infinity"),
            f64::NEG_INFINITY => json!("-Infinity"),
            finite => json!(finite),
        }
    }
}
