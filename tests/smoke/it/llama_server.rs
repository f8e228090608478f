//! The app with a real llama.cpp server, as a person with an own server would meet it.

use fantoccini::key::Key;
use glim_smoke::{Keychain, Llama, Stage, Window};

#[tokio::test]
async fn an_own_llama_cpp_server_answers_in_the_window() {
    let llama = match Llama::start().await.unwrap() {
        Ok(llama) => llama,
        Err(reason) => {
            println!("skipped: {reason}");
            return;
        }
    };
    let Some(mut stage) = Stage::set_or_skip(Keychain::Unlocked).unwrap() else {
        return;
    };
    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.first_run(&llama.base(), Llama::KEY).await.unwrap();
    // The only model there is, without choosing.
    window.see_text("button", ".gguf").await.unwrap();
    window.picture("30-llama-empty").await.unwrap();

    window
        .send("Answer in one sentence: what is a lighthouse?")
        .await
        .unwrap();
    window
        .see("article[data-state=streaming] [data-part=text] p")
        .await
        .unwrap();
    window.picture("31-llama-streaming").await.unwrap();
    window.see("article[data-state=complete]").await.unwrap();
    window.picture("32-llama-answered").await.unwrap();
    ask_a_file(&stage, &window).await;
    stop(&window).await;
    too_long(&window).await;
    window.close().await.unwrap();
}

/// What so small a model writes is not to be foreseen: that it was given the file, and that its answer was checked, is.
async fn ask_a_file(stage: &Stage, window: &Window) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lighthouse.md");
    let text = "# The lighthouse\n\nThe lighthouse of Kap Arkona was built in 1827 by Karl Friedrich Schinkel. \
                Its lamp burned rapeseed oil. 灯塔高十九米。";
    std::fs::write(&file, text).unwrap();
    stage.give(&[file]).await.unwrap();
    window
        .see_text("[role=dialog]", "lighthouse.md")
        .await
        .unwrap();
    window.click_named("Ask about them now").await.unwrap();
    window
        .see_text("[aria-label='Asked about']", "lighthouse.md")
        .await
        .unwrap();
    window
        .ask("Who built the lighthouse, and when?")
        .await
        .unwrap();
    window.see("section.sources").await.unwrap();
    window.see("article[data-state=complete]").await.unwrap();
    window.picture("35-llama-asked-a-file").await.unwrap();
}

async fn stop(window: &Window) {
    window
        .send("Write a long story about its keeper, in many chapters.")
        .await
        .unwrap();
    window
        .see("article[data-state=streaming] [data-part=text] p")
        .await
        .unwrap();
    window
        .press(&[], &char::from(Key::Escape).to_string())
        .await
        .unwrap();
    window.see("[data-end=stopped]").await.unwrap();
    window.picture("33-llama-stopped").await.unwrap();
}

/// More than its context: put in at once, as nobody types so much.
async fn too_long(window: &Window) {
    window.fill_named("Message", "Sum up: ").await.unwrap();
    let pasted = window
        .run("return document.execCommand('insertText', false, '灯塔 lighthouse '.repeat(1500))")
        .await
        .unwrap();
    assert_eq!(pasted, true);
    window.press(&[], "\u{e007}").await.unwrap();
    window.see("[data-end=failed]").await.unwrap();
    window.picture("34-llama-too-long").await.unwrap();
    window.see("[data-code=promptTooLong]").await.unwrap();
}
