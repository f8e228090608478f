//! A platform that means harm, or has bad luck: it takes every job and gives whatever bytes a part of the drill wants.
//! The simulator is the good one; this one is small enough to see that nothing of it is shared with the app.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use glim_smoke::Problem;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What a link leads to.
#[derive(Clone)]
pub(crate) struct Lies {
    pub(crate) status: u16,
    pub(crate) media_type: &'static str,
    pub(crate) content: Arc<Vec<u8>>,
    /// Says that it is so much longer than it is, and hangs up.
    pub(crate) missing: usize,
}

impl Lies {
    pub(crate) fn of(content: Vec<u8>) -> Self {
        Self {
            status: 200,
            media_type: "image/png",
            content: Arc::new(content),
            missing: 0,
        }
    }

    /// The file store has a bad day.
    pub(crate) fn away() -> Self {
        Self {
            status: 503,
            ..Self::gone()
        }
    }

    /// The link does not lead anywhere any more.
    pub(crate) fn gone() -> Self {
        Self {
            status: 403,
            media_type: "application/xml",
            ..Self::of(b"<Error><Code>AccessDenied</Code></Error>".to_vec())
        }
    }
}

#[derive(Default)]
struct Inner {
    /// By the word of a prompt.
    lies: Mutex<HashMap<String, Lies>>,
    submissions: AtomicU64,
    looks: AtomicU64,
}

/// It runs as long as the drill.
#[derive(Clone)]
pub(crate) struct Platform {
    inner: Arc<Inner>,
    origin: String,
}

impl Platform {
    pub(crate) async fn start() -> Result<Self, Problem> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let platform = Self {
            inner: Arc::default(),
            origin: format!("http://{}", listener.local_addr()?),
        };
        let serving = platform.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let platform = serving.clone();
                tokio::spawn(async move {
                    let _ = platform.answer(stream).await; // whoever asked has gone
                });
            }
        });
        Ok(platform)
    }

    pub(crate) fn base(&self) -> String {
        format!("{}/v4", self.origin)
    }

    /// From now on a job whose prompt is `word` comes to this.
    pub(crate) fn lie(&self, word: &str, lies: Lies) {
        let mut all = self
            .inner
            .lies
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.insert(word.to_owned(), lies);
    }

    pub(crate) fn submissions(&self) -> u64 {
        self.inner.submissions.load(Ordering::SeqCst)
    }

    pub(crate) fn looks(&self) -> u64 {
        self.inner.looks.load(Ordering::SeqCst)
    }

    async fn answer(&self, stream: TcpStream) -> Result<(), Problem> {
        let mut stream = BufReader::new(stream);
        let mut first = String::new();
        stream.read_line(&mut first).await?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            let line = line.trim().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let path = first.split(' ').nth(1).unwrap_or_default();
        let lies = self.lies(path, &body);
        let head = format!(
            "HTTP/1.1 {} Said\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            lies.status,
            lies.media_type,
            lies.content.len() + lies.missing
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&lies.content).await?;
        stream.shutdown().await?;
        Ok(())
    }

    fn lies(&self, path: &str, body: &[u8]) -> Lies {
        let say = |value: Value| Lies {
            media_type: "application/json",
            ..Lies::of(value.to_string().into_bytes())
        };
        let sent: Value = serde_json::from_slice(body).unwrap_or_default();
        let word = sent.pointer("/prompt").and_then(Value::as_str);
        let word = word.unwrap_or_default();
        let link = |word: &str| format!("{}/files/{word}", self.origin);
        if path.ends_with("/async/images/generations") || path.ends_with("/videos/generations") {
            self.inner.submissions.fetch_add(1, Ordering::SeqCst);
            return say(json!({ "id": word, "task_status": "PROCESSING" }));
        }
        if path.ends_with("/images/generations") {
            self.inner.submissions.fetch_add(1, Ordering::SeqCst);
            return say(json!({ "created": 1, "data": [{ "url": link(word) }] }));
        }
        if let Some((_, task)) = path.split_once("/async-result/") {
            self.inner.looks.fetch_add(1, Ordering::SeqCst);
            let made = json!([{ "url": link(task) }]);
            let field = if task.starts_with("film") {
                "video_result"
            } else {
                "image_result"
            };
            return say(json!({ "task_status": "SUCCESS", field: made }));
        }
        let all = self
            .inner
            .lies
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = path.strip_prefix("/files/").and_then(|word| all.get(word));
        known.cloned().unwrap_or_else(Lies::gone)
    }
}
