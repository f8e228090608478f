//! Vectors by the platform: a call of 64 texts at a time, kept with what it cost before the next one leaves.
//!
//! A kill loses at most the call under way. What time may heal is tried again after a growing pause; the rest waits for the
//! person, who sees why. A text that moderation refuses is found by words only, and does not stop the others.

use std::time::{Duration, Instant};

use glim_store::NewVector;
use zhipu::Kind;

use super::{
    indexer::Indexer,
    maker::{BATCH, NotMade, PLATFORM_MODEL, PlatformModel},
    price,
    take::Trouble,
};
use crate::UiError;

/// The first pause after a failure, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// How long an answer that is paid for is waited for when the app closes.
const LAST_WAIT: Duration = Duration::from_secs(3);
/// Progress is told at most so often.
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// How the filling stands.
#[derive(Debug, Default)]
pub(super) struct Paid {
    /// Up to which wording was looked.
    looked: i64,
    /// Not before this.
    until: Option<Instant>,
    /// Not before the person does something.
    halted: bool,
    failures: u32,
    told: Option<Instant>,
}

impl Paid {
    /// The person did something, or chose anew.
    pub(super) fn go_on(&mut self) {
        (self.until, self.halted, self.failures) = (None, false, 0);
    }

    /// How long nothing is done, if anything is to be done.
    pub(super) fn pause(&self) -> Option<Duration> {
        let until = self.until.filter(|_| !self.halted)?;
        Some(until.saturating_duration_since(Instant::now()))
    }

    fn waits(&self) -> bool {
        self.halted || self.until.is_some_and(|until| until > Instant::now())
    }
}

impl Indexer {
    /// One call more. False when there is nothing to do now.
    pub(super) async fn fill_there(
        &mut self,
        model: &PlatformModel,
        number: i64,
    ) -> Result<bool, Trouble> {
        if self.paid.waits() {
            return Ok(false);
        }
        let texts = self
            .store
            .unembedded(number, self.paid.looked, BATCH)
            .await?;
        let Some((last, _)) = texts.last() else {
            // Once more from the beginning: a text that came meanwhile may have a smaller number.
            if std::mem::take(&mut self.paid.looked) > 0 {
                return Ok(true);
            }
            return self.cover_all(number).await;
        };
        let last = *last;
        match self.embed_there(model, number, texts).await {
            Ok(()) => {
                self.paid.looked = last;
                self.paid.go_on();
                self.app.0.library.set_embedding_problem(None);
                self.tell_filling();
                Ok(true)
            }
            Err(Halt::Trouble(trouble)) => Err(trouble),
            Err(Halt::Refused(refused)) => {
                self.pause_filling(*refused);
                Ok(false)
            }
        }
    }

    /// Embeds some texts and keeps their vectors. What moderation refuses is halved until it is one text.
    async fn embed_there(
        &self,
        model: &PlatformModel,
        number: i64,
        texts: Vec<(i64, String)>,
    ) -> Result<(), Halt> {
        let mut parts = vec![texts];
        while let Some(mut part) = parts.pop() {
            let words: Vec<String> = part.iter().map(|(_, text)| text.clone()).collect();
            let made = match self.answer(model, &words).await? {
                Ok(made) => made,
                Err(error) if error.kind() == Some(Kind::Sensitive) && part.len() > 1 => {
                    let rest = part.split_off(part.len() / 2);
                    parts.extend([rest, part]);
                    continue;
                }
                Err(error) if error.kind() == Some(Kind::Sensitive) => {
                    tracing::info!("a text was refused by moderation; it is found by words only");
                    self.keep_there(number, &part, vec![model.nothing()], None)
                        .await?;
                    continue;
                }
                Err(error) => return Err(Halt::Refused(Box::new(error))),
            };
            let usage = made.usage.map(|usage| {
                let of = (PLATFORM_MODEL, "libraryEmbedding");
                price::used(&self.app, &usage, of, &made.platform)
            });
            self.keep_there(number, &part, made.vectors, usage).await?;
        }
        Ok(())
    }

    /// The answer of one call; when the app closes it is waited for a moment longer, as it is paid for.
    async fn answer(
        &self,
        model: &PlatformModel,
        words: &[String],
    ) -> Result<Result<super::maker::Made, NotMade>, Halt> {
        let patience = async {
            self.stop.cancelled().await;
            tokio::time::sleep(LAST_WAIT).await;
        };
        tokio::select! {
            answer = model.embed(&self.app, words) => Ok(answer),
            () = patience => Err(Halt::Trouble(Trouble::Stopped)),
        }
    }

    async fn keep_there(
        &self,
        number: i64,
        texts: &[(i64, String)],
        vectors: Vec<glim_knowledge::Embedding>,
        usage: Option<glim_store::NewUsage>,
    ) -> Result<(), Halt> {
        let new = texts
            .iter()
            .zip(vectors)
            .map(|((wording, _), vector)| NewVector {
                wording: *wording,
                bytes: vector.to_bytes(),
            });
        let new: Vec<NewVector> = new.collect();
        self.store
            .store_paid_vectors(number, &new, usage.as_ref())
            .await
            .map_err(|error| Halt::Trouble(error.into()))
    }

    /// Every text has its vector: each version is noted, one a call, and then the model may serve.
    async fn cover_all(&mut self, number: i64) -> Result<bool, Trouble> {
        let next = self.store.next_uncovered(number, self.filled).await?;
        let Some((version, _)) = next else {
            return self.finish_filling().await;
        };
        self.filled = version;
        self.cover(version, number).await?;
        Ok(true)
    }

    fn pause_filling(&mut self, refused: NotMade) {
        let paid = &mut self.paid;
        if refused.may_pass() {
            let asked = match &refused {
                NotMade::Call(error) => error.retry_after().unwrap_or_default(),
                _ => Duration::ZERO,
            };
            let doubled = FIRST_PAUSE.saturating_mul(1 << paid.failures.min(5));
            let pause = doubled.min(LONGEST_PAUSE).max(asked);
            paid.failures = paid.failures.saturating_add(1);
            paid.until = Some(Instant::now() + pause);
        } else {
            paid.halted = true;
        }
        let mut told: UiError = refused.into_told();
        if let Some(pause) = paid.pause() {
            told.retry_after_ms = u64::try_from(pause.as_millis()).ok();
        }
        self.app.0.library.set_embedding_problem(Some(told));
        self.tell_filling_now();
    }

    /// Says that the filling went on, but not with every call.
    pub(super) fn tell_filling(&mut self) {
        if self
            .paid
            .told
            .is_none_or(|last| last.elapsed() >= TOLD_EVERY)
        {
            self.tell_filling_now();
        }
    }

    pub(super) fn tell_filling_now(&mut self) {
        self.paid.told = Some(Instant::now());
        self.app.tell(crate::AppEvent::EmbeddingChanged);
    }
}

/// Why a batch was not embedded.
enum Halt {
    Refused(Box<NotMade>),
    Trouble(Trouble),
}
