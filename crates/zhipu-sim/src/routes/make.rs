//! `/images/generations`, `/async/images/generations`, `/videos/generations`, their results and the
//! links to what was made. Source: platform images.md, videos.md.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Arrived, put};
use crate::check::text;
use crate::codes::Refusal;
use crate::faults::Fault;
use crate::hostile;
use crate::ids::now_seconds;
use crate::made::{Accepted, Failing, FileKind, Look, Recipe, Task};
use crate::reply::Reply;
use crate::wishes;

/// How long links live: of pictures as documented, of Vidu too; `CogVideoX` tells none.
const PICTURE_LIFE: Duration = Duration::from_hours(30 * 24);
const VIDU_LIFE: Duration = Duration::from_hours(24);
const COG_LIFE: Duration = Duration::from_hours(7 * 24);

pub(super) fn image(arrived: &Arrived) -> Result<Reply, Refusal> {
    let shared = &arrived.shared;
    let body = arrived.object()?;
    let wish = wishes::picture(body, &shared.models, false)?;
    let id = accepted(arrived, body, &wish.model);
    let life = shared.options.link_life.unwrap_or(PICTURE_LIFE);
    let recipe = picture_recipe(arrived, &wish);
    let name = shared.made.link(&id, &Arc::new(recipe), life);
    let mut reply = Reply::json(&json!({
        "created": now_seconds(), "id": id, "request_id": text(body, "request_id").unwrap_or(&id),
        "data": [{ "url": address(arrived, &name) }],
        "content_filter": [{ "role": "user", "level": 3 }],
    }));
    reply.delay = shared.options.made_after;
    Ok(reply)
}

pub(super) fn image_later(arrived: &Arrived) -> Result<Reply, Refusal> {
    let wish = wishes::picture(arrived.object()?, &arrived.shared.models, true)?;
    let recipe = picture_recipe(arrived, &wish);
    hand_in(arrived, wish.model, recipe, PICTURE_LIFE)
}

pub(super) fn clip(arrived: &Arrived) -> Result<Reply, Refusal> {
    let wish = wishes::clip(arrived.object()?, &arrived.shared.models)?;
    let life = if wish.model.starts_with("vidu") {
        VIDU_LIFE
    } else {
        COG_LIFE
    };
    let recipe = Recipe {
        kind: FileKind::Mp4,
        prompt: wish.prompt,
        seed: seed(arrived),
        size: wish.size,
        seconds: wish.seconds,
        fps: wish.fps,
        sound: wish.sound,
        pictures: wish.pictures,
    };
    hand_in(arrived, wish.model, recipe, life)
}

/// CogView-3-Flash gives JPEG, so that a client meets both forms.
fn picture_recipe(arrived: &Arrived, wish: &wishes::PictureWish) -> Recipe {
    let kind = if wish.model == "cogview-3-flash" {
        FileKind::Jpeg
    } else {
        FileKind::Png
    };
    Recipe {
        kind,
        prompt: wish.prompt.clone(),
        seed: seed(arrived),
        size: wish.size,
        seconds: 0,
        fps: 0,
        sound: false,
        pictures: Vec::new(),
    }
}

fn seed(arrived: &Arrived) -> u64 {
    arrived.shared.ids.seed() ^ arrived.shared.made.number()
}

/// Writes down that it was taken, whatever becomes of the answer.
fn accepted(arrived: &Arrived, body: &Value, model: &str) -> String {
    let id = arrived.shared.ids.request();
    arrived.shared.made.accept(Accepted {
        request_id: text(body, "request_id").map(ToOwned::to_owned),
        model: model.to_owned(),
        id: id.clone(),
    });
    id
}

fn hand_in(
    arrived: &Arrived,
    model: String,
    recipe: Recipe,
    life: Duration,
) -> Result<Reply, Refusal> {
    let shared = &arrived.shared;
    let body = arrived.object()?;
    let id = accepted(arrived, body, &model);
    let request_id = text(body, "request_id").unwrap_or(&id).to_owned();
    let told = json!({ "id": id, "model": model, "request_id": request_id,
        "task_status": "PROCESSING" });
    let fails = match arrived.fault {
        Some(Fault::TaskFails { code }) => Some(Failing(code)),
        Some(Fault::NetworkError { .. }) => Some(Failing(None)),
        _ => None,
    };
    shared.made.hand_in(Task {
        id,
        request_id,
        model,
        recipe: Arc::new(recipe),
        link_life: shared.options.link_life.unwrap_or(life),
        fails,
        polls: shared.options.polls_before_result,
        ready: shared.made.now().saturating_add(shared.options.made_after),
        links: None,
    });
    Ok(Reply::json(&told))
}

/// A look at a task that makes something; `None` if there is none of that id.
pub(super) fn result(arrived: &Arrived, id: &str) -> Option<Reply> {
    let shared = &arrived.shared;
    let new_id = shared.ids.request();
    let (task, look) = shared.made.look(id, shared.options.renews_links, &new_id)?;
    let mut body = json!({ "id": task.id, "model": task.model, "request_id": task.request_id });
    match look {
        Look::Working => put(&mut body, "task_status", json!("PROCESSING")),
        Look::Failed(code) => {
            put(&mut body, "task_status", json!("FAIL"));
            if let Some(code) = code {
                let error = Refusal::of(code).body(arrived.language);
                put(
                    &mut body,
                    "error",
                    error.get("error").cloned().unwrap_or_default(),
                );
            }
        }
        Look::Ready(results) => {
            put(&mut body, "task_status", json!("SUCCESS"));
            let is_clip = task.recipe.kind == FileKind::Mp4;
            let results = results.iter().map(|ready| {
                let mut result = json!({ "url": address(arrived, &ready.file) });
                if let Some(cover) = &ready.cover {
                    put(
                        &mut result,
                        "cover_image_url",
                        json!(address(arrived, cover)),
                    );
                }
                result
            });
            let field = if is_clip {
                "video_result"
            } else {
                "image_result"
            };
            put(&mut body, field, results.collect());
        }
    }
    Some(Reply::json(&body))
}

fn address(arrived: &Arrived, name: &str) -> String {
    format!("{}/made/{name}?sig=simulated", arrived.shared.origin)
}

/// A file that was made; needs no key, as the platform's store needs none.
pub(super) async fn file(arrived: &Arrived, name: &str) -> Reply {
    if let Some(Fault::DeadLink { status }) = arrived.fault {
        return refused(status);
    }
    let Some((link, alive)) = arrived.shared.made.find(name) else {
        return refused(404);
    };
    if !alive {
        return refused(403);
    }
    let kind = link.recipe.kind;
    let Some(bytes) = arrived.shared.made.bytes(link).await else {
        return refused(500);
    };
    let bytes = match &arrived.fault {
        Some(Fault::OtherFile { kind }) => Bytes::from(hostile::file(*kind, &bytes)),
        _ => bytes,
    };
    Reply::file(kind.media_type(), bytes)
}

/// As file stores say it.
fn refused(status: u16) -> Reply {
    let code = match status {
        403 => "AccessDenied",
        404 => "NoSuchKey",
        _ => "InternalError",
    };
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    Reply::file("application/xml", Bytes::from(body)).with_status(status)
}
