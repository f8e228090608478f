//! What all requests of one simulator share.

use std::sync::{Arc, Mutex};

use tokio_util::sync::CancellationToken;

use crate::bases::Bases;
use crate::faults::Faults;
use crate::ids::Ids;
use crate::made::Made;
use crate::models::Models;
use crate::options::Options;
use crate::prefix::Prefixes;
use crate::routes::async_chat::Tasks;
use crate::routes::files::Shelf;
use crate::routes::parser::Parsed;
use crate::script::Script;
use crate::seen::SeenLog;

/// What a layout call sees: pages with blocks, each its kind and its text.
pub(crate) type Layout = Vec<Vec<(String, String)>>;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) options: Options,
    /// The random first segment of every path, when asked for.
    pub(crate) path_token: Option<String>,
    /// As [`Simulator::origin`](crate::Simulator::origin) gives it.
    pub(crate) origin: String,
    pub(crate) models: Models,
    pub(crate) ids: Ids,
    pub(crate) faults: Faults,
    pub(crate) scripts: Mutex<Vec<Script>>,
    /// Pages that the next layout calls are told to see.
    pub(crate) layouts: Mutex<Vec<Layout>>,
    pub(crate) seen: Arc<SeenLog>,
    pub(crate) prefixes: Prefixes,
    pub(crate) tasks: Tasks,
    pub(crate) shelf: Shelf,
    pub(crate) parsed: Parsed,
    pub(crate) bases: Bases,
    pub(crate) made: Made,
    /// Cancelled when the simulator stops: every answer under way breaks off.
    pub(crate) stop: CancellationToken,
}
