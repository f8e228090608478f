//! Who makes the vectors: the model inside the app, or the platform's Embedding-3.

use std::sync::Arc;

use glim_knowledge::{Embed as _, Embedding, LocalModel};
use glim_store::EmbeddingModel;
use zhipu::{EmbeddingRequest, Kind};

use crate::{App, ErrorCode, UiError, settings::PlatformChoice};

/// The platform's model, as it is asked for and as its usage is kept.
pub(super) const PLATFORM_MODEL: &str = "embedding-3";
/// The lengths of its vectors that may be chosen.
pub(super) const DIMENSIONS: [u32; 4] = [256, 512, 1024, 2048];
/// Texts of one call.
pub(super) const BATCH: u32 = 64;
/// Characters of one text: never over its 3,072 tokens, whatever is written.
const LONGEST: usize = 3_000;

/// A model that makes vectors.
#[derive(Clone, Debug)]
pub(super) enum Maker {
    /// The one inside the app.
    Local(Arc<LocalModel>),
    /// The one of a platform.
    Platform(PlatformModel),
}

/// Embedding-3 at one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlatformModel {
    /// [`PlatformChoice::embeds_as`] of the host.
    pub(super) at: String,
    pub(super) dimensions: u32,
}

impl PlatformModel {
    /// The name its vectors are kept under.
    pub(super) fn name(&self) -> String {
        format!("{PLATFORM_MODEL}@{}", self.at)
    }

    /// The model of a row, if it is one of a platform.
    pub(super) fn of(row: &EmbeddingModel) -> Option<Self> {
        let (model, at) = row.name.split_once('@')?;
        (model == PLATFORM_MODEL).then(|| Self {
            at: at.to_owned(),
            dimensions: row.dimensions,
        })
    }

    /// Vectors of some texts, with what they used. Texts without a letter have vectors of zeros and are not sent.
    pub(super) async fn embed(&self, app: &App, texts: &[String]) -> Result<Made, NotMade> {
        let (platform, client) = app.client().await.map_err(NotMade::NoPlatform)?;
        if platform.embeds_as() != Some(self.at.as_str()) {
            return Err(NotMade::OtherPlatform);
        }
        let sent: Vec<String> = texts
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| text.chars().take(LONGEST).collect())
            .collect();
        let request = EmbeddingRequest {
            dimensions: Some(self.dimensions),
            ..EmbeddingRequest::new(PLATFORM_MODEL, sent)
        };
        let answer = client
            .embed(&request)
            .await
            .map_err(|error| NotMade::Call(Box::new(error)))?;
        let length = usize::try_from(self.dimensions).unwrap_or(usize::MAX);
        let fits = answer.vectors.iter().all(|vector| vector.len() == length);
        if !fits {
            return Err(NotMade::Misshapen);
        }
        let mut made = answer.vectors.into_iter().map(Embedding::new);
        let vectors = texts.iter().map(|text| {
            let vector = if text.trim().is_empty() {
                None
            } else {
                made.next()
            };
            vector.unwrap_or_else(|| self.nothing())
        });
        Ok(Made {
            vectors: vectors.collect(),
            usage: answer.usage,
            platform,
        })
    }

    /// The vector of a text that has none: near to nothing.
    pub(super) fn nothing(&self) -> Embedding {
        let length = usize::try_from(self.dimensions).unwrap_or(0);
        Embedding::new(vec![0.0; length])
    }
}

/// Vectors that were made.
#[derive(Debug)]
pub(super) struct Made {
    /// One for each text.
    pub(super) vectors: Vec<Embedding>,
    pub(super) usage: Option<zhipu::Usage>,
    /// Who made them.
    pub(super) platform: PlatformChoice,
}

/// Why the platform made no vectors.
#[derive(Debug)]
pub(super) enum NotMade {
    /// There is no platform, or no key.
    NoPlatform(UiError),
    /// Another platform is connected than the one that was chosen for this.
    OtherPlatform,
    /// It answered something else.
    Misshapen,
    /// The call failed.
    Call(Box<zhipu::Error>),
}

impl NotMade {
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Call(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// Nothing was wrong with what was asked: the line, or the platform now.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self.kind(),
            Some(
                Kind::Unreachable
                    | Kind::Proxy
                    | Kind::TimedOut
                    | Kind::Cut
                    | Kind::Server
                    | Kind::Overloaded
                    | Kind::RateLimited
                    | Kind::FairUse
                    | Kind::QuotaReset
            )
        )
    }

    pub(super) fn into_told(self) -> UiError {
        match self {
            Self::NoPlatform(error) => error,
            Self::OtherPlatform => UiError::new(ErrorCode::ModelElsewhere),
            Self::Misshapen => UiError::new(ErrorCode::AnswerMalformed),
            Self::Call(error) => UiError::from(*error),
        }
    }
}

impl Maker {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Local(model) => model.model().to_owned(),
            Self::Platform(model) => model.name(),
        }
    }

    pub(super) fn dimensions(&self) -> usize {
        match self {
            Self::Local(model) => model.dimensions(),
            Self::Platform(model) => usize::try_from(model.dimensions).unwrap_or(usize::MAX),
        }
    }

    pub(super) fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use glim_store::{ModelState, VectorForm};

    use super::*;

    #[test]
    fn a_model_of_a_platform_is_known_again_by_its_row_and_no_other_is_taken_for_one() {
        let model = PlatformModel {
            at: "demo".to_owned(),
            dimensions: 512,
        };
        let row = |name: &str| EmbeddingModel {
            number: 1,
            name: name.to_owned(),
            dimensions: 512,
            form: VectorForm::F16,
            paid: true,
            state: ModelState::Serving,
        };
        assert_eq!(PlatformModel::of(&row(&model.name())).unwrap(), model);
        for other in ["e5-small-q4", "embedding-2@demo", ""] {
            assert_eq!(PlatformModel::of(&row(other)), None, "{other}");
        }
    }
}
