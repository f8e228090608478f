//! From a request to a reply: path, key, fault, the call itself, and the fault's mark on the bytes.

pub(crate) mod async_chat;
mod chat;
mod control;
mod embeddings;
pub(crate) mod files;
mod knowledge;
mod make;
mod ocr;
pub(crate) mod parser;
mod tokenizer;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use bytes::Bytes;
use serde_json::Value;

use crate::Language;
use crate::auth;
use crate::check;
use crate::codes::Refusal;
use crate::faults::{Ask, Fault, wire};
use crate::magic::Magic;
use crate::question;
use crate::reply::{Pace, Reply};
use crate::seen::{Delivery, SeenRequest};
use crate::state::Shared;

/// Where the files lie that were made.
const MADE: &str = "/made/";
/// Where tests in another process look and change.
const CONTROL: &str = "/sim/";
/// The largest body: a file of 100 MB and the form around it.
const LARGEST_BODY: usize = 101 * 1024 * 1024;

/// A request that has been read whole.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) shared: Arc<Shared>,
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    /// The body, if it is a JSON object.
    pub(crate) json: Option<Value>,
    /// The language of error messages.
    pub(crate) language: Language,
    /// Whether it came to `/v1`, where any name of a model is taken, as local servers do.
    pub(crate) any_model: bool,
    pub(crate) fault: Option<Fault>,
}

impl Arrived {
    /// The body as a JSON object, or the refusal of one that is none.
    pub(crate) fn object(&self) -> Result<&Value, Refusal> {
        self.json.as_ref().ok_or_else(|| {
            Refusal::saying(
                1210,
                "请求体不是合法的 JSON 对象。",
                "The body is not a JSON object",
            )
        })
    }

    pub(crate) fn messages(&self) -> &[Value] {
        let messages = self
            .json
            .as_ref()
            .and_then(|body| body.get("messages")?.as_array());
        messages.map_or(&[], Vec::as_slice)
    }

    /// A parameter of the query, if it was given.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query()?;
        let pair = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
        Some(decoded(pair))
    }

    /// What is asked, for rules that look at it: the last question, the query, or the first text.
    fn prompt(&self) -> String {
        let body = self.json.as_ref();
        let field = |name: &str| body.and_then(|body| body.get(name));
        let plain = field("query")
            .or_else(|| field("prompt"))
            .or_else(|| field("input").map(|input| input.get(0).unwrap_or(input)))
            .and_then(Value::as_str);
        plain.map_or_else(
            || question::last_user_text(self.messages()),
            ToOwned::to_owned,
        )
    }
}

/// A value of a query without its encoding; what is no encoding stays.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind
            .get(..2)
            .and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        rest = behind;
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            (b'+', _) => bytes.push(b' '),
            (other, _) => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Answers any request; the only handler of the server.
pub(crate) async fn entry(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Some(path) = inner_path(&parts, &shared) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    tracing::info!(method = %parts.method, path, "request");
    let body = axum::body::to_bytes(body, LARGEST_BODY).await.ok();
    let (key, _) = auth::shown(&parts.headers);
    let kept = body.clone().unwrap_or_default();
    let delivery = shared
        .seen
        .add(SeenRequest::new(&parts, path.clone(), key, kept));
    let stop = shared.stop.clone();
    let usual_pace = shared.options.tokens_per_second;
    let language = Language::asked_by(&parts.headers);
    let reply = match body {
        None => too_large().reply(language),
        Some(body) => {
            let arrived = Arrived {
                json: serde_json::from_slice(&body).ok().filter(Value::is_object),
                any_model: path.starts_with("/v1/"),
                fault: None,
                shared,
                parts,
                body,
                language,
            };
            admit_and_answer(arrived, &path, &delivery).await
        }
    };
    let pace = Pace::new(reply.tokens_per_second.unwrap_or(usual_pace));
    reply.play(pace, stop, delivery).await
}

async fn admit_and_answer(mut arrived: Arrived, path: &str, delivery: &Delivery) -> Reply {
    // Links carry their own right to be read.
    let keyless = arrived.parts.method == Method::GET && path.starts_with(MADE);
    if let Err(refusal) = admit(&mut arrived, path, keyless) {
        return refusal.reply(arrived.language);
    }
    if let Some(fault) = &arrived.fault {
        delivery.fault(fault);
    }
    answer(&arrived, path).await
}

/// The path behind the token; `None` if the token is wrong, to which nothing is said.
fn inner_path(parts: &Parts, shared: &Shared) -> Option<String> {
    let path = parts.uri.path();
    match &shared.path_token {
        None => Some(path.to_owned()),
        Some(token) => {
            let rest = path.strip_prefix('/')?.strip_prefix(token.as_str())?;
            rest.starts_with('/').then(|| rest.to_owned())
        }
    }
}

fn too_large() -> Refusal {
    Refusal::saying(
        1210,
        "文件大小超过 100 MB。",
        "The file is larger than 100 MB",
    )
    .with_status(435)
}

