//! Jobs against the simulator: what is asked for is kept, whatever happens on the way, and is paid for once.

use std::collections::HashMap;

use glim_app::{
    ErrorCode,
    studio::{
        FormView, ImprovePrompt, JobInputView, ModeView, studio_artifact, studio_cancel,
        studio_estimate, studio_forms, studio_improve, studio_prompts, studio_retry,
    },
};
use glim_store::{JobState, MediaKind};
use zhipu_sim::{Fault, Rule};

use crate::{
    bench_app::Bench,
    bench_studio::{
        AN_HOUR, ask, bench, form, job, paste, picture, served, settled, slow_bench, states, until,
    },
};

/// How often each job was taken by the platform.
fn taken(bench: &Bench) -> HashMap<String, usize> {
    let mut taken = HashMap::new();
    for accepted in bench.simulator.accepted() {
        *taken.entry(accepted.request_id.unwrap()).or_default() += 1;
    }
    taken
}

/// Pictures as a mode wants them.
async fn inputs(bench: &Bench, mode: &ModeView) -> Vec<JobInputView> {
    let Some(rule) = &mode.pictures else {
        return Vec::new();
    };
    let taken = paste(&bench.app, &picture(320, 240)).await.unwrap();
    let roles = rule.roles.iter();
    roles
        .map(|role| JobInputView {
            role: *role,
            file: taken.file.clone(),
            artifact: None,
        })
        .collect()
}

#[tokio::test]
async fn every_model_in_every_mode_gives_a_file_that_is_kept_and_served() {
    let bench = bench().await;
    let forms: Vec<FormView> = studio_forms(&bench.app, ()).await.unwrap();
    assert!(forms.len() >= 12, "{}", forms.len());
    let mut asked = 0;
    for view in &forms {
        assert!(view.usable, "an own server may have everything");
        for mode in &view.modes {
            let prompt = format!("{} {}：一只纸船 ⛵ قارب", view.model, mode.mode);
            let mut wanted = form(&view.model, &mode.mode, &prompt, 1);
            wanted.inputs = inputs(&bench, mode).await;
            ask(&bench.app, wanted).await;
            asked += 1;
        }
    }
    let ended = settled(&bench.app).await;
    assert_eq!(ended.len(), asked);
    for job in &ended {
        assert_eq!(
            job.state,
            JobState::Done,
            "{} {}: {:?}",
            job.model,
            job.mode,
            job.error
        );
        let [id] = job.artifacts[..] else {
            panic!("{job:?}")
        };
        let artifact = studio_artifact(&bench.app, id).await.unwrap();
        assert_eq!(artifact.kind, job.kind);
        assert_eq!(artifact.prompt, job.prompt);
        assert!(artifact.width >= 128 && artifact.height >= 128);
        assert!(artifact.thumbhash.is_some());
        assert_eq!(artifact.duration_ms.is_some(), job.kind == MediaKind::Video);
        let file = served(&bench.app, "GET", &format!("/media/{}", artifact.file), &[]).await;
        assert_eq!(file.status, 200);
        assert_eq!(
            file.header("content-type"),
            Some(artifact.media_type.as_str())
        );
        assert_eq!(file.body.len(), usize::try_from(artifact.bytes).unwrap());
        let thumb = format!("/thumb/{}", artifact.thumb.expect("a small picture"));
        assert_eq!(served(&bench.app, "GET", &thumb, &[]).await.status, 200);
    }
    assert!(taken(&bench).values().all(|times| *times == 1));
    assert_eq!(studio_prompts(&bench.app, ()).await.unwrap().len(), asked);
}

