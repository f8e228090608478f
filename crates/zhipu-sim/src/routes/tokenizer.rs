//! `POST /tokenizer`: counts the tokens of messages by the simulator's own rough rule.

use serde_json::{Value, json};

use super::Arrived;
use crate::check;
use crate::codes::Refusal;
use crate::ids;
use crate::media::{self, Kind, Media};
use crate::question;
use crate::reply::Reply;
use crate::tokens;

pub(super) fn count(arrived: &Arrived) -> Result<Reply, Refusal> {
    let shared = &arrived.shared;
    let body = arrived.object()?;
    check::model(body, &shared.models, arrived.any_model)?;
    let messages = check::messages(body)?;
    let (mut prompt, mut pictures, mut videos) = (0, 0, 0);
    for message in messages {
        prompt += 4 + tokens::count(&question::text_of(message));
        let parts = message.get("content").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            match media::read(part)? {
                Some(
                    media @ Media {
                        kind: Kind::Video, ..
                    },
                ) => videos += media.tokens(),
                Some(media) => pictures += media.tokens(),
                None => {}
            }
        }
    }
    if let Some(tools) = body.get("tools") {
        prompt += tokens::count(&tools.to_string());
    }
    let id = shared.ids.request();
    let request_id = body
        .get("request_id")
        .and_then(Value::as_str)
        .unwrap_or(&id);
    Ok(Reply::json(&json!({
        "id": id,
        "created": ids::now_seconds(),
        "request_id": request_id,
        "usage": { "prompt_tokens": prompt, "image_tokens": pictures, "video_tokens": videos,
            "total_tokens": prompt + pictures + videos },
    })))
}
