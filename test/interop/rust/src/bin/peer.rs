//! The other end of the wire: roam 7.3.0 as published, told by flags and by lines on stdin what to do.

use std::process::ExitCode;
use std::sync::Arc;

use roam_xstate_interop::commands::perform;
use roam_xstate_interop::options::{Options, USAGE};
use roam_xstate_interop::report::{answer, event};
use roam_xstate_interop::session::{self, Shared};
use roam_xstate_interop::socket::{Listener, dial};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut builder = if options.single { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    let result = builder.enable_all().build().map_err(session::text).and_then(|runtime| runtime.block_on(run(options)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            event("failed", json!({ "error": error }));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let shared = Shared::default();
    tokio::spawn(obey(options.clone(), shared.clone()));
    meet(&options, shared).await
}

/// Dials one session, or listens for any number of them; commands act on the latest.
async fn meet(options: &Options, shared: Shared) -> Result<(), String> {
    if options.connect {
        let socket = dial(options).await.map_err(session::text)?;
        event("ready", json!({ "address": options.address }));
        session::start(socket, options, shared).await?;
        return std::future::pending().await;
    }
    let listener = Listener::bind(options).await.map_err(session::text)?;
    event("ready", json!({ "address": listener.address().map_err(session::text)? }));
    loop {
        let socket = listener.accept().await.map_err(session::text)?;
        let (options, shared) = (options.clone(), shared.clone());
        tokio::spawn(async move {
            if let Err(error) = session::start(socket, &options, shared).await {
                event("failed", json!({ "error": error }));
            }
        });
    }
}

/// Lives as long as stdin: when the tests are gone, so is the peer.
async fn obey(options: Options, shared: Shared) {
    let options = Arc::new(options);
    let mut lines = BufReader::new(stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let (options, shared) = (options.clone(), shared.clone());
        tokio::spawn(async move {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            answer(tag, perform(command, &options, &shared).await);
        });
    }
    std::process::exit(0);
}
