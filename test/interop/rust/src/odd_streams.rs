//! What the handlers of `Odds` do with streams of any N.

use roam::{Rx, Tx};

pub async fn count_into<const N: usize>(count: u32, output: &Tx<u32, N>) {
    for number in 0..count {
        if output.send(number).await.is_err() {
            return;
        }
    }
    let _ = output.close(Default::default()).await;
}

pub async fn total<const N: usize>(input: &mut Rx<i32, N>) -> i64 {
    let mut total = 0;
    while let Ok(Some(number)) = input.recv().await {
        total += i64::from(*number);
    }
    total
}
