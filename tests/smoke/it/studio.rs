//! A picture of every model and a video of every model and way, made, looked at and played in the real window; then a kill while
//! one is being made.

use std::{collections::HashSet, time::Duration};

use fantoccini::key::Key;
use glim_smoke::{Keychain, Stage, Window};
use serde_json::json;
use zhipu_sim::{Options, Simulator};

const KEY: &str = "1c8f2b6d4e9a40b7a3d5c6e7f8091a2b.StUdIoWxYzAbCdEf";
/// Long enough that a person sees what is going on.
const MADE_AFTER: Duration = Duration::from_millis(1_200);
const IMAGE_MODELS: [&str; 4] = [
    "glm-image",
    "cogview-4-250304",
    "cogview-4",
    "cogview-3-flash",
];
/// Two of them that are of one size, as a first and a last frame must be.
const FRAMES: [&str; 2] = ["cogview-4-250304", "cogview-4"];
const FIRST: &str = "First frame";
const LAST: &str = "Last frame";
const REFERENCE: &str = "Reference";
/// Model, the name of the way when it has several, and what it starts from.
const VIDEOS: [(&str, Option<&str>, &[&str]); 13] = [
    ("cogvideox-3", Some("From words"), &[]),
    ("cogvideox-3", Some("From a picture"), &[FIRST]),
    ("cogvideox-3", Some("First & last"), &[FIRST, LAST]),
    ("cogvideox-2", Some("From words"), &[]),
    ("cogvideox-2", Some("From a picture"), &[FIRST]),
    ("cogvideox-flash", Some("From words"), &[]),
    ("cogvideox-flash", Some("From a picture"), &[FIRST]),
    ("viduq1-text", None, &[]),
    ("viduq1-image", None, &[FIRST]),
    ("viduq1-start-end", None, &[FIRST, LAST]),
    ("vidu2-image", None, &[FIRST]),
    ("vidu2-start-end", None, &[FIRST, LAST]),
    ("vidu2-reference", None, &[REFERENCE, REFERENCE]),
];