/// Checks the key and finds the fault that is due.
fn admit(arrived: &mut Arrived, path: &str, keyless: bool) -> Result<(), Refusal> {
    if !keyless {
        auth::check(&arrived.parts.headers, &arrived.shared.options)?;
    }
    if path.starts_with(CONTROL) {
        return Ok(());
    }
    let unknown = |words: String| Refusal::saying(1210, words.clone(), words);
    if let Some(header) = arrived.parts.headers.get("x-sim-fault") {
        let text = header.to_str().unwrap_or("");
        arrived.fault = Some(Fault::parse(text).map_err(unknown)?);
        return Ok(());
    }
    let messages = arrived.messages();
    // Magic words are looked for in what a person asks only: a document that tells of them must be
    // embedded.
    let question = match arrived
        .json
        .as_ref()
        .and_then(|body| check::text(body, "prompt"))
    {
        Some(prompt) => prompt.to_owned(),
        None => question::last_user_text(messages),
    };
    let spoken = if question::asks_for_title(messages) || question::goes_on(messages) {
        // The magic of the first question shall not hit its title nor its continuation again.
        None
    } else {
        Magic::split(&question).0.fault
    };
    if let Some(spoken) = spoken {
        arrived.fault = Some(spoken.map_err(unknown)?);
        return Ok(());
    }
    let model = arrived
        .json
        .as_ref()
        .and_then(|body| body.get("model")?.as_str());
    let prompt = arrived.prompt();
    let ask = Ask {
        path,
        model,
        prompt: &prompt,
    };
    arrived.fault = arrived.shared.faults.take(&ask);
    Ok(())
}

async fn answer(arrived: &Arrived, path: &str) -> Reply {
    let fault = arrived.fault.as_ref();
    if let Some(reply) = fault.and_then(|fault| wire::instead(fault, arrived.language)) {
        return reply;
    }
    let reply = match dispatch(arrived, path).await {
        Ok(reply) => reply,
        Err(refusal) => return refusal.reply(arrived.language),
    };
    match fault {
        Some(fault) => wire::apply(fault, reply, arrived.language),
        None => reply,
    }
}

async fn dispatch(arrived: &Arrived, path: &str) -> Result<Reply, Refusal> {
    if let Some(name) = path.strip_prefix(MADE) {
        return Ok(make::file(arrived, name).await);
    }
    if let Some(call) = path.strip_prefix(CONTROL) {
        return control::answer(arrived, call);
    }
    if let Some(call) = path.strip_prefix("/api/llm-application/open/") {
        let segments: Vec<&str> = call.trim_end_matches('/').split('/').collect();
        return knowledge::answer(arrived, &segments).await;
    }
    let prefixes = ["/api/paas/v4/", "/api/coding/paas/v4/", "/v1/"];
    let call = prefixes
        .iter()
        .find_map(|prefix| path.strip_prefix(prefix))
        .unwrap_or("");
    let segments: Vec<&str> = call.trim_end_matches('/').split('/').collect();
    match (&arrived.parts.method, segments.as_slice()) {
        (&Method::POST, ["chat", "completions"]) => chat::complete(arrived),
        (&Method::POST, ["async", "chat", "completions"]) => async_chat::submit(arrived),
        (&Method::GET, ["async-result", id]) => match make::result(arrived, id) {
            Some(reply) => Ok(reply),
            None => async_chat::result(arrived, id),
        },
        (&Method::POST, ["images", "generations"]) => make::image(arrived),
        (&Method::POST, ["async", "images", "generations"]) => make::image_later(arrived),
        (&Method::POST, ["videos", "generations"]) => make::clip(arrived),
        (&Method::GET, ["models"]) => Ok(Reply::json(&arrived.shared.models.list())),
        (&Method::POST, ["tokenizer"]) => tokenizer::count(arrived),
        (&Method::POST, ["embeddings"]) => embeddings::embed(arrived),
        (&Method::POST, ["rerank"]) => embeddings::rerank(arrived),
        (&Method::POST, ["layout_parsing"]) => ocr::layout(arrived),
        (_, ["files", rest @ ..]) => files(arrived, rest).await,
        (_, ["knowledge" | "document", ..]) => paas_knowledge(arrived, &segments),
        _ => Err(Refusal::of(1222)),
    }
}

async fn files(arrived: &Arrived, segments: &[&str]) -> Result<Reply, Refusal> {
    match (&arrived.parts.method, segments) {
        (&Method::POST, ["ocr"]) => ocr::handwriting(arrived).await,
        (&Method::POST, ["parser", "create"]) => parser::create(arrived).await,
        (&Method::POST, ["parser", "sync"]) => parser::sync(arrived).await,
        (&Method::GET, ["parser", "result", id, format]) => parser::result(arrived, id, format),
        (&Method::POST, []) => files::upload(arrived).await,
        (&Method::GET, []) => files::list(arrived),
        (&Method::DELETE, [id]) => files::delete(arrived, id),
        (&Method::GET, [id, "content"]) => files::content(arrived, id),
        _ => Err(Refusal::of(1222)),
    }
}

fn paas_knowledge(arrived: &Arrived, segments: &[&str]) -> Result<Reply, Refusal> {
    use knowledge::paas;
    match (&arrived.parts.method, segments) {
        (&Method::POST, ["knowledge"]) => paas::create(arrived),
        (&Method::GET, ["knowledge"]) => paas::list(arrived),
        (&Method::GET, ["knowledge", "capacity"]) => Ok(paas::used(arrived)),
        (&Method::PUT, ["knowledge", id]) => paas::change(arrived, id),
        (&Method::DELETE, ["knowledge", id]) => paas::delete(arrived, id),
        (&Method::GET, ["document", id]) => paas::document(arrived, id),
        (&Method::PUT, ["document", id]) => paas::edit(arrived, id),
        (&Method::DELETE, ["document", id]) => paas::delete_document(arrived, id),
        _ => Err(Refusal::of(1222)),
    }
}

/// Adds a field to a JSON object.
fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
