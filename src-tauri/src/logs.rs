//! The log: one file with a cap in the logs folder, five kept. No key ever stands in it: requests are logged
//! without headers and bodies, other people's crates may only warn, and what still looks like a key is masked.

mod panics;
mod redact;
mod rolling;

use std::{io, path::Path, sync::Mutex};

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

pub(crate) use panics::catch_panics;

/// Crates whose words we know.
const OURS: [&str; 2] = ["glim", "zhipu"];

/// Starts logging for the whole process. `GLIM_LOG` chooses what (as `RUST_LOG` does elsewhere).
///
/// # Errors
/// When the folder cannot be written; the log then goes to standard error alone.
pub(crate) fn start(folder: &Path) -> io::Result<()> {
    let chosen = || EnvFilter::try_from_env("GLIM_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let (file, problem) = match rolling::RollingFile::open(folder) {
        Ok(file) => (Some(file), Ok(())),
        Err(error) => (None, Err(error)),
    };
    // While developing, and when there is no file: where `cargo xtask run` shows it.
    let screen = (file.is_none() || cfg!(debug_assertions))
        .then(|| line_format(|| redact::Redacting::new(io::stderr())).with_filter(chosen()));
    let file = file
        .map(|file| line_format(Mutex::new(redact::Redacting::new(file))).with_filter(chosen()));
    tracing_subscriber::registry()
        .with(filter_fn(may_speak))
        .with(file)
        .with(screen)
        .try_init()
        .map_err(io::Error::other)?;
    problem
}

fn line_format<S, W>(writer: W) -> fmt::Layer<S, fmt::format::DefaultFields, fmt::format::Format, W>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'a> fmt::MakeWriter<'a> + 'static,
{
    fmt::layer().with_ansi(false).with_writer(writer)
}

/// Other crates may only warn, whatever `GLIM_LOG` says: HTTP crates trace headers.
fn may_speak(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::WARN || is_ours(metadata.target())
}

fn is_ours(target: &str) -> bool {
    let name = target.split("::").next().unwrap_or(target);
    OURS.iter().any(|ours| {
        name.strip_prefix(ours)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_crates_may_say_more_than_warnings() {
        for ours in [
            "glim_app::chat",
            "glim",
            "glim_shell",
            "zhipu::http",
            "zhipu_sim",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [
            "hyper::proto",
            "reqwest",
            "zhipuish",
            "glimmer::x",
            "",
            "rustls",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }
}
