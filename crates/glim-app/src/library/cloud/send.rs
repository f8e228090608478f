//! Sources of this machine into a knowledge base: the file where the platform reads its kind, else the text as read here.

use std::path::PathBuf;

use glim_store::{Source, Stage, Store};
use zhipu::{
    Client, Upload,
    knowledge::{DocumentOptions, KNOWLEDGE_LIMITS, Slicing},
};

use super::super::{
    CloudRefusal, CloudSend, CloudSendPlan, CloudSending, CloudSent,
    maker::PLATFORM_MODEL,
    price::{self, Tokens},
};
use super::wanted;
use crate::{App, Out, UiError, settings::PlatformChoice};

/// Passages read at once.
const PASSAGES: u32 = 200;

/// How a source goes.
enum Way {
    /// Its file.
    File(PathBuf),
    /// What was read of it.
    Text(String),
    /// Not at all: why, as a code.
    Not(&'static str),
}

pub(super) async fn plan(
    app: &App,
    request: &CloudSend,
    platform: &PlatformChoice,
) -> Result<CloudSendPlan, UiError> {
    let store = app.store()?;
    let sources = wanted(app, &request.sources, request.collection).await?;
    let (mut files, mut as_text, mut bytes) = (0_u32, 0_u32, 0_i64);
    let mut tokens = Tokens::default();
    let mut refused = Vec::new();
    for source in &sources {
        match way(&store, source).await? {
            Way::Not(reason) => {
                refused.push(refusal(source, reason, None));
                continue;
            }
            Way::File(_) => files += 1,
            Way::Text(_) => as_text += 1,
        }
        bytes = bytes.saturating_add(source.bytes);
        let mut first = 0;
        loop {
            let part = store.passages(source.id, first, PASSAGES).await?;
            let Some(last) = part.last() else {
                break;
            };
            first = last.ordinal + 1;
            for passage in &part {
                tokens += price::tokens_of(&passage.text);
            }
        }
    }
    Ok(CloudSendPlan {
        files,
        as_text,
        bytes,
        refused,
        estimate: price::estimate(tokens, PLATFORM_MODEL, platform),
    })
}

pub(super) async fn send(
    app: &App,
    client: &Client,
    request: &CloudSend,
    out: &Out<CloudSending>,
) -> Result<CloudSent, UiError> {
    let store = app.store()?;
    let sources = wanted(app, &request.sources, request.collection).await?;
    let total = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    let mut sent = CloudSent::default();
    for (source, done) in sources.iter().zip(0_u32..) {
        let listened = out.send(CloudSending {
            done,
            total,
            name: source.name.clone(),
        });
        // What is not sent costs nothing: nobody waits for the rest.
        if !listened {
            sent.stopped = true;
            return Ok(sent);
        }
        let upload = match way(&store, source).await? {
            Way::Not(reason) => {
                sent.refused.push(refusal(source, reason, None));
                continue;
            }
            Way::File(path) => Upload::file(path).named(source.name.clone()),
            Way::Text(text) => Upload::bytes(format!("{}.txt", source.name), text),
        };
        match client
            .upload_documents(&request.base, &[upload], &DocumentOptions::default())
            .await
        {
            Ok(told) => {
                sent.accepted = sent
                    .accepted
                    .saturating_add(u32::try_from(told.accepted.len()).unwrap_or(0));
                let refused = told.refused.into_iter();
                let refused = refused.map(|it| refusal(source, "refused", it.reason));
                sent.refused.extend(refused);
            }
            Err(error) => {
                // The next would meet the same: what was taken stays, the rest is told.
                sent.problem = Some(UiError::from(error));
                sent.refused.push(refusal(source, "broken", None));
                return Ok(sent);
            }
        }
    }
    out.send(CloudSending {
        done: total,
        total,
        name: String::new(),
    });
    Ok(sent)
}

fn refusal(source: &Source, reason: &str, message: Option<String>) -> CloudRefusal {
    CloudRefusal {
        source: source.id,
        name: source.name.clone(),
        reason: reason.to_owned(),
        message,
    }
}

async fn way(store: &Store, source: &Source) -> Result<Way, UiError> {
    let most = KNOWLEDGE_LIMITS.most_document_bytes;
    let fits = u64::try_from(source.bytes).is_ok_and(|bytes| bytes <= most);
    if takes(&source.name) && fits {
        let locations = store.locations(source.id).await?;
        let file = locations.into_iter().find_map(|it| match it.place {
            glim_store::Place::File(path) if path.is_file() => Some(path),
            _ => None,
        });
        if let Some(file) = file {
            return Ok(Way::File(file));
        }
    }
    let text = text_of(store, source).await?;
    Ok(match text {
        Some(text) if u64::try_from(text.len()).is_ok_and(|it| it <= most) => Way::Text(text),
        Some(_) => Way::Not("tooLarge"),
        None if source.stage == Stage::NoText => Way::Not("noText"),
        None => Way::Not("notRead"),
    })
}

/// Whether the platform reads files of this name.
fn takes(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, it)| it.to_lowercase());
    let ending = ending.unwrap_or_default();
    [Slicing::Titles, Slicing::Rows]
        .iter()
        .any(|slicing| slicing.formats().contains(&ending.as_str()))
}

/// All that was read of a source; none if nothing was.
async fn text_of(store: &Store, source: &Source) -> Result<Option<String>, UiError> {
    let (mut text, mut first) = (String::new(), 0);
    loop {
        let part = store.passages(source.id, first, PASSAGES).await?;
        let Some(last) = part.last() else {
            return Ok(Some(text).filter(|text| !text.trim().is_empty()));
        };
        first = last.ordinal + 1;
        for passage in part {
            text.push_str(&passage.text);
            text.push_str("\n\n");
        }
    }
}
