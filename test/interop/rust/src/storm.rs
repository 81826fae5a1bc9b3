//! Many random calls and streams at once, each checked.

use std::sync::Arc;

use roam::{Rx, Tx, channel};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::testbed::{MathError, TestbedClient};

/// xorshift64*: the same calls for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end
    }
}

/// `count` calls, at most `in_flight` at a time; tells how many went wrong, and the first of them.
pub async fn storm(client: TestbedClient, seed: u64, count: u64, in_flight: usize) -> Result<Value, String> {
    let slots = Arc::new(Semaphore::new(in_flight));
    let mut random = Random(seed.max(1));
    let mut tasks = Vec::new();
    for _ in 0..count {
        let slot = slots.clone().acquire_owned().await.map_err(|error| error.to_string())?;
        let (kind, size) = (random.below(6), random.below(40) as u32);
        let client = client.clone();
        tasks.push(tokio::spawn(async move {
            let result = one(client, kind, size).await;
            drop(slot);
            result
        }));
    }
    let mut failures = Vec::new();
    for task in tasks {
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failures.push(error),
            Err(error) => failures.push(error.to_string()),
        }
    }
    Ok(json!({ "calls": count, "failures": failures.len(), "first": failures.first() }))
}

async fn one(client: TestbedClient, kind: u64, size: u32) -> Result<(), String> {
    let what = format!("call of kind {kind} and size {size}");
    let right = match kind {
        0 => {
            let word = "ü".repeat(size as usize);
            client.echo(word.clone()).await.is_ok_and(|echo| echo == word)
        }
        1 => match client.divide(i64::from(size), i64::from(size % 3)).await {
            Ok(quotient) => quotient == i64::from(size) / i64::from(size % 3),
            Err(roam::RoamError::User(MathError::DivisionByZero)) => size % 3 == 0,
            Err(_) => false,
        },
        2 => sum(&client, size).await? == i64::from(size) * (i64::from(size) - 1) / 2,
        3 => generate(&client, size).await? == (0..size as i32).collect::<Vec<_>>(),
        4 => {
            let words: Vec<String> = (0..size).map(|i| format!("word {i}")).collect();
            transform(&client, words.clone()).await? == words
        }
        _ => client.get_points(size).await.is_ok_and(|points| points.len() == size as usize),
    };
    if right { Ok(()) } else { Err(format!("{what}: wrong answer")) }
}

/// The channel works once the call has been polled first.
pub async fn bound<T, const N: usize>(tx: &Tx<T, N>) {
    while !tx.is_bound() {
        tokio::task::yield_now().await;
    }
}

pub async fn sum(client: &TestbedClient, count: u32) -> Result<i64, String> {
    let (tx, rx) = channel::<i32>();
    let send = async {
        bound(&tx).await;
        for number in 0..count as i32 {
            tx.send(number).await.map_err(|error| format!("{error:?}"))?;
        }
        tx.close(Default::default()).await.map_err(|error| format!("{error:?}"))
    };
    let (total, sent) = tokio::join!(client.sum(rx), send);
    sent?;
    total.map_err(|error| format!("{error:?}"))
}

pub async fn generate(client: &TestbedClient, count: u32) -> Result<Vec<i32>, String> {
    let (tx, rx) = channel::<i32>();
    let (done, numbers) = tokio::join!(client.generate(count, tx), collect(rx));
    done.map_err(|error| format!("{error:?}"))?;
    numbers
}

pub async fn transform(client: &TestbedClient, words: Vec<String>) -> Result<Vec<String>, String> {
    let (tx, input) = channel::<String>();
    let (output, rx) = channel::<String>();
    let send = async {
        bound(&tx).await;
        for word in words {
            tx.send(word).await.map_err(|error| format!("{error:?}"))?;
        }
        tx.close(Default::default()).await.map_err(|error| format!("{error:?}"))
    };
    let (done, sent, echoed) = tokio::join!(client.transform(input, output), send, collect(rx));
    done.map_err(|error| format!("{error:?}"))?;
    sent?;
    echoed
}

async fn collect<T: Clone + facet::Facet<'static> + Send>(mut rx: Rx<T>) -> Result<Vec<T>, String> {
    let mut items = Vec::new();
    loop {
        match rx.recv().await {
            Ok(Some(item)) => items.push(item.clone()),
            Ok(None) => return Ok(items),
            // Its call has not been polled yet.
            Err(roam::RxError::Unbound) => tokio::task::yield_now().await,
            Err(error) => return Err(format!("{error:?}")),
        }
    }
}
