//! Values of every kind of type, encoded by facet-postcard.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use facet::Facet;
use serde_json::{Value, json};

use super::plain::{bytes, float, int};
use super::types::*;
use crate::hex;
use crate::odds::{Chain, Form, Metres, Nothing, Pair, Tree};
use crate::testbed::{Canvas, Color, Message, Person, Point, Rectangle, Shape};

struct Lines(Vec<Value>);

impl Lines {
    fn add<'a, T: Facet<'a>>(&mut self, name: &str, value: T, plain: Value) {
        let encoded = facet_postcard::to_vec(&value).expect(name);
        self.0.push(json!({ "type": name, "value": plain, "bytes": hex::encode(&encoded) }));
    }
}

pub fn lines() -> Vec<Value> {
    let mut lines = Lines(vec![]);
    integers(&mut lines);
    scalars(&mut lines);
    containers(&mut lines);
    composites(&mut lines);
    testbed(&mut lines);
    lines.0
}

/// The ends of the range, and both sides of every place where the encoding grows.
fn integers(lines: &mut Lines) {
    macro_rules! unsigned {
        ($($type:ty => $plain:expr),*) => {$({
            let mut values: Vec<$type> = vec![0, 1, <$type>::MAX, <$type>::MAX - 1, <$type>::MAX / 2];
            for bits in (7..<$type>::BITS).step_by(7) {
                let edge: $type = 1 << bits;
                values.extend([edge - 1, edge, edge + 1]);
            }
            values.sort();
            values.dedup();
            for value in values {
                lines.add(stringify!($type), value, $plain(value));
            }
        })*};
    }
    macro_rules! signed {
        ($($type:ty => $plain:expr),*) => {$({
            let mut values: Vec<$type> = vec![0, 1, -1, <$type>::MAX, <$type>::MIN, <$type>::MIN + 1];
            for bits in (6..<$type>::BITS - 1).step_by(7) {
                let edge: $type = 1 << bits;
                values.extend([edge - 1, edge, -edge, -edge - 1]);
            }
            values.sort();
            values.dedup();
            for value in values {
                lines.add(stringify!($type), value, $plain(value));
            }
        })*};
    }
    unsigned!(u8 => |v| json!(v), u16 => |v| json!(v), u32 => |v| json!(v), u64 => int, u128 => int, usize => int);
    signed!(i8 => |v| json!(v), i16 => |v| json!(v), i32 => |v| json!(v), i64 => int, i128 => int, isize => int);
}

fn scalars(lines: &mut Lines) {
    lines.add("bool", false, json!(false));
    lines.add("bool", true, json!(true));
    lines.add("()", (), json!(null));
    let f32s = [0.0, -0.0, 1.0, -1.5, 0.1, f32::MIN_POSITIVE, f32::from_bits(1), f32::MAX, f32::MIN, f32::EPSILON];
    for value in f32s.into_iter().chain([f32::INFINITY, f32::NEG_INFINITY, f32::NAN]) {
        lines.add("f32", value, float(f64::from(value)));
    }
    let f64s = [0.0, -0.0, 1.0, -1.5, 0.1, f64::MIN_POSITIVE, f64::from_bits(1), f64::MAX, f64::MIN, f64::EPSILON];
    for value in f64s.into_iter().chain([f64::INFINITY, f64::NEG_INFINITY, f64::NAN, std::f64::consts::PI]) {
        lines.add("f64", value, float(value));
    }
    for letter in ['\0', 'a', '\u{7f}', '\u{80}', 'é', '\u{7ff}', '世', '\u{feff}', '\u{ffff}', '🦀', '\u{10ffff}'] {
        lines.add("char", letter, json!(letter));
    }
    let long = "ß".repeat(64);
    for text in ["", "a", "hello", "\0", "héllo 世界 🦀", "\u{feff}mark", "line\nbreak", &"x".repeat(127), &"x".repeat(128), &long] {
        lines.add("String", text.to_string(), json!(text));
    }
    lines.add("&str", "borrowed", json!("borrowed"));
    lines.add("Cow<str>", Cow::Borrowed("cow"), json!("cow"));
    for size in [0, 1, 127, 128, 300] {
        let data: Vec<u8> = (0..size).map(|i| (i * 31) as u8).collect();
        lines.add("Vec<u8>", data.clone(), bytes(&data));
    }
    lines.add("&[u8]", &[1u8, 2, 255][..], bytes(&[1, 2, 255]));
}

