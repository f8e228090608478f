//! Pictures and videos asked for in a chat: they are made once, shown in the conversation and in the studio, and to a model
//! of the chat they are words.

use std::time::Duration;

use glim_app::{
    AppEvent, ErrorCode, UiError,
    chat::{
        EditMessage, ListConversations, MakeInChat, MessageState, MessageView, Parameters,
        RetryMessage, SearchMessages, SendMessage, Sent, chat_continue, chat_delete, chat_edit,
        chat_list, chat_made, chat_make, chat_mend, chat_open, chat_retry, chat_search, chat_send,
    },
    settings::PlatformChoice,
    studio::{
        AskStudio, JobInputView, MakingView, studio_cancel, studio_delete, studio_facets,
        studio_forget, studio_forms, studio_purge, studio_retry, studio_undelete,
    },
};
use glim_store::{ConversationId, InputRole, JobState, MediaKind, MessageId, OpenOptions, Store};
use serde_json::json;
use zhipu_sim::{Fault, Rule, Script};

use crate::{
    bench_app::{Bench, MODEL},
    bench_library::PATIENCE,
    bench_studio::{AN_HOUR, FAST, bench, form, job, served, settled, slow_bench, until},
};

const IMAGES: &str = "/images/generations";

async fn try_make(
    bench: &Bench,
    conversation: Option<ConversationId>,
    form: AskStudio,
) -> Result<Sent, UiError> {
    let request = MakeInChat {
        conversation,
        form,
        model: MODEL.to_owned(),
        parameters: Parameters::default(),
    };
    chat_make(&bench.app, request).await
}

async fn make(bench: &Bench, conversation: Option<ConversationId>, form: AskStudio) -> Sent {
    try_make(bench, conversation, form).await.unwrap()
}

fn picture(prompt: &str) -> AskStudio {
    let mut form = form("cogview-4", "text", prompt, 1);
    form.parameters.insert("size".into(), json!("512x768"));
    form
}

async fn shown(bench: &Bench, id: ConversationId) -> Vec<MessageView> {
    chat_open(&bench.app, id).await.unwrap().page.messages
}

async fn making(bench: &Bench, answer: MessageId) -> MakingView {
    let mut made = chat_made(&bench.app, vec![answer]).await.unwrap();
    assert_eq!(made.len(), 1);
    made.remove(0).making
}

async fn conversations(bench: &Bench) -> usize {
    let request = ListConversations {
        after: None,
        limit: 10,
    };
    let page = chat_list(&bench.app, request).await.unwrap();
    page.conversations.len()
}