#[tokio::test]
async fn of_four_pictures_three_are_kept_when_one_is_refused() {
    let bench = bench().await;
    bench
        .simulator
        .faults()
        .add(Rule::next(1, Fault::refused(1301)).on_path("/images/generations"));
    ask(&bench.app, form("cogview-4", "text", "四张图", 4)).await;
    let ended = settled(&bench.app).await;
    let failed: Vec<_> = ended
        .iter()
        .filter(|it| it.state == JobState::Failed)
        .collect();
    assert_eq!(
        ended.iter().filter(|it| it.state == JobState::Done).count(),
        3
    );
    assert_eq!(failed.len(), 1);
    assert_eq!(
        failed[0].error.as_ref().unwrap().code,
        ErrorCode::ContentRefused
    );

    let again = studio_retry(&bench.app, failed[0].id).await.unwrap().jobs;
    assert_eq!(again[0].retry_of, Some(failed[0].id));
    settled(&bench.app).await;
    assert_eq!(job(&bench.app, again[0].id).await.state, JobState::Done);
    assert_eq!(job(&bench.app, failed[0].id).await.state, JobState::Failed);
}

#[tokio::test]
async fn a_cut_after_the_call_was_taken_is_told_as_unknown_and_never_sent_again() {
    let mut bench = bench().await;
    for path in ["/images/generations", "/videos/generations"] {
        let cut = Fault::parse("cut after=5").unwrap();
        bench
            .simulator
            .faults()
            .add(Rule::next(1, cut).on_path(path));
    }
    ask(&bench.app, form("cogview-4", "text", "x", 1)).await;
    ask(&bench.app, form("cogvideox-flash", "text", "y", 1)).await;
    let ended = settled(&bench.app).await;
    assert_eq!(states(&ended), [JobState::Unknown; 2]);
    for job in &ended {
        let error = job.error.as_ref().unwrap();
        assert_eq!(error.code, ErrorCode::OutcomeUnknown);
        assert!(error.params.contains_key("cause"));
    }
    bench.restart().await;
    assert_eq!(states(&settled(&bench.app).await), [JobState::Unknown; 2]);
    let taken = taken(&bench);
    assert!(
        taken.len() == 2 && taken.values().all(|times| *times == 1),
        "{taken:?}"
    );
}

#[tokio::test]
async fn a_platform_that_is_busy_is_asked_later_and_takes_each_job_once() {
    let bench = bench().await;
    let faults = bench.simulator.faults();
    faults.add(Rule::next(2, Fault::refused(1302)).on_path("/images/generations"));
    faults.add(Rule::next(1, Fault::refused(1305)).on_path("/images/generations"));
    ask(&bench.app, form("glm-image", "text", "忙", 3)).await;
    ask(&bench.app, form("cogview-3-flash", "text", "busy", 2)).await;
    let ended = settled(&bench.app).await;
    assert_eq!(states(&ended), [JobState::Done; 5]);
    let taken = taken(&bench);
    assert!(
        taken.len() == 5 && taken.values().all(|times| *times == 1),
        "{taken:?}"
    );
}

#[tokio::test]
async fn a_job_goes_on_after_a_restart_at_the_platform_it_was_sent_to() {
    let mut bench = slow_bench().await;
    let asked = ask(&bench.app, form("cogvideox-3", "text", "日落", 1)).await;
    until(&bench.app, "it runs", |jobs| {
        jobs[0].state == JobState::Running
    })
    .await;
    bench.restart().await;
    bench.app.pace_studio(crate::bench_studio::FAST);
    let connect = glim_app::settings::Connect {
        platform: glim_app::settings::PlatformChoice::Demo,
        key: None,
        keep: glim_app::settings::KeyPlace::Session,
        passphrase: None,
    };
    glim_app::settings::settings_connect(&bench.app, connect)
        .await
        .unwrap();
    bench.simulator.move_clock(AN_HOUR);
    settled(&bench.app).await;
    let ended = job(&bench.app, asked.jobs[0].id).await;
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.error);
    assert_eq!(bench.simulator.accepted().len(), 1);
}