fn containers(lines: &mut Lines) {
    lines.add("Vec<i32>", Vec::<i32>::new(), json!([]));
    lines.add("Vec<i32>", vec![-1, 0, 1, i32::MIN, i32::MAX], json!([-1, 0, 1, i32::MIN, i32::MAX]));
    lines.add("Vec<i32>", (0..200).collect::<Vec<i32>>(), json!((0..200).collect::<Vec<i32>>()));
    lines.add("&[i32]", &[7, -7][..], json!([7, -7]));
    lines.add("Vec<i8>", vec![-1i8, 127], json!([-1, 127]));
    lines.add("Vec<bool>", vec![true, false], json!([true, false]));
    lines.add("Vec<()>", vec![(), (), ()], json!([null, null, null]));
    lines.add("Vec<String>", vec!["a".to_string(), String::new()], json!(["a", ""]));
    lines.add("Vec<Vec<u8>>", vec![vec![1u8, 2], vec![]], json!([bytes(&[1, 2]), bytes(&[])]));
    lines.add("Vec<Option<u32>>", vec![Some(1u32), None, Some(300)], json!([1, null, 300]));
    lines.add("Option<u32>", None::<u32>, json!(null));
    lines.add("Option<u32>", Some(0u32), json!(0));
    lines.add("Option<String>", Some(String::new()), json!(""));
    lines.add("Option<Vec<i32>>", Some(vec![1, 2]), json!([1, 2]));
    lines.add("Option<Option<u32>>", None::<Option<u32>>, json!({ "tag": "None" }));
    lines.add("Option<Option<u32>>", Some(None::<u32>), json!({ "tag": "Some", "value": null }));
    lines.add("Option<Option<u32>>", Some(Some(5u32)), json!({ "tag": "Some", "value": 5 }));
    lines.add("Option<()>", None::<()>, json!({ "tag": "None" }));
    lines.add("Option<()>", Some(()), json!({ "tag": "Some", "value": null }));
    lines.add("Box<u32>", Box::new(300u32), json!(300));
    lines.add("Arc<String>", Arc::new("shared".to_string()), json!("shared"));
    lines.add("[u16; 3]", [1u16, 300, 65_535], json!([1, 300, 65_535]));
    lines.add("[u8; 4]", [1u8, 127, 128, 255], json!([1, 127, 128, 255]));
    lines.add("[[u8; 2]; 2]", [[1u8, 2], [3, 4]], json!([[1, 2], [3, 4]]));
    lines.add("[String; 1]", ["one".to_string()], json!(["one"]));
    lines.add("[u32; 0]", [0u32; 0], json!([]));
    let table: BTreeMap<String, u32> = [("one".into(), 1), ("two".into(), 300)].into();
    lines.add("BTreeMap<String, u32>", BTreeMap::<String, u32>::new(), json!({ "map": [] }));
    lines.add("BTreeMap<String, u32>", table, json!({ "map": [["one", 1], ["two", 300]] }));
    let lists: BTreeMap<i64, Vec<String>> = [(-1, vec!["a".into()]), (1, vec![])].into();
    lines.add("BTreeMap<i64, Vec<String>>", lists, json!({ "map": [[int(-1), ["a"]], [int(1), []]] }));
    let single: HashMap<u8, bool> = [(7, true)].into();
    lines.add("HashMap<u8, bool>", single, json!({ "map": [[7, true]] }));
    let words: BTreeSet<String> = ["b".to_string(), "a".to_string()].into();
    lines.add("BTreeSet<String>", words, json!({ "set": ["a", "b"] }));
    lines.add("BTreeSet<u8>", BTreeSet::from([1u8, 200]), json!({ "set": [1, 200] }));
    lines.add("HashSet<u64>", HashSet::from([300u64]), json!({ "set": [int(300)] }));
}

