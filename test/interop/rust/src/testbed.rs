//! The Testbed service of the spec tests, PROTOCOL.md 12.2.

use facet::Facet;
use roam::{Rx, Tx};

pub use crate::testbed_peer::TestbedPeer;

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Person {
    pub name: String,
    pub age: u8,
    pub email: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Rectangle {
    pub top_left: Point,
    pub bottom_right: Point,
    pub label: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum Color {
    Red,
    Green,
    Blue,
}

#[derive(Clone, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum Shape {
    Circle { radius: f64 },
    Rectangle { width: f64, height: f64 },
    Point,
}

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Canvas {
    pub name: String,
    pub shapes: Vec<Shape>,
    pub background: Color,
}

#[derive(Clone, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum Message {
    Text(String),
    Number(i64),
    Data(Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum MathError {
    DivisionByZero,
    Overflow,
}

#[derive(Clone, Copy, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum LookupError {
    NotFound,
    AccessDenied,
}

#[roam::service]
pub trait Testbed {
    async fn echo(&self, message: String) -> String;
    async fn reverse(&self, message: String) -> String;
    async fn divide(&self, dividend: i64, divisor: i64) -> Result<i64, MathError>;
    async fn lookup(&self, id: u32) -> Result<Person, LookupError>;
    async fn sum(&self, numbers: Rx<i32>) -> i64;
    async fn generate(&self, count: u32, output: Tx<i32>);
    async fn transform(&self, input: Rx<String>, output: Tx<String>);
    async fn echo_point(&self, point: Point) -> Point;
    async fn create_person(&self, name: String, age: u8, email: Option<String>) -> Person;
    async fn rectangle_area(&self, rect: Rectangle) -> f64;
    async fn parse_color(&self, name: String) -> Option<Color>;
    async fn shape_area(&self, shape: Shape) -> f64;
    async fn create_canvas(&self, name: String, shapes: Vec<Shape>, background: Color) -> Canvas;
    async fn process_message(&self, msg: Message) -> Message;
    async fn get_points(&self, count: u32) -> Vec<Point>;
    async fn swap_pair(&self, pair: (i32, String)) -> (String, i32);
}
