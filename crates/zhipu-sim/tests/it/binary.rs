//! The program `zhipu-sim`: its one line, its flags, its end.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::support::client;

/// Kills the program if a test fails before its end.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill(); // it may have ended already
        let _ = self.0.wait(); // nothing to do about a child that is gone
    }
}

fn program(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhipu-sim"));
    command
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn it_says_where_it_listens_serves_and_stops_on_sigterm() {
    let mut running = Running(
        program(&["--key", "a.b", "--speed", "0", "--path-token"])
            .spawn()
            .unwrap(),
    );
    let mut out = BufReader::new(running.0.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(
        (words[0], words[1], words[3], words[4], words[5]),
        ("listening", "on", "key:", "a.b", "base:")
    );
    assert_eq!(words[6], format!("{}/api/paas/v4", words[2]));
    let models = client()
        .get(format!("{}/models", words[6]))
        .bearer_auth("a.b")
        .send()
        .await
        .unwrap();
    assert_eq!(models.json::<Value>().await.unwrap()["object"], "list");
    if cfg!(unix) {
        let id = running.0.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .unwrap()
                .success()
        );
        let status = tokio::task::spawn_blocking(move || running.0.wait().unwrap())
            .await
            .unwrap();
        assert!(status.success(), "{status}");
    }
}

#[test]
fn bad_flags_and_taken_ports_are_told() {
    for flags in [
        &["--moon"][..],
        &["--port"],
        &["--port", "70000"],
        &["--speed", "fast"],
    ] {
        let output = program(flags).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(flags[0]));
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut child = program(&["--port", &port]).spawn().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let mut words = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut words)
        .unwrap();
    assert!(words.contains("could not listen on 127.0.0.1"), "{words}");
    let help = program(&["--help"]).output().unwrap();
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--any-key"));
}
