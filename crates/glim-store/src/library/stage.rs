//! The way of a version through the queue, as a pure function: what may follow what.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far a source has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, sqlx::Type)]
#[serde(rename_all = "camelCase")]
#[sqlx(rename_all = "camelCase")]
pub enum Stage {
    /// In the queue.
    Waiting,
    /// Its file is being read.
    Reading,
    /// Its text is being cut; part of it is kept already.
    Cutting,
    /// All its text is kept; vectors are being made.
    Embedding,
    /// It can be found.
    Ready,
    /// It could not be read; the reason says why.
    Failed,
    /// It was read and has no text (a scan, an empty file).
    NoText,
    /// A person does not want it read.
    Skipped,
}

/// What happens to a version in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Somebody takes it up; `cut` and `begun` say what an earlier claim has left.
    Claim { cut: bool, begun: bool },
    /// Passages were added.
    Passages,
    /// The last passage has been added.
    CutEnded,
    /// It is shown to searches.
    Show,
    /// It was read and has no text.
    Empty,
    /// It could not be read.
    Fail,
    /// It is put back untouched.
    Release,
    /// A person skips it.
    Skip,
    /// A person wants it tried again.
    Retry,
}

impl Stage {
    /// Nothing more will happen to it by itself.
    pub fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Ready | Self::Failed | Self::NoText | Self::Skipped
        )
    }

    fn is_claimed(self) -> bool {
        matches!(self, Self::Reading | Self::Cutting | Self::Embedding)
    }

    /// The stage after `step`; `None` if that cannot happen here.
    pub(crate) fn after(self, step: Step) -> Option<Self> {
        match (step, self) {
            (Step::Claim { cut: true, .. }, from) if !from.is_settled() => Some(Self::Embedding),
            (Step::Claim { begun: true, .. }, from) if !from.is_settled() => Some(Self::Cutting),
            (Step::Claim { .. }, from) if !from.is_settled() => Some(Self::Reading),
            (Step::Passages, Self::Reading | Self::Cutting) => Some(Self::Cutting),
            (Step::CutEnded, Self::Cutting) => Some(Self::Embedding),
            (Step::Show, Self::Embedding) => Some(Self::Ready),
            (Step::Empty, Self::Reading) => Some(Self::NoText),
            (Step::Fail, from) if from.is_claimed() => Some(Self::Failed),
            (Step::Release, from) if from.is_claimed() => Some(Self::Waiting),
            (Step::Skip, from) if from == Self::Failed || !from.is_settled() => Some(Self::Skipped),
            (Step::Retry, Self::Failed | Self::Skipped) => Some(Self::Waiting),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (any::<bool>(), any::<bool>()).prop_map(|(cut, begun)| Step::Claim { cut, begun }),
            Just(Step::Passages),
            Just(Step::CutEnded),
            Just(Step::Show),
            Just(Step::Empty),
            Just(Step::Fail),
            Just(Step::Release),
            Just(Step::Skip),
            Just(Step::Retry),
        ]
    }

    proptest! {
        #[test]
        fn only_a_cut_version_is_shown_and_only_an_untouched_one_is_empty(
            steps in proptest::collection::vec(step(), 0..40)
        ) {
            let (mut stage, mut cut, mut begun) = (Stage::Waiting, false, false);
            for step in steps {
                let step = match step {
                    Step::Claim { .. } => Step::Claim { cut, begun },
                    other => other,
                };
                let Some(next) = stage.after(step) else { continue };
                prop_assert!(
                    !stage.is_settled() || matches!(step, Step::Retry | Step::Skip),
                    "nothing leaves a settled stage by itself"
                );
                begun |= step == Step::Passages;
                cut |= step == Step::CutEnded;
                prop_assert!(next != Stage::Ready || cut);
                prop_assert!(next != Stage::NoText || !begun);
                stage = next;
            }
        }
    }

    #[test]
    fn an_undisturbed_version_goes_from_waiting_to_ready() {
        let claim = Step::Claim {
            cut: false,
            begun: false,
        };
        let way = [
            claim,
            Step::Passages,
            Step::Passages,
            Step::CutEnded,
            Step::Show,
        ];
        let end = way
            .into_iter()
            .try_fold(Stage::Waiting, Stage::after)
            .unwrap();
        assert_eq!(end, Stage::Ready);
    }
}
