//! What every scenario needs: an app on a temporary folder with the simulator as its platform.

use std::{path::PathBuf, sync::Arc};

use glim_app::{
    App, Early, MemorySecrets, Out, Setup, SystemClock, UiError,
    chat::{
        AnswerEvent, MessageView, Parameters, SendMessage, Sent, chat_send, chat_text, chat_watch,
    },
    library::{AddFiles, LibrarySetup, SearchLibrary, library_add, library_search},
    settings::{Appearance, Connect, KeyPlace, PlatformChoice, settings_connect},
};
use glim_store::{ConversationId, MessageId};
use tempfile::TempDir;
use tokio::sync::mpsc;
use zhipu_sim::{Options, Simulator};

use crate::bench_library::{PATIENCE, worker};

pub(crate) const MODEL: &str = "glm-5.2";

/// An app with its platform. Dropping it leaves nothing behind.
pub(crate) struct Bench {
    pub(crate) app: App,
    pub(crate) simulator: Simulator,
    pub(crate) secrets: Arc<MemorySecrets>,
    pub(crate) folder: TempDir,
}

impl Bench {
    /// Connected by the platform's key, as after the first run.
    pub(crate) async fn connected() -> Self {
        Self::connected_to(Options::default()).await
    }

    /// The same with a platform of one's own making.
    pub(crate) async fn connected_to(platform: Options) -> Self {
        let bench = Self::fresh_with(platform).await;
        settings_connect(
            &bench.app,
            Connect {
                platform: bench.platform(),
                key: Some(bench.simulator.key().to_owned()),
                keep: KeyPlace::Keychain,
                passphrase: None,
            },
        )
        .await
        .unwrap();
        bench
    }

    /// As before the first run.
    pub(crate) async fn fresh() -> Self {
        Self::fresh_with(Options::default()).await
    }

    async fn fresh_with(platform: Options) -> Self {
        let folder = TempDir::new().unwrap();
        let secrets = Arc::new(MemorySecrets::default());
        let app = start(folder.path().to_owned(), Arc::clone(&secrets)).await;
        let simulator = Simulator::start(platform).await.unwrap();
        Self {
            app,
            simulator,
            secrets,
            folder,
        }
    }

    /// The simulator as an own server.
    pub(crate) fn platform(&self) -> PlatformChoice {
        PlatformChoice::Custom {
            base_url: self.simulator.base(),
        }
    }

    /// Ends the app and starts it again on the same folder.
    pub(crate) async fn restart(&mut self) {
        self.app.shutdown().await;
        self.app = start(self.folder.path().to_owned(), Arc::clone(&self.secrets)).await;
    }

    pub(crate) async fn ask(&self, conversation: Option<ConversationId>, text: &str) -> Sent {
        self.try_ask(conversation, text).await.unwrap()
    }

    pub(crate) async fn try_ask(
        &self,
        conversation: Option<ConversationId>,
        text: &str,
    ) -> Result<Sent, UiError> {
        let request = SendMessage {
            conversation,
            text: text.to_owned(),
            model: MODEL.to_owned(),
            parameters: Parameters::default(),
        };
        chat_send(&self.app, request).await
    }

    /// Puts files into the library and waits until a search finds `word` in them.
    pub(crate) async fn read_files(&self, files: &[(&str, &str)], word: &str) {
        let folder = TempDir::new().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let mut events = self.app.events();
        let ticket = self
            .app
            .hand_in_files(vec![folder.path().to_owned()])
            .ticket;
        let request = AddFiles {
            ticket,
            collection: None,
        };
        library_add(&self.app, request, Out::new(|_| true))
            .await
            .unwrap();
        loop {
            let search = SearchLibrary {
                query: word.to_owned(),
                limit: 1,
                ..SearchLibrary::default()
            };
            if !library_search(&self.app, search)
                .await
                .unwrap()
                .hits
                .is_empty()
            {
                return;
            }
            let next = tokio::time::timeout(PATIENCE, events.recv()).await;
            assert!(next.is_ok(), "the files were never read");
        }
    }

    /// Watches an answer to its end.
    pub(crate) async fn end_of(&self, answer: MessageId) -> MessageView {
        let mut watch = self.watch(answer);
        loop {
            match watch.recv().await.expect("a watch ends with the end") {
                AnswerEvent::Ended { message } => return *message,
                AnswerEvent::Lost { error } => panic!("lost: {error:?}"),
                _ => {}
            }
        }
    }

    pub(crate) fn watch(&self, answer: MessageId) -> mpsc::UnboundedReceiver<AnswerEvent> {
        let (events, receiver) = mpsc::unbounded_channel();
        let app = self.app.clone();
        tokio::spawn(async move {
            let out = Out::new(move |event| events.send(event).is_ok());
            chat_watch(&app, answer, out).await.unwrap();
        });
        receiver
    }

    pub(crate) async fn text(&self, message: MessageId) -> String {
        chat_text(&self.app, message).await.unwrap()
    }
}

async fn start(data_folder: PathBuf, secrets: Arc<MemorySecrets>) -> App {
    App::start(Setup {
        logs_folder: data_folder.join("logs"),
        early: Early {
            data_folder,
            appearance: Appearance::default(),
        },
        secrets,
        clock: Arc::new(SystemClock),
        version: "0.0.0".into(),
        demo: glim_app::DemoPace {
            tokens_per_second: 0.0,
            made_after: std::time::Duration::ZERO,
        },
        library: LibrarySetup {
            reader: Some(worker()),
            model_files: Vec::new(),
        },
    })
    .await
}
