//! The gallery as the page sees it: laid out, filtered, scrolled, and cared for.

use glim_app::{
    App, AppEvent, ErrorCode,
    library::LibrarySetup,
    studio::{
        BoardArtifacts, CreateBoard, FindInGallery, Gallery, GalleryFilter, GalleryIndex,
        GalleryRange, GalleryRow, GalleryStretch, OpenGallery, RenameTag, SetFavourite, SetTags,
        studio_artifact, studio_board_create, studio_board_delete, studio_board_put,
        studio_board_restore, studio_board_take_off, studio_delete, studio_facets,
        studio_favourite, studio_gallery, studio_gallery_at, studio_gallery_place,
        studio_gallery_range, studio_gallery_rows, studio_purge, studio_tag, studio_tag_delete,
        studio_tag_rename, studio_undelete,
    },
};
use glim_store::{
    ArtifactId, ContentHash, MediaKind, NewArtifact, NewImport, NewMedia, OpenOptions, Store,
};
use serde_json::json;

use crate::bench_library::{Shelf, start};

/// 15 November 2026, noon in UTC.
pub(crate) const NOON: i64 = 1_794_744_000_000;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// An app whose gallery was filled before it began.
pub(crate) struct Filled {
    pub(crate) app: App,
    pub(crate) ids: Vec<ArtifactId>,
    _data: tempfile::TempDir,
}

impl Filled {
    /// `prompts`, first made last, each an hour before the other; every third a video.
    pub(crate) async fn with(prompts: impl Iterator<Item = String>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            folder: data.path().to_owned(),
            now_ms: NOON,
        };
        let (store, _) = Store::open(&options).await.unwrap();
        let file = keep(&store).await;
        let new: Vec<NewImport> = (0_i64..)
            .zip(prompts)
            .map(|(at, prompt)| artifact(file, at, prompt))
            .collect();
        for batch in new.chunks(5_000) {
            store.add_artifacts(batch).await.unwrap();
        }
        store.close().await;
        Self {
            app: start(data.path(), &LibrarySetup::default()).await,
            ids: new.iter().map(|it| it.artifact.id).collect(),
            _data: data,
        }
    }

    pub(crate) async fn open(&self, filter: GalleryFilter) -> Gallery {
        let request = OpenGallery {
            filter,
            width: 1000,
            row_height: 200,
            gap: 8,
            heading: 40,
            top: 0,
            bottom: 700,
        };
        studio_gallery(&self.app, request).await.unwrap()
    }

    pub(crate) async fn rows(&self, gallery: &Gallery, top: u32, bottom: u32) -> Vec<GalleryRow> {
        let token = gallery.token.clone();
        let stretch = GalleryStretch { token, top, bottom };
        studio_gallery_rows(&self.app, stretch).await.unwrap()
    }

    /// What a filter leaves, by their places in `ids`.
    async fn found(&self, filter: GalleryFilter) -> Vec<usize> {
        let gallery = self.open(filter).await;
        let rows = self.rows(&gallery, 0, u32::MAX).await;
        let items = rows.iter().flat_map(|row| &row.items);
        items
            .map(|item| self.ids.iter().position(|id| *id == item.id).unwrap())
            .collect()
    }
}

async fn keep(store: &Store) -> ContentHash {
    let hash = ContentHash([0xab; 32]);
    let draft = store.media_draft().await.unwrap();
    std::fs::write(&draft, "a picture").unwrap();
    let new = NewMedia {
        hash,
        media_type: "image/png".into(),
        bytes: 9,
    };
    store.keep_media(&draft, &new, NOON).await.unwrap();
    hash
}

fn artifact(file: ContentHash, at: i64, prompt: String) -> NewImport {
    let is_video = at % 3 == 2;
    let (kind, model) = if is_video {
        (MediaKind::Video, "cogvideox-3")
    } else {
        (MediaKind::Image, "glm-image")
    };
    NewImport {
        artifact: NewArtifact {
            id: ArtifactId::new(),
            kind,
            file,
            thumb: Some(file),
            width: 600 + u32::try_from(at % 7).unwrap() * 200,
            height: 1000,
            duration_ms: is_video.then_some(5_000),
            thumbhash: Some(vec![1, 2, 3]),
            made_ms: NOON - at * HOUR_MS,
        },
        mode: Some("text".into()),
        model: Some(model.into()),
        prompt,
        parameters: json!({ "size": "1024x1024" }),
        name: None,
    }
}

fn few() -> impl Iterator<Item = String> {
    [
        "一只戴帽子的橘猫",
        "a lighthouse\n\n in   a storm",
        "كلب يركض 🐕",
        "橘猫和灯塔",
        "",
        "lighthouse, again",
    ]
    .into_iter()
    .map(str::to_owned)
}

