//! Jobs: written down before they are made, every step once, nothing half.

use glim_store::{
    BatchId, ContentHash, Cost, Error, InputRole, JobDone, JobId, JobState, NewInput, NewJob,
    NewUsage, Usage,
};
use serde_json::json;

use crate::{
    scene::{DAY, NOON, Scene},
    studio_scene::{artifact, finish, job, keep},
};

async fn ask(scene: &Scene) -> JobId {
    let new = job(BatchId::new(), 0);
    let jobs = std::slice::from_ref(&new);
    scene.store.ask_jobs(jobs, NOON).await.unwrap();
    new.id
}

async fn state(scene: &Scene, id: JobId) -> JobState {
    scene.store.job(id).await.unwrap().state
}

#[tokio::test]
async fn a_job_goes_its_way_and_keeps_what_it_made() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let batch = BatchId::new();
    let cost = |amount_nano| Cost {
        amount_nano,
        currency: "CNY".to_owned(),
    };
    let new = NewJob {
        estimate: Some(cost(60_000_000)),
        ..job(batch, 0)
    };
    let id = new.id;
    store.ask_jobs(&[new, job(batch, 1)], NOON).await.unwrap();
    let asked = store.job(id).await.unwrap();
    assert_eq!((asked.state, asked.due_ms), (JobState::Waiting, NOON));
    assert_eq!(asked.estimate, Some(cost(60_000_000)));

    assert!(store.job_sending(id, NOON + 1).await.unwrap());
    assert!(!store.job_sending(id, NOON + 1).await.unwrap(), "only once");
    let task = "任务-1";
    assert!(
        store
            .job_running(id, task, NOON + 50, NOON + 2)
            .await
            .unwrap()
    );
    let running = store.job(id).await.unwrap();
    assert_eq!(running.task.as_deref(), Some(task));
    assert_eq!((running.submitted_ms, running.tries), (Some(NOON + 2), 0));
    assert!(store.job_later(id, None, NOON + 90).await.unwrap());
    let links = json!([{ "url": "https://example/1.png" }]);
    assert!(store.job_linked(id, &links, NOON + 100).await.unwrap());
    let fetching = store.job(id).await.unwrap();
    assert_eq!(
        (fetching.state, fetching.links),
        (JobState::Fetching, Some(links))
    );

    let file = keep(store, 1, NOON).await;
    let made = artifact(file);
    let artifact_id = made.id;
    let done = JobDone {
        artifacts: vec![made],
        cost: Some(cost(50_000_000)),
        used: Some(NewUsage {
            day: DAY.to_owned(),
            model: "cogview-4".to_owned(),
            feature: "studio".to_owned(),
            usage: Usage {
                cost: Some(cost(50_000_000)),
                ..Usage::default()
            },
            at_ms: NOON,
        }),
    };
    assert!(store.job_done(id, &done, NOON + 200).await.unwrap());
    assert!(
        !store.job_done(id, &done, NOON + 200).await.unwrap(),
        "only once"
    );
    let ended = store.job(id).await.unwrap();
    assert_eq!(
        (ended.state, ended.finished_ms),
        (JobState::Done, Some(NOON + 200))
    );
    assert_eq!(ended.artifacts, [artifact_id]);
    assert_eq!(
        (ended.estimate, ended.cost),
        (Some(cost(60_000_000)), Some(cost(50_000_000)))
    );
    let kept = store.artifact(artifact_id).await.unwrap();
    assert_eq!((kept.prompt, kept.model), (ended.prompt, Some(ended.model)));
    assert_eq!((kept.parameters, kept.job), (ended.parameters, Some(id)));
    assert_eq!(store.artifacts_with_words("帽子").await.unwrap().len(), 1);

    let waiting: Vec<_> = store.batch_jobs(batch).await.unwrap();
    assert_eq!(
        waiting.iter().map(|it| it.position).collect::<Vec<_>>(),
        [0, 1]
    );
    assert_eq!(store.open_jobs().await.unwrap().len(), 1);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_question_is_written_down_whole_or_not_at_all() {
    let scene = Scene::new().await;
    let batch = BatchId::new();
    let mut twice = job(batch, 1);
    let first = job(batch, 0);
    twice.request.clone_from(&first.request);
    assert!(scene.store.ask_jobs(&[first, twice], NOON).await.is_err());
    assert!(scene.store.list_jobs(None, 10).await.unwrap().is_empty());

    let nowhere = NewJob {
        inputs: vec![NewInput {
            role: InputRole::FirstFrame,
            hash: ContentHash([9; 32]),
            artifact: None,
        }],
        ..job(batch, 0)
    };
    let refused = scene.store.ask_jobs(&[nowhere], NOON).await;
    assert!(
        matches!(refused, Err(Error::NotFound { what: "file", .. })),
        "{refused:?}"
    );
    assert!(scene.store.list_jobs(None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_what_was_being_sent_is_unknown_after_a_restart() {
    let scene = Scene::new().await;
    let (waiting, sending, running) = (ask(&scene).await, ask(&scene).await, ask(&scene).await);
    for id in [sending, running] {
        assert!(scene.store.job_sending(id, NOON).await.unwrap());
    }
    assert!(
        scene
            .store
            .job_running(running, "t", NOON, NOON)
            .await
            .unwrap()
    );
    let scene = scene.again().await;
    let error = json!({ "code": "cutOff" });
    let settled = scene.store.settle_jobs(&error, NOON + 9).await.unwrap();
    assert_eq!(settled, [sending]);
    assert_eq!(state(&scene, waiting).await, JobState::Waiting);
    assert_eq!(state(&scene, running).await, JobState::Running);
    let unknown = scene.store.job(sending).await.unwrap();
    assert_eq!(
        (unknown.state, unknown.error),
        (JobState::Unknown, Some(error))
    );
    assert!(
        !scene.store.job_sending(sending, NOON).await.unwrap(),
        "nothing sends it again"
    );
}

#[tokio::test]
async fn no_step_is_taken_from_where_it_does_not_lead() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = ask(&scene).await;
    let error = json!({});
    assert!(!store.job_running(id, "t", NOON, NOON).await.unwrap());
    assert!(!store.job_linked(id, &json!([]), NOON).await.unwrap());
    assert!(!store.job_unknown(id, &error, NOON).await.unwrap());
    assert!(!store.job_unsent(id, None, NOON).await.unwrap());
    assert!(!store.job_done(id, &JobDone::default(), NOON).await.unwrap());
    assert!(store.job_cancelled(id, NOON).await.unwrap());
    for went in [
        store.job_sending(id, NOON).await,
        store.job_later(id, None, NOON).await,
        store.job_failed(id, &error, NOON).await,
        store.job_cancelled(id, NOON).await,
    ] {
        assert!(!went.unwrap(), "it has ended");
    }
    assert_eq!(state(&scene, id).await, JobState::Cancelled);
    scene.assert_whole().await;
}

#[tokio::test]
async fn a_job_whose_files_are_not_kept_is_not_done() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let id = ask(&scene).await;
    assert!(store.job_sending(id, NOON).await.unwrap());
    assert!(store.job_linked(id, &json!([]), NOON).await.unwrap());
    let kept = keep(store, 1, NOON).await;
    let done = JobDone {
        artifacts: vec![artifact(kept), artifact(ContentHash([7; 32]))],
        ..JobDone::default()
    };
    assert!(store.job_done(id, &done, NOON).await.is_err());
    assert_eq!(state(&scene, id).await, JobState::Fetching);
    let lines = store.artifact_lines(-1, 0).await.unwrap();
    assert!(lines.lines.is_empty(), "not one of two");
    assert!(store.artifacts_with_words("猫").await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_due_longest_comes_first() {
    let scene = Scene::new().await;
    let store = &scene.store;
    assert_eq!(store.next_due_ms().await.unwrap(), None);
    let (one, two, three) = (ask(&scene).await, ask(&scene).await, ask(&scene).await);
    assert!(store.job_later(one, None, NOON + 50).await.unwrap());
    assert!(
        store
            .job_later(two, Some(&json!(1)), NOON + 20)
            .await
            .unwrap()
    );
    assert!(store.job_sending(three, NOON).await.unwrap());
    assert_eq!(store.next_due_ms().await.unwrap(), Some(NOON + 20));
    let due = store.due_jobs(NOON + 60, 10).await.unwrap();
    assert_eq!(due.iter().map(|it| it.id).collect::<Vec<_>>(), [two, one]);
    assert_eq!(store.due_jobs(NOON + 30, 10).await.unwrap().len(), 1);
    assert!(store.job_unsent(three, None, NOON + 5).await.unwrap());
    assert_eq!(store.next_due_ms().await.unwrap(), Some(NOON + 5));
}

#[tokio::test]
async fn what_is_made_from_an_artifact_knows_it() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let file = keep(store, 1, NOON).await;
    let picture = finish(store, ask(&scene).await, file).await;
    let new = NewJob {
        inputs: vec![
            NewInput {
                role: InputRole::FirstFrame,
                hash: file,
                artifact: Some(picture),
            },
            NewInput {
                role: InputRole::LastFrame,
                hash: file,
                artifact: None,
            },
        ],
        ..job(BatchId::new(), 0)
    };
    let id = new.id;
    store.ask_jobs(&[new], NOON).await.unwrap();
    let made = finish(store, id, keep(store, 2, NOON).await).await;
    let inputs = store.job(id).await.unwrap().inputs;
    assert_eq!(inputs.len(), 2);
    assert_eq!(
        (inputs[0].artifact, inputs[1].artifact),
        (Some(picture), None)
    );
    let parents = store.belongings(made).await.unwrap().parents;
    assert_eq!((parents.len(), parents[0].id), (1, picture));
    assert_eq!(parents[0].role, InputRole::FirstFrame);
    let children = store.belongings(picture).await.unwrap().children;
    assert_eq!(children[0].id, made);

    store.delete_artifacts(&[picture], NOON).await.unwrap();
    assert!(store.belongings(made).await.unwrap().parents.is_empty());
    assert_eq!(store.purge_artifacts(&[picture]).await.unwrap(), 1);
    assert_eq!(
        store.job(id).await.unwrap().inputs.len(),
        2,
        "its file stays"
    );
    scene.assert_whole().await;
}

#[tokio::test]
async fn ended_jobs_are_taken_off_the_list_and_their_artifacts_stay() {
    let scene = Scene::new().await;
    let store = &scene.store;
    let (ended, open) = (ask(&scene).await, ask(&scene).await);
    let file = keep(store, 1, NOON).await;
    let made = finish(store, ended, file).await;
    assert_eq!(store.forget_jobs(&[ended, open]).await.unwrap(), 1);
    assert!(store.job(ended).await.is_err());
    let kept = store.artifact(made).await.unwrap();
    assert_eq!(
        (kept.job, kept.prompt.as_str()),
        (None, "一只戴帽子的猫 a cat")
    );
    let prompts = store.recent_prompts(5).await.unwrap();
    assert_eq!(prompts, ["一只戴帽子的猫 a cat"]);
}
