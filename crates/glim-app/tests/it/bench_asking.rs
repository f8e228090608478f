//! A library beside a platform, for the tests of asking.

use glim_app::{
    Out,
    chat::{
        AnswerEvent, Cited, Knowledge, MessageView, Parameters, SendMessage, Sent, chat_citations,
        chat_send, chat_text, chat_watch,
    },
    settings::{Connect, KeyPlace, PlatformChoice, settings_connect},
};
use glim_store::{ConversationId, MessageId};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use zhipu_sim::{Options, Simulator};

use crate::{
    bench_app::MODEL,
    bench_library::{PATIENCE, Shelf},
};

/// A library beside a platform.
pub(crate) struct Desk {
    pub(crate) shelf: Shelf,
    pub(crate) simulator: Simulator,
    pub(crate) model: &'static str,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        Self::with(Shelf::new().await).await
    }

    pub(crate) async fn with(shelf: Shelf) -> Self {
        let simulator = Simulator::start(Options::default()).await.unwrap();
        let desk = Self {
            shelf,
            simulator,
            model: MODEL,
        };
        desk.connect().await;
        desk
    }

    pub(crate) async fn connect(&self) {
        let base_url = if self.model == MODEL {
            self.simulator.base()
        } else {
            // An own server knows any model.
            format!("{}/v1", self.simulator.origin())
        };
        let connect = Connect {
            platform: PlatformChoice::Custom { base_url },
            key: Some(self.simulator.key().to_owned()),
            keep: KeyPlace::Keychain,
            passphrase: None,
        };
        settings_connect(&self.shelf.app, connect).await.unwrap();
    }

    pub(crate) async fn ask(&self, text: &str) -> Sent {
        let all = Knowledge {
            everything: true,
            ..Knowledge::default()
        };
        self.ask_of(None, text, all).await
    }

    pub(crate) async fn ask_of(
        &self,
        conversation: Option<ConversationId>,
        text: &str,
        knowledge: Knowledge,
    ) -> Sent {
        let request = SendMessage {
            conversation,
            text: text.to_owned(),
            model: self.model.to_owned(),
            parameters: Parameters {
                knowledge: Some(knowledge),
                ..Parameters::default()
            },
        };
        chat_send(&self.shelf.app, request).await.unwrap()
    }

    pub(crate) fn watch(&self, answer: MessageId) -> UnboundedReceiver<AnswerEvent> {
        let (events, receiver) = tokio::sync::mpsc::unbounded_channel();
        let app = self.shelf.app.clone();
        tokio::spawn(async move {
            let out = Out::new(move |event| events.send(event).is_ok());
            chat_watch(&app, answer, out).await.unwrap();
        });
        receiver
    }

    pub(crate) async fn end_of(&self, answer: MessageId) -> MessageView {
        let mut watch = self.watch(answer);
        loop {
            match tokio::time::timeout(PATIENCE, watch.recv()).await.unwrap() {
                Some(AnswerEvent::Ended { message }) => return *message,
                Some(AnswerEvent::Lost { error }) => panic!("lost: {error:?}"),
                Some(_) => {}
                None => panic!("a watch ends with the end"),
            }
        }
    }

    pub(crate) async fn text(&self, answer: MessageId) -> String {
        chat_text(&self.shelf.app, answer).await.unwrap()
    }

    pub(crate) async fn cited(&self, answer: MessageId) -> Cited {
        chat_citations(&self.shelf.app, answer).await.unwrap()
    }

    /// The bodies of the streamed questions; titles are asked for whole.
    pub(crate) fn questions(&self) -> Vec<Value> {
        let seen = self.simulator.requests().into_iter();
        seen.filter(|it| it.path.ends_with("chat/completions"))
            .map(|it| it.json())
            .filter(|body| body["stream"] == true)
            .collect()
    }

    /// Waits until the title of the conversation was asked for: it would take the next script.
    pub(crate) async fn titled(&self) {
        let is_title = |body: &Value| body["stream"] != true && body.get("messages").is_some();
        let seen = self
            .simulator
            .wait_until(|seen| seen.iter().any(|it| is_title(&it.json())));
        tokio::time::timeout(PATIENCE, seen).await.unwrap();
    }

    /// What stands in the last user message of a question.
    pub(crate) fn asked(&self, index: usize) -> String {
        let messages = self.questions()[index]["messages"].clone();
        let mut users = messages
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["role"] == "user");
        users.next_back().unwrap()["content"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// Waits for an event of a kind.
pub(crate) async fn until<T>(
    watch: &mut UnboundedReceiver<AnswerEvent>,
    wanted: impl Fn(&AnswerEvent) -> Option<T>,
) -> T {
    loop {
        let event = tokio::time::timeout(PATIENCE, watch.recv())
            .await
            .unwrap()
            .unwrap();
        if let Some(found) = wanted(&event) {
            return found;
        }
        assert!(!matches!(event, AnswerEvent::Ended { .. }), "it never came");
    }
}
