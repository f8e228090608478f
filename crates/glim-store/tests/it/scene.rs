//! A store in a folder of its own, and the few steps most tests begin with.

use glim_store::{
    Conversation, ConversationId, Delta, MessageId, MessageState, NewAttempt, NewConversation,
    NewTurn, OpenOptions, Outcome, Store, TitleBy, Turn,
};
use serde_json::json;
use tempfile::TempDir;

pub(crate) const NOON: i64 = 1_790_000_000_000;
pub(crate) const DAY: &str = "2026-09-21";

pub(crate) struct Scene {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::open(TempDir::new().unwrap()).await
    }

    pub(crate) async fn open(folder: TempDir) -> Self {
        let (store, _) = Store::open(&options(&folder)).await.unwrap();
        Self { folder, store }
    }

    /// Closes and opens the same folder.
    pub(crate) async fn again(self) -> Self {
        self.store.close().await;
        Self::open(self.folder).await
    }

    pub(crate) async fn conversation(&self) -> Conversation {
        self.store
            .create_conversation(&new_conversation(None))
            .await
            .unwrap()
    }

    /// A question and a complete answer under `parent`.
    pub(crate) async fn turn(
        &self,
        conversation: ConversationId,
        parent: Option<MessageId>,
        question: &str,
        answer: &str,
    ) -> Turn {
        let turn = self
            .store
            .begin_turn(&new_turn(conversation, parent, question))
            .await
            .unwrap();
        self.finish(turn, answer).await;
        turn
    }

    pub(crate) async fn finish(&self, turn: Turn, answer: &str) {
        let rest = Some(delta(1_000_000, "", answer));
        let outcome = Outcome {
            rest,
            ..ended(MessageState::Complete)
        };
        self.store
            .finish_attempt(turn.attempt, &outcome)
            .await
            .unwrap();
    }

    pub(crate) async fn path(&self, conversation: ConversationId) -> Vec<MessageId> {
        let page = self
            .store
            .path_page(conversation, 0, 100_000)
            .await
            .unwrap();
        page.into_iter().map(|message| message.id).collect()
    }

    pub(crate) async fn assert_whole(&self) {
        let integrity = self.store.integrity_check().await.unwrap();
        assert!(integrity.ok, "{:?}", integrity.problems);
    }
}

pub(crate) fn options(folder: &TempDir) -> OpenOptions {
    OpenOptions {
        folder: folder.path().to_path_buf(),
        now_ms: NOON,
    }
}

pub(crate) fn new_conversation(title: Option<&str>) -> NewConversation {
    NewConversation {
        title: title.map(str::to_owned),
        title_by: TitleBy::Person,
        model: Some("glm-5".to_owned()),
        parameters: json!({}),
        now_ms: NOON,
    }
}

pub(crate) fn new_turn(
    conversation: ConversationId,
    parent: Option<MessageId>,
    text: &str,
) -> NewTurn {
    NewTurn {
        conversation,
        parent,
        text: Some(text.to_owned()),
        model: "glm-5".to_owned(),
        parameters: json!({ "temperature": 0.7 }),
        now_ms: NOON,
    }
}

pub(crate) fn new_attempt() -> NewAttempt {
    NewAttempt {
        model: "glm-5-air".to_owned(),
        parameters: json!({}),
        now_ms: NOON + 10,
    }
}

pub(crate) fn ended(state: MessageState) -> Outcome {
    Outcome::ended(state, NOON + 5_000, DAY)
}

pub(crate) fn delta(seq: i64, reasoning: &str, text: &str) -> Delta {
    Delta {
        seq,
        reasoning: reasoning.to_owned(),
        text: text.to_owned(),
    }
}
