//! What the API of the crates lets its users do, and their counterparts must bear.

use std::time::Duration;

use roam::{Caller, ConnectionSettings, DriverCaller, Payload, RequestCall, RxError, channel};
use serde_json::json;
use tokio::time::timeout;

use crate::commands::{Result, reply};
use crate::odds::OddsClient;
use crate::options::Options;
use crate::session::{Shared, with};
use crate::storm::bound;
use crate::testbed::{TestbedClient, testbed_service_descriptor};

/// How long we wait for what should not come.
const PATIENCE: Duration = Duration::from_millis(300);

/// Takes some items and drops the receiving end: the crate sends nothing then (D-R26).
pub async fn taste(testbed: TestbedClient, count: u64) -> Result {
    let (tx, mut rx) = channel::<i32>();
    let calling = tokio::spawn(async move { testbed.generate(1_000, tx).await.is_ok() });
    let mut got = Vec::new();
    while (got.len() as u64) < count {
        match rx.recv().await {
            Ok(Some(item)) => got.push(*item),
            Err(RxError::Unbound) => tokio::task::yield_now().await,
            _ => break,
        }
    }
    drop(rx);
    let answered = timeout(PATIENCE, calling).await.is_ok();
    Ok(json!({ "got": got, "answered": answered }))
}

/// Reads on after items that it cannot decode; they are not counted back as credit (D-R33).
pub async fn tolerate(testbed: TestbedClient, count: u32) -> Result {
    let (tx, mut rx) = channel::<i32>();
    let calling = tokio::spawn(async move { testbed.generate(count, tx).await.is_ok() });
    let (mut good, mut bad) = (0, 0);
    loop {
        match rx.recv().await {
            Ok(Some(_)) => good += 1,
            Err(RxError::Unbound) => tokio::task::yield_now().await,
            Err(RxError::Deserialize(_)) => bad += 1,
            _ => break,
        }
    }
    Ok(json!({ "good": good, "bad": bad, "answered": calling.await.unwrap_or(false) }))
}

/// Closes, sends once more and closes again: nothing refuses it (D-R32).
pub async fn twice(testbed: TestbedClient, item: i32) -> Result {
    let (tx, rx) = channel::<i32>();
    let send = async {
        bound(&tx).await;
        let first = tx.send(item).await.is_ok() && tx.close(Default::default()).await.is_ok();
        let again = tx.send(item).await.is_ok() && tx.close(Default::default()).await.is_ok();
        first && again
    };
    let (total, sent) = tokio::join!(testbed.sum(rx), send);
    Ok(json!({ "total": total.map_err(|error| format!("{error:?}"))?, "sent": sent }))
}

/// Closes before there is a channel, and drops the sender later: no Close is ever sent (D-R32).
pub async fn unclosed(testbed: TestbedClient) -> Result {
    let (tx, rx) = channel::<i32>();
    let refused = tx.close(Default::default()).await.is_err();
    let calling = tokio::spawn(async move { testbed.sum(rx).await.is_ok() });
    bound(&tx).await;
    drop(tx);
    let answered = timeout(PATIENCE, calling).await.is_ok();
    Ok(json!({ "refused": refused, "answered": answered }))
}

/// Items, and Close, on the wire ahead of the Call that introduces their channel: what a race makes of D-R28.
pub async fn early(caller: &DriverCaller, count: i32) -> Result {
    let binder = caller.channel_binder().ok_or("no binder")?;
    let (id, sink) = binder.create_tx(16);
    for item in 0..count {
        sink.send_payload(Payload::outgoing(&item)).await.map_err(|error| format!("{error:?}"))?;
    }
    let sum = testbed_service_descriptor().methods[4].id;
    let call = RequestCall { method_id: sum, channels: vec![id], metadata: vec![], args: Payload::Incoming(&[]) };
    let (response, _) = tokio::join!(caller.call(call), sink.close_channel(vec![]));
    reply(response)
}

/// A call that nobody waits for any more: nothing is sent (D-R16).
pub async fn abandon(odds: OddsClient, ms: u32) -> Result {
    Ok(json!(timeout(Duration::from_millis(30), odds.slow(ms)).await.is_ok()))
}

/// Opens a connection and drops its handle before a driver runs on it: no CloseConnection is sent (D-R37).
pub async fn open_and_drop(options: &Options, shared: &Shared) -> Result {
    let handle = with(shared, |live| live.handle.clone()).ok_or("no session")?;
    let settings = ConnectionSettings { parity: options.parity, max_concurrent_requests: options.max_requests };
    let connection = handle.open_connection(settings, vec![]).await.map_err(|error| error.to_string())?;
    Ok(json!(connection.connection_id().0))
}
