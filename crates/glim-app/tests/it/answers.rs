//! An answer from the question to the kept row.

use glim_app::chat::{
    AnswerEvent, ListConversations, MessageState, Parameters, Phase, Role, SendMessage,
    chat_continue, chat_list, chat_open, chat_reasoning, chat_send, chat_stop,
};
use glim_markdown::{Block, plain_text};
use tokio::sync::mpsc::UnboundedReceiver;
use zhipu_sim::{Gate, Script};

use crate::bench_app::{Bench, MODEL};

/// Waits until some text was shown: by a difference, or by a snapshot when the watch came after it.
async fn seen_something(watch: &mut UnboundedReceiver<AnswerEvent>) {
    loop {
        match watch.recv().await.unwrap() {
            AnswerEvent::Snapshot { blocks, .. } if blocks.is_empty() => {}
            AnswerEvent::Snapshot { .. } | AnswerEvent::Grew { .. } => return,
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_question_is_answered_and_kept_over_a_restart() {
    let mut bench = Bench::connected().await;
    bench.simulator.script(
        Script::new()
            .reasoning("想一想")
            .content("## 你好\n\nHello **you**"),
    );
    let sent = bench.ask(None, "木星有多少颗卫星？").await;
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Complete);
    assert_eq!(plain_text(&ended.blocks).trim(), "你好\nHello you");
    assert_eq!(ended.reasoning.as_ref().unwrap().characters, 3);
    assert!(ended.usage.unwrap().completion_tokens.unwrap() > 0);

    bench.restart().await;
    let thread = chat_open(&bench.app, sent.conversation.id).await.unwrap();
    assert_eq!(thread.page.length, 2);
    assert_eq!(thread.page.messages[0].role, Role::User);
    assert_eq!(thread.page.messages[0].text, "木星有多少颗卫星？");
    assert_eq!(thread.page.messages[1].state, MessageState::Complete);
    assert_eq!(bench.text(sent.answer.id).await, "## 你好\n\nHello **you**");
    let reasoning = chat_reasoning(&bench.app, sent.answer.id).await.unwrap();
    assert!(matches!(reasoning.as_slice(), [Block::Paragraph { .. }]));
}

#[tokio::test]
async fn a_watcher_that_comes_late_sees_everything_and_the_rest() {
    let bench = Bench::connected().await;
    let gate = Gate::new();
    bench.simulator.script(
        Script::new()
            .content("first ")
            .hold(&gate)
            .content("second"),
    );
    let sent = bench.ask(None, "go").await;
    let mut early = bench.watch(sent.answer.id);
    seen_something(&mut early).await;

    let mut late = bench.watch(sent.answer.id);
    let Some(AnswerEvent::Snapshot { blocks, phase, .. }) = late.recv().await else {
        panic!("a watch begins with a snapshot")
    };
    assert_eq!(plain_text(&blocks).trim(), "first");
    assert_eq!(phase, Phase::Answering);
    gate.open();
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(plain_text(&ended.blocks).trim(), "first second");
}

#[tokio::test]
async fn stopping_keeps_what_came_and_continuing_joins_the_rest() {
    let bench = Bench::connected().await;
    let gate = Gate::new();
    bench
        .simulator
        .script(Script::new().content("Once upon ").hold(&gate));
    let sent = bench.ask(None, "Tell me a story").await;
    let mut watch = bench.watch(sent.answer.id);
    seen_something(&mut watch).await;
    chat_stop(&bench.app, sent.answer.id).await.unwrap();
    assert_eq!(
        bench.end_of(sent.answer.id).await.state,
        MessageState::Stopped
    );
    assert_eq!(bench.text(sent.answer.id).await, "Once upon ");

    bench.simulator.script(Script::text("a time."));
    let again = chat_continue(&bench.app, sent.answer.id).await.unwrap();
    assert_eq!(again.answer.id, sent.answer.id, "the same answer goes on");
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Complete);
    assert_eq!(bench.text(sent.answer.id).await, "Once upon a time.");
    assert_eq!(ended.siblings.count, 1);
}

#[tokio::test]
async fn closing_the_app_interrupts_an_answer_and_loses_nothing() {
    let mut bench = Bench::connected().await;
    let gate = Gate::new();
    bench
        .simulator
        .script(Script::new().content("half ").hold(&gate));
    let sent = bench.ask(None, "go").await;
    let mut watch = bench.watch(sent.answer.id);
    seen_something(&mut watch).await;
    bench.restart().await;
    let thread = chat_open(&bench.app, sent.conversation.id).await.unwrap();
    assert_eq!(thread.page.messages[1].state, MessageState::Interrupted);
    assert_eq!(bench.text(sent.answer.id).await, "half ");
}

#[tokio::test]
async fn the_model_names_the_conversation_and_the_person_has_the_last_word() {
    let bench = Bench::connected().await;
    let mut facts = bench.app.events();
    bench
        .simulator
        .script(Script::text("Jupiter has 95 moons."));
    bench
        .simulator
        .script(Script::text("Title: \"Moons of Jupiter.\""));
    let sent = bench
        .ask(None, "How many moons has Jupiter?\nPlease.")
        .await;
    assert_eq!(sent.conversation.title, "How many moons has Jupiter?");
    bench.end_of(sent.answer.id).await;
    loop {
        facts.recv().await.unwrap();
        let request = ListConversations {
            after: None,
            limit: 10,
        };
        let page = chat_list(&bench.app, request).await.unwrap();
        if page.conversations[0].title == "Moons of Jupiter" {
            break;
        }
    }
}

#[tokio::test]
async fn the_whole_branch_and_the_system_prompt_are_sent() {
    let bench = Bench::connected().await;
    bench.simulator.script(Script::text("one"));
    let sent = bench.ask(None, "first").await;
    bench.end_of(sent.answer.id).await;
    // The title's request takes no script from the next answer.
    bench.simulator.wait_until(|seen| seen.len() >= 2).await;
    bench.simulator.script(Script::text("two"));
    let parameters = Parameters {
        system_prompt: Some("Be brief.".into()),
        temperature: Some(0.3),
        ..Parameters::default()
    };
    let request = SendMessage {
        conversation: Some(sent.conversation.id),
        text: "second".into(),
        model: MODEL.into(),
        parameters,
    };
    let again = chat_send(&bench.app, request).await.unwrap();
    bench.end_of(again.answer.id).await;
    let seen = bench.simulator.requests();
    let body: serde_json::Value = serde_json::from_slice(&seen[2].body).unwrap();
    let roles: Vec<&str> = body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!(body["messages"][2]["content"], "one");
    assert_eq!(body["temperature"], 0.3);
}

#[tokio::test]
async fn a_second_question_waits_until_the_first_is_answered() {
    let bench = Bench::connected().await;
    let gate = Gate::new();
    bench
        .simulator
        .script(Script::new().content("x").hold(&gate));
    let sent = bench.ask(None, "one").await;
    let refused = bench
        .try_ask(Some(sent.conversation.id), "two")
        .await
        .unwrap_err();
    assert_eq!(refused.code, glim_app::ErrorCode::AlreadyRunning);
    gate.open();
    bench.end_of(sent.answer.id).await;
    let again = bench.ask(Some(sent.conversation.id), "two").await;
    assert_eq!(
        bench.end_of(again.answer.id).await.state,
        MessageState::Complete
    );
}
