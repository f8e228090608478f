//! The process that reads files, for the tests of this crate; the hosts start themselves instead.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

fn main() -> ExitCode {
    match glim_knowledge::serve(io::stdin(), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "glim-read-worker: {error}"); // nowhere left to say it
            ExitCode::FAILURE
        }
    }
}
