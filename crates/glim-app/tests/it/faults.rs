//! Everything that can go wrong ends in a named state with what had come kept.

use glim_app::{
    ErrorCode,
    chat::{MessageState, RetryMessage, chat_retry},
};
use zhipu_sim::{Fault, Rule, Script};

use crate::bench_app::Bench;

async fn outcome(question: &str) -> (MessageState, Option<ErrorCode>, String) {
    let bench = Bench::connected().await;
    let sent = bench.ask(None, question).await;
    let ended = bench.end_of(sent.answer.id).await;
    let text = bench.text(sent.answer.id).await;
    (ended.state, ended.error.map(|error| error.code), text)
}

#[tokio::test]
async fn refusals_before_the_first_word_fail_by_name() {
    for (fault, code) in [
        ("1000", ErrorCode::KeyRefused),
        ("1113", ErrorCode::BalanceUsedUp),
        ("1211", ErrorCode::ModelUnknown),
        ("1261", ErrorCode::PromptTooLong),
        ("1301", ErrorCode::ContentRefused),
        ("1308", ErrorCode::QuotaReached),
        ("error-200 code=1113", ErrorCode::BalanceUsedUp),
    ] {
        let (state, error, text) = outcome(&format!("hi [[fault:{fault}]]")).await;
        assert_eq!(
            (state, error),
            (MessageState::Failed, Some(code)),
            "{fault}"
        );
        assert_eq!(text, "", "{fault}");
    }
}

#[tokio::test]
async fn a_line_that_is_cut_keeps_what_came() {
    for fault in ["cut after=30000", "half after=30000", "no-finish after=150"] {
        let (state, error, text) =
            outcome(&format!("讲个故事 [[fault:{fault}]][[length:8000]]")).await;
        assert_eq!(state, MessageState::Interrupted, "{fault}");
        assert_eq!(error, Some(ErrorCode::ConnectionCut), "{fault}");
        assert!(!text.is_empty(), "{fault}");
        assert!(!text.contains('\u{fffd}'), "{fault}: no broken character");
    }
}

#[tokio::test]
async fn an_own_server_that_hangs_up_before_the_first_word_is_asked_why() {
    let hangs_up = Fault::Cut { after_bytes: 0 };
    let bench = Bench::connected().await;
    bench.simulator.faults().next(1, hangs_up.clone());
    bench.simulator.faults().next(1, Fault::refused(1261));
    let sent = bench.ask(None, "讲个故事").await;
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Failed);
    assert_eq!(
        ended.error.map(|error| error.code),
        Some(ErrorCode::PromptTooLong)
    );

    bench.simulator.faults().next(1, hangs_up);
    let sent = bench.ask(None, "再来一个").await;
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Failed, "nothing came");
    assert_eq!(
        ended.error.map(|error| error.code),
        Some(ErrorCode::ConnectionCut),
        "it has nothing to say against the question"
    );
}

#[tokio::test]
async fn an_answer_given_up_by_the_server_is_not_called_complete() {
    let bench = Bench::connected().await;
    let given_up =
        r#"data: {"id":"a","choices":[{"delta":{"content":"半"},"finish_reason":null}]}"#;
    bench
        .simulator
        .script(Script::new().raw(format!("{given_up}\n\ndata: [DONE]\n\n")));
    let sent = bench.ask(None, "灯塔").await;
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(ended.state, MessageState::Interrupted);
    assert_eq!(bench.text(sent.answer.id).await, "半");
}

#[tokio::test]
async fn an_error_inside_the_stream_fails_and_keeps_the_text() {
    let (state, error, text) =
        outcome("hi [[think:hm]][[length:8000]][[fault:error-in-stream code=1305 after=40]]").await;
    assert_eq!(
        (state, error),
        (MessageState::Failed, Some(ErrorCode::ModelOverloaded))
    );
    assert!(!text.is_empty());
    let (state, error, _) = outcome("hi [[think:hm]][[fault:sensitive-stop after=40]]").await;
    assert_eq!(
        (state, error),
        (MessageState::Failed, Some(ErrorCode::ContentRefused))
    );
    let (state, error, _) = outcome("hi [[think:hm]][[fault:network-error after=40]]").await;
    assert_eq!(
        (state, error),
        (MessageState::Interrupted, Some(ErrorCode::PlatformFailed))
    );
}

#[tokio::test]
async fn oddities_of_the_wire_are_no_errors() {
    for fault in ["odd-frames", "unknown-finish"] {
        let (state, error, text) = outcome(&format!("hi [[fault:{fault}]]")).await;
        assert_eq!((state, error), (MessageState::Complete, None), "{fault}");
        assert!(!text.is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn an_answer_at_its_limit_says_so() {
    let bench = Bench::connected().await;
    bench
        .simulator
        .script(Script::text("and then").finish("length"));
    let sent = bench.ask(None, "go on").await;
    assert_eq!(
        bench.end_of(sent.answer.id).await.state,
        MessageState::Truncated
    );
}

#[tokio::test]
async fn a_refused_answer_can_be_asked_for_again() {
    let bench = Bench::connected().await;
    bench
        .simulator
        .faults()
        .add(Rule::next(1, Fault::refused(1113)));
    let sent = bench.ask(None, "hi [[text:now it works]]").await;
    assert_eq!(
        bench.end_of(sent.answer.id).await.state,
        MessageState::Failed
    );
    let request = RetryMessage {
        message: sent.answer.id,
        model: None,
    };
    let again = chat_retry(&bench.app, request).await.unwrap();
    assert_eq!(
        bench.end_of(again.answer.id).await.state,
        MessageState::Complete
    );
    assert_eq!(bench.text(again.answer.id).await, "now it works");
}

#[tokio::test]
async fn without_a_platform_the_question_is_kept_and_the_answer_says_why() {
    let bench = Bench::fresh().await;
    let sent = bench.ask(None, "anyone?").await;
    let ended = bench.end_of(sent.answer.id).await;
    assert_eq!(
        ended.error.map(|error| error.code),
        Some(ErrorCode::NotConnected)
    );
}
