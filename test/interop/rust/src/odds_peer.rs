//! What answers the calls of `Odds`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use roam::{DriverCaller, Rx, Tx};

use crate::odd_types::*;
use crate::odd_streams::{count_into, total};
use crate::odds::Odds;
use crate::testbed::TestbedClient;

/// Knows the way back to the caller.
#[derive(Clone, Default)]
pub struct OddsPeer {
    pub back: Arc<OnceLock<DriverCaller>>,
}

impl Odds for OddsPeer {
    async fn wide(&self, unsigned: u128, signed: i128) -> (u128, i128) {
        (unsigned, signed)
    }

    async fn letter(&self, letter: char) -> char {
        letter
    }

    async fn scalars(&self, scalars: Scalars) -> Scalars {
        scalars
    }

    async fn table(&self, table: BTreeMap<String, u32>) -> BTreeMap<u32, String> {
        table.into_iter().map(|(word, number)| (number, word)).collect()
    }

    async fn unique(&self, words: BTreeSet<String>) -> BTreeSet<String> {
        words
    }

    async fn fixed(&self, [a, b, c]: Triple) -> Triple {
        [c, b, a]
    }

    async fn nothing(&self, nothing: Nothing) -> Nothing {
        nothing
    }

    async fn pair(&self, pair: Pair) -> Pair {
        pair
    }

    async fn metres(&self, metres: Metres) -> Metres {
        metres
    }

    async fn grow(&self, tree: Tree) -> Tree {
        Tree { value: tree.value + 1, children: vec![tree] }
    }

    async fn chain(&self, length: u32) -> Chain {
        (0..length).fold(Chain { next: None }, |chain, _| Chain { next: Some(Box::new(chain)) })
    }

    async fn form(&self, form: Form) -> Form {
        form
    }

    async fn refuse(&self, word: String) -> Result<Pair, Refusal> {
        match word.len() as u32 {
            0 => Err(Refusal::Empty),
            length if length > 8 => Err(Refusal::TooLong { length, limit: 8 }),
            length => Ok(Pair(length as i32, word)),
        }
    }

    async fn get_http2_url(&self, v6: bool) -> String {
        if v6 { "http://[::1]/" } else { "http://127.0.0.1/" }.into()
    }

    async fn narrow_sum(&self, mut input: narrow::Rx<i32>) -> i64 {
        total(&mut input).await
    }

    async fn single_count(&self, count: u32, output: single::Tx<u32>) {
        count_into(count, &output).await;
    }

    async fn broad_sum(&self, wait_ms: u32, mut input: broad::Rx<i32>) -> i64 {
        tokio::time::sleep(Duration::from_millis(wait_ms.into())).await;
        total(&mut input).await
    }

    async fn shut_count(&self, count: u32, output: shut::Tx<u32>) {
        count_into(count, &output).await;
    }

    async fn maybe(&self, output: Option<Tx<u32>>) -> bool {
        if let Some(output) = &output {
            count_into(3, output).await;
        }
        output.is_some()
    }

    async fn both(&self, (mut input, output): (Rx<u32>, Tx<u32>)) -> u32 {
        let mut count = 0;
        while let Ok(Some(number)) = input.recv().await {
            count += 1;
            if output.send(*number * 2).await.is_err() {
                break;
            }
        }
        count
    }

    async fn feeds(&self, feeds: Feeds<Tx<u32>>) -> String {
        count_into(2, &feeds.first).await;
        if let Some(second) = &feeds.second {
            count_into(3, second).await;
        }
        feeds.name
    }

    async fn choice(&self, choice: Choice<Tx<u32>>) -> u32 {
        match choice {
            Choice::Neither => 0,
            Choice::One(output) => {
                count_into(1, &output).await;
                1
            }
            Choice::Both { left, right } => {
                count_into(2, &left).await;
                count_into(3, &right).await;
                2
            }
        }
    }

    async fn borrowed<'roam>(
        &self,
        call: impl roam::Call<'roam, &'roam str, std::convert::Infallible>,
        words: String,
    ) {
        let first = words.split(' ').next().unwrap_or("").to_string();
        // The answer is borrowed from this frame; the crate's signature asks for a lifetime that outlives it.
        call.ok(Box::leak(first.into_boxed_str())).await;
    }

    async fn slow(&self, ms: u32) -> u32 {
        tokio::time::sleep(Duration::from_millis(ms.into())).await;
        ms
    }

    async fn panics(&self) -> u32 {
        panic!("as asked");
    }

    async fn vanishes<'roam>(&self, call: impl roam::Call<'roam, &'roam str, std::convert::Infallible>) {
        drop(call);
    }

    async fn calls_back(&self, times: u32) -> u32 {
        let Some(caller) = self.back.get() else { return 0 };
        let caller = TestbedClient::new(caller.clone());
        let mut matched = 0;
        for i in 0..times {
            let word = format!("back {i}");
            matched += u32::from(caller.echo(word.clone()).await.is_ok_and(|echo| echo == word));
        }
        matched
    }

    async fn takes(&self, count: u32, mut input: Rx<u32>) -> u32 {
        let mut total = 0;
        for _ in 0..count {
            match input.recv().await {
                Ok(Some(number)) => total += *number,
                _ => break,
            }
        }
        total
    }

    async fn later(&self, count: u32, output: Tx<u32>) {
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            count_into(count, &output).await;
        });
    }

    async fn endless(&self, output: Tx<u32>) -> u32 {
        let mut number = 0;
        while output.send(number).await.is_ok() {
            number += 1;
        }
        number
    }
}
