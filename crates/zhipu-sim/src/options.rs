//! How a simulator is set up; every field has a default that suits a test.

use std::time::Duration;

use crate::Language;

/// The key that a simulator accepts when [`Options::keys`] is left alone. It opens nothing else.
pub const DEFAULT_KEY: &str = "simulator0demonstration0platform.0opensNothing000";

/// How a simulator listens, whom it lets in and how fast it speaks.
#[derive(Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Chooses among the prepared texts and makes the ids; equal seeds give equal answers.
    pub seed: u64,
    /// Pace of streamed answers in tokens a second; 0, negative or infinite is as fast as possible.
    pub tokens_per_second: f64,
    /// The wait before the first byte of each chat answer, as a model would need to read.
    pub first_token_delay: Duration,
    /// The accepted keys, `id.secret`; the first is what `Simulator::key` gives.
    pub keys: Vec<String>,
    /// Lets every caller in who shows any key at all.
    pub any_key: bool,
    /// Puts a random segment into the path, so that no other program of the machine finds it.
    pub path_token: bool,
    /// The language of answers when the question has no letters to tell it by.
    pub language: Language,
    /// How often an asynchronous result says `PROCESSING` before it is there.
    pub polls_before_result: u32,
    /// How long a picture or clip takes, beside those polls.
    pub made_after: Duration,
    /// How long links to what was made live; `None` as the platform tells: pictures 30 days, Vidu one.
    pub link_life: Option<Duration>,
    /// Whether a look at a task gives new links when the old ones have died. (No document tells.)
    pub renews_links: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 0,
            tokens_per_second: 0.0,
            first_token_delay: Duration::ZERO,
            keys: vec![DEFAULT_KEY.to_owned()],
            any_key: false,
            path_token: false,
            language: Language::Chinese,
            polls_before_result: 1,
            made_after: Duration::ZERO,
            link_life: None,
            renews_links: false,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("seed", &self.seed)
            .field("tokens_per_second", &self.tokens_per_second)
            .field("first_token_delay", &self.first_token_delay)
            .field("keys", &format_args!("{} masked", self.keys.len()))
            .field("any_key", &self.any_key)
            .field("path_token", &self.path_token)
            .field("language", &self.language)
            .field("polls_before_result", &self.polls_before_result)
            .field("made_after", &self.made_after)
            .field("link_life", &self.link_life)
            .field("renews_links", &self.renews_links)
            .finish()
    }
}
