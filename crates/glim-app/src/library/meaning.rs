//! The vector of a question: by the model inside the app on the thread that searches, by the platform's before that, within
//! a bound. When it does not come the search goes on by words and says why.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use glim_knowledge::{Embedding, LocalModel};
use zhipu::Kind;

use super::{
    WithoutMeaning,
    index::Served,
    maker::{Maker, NotMade, PLATFORM_MODEL, PlatformModel},
    price,
    state::read_within,
};
use crate::{App, ErrorCode};

/// How long a question waits for the model inside the app to be read from the disk.
const READING: Duration = Duration::from_secs(2);

/// How long a question waits for its vector.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// After a failure of the line nothing is asked for so long: each search would wait in vain.
const REST: Duration = Duration::from_secs(15);
/// Questions whose vectors are remembered.
const REMEMBERED: usize = 64;

/// How the meaning of a question is searched.
#[derive(Debug)]
pub(super) enum Meaning {
    /// By the model inside the app, which makes the vector on the spot.
    Local(Arc<LocalModel>),
    /// By this vector.
    Made(Embedding),
    /// Not at all.
    Without(WithoutMeaning),
}

/// Questions that were asked lately: the same one is not paid for twice.
#[derive(Debug, Default)]
pub(super) struct Asked {
    vectors: Mutex<VecDeque<(i64, String, Embedding)>>,
    failed: Mutex<Option<(Instant, WithoutMeaning)>>,
}

impl Asked {
    fn get(&self, model: i64, question: &str) -> Option<Embedding> {
        let vectors = self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = vectors.iter();
        known
            .find(|(of, text, _)| *of == model && text == question)
            .map(|(_, _, vector)| vector.clone())
    }

    fn keep(&self, model: i64, question: String, vector: Embedding) {
        let mut vectors = self.vectors.lock().unwrap_or_else(PoisonError::into_inner);
        vectors.push_front((model, question, vector));
        vectors.truncate(REMEMBERED);
    }

    /// Why nothing is asked now.
    fn rests(&self) -> Option<WithoutMeaning> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed
            .filter(|(since, _)| since.elapsed() < REST)
            .map(|(_, why)| why)
    }

    fn set_failed(&self, why: Option<WithoutMeaning>) {
        let failed = why.map(|why| (Instant::now(), why));
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
    }
}

/// What a search by meaning needs. While typing the platform is not asked: each letter would cost, and wait.
pub(super) async fn of(
    app: &App,
    served: Option<&Served>,
    question: &str,
    typing: bool,
) -> Meaning {
    let Some(served) = served else {
        return Meaning::Without(WithoutMeaning::NoModel);
    };
    let model = match &served.by {
        Maker::Local(local) => {
            return match read_within(READING, Arc::clone(local)).await {
                Some(local) => Meaning::Local(local),
                None => Meaning::Without(WithoutMeaning::NoModel),
            };
        }
        Maker::Platform(model) => model,
    };
    let question = question.trim();
    let asked = &app.0.library.asked;
    if question.is_empty() {
        return Meaning::Without(WithoutMeaning::NoModel);
    }
    if let Some(vector) = asked.get(served.model, question) {
        return Meaning::Made(vector);
    }
    if typing {
        return Meaning::Without(WithoutMeaning::Typing);
    }
    if let Some(why) = asked.rests() {
        return Meaning::Without(why);
    }
    match by_platform(app, model, question).await {
        Ok(vector) => {
            asked.set_failed(None);
            asked.keep(served.model, question.to_owned(), vector.clone());
            Meaning::Made(vector)
        }
        Err(why) => {
            let is_line = matches!(why, WithoutMeaning::Offline | WithoutMeaning::Slow);
            asked.set_failed(is_line.then_some(why));
            Meaning::Without(why)
        }
    }
}

async fn by_platform(
    app: &App,
    model: &PlatformModel,
    question: &str,
) -> Result<Embedding, WithoutMeaning> {
    let texts = [question.to_owned()];
    let made = tokio::time::timeout(PATIENCE, model.embed(app, &texts)).await;
    let made = match made {
        Err(_) => return Err(WithoutMeaning::Slow),
        Ok(Err(error)) => return Err(why(&error)),
        Ok(Ok(made)) => made,
    };
    if let (Some(usage), Ok(store)) = (made.usage, app.store()) {
        let of = (PLATFORM_MODEL, "libraryQuestion");
        let used = price::used(app, &usage, of, &made.platform);
        if let Err(error) = store.record_usage(&used).await {
            tracing::warn!(%error, "what a question cost could not be kept");
        }
    }
    made.vectors
        .into_iter()
        .next()
        .ok_or(WithoutMeaning::Refused)
}

fn why(error: &NotMade) -> WithoutMeaning {
    match error {
        NotMade::OtherPlatform => WithoutMeaning::OtherPlatform,
        NotMade::NoPlatform(told) if told.code == ErrorCode::NotConnected => {
            WithoutMeaning::OtherPlatform
        }
        NotMade::NoPlatform(_) => WithoutMeaning::NoKey,
        _ => match error.kind() {
            Some(Kind::Unreachable | Kind::Proxy | Kind::Cut) => WithoutMeaning::Offline,
            Some(Kind::TimedOut) => WithoutMeaning::Slow,
            Some(Kind::Auth) => WithoutMeaning::NoKey,
            _ => WithoutMeaning::Refused,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_remembered_for_its_model_only_and_not_for_ever() {
        let asked = Asked::default();
        let vector = Embedding::new(vec![1.0, 0.0]);
        asked.keep(1, "违约".to_owned(), vector.clone());
        assert_eq!(asked.get(1, "违约"), Some(vector.clone()));
        assert_eq!(asked.get(2, "违约"), None);
        for number in 0..REMEMBERED {
            asked.keep(1, number.to_string(), vector.clone());
        }
        assert_eq!(asked.get(1, "违约"), None);
    }
}
