//! Prices by host, unit and tier, and what a call costs by them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::chat::Usage;
use crate::open::open_enum;
use crate::wire;

const MILLION: f64 = 1_000_000.0;

open_enum! {
    /// In which money a price is.
    pub enum Currency {
        /// Renminbi, at open.bigmodel.cn.
        Cny = "CNY",
        /// US dollars, at api.z.ai.
        Usd = "USD",
    }
}

open_enum! {
    /// What a price is for.
    pub enum PriceUnit {
        /// A million tokens.
        MillionTokens = "1M tokens",
        /// One picture.
        Image = "image",
        /// One clip or other piece, whatever its length.
        Call = "call",
        /// A minute of sound.
        Minute = "minute",
        /// A minute of sound, where pictures have another price.
        MinuteOfAudio = "minute of audio",
        /// A minute of moving pictures.
        MinuteOfVideo = "minute of video",
    }
}

/// An amount of money; good for showing, not for bookkeeping.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    /// Of which kind.
    pub currency: Currency,
    /// How much, in whole units (yuan, dollars).
    pub amount: f64,
}

/// For which calls a price holds: bounds in tokens, from inclusive, below exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tier {
    /// Prompts of at least this many tokens.
    pub prompt_from: Option<u64>,
    /// Prompts of fewer tokens than this.
    pub prompt_below: Option<u64>,
    /// Answers of at least this many tokens.
    pub completion_from: Option<u64>,
    /// Answers of fewer tokens than this.
    pub completion_below: Option<u64>,
}

impl Tier {
    fn read(tier: &Value) -> Self {
        Self {
            prompt_from: wire::count(tier, "prompt_from"),
            prompt_below: wire::count(tier, "prompt_below"),
            completion_from: wire::count(tier, "completion_from"),
            completion_below: wire::count(tier, "completion_below"),
        }
    }

    /// Whether a call falls into this tier.
    pub fn holds(&self, usage: &Usage) -> bool {
        let within = |tokens: u64, from: Option<u64>, below: Option<u64>| {
            from.is_none_or(|from| tokens >= from) && below.is_none_or(|below| tokens < below)
        };
        within(usage.prompt_tokens, self.prompt_from, self.prompt_below)
            && within(
                usage.completion_tokens,
                self.completion_from,
                self.completion_below,
            )
    }
}

/// One line of a price list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// Whose list: `open.bigmodel.cn` or `api.z.ai`.
    pub host: String,
    /// In which money.
    pub currency: Currency,
    /// For what.
    pub unit: PriceUnit,
    /// Whether it costs nothing.
    pub free: bool,
    /// A unit of what is sent.
    pub input: Option<f64>,
    /// A unit of what is sent and was found in the cache.
    pub cached_input: Option<f64>,
    /// A unit of the answer.
    pub output: Option<f64>,
    /// A unit of whatever it is, where there is one price only.
    pub amount: Option<f64>,
    /// For which calls; empty bounds for all.
    pub tier: Tier,
    /// Where the price was read.
    pub source: Option<String>,
}

impl Price {
    /// Reads a line; `None` without host and currency.
    pub(crate) fn read(price: &Value) -> Option<Self> {
        Some(Self {
            host: wire::filled(price, "host")?,
            currency: Currency::from(wire::filled(price, "currency")?.as_str()),
            unit: PriceUnit::from(wire::filled(price, "unit").unwrap_or_default().as_str()),
            free: wire::flag(price, "free").unwrap_or(false),
            input: wire::number(price, "input"),
            cached_input: wire::number(price, "cached_input"),
            output: wire::number(price, "output"),
            amount: wire::number(price, "amount"),
            tier: price.get("tier").map(Tier::read).unwrap_or_default(),
            source: wire::filled(price, "source"),
        })
    }

    /// What a call costs by this line; `None` if the line is not for it.
    pub(crate) fn of(&self, usage: &Usage) -> Option<Money> {
        if self.unit != PriceUnit::MillionTokens || !self.tier.holds(usage) {
            return None;
        }
        let amount = if self.free {
            0.0
        } else {
            self.tokens(usage)? / MILLION
        };
        Some(Money {
            currency: self.currency.clone(),
            amount,
        })
    }

    fn tokens(&self, usage: &Usage) -> Option<f64> {
        let (Some(input), Some(output)) = (self.input, self.output) else {
            return Some(self.amount? * float(usage.total_tokens));
        };
        let cached = usage.cached_tokens.unwrap_or(0).min(usage.prompt_tokens);
        let fresh = usage.prompt_tokens - cached;
        Some(
            float(fresh) * input
                + float(cached) * self.cached_input.unwrap_or(input)
                + float(usage.completion_tokens) * output,
        )
    }
}

/// Exact below 2³², which is far above any call.
fn float(tokens: u64) -> f64 {
    f64::from(u32::try_from(tokens).unwrap_or(u32::MAX))
}
