//! What every scenario of the library needs: an app with a real reader, real files, and waiting by events.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use glim_app::{
    App, Early, MemorySecrets, Out, Setup, SystemClock,
    library::{
        AddFiles, AddReport, LibraryHit, LibrarySetup, ListSources, ReadSource, SearchLibrary,
        library_add, library_overview, library_read, library_search, library_sources,
    },
    settings::Appearance,
};
use glim_knowledge::{Limits, WorkerCommand};
use glim_store::{CollectionId, OpenOptions, Source, SourceId, Stage, Store};
use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// An app with a library, and a folder of files beside it.
pub(crate) struct Shelf {
    pub(crate) app: App,
    pub(crate) files: TempDir,
    pub(crate) data: TempDir,
    setup: LibrarySetup,
}

impl Shelf {
    /// Reads by the real worker; finds by words only.
    pub(crate) async fn new() -> Self {
        Self::with(LibrarySetup {
            reader: Some(worker()),
            model_files: Vec::new(),
        })
        .await
    }

    pub(crate) async fn with(setup: LibrarySetup) -> Self {
        let data = TempDir::new().unwrap();
        Self {
            app: start(data.path(), &setup).await,
            files: TempDir::new().unwrap(),
            data,
            setup,
        }
    }

    pub(crate) async fn restart(&mut self) {
        self.app.shutdown().await;
        self.app = start(self.data.path(), &self.setup).await;
    }

    pub(crate) async fn restart_with(&mut self, setup: LibrarySetup) {
        self.setup = setup;
        self.restart().await;
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) async fn add(&self, path: &Path) -> AddReport {
        self.add_to(path, None).await
    }

    pub(crate) async fn add_to(&self, path: &Path, collection: Option<CollectionId>) -> AddReport {
        let ticket = self.app.hand_in_files(vec![path.to_owned()]).ticket;
        let request = AddFiles { ticket, collection };
        library_add(&self.app, request, Out::new(|_| true))
            .await
            .unwrap()
    }

    pub(crate) async fn add_all(&self) -> AddReport {
        self.add(self.files.path()).await
    }

    pub(crate) async fn sources(&self) -> Vec<Source> {
        let request = ListSources {
            limit: 200,
            ..ListSources::default()
        };
        let mut page = library_sources(&self.app, request).await.unwrap();
        page.sources.sort_by(|one, other| one.name.cmp(&other.name));
        page.sources
    }

    pub(crate) async fn named(&self, name: &str) -> Source {
        let sources = self.sources().await;
        let found = sources.into_iter().find(|source| source.name == name);
        found.unwrap_or_else(|| panic!("no source {name}"))
    }

    /// Waits until nothing waits and nothing is being read.
    pub(crate) async fn settled(&self) {
        self.until("everything is settled", async || {
            let overview = library_overview(&self.app, ()).await.unwrap();
            let counts = overview.statistics;
            counts.waiting + counts.working == 0 && overview.reading.is_none()
        })
        .await;
    }

    pub(crate) async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let mut events = self.app.events();
        while !holds().await {
            // A receiver that fell behind looks again too.
            let next = tokio::time::timeout(PATIENCE, events.recv()).await;
            assert!(next.is_ok(), "never came: {what}");
        }
    }

    pub(crate) async fn search(&self, query: &str) -> Vec<LibraryHit> {
        let request = SearchLibrary {
            query: query.to_owned(),
            limit: 20,
            ..SearchLibrary::default()
        };
        library_search(&self.app, request).await.unwrap().hits
    }

    /// Waits until a search finds so many.
    pub(crate) async fn found(&self, query: &str, count: usize) -> Vec<LibraryHit> {
        let what = format!("{count} hits for {query}");
        self.until(&what, async || self.search(query).await.len() == count)
            .await;
        self.search(query).await
    }

    /// The whole text of a source, page by page.
    pub(crate) async fn text(&self, source: SourceId) -> String {
        let (mut text, mut next) = (String::new(), Some(0));
        while let Some(first) = next {
            let request = ReadSource {
                source,
                first,
                limit: 2,
            };
            let page = library_read(&self.app, request).await.unwrap();
            for passage in page.passages {
                text.push_str(&passage.text);
                text.push('\n');
            }
            next = page.next;
        }
        text
    }

    /// Closes the app and asks the database whether it is whole.
    pub(crate) async fn is_whole(&self) {
        self.app.shutdown().await;
        let options = OpenOptions {
            folder: self.data.path().to_owned(),
            now_ms: 0,
        };
        let (store, _) = Store::open(&options).await.unwrap();
        let integrity = store.integrity_check().await.unwrap();
        store.close().await;
        assert!(integrity.ok, "{:?}", integrity.problems);
    }
}

pub(crate) fn stages(sources: &[Source]) -> Vec<(&str, Stage)> {
    let stages = sources.iter();
    stages.map(|it| (it.name.as_str(), it.stage)).collect()
}

pub(crate) fn worker() -> WorkerCommand {
    WorkerCommand {
        program: env!("CARGO_BIN_EXE_glim-read-worker").into(),
        arguments: Vec::new(),
        pdfium: None,
        limits: Limits::default(),
    }
}

/// The file of the local model, if `cargo xtask model` has fetched it.
pub(crate) fn model_file() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = [
        root.join("target/models/e5-small-q4.bin"),
        root.join("../main/target/models/e5-small-q4.bin"),
    ];
    places.into_iter().find(|place| place.is_file())
}

pub(crate) async fn start(data: &Path, setup: &LibrarySetup) -> App {
    App::start(Setup {
        logs_folder: data.join("logs"),
        early: Early {
            data_folder: data.to_owned(),
            appearance: Appearance::default(),
        },
        secrets: Arc::new(MemorySecrets::default()),
        clock: Arc::new(SystemClock),
        version: "0.0.0".into(),
        demo: glim_app::DemoPace::default(),
        library: setup.clone(),
    })
    .await
}
