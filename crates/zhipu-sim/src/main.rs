//! The simulator alone: `zhipu-sim --port 18080`. Stops on Ctrl-C and on SIGTERM.

use std::io::Write as _;
use std::process::ExitCode;

use zhipu_sim::{Options, Simulator};

const HELP: &str = "\
The Zhipu platform in a box, on the loopback address. No model is behind it.

usage: zhipu-sim [flags]
  --port N         port on 127.0.0.1 (0 or none: a free one)
  --seed N         choice of texts and ids (0)
  --speed N        streamed tokens a second (60; 0: as fast as possible)
  --delay MS       wait before the first byte of a chat answer (0)
  --key ID.SECRET  an accepted key; may be given several times
  --any-key        let every key in
  --made-after MS  how long a picture or clip takes (0)
  --link-life S    how long links to them live (as the platform tells)
  --polls N        looks at a task that still find it working (1)
  --renew-links    a look at a task gives new links for dead ones
  --path-token     put a random segment into the path
  --help           these lines

Faults: header `x-sim-fault: stall;after=3`, or `[[fault:cut after=200]]` in the question.
";

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("ZHIPU_SIM_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let options = match read(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return say(HELP),
        Err(mistake) => {
            complain(&format!("{mistake}\n\n{HELP}"));
            return ExitCode::from(2);
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            complain(&format!("{error}: {}\n", cause.unwrap_or_default()));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), zhipu_sim::Error> {
    let simulator = Simulator::start(options).await?;
    say(&format!(
        "listening on {}  key: {}  base: {}\n",
        simulator.origin(),
        simulator.key(),
        simulator.base()
    ));
    asked_to_stop().await;
    simulator.stop().await;
    Ok(())
}

/// The options of the flags, `None` if help is wanted; the error names the flag.
fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        tokens_per_second: 60.0,
        ..Options::default()
    };
    let mut keys = Vec::new();
    while let Some(flag) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{flag} needs a value"));
        match flag.as_str() {
            "--port" => options.port = number(&flag, &value()?)?,
            "--seed" => options.seed = number(&flag, &value()?)?,
            "--speed" => options.tokens_per_second = number(&flag, &value()?)?,
            "--delay" => {
                let milliseconds = number(&flag, &value()?)?;
                options.first_token_delay = std::time::Duration::from_millis(milliseconds);
            }
            "--key" => keys.push(value()?),
            "--made-after" => {
                let milliseconds = number(&flag, &value()?)?;
                options.made_after = std::time::Duration::from_millis(milliseconds);
            }
            "--link-life" => {
                let seconds = number(&flag, &value()?)?;
                options.link_life = Some(std::time::Duration::from_secs(seconds));
            }
            "--polls" => options.polls_before_result = number(&flag, &value()?)?,
            "--renew-links" => options.renews_links = true,
            "--any-key" => options.any_key = true,
            "--path-token" => options.path_token = true,
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("unknown flag {flag}")),
        }
    }
    if !keys.is_empty() {
        options.keys = keys;
    }
    Ok(Some(options))
}

fn number<T: std::str::FromStr>(flag: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{flag} {value} is not a number that fits"))
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "could not listen for SIGTERM");
                wait_for(interrupt).await;
            }
        }
    }
    #[cfg(not(unix))]
    wait_for(interrupt).await;
}

async fn wait_for(interrupt: impl Future<Output = std::io::Result<()>>) {
    if let Err(error) = interrupt.await {
        tracing::error!(%error, "could not listen for Ctrl-C");
    }
}

fn say(text: &str) -> ExitCode {
    let mut out = std::io::stdout();
    // A closed pipe is the reader's wish to hear no more.
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes()); // nowhere left to complain to
}
