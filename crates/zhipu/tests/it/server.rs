//! A server that says what a script tells it, byte by byte, and remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What the server does next for one request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Says nothing more until the client hangs up.
    Stall,
    /// Closes the connection.
    Close,
}

/// What the server was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

#[derive(Debug, Default)]
struct Memory {
    requests: Vec<Request>,
    connections: usize,
}

/// A scripted server on a port of its own; ends when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
    hung_up: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Gives the replies in order, and the last one again and again.
    pub(crate) async fn start(replies: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let memory = Arc::new(Mutex::new(Memory::default()));
        let hung_up = Arc::new(Notify::new());
        let (kept, told) = (Arc::clone(&memory), Arc::clone(&hung_up));
        let task = tokio::spawn(async move {
            let replies = Arc::new(replies);
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                kept.lock().unwrap().connections += 1;
                let (kept, told) = (Arc::clone(&kept), Arc::clone(&told));
                connections.spawn(serve(socket, Arc::clone(&replies), kept, told));
            }
        });
        Self {
            address,
            memory,
            hung_up,
            task,
        }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.memory.lock().unwrap().requests.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.memory.lock().unwrap().connections
    }

    /// Waits until a client hangs up on a stalled reply.
    pub(crate) async fn hung_up(&self) {
        self.hung_up.notified().await;
    }
}

async fn serve(
    mut socket: TcpStream,
    replies: Arc<Vec<Vec<Step>>>,
    memory: Arc<Mutex<Memory>>,
    hung_up: Arc<Notify>,
) {
    while let Some(request) = read_request(&mut socket).await {
        let place = {
            let mut memory = memory.lock().unwrap();
            memory.requests.push(request);
            memory.requests.len() - 1
        };
        let reply = replies.get(place).or_else(|| replies.last()).unwrap();
        for step in reply {
            match step {
                Step::Send(bytes) => {
                    if socket.write_all(bytes).await.is_err() {
                        return;
                    }
                    socket.flush().await.unwrap();
                }
                Step::Stall => {
                    let mut nothing = [0; 1];
                    while socket.read(&mut nothing).await.is_ok_and(|count| count > 0) {}
                    hung_up.notify_one();
                    return;
                }
                Step::Close => return,
            }
        }
    }
}

async fn read_request(socket: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        read_more(socket, &mut bytes).await?;
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let mut request = Request {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        ..Request::default()
    };
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request
            .headers
            .insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length: usize = request
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while bytes.len() < head_end + length {
        read_more(socket, &mut bytes).await?;
    }
    request.body = bytes[head_end..head_end + length].to_vec();
    Some(request)
}

async fn read_more(socket: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let count = socket.read_buf(bytes).await.ok()?;
    (count > 0).then_some(())
}

/// A whole JSON reply.
pub(crate) fn json(status: u16, body: &Value) -> Vec<Step> {
    json_with(status, "", body)
}

/// A whole JSON reply with more headers, each with its line end.
pub(crate) fn json_with(status: u16, headers: &str, body: &Value) -> Vec<Step> {
    whole(
        status,
        &format!("content-type: application/json\r\n{headers}"),
        &body.to_string(),
    )
}

/// A whole reply of any kind.
pub(crate) fn whole(status: u16, headers: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Reason\r\n{headers}content-length: {length}\r\n\r\n");
    vec![Step::Send([head.as_bytes(), body.as_bytes()].concat())]
}

/// The head of a stream in chunks.
pub(crate) fn stream_head() -> Step {
    Step::Send(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec(),
    )
}

/// One HTTP chunk of a stream.
pub(crate) fn chunk(bytes: &[u8]) -> Step {
    Step::Send([format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat())
}

/// The end of a stream in chunks.
pub(crate) fn stream_end() -> Step {
    Step::Send(b"0\r\n\r\n".to_vec())
}

/// An event with a piece of content.
pub(crate) fn content(text: &str) -> String {
    let chunk = serde_json::json!({
        "id": "20260711170100aa", "model": "glm-4.7",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}],
    });
    format!("data: {chunk}\n\n")
}

/// The event with a finish reason and the usage.
pub(crate) fn finish(reason: &str) -> String {
    let chunk = serde_json::json!({
        "id": "20260711170100aa",
        "choices": [{"index": 0, "finish_reason": reason, "delta": {"content": ""}}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11},
    });
    format!("data: {chunk}\n\n")
}

/// A whole good stream.
pub(crate) fn good_stream(text: &str) -> Vec<Step> {
    let body = format!("{}{}data: [DONE]\n\n", content(text), finish("stop"));
    vec![stream_head(), chunk(body.as_bytes()), stream_end()]
}

/// A whole good answer.
pub(crate) fn good_answer(text: &str) -> Value {
    serde_json::json!({
        "id": "a1", "model": "glm-4.7",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"content": text}}],
    })
}

/// An error body of shape A.
pub(crate) fn refusal(code: &str, message: &str) -> Value {
    serde_json::json!({"error": {"code": code, "message": message}})
}