#[tokio::test]
async fn every_model_makes_in_the_window_and_what_it_made_plays() {
    let Some(mut stage) = Stage::set_or_skip(Keychain::Unlocked).unwrap() else {
        return;
    };
    let options = Options {
        keys: vec![KEY.to_owned()],
        made_after: MADE_AFTER,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.first_run(&simulator.base(), KEY).await.unwrap();
    window.click_named("Studio").await.unwrap();
    window.see("[data-studio-prompt]").await.unwrap();
    window.picture("60-studio-empty").await.unwrap();

    for (at, model) in IMAGE_MODELS.into_iter().enumerate() {
        make_a_picture(&window, at, model).await;
    }
    for (at, video) in VIDEOS.into_iter().enumerate() {
        make_a_video(&window, at, video).await;
    }
    looks(&window).await;
    ask_and_kill(&stage, &window, &simulator).await;
    drop(window);

    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.click_named("创作室").await.unwrap();
    made(&window, "这一张在做的时候程序被杀了").await;
    window
        .picture("79-studio-made-after-the-kill")
        .await
        .unwrap();
    let asked: Vec<_> = simulator
        .accepted()
        .into_iter()
        .map(|accepted| accepted.request_id)
        .collect();
    let different: HashSet<_> = asked.iter().collect();
    assert_eq!(asked.len(), IMAGE_MODELS.len() + VIDEOS.len() + 1);
    assert_eq!(different.len(), asked.len(), "none was asked for twice");
    window.close().await.unwrap();
}

async fn make_a_picture(window: &Window, at: usize, model: &str) {
    let prompt = format!("{model} 晨雾里的灯塔, a lighthouse in the morning mist");
    choose_model(window, model).await;
    ask(window, &prompt).await;
    if at == 0 {
        window.see("[data-job]").await.unwrap();
        window.picture("61-studio-at-work").await.unwrap();
    }
    made(window, &prompt).await;
    open(window, &prompt).await;
    let shown = "
        const picture = document.querySelector('[data-studio-full] img[alt]:not([alt=\"\"])');
        return picture?.complete === true && picture.naturalWidth >= 512";
    window
        .until(shown, vec![], "the whole picture")
        .await
        .unwrap();
    window
        .picture(&format!("62-picture-{model}"))
        .await
        .unwrap();
    back(window).await;
}

async fn make_a_video(
    window: &Window,
    at: usize,
    (model, way, roles): (&str, Option<&str>, &[&str]),
) {
    let prompt = format!("{} {model}: 灯塔的光扫过海面", at + 1);
    choose_model(window, model).await;
    if let Some(way) = way {
        window.click_named(way).await.unwrap();
    }
    for (number, (picture, role)) in FRAMES.into_iter().zip(roles).enumerate() {
        let before = roles.iter().take(number).filter(|it| *it == role).count();
        start_from(window, picture, role, before + 1).await;
    }
    if roles.len() > 1 {
        window
            .picture(&format!("63-form-{model}-{}", at + 1))
            .await
            .unwrap();
    }
    ask(window, &prompt).await;
    made(window, &prompt).await;
    open(window, &prompt).await;
    play(window).await;
    window
        .picture(&format!("64-video-{}-{model}", at + 1))
        .await
        .unwrap();
    if !roles.is_empty() {
        window
            .see_text("[data-studio-full]", "Made from")
            .await
            .unwrap();
    }
    back(window).await;
}

async fn choose_model(window: &Window, model: &str) {
    let open = "
        const picker = document.querySelector('.picker[data-model]');
        picker?.click();
        return picker !== null";
    window
        .until(open, vec![], "the list of models")
        .await
        .unwrap();
    let choose = "
        const option = document.querySelector(`[role=radio][data-model='${arguments[0]}']`);
        option?.click();
        return option !== null";
    window
        .until(choose, vec![json!(model)], model)
        .await
        .unwrap();
    let chosen = "return document.querySelector('.picker').dataset.model === arguments[0]";
    window
        .until(chosen, vec![json!(model)], "the model to be chosen")
        .await
        .unwrap();
}

/// By the menu of a picture in the gallery, as with the right button. Then so many slots of the role are filled, or more:
/// what the last video started from stays.
async fn start_from(window: &Window, picture: &str, role: &str, filled: usize) {
    let cell = cell(&format!("{picture} "));
    // Only what is near is drawn: down the gallery until it comes.
    let seek = "
        const cell = document.querySelector(arguments[0]);
        cell?.scrollIntoView({ block: 'center' });
        if (cell === null) document.querySelector('[data-gallery-scroll]').scrollTop += 200;
        return cell !== null";
    window
        .until(seek, vec![json!(cell)], picture)
        .await
        .unwrap();
    window.menu_of(&cell).await.unwrap();
    window.click_named("Use as").await.unwrap();
    let choose = "
        const items = Array.from(document.querySelectorAll('[role=menuitem]'));
        const item = items.find((found) => found.textContent.trim() === arguments[0]);
        item?.click();
        return item !== undefined";
    window.until(choose, vec![json!(role)], role).await.unwrap();
    let taken = "
        const pictures = document.querySelectorAll(`.slot[aria-label='${arguments[0]}'] img`);
        return pictures.length >= arguments[1]";
    let arguments = vec![json!(role), json!(filled)];
    window
        .until(taken, arguments, "the picture in its slot")
        .await
        .unwrap();
    window.see_gone("[role=menu]").await.unwrap();
    let focused = "return document.activeElement?.matches('[data-studio-prompt]') === true";
    window
        .until(focused, vec![], "the prompt to have the keyboard")
        .await
        .unwrap();
}

async fn ask(window: &Window, prompt: &str) {
    let focused = "
        const box = document.querySelector('[data-studio-prompt]');
        box?.focus();
        box?.select();
        return document.activeElement === box";
    window
        .until(focused, vec![], "the prompt box")
        .await
        .unwrap();
    window.keys(prompt).await.unwrap();
    window.press(&[Key::Control], "\u{e007}").await.unwrap();
}

fn cell(prompt: &str) -> String {
    format!("[data-artifact][aria-label^=\"{prompt}\"]")
}

/// It stands in the gallery, and its thumbnail has come.
async fn made(window: &Window, prompt: &str) {
    let painted = "
        document.querySelector('[data-gallery-scroll]')?.scrollTo(0, 0);
        return document.querySelector(arguments[0])?.querySelector('img')?.naturalWidth > 0";
    let what = format!("{prompt:?} in the gallery");
    window
        .until(painted, vec![json!(cell(prompt))], &what)
        .await
        .unwrap();
}

async fn open(window: &Window, prompt: &str) {
    let click =
        "const cell = document.querySelector(arguments[0]); cell?.click(); return cell !== null";
    window
        .until(click, vec![json!(cell(prompt))], prompt)
        .await
        .unwrap();
    window.see("[data-studio-full] header").await.unwrap();
}

/// Its frames go by, and it has the size that it is kept with.
async fn play(window: &Window) {
    let play = "
        const video = document.querySelector('[data-studio-full] video');
        if (!video) return false;
        video.muted = true;
        void video.play();
        return true";
    window.until(play, vec![], "the video").await.unwrap();
    let playing = "
        const video = document.querySelector('[data-studio-full] video');
        return video !== null && !video.paused && video.currentTime > 0.4 && video.videoWidth >= 320";
    window
        .until(playing, vec![], "the video to play")
        .await
        .unwrap();
}

async fn back(window: &Window) {
    window
        .press(&[], &char::from(Key::Escape).to_string())
        .await
        .unwrap();
    window.see_gone("[data-studio-full]").await.unwrap();
}

/// The gallery and the full view in both themes and languages, looked at by whoever opens the pictures.
async fn looks(window: &Window) {
    look(window, "en-light").await;
    for (settings, choice, sign, studio, name) in [
        (
            "Settings",
            "Dark",
            "html[data-theme=dark]",
            "Studio",
            "en-dark",
        ),
        (
            "Settings",
            "简体中文",
            "html[lang=zh-CN]",
            "创作室",
            "zh-dark",
        ),
        (
            "设置",
            "浅色",
            "html[data-theme=light]",
            "创作室",
            "zh-light",
        ),
    ] {
        window.click_named(settings).await.unwrap();
        if name == "en-dark" {
            window.click_named("Appearance").await.unwrap();
        }
        window.click_named(choice).await.unwrap();
        window.see(sign).await.unwrap();
        window.click_named(studio).await.unwrap();
        look(window, name).await;
    }
}

async fn look(window: &Window, name: &str) {
    window.see("[data-artifact] img").await.unwrap();
    window.picture(&format!("70-studio-{name}")).await.unwrap();
    open(window, "13 vidu2-reference").await;
    play(window).await;
    window
        .picture(&format!("71-studio-video-{name}"))
        .await
        .unwrap();
    back(window).await;
    let seek = "document.querySelector('[data-gallery-scroll]').scrollTo(0, 9999); return true";
    window.until(seek, vec![], "the end").await.unwrap();
    open(window, "cogview-4 ").await;
    window
        .picture(&format!("72-studio-picture-{name}"))
        .await
        .unwrap();
    back(window).await;
}

async fn ask_and_kill(stage: &Stage, window: &Window, simulator: &Simulator) {
    ask(window, "这一张在做的时候程序被杀了").await;
    window.see("[data-job]").await.unwrap();
    let before = IMAGE_MODELS.len() + VIDEOS.len();
    for _ in 0..200 {
        if simulator.accepted().len() > before {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The task's id is in the database a moment after it was taken.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(stage.kill_app().unwrap() >= 1, "the app was killed");
}
