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
    stop(&window).await;
    too_long(&window).await;
    window.close().await.unwrap();
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
