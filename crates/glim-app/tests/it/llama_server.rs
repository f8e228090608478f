//! The app with a real llama.cpp server as its platform; skipped where its packages are not installed.

use glim_app::{
    ErrorCode,
    chat::{
        AnswerEvent, Knowledge, MessageState, Parameters, SendMessage, Sent, chat_citations,
        chat_continue, chat_models, chat_send, chat_stop,
    },
    settings::{
        CheckKey, Connect, KeyPlace, KeyVerdict, PlatformChoice, settings_check_key,
        settings_connect,
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc::UnboundedReceiver,
};

use crate::{bench_app::Bench, llama::Llama};

/// A small model writes on and on when it is asked for much.
const LONG: &str = "Write a long story about a lighthouse keeper and his cat, in many chapters.";

/// The app connected with a llama.cpp server.
struct Own {
    bench: Bench,
    llama: Llama,
    model: String,
}

impl Own {
    /// None where the server's packages are not installed, after saying so.
    #[expect(clippy::print_stdout, reason = "says why a test does nothing")]
    async fn connected() -> Option<Self> {
        let llama = match Llama::start().await.unwrap() {
            Ok(llama) => llama,
            Err(reason) => {
                println!("skipped: {reason}");
                return None;
            }
        };
        let bench = Bench::fresh().await;
        let connect = Connect {
            platform: platform(&llama),
            key: Some(Llama::KEY.into()),
            keep: KeyPlace::Keychain,
            passphrase: None,
        };
        settings_connect(&bench.app, connect).await.unwrap();
        let model = chat_models(&bench.app, ()).await.unwrap().default_model;
        Some(Self {
            bench,
            llama,
            model,
        })
    }

    async fn ask(&self, text: &str) -> Sent {
        let request = SendMessage {
            conversation: None,
            text: text.to_owned(),
            model: self.model.clone(),
            parameters: Parameters {
                // Always the same words, and seconds of them, not minutes.
                temperature: Some(0.0),
                max_tokens: Some(100),
                ..Parameters::default()
            },
        };
        chat_send(&self.bench.app, request).await.unwrap()
    }
}

fn platform(llama: &Llama) -> PlatformChoice {
    PlatformChoice::Custom {
        base_url: llama.base(),
    }
}

/// Waits until so many differences were shown.
async fn seen_growing(watch: &mut UnboundedReceiver<AnswerEvent>, times: usize) {
    let mut seen = 0;
    while seen < times {
        let event = watch.recv().await.unwrap();
        assert!(
            !matches!(event, AnswerEvent::Ended { .. }),
            "it ended after {seen} differences: {event:?}"
        );
        seen += usize::from(matches!(event, AnswerEvent::Grew { .. }));
    }
}

#[tokio::test]
async fn a_llama_cpp_server_knows_a_key_from_another_and_lists_its_model() {
    let Some(own) = Own::connected().await else {
        return;
    };
    let check = |key: &str| CheckKey {
        platform: platform(&own.llama),
        key: Some(key.to_owned()),
    };
    let good = settings_check_key(&own.bench.app, check(Llama::KEY))
        .await
        .unwrap();
    assert_eq!(good, KeyVerdict::Accepted { models: 1 });
    let bad = settings_check_key(&own.bench.app, check("sk-another"))
        .await
        .unwrap();
    let KeyVerdict::Problem { problem } = bad else {
        panic!("{bad:?}")
    };
    assert_eq!(problem.code, ErrorCode::KeyRefused);
    let list = chat_models(&own.bench.app, ()).await.unwrap();
    assert_eq!(list.problem, None);
    assert_eq!(list.models.len(), 1);
    assert_eq!(list.models[0].id, own.model);
    assert!(own.model.contains("SmolLM2"), "{}", own.model);
}

#[tokio::test]
async fn a_library_is_asked_of_a_server_without_tools_and_with_a_small_context() {
    let Some(own) = Own::connected().await else {
        return;
    };
    let long: Vec<String> = (0..400)
        .map(|it| {
            format!(
                "Paragraph {it}: lighthouse number {it} stands {it} miles from the harbour of Oslo."
            )
        })
        .collect();
    own.bench
        .read_files(&[("lights.txt", &long.join("\n\n"))], "lighthouse")
        .await;
    let request = SendMessage {
        conversation: None,
        text: "How far from the harbour is lighthouse number 7?".to_owned(),
        model: own.model.clone(),
        parameters: Parameters {
            temperature: Some(0.0),
            max_tokens: Some(60),
            knowledge: Some(Knowledge {
                everything: true,
                ..Knowledge::default()
            }),
            ..Parameters::default()
        },
    };
    let sent = chat_send(&own.bench.app, request).await.unwrap();
    let ended = own.bench.end_of(sent.answer.id).await;
    let done = [MessageState::Complete, MessageState::Truncated];
    assert!(done.contains(&ended.state), "{:?}", ended.error);
    let cited = chat_citations(&own.bench.app, sent.answer.id)
        .await
        .unwrap();
    assert!(cited.checked && !cited.passages.is_empty(), "{cited:?}");
    let counted = ended.usage.and_then(|usage| usage.completion_tokens);
    assert_eq!(counted, None, "unknown is not nought");
    assert!(!own.bench.text(sent.answer.id).await.contains("ping"));
}

/// The server's own lines up to its first sign of life, to know that the app has to bear them.
async fn raw_stream(own: &Own) -> String {
    let body = serde_json::json!({
        "stream": true, "messages": [{ "role": "user", "content": LONG }],
    })
    .to_string();
    let mut line = TcpStream::connect(own.llama.address()).await.unwrap();
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        Llama::KEY,
        body.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    loop {
        let count = line.read_buf(&mut answer).await.unwrap();
        let text = String::from_utf8_lossy(&answer);
        if count == 0 || text.contains("\n: ping") {
            return text.into_owned();
        }
    }
}

#[tokio::test]
async fn an_answer_with_signs_of_life_and_without_usage_is_shown_as_it_grows_and_kept() {
    let Some(own) = Own::connected().await else {
        return;
    };
    let raw = raw_stream(&own).await;
    assert!(raw.contains("\n: ping"), "comments between events:\n{raw}");

    let sent = own.ask(LONG).await;
    let mut watch = own.bench.watch(sent.answer.id);
    seen_growing(&mut watch, 5).await;
    let ended = own.bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Truncated, "{:?}", ended.error);
    let text = own.bench.text(sent.answer.id).await;
    assert!(text.len() > 100, "{text}");
    assert!(!text.contains("ping"), "{text}");
    let counted = ended.usage.and_then(|usage| usage.completion_tokens);
    assert_eq!(counted, None, "unknown is not nought");
}

