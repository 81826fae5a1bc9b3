//! Sessions of the published crates over whatever link there is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use roam::{
    AcceptedConnection, Caller, ConnectionAcceptor, ConnectionHandle, ConnectionId, ConnectionSettings, Driver,
    DriverCaller, DriverReplySink, Handler, Link, Metadata, MetadataEntry, MetadataValue, RequestCall, SelfRef,
    SessionError, SessionHandle,
};
use roam_stream::StreamLink;
use roam_websocket::WsLink;
use serde_json::json;
use tokio::sync::mpsc;

use crate::odds::{OddsDispatcher, OddsPeer};
use crate::options::{LinkKind, Options, Role, Serve};
use crate::raw;
use crate::report::event;
use crate::socket::{Cutter, Socket};
use crate::testbed::{TestbedDispatcher, TestbedPeer};

/// Who answers the calls of one connection. Generic, because only behind a bound does the compiler believe that the
/// futures of a service with borrowed returns can be sent (rust-lang issue 100013).
pub enum Service<T, O> {
    Testbed(T),
    Odds(O),
    Nothing,
}

fn service(serve: Serve, odds: OddsPeer) -> Service<TestbedDispatcher<TestbedPeer>, OddsDispatcher<OddsPeer>> {
    match serve {
        Serve::Testbed => Service::Testbed(TestbedDispatcher::new(TestbedPeer)),
        Serve::Odds => Service::Odds(OddsDispatcher::new(odds)),
        Serve::Nothing => Service::Nothing,
    }
}

impl<T: Handler<DriverReplySink>, O: Handler<DriverReplySink>> Handler<DriverReplySink> for Service<T, O> {
    async fn handle(&self, call: SelfRef<RequestCall<'static>>, reply: DriverReplySink) {
        match self {
            Service::Testbed(dispatcher) => dispatcher.handle(call, reply).await,
            Service::Odds(dispatcher) => dispatcher.handle(call, reply).await,
            Service::Nothing => Handler::handle(&(), call, reply).await,
        }
    }
}

/// One live session: everything that the commands act on.
#[derive(Default)]
pub struct Live {
    pub root: Option<DriverCaller>,
    pub virtuals: BTreeMap<u64, DriverCaller>,
    pub handle: Option<SessionHandle>,
    pub cutter: Option<Cutter>,
    pub raw: Option<mpsc::UnboundedSender<Vec<u8>>>,
}

pub type Shared = Arc<Mutex<Live>>;

pub fn with<T>(shared: &Shared, action: impl FnOnce(&mut Live) -> T) -> T {
    action(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Runs a session on the socket and leaves what commands need in `shared`.
pub async fn start(socket: Socket, options: &Options, shared: Shared) -> Result<(), String> {
    let started = begin(socket, options, shared.clone()).await;
    if started.is_err() {
        // A cutter left over would keep the socket open.
        with(&shared, |live| *live = Live::default());
    }
    started
}

async fn begin(socket: Socket, options: &Options, shared: Shared) -> Result<(), String> {
    let (socket, cutter) = socket.with_cutter().map_err(text)?;
    with(&shared, |live| *live = Live { cutter: Some(cutter), ..Live::default() });
    match (socket, options.link) {
        (Socket::Tcp(stream), LinkKind::Ws) => {
            let link = if options.connect {
                let url = format!("ws://{}/", options.address);
                let (stream, _) = tokio_tungstenite::client_async(url, stream).await.map_err(text)?;
                WsLink::new(stream)
            } else {
                WsLink::server(stream).await.map_err(text)?
            };
            run(link, options, shared).await
        }
        (Socket::Tcp(stream), _) => run(StreamLink::tcp(stream), options, shared).await,
        (Socket::Unix(stream), _) => run(StreamLink::unix(stream), options, shared).await,
    }
}

async fn run<L>(link: L, options: &Options, shared: Shared) -> Result<(), String>
where
    L: Link + Send + 'static,
    L::Tx: Send + Sync + 'static,
    L::Rx: Send + 'static,
{
    if options.raw {
        raw::run(link, shared);
        return Ok(());
    }
    let odds = OddsPeer::default();
    let service = service(options.serve, odds.clone());
    let acceptor = Acceptor { options: options.clone(), shared: shared.clone() };
    let established: Result<(DriverCaller, SessionHandle), SessionError> = match options.role {
        Role::Initiator => {
            let mut builder = roam::initiator(link).parity(options.parity).max_concurrent_requests(options.max_requests);
            if options.virtuals {
                builder = builder.on_connection(acceptor);
            }
            if let Some(keepalive) = options.keepalive {
                builder = builder.keepalive(keepalive);
            }
            builder.establish(service).await
        }
        Role::Acceptor => {
            let mut builder = roam::acceptor(link).max_concurrent_requests(options.max_requests);
            if options.virtuals {
                builder = builder.on_connection(acceptor);
            }
            if let Some(keepalive) = options.keepalive {
                builder = builder.keepalive(keepalive);
            }
            builder.establish(service).await
        }
    };
    let (caller, handle) = established.map_err(text)?;
    let _ = odds.back.set(caller.clone());
    with(&shared, |live| {
        live.root = Some(caller.clone());
        live.handle = Some(handle);
    });
    event("session", json!({}));
    watch(caller, 0, options.hold, shared);
    Ok(())
}

/// Tells when a connection is over, and forgets it unless told to hold on.
fn watch(caller: DriverCaller, id: u64, hold: bool, shared: Shared) {
    tokio::spawn(async move {
        caller.closed().await;
        if hold {
            // Every handle keeps the sending half of the link alive (D-R11).
        } else if id == 0 {
            with(&shared, |live| *live = Live::default());
        } else {
            with(&shared, |live| live.virtuals.remove(&id));
        }
        event("closed", json!({ "connection": id }));
    });
}

/// Puts a driver on a virtual connection, whichever side opened it.
pub fn drive(handle: ConnectionHandle, options: &Options, shared: &Shared) -> u64 {
    let id = handle.connection_id().0;
    let odds = OddsPeer::default();
    let mut driver = Driver::new(handle, service(options.serve, odds.clone()));
    let caller = driver.caller();
    let _ = odds.back.set(caller.clone());
    with(shared, |live| live.virtuals.insert(id, caller.clone()));
    tokio::spawn(async move { driver.run().await });
    watch(caller, id, options.hold, shared.clone());
    id
}

struct Acceptor {
    options: Options,
    shared: Shared,
}

impl ConnectionAcceptor for Acceptor {
    /// Refuses whoever sends metadata `refuse`, with metadata `reason`.
    fn accept(
        &self,
        id: ConnectionId,
        peer: &ConnectionSettings,
        metadata: &[MetadataEntry],
    ) -> Result<AcceptedConnection, Metadata<'static>> {
        if metadata.iter().any(|entry| entry.key == "refuse") {
            let value = MetadataValue::String("as asked");
            return Err(vec![MetadataEntry { key: "reason", value, flags: roam_types::MetadataFlags::NONE }]);
        }
        let (options, shared) = (self.options.clone(), self.shared.clone());
        Ok(AcceptedConnection {
            settings: ConnectionSettings { parity: peer.parity.other(), max_concurrent_requests: options.max_requests },
            metadata: vec![],
            setup: Box::new(move |handle| {
                drive(handle, &options, &shared);
                event("accepted", json!({ "connection": id.0 }));
            }),
        })
    }
}

pub fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
