//! Pictures and videos asked for in a conversation: question, answer and jobs are there together or not at all.

use glim_store::{
    BatchId, ConversationId, Error, JobState, MakingIn, MediaKind, MessageState, NewMaking, Role,
    Store,
};
use tempfile::TempDir;

use crate::{
    crash::{FOLDER, run_and_kill, say},
    scene::{NOON, Scene, new_conversation, new_turn, options},
    studio_scene::{finish, job, keep},
};

fn making(count: u32) -> NewMaking {
    let batch = BatchId::new();
    NewMaking {
        jobs: (0..count).map(|position| job(batch, position)).collect(),
        now_ms: NOON,
    }
}

async fn behind(scene: &Scene, id: ConversationId) -> MakingIn {
    MakingIn::Behind(id, scene.store.conversation(id).await.unwrap().head)
}

#[tokio::test]
async fn a_picture_is_asked_for_with_question_answer_and_jobs_at_once() {
    let scene = Scene::new().await;
    let store = &scene.store;
    store.set_setting("draft:new", &"画猫", NOON).await.unwrap();
    let place = MakingIn::New(new_conversation(Some("画一只猫")));
    let turn = store
        .make_turn(&place, "画一只戴帽子的猫 🐈 قطة", &making(2), "draft:new")
        .await
        .unwrap();
    let draft = store.setting::<serde_json::Value>("draft:new").await;
    assert_eq!(draft.unwrap(), None);
    let page = store.path_page(turn.conversation, 0, 10).await.unwrap();
    let [question, answer] = &page[..] else {
        panic!("{page:?}")
    };
    assert_eq!((question.role, answer.role), (Role::User, Role::Assistant));
    assert_eq!(Some(question.id), turn.user);
    assert_eq!(answer.id, turn.answer);
    for message in &page {
        assert_eq!(message.making, Some(MediaKind::Image));
        assert_eq!(
            (message.state, message.attempts),
            (MessageState::Complete, 0)
        );
    }
    let jobs = store.message_jobs(&[turn.answer]).await.unwrap();
    assert_eq!(jobs.len(), 2);
    assert!(
        jobs.iter()
            .all(|job| job.message == Some(turn.answer) && job.state == JobState::Waiting)
    );
    assert_eq!(store.search("帽子", 5).await.unwrap().len(), 1);
    let list = store.list_conversations(None, 5).await.unwrap();
    assert_eq!(
        list.conversations[0].title.as_deref(),
        Some("画一只猫"),
        "the title is that of the new conversation"
    );

    // The conversation goes on behind it in words.
    let next = new_turn(turn.conversation, Some(turn.answer), "谢谢");
    store.begin_turn(&next).await.unwrap();
    scene.assert_whole().await;
}

#[tokio::test]
async fn what_cannot_be_written_whole_leaves_nothing() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let mut twice = making(2);
    twice.jobs[1].request = twice.jobs[0].request.clone();
    let mut mixed = making(2);
    mixed.jobs[1].kind = MediaKind::Video;
    let conversation = scene.conversation().await.id;
    for new in [twice, mixed, making(0)] {
        let place = MakingIn::New(new_conversation(None));
        let refused = store.make_turn(&place, "x", &new, "draft:new").await;
        assert!(refused.is_err());
        let place = MakingIn::Behind(conversation, None);
        assert!(
            store
                .make_turn(&place, "x", &new, "draft:new")
                .await
                .is_err()
        );
    }
    let list = store.list_conversations(None, 5).await.unwrap();
    assert_eq!(list.conversations.len(), 1, "no new conversation is left");
    assert_eq!(scene.path(conversation).await, []);
    assert!(store.list_jobs(None, 5).await.unwrap().is_empty());
    assert!(store.search("x", 5).await.unwrap().is_empty());
    scene.assert_whole().await;
}

