//! Pictures and scans by the platform's eyes, once the person has seen what that costs and has said yes.

use std::{collections::HashMap, path::Path};

use glim_store::{Recognition, Source, SourceId, Stage, Store};
use zhipu::ocr::LAYOUT_LIMITS;

use super::{OcrHindrance, OcrItem, OcrPlan, OcrState, OcrWanted, price};
use crate::{App, AppEvent, ErrorCode, UiError, settings::PlatformChoice};

/// The platform's model.
pub(super) const OCR_MODEL: &str = "glm-ocr";
/// Sources of one plan.
const MOST: usize = 500;
/// Sources of one page of the list.
const PAGE: u32 = 200;

/// What recognising sources takes and costs. Asks nobody and changes nothing.
pub async fn library_ocr_plan(app: &App, request: OcrWanted) -> Result<OcrPlan, UiError> {
    let store = app.store()?;
    let before = store.recognitions().await?.into_iter();
    let mut before: HashMap<SourceId, Recognition> = before.map(|it| (it.source, it)).collect();
    let sources = without_text(&store, &request).await?;
    let items: Vec<OcrItem> = sources
        .into_iter()
        .map(|source| item(&source, before.remove(&source.id)))
        .collect();
    let fit = items.iter().filter(|item| item.hindrance.is_none());
    let pages = fit.fold(0_u32, |pages, item| pages.saturating_add(item.pages));
    let platform = app.platform().await?;
    let tokens = price::tokens_of_pages(u64::from(pages));
    let priced = platform.clone().unwrap_or(PlatformChoice::BigModel);
    Ok(OcrPlan {
        items,
        pages,
        estimate: price::estimate(tokens, OCR_MODEL, &priced),
        available: platform.is_some_and(|platform| platform.recognises()),
    })
}

/// Has sources recognised that have no text: the person has seen the plan and agreed. What failed or is unsure is sent
/// again, what was read is not.
///
/// # Errors
/// `notOffered` when the platform in use does not read pictures.
pub async fn library_ocr(app: &App, request: Vec<SourceId>) -> Result<(), UiError> {
    let platform = app.platform().await?;
    if !platform.is_some_and(|platform| platform.recognises()) {
        return Err(UiError::new(ErrorCode::NotOffered));
    }
    app.store()?
        .want_recognition(&request, app.now_ms())
        .await?;
    go_on(app);
    Ok(())
}

/// Takes back what has not been sent yet.
pub async fn library_ocr_stop(app: &App, request: Vec<SourceId>) -> Result<(), UiError> {
    app.store()?.unwant_recognition(&request).await?;
    go_on(app);
    Ok(())
}

/// What was asked for and what became of it.
pub async fn library_ocr_state(app: &App, (): ()) -> Result<OcrState, UiError> {
    Ok(OcrState {
        recognitions: app.store()?.recognitions().await?,
        problem: app.0.library.recognition_problem(),
    })
}

/// Tries at once what waits for the line, for a key or for money.
pub async fn library_ocr_go_on(app: &App, (): ()) -> Result<(), UiError> {
    go_on(app);
    Ok(())
}

fn go_on(app: &App) {
    app.0.library.recognise.notify_one();
    app.tell(AppEvent::RecognitionChanged);
}

async fn without_text(store: &Store, wanted: &OcrWanted) -> Result<Vec<Source>, UiError> {
    let mut found = Vec::new();
    for id in wanted.sources.iter().take(MOST) {
        let source = store.source(*id).await?;
        if source.stage == Stage::NoText && source.deleted_ms.is_none() {
            found.push(source);
        }
    }
    if wanted.collection.is_none() && !wanted.all {
        return Ok(found);
    }
    let mut after = None;
    loop {
        let page = match wanted.collection {
            Some(id) => store.list_sources(Some(id), after, PAGE).await?,
            None => store.list_sources_at(Stage::NoText, after, PAGE).await?,
        };
        let fit = page.sources.into_iter();
        let fit = fit.filter(|source| source.stage == Stage::NoText);
        found.extend(fit.take(MOST.saturating_sub(found.len())));
        after = page.next;
        if after.is_none() || found.len() >= MOST {
            return Ok(found);
        }
    }
}

fn item(source: &Source, before: Option<Recognition>) -> OcrItem {
    let details = source.details.as_ref();
    let number = |path: &str| details?.pointer(path)?.as_u64();
    let pages = number("/params/pages").or_else(|| number("/details/pages"));
    let pages = u32::try_from(pages.unwrap_or(1)).unwrap_or(u32::MAX).max(1);
    OcrItem {
        source: source.id,
        name: source.name.clone(),
        bytes: source.bytes,
        pages,
        hindrance: hindrance(source, pages),
        before,
    }
}

fn hindrance(source: &Source, pages: u32) -> Option<OcrHindrance> {
    let bytes = u64::try_from(source.bytes).unwrap_or(0);
    if bytes == 0 {
        return Some(OcrHindrance::Empty);
    }
    if source.kind == "pdf" {
        let too_many = pages > LAYOUT_LIMITS.most_pages;
        let too_large = bytes > LAYOUT_LIMITS.most_pdf_bytes;
        return match (too_large, too_many) {
            (true, _) => Some(OcrHindrance::TooLarge),
            (false, true) => Some(OcrHindrance::TooManyPages),
            (false, false) => None,
        };
    }
    let ending = Path::new(&source.name).extension();
    let ending = ending.map(|it| it.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("png" | "jpg" | "jpeg") if bytes <= LAYOUT_LIMITS.most_picture_bytes => None,
        Some("png" | "jpg" | "jpeg") => Some(OcrHindrance::TooLarge),
        _ => Some(OcrHindrance::Format),
    }
}
