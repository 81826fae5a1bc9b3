//! What the crates' decoder makes of bytes that no encoder writes.

use facet::Facet;
use serde_json::{Value, json};

use crate::hex;
use crate::testbed::Color;

struct Lines(Vec<Value>);

impl Lines {
    fn try_decode<T: Facet<'static> + std::fmt::Debug>(&mut self, case: &str, name: &str, digits: &str) {
        let bytes = hex::decode(digits).expect("hex");
        let outcome = match facet_postcard::from_slice::<T>(&bytes) {
            Ok(value) => json!({ "accepts": format!("{value:?}") }),
            Err(_) => json!({ "refuses": true }),
        };
        self.0.push(json!({ "case": case, "type": name, "bytes": digits, "rust": outcome }));
    }
}

pub fn lines() -> Vec<Value> {
    let mut lines = Lines(vec![]);
    lines.try_decode::<u16>("overlong", "u16", "8000");
    lines.try_decode::<u32>("overlong", "u32", "ff8000");
    lines.try_decode::<u64>("overlong", "u64", "81808000");
    lines.try_decode::<u64>("overlong", "u64", "80808080808080808000");
    lines.try_decode::<u16>("too big for its width", "u16", "808004");
    lines.try_decode::<u16>("too big for its width", "u16", "ffffffff0f");
    lines.try_decode::<u32>("too big for its width", "u32", "8080808010");
    lines.try_decode::<i16>("too big for its width", "i16", "808004");
    lines.try_decode::<i32>("too big for its width", "i32", "8080808010");
    lines.try_decode::<u64>("too big for its width", "u64", "ffffffffffffffffff02");
    lines.try_decode::<u64>("too big for its width", "u64", "ffffffffffffffffff7f");
    lines.try_decode::<u64>("eleven bytes", "u64", "8080808080808080808000");
    lines.try_decode::<u128>("too big for its width", "u128", "ffffffffffffffffffffffffffffffffffff04");
    lines.try_decode::<u128>("twenty bytes", "u128", "8080808080808080808080808080808080808000");
    lines.try_decode::<u32>("cut short", "u32", "80");
    lines.try_decode::<u32>("cut short", "u32", "");
    lines.try_decode::<f64>("cut short", "f64", "00000000000000");
    lines.try_decode::<String>("cut short", "String", "0568656c6c");
    lines.try_decode::<Vec<i32>>("cut short", "Vec<i32>", "0302");
    lines.try_decode::<u8>("left over", "u8", "0100");
    lines.try_decode::<String>("left over", "String", "016100");
    lines.try_decode::<bool>("bad bool", "bool", "02");
    lines.try_decode::<Option<u32>>("bad option", "Option<u32>", "0201");
    lines.try_decode::<Color>("no such variant", "Color", "03");
    lines.try_decode::<Color>("overlong index", "Color", "8200");
    lines.try_decode::<String>("bad UTF-8", "String", "01ff");
    lines.try_decode::<String>("bad UTF-8", "String", "03eda080");
    lines.try_decode::<String>("byte order mark", "String", "04efbbbf61");
    lines.try_decode::<char>("char of two letters", "char", "026162");
    lines.try_decode::<char>("empty char", "char", "00");
    lines.try_decode::<char>("char of bad UTF-8", "char", "01ff");
    lines.try_decode::<Vec<u8>>("count beyond the bytes", "Vec<u8>", "ffffffff0f");
    lines.try_decode::<Vec<i32>>("count beyond the bytes", "Vec<i32>", "ffffffff0f00");
    lines.try_decode::<std::collections::BTreeSet<u8>>("repeated element", "BTreeSet<u8>", "020101");
    lines.try_decode::<std::collections::BTreeSet<u8>>("unsorted set", "BTreeSet<u8>", "020201");
    lines.try_decode::<std::collections::BTreeMap<u8, bool>>("repeated key", "BTreeMap<u8, bool>", "0201000101");
    lines.0
}
