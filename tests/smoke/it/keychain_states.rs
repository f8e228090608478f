//! Without a secret service the app says so and offers what is safe.

use glim_smoke::{Keychain, Stage};

#[tokio::test]
async fn without_a_secret_service_the_first_run_offers_what_is_safe() {
    let Some(mut stage) = Stage::set_or_skip(Keychain::NoService).unwrap() else {
        return;
    };
    let window = stage.open().await.unwrap();
    window.size(1180, 780).await.unwrap();
    window.see_text("h1, h2", "Welcome to Glim").await.unwrap();
    window
        .see_text("label, legend, span", "A sealed file")
        .await
        .unwrap();
    window
        .see_text("label, legend, span", "This session only")
        .await
        .unwrap();
    window.picture("20-no-secret-service").await.unwrap();
    window.close().await.unwrap();
}
