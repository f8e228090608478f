//! The real backend in a process of its own (the dev host), called as the web view calls it.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use futures_util::{Stream, StreamExt as _};
use reqwest::Client;
use serde_json::{Value, json};

use crate::Problem;

/// A running backend; killed when dropped.
#[derive(Debug)]
pub struct Backend {
    child: Child,
    origin: String,
    token: String,
    client: Client,
}

impl Backend {
    /// Starts it on a data folder.
    ///
    /// # Errors
    /// When it is not built or does not say where it is.
    pub fn start(folder: &Path) -> Result<Self, Problem> {
        let mut child = Command::new(Self::program()?)
            .arg("--folder")
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let said: Value = serde_json::from_str(&line)?;
        let url = at(&said, "/url")
            .as_str()
            .ok_or("the backend did not say where it is")?;
        let (origin, token) = url
            .split_once("/?token=")
            .ok_or("an address without a token")?;
        let client = Client::builder().no_proxy().build()?;
        Ok(Self {
            child,
            origin: origin.to_owned(),
            token: token.to_owned(),
            client,
        })
    }

    /// The program, beside this one, where cargo puts both.
    ///
    /// # Errors
    /// When this program has no folder.
    pub fn program() -> Result<PathBuf, Problem> {
        let here = std::env::current_exe()?;
        let folder = here.parent().ok_or("no folder")?;
        Ok(folder.join("glim-devhost"))
    }

    /// `kill -9`: nothing in the process gets a last word.
    ///
    /// # Errors
    /// When it had ended already.
    pub fn kill(mut self) -> Result<(), Problem> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// The most memory it has taken so far.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn peak_megabytes(&self) -> Result<u64, Problem> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let number = line.and_then(|it| it.split_whitespace().next());
        let kilobytes: u64 = number.ok_or("no peak is told")?.parse()?;
        Ok(kilobytes / 1_024)
    }

    /// Calls a command; an error of the app is `Err` with its JSON.
    ///
    /// # Errors
    /// As the command, and when the backend does not answer.
    pub async fn call(&self, name: &str, input: Value) -> Result<Value, Problem> {
        self.post(&format!("call/{name}"), &input).await
    }

    /// What the host can do beside the commands, such as `hand-in`.
    ///
    /// # Errors
    /// When it refuses or does not answer.
    pub async fn post(&self, path: &str, input: &Value) -> Result<Value, Problem> {
        let address = format!("{}/{path}?token={}", self.origin, self.token);
        let answer = self.client.post(address).json(input).send().await?;
        let good = answer.status().is_success();
        let body: Value = answer.json().await?;
        if good {
            Ok(body)
        } else {
            Err(format!("{path}: {body}").into())
        }
    }

    /// The events of a command, as they come.
    ///
    /// # Errors
    /// When the backend does not answer.
    pub async fn events(
        &self,
        name: &str,
        input: Value,
    ) -> Result<impl Stream<Item = Value> + use<>, Problem> {
        let answer = self
            .client
            .post(self.address(name))
            .header("accept", "text/event-stream")
            .json(&input)
            .send()
            .await?;
        let mut rest = String::new();
        let lines = answer.bytes_stream().map(move |bytes| {
            rest.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
            let whole = rest.rfind('\n').map_or(0, |end| end + 1);
            let lines: String = rest.drain(..whole).collect();
            let events: Vec<Value> = lines
                .lines()
                .filter_map(|line| line.strip_prefix("data:"))
                .filter_map(|data| serde_json::from_str(data.trim()).ok())
                .collect();
            futures_util::stream::iter(events)
        });
        Ok(lines.flatten())
    }

    /// Connects to the simulator, or to whatever speaks its wire.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn connect(&self, base: &str, key: &str) -> Result<(), Problem> {
        let request = json!({ "platform": { "kind": "custom", "baseUrl": base }, "key": key, "keep": "session", "passphrase": null });
        self.call("settings_connect", request).await.map(|_| ())
    }

    /// Asks a question in a new conversation.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn ask(&self, question: &str) -> Result<Value, Problem> {
        let request =
            json!({ "conversation": null, "text": question, "model": "glm-5.2", "parameters": {} });
        self.call("chat_send", request).await
    }

    fn address(&self, name: &str) -> String {
        format!("{}/call/{name}?token={}", self.origin, self.token)
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.child.kill(); // it may have been killed already
        let _ = self.child.wait(); // only to leave no zombie
    }
}

/// What stands at a place of an answer; null when there is nothing.
pub fn at<'a>(value: &'a Value, place: &str) -> &'a Value {
    value.pointer(place).unwrap_or(&Value::Null)
}
