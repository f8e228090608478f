//! The simulator as a running thing: takes a loopback port, serves, stops.

use std::future::IntoFuture;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bases::Bases;
use crate::error::Error;
use crate::faults::Faults;
use crate::ids::Ids;
use crate::made::{Accepted, Made};
use crate::models::Models;
use crate::options::Options;
use crate::prefix::Prefixes;
use crate::routes;
use crate::script::Script;
use crate::seen::{SeenLog, SeenRequest};
use crate::state::Shared;

/// How long connections may take to close when the simulator stops.
const LAST_BREATH: Duration = Duration::from_secs(2);

/// A running platform in a box. Dropping it ends it; [`Simulator::stop`] also waits for the end.
#[derive(Debug)]
pub struct Simulator {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

impl Simulator {
    /// Takes the port and serves in the background of the current tokio runtime.
    ///
    /// Fails with [`Error::Listen`] when the port is taken.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let models = Models::built_in()?;
        let asked = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listen_error = |source| Error::Listen {
            address: asked,
            source,
        };
        let listener = TcpListener::bind(asked).await.map_err(listen_error)?;
        let address = listener.local_addr().map_err(listen_error)?;
        let path_token = options
            .path_token
            .then(|| uuid::Uuid::new_v4().simple().to_string());
        let shared = Arc::new(Shared {
            origin: match &path_token {
                Some(token) => format!("http://{address}/{token}"),
                None => format!("http://{address}"),
            },
            path_token,
            models,
            ids: Ids::new(options.seed),
            faults: Faults::default(),
            scripts: Mutex::default(),
            layouts: Mutex::default(),
            seen: Arc::new(SeenLog::new()),
            prefixes: Prefixes::default(),
            tasks: routes::async_chat::Tasks::default(),
            shelf: routes::files::Shelf::default(),
            parsed: routes::parser::Parsed::default(),
            bases: Bases::default(),
            made: Made::new(),
            stop: CancellationToken::new(),
            options,
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, Arc::clone(&shared)));
        tracing::info!(%address, "the simulator listens");
        Ok(Self { shared, tasks })
    }

    /// `http://127.0.0.1:PORT`, with the path token if there is one; no slash at the end.
    pub fn origin(&self) -> String {
        self.shared.origin.clone()
    }

    /// The base URL that clients of the main API want: the origin and `/api/paas/v4`.
    pub fn base(&self) -> String {
        format!("{}/api/paas/v4", self.origin())
    }

    /// The first accepted key; empty if none was configured.
    pub fn key(&self) -> &str {
        self.shared.options.keys.first().map_or("", String::as_str)
    }

    /// The rules of misbehaviour, to be set and cleared while it runs.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Dictates the answer to the next chat request; several scripts are used in order.
    pub fn script(&self, script: Script) {
        self.shared
            .scripts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(script);
    }

    /// Dictates what the next `layout_parsing` sees: of each page its parts, label (`text`, `table`, …) and content.
    pub fn script_layout(&self, pages: &[&[(&str, &str)]]) {
        let owned = |parts: &&[(&str, &str)]| {
            let parts = parts.iter();
            parts
                .map(|(label, content)| ((*label).to_owned(), (*content).to_owned()))
                .collect()
        };
        self.shared
            .layouts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(pages.iter().map(owned).collect());
    }

    /// The requests seen so far, oldest first (the last 512 at most).
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.shared.seen.list()
    }

    /// The submissions of pictures and clips that were accepted, oldest first, whether or not their
    /// answer arrived: what the platform would bill.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.shared.made.accepted()
    }

    /// Moves the clock by which tasks get ready and links die.
    pub fn move_clock(&self, by: Duration) {
        self.shared.made.move_clock(by);
    }

    /// Waits until the seen requests fulfil a condition and gives them. Never times out by itself.
    pub async fn wait_until(&self, condition: impl Fn(&[SeenRequest]) -> bool) -> Vec<SeenRequest> {
        let mut changes = self.shared.seen.changes();
        loop {
            changes.mark_unchanged();
            let requests = self.shared.seen.list();
            if condition(&requests) {
                return requests;
            }
            if changes.changed().await.is_err() {
                // The log lives as long as `self`: this cannot come while we wait.
                return requests;
            }
        }
    }

    /// Breaks off every answer under way, closes the port and waits until it is free.
    pub async fn stop(mut self) {
        self.shared.stop.cancel();
        let mut tasks = std::mem::take(&mut self.tasks);
        let ended = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_BREATH, ended).await.is_err() {
            tracing::warn!("a connection did not close in time");
            tasks.shutdown().await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.shared.stop.cancel();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    // Without this the kernel waits to join small writes, and tokens come in bursts.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::warn!(%error, "could not switch off the joining of small writes");
        }
    });
    let stop = shared.stop.clone().cancelled_owned();
    // Bodies are read whole and bounded by `routes::entry` itself.
    let router = Router::new()
        .fallback(routes::entry)
        .layer(DefaultBodyLimit::disable())
        .with_state(shared);
    if let Err(error) = axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .into_future()
        .await
    {
        tracing::error!(%error, "the simulator ended");
    }
}
