//! Glim behind HTTP on loopback, so that a browser can drive the real backend in tests. Never shipped.
//!
//! `POST /call/<command>` answers JSON, or server-sent events when asked for them; `GET /events` tells facts.
//! What a window would bring: `POST /hover` `{count}` and `POST /drop` `[paths]`, files held over it and dropped on it;
//! `POST /next-pick` `[paths]`, what its next dialog gives; `POST /hand-in` `[paths]` gives a ticket without an event.
//! Every address needs the token that the first line of output names.

mod desktop;
mod gallery;
mod http;
mod options;
mod seed;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use axum::serve::ListenerExt as _;
use desktop::Desktop;
use glim_app::{
    App, DemoPace, Early, MemorySecrets, Setup, SystemClock,
    library::{LibrarySetup, PageLimits},
    settings::Appearance,
};
use options::Options;

fn main() -> ExitCode {
    if let Some(read) = glim_app::library::serve_reader(std::env::args_os().skip(1)) {
        return read.map_or_else(|error| fail(&error.to_string()), |()| ExitCode::SUCCESS);
    }
    host()
}

#[tokio::main]
async fn host() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => return fail(&problem),
    };
    match serve(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => fail(&problem.to_string()),
    }
}

fn fail(problem: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "glim-devhost: {problem}"); // nowhere left to say it
    ExitCode::FAILURE
}

async fn serve(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    if let Some(messages) = options.thread {
        seed::thread(&options.folder, messages).await?;
    }
    if let Some(artifacts) = options.gallery {
        gallery::fill(&options.folder, artifacts).await?;
    }
    let app = App::start(Setup {
        early: Early {
            data_folder: options.folder.clone(),
            appearance: Appearance::default(),
        },
        secrets: Arc::new(MemorySecrets::default()),
        clock: Arc::new(SystemClock),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        logs_folder: options.folder.join("logs"),
        demo: DemoPace {
            tokens_per_second: options.speed,
            made_after: options.made_after,
        },
        library: library(),
    })
    .await;
    if let Some(server) = options.page_server {
        app.limit_pages(PageLimits {
            also: vec![server],
            ..PageLimits::default()
        });
    }
    let desktop = Desktop::default();
    if let Some(wishes) = app.take_host_requests() {
        tokio::spawn(desktop.clone().serve(wishes));
    }
    if options.connected {
        seed::connect(&app).await?;
    }
    let token = uuid::Uuid::new_v4().simple().to_string();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", options.port)).await?;
    let address = listener.local_addr()?;
    let router = http::router(app.clone(), desktop, &token, &options.ui);
    writeln!(
        std::io::stdout(),
        "{{\"url\":\"http://{address}/?token={token}\"}}"
    )?;
    let listener = listener.tap_io(|stream| {
        // Without it the words of an answer wait up to 40 ms for the page's acknowledgement.
        let _ = stream.set_nodelay(true); // then it is slower, not wrong
    });
    axum::serve(listener, router)
        .with_graceful_shutdown(stopped())
        .await?;
    app.shutdown().await;
    Ok(())
}

/// This very program reads files; the local model and PDFium lie in the folder it was built into, or nowhere.
fn library() -> LibrarySetup {
    let Ok(program) = std::env::current_exe() else {
        return LibrarySetup::default();
    };
    let built = program.parent().and_then(Path::parent).map(PathBuf::from);
    let folders: Vec<PathBuf> = built.into_iter().collect();
    LibrarySetup::of_program(program, &folders)
}

async fn stopped() {
    // Without a handler the process ends at once instead, which is as good for a host of tests.
    let _ = tokio::signal::ctrl_c().await;
}
