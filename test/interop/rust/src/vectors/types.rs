//! Types that exist only to be encoded and hashed.

use std::collections::BTreeMap;

use facet::Facet;

/// Explicit numbers do not change what travels: the place in the declaration does.
#[derive(Facet, Clone, Copy, PartialEq, Debug)]
#[repr(u8)]
pub enum Numbered {
    Five = 5,
    Nine = 9,
    Seven = 7,
}

/// An index that needs two bytes.
#[derive(Facet, Clone, Copy, PartialEq, Debug)]
#[repr(u8)]
pub enum Many {
    V0, V1, V2, V3, V4, V5, V6, V7, V8, V9,
    V10, V11, V12, V13, V14, V15, V16, V17, V18, V19,
    V20, V21, V22, V23, V24, V25, V26, V27, V28, V29,
    V30, V31, V32, V33, V34, V35, V36, V37, V38, V39,
    V40, V41, V42, V43, V44, V45, V46, V47, V48, V49,
    V50, V51, V52, V53, V54, V55, V56, V57, V58, V59,
    V60, V61, V62, V63, V64, V65, V66, V67, V68, V69,
    V70, V71, V72, V73, V74, V75, V76, V77, V78, V79,
    V80, V81, V82, V83, V84, V85, V86, V87, V88, V89,
    V90, V91, V92, V93, V94, V95, V96, V97, V98, V99,
    V100, V101, V102, V103, V104, V105, V106, V107, V108, V109,
    V110, V111, V112, V113, V114, V115, V116, V117, V118, V119,
    V120, V121, V122, V123, V124, V125, V126, V127, V128, V129,
}

#[derive(Facet, Clone, PartialEq, Debug)]
pub struct Renamed {
    #[facet(rename = "colour")]
    pub color: u8,
    pub r#type: u32,
}

#[derive(Facet, Clone, PartialEq, Debug)]
#[facet(rename_all = "camelCase")]
pub struct RenamedAll {
    pub first_name: String,
    pub last_seen_at: u64,
}

#[derive(Facet, Clone, PartialEq, Debug)]
#[repr(u8)]
#[facet(rename_all = "kebab-case")]
pub enum RenamedKind {
    FirstKind,
    #[facet(rename = "2nd")]
    Second(u32),
}

#[derive(Facet, Clone, PartialEq, Debug)]
#[facet(transparent)]
pub struct UserId(pub u64);

#[derive(Facet, Clone, PartialEq, Debug)]
pub struct Wrapped(pub u64);

#[derive(Facet, Clone, PartialEq, Debug)]
pub struct Empty {}

#[derive(Facet, Clone, PartialEq, Debug)]
pub struct Folder {
    pub name: String,
    pub files: Vec<File>,
}

#[derive(Facet, Clone, PartialEq, Debug)]
pub struct File {
    pub size: u64,
    pub inside: Option<Box<Folder>>,
}

#[derive(Facet, Clone, PartialEq, Debug)]
#[repr(u8)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// The pair inside is the very type of an argument list `(Twin, Twin)`.
#[derive(Facet, Clone, PartialEq, Debug)]
pub struct Twin {
    pub both: Option<Box<(Twin, Twin)>>,
}

/// Holds itself three levels down.
#[derive(Facet, Clone, PartialEq, Debug)]
pub struct Deep {
    pub one: Option<Box<DeepTwo>>,
}

#[derive(Facet, Clone, PartialEq, Debug)]
pub struct DeepTwo {
    pub two: (u8, Option<Box<Deep>>),
    pub other: Option<Box<DeepTwo>>,
}
