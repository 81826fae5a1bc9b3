//! A service of our own for what Testbed leaves out: the other types, channels in every allowed place, and handlers
//! that misbehave.

use std::collections::{BTreeMap, BTreeSet};

use roam::{Rx, Tx};

pub use crate::odd_types::*;
pub use crate::odds_peer::OddsPeer;

#[roam::service]
pub trait Odds {
    async fn wide(&self, unsigned: u128, signed: i128) -> (u128, i128);
    async fn letter(&self, letter: char) -> char;
    async fn scalars(&self, scalars: Scalars) -> Scalars;
    async fn table(&self, table: BTreeMap<String, u32>) -> BTreeMap<u32, String>;
    async fn unique(&self, words: BTreeSet<String>) -> BTreeSet<String>;
    async fn fixed(&self, triple: Triple) -> Triple;
    async fn nothing(&self, nothing: Nothing) -> Nothing;
    async fn pair(&self, pair: Pair) -> Pair;
    async fn metres(&self, metres: Metres) -> Metres;
    async fn grow(&self, tree: Tree) -> Tree;
    async fn chain(&self, length: u32) -> Chain;
    async fn form(&self, form: Form) -> Form;
    async fn refuse(&self, word: String) -> Result<Pair, Refusal>;
    async fn get_http2_url(&self, v6: bool) -> String;

    async fn narrow_sum(&self, input: narrow::Rx<i32>) -> i64;
    async fn single_count(&self, count: u32, output: single::Tx<u32>);
    async fn broad_sum(&self, wait_ms: u32, input: broad::Rx<i32>) -> i64;
    async fn shut_count(&self, count: u32, output: shut::Tx<u32>);
    async fn maybe(&self, output: Option<Tx<u32>>) -> bool;
    async fn both(&self, ends: (Rx<u32>, Tx<u32>)) -> u32;
    async fn feeds(&self, feeds: Feeds<Tx<u32>>) -> String;
    async fn choice(&self, choice: Choice<Tx<u32>>) -> u32;

    async fn borrowed(&self, words: String) -> &'roam str;
    async fn slow(&self, ms: u32) -> u32;
    async fn panics(&self) -> u32;
    async fn vanishes(&self) -> &'roam str;
    async fn calls_back(&self, times: u32) -> u32;
    async fn takes(&self, count: u32, input: Rx<u32>) -> u32;
    async fn later(&self, count: u32, output: Tx<u32>);
    async fn endless(&self, output: Tx<u32>) -> u32;
}