#[tokio::test]
async fn a_stopped_answer_goes_on_where_it_was() {
    let Some(own) = Own::connected().await else {
        return;
    };
    let sent = own.ask(LONG).await;
    let mut watch = own.bench.watch(sent.answer.id);
    seen_growing(&mut watch, 5).await;
    chat_stop(&own.bench.app, sent.answer.id).await.unwrap();
    let stopped = own.bench.end_of(sent.answer.id).await;
    assert_eq!(stopped.state, MessageState::Stopped);
    let part = own.bench.text(sent.answer.id).await;
    assert!(!part.is_empty());

    chat_continue(&own.bench.app, sent.answer.id).await.unwrap();
    let mut watch = own.bench.watch(sent.answer.id);
    seen_growing(&mut watch, 3).await;
    chat_stop(&own.bench.app, sent.answer.id).await.unwrap();
    own.bench.end_of(sent.answer.id).await;
    let whole = own.bench.text(sent.answer.id).await;
    assert!(whole.starts_with(&part) && whole.len() > part.len());
}

#[tokio::test]
async fn a_question_longer_than_the_context_is_called_so() {
    let Some(own) = Own::connected().await else {
        return;
    };
    let sent = own.ask(&"灯塔 lighthouse ".repeat(2_000)).await;
    let ended = own.bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Failed);
    let error = ended.error.unwrap();
    assert_eq!(error.code, ErrorCode::PromptTooLong, "{error:?}");
    // And it is not the end of the server.
    let again = own.ask("Say hello.").await;
    let ended = own.bench.end_of(again.answer.id).await;
    assert_eq!(ended.state, MessageState::Complete, "{:?}", ended.error);
}

/// The server answers one at a time, and gives up the running answer for a new question (`interrupt_requests`): it
/// then says `[DONE]` as if it were finished.
#[tokio::test]
async fn an_answer_given_up_for_another_is_not_called_complete() {
    let Some(own) = Own::connected().await else {
        return;
    };
    let first = own.ask(LONG).await;
    let mut watch = own.bench.watch(first.answer.id);
    seen_growing(&mut watch, 3).await;
    let second = own.ask("Say hello.").await;
    let given_up = own.bench.end_of(first.answer.id).await;
    assert_eq!(given_up.state, MessageState::Interrupted);
    assert_eq!(
        given_up.error.map(|error| error.code),
        Some(ErrorCode::ConnectionCut)
    );
    assert!(!own.bench.text(first.answer.id).await.is_empty());
    assert_eq!(
        own.bench.end_of(second.answer.id).await.state,
        MessageState::Complete
    );
}
