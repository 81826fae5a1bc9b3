//! What the tests can ask for, one line each: `TAG [on CONNECTION] VERB WORDS…`.

use roam::{
    Caller, ConnectionId, ConnectionSettings, Metadata, MetadataEntry, MetadataValue, Payload, RequestCall,
    RoamError, SessionError,
};
use roam_types::{MetadataFlags, MethodId};
use serde_json::{Value, json};

use crate::misuse;
use crate::odd_values::odd_values;
use crate::odds::OddsClient;
use crate::options::Options;
use crate::session::{Live, Shared, drive, with};
use crate::storm;
use crate::testbed::{Message, TestbedClient, testbed_service_descriptor};
use crate::hex;

pub type Result<T = Value> = std::result::Result<T, String>;

pub async fn perform(line: &str, options: &Options, shared: &Shared) -> Result {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let mut connection = 0;
    if words.first() == Some(&"on") {
        connection = number(&words, 1)?;
        words.drain(..2);
    }
    let verb = *words.first().ok_or("no verb")?;
    match verb {
        "cut" => Ok(with(shared, |live| json!(live.cutter.as_ref().map(|cutter| cutter.cut()).is_some()))),
        "shutdown" => with(shared, |live| {
            let handle = live.handle.as_ref().ok_or("no session")?;
            handle.shutdown().map_err(|error| error.to_string())?;
            Ok(json!(null))
        }),
        // The last handle of a session closes its link (D-R11).
        "forget" => {
            with(shared, |live| *live = Live { cutter: live.cutter.take(), ..Live::default() });
            Ok(json!(null))
        }
        "frames" => with(shared, |live| {
            let raw = live.raw.as_ref().ok_or("not raw")?;
            for digits in &words[1..] {
                raw.send(hex::decode(digits).ok_or("not hex")?).map_err(|error| error.to_string())?;
            }
            Ok(json!(words.len() - 1))
        }),
        "end" => {
            with(shared, |live| live.raw = None);
            Ok(json!(null))
        }
        "open" => open(words.get(1).copied(), options, shared).await,
        "open-and-drop" => misuse::open_and_drop(options, shared).await,
        "close" => {
            let handle = with(shared, |live| live.handle.clone()).ok_or("no session")?;
            let id = ConnectionId(number(&words, 1)?);
            handle.close_connection(id, vec![]).await.map(|()| json!(null)).map_err(|error| error.to_string())
        }
        _ => call(verb, &words, connection, shared).await,
    }
}

async fn open(mood: Option<&str>, options: &Options, shared: &Shared) -> Result {
    let handle = with(shared, |live| live.handle.clone()).ok_or("no session")?;
    let settings = ConnectionSettings { parity: options.parity, max_concurrent_requests: options.max_requests };
    let metadata: Metadata<'static> = match mood {
        Some(_) => vec![MetadataEntry { key: "refuse", value: MetadataValue::U64(1), flags: MetadataFlags::NONE }],
        None => vec![],
    };
    match handle.open_connection(settings, metadata).await {
        Ok(connection) => Ok(json!({ "opened": drive(connection, options, shared) })),
        Err(SessionError::Rejected(_)) => Ok(json!({ "rejected": true })),
        Err(error) => Err(error.to_string()),
    }
}

async fn call(verb: &str, words: &[&str], connection: u64, shared: &Shared) -> Result {
    let caller = with(shared, |live| match connection {
        0 => live.root.clone(),
        id => live.virtuals.get(&id).cloned(),
    });
    let caller = caller.ok_or("no such connection")?;
    let testbed = TestbedClient::new(caller.clone());
    let odds = OddsClient::new(caller.clone());
    match verb {
        "echo" => echoes(&testbed, number(words, 1)?, number(words, 2).unwrap_or(1) as usize).await,
        "divide" => outcome(testbed.divide(number(words, 1)? as i64, number(words, 2)? as i64).await),
        "lookup" => outcome(testbed.lookup(number(words, 1)? as u32).await),
        "sum" => Ok(json!(storm::sum(&testbed, number(words, 1)? as u32).await?)),
        "generate" => Ok(json!(storm::generate(&testbed, number(words, 1)? as u32).await?)),
        "transform" => {
            let words = words[1..].iter().map(|word| word.to_string()).collect();
            Ok(json!(storm::transform(&testbed, words).await?))
        }
        "taste" => misuse::taste(testbed, number(words, 1)?).await,
        "tolerate" => misuse::tolerate(testbed, number(words, 1)? as u32).await,
        "twice" => misuse::twice(testbed, number(words, 1)? as i32).await,
        "unclosed" => misuse::unclosed(testbed).await,
        "data" => {
            let data: Vec<u8> = (0..number(words, 1)?).map(|i| (i * 31) as u8).collect();
            let reversed: Vec<u8> = data.iter().rev().copied().collect();
            let answer = testbed.process_message(Message::Data(data)).await;
            Ok(json!(matches!(answer, Ok(Message::Data(back)) if back == reversed)))
        }
        "early" => misuse::early(&caller, number(words, 1)? as i32).await,
        "unknown" => raw_call(&caller, MethodId(1), &[]).await,
        "invalid" => raw_call(&caller, testbed_service_descriptor().methods[0].id, &[0xff]).await,
        "abandon" => misuse::abandon(odds, number(words, 1)? as u32).await,
        "calls-back" => outcome(odds.calls_back(number(words, 1)? as u32).await),
        "panics" => outcome(odds.panics().await),
        "slow" => outcome(odds.slow(number(words, 1)? as u32).await),
        "odds" => odd_values(&odds).await,
        "storm" => storm::storm(testbed, number(words, 1)?, number(words, 2)?, number(words, 3)? as usize).await,
        _ => Err(format!("no verb {verb}")),
    }
}

async fn echoes(client: &TestbedClient, count: u64, in_flight: usize) -> Result {
    let mut right = 0;
    for start in (0..count).step_by(in_flight.max(1)) {
        let calls = (start..count.min(start + in_flight as u64)).map(|i| {
            let client = client.clone();
            tokio::spawn(async move { client.echo(format!("m{i}")).await.is_ok_and(|echo| echo == format!("m{i}")) })
        });
        for call in calls.collect::<Vec<_>>() {
            right += u64::from(call.await.unwrap_or(false));
        }
    }
    Ok(json!(right))
}

async fn raw_call(caller: &roam::DriverCaller, method_id: MethodId, args: &[u8]) -> Result {
    let call = RequestCall { method_id, channels: vec![], metadata: vec![], args: Payload::Incoming(args) };
    reply(caller.call(call).await)
}

pub fn reply(response: std::result::Result<roam::SelfRef<roam::RequestResponse<'static>>, RoamError>) -> Result {
    match response {
        Ok(response) => match &response.ret {
            Payload::Incoming(bytes) => Ok(json!(hex::encode(bytes))),
            Payload::Outgoing { .. } => Err("not from the wire".into()),
        },
        Err(error) => Err(format!("{error:?}")),
    }
}

fn outcome<T: std::fmt::Debug, E: std::fmt::Debug>(result: std::result::Result<T, RoamError<E>>) -> Result {
    match result {
        Ok(value) => Ok(json!(format!("{value:?}"))),
        Err(error) => Ok(json!(format!("{error:?}"))),
    }
}

fn number(words: &[&str], at: usize) -> Result<u64> {
    words.get(at).and_then(|word| word.parse().ok()).ok_or(format!("word {at} must be a number"))
}