fn composites(lines: &mut Lines) {
    lines.add("(u8,)", (9u8,), json!([9]));
    lines.add("(i32, String)", (-2, "two".to_string()), json!([-2, "two"]));
    lines.add("(u8, (u16, u32), String)", (1u8, (2u16, 3u32), "x".to_string()), json!([1, [2, 3], "x"]));
    lines.add("Nothing", Nothing, json!(null));
    lines.add("Empty", Empty {}, json!({}));
    lines.add("Pair", Pair(-1, "p".into()), json!([-1, "p"]));
    lines.add("Metres", Metres(2.5), json!(2.5));
    lines.add("UserId", UserId(u64::MAX), int(u64::MAX));
    lines.add("Wrapped", Wrapped(128), json!([int(128)]));
    lines.add("Renamed", Renamed { color: 3, r#type: 300 }, json!({ "color": 3, "type": 300 }));
    let seen = RenamedAll { first_name: "Ada".into(), last_seen_at: 1 };
    lines.add("RenamedAll", seen, json!({ "first_name": "Ada", "last_seen_at": int(1) }));
    lines.add("RenamedKind", RenamedKind::FirstKind, json!({ "tag": "FirstKind" }));
    lines.add("RenamedKind", RenamedKind::Second(2), json!({ "tag": "Second", "value": 2 }));
    lines.add("Numbered", Numbered::Five, json!({ "tag": "Five" }));
    lines.add("Numbered", Numbered::Nine, json!({ "tag": "Nine" }));
    lines.add("Numbered", Numbered::Seven, json!({ "tag": "Seven" }));
    lines.add("Many", Many::V0, json!({ "tag": "V0" }));
    lines.add("Many", Many::V127, json!({ "tag": "V127" }));
    lines.add("Many", Many::V128, json!({ "tag": "V128" }));
    lines.add("Many", Many::V129, json!({ "tag": "V129" }));
    let leaf = || Tree { value: 2, children: vec![] };
    let tree = Tree { value: 1, children: vec![leaf(), leaf()] };
    let leaf_plain = json!({ "value": 2, "children": [] });
    lines.add("Tree", tree, json!({ "value": 1, "children": [leaf_plain.clone(), leaf_plain] }));
    let chain = Chain { next: Some(Box::new(Chain { next: None })) };
    lines.add("Chain", chain, json!({ "next": { "next": null } }));
    lines.add("Form", Form::Plain, json!({ "tag": "Plain" }));
    lines.add("Form", Form::Single(300), json!({ "tag": "Single", "value": 300 }));
    lines.add("Form", Form::Several(1, "x".into()), json!({ "tag": "Several", "0": 1, "1": "x" }));
    let named = Form::Named { left: -1, right: vec![1] };
    lines.add("Form", named, json!({ "tag": "Named", "left": int(-1), "right": bytes(&[1]) }));
    let nested = Form::Recursive(Box::new(Form::Recursive(Box::new(Form::Plain))));
    let inner = json!({ "tag": "Recursive", "value": { "tag": "Plain" } });
    lines.add("Form", nested, json!({ "tag": "Recursive", "value": inner }));
    let file = File { size: 1, inside: Some(Box::new(Folder { name: "in".into(), files: vec![] })) };
    let file_plain = json!({ "size": int(1), "inside": { "name": "in", "files": [] } });
    lines.add("Folder", Folder { name: "out".into(), files: vec![file] }, json!({ "name": "out", "files": [file_plain] }));
    let object = Json::Object([("list".into(), Json::Array(vec![Json::Null, Json::Bool(true)]))].into());
    let list = json!({ "tag": "Array", "value": [{ "tag": "Null" }, { "tag": "Bool", "value": true }] });
    lines.add("Json", object, json!({ "tag": "Object", "value": { "map": [["list", list]] } }));
    lines.add("Result<u32, String>", Ok::<u32, String>(42), json!({ "tag": "Ok", "value": 42 }));
    lines.add("Result<u32, String>", Err::<u32, String>("no".into()), json!({ "tag": "Err", "value": "no" }));
}

fn testbed(lines: &mut Lines) {
    lines.add("Point", Point { x: -1, y: 64 }, json!({ "x": -1, "y": 64 }));
    let person = Person { name: "Ada".into(), age: 36, email: None };
    lines.add("Person", person, json!({ "name": "Ada", "age": 36, "email": null }));
    let corner = |x, y| Point { x, y };
    let area = Rectangle { top_left: corner(0, 0), bottom_right: corner(2, 3), label: Some("r".into()) };
    let plain = json!({ "top_left": { "x": 0, "y": 0 }, "bottom_right": { "x": 2, "y": 3 }, "label": "r" });
    lines.add("Rectangle", area, plain);
    lines.add("Color", Color::Blue, json!({ "tag": "Blue" }));
    let shapes = vec![Shape::Circle { radius: 1.0 }, Shape::Rectangle { width: 2.0, height: 0.5 }, Shape::Point];
    let plain = json!([
        { "tag": "Circle", "radius": 1.0 },
        { "tag": "Rectangle", "width": 2.0, "height": 0.5 },
        { "tag": "Point" }
    ]);
    let canvas = Canvas { name: "c".into(), shapes, background: Color::Green };
    lines.add("Canvas", canvas, json!({ "name": "c", "shapes": plain, "background": { "tag": "Green" } }));
    lines.add("Message", Message::Text("t".into()), json!({ "tag": "Text", "value": "t" }));
    lines.add("Message", Message::Number(-64), json!({ "tag": "Number", "value": int(-64) }));
    lines.add("Message", Message::Data(vec![0, 255]), json!({ "tag": "Data", "value": bytes(&[0, 255]) }));
}