fn text(text: &str) -> GalleryFilter {
    GalleryFilter {
        text: text.into(),
        ..GalleryFilter::default()
    }
}

#[tokio::test]
async fn an_empty_gallery_is_of_no_height() {
    let shelf = Shelf::with(LibrarySetup::default()).await;
    let request = OpenGallery {
        filter: GalleryFilter::default(),
        width: 0,
        row_height: 0,
        gap: u32::MAX,
        heading: u32::MAX,
        top: 0,
        bottom: u32::MAX,
    };
    let gallery = studio_gallery(&shelf.app, request).await.unwrap();
    assert_eq!((gallery.total, gallery.height), (0, 0));
    assert_eq!(studio_facets(&shelf.app, ()).await.unwrap().total, 0);
}

#[tokio::test]
async fn filters_leave_what_fits_and_search_finds_any_script() {
    let filled = Filled::with(few()).await;
    assert_eq!(
        filled.found(GalleryFilter::default()).await,
        [0, 1, 2, 3, 4, 5]
    );
    for (words, found) in [
        ("橘猫", vec![0, 3]),
        ("灯塔 橘猫", vec![3]),
        ("lighthouse", vec![1, 5]),
        ("lighthouse -again", vec![1]),
        ("lightho", vec![1, 5]),
        ("كلب", vec![2]),
        ("没有的", vec![]),
        ("\"", vec![]),
        ("  ", vec![0, 1, 2, 3, 4, 5]),
    ] {
        assert_eq!(filled.found(text(words)).await, found, "{words}");
    }
    let videos = GalleryFilter {
        kinds: vec![MediaKind::Video],
        ..GalleryFilter::default()
    };
    assert_eq!(filled.found(videos).await, [2, 5]);
    let model = GalleryFilter {
        models: vec!["glm-image".into(), "unknown".into()],
        from_ms: Some(NOON - 3 * HOUR_MS),
        until_ms: Some(NOON),
        ..GalleryFilter::default()
    };
    assert_eq!(filled.found(model).await, [1, 3]);
}

#[tokio::test]
async fn rows_have_what_a_tile_needs_and_no_more() {
    let filled = Filled::with(few()).await;
    let gallery = filled.open(GalleryFilter::default()).await;
    assert_eq!(gallery.total, 6);
    let rows = filled.rows(&gallery, 0, 1).await;
    assert!(rows.is_empty(), "there is a heading first");
    let first = filled.rows(&gallery, 0, 700).await;
    assert_eq!(gallery.rows, first, "those that were asked for come along");
    let rows = filled.rows(&gallery, 0, 41).await;
    assert_eq!((rows.len(), rows[0].top), (1, 40));
    let item = &rows[0].items[1];
    assert_eq!(item.prompt, "a lighthouse in a storm", "on one line");
    assert_eq!(item.thumb.as_deref(), Some("ab".repeat(32).as_str()));
    assert_eq!(item.thumbhash.as_deref(), Some("AQID"));
    assert_eq!((item.pixel_width, item.pixel_height), (800, 1000));
}

#[tokio::test]
async fn a_place_leads_to_a_picture_and_back() {
    let filled = Filled::with((0..50).map(|at| at.to_string())).await;
    let gallery = filled.open(GalleryFilter::default()).await;
    for index in [0_u32, 7, 49] {
        let token = gallery.token.clone();
        let at = studio_gallery_at(&filled.app, GalleryIndex { token, index })
            .await
            .unwrap()
            .unwrap();
        let id = filled.ids[usize::try_from(index).unwrap()];
        assert_eq!((at.id, at.index), (id, index));
        let token = gallery.token.clone();
        let place = studio_gallery_place(&filled.app, FindInGallery { token, id })
            .await
            .unwrap();
        assert_eq!(place, Some(at));
    }
    let token = gallery.token.clone();
    let past = GalleryIndex { token, index: 50 };
    assert_eq!(studio_gallery_at(&filled.app, past).await.unwrap(), None);
    let range = |from, to| GalleryRange {
        token: gallery.token.clone(),
        from,
        to,
    };
    for (from, to) in [(3, 6), (6, 3)] {
        let between = studio_gallery_range(&filled.app, range(from, to))
            .await
            .unwrap();
        assert_eq!(between, filled.ids[3..=6]);
    }
    let all = studio_gallery_range(&filled.app, range(0, u32::MAX))
        .await
        .unwrap();
    assert_eq!(all.len(), 50);
    let filtered = filled.open(text("7")).await;
    let find = FindInGallery {
        token: filtered.token,
        id: filled.ids[3],
    };
    assert_eq!(studio_gallery_place(&filled.app, find).await.unwrap(), None);
}

