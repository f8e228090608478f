//! What the command line says.

use std::{path::PathBuf, time::Duration};

/// How the host runs.
#[derive(Debug)]
pub(crate) struct Options {
    /// 0 takes a free one.
    pub(crate) port: u16,
    /// Data folder.
    pub(crate) folder: PathBuf,
    /// The built UI.
    pub(crate) ui: PathBuf,
    /// Begin with the demonstration platform chosen.
    pub(crate) connected: bool,
    /// Tokens a second of the demonstration platform.
    pub(crate) speed: f64,
    /// How long the demonstration platform makes a picture or video.
    pub(crate) made_after: Duration,
    /// A server of the test's own that pages may be fetched from although it is not public.
    pub(crate) page_server: Option<std::net::SocketAddr>,
    /// Begin with a conversation of that many messages.
    pub(crate) thread: Option<u32>,
    /// Begin with a gallery of that many pictures and videos.
    pub(crate) gallery: Option<u32>,
}

impl Options {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            port: 0,
            folder: std::env::temp_dir().join("glim-devhost"),
            ui: PathBuf::from("ui/dist"),
            connected: false,
            speed: 200.0,
            made_after: Duration::ZERO,
            page_server: None,
            thread: None,
            gallery: None,
        };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--port" => options.port = number(&value()?)?,
                "--folder" => options.folder = value()?.into(),
                "--ui" => options.ui = value()?.into(),
                "--speed" => options.speed = number(&value()?)?,
                "--made-after" => {
                    options.made_after = Duration::from_millis(number(&value()?)?);
                }
                "--page-server" => options.page_server = Some(number(&value()?)?),
                "--thread" => options.thread = Some(number(&value()?)?),
                "--gallery" => options.gallery = Some(number(&value()?)?),
                "--connected" => options.connected = true,
                "--fresh" => options.folder = fresh(),
                other => return Err(format!("what is {other}?")),
            }
        }
        Ok(options)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{text} is not a fitting number"))
}

/// A folder of its own for each run; the system clears its temporary folder.
fn fresh() -> PathBuf {
    std::env::temp_dir().join(format!("glim-devhost-{}", uuid::Uuid::new_v4().simple()))
}