#[tokio::test]
async fn giving_up_ends_what_waits_and_stops_following_what_runs() {
    let bench = slow_bench().await;
    // More than may run at once: the last ones wait.
    let asked = ask(&bench.app, form("cogvideox-3", "text", "много", 8)).await;
    until(&bench.app, "five run", |jobs| {
        jobs.iter()
            .filter(|it| it.state == JobState::Running)
            .count()
            == 5
    })
    .await;
    assert_eq!(
        bench.simulator.accepted().len(),
        5,
        "no more than the model's limit"
    );
    for job in &asked.jobs {
        studio_cancel(&bench.app, job.id).await.unwrap();
        studio_cancel(&bench.app, job.id).await.unwrap();
    }
    assert_eq!(states(&settled(&bench.app).await), [JobState::Cancelled; 8]);
    let looks = bench.simulator.requests().len();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(
        bench.simulator.requests().len(),
        looks,
        "nobody is asked any more"
    );
    let gone = studio_cancel(&bench.app, glim_store::JobId::new())
        .await
        .unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_link_that_died_is_asked_for_once_more_and_a_line_that_breaks_is_tried_again() {
    let bench = bench().await;
    let faults = bench.simulator.faults();
    faults.add(Rule::next(1, Fault::parse("dead-link").unwrap()).on_path(".png"));
    ask(&bench.app, form("glm-image", "text", "死链", 1)).await;
    assert_eq!(states(&settled(&bench.app).await), [JobState::Done]);
    faults.add(Rule::always(Fault::parse("dead-link").unwrap()).on_path(".png"));
    ask(&bench.app, form("glm-image", "text", "死链 2", 1)).await;
    ask(&bench.app, form("cogview-4", "text", "死链 3", 1)).await;
    let ended = settled(&bench.app).await;
    let dead: Vec<_> = ended
        .iter()
        .filter(|it| it.state == JobState::Failed)
        .collect();
    assert_eq!(dead.len(), 2);
    for job in dead {
        assert_eq!(job.error.as_ref().unwrap().code, ErrorCode::LinkExpired);
    }
    faults.clear();
    faults.add(Rule::next(2, Fault::parse("cut after=400").unwrap()).on_path(".png"));
    ask(&bench.app, form("cogview-4", "text", "断线", 1)).await;
    assert_eq!(settled(&bench.app).await[0].state, JobState::Done);
}

#[tokio::test]
async fn a_form_is_held_against_the_table_before_anything_is_written_down() {
    let bench = bench().await;
    let mut wanted = form("cogview-4", "text", " ", 21);
    wanted.parameters.insert("size".into(), "9000x9000".into());
    wanted.parameters.insert("request_id".into(), "mine".into());
    let estimate = studio_estimate(&bench.app, wanted.clone()).await.unwrap();
    let mut codes: Vec<_> = estimate
        .problems
        .iter()
        .map(|it| it.code.as_str())
        .collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "count",
            "promptMissing",
            "sideOutOfRange",
            "unknownParameter"
        ]
    );
    let refused = glim_app::studio::studio_ask(&bench.app, wanted)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::RequestRefused);
    let unknown =
        glim_app::studio::studio_ask(&bench.app, form("cogview-4", "image", "x", 1)).await;
    assert_eq!(unknown.unwrap_err().code, ErrorCode::NotFound);
    assert!(settled(&bench.app).await.is_empty());
    assert!(bench.simulator.accepted().is_empty());
}

#[tokio::test]
async fn a_prompt_is_made_better_by_the_chat_model_and_an_empty_one_is_not() {
    let bench = bench().await;
    let wanted = |prompt: &str| ImprovePrompt {
        prompt: prompt.to_owned(),
        kind: MediaKind::Image,
        model: "cogview-4".to_owned(),
    };
    let better = studio_improve(&bench.app, wanted("纸船 [[text:一只红色的纸船漂在湖上]]")).await;
    assert_eq!(better.unwrap(), "一只红色的纸船漂在湖上");
    let empty = studio_improve(&bench.app, wanted(" \n")).await.unwrap_err();
    assert_eq!(empty.code, ErrorCode::RequestRefused);
}
