//! The types that `Odds` uses and Testbed does not.

use facet::Facet;

// The service grammar knows neither arrays nor numbers among generic arguments, but it takes any path; whether an
// argument holds channels it reads off the last word of the path.
pub type Triple = [u16; 3];

pub mod shut {
    pub type Rx<T> = roam::Rx<T, 0>;
    pub type Tx<T> = roam::Tx<T, 0>;
}
pub mod single {
    pub type Rx<T> = roam::Rx<T, 1>;
    pub type Tx<T> = roam::Tx<T, 1>;
}
pub mod narrow {
    pub type Rx<T> = roam::Rx<T, 5>;
    pub type Tx<T> = roam::Tx<T, 5>;
}
pub mod broad {
    pub type Rx<T> = roam::Rx<T, 100>;
    pub type Tx<T> = roam::Tx<T, 100>;
}

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Scalars {
    pub flag: bool,
    pub a: u8,
    pub b: u16,
    pub c: u32,
    pub d: u64,
    pub e: i8,
    pub f: i16,
    pub g: i32,
    pub h: i64,
    pub i: f32,
    pub j: f64,
    pub k: usize,
    pub l: isize,
}

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Nothing;

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Pair(pub i32, pub String);

#[derive(Clone, Debug, PartialEq, Facet)]
#[facet(transparent)]
pub struct Metres(pub f64);

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Tree {
    pub value: u32,
    pub children: Vec<Tree>,
}

#[derive(Clone, Debug, PartialEq, Facet)]
pub struct Chain {
    pub next: Option<Box<Chain>>,
}

#[derive(Clone, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum Form {
    Plain,
    Single(u32),
    Several(u32, String),
    Named { left: i64, right: Vec<u8> },
    Recursive(Box<Form>),
}

#[derive(Clone, Debug, PartialEq, Facet)]
#[repr(u8)]
pub enum Refusal {
    Empty,
    TooLong { length: u32, limit: u32 },
}

#[derive(Facet)]
pub struct Feeds<T> {
    pub name: String,
    pub first: T,
    pub second: Option<T>,
}

#[derive(Facet)]
#[repr(u8)]
#[allow(dead_code)]
pub enum Choice<T> {
    Neither,
    One(T),
    Both { left: T, right: T },
}
