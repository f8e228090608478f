//! What something will cost, before it is done: tokens counted roughly, times the catalogue's price.
//!
//! The platform's tokenizer is not public, so there are two numbers: what is usual, and what it cannot pass.

use glim_store::NewUsage;

use super::Estimate;
use crate::{
    App,
    chat::{self, Money},
    settings::PlatformChoice,
};

/// What a page of a scan usually takes, read and written (a page of the platform's own sample: 1,210 and 340), and at
/// most, which is our guess for a page full of small type.
const PAGE_TOKENS: (u64, u64) = (1_600, 8_000);

/// Tokens, about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tokens {
    /// Usually.
    pub(super) usual: u64,
    /// Never more, but for hostile texts.
    pub(super) most: u64,
}

impl std::ops::AddAssign for Tokens {
    fn add_assign(&mut self, other: Self) {
        self.usual = self.usual.saturating_add(other.usual);
        self.most = self.most.saturating_add(other.most);
    }
}

/// Tokens of a text: five for eight characters beyond ASCII, one for four within it; never over one for each and one for
/// two.
pub(super) fn tokens_of(text: &str) -> Tokens {
    let (ascii, other) = text.chars().fold((0_u64, 0_u64), |(ascii, other), c| {
        if c.is_ascii() {
            (ascii + 1, other)
        } else {
            (ascii, other + 1)
        }
    });
    Tokens {
        usual: ascii.div_ceil(4) + (other * 5).div_ceil(8),
        most: ascii.div_ceil(2) + other,
    }
}

/// Tokens of scanned pages.
pub(super) fn tokens_of_pages(pages: u64) -> Tokens {
    let (usual, most) = PAGE_TOKENS;
    Tokens {
        usual: pages.saturating_mul(usual),
        most: pages.saturating_mul(most),
    }
}

/// With the price of a model at a platform; without one where the price is not known.
pub(super) fn estimate(tokens: Tokens, model: &str, platform: &PlatformChoice) -> Estimate {
    Estimate {
        tokens: tokens.usual,
        most_tokens: tokens.most,
        cost: price_of(tokens.usual, model, platform),
        most_cost: price_of(tokens.most, model, platform),
    }
}

/// What a million tokens cost.
pub(super) fn per_million(model: &str, platform: &PlatformChoice) -> Option<Money> {
    price_of(1_000_000, model, platform)
}

fn price_of(tokens: u64, model: &str, platform: &PlatformChoice) -> Option<Money> {
    let usage = zhipu::Usage {
        prompt_tokens: tokens,
        total_tokens: tokens,
        ..zhipu::Usage::default()
    };
    let cost = chat::cost(&usage, model, platform)?;
    Some(Money {
        #[expect(clippy::cast_precision_loss, reason = "an amount to show")]
        amount: cost.amount_nano as f64 / 1e9,
        currency: cost.currency,
    })
}

/// What a call used, as it is kept.
pub(super) fn used(
    app: &App,
    usage: &zhipu::Usage,
    of: (&str, &str),
    platform: &PlatformChoice,
) -> NewUsage {
    let (model, feature) = of;
    let at_ms = app.now_ms();
    NewUsage {
        day: chat::local_day(at_ms),
        model: model.to_owned(),
        feature: feature.to_owned(),
        usage: chat::stored_usage(usage, model, platform),
        at_ms,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_price_is_that_of_the_catalogue_and_none_is_not_a_free_one() {
        let tokens = Tokens {
            usual: 2_000_000,
            most: 4_000_000,
        };
        let told = estimate(tokens, "embedding-3", &PlatformChoice::BigModel);
        let cost = told.cost.unwrap();
        assert!((cost.amount - 1.0).abs() < 1e-9 && cost.currency == "CNY");
        assert!((told.most_cost.unwrap().amount - 2.0).abs() < 1e-9);
        let unknown = estimate(tokens, "embedding-3", &PlatformChoice::BigModelCoding);
        assert_eq!(unknown.cost, None);
        assert!(per_million("glm-ocr", &PlatformChoice::Zai).is_some());
    }

    proptest! {
        #[test]
        fn usual_is_never_over_the_most(text in "[违约责任a-z 😀א0-9]{0,80}") {
            let tokens = tokens_of(&text);
            prop_assert!(tokens.usual <= tokens.most);
            prop_assert_eq!(tokens.usual == 0, text.is_empty());
        }
    }
}
