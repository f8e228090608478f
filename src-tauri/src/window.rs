//! The one window: made in code so that size, place and colours are right before anything is painted, and so
//! that the page in it goes nowhere and opens nothing.

use glim_app::settings::{Appearance, Theme};
use tauri::{
    AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    utils::config::Color,
    webview::{NewWindowResponse, PageLoadEvent},
};

use crate::{folders::Folders, look, page::Page, prefs::window_theme};

/// Its label, which the capability names.
pub(crate) const MAIN: &str = "main";

/// `--surface` of `ui/src/kit/tokens.css`, light and dark, as sRGB: what shows until the page paints.
const LIGHT: Color = Color(254, 253, 252, 255);
const DARK: Color = Color(22, 26, 30, 255);

/// Makes the window and shows it. The page loads while the app still opens its data.
///
/// # Errors
/// When the system gives no window.
pub(crate) fn open(
    handle: &AppHandle,
    folders: &Folders,
    appearance: &Appearance,
    on_page: impl Fn(PageLoadEvent) + Send + Sync + 'static,
) -> tauri::Result<WebviewWindow> {
    let page = handle.state::<Page>().inner().clone();
    let window = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title("Glim")
        .inner_size(1180.0, 780.0)
        .min_inner_size(480.0, 480.0)
        .prevent_overflow()
        .visible(false)
        .theme(window_theme(appearance))
        .background_color(if appearance.theme == Theme::Dark {
            DARK
        } else {
            LIGHT
        })
        .data_directory(folders.web_view.clone())
        .devtools(cfg!(debug_assertions))
        .general_autofill_enabled(false)
        .initialization_script(look::first(appearance.theme))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(move |_, load| {
            if load.event() == PageLoadEvent::Started {
                page.begins();
            }
            on_page(load.event());
        })
        .build()?;
    // Following the system, its colours are known only now.
    if appearance.theme == Theme::System && window.theme()? == tauri::Theme::Dark {
        window.set_background_color(Some(DARK))?;
    }
    window.show()?;
    Ok(window)
}

/// A theme chosen in the settings reaches the frame of the window too.
pub(crate) fn wear(handle: &AppHandle, appearance: &Appearance) -> tauri::Result<()> {
    let Some(window) = handle.get_webview_window(MAIN) else {
        return Ok(());
    };
    window.set_theme(window_theme(appearance))?;
    let theme = window.theme()?;
    // "Follow the system" turns darkness off on Linux even where the system is dark, and the page sees that.
    if cfg!(target_os = "linux") && appearance.theme == Theme::System {
        window.set_theme(Some(theme))?;
    }
    let is_dark = theme == tauri::Theme::Dark;
    window.set_background_color(Some(if is_dark { DARK } else { LIGHT }))
}

/// Brings the window to the front: somebody started the program a second time.
pub(crate) fn come_forward(handle: &AppHandle) -> tauri::Result<()> {
    let Some(window) = handle.get_webview_window(MAIN) else {
        return Ok(());
    };
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// The page stays on our own origin. A link is opened by the system, by `settings_open_link`.
fn is_ours(url: &Url) -> bool {
    let is_page = match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        // The same origin as Windows' web view knows it.
        ("http" | "https", Some("tauri.localhost")) => cfg!(windows),
        // Vite, while developing.
        ("http", Some("localhost")) => tauri::is_dev() && url.port() == Some(5173),
        _ => false,
    };
    if !is_page {
        // The scheme alone: the rest may be something private.
        tracing::warn!(scheme = url.scheme(), "the page may not go there");
    }
    is_page
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_page_goes_nowhere_else() {
        assert!(is_ours(
            &"tauri://localhost/index.html#/chat".parse().unwrap()
        ));
        for stranger in [
            "https://open.bigmodel.cn/",
            "http://127.0.0.1:5173/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,hi",
            "about:blank",
            "tauri://elsewhere/",
            "http://tauri.localhost.example.com/",
            "asset://localhost/x",
        ] {
            assert!(!is_ours(&stranger.parse().unwrap()), "{stranger}");
        }
    }
}
