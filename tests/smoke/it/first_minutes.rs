//! From the first run to the kept answer, with a real keychain and a kill in the middle.

use fantoccini::key::Key;
use glim_smoke::{Keychain, Stage, Window};
use zhipu_sim::{Options, Simulator};

const KEY: &str = "5f3c9b7a1d2e4f60718293a4b5c6d7e8.QzXyW0vUtSrQpOnM";

#[tokio::test]
async fn a_key_a_question_an_answer_and_everything_kept() {
    let Some(mut stage) = Stage::set_or_skip(Keychain::Unlocked).unwrap() else {
        return;
    };
    let options = Options {
        keys: vec![KEY.to_owned()],
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();

    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.see_text("h1, h2", "Welcome to Glim").await.unwrap();
    window.picture("01-first-run").await.unwrap();
    window.first_run(&simulator.base(), KEY).await.unwrap();
    window.picture("02-empty").await.unwrap();
    stop_and_continue(&window).await;
    edit_into_a_sibling(&window).await;
    reload_in_the_middle(&window).await;
    looks(&window).await;
    kill_in_the_middle(&stage, &window).await;
    drop(window);

    // The next start: the key comes from the keychain, the part is there and goes on.
    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    find_in_chinese(&window).await;
    window.see("[data-end=interrupted]").await.unwrap();
    window.picture("10-after-the-kill").await.unwrap();
    window.click_named("Continue").await.unwrap();
    window
        .see("article[data-state=complete]:last-of-type")
        .await
        .unwrap();
    window.see_gone("[data-end=interrupted]").await.unwrap();
    // An older answer is complete as well: the continued one is when nothing streams any more.
    window
        .see_gone("article[data-state=streaming]")
        .await
        .unwrap();
    window.picture("11-continued").await.unwrap();
    window.close().await.unwrap();
    assert!(
        holders(&stage).is_empty(),
        "no file of the app holds the key: {:?}",
        holders(&stage)
    );
}

async fn stop_and_continue(window: &Window) {
    window
        .send("介绍一下木星 [[length:900]][[speed:60]]")
        .await
        .unwrap();
    window
        .see("article[data-state=streaming] [data-part=text] p")
        .await
        .unwrap();
    window
        .see_text("article [data-part=text]", "。")
        .await
        .unwrap();
    window.picture("03-streaming").await.unwrap();
    window
        .press(&[], &char::from(Key::Escape).to_string())
        .await
        .unwrap();
    window.see("[data-end=stopped]").await.unwrap();
    window.picture("04-stopped").await.unwrap();
    window.click_named("Continue").await.unwrap();
    window.see("article[data-state=complete]").await.unwrap();
    window.see_gone("[data-end=stopped]").await.unwrap();
    window.picture("05-continued").await.unwrap();
}

async fn edit_into_a_sibling(window: &Window) {
    window
        .press(&[Key::Control], &char::from(Key::Up).to_string())
        .await
        .unwrap();
    window.see("[data-message] textarea").await.unwrap();
    window.press(&[Key::Control], "a").await.unwrap();
    window
        .keys("介绍一下土星和它的光环 [[length:700]]")
        .await
        .unwrap();
    window.press(&[], "\u{e007}").await.unwrap();
    window
        .see_text("[data-message]", "土星和它的光环")
        .await
        .unwrap();
    window.see("article[data-state=complete]").await.unwrap();
    window.see_text("main, body", "2/2").await.unwrap();
    window.picture("06-sibling").await.unwrap();
    window.click_named("Previous version").await.unwrap();
    window
        .see_text("[data-message]", "介绍一下木星")
        .await
        .unwrap();
}

async fn reload_in_the_middle(window: &Window) {
    window
        .send("再说说它的卫星 [[length:2500]][[speed:120]]")
        .await
        .unwrap();
    window
        .see("article[data-state=streaming] [data-part=text] p")
        .await
        .unwrap();
    window.reload().await.unwrap();
    window
        .see("article[data-state=streaming] [data-part=text] p")
        .await
        .unwrap();
    window.picture("07-attached-again").await.unwrap();
    window
        .see_gone("article[data-state=streaming]")
        .await
        .unwrap();
}

/// Both languages and both themes, looked at by whoever opens the pictures.
async fn looks(window: &Window) {
    window.click_named("Settings").await.unwrap();
    window.click_named("Appearance").await.unwrap();
    window.click_named("Dark").await.unwrap();
    window.see("html[data-theme=dark]").await.unwrap();
    window.picture("08-settings-dark").await.unwrap();
    window.click_named("Chat").await.unwrap();
    window.see("article[data-message]").await.unwrap();
    window.picture("08-chat-dark").await.unwrap();
    window.click_named("Settings").await.unwrap();
    window.click_named("简体中文").await.unwrap();
    window.see("html[lang=zh-CN]").await.unwrap();
    window.picture("08-settings-dark-zh").await.unwrap();
    window.click_named("浅色").await.unwrap();
    window.see("html[data-theme=light]").await.unwrap();
    window.picture("08-settings-light-zh").await.unwrap();
    window.click_named("English").await.unwrap();
    window.click_named("Chat").await.unwrap();
}

async fn kill_in_the_middle(stage: &Stage, window: &Window) {
    window
        .send("最后谈谈大红斑 [[length:4000]][[speed:150]]")
        .await
        .unwrap();
    window
        .see("article[data-state=streaming] [data-part=text] p")
        .await
        .unwrap();
    window
        .see_text("article[data-state=streaming] [data-part=text]", "。")
        .await
        .unwrap();
    assert!(stage.kill_app().unwrap() >= 1, "the app was killed");
}

async fn find_in_chinese(window: &Window) {
    window.see("textarea").await.unwrap();
    window.press(&[Key::Control], "f").await.unwrap();
    let focused = "return document.activeElement?.type === 'search' || document.activeElement?.tagName === 'INPUT'";
    window
        .until(focused, vec![], "the focus in the search field")
        .await
        .unwrap();
    window.keys("大红斑").await.unwrap();
    window.see_text("mark", "大红斑").await.unwrap();
    window.picture("09-search").await.unwrap();
    window.press(&[], "\u{e007}").await.unwrap();
    window
        .see_text("[data-message]", "最后谈谈大红斑")
        .await
        .unwrap();
}

/// Files of the app, apart from the keychain's own, that hold the key.
fn holders(stage: &Stage) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![stage.everything().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !path.ends_with("keyrings") {
                    folders.push(path);
                }
            } else if let Ok(bytes) = std::fs::read(&path)
                && bytes
                    .windows(KEY.len())
                    .any(|window| window == KEY.as_bytes())
            {
                found.push(path);
            }
        }
    }
    found
}
