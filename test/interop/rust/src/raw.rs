//! Frames by hand through the crate's link: for what the crate itself never sends (Cancel, Reset, an N).

use roam::{Link, LinkRx, LinkTx, LinkTxPermit, WriteSlot};
use serde_json::json;
use tokio::sync::mpsc;

use crate::hex;
use crate::report::event;
use crate::session::{Shared, with};

pub fn run<L>(link: L, shared: Shared)
where
    L: Link,
    L::Tx: Send + Sync + 'static,
    L::Rx: Send + 'static,
{
    let (tx, mut rx) = link.split();
    let (sender, mut outgoing) = mpsc::unbounded_channel::<Vec<u8>>();
    with(&shared, |live| live.raw = Some(sender));
    event("session", json!({}));
    tokio::spawn(async move {
        while let Some(frame) = outgoing.recv().await {
            let Ok(permit) = tx.reserve().await else { return };
            let Ok(mut slot) = permit.alloc(frame.len()) else { return };
            slot.as_mut_slice().copy_from_slice(&frame);
            slot.commit();
        }
        let _ = tx.close().await;
    });
    tokio::spawn(async move {
        let end = loop {
            match rx.recv().await {
                Ok(Some(frame)) => event("frame", json!({ "hex": hex::encode(frame.as_bytes()) })),
                Ok(None) => break json!({ "connection": 0 }),
                Err(error) => break json!({ "connection": 0, "error": error.to_string() }),
            }
        };
        with(&shared, |live| live.raw = None);
        event("closed", end);
    });
}