/// Waits until the app says that a message's row changed.
async fn told(
    events: &mut tokio::sync::broadcast::Receiver<AppEvent>,
    id: MessageId,
) -> ConversationId {
    let wait = async {
        loop {
            match events.recv().await.unwrap() {
                AppEvent::MessageChanged {
                    conversation,
                    id: changed,
                } if changed == id => return conversation,
                _ => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap()
}

#[tokio::test]
async fn a_picture_is_made_once_and_is_in_the_conversation_and_in_the_studio() {
    let bench = bench().await;
    let sent = make(&bench, None, picture("一只纸船 ⛵ قارب ورقي")).await;
    assert_eq!(sent.conversation.title, "一只纸船 ⛵ قارب ورقي");
    assert_eq!(sent.conversation.model, MODEL);
    assert!(!sent.conversation.running, "the chat itself can go on");
    let question = sent.question.unwrap();
    assert_eq!(question.makes, Some(MediaKind::Image));
    assert_eq!(question.text, "一只纸船 ⛵ قارب ورقي");
    let begun = sent.answer.making.unwrap();
    assert_eq!(
        (begun.width, begun.height),
        (512, 768),
        "room for what was asked"
    );
    assert_eq!(begun.results.len(), 1);

    settled(&bench.app).await;
    let messages = shown(&bench, sent.conversation.id).await;
    assert_eq!(messages.len(), 2);
    let answer = &messages[1];
    assert_eq!(answer.state, MessageState::Complete);
    assert_eq!(answer.model.as_deref(), Some("cogview-4"));
    let result = &answer.making.as_ref().unwrap().results[0];
    assert_eq!(result.job.state, JobState::Done, "{:?}", result.job.error);
    let made = &result.made[0];
    assert_eq!(
        (made.kind, made.width, made.height),
        (MediaKind::Image, 512, 768)
    );
    assert!(made.thumbhash.is_some());
    let file = served(&bench.app, "GET", &format!("/media/{}", made.file), &[]).await;
    assert_eq!(file.status, 200);
    let thumb = format!("/thumb/{}", made.thumb.as_ref().unwrap());
    assert_eq!(served(&bench.app, "GET", &thumb, &[]).await.status, 200);
    assert_eq!(studio_facets(&bench.app, ()).await.unwrap().images, 1);
    assert_eq!(bench.simulator.accepted().len(), 1, "paid for once");

    let request = SearchMessages {
        query: "纸船".into(),
        limit: 5,
    };
    let hits = chat_search(&bench.app, request).await.unwrap();
    assert!(hits.iter().any(|hit| hit.message_id == Some(question.id)));
    let chat = bench.simulator.requests();
    assert!(
        !chat.iter().any(|it| it.path.ends_with("chat/completions")),
        "no model of the chat was asked, not even for a title"
    );
}

#[tokio::test]
async fn a_video_keeps_its_room_and_comes_with_its_length() {
    let bench = bench().await;
    let sent = make(&bench, None, form("cogvideox-flash", "text", "海浪 🌊", 1)).await;
    let begun = sent.answer.making.unwrap();
    assert_eq!(begun.kind, MediaKind::Video);
    assert!(begun.width > begun.height, "{begun:?}");
    settled(&bench.app).await;
    let made = making(&bench, sent.answer.id).await;
    let video = &made.results[0].made[0];
    assert_eq!(video.kind, MediaKind::Video);
    assert!(video.duration_ms.unwrap() > 0 && video.thumb.is_some());
}

#[tokio::test]
async fn a_refused_picture_is_tried_again_in_its_own_place() {
    let bench = bench().await;
    bench
        .simulator
        .faults()
        .add(Rule::next(1, Fault::refused(1301)).on_path(IMAGES));
    let mut wanted = picture("两张图");
    wanted.count = 2;
    let sent = make(&bench, None, wanted).await;
    settled(&bench.app).await;
    let before = making(&bench, sent.answer.id).await;
    let place = before
        .results
        .iter()
        .position(|it| it.job.state == JobState::Failed)
        .expect("one was refused");
    let error = before.results[place].job.error.as_ref().unwrap();
    assert_eq!(error.code, ErrorCode::ContentRefused);
    assert!(before.results[place].made.is_empty());

    let mut events = bench.app.events();
    let failed = before.results[place].job.id;
    let again = studio_retry(&bench.app, failed).await.unwrap().jobs;
    assert_eq!(
        told(&mut events, sent.answer.id).await,
        sent.conversation.id
    );
    settled(&bench.app).await;
    let after = making(&bench, sent.answer.id).await;
    assert_eq!(after.results.len(), 2, "in the place of the failed one");
    assert_eq!(after.results[place].job.id, again[0].id);
    assert_eq!(after.results[place].made.len(), 1);
    assert_eq!(
        job(&bench.app, failed).await.state,
        JobState::Failed,
        "and nothing is overwritten"
    );
}

#[tokio::test]
async fn a_cut_line_is_told_as_unknown_and_nobody_asks_again() {
    let mut bench = bench().await;
    let cut = Fault::parse("cut after=5").unwrap();
    bench
        .simulator
        .faults()
        .add(Rule::next(1, cut).on_path(IMAGES));
    let sent = make(&bench, None, picture("断线")).await;
    settled(&bench.app).await;
    bench.restart().await;
    let made = making(&bench, sent.answer.id).await;
    assert_eq!(made.results[0].job.state, JobState::Unknown);
    assert_eq!(bench.simulator.accepted().len(), 1);
}

#[tokio::test]
async fn after_a_restart_the_conversation_shows_how_the_job_stands_and_it_is_not_sent_again() {
    let mut bench = slow_bench().await;
    let sent = make(&bench, None, form("cogvideox-3", "text", "日落", 1)).await;
    until(&bench.app, "it runs", |jobs| {
        jobs[0].state == JobState::Running
    })
    .await;
    bench.restart().await;
    bench.app.pace_studio(FAST);
    let messages = shown(&bench, sent.conversation.id).await;
    let result = &messages[1].making.as_ref().unwrap().results[0];
    assert_eq!(result.job.state, JobState::Running);
    assert!(result.made.is_empty());
    assert_eq!(
        messages[1].state,
        MessageState::Complete,
        "it is no answer that broke off"
    );
    bench.simulator.move_clock(AN_HOUR);
    settled(&bench.app).await;
    let after = making(&bench, sent.answer.id).await;
    assert_eq!(after.results[0].job.state, JobState::Done);
    assert_eq!(after.results[0].made.len(), 1);
    assert_eq!(bench.simulator.accepted().len(), 1);
}

#[tokio::test]
async fn what_is_deleted_in_the_studio_leaves_its_place_and_comes_back_with_it() {
    let bench = bench().await;
    let sent = make(&bench, None, picture("要删掉的")).await;
    settled(&bench.app).await;
    let first = making(&bench, sent.answer.id).await;
    let (job, id) = (first.results[0].job.id, first.results[0].made[0].id);
    studio_delete(&bench.app, vec![id]).await.unwrap();
    let empty = making(&bench, sent.answer.id).await;
    assert_eq!(empty.results[0].job.state, JobState::Done);
    assert!(empty.results[0].made.is_empty());
    studio_undelete(&bench.app, vec![id]).await.unwrap();
    assert_eq!(making(&bench, sent.answer.id).await, first);
    studio_delete(&bench.app, vec![id]).await.unwrap();
    studio_purge(&bench.app, vec![id]).await.unwrap();
    studio_forget(&bench.app, vec![job]).await.unwrap();
    assert_eq!(
        making(&bench, sent.answer.id).await.results.len(),
        1,
        "gone for good is still known"
    );
    // And the other way round: the conversation goes, the picture stays.
    let other = make(&bench, None, picture("bleibt")).await;
    chat_delete(&bench.app, other.conversation.id)
        .await
        .unwrap();
    settled(&bench.app).await;
    assert_eq!(studio_facets(&bench.app, ()).await.unwrap().images, 1);
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_said_and_nothing_is_written() {
    let bench = bench().await;
    let with_picture = AskStudio {
        inputs: vec![JobInputView {
            role: InputRole::FirstFrame,
            file: "0".repeat(64),
            artifact: None,
        }],
        ..form("cogvideox-3", "image", "x", 1)
    };
    let longest = studio_forms(&bench.app, ()).await.unwrap();
    let longest = longest
        .iter()
        .find_map(|it| Some((it.model.clone(), it.modes[0].prompt.longest?)));
    let (model, longest) = longest.expect("some model has a limit");
    let endless = "长".repeat(usize::try_from(longest).unwrap() + 1);
    for (wanted, code) in [
        (picture(" \n"), ErrorCode::RequestRefused),
        (form(&model, "text", &endless, 1), ErrorCode::RequestRefused),
        (form("cogview-4", "text", "x", 0), ErrorCode::RequestRefused),
        (form("no-such", "text", "x", 1), ErrorCode::NotFound),
        (with_picture, ErrorCode::BadInput),
    ] {
        let refused = try_make(&bench, None, wanted.clone()).await.unwrap_err();
        assert_eq!(refused.code, code, "{}", wanted.model);
    }
    assert_eq!(conversations(&bench).await, 0);
    assert!(settled(&bench.app).await.is_empty());

    let fresh = Bench::fresh().await;
    let refused = try_make(&fresh, None, picture("x")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotConnected);
    assert_eq!(conversations(&fresh).await, 0);
    assert!(bench.simulator.accepted().is_empty());
}

#[tokio::test]
async fn without_a_key_or_on_a_plan_for_texts_nothing_is_begun() {
    let mut bench = bench().await;
    for (platform, code) in [
        (PlatformChoice::BigModel, ErrorCode::KeyMissing),
        (PlatformChoice::BigModelCoding, ErrorCode::NotOffered),
    ] {
        choose(&mut bench, &platform).await;
        let refused = try_make(&bench, None, picture("x")).await.unwrap_err();
        assert_eq!(refused.code, code, "{platform:?}");
    }
    assert_eq!(conversations(&bench).await, 0);
}

/// Begins the app anew with a platform chosen whose key nobody has.
async fn choose(bench: &mut Bench, platform: &PlatformChoice) {
    bench.app.shutdown().await;
    let options = OpenOptions {
        folder: bench.folder.path().to_owned(),
        now_ms: 1,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    store.set_setting("platform", platform, 1).await.unwrap();
    store.close().await;
    bench.restart().await;
}

#[tokio::test]
async fn a_model_of_the_chat_reads_the_request_and_one_line_about_it() {
    let bench = bench().await;
    let sent = make(&bench, None, picture("一只纸船")).await;
    settled(&bench.app).await;
    let faults = bench.simulator.faults();
    faults.add(Rule::next(1, Fault::refused(1301)).on_path(IMAGES));
    let id = sent.conversation.id;
    make(&bench, Some(id), picture("不行的")).await;
    settled(&bench.app).await;
    bench.simulator.script(Script::text("好的。"));
    let request = SendMessage {
        conversation: Some(id),
        text: "谢谢".into(),
        model: MODEL.into(),
        parameters: Parameters::default(),
    };
    let answered = chat_send(&bench.app, request).await.unwrap();
    let ended = bench.end_of(answered.answer.id).await;
    assert_eq!(ended.state, MessageState::Complete);
    let seen = bench.simulator.requests();
    let body = seen
        .iter()
        .find(|it| it.path.ends_with("chat/completions"))
        .unwrap()
        .json();
    let said: Vec<(&str, &str)> = body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["role"].as_str().unwrap(),
                it["content"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("user", "一只纸船"),
            (
                "assistant",
                "(A picture was made from this request and shown to the user. You cannot see it.)"
            ),
            ("user", "不行的"),
            (
                "assistant",
                "(A picture was asked for with this request, and none could be made.)"
            ),
            ("user", "谢谢"),
        ]
    );
    assert!(ended.making.is_none() && ended.makes.is_none());
}

#[tokio::test]
async fn again_and_other_words_make_siblings_with_the_same_form() {
    let bench = bench().await;
    let mut wanted = picture("猫");
    wanted.count = 2;
    let sent = make(&bench, None, wanted).await;
    settled(&bench.app).await;
    let retry = RetryMessage {
        message: sent.answer.id,
        model: Some("glm-5.2".into()),
    };
    let again = chat_retry(&bench.app, retry).await.unwrap();
    assert!(again.question.is_none());
    assert_eq!(again.answer.siblings.count, 2);
    let edit = EditMessage {
        message: sent.question.unwrap().id,
        text: " 狗 ".into(),
    };
    let edited = chat_edit(&bench.app, edit).await.unwrap();
    let question = edited.question.unwrap();
    assert_eq!((question.text.as_str(), question.siblings.count), ("狗", 2));
    settled(&bench.app).await;
    for (answer, prompt) in [(again.answer.id, "猫"), (edited.answer.id, "狗")] {
        let made = making(&bench, answer).await;
        assert_eq!(made.results.len(), 2);
        for result in &made.results {
            assert_eq!(result.job.prompt, prompt);
            assert_eq!(result.job.parameters["size"], "512x768");
            assert_eq!(result.made.len(), 1);
        }
    }
    assert_eq!(bench.simulator.accepted().len(), 6);

    let continued = chat_continue(&bench.app, edited.answer.id).await;
    assert_eq!(continued.unwrap_err().code, ErrorCode::BadInput);
    let mended = chat_mend(&bench.app, edited.answer.id).await;
    assert_eq!(mended.unwrap_err().code, ErrorCode::BadInput);
    let nothing = chat_made(&bench.app, vec![question.id, MessageId::new()]).await;
    assert!(nothing.unwrap().is_empty());
}

#[tokio::test]
async fn giving_up_in_one_place_is_seen_in_the_other() {
    let bench = slow_bench().await;
    let sent = make(&bench, None, form("cogvideox-3", "text", "много", 1)).await;
    let id = sent.answer.making.unwrap().results[0].job.id;
    studio_cancel(&bench.app, id).await.unwrap();
    let made = making(&bench, sent.answer.id).await;
    assert_eq!(made.results[0].job.state, JobState::Cancelled);
    // The conversation is not held up by what is being made in it.
    let more = make(
        &bench,
        Some(sent.conversation.id),
        form("cogvideox-3", "text", "ещё", 1),
    )
    .await;
    bench.simulator.script(Script::text("да"));
    let answered = bench.ask(Some(sent.conversation.id), "и?").await;
    let ended = tokio::time::timeout(Duration::from_secs(20), bench.end_of(answered.answer.id));
    assert_eq!(ended.await.unwrap().state, MessageState::Complete);
    assert_eq!(
        making(&bench, more.answer.id).await.results[0]
            .job
            .finished_ms,
        None
    );
}
