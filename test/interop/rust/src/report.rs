//! What the tests read: one JSON object per line of stdout.

use serde_json::{Value, json};

pub fn line(value: Value) {
    // One `println!` is one locked write: lines of several tasks never mix.
    println!("{value}");
}

pub fn event(name: &str, mut more: Value) {
    if let Some(fields) = more.as_object_mut() {
        fields.insert("event".into(), json!(name));
    }
    line(more);
}

/// The answer to the command with this tag.
pub fn answer(tag: &str, result: Result<Value, String>) {
    line(match result {
        Ok(value) => json!({ "tag": tag, "ok": true, "value": value }),
        Err(error) => json!({ "tag": tag, "ok": false, "error": error }),
    });
}
