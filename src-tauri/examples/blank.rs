//! A window of the same Tauri with an empty page: what `cargo xtask bench` compares the app with. Prints one line
//! when its page is loaded, then stays until it is closed.

use std::{
    io::{self, Write},
    time::Instant,
};

use tauri::{WebviewUrl, WebviewWindowBuilder, http::Response, webview::PageLoadEvent};

const PAGE: &[u8] =
    b"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>blank</title></html>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let began = Instant::now();
    let mut context = tauri::generate_context!();
    "dev.glim.blank".clone_into(&mut context.config_mut().identifier);
    let url = if cfg!(windows) {
        "http://blank.localhost"
    } else {
        "blank://localhost"
    };
    let url = WebviewUrl::CustomProtocol(url.parse()?);
    tauri::Builder::default()
        .register_uri_scheme_protocol("blank", |_, _| {
            let mut response = Response::new(PAGE);
            response.headers_mut().insert(
                "content-type",
                tauri::http::HeaderValue::from_static("text/html"),
            );
            response
        })
        .setup(move |app| {
            WebviewWindowBuilder::new(app, "blank", url)
                .title("blank")
                .inner_size(1180.0, 780.0)
                .on_page_load(move |_, load| {
                    if load.event() == PageLoadEvent::Finished {
                        let line = format!(
                            "blank: the page is loaded after_ms={}",
                            began.elapsed().as_millis()
                        );
                        let _ = writeln!(io::stdout(), "{line}"); // without a reader there is nobody to tell
                    }
                })
                .build()?;
            Ok(())
        })
        .run(context)?;
    Ok(())
}
