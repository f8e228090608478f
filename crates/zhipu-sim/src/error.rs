//! What can go wrong in starting the simulator; everything later is an answer on the wire.

use std::net::SocketAddr;

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The loopback port could not be taken, for example because another process has it.
    #[error("could not listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The built-in table of models does not parse; only a broken build can show this.
    #[error("could not read the built-in table of models")]
    Models {
        /// Where the table breaks.
        #[source]
        source: serde_json::Error,
    },
}
