//! The tree: nothing is overwritten, everything deleted comes back, everything is found.

use glim_app::chat::{
    EditMessage, ListConversations, MessageState, RetryMessage, SearchMessages, chat_delete,
    chat_edit, chat_list, chat_locate, chat_message_delete, chat_message_restore, chat_open,
    chat_restore, chat_retry, chat_search, chat_select,
};
use zhipu_sim::Script;

use crate::bench_app::Bench;

#[tokio::test]
async fn editing_and_trying_again_make_siblings() {
    let bench = Bench::connected().await;
    let sent = bench.ask(None, "about [[text:cats]]").await;
    bench.end_of(sent.answer.id).await;
    let request = RetryMessage {
        message: sent.answer.id,
        model: Some("glm-4.7".into()),
    };
    let retried = chat_retry(&bench.app, request).await.unwrap();
    let ended = bench.end_of(retried.answer.id).await;
    assert_eq!((ended.siblings.position, ended.siblings.count), (2, 2));
    assert_eq!(ended.siblings.previous, Some(sent.answer.id));
    assert_eq!(ended.model.as_deref(), Some("glm-4.7"));

    let question = sent.question.unwrap().id;
    let request = EditMessage {
        message: question,
        text: "about [[text:dogs]]".into(),
    };
    let edited = chat_edit(&bench.app, request).await.unwrap();
    bench.end_of(edited.answer.id).await;
    assert_eq!(bench.text(edited.answer.id).await, "dogs");
    assert_eq!(edited.question.unwrap().siblings.count, 2);

    let back = chat_select(&bench.app, question).await.unwrap();
    assert_eq!(
        back.page.messages[1].id, retried.answer.id,
        "the branch is as it was left"
    );
    assert_eq!(bench.text(sent.answer.id).await, "cats");
}

#[tokio::test]
async fn what_is_deleted_comes_back_as_it_was() {
    let bench = Bench::connected().await;
    let sent = bench.ask(None, "hello [[text:world]]").await;
    bench.end_of(sent.answer.id).await;
    let list = || async {
        let request = ListConversations {
            after: None,
            limit: 10,
        };
        chat_list(&bench.app, request).await.unwrap().conversations
    };
    chat_delete(&bench.app, sent.conversation.id).await.unwrap();
    assert!(list().await.is_empty());
    assert!(chat_open(&bench.app, sent.conversation.id).await.is_err());
    chat_restore(&bench.app, sent.conversation.id)
        .await
        .unwrap();
    assert_eq!(list().await.len(), 1);

    let thread = chat_message_delete(&bench.app, sent.answer.id)
        .await
        .unwrap();
    assert_eq!(thread.page.length, 1);
    let thread = chat_message_restore(&bench.app, sent.answer.id)
        .await
        .unwrap();
    assert_eq!(thread.page.length, 2);
    assert_eq!(thread.page.messages[1].state, MessageState::Complete);
}

#[tokio::test]
async fn a_chinese_word_is_found_on_any_branch_and_opened_there() {
    let bench = Bench::connected().await;
    bench
        .simulator
        .script(Script::text("合同的违约责任由双方约定。"));
    let sent = bench.ask(None, "问题一").await;
    bench.end_of(sent.answer.id).await;
    bench.simulator.wait_until(|seen| seen.len() >= 2).await;
    let request = RetryMessage {
        message: sent.answer.id,
        model: None,
    };
    let retried = chat_retry(&bench.app, request).await.unwrap();
    bench.end_of(retried.answer.id).await;

    let request = SearchMessages {
        query: "违约".into(),
        limit: 10,
    };
    let hits = chat_search(&bench.app, request).await.unwrap();
    let hit = hits
        .iter()
        .find(|hit| hit.message_id == Some(sent.answer.id))
        .unwrap();
    assert!(!hit.highlights.is_empty());
    let located = chat_locate(&bench.app, sent.answer.id).await.unwrap();
    assert_eq!(located.position, 1);
    let thread = chat_open(&bench.app, located.conversation).await.unwrap();
    assert_eq!(thread.page.messages[1].id, sent.answer.id);
}