#[tokio::test]
async fn a_layout_that_was_forgotten_is_said_to_be() {
    let filled = Filled::with(few()).await;
    let first = filled.open(GalleryFilter::default()).await;
    assert_eq!(
        filled.open(GalleryFilter::default()).await.token,
        first.token
    );
    for at in 0..20 {
        filled.open(text(&at.to_string())).await;
    }
    let stretch = GalleryStretch {
        token: first.token,
        top: 0,
        bottom: 100,
    };
    let error = studio_gallery_rows(&filled.app, stretch).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_done_is_told_and_shown() {
    let filled = Filled::with(few()).await;
    let app = &filled.app;
    let mut events = app.events();
    let before = filled.open(GalleryFilter::default()).await;
    let favourite = SetFavourite {
        artifacts: filled.ids[1..3].to_vec(),
        favourite: true,
    };
    studio_favourite(app, favourite).await.unwrap();
    // The library's own task tells what it found at its start.
    let generation = loop {
        if let AppEvent::StudioArtifactsChanged { generation } = events.recv().await.unwrap() {
            break generation;
        }
    };
    assert!(generation > before.generation);
    let favourites = GalleryFilter {
        favourite: true,
        ..GalleryFilter::default()
    };
    assert_eq!(filled.found(favourites.clone()).await, [1, 2]);

    studio_delete(app, filled.ids[..2].to_vec()).await.unwrap();
    assert_eq!(filled.found(favourites).await, [2]);
    let deleted = GalleryFilter {
        deleted: true,
        ..GalleryFilter::default()
    };
    assert_eq!(filled.found(deleted.clone()).await, [0, 1]);
    studio_undelete(app, vec![filled.ids[1]]).await.unwrap();
    studio_purge(app, filled.ids.clone()).await.unwrap();
    assert!(filled.found(deleted).await.is_empty());
    assert_eq!(
        filled.found(GalleryFilter::default()).await,
        [1, 2, 3, 4, 5]
    );
    let gone = studio_artifact(app, filled.ids[0]).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
    let facets = studio_facets(app, ()).await.unwrap();
    assert_eq!((facets.total, facets.images, facets.videos), (5, 3, 2));
    assert_eq!((facets.favourites, facets.deleted), (2, 0));
    let models: Vec<_> = facets
        .models
        .iter()
        .map(|it| (it.name.as_str(), it.count))
        .collect();
    assert_eq!(models, [("glm-image", 3), ("cogvideox-3", 2)]);
}

#[tokio::test]
async fn tags_and_boards_sort_a_gallery() {
    let filled = Filled::with(few()).await;
    let app = &filled.app;
    let tags = SetTags {
        artifacts: filled.ids[..2].to_vec(),
        add: vec![" 封面\n".into()],
        remove: Vec::new(),
    };
    studio_tag(app, tags).await.unwrap();
    let rename = RenameTag {
        tag: "封面".into(),
        name: "Cover 😀".into(),
    };
    studio_tag_rename(app, rename).await.unwrap();
    let tagged = GalleryFilter {
        tag: Some("cover 😀".into()),
        ..GalleryFilter::default()
    };
    assert_eq!(filled.found(tagged.clone()).await, [0, 1]);
    studio_tag_delete(app, "Cover 😀".into()).await.unwrap();
    assert!(filled.found(tagged).await.is_empty());

    let nameless = CreateBoard {
        name: " \n".into(),
        artifacts: Vec::new(),
    };
    let refused = studio_board_create(app, nameless).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadInput);
    let create = CreateBoard {
        name: "墙".into(),
        artifacts: vec![filled.ids[4]],
    };
    let board = studio_board_create(app, create).await.unwrap();
    assert_eq!((board.count, board.cover), (1, Some("ab".repeat(32))));
    let change = |at: usize| BoardArtifacts {
        board: board.id,
        artifacts: vec![filled.ids[at]],
    };
    studio_board_put(app, change(2)).await.unwrap();
    studio_board_take_off(app, change(4)).await.unwrap();
    let on_board = GalleryFilter {
        board: Some(board.id),
        ..GalleryFilter::default()
    };
    assert_eq!(filled.found(on_board.clone()).await, [2]);
    let view = studio_artifact(app, filled.ids[2]).await.unwrap();
    assert_eq!(view.boards, [board.id]);
    assert_eq!(view.parameters["size"], "1024x1024");

    studio_board_delete(app, board.id).await.unwrap();
    let request = OpenGallery {
        filter: on_board.clone(),
        width: 1000,
        row_height: 200,
        gap: 8,
        heading: 0,
        top: 0,
        bottom: 0,
    };
    let gone = studio_gallery(app, request).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
    studio_board_restore(app, board.id).await.unwrap();
    assert_eq!(filled.found(on_board).await, [2]);
}