#[tokio::test]
async fn again_is_a_sibling_of_the_answer_and_other_words_are_one_of_the_question() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = scene.conversation().await.id;
    let place = behind(&scene, id).await;
    let first = store
        .make_turn(&place, "一只猫", &making(1), "")
        .await
        .unwrap();
    let again = store.make_again(first.answer, &making(1)).await.unwrap();
    assert_eq!((again.user, again.conversation), (None, id));
    let row = store.message(again.answer).await.unwrap();
    assert_eq!((row.sibling_index, row.sibling_count), (1, 2));
    let question = first.user.unwrap();
    let last = store.question_jobs(question).await.unwrap();
    assert_eq!(last[0].message, Some(again.answer));
    let third = store.make_again(question, &making(1)).await.unwrap();
    assert_eq!(
        store.message(third.answer).await.unwrap().sibling_count,
        3,
        "a question is answered again as well"
    );

    let other = store
        .make_otherwise(question, "一只狗", &making(1))
        .await
        .unwrap();
    let row = store.message(other.user.unwrap()).await.unwrap();
    assert_eq!(
        (row.text.as_str(), row.sibling_count, row.making),
        ("一只狗", 2, Some(MediaKind::Image))
    );
    let refused = store.make_otherwise(other.answer, "x", &making(1)).await;
    assert!(
        matches!(refused, Err(Error::NotAllowed { .. })),
        "{refused:?}"
    );
    assert_eq!(store.message_jobs(&[first.answer]).await.unwrap().len(), 1);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_job_stays_as_long_as_the_answer_that_shows_it() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = scene.conversation().await.id;
    let place = behind(&scene, id).await;
    let turn = store.make_turn(&place, "猫", &making(1), "").await.unwrap();
    let job = store.message_jobs(&[turn.answer]).await.unwrap()[0].id;
    let file = keep(store, 7, NOON).await;
    let artifact = finish(store, job, file).await;
    assert_eq!(store.forget_jobs(&[job]).await.unwrap(), 0);
    let made = store.made_by(&[job]).await.unwrap();
    assert_eq!((made.len(), made[0].id, made[0].job), (1, artifact, job));
    assert_eq!((made[0].width, made[0].height), (1024, 768));

    store.delete_artifacts(&[artifact], NOON).await.unwrap();
    assert!(store.made_by(&[job]).await.unwrap().is_empty());
    store.restore_artifacts(&[artifact]).await.unwrap();
    assert_eq!(store.made_by(&[job]).await.unwrap().len(), 1);
    store.delete_artifacts(&[artifact], NOON).await.unwrap();
    store.purge_artifacts(&[artifact]).await.unwrap();
    let left = store.message_jobs(&[turn.answer]).await.unwrap();
    assert_eq!(
        (left[0].state, left[0].artifacts.len()),
        (JobState::Done, 0),
        "that it was made is still known"
    );

    store.delete_conversation(id, NOON).await.unwrap();
    store.purge_deleted(NOON).await.unwrap();
    assert_eq!(store.job(job).await.unwrap().message, None);
    assert_eq!(store.forget_jobs(&[job]).await.unwrap(), 1);
    scene.assert_whole().await;
}

/// Every question has its answer and every answer its jobs.
async fn assert_together(store: &Store) -> usize {
    let list = store.list_conversations(None, 1_000).await.unwrap();
    let mut made = 0;
    for conversation in &list.conversations {
        let page = store.path_page(conversation.id, 0, 1_000).await.unwrap();
        assert!(!page.is_empty() && page.len() % 2 == 0, "{}", page.len());
        for pair in page.chunks(2) {
            let jobs = store.message_jobs(&[pair[1].id]).await.unwrap();
            assert_eq!(jobs.len(), 3, "all jobs of {}", pair[0].text);
            made += 1;
        }
    }
    let jobs = store.list_jobs(None, 10_000).await.unwrap();
    assert_eq!(jobs.len(), made * 3, "no job without its answer");
    made
}

#[test]
fn a_killed_process_leaves_question_answer_and_jobs_or_none_of_them() {
    let folder = TempDir::new().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut said = 0;
    for round in 0..10 {
        let lines = run_and_kill(
            "makings::the_process_that_asks_and_is_killed",
            folder.path(),
            (round * 7) % 23,
        );
        said += lines.len();
        runtime.block_on(async {
            let (store, _) = Store::open(&options(&folder)).await.unwrap();
            let made = assert_together(&store).await;
            assert!(made >= said, "{made} of {said} that were acknowledged");
            assert!(store.integrity_check().await.unwrap().ok);
            store.close().await;
        });
    }
    assert!(said > 20, "{said}");
}

#[test]
#[ignore = "run by a_killed_process_leaves_question_answer_and_jobs_or_none_of_them, which kills it"]
fn the_process_that_asks_and_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let options = glim_store::OpenOptions {
        folder: folder.into(),
        now_ms: NOON,
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (store, _) = Store::open(&options).await.unwrap();
        loop {
            let place = MakingIn::New(new_conversation(Some("新")));
            let turn = store.make_turn(&place, "画", &making(3), "").await.unwrap();
            say(&format!("@made {}", turn.answer));
            let place = MakingIn::Behind(turn.conversation, Some(turn.answer));
            let turn = store
                .make_turn(&place, "再画", &making(3), "")
                .await
                .unwrap();
            say(&format!("@made {}", turn.answer));
        }
    });
}
