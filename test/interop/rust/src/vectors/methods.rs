//! Method ids. An id is a hash over the signature bytes: equal ids prove equal signatures.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use roam::hash::method_id;
use roam::{Rx, ServiceDescriptor, Tx};
use serde_json::{Value, json};

use super::types::*;
use crate::odds::{Chain, Choice, Feeds, Form, Metres, Nothing, Pair, Tree, broad, narrow, odds_service_descriptor, shut, single};
use crate::testbed::{Color, Message, Point, Shape, testbed_service_descriptor};

/// Names that are hard to split.
#[roam::service]
#[allow(non_snake_case)]
pub trait HTTPServer2 {
    async fn getHTTP2URL(&self, v6: bool) -> String;
    async fn get_http2_url(&self, v6: bool) -> String;
    async fn v2_list(&self) -> u32;
    async fn a1B2c3(&self);
    async fn IPv4ToIPv6(&self, address: u32) -> u128;
    async fn sha256sum(&self, data: Vec<u8>) -> Vec<u8>;
    async fn r#match(&self, r#type: u32) -> bool;
}

fn hex64(id: u64) -> String {
    format!("0x{id:016x}")
}

/// The methods of a service as the macro describes them.
fn described(lines: &mut Vec<Value>, service: &ServiceDescriptor) {
    for method in service.methods {
        let (service, name) = (method.service_name, method.method_name);
        lines.push(json!({ "service": service, "method": name, "id": hex64(method.id.0) }));
    }
}

macro_rules! ids {
    ($lines:ident: $($service:literal . $method:literal ($($arg:ty),*) -> $ret:ty;)*) => {$(
        $lines.push(json!({
            "service": $service,
            "method": $method,
            "args": [$(shown(stringify!($arg))),*],
            "ret": shown(stringify!($ret)),
            "id": hex64(method_id::<($($arg,)*), $ret>($service, $method).0),
        }));
    )*};
}

/// A type as the tests name it.
fn shown(name: &str) -> String {
    name.replace("'static ", "").replace("'static, ", "")
}

pub fn lines() -> Vec<Value> {
    let mut lines = vec![];
    described(&mut lines, testbed_service_descriptor());
    described(&mut lines, odds_service_descriptor());
    described(&mut lines, http_server2_service_descriptor());
    scalars(&mut lines);
    containers(&mut lines);
    composites(&mut lines);
    channels(&mut lines);
    lines
}

fn scalars(lines: &mut Vec<Value>) {
    ids! { lines:
        "Adder"."add" (i32, i32) -> i64;
        "S"."m" () -> ();
        "S"."m" (()) -> ();
        "S"."m" (bool) -> bool;
        "S"."m" (u8) -> u8;
        "S"."m" (u16) -> u16;
        "S"."m" (u32) -> u32;
        "S"."m" (u64) -> u64;
        "S"."m" (u128) -> u128;
        "S"."m" (usize) -> usize;
        "S"."m" (i8) -> i8;
        "S"."m" (i16) -> i16;
        "S"."m" (i32) -> i32;
        "S"."m" (i64) -> i64;
        "S"."m" (i128) -> i128;
        "S"."m" (isize) -> isize;
        "S"."m" (f32) -> f32;
        "S"."m" (f64) -> f64;
        "S"."m" (char) -> char;
        "S"."m" (String) -> String;
        "S"."m" (&'static str) -> &'static str;
        "S"."m" (Cow<'static, str>) -> Cow<'static, str>;
        "S"."m" (u8, u16, u32, u64) -> (i8, i16, i32, i64);
    }
}

fn containers(lines: &mut Vec<Value>) {
    ids! { lines:
        "S"."m" (Vec<u8>) -> Vec<u8>;
        "S"."m" (&'static [u8]) -> ();
        "S"."m" (&'static [i32]) -> ();
        "S"."m" (Box<[u8]>) -> ();
        "S"."m" (Vec<i8>) -> ();
        "S"."m" (Vec<i32>) -> Vec<String>;
        "S"."m" (Vec<()>) -> ();
        "S"."m" (Vec<Vec<u8>>) -> Vec<Vec<i32>>;
        "S"."m" (Option<u32>) -> Option<String>;
        "S"."m" (Option<Option<u32>>) -> Option<()>;
        "S"."m" (Box<u32>) -> Arc<String>;
        "S"."m" ([u16; 3]) -> [u8; 4];
        "S"."m" ([[u8; 2]; 200]) -> [u32; 0];
        "S"."m" (BTreeMap<String, u32>) -> HashMap<u8, bool>;
        "S"."m" (BTreeSet<String>) -> HashSet<u64>;
        "S"."m" (BTreeMap<String, Vec<Option<Point>>>) -> ();
        "S"."m" (Option<Vec<u8>>) -> Option<Box<Vec<u8>>>;
    }
}

fn composites(lines: &mut Vec<Value>) {
    ids! { lines:
        "S"."m" ((u8,)) -> (i32, String);
        "S"."m" ((u8, (u16, u32), String)) -> ();
        "S"."m" (Nothing) -> Nothing;
        "S"."m" (Empty) -> Empty;
        "S"."m" (Pair) -> (Pair,);
        "S"."m" (Metres) -> UserId;
        "S"."m" (Wrapped) -> Vec<UserId>;
        "S"."m" (Renamed) -> RenamedAll;
        "S"."m" (RenamedKind) -> Numbered;
        "S"."m" (Many) -> ();
        "S"."m" (Point, Point) -> Vec<Point>;
        "S"."m" (Color) -> Option<Shape>;
        "S"."m" (Message) -> Message;
        "S"."m" (Tree) -> Tree;
        "S"."m" (Chain) -> Vec<Chain>;
        "S"."m" (Form) -> Option<Form>;
        "S"."m" (Folder) -> File;
        "S"."m" (Folder, File) -> (Folder, File);
        "S"."m" (Json) -> BTreeMap<String, Json>;
        "S"."m" (Deep) -> DeepTwo;
        "S"."m" (Vec<Deep>, DeepTwo) -> ();
        "S"."m" (Twin) -> Twin;
        "S"."m" (Twin, Twin) -> ();
        "S"."m" ((Twin, Twin)) -> (Twin, Twin);
        "S"."m" () -> Result<u32, String>;
        "S"."m" () -> Result<(), Refused>;
        "S"."m" (Result<u32, String>) -> ();
        "S"."m" (Vec<Result<u32, String>>) -> Option<Result<(), ()>>;
    }
}

type Refused = Color;

fn channels(lines: &mut Vec<Value>) {
    ids! { lines:
        "S"."m" (Tx<i32>) -> ();
        "S"."m" (Rx<i32>) -> ();
        "S"."m" (Rx<String>, Tx<String>) -> ();
        "S"."m" (narrow::Tx<i32>, single::Rx<i32>) -> ();
        "S"."m" (broad::Tx<i32>, shut::Rx<i32>) -> ();
        "S"."m" (Tx<Vec<u8>>) -> ();
        "S"."m" (Tx<Tree>) -> Tree;
        "S"."m" (Tx<(Tree, Tree)>, Tree) -> ();
        "S"."m" (Option<Tx<u32>>) -> ();
        "S"."m" ((Rx<u32>, Tx<u32>)) -> ();
        "S"."m" (Feeds<Tx<u32>>) -> ();
        "S"."m" (Choice<Tx<u32>>) -> ();
        "S"."m" (Feeds<Rx<Point>>, Tx<Point>) -> ();
        "S"."m" (Tx<()>) -> ();
    }
}
