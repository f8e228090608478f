//! Tokens and prices: from the platform's usage to the rows of the store and the line under an answer.

use glim_store::{Cost, Message, Usage};

use super::{Money, UsageView, models};
use crate::settings::PlatformChoice;

/// Billionths of a currency in one of it.
const NANO: f64 = 1e9;

/// What an answer used, with its cost by the catalogue when the platform's price is known.
pub(crate) fn stored_usage(usage: &zhipu::Usage, model: &str, platform: &PlatformChoice) -> Usage {
    let tokens = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Usage {
        prompt_tokens: tokens(usage.prompt_tokens),
        completion_tokens: tokens(usage.completion_tokens),
        cached_tokens: tokens(usage.cached_tokens.unwrap_or(0)),
        reasoning_tokens: tokens(usage.reasoning_tokens.unwrap_or(0)),
        cost: models::cost(usage, model, platform),
    }
}

/// An amount in whole units to the store's billionths; none when it is no number.
pub(crate) fn stored_cost(amount: f64, currency: &str) -> Option<Cost> {
    let nano = (amount * NANO).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to lie far within i64"
    )]
    (nano.is_finite() && nano.abs() < 1e18).then(|| Cost {
        amount_nano: nano as i64,
        currency: currency.to_owned(),
    })
}

/// The line under an answer that has ended; none while it is written and for questions.
pub(super) fn view(message: &Message) -> Option<UsageView> {
    let (started_ms, finished_ms) = (message.started_ms?, message.finished_ms?);
    let usage = message.usage.as_ref();
    let count = |tokens: i64| u32::try_from(tokens).unwrap_or(u32::MAX);
    let some = |tokens: i64| (tokens > 0).then(|| count(tokens));
    // The times are of the last attempt, the tokens of all: a speed makes sense for one.
    let speed = usage
        .filter(|_| message.attempts == 1)
        .zip(message.first_token_ms)
        .and_then(|(usage, first_ms)| speed(usage.completion_tokens, finished_ms - first_ms));
    Some(UsageView {
        prompt_tokens: usage.map(|usage| count(usage.prompt_tokens)),
        completion_tokens: usage.map(|usage| count(usage.completion_tokens)),
        cached_tokens: usage.and_then(|usage| some(usage.cached_tokens)),
        reasoning_tokens: usage.and_then(|usage| some(usage.reasoning_tokens)),
        cost: usage
            .and_then(|usage| usage.cost.as_ref())
            .map(|cost| Money {
                #[expect(clippy::cast_precision_loss, reason = "an amount to show")]
                amount: cost.amount_nano as f64 / NANO,
                currency: cost.currency.clone(),
            }),
        first_token_ms: message.first_token_ms.map(|first_ms| first_ms - started_ms),
        duration_ms: Some(finished_ms - started_ms),
        tokens_per_second: speed,
    })
}

/// Tokens a second; none when it was too short to say.
fn speed(tokens: i64, span_ms: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a speed to show")]
    (span_ms >= 50 && tokens > 1).then(|| tokens as f64 * 1000.0 / span_ms as f64)
}

/// The day a cost belongs to where the person is, `YYYY-MM-DD`.
pub(crate) fn local_day(now_ms: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(now_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.to_zoned_datetime(jiff::tz::TimeZone::system())
        .date()
        .to_string()
}
