//! The gallery: all that is kept, or what a filter leaves of it, in rows that are laid out here and asked for as they come
//! into view.
//!
//! The page knows heights and months of the whole and the pictures of some rows; that is why a hundred thousand scroll like
//! a hundred.

mod layout;
mod months;
mod stock;

use std::{collections::HashMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use glim_store::{ArtifactId, ArtifactTile, ContentHash, Store};
use jiff::tz::TimeZone;

pub(super) use layout::{Layout, Shape};
pub(super) use stock::Stock;

use super::{
    FindInGallery, Gallery, GalleryFilter, GalleryIndex, GalleryItem, GalleryPlace, GalleryRange,
    GalleryRow, GalleryStretch, OpenGallery, shelf::Key,
};
use crate::{App, ErrorCode, UiError};
use layout::Placed;
use months::Calendar;

/// Pictures that are given at once: more than any window shows.
const MOST_ITEMS: usize = 1_000;
/// Pictures that are selected at once by their ends.
const MOST_SELECTED: usize = 10_000;

/// Lays out what a filter leaves.
pub(super) async fn open(app: &App, request: OpenGallery) -> Result<Gallery, UiError> {
    let store = app.store()?;
    let shelf = &app.0.shelf;
    let among = among(&store, &request.filter).await?;
    let stock = shelf.stock(&store).await?;
    let shape = Shape {
        width: request.width,
        row_height: request.row_height,
        gap: request.gap,
        heading: request.heading,
    };
    let (top, bottom) = (request.top, request.bottom);
    let key = Key {
        generation: stock.generation,
        filter: request.filter,
        shape: shape.clamped(),
    };
    let generation = stock.generation;
    let (token, layout) = if let Some(known) = shelf.known(&key) {
        known
    } else {
        let filter = key.filter.clone();
        let made = tokio::task::spawn_blocking(move || {
            let entries = stock.filtered(&filter, &among);
            Layout::new(shape, &entries, &mut Calendar::new(TimeZone::system()))
        });
        let layout = Arc::new(made.await.map_err(|_| broken_off())?);
        (shelf.keep(key, Arc::clone(&layout)), layout)
    };
    let rows = between(&store, &layout, top, bottom).await?;
    Ok(Gallery {
        token,
        total: u32::try_from(layout.numbers.len()).unwrap_or(u32::MAX),
        height: layout.height,
        months: layout.months.clone(),
        generation,
        rows,
    })
}

fn broken_off() -> UiError {
    UiError::new(ErrorCode::Internal).with("detail", "laying out a gallery was broken off")
}

/// For each part of the filter that the lines do not answer, the numbers it leaves.
async fn among(store: &Store, filter: &GalleryFilter) -> Result<Vec<Vec<i64>>, UiError> {
    let mut among = Vec::new();
    if !filter.text.trim().is_empty() {
        among.push(store.artifacts_with_words(&filter.text).await?);
    }
    if let Some(tag) = &filter.tag {
        among.push(store.artifacts_with_tag(tag).await?);
    }
    if let Some(board) = filter.board {
        among.push(store.artifacts_on_board(board).await?);
    }
    Ok(among)
}

/// The rows that touch a stretch of a layout, with their pictures as they are now.
pub(super) async fn rows(app: &App, request: &GalleryStretch) -> Result<Vec<GalleryRow>, UiError> {
    let layout = app.0.shelf.layout(&request.token)?;
    between(&app.store()?, &layout, request.top, request.bottom).await
}

async fn between(
    store: &Store,
    layout: &Layout,
    top: u32,
    bottom: u32,
) -> Result<Vec<GalleryRow>, UiError> {
    let placed = layout.between(top, bottom, MOST_ITEMS);
    let Some(first) = placed.first().map(|row| row.first) else {
        return Ok(Vec::new());
    };
    let count: usize = placed.iter().map(|row| row.spans.len()).sum();
    let numbers = stretch(layout, first, count);
    let tiles = store.artifact_tiles(numbers).await?;
    let mut tiles: HashMap<i64, ArtifactTile> =
        tiles.into_iter().map(|tile| (tile.number, tile)).collect();
    Ok(placed
        .into_iter()
        .map(|row| shown(layout, row, &mut tiles))
        .collect())
}

fn stretch(layout: &Layout, first: u32, count: usize) -> &[i64] {
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    let rest = layout.numbers.get(first..).unwrap_or_default();
    rest.get(..count).unwrap_or(rest)
}

/// What was purged since leaves a gap until the gallery is laid out anew.
fn shown(layout: &Layout, row: Placed, tiles: &mut HashMap<i64, ArtifactTile>) -> GalleryRow {
    let numbers = stretch(layout, row.first, row.spans.len());
    let items = numbers.iter().zip(row.spans).filter_map(|(number, span)| {
        let tile = tiles.remove(number)?;
        Some(item(tile, span))
    });
    GalleryRow {
        top: row.top,
        height: row.height,
        first: row.first,
        items: items.collect(),
    }
}

fn item(tile: ArtifactTile, (left, width): (u32, u32)) -> GalleryItem {
    GalleryItem {
        id: tile.id,
        left,
        width,
        kind: tile.kind,
        thumb: tile.thumb.and_then(name_of),
        thumbhash: tile.thumbhash.map(|bytes| STANDARD.encode(bytes)),
        favourite: tile.favourite,
        duration_ms: tile.duration_ms,
        prompt: one_line(&tile.prompt),
        pixel_width: tile.width,
        pixel_height: tile.height,
    }
}

/// The name a file is asked for by.
pub(super) fn name_of(hash: Vec<u8>) -> Option<String> {
    let hash = ContentHash::try_from(hash).ok()?;
    Some(format!("{hash:?}"))
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Where an artifact is in a layout; none if it is not in it.
pub(super) async fn place(
    app: &App,
    request: &FindInGallery,
) -> Result<Option<GalleryPlace>, UiError> {
    let layout = app.0.shelf.layout(&request.token)?;
    let (number, _) = app.store()?.artifact_place(request.id).await?;
    let at = layout.numbers.iter().position(|known| *known == number);
    let index = at.and_then(|at| u32::try_from(at).ok());
    Ok(index.and_then(|index| placed(&layout, request.id, index)))
}

/// What has an index in a layout, and where it is.
pub(super) async fn at(app: &App, request: &GalleryIndex) -> Result<Option<GalleryPlace>, UiError> {
    let layout = app.0.shelf.layout(&request.token)?;
    let number = stretch(&layout, request.index, 1);
    let ids = app.store()?.artifact_ids(number).await?;
    Ok(ids
        .first()
        .and_then(|id| placed(&layout, *id, request.index)))
}

fn placed(layout: &Layout, id: ArtifactId, index: u32) -> Option<GalleryPlace> {
    let row = layout.row_with(index)?;
    let at = usize::try_from(index.checked_sub(row.first)?).ok()?;
    let (left, width) = *row.spans.get(at)?;
    Some(GalleryPlace {
        id,
        index,
        row: row.row,
        top: row.top,
        height: row.height,
        left,
        width,
        above: layout.beside(index, -1),
        below: layout.beside(index, 1),
    })
}

/// What lies between two indexes, both included, in the order of the gallery.
pub(super) async fn range(app: &App, request: &GalleryRange) -> Result<Vec<ArtifactId>, UiError> {
    let layout = app.0.shelf.layout(&request.token)?;
    let (from, to) = (request.from.min(request.to), request.from.max(request.to));
    let count = usize::try_from(to - from).unwrap_or(usize::MAX);
    let numbers = stretch(&layout, from, count.saturating_add(1).min(MOST_SELECTED));
    Ok(app.store()?.artifact_ids(numbers).await?)
}
