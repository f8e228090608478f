//! What a person does with what is kept: looks at one, marks, names, sorts onto boards, deletes and brings back.

use glim_store::{ArtifactId, ArtifactLine, Board, BoardId, MediaKind};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    ArtifactView, BoardArtifacts, BoardView, CreateBoard, FacetCount, Facets, RenameBoard,
    RenameTag, SetFavourite, SetTags,
    gallery::{Stock, name_of},
    shelf::tell_changed,
};
use crate::{App, UiError};

/// Longest name of a board or a tag, in characters.
const LONGEST_NAME: usize = 200;
/// Tags that are given or taken at once.
const MOST_TAGS: usize = 100;

pub(super) async fn artifact(app: &App, id: ArtifactId) -> Result<ArtifactView, UiError> {
    let store = app.store()?;
    let it = store.artifact(id).await?;
    let belongings = store.belongings(id).await?;
    let parameters = match it.parameters {
        serde_json::Value::Object(values) => values.into_iter().collect(),
        _ => std::collections::BTreeMap::new(),
    };
    Ok(ArtifactView {
        id,
        job: it.job,
        kind: it.kind,
        file: format!("{:?}", it.file),
        media_type: it.media_type,
        bytes: it.bytes,
        width: it.width,
        height: it.height,
        duration_ms: it.duration_ms,
        thumb: it.thumb.and_then(name_of),
        thumbhash: it.thumbhash.map(|bytes| STANDARD.encode(bytes)),
        mode: it.mode,
        model: it.model,
        prompt: it.prompt,
        parameters,
        name: it.name,
        favourite: it.favourite,
        made_ms: it.made_ms,
        deleted_ms: it.deleted_ms,
        parents: belongings.parents,
        children: belongings.children,
        tags: belongings.tags,
        boards: belongings.boards,
    })
}

pub(super) async fn favourite(app: &App, request: SetFavourite) -> Result<(), UiError> {
    let store = app.store()?;
    store
        .set_favourite(&request.artifacts, request.favourite)
        .await?;
    tell_changed(app, &store).await
}

pub(super) async fn tag(app: &App, request: SetTags) -> Result<(), UiError> {
    let add = names("studio_tag", &request.add)?;
    let remove = names("studio_tag", &request.remove)?;
    let store = app.store()?;
    store.set_tags(&request.artifacts, &add, &remove).await?;
    tell_changed(app, &store).await
}

fn names(command: &str, names: &[String]) -> Result<Vec<String>, UiError> {
    if names.len() > MOST_TAGS {
        return Err(UiError::bad_input(command, "too many names"));
    }
    names.iter().map(|text| name(command, text)).collect()
}

/// A name as it is kept: one line, not empty, not endless.
fn name(command: &str, text: &str) -> Result<String, UiError> {
    let name: String = text
        .trim()
        .chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_NAME)
        .collect();
    if name.is_empty() {
        return Err(UiError::bad_input(command, "a name is empty"));
    }
    Ok(name)
}

pub(super) async fn rename_tag(app: &App, request: RenameTag) -> Result<(), UiError> {
    let new = name("studio_tag_rename", &request.name)?;
    let store = app.store()?;
    store.rename_tag(&request.tag, &new).await?;
    tell_changed(app, &store).await
}

pub(super) async fn delete_tag(app: &App, tag: &str) -> Result<(), UiError> {
    let store = app.store()?;
    store.delete_tag(tag).await?;
    tell_changed(app, &store).await
}

pub(super) async fn create_board(app: &App, request: CreateBoard) -> Result<BoardView, UiError> {
    let name = name("studio_board_create", &request.name)?;
    let store = app.store()?;
    let id = store
        .create_board(&name, &request.artifacts, app.now_ms())
        .await?;
    tell_changed(app, &store).await?;
    let boards = store.boards().await?;
    boards
        .into_iter()
        .find(|board| board.id == id)
        .map(board_view)
        .ok_or_else(|| UiError::not_found("board"))
}

pub(super) async fn rename_board(app: &App, request: RenameBoard) -> Result<(), UiError> {
    let name = name("studio_board_rename", &request.name)?;
    let store = app.store()?;
    store.rename_board(request.board, &name).await?;
    tell_changed(app, &store).await
}

pub(super) async fn delete_board(app: &App, board: BoardId) -> Result<(), UiError> {
    let store = app.store()?;
    store.delete_board(board, app.now_ms()).await?;
    tell_changed(app, &store).await
}

pub(super) async fn restore_board(app: &App, board: BoardId) -> Result<(), UiError> {
    let store = app.store()?;
    store.restore_board(board).await?;
    tell_changed(app, &store).await
}

pub(super) async fn put(app: &App, request: BoardArtifacts) -> Result<(), UiError> {
    let store = app.store()?;
    store
        .put_on_board(request.board, &request.artifacts, app.now_ms())
        .await?;
    tell_changed(app, &store).await
}

pub(super) async fn take_off(app: &App, request: BoardArtifacts) -> Result<(), UiError> {
    let store = app.store()?;
    store
        .take_off_board(request.board, &request.artifacts)
        .await?;
    tell_changed(app, &store).await
}

pub(super) async fn delete(app: &App, artifacts: &[ArtifactId]) -> Result<(), UiError> {
    let store = app.store()?;
    store.delete_artifacts(artifacts, app.now_ms()).await?;
    tell_changed(app, &store).await
}

pub(super) async fn undelete(app: &App, artifacts: &[ArtifactId]) -> Result<(), UiError> {
    let store = app.store()?;
    store.restore_artifacts(artifacts).await?;
    tell_changed(app, &store).await
}

/// Their files are freed with others at the next start: one that is being played stays until then.
pub(super) async fn purge(app: &App, artifacts: &[ArtifactId]) -> Result<(), UiError> {
    let store = app.store()?;
    store.purge_artifacts(artifacts).await?;
    tell_changed(app, &store).await
}

pub(super) async fn facets(app: &App) -> Result<Facets, UiError> {
    let store = app.store()?;
    let stock = app.0.shelf.stock(&store).await?;
    let tags = store
        .tags()
        .await?
        .into_iter()
        .map(|(name, count)| FacetCount {
            name,
            count: whole(count),
        });
    let boards = store.boards().await?.into_iter().map(board_view);
    Ok(Facets {
        tags: tags.collect(),
        boards: boards.collect(),
        ..counted(&stock)
    })
}

/// What the lines say.
fn counted(stock: &Stock) -> Facets {
    let mut facets = Facets::default();
    let mut of_model = vec![0_u32; stock.models.len()];
    for line in &stock.lines {
        count(&mut facets, line);
        let model = line.model.filter(|_| !line.deleted);
        let model = model.and_then(|model| usize::try_from(model).ok());
        if let Some(of_model) = model.and_then(|model| of_model.get_mut(model)) {
            *of_model += 1;
        }
    }
    let models = stock.models.iter().cloned().zip(of_model);
    facets.models = models
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| FacetCount { name, count })
        .collect();
    facets
        .models
        .sort_by(|one, other| (other.count, &one.name).cmp(&(one.count, &other.name)));
    facets
}

fn count(facets: &mut Facets, line: &ArtifactLine) {
    if line.deleted {
        facets.deleted += 1;
        return;
    }
    facets.total += 1;
    facets.favourites += u32::from(line.favourite);
    match line.kind {
        MediaKind::Image => facets.images += 1,
        MediaKind::Video => facets.videos += 1,
    }
}

fn board_view(board: Board) -> BoardView {
    BoardView {
        id: board.id,
        name: board.name,
        count: whole(board.artifacts),
        cover: board.cover.and_then(name_of),
    }
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
