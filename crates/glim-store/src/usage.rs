//! What was used and what it cost, by day, model and feature. Kept when the conversation is gone.

use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use ts_rs::TS;

use crate::{AttemptId, Error, Store, error::Failure};

/// Money, exactly: prices are quoted per million tokens, so one token can cost less than a millionth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// Billionths (10⁻⁹) of the currency.
    pub amount_nano: i64,
    /// ISO 4217, such as `CNY`.
    pub currency: String,
}

/// Tokens as the platform counted them. Cached ones are part of the prompt's, reasoning ones of the completion's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// What was sent.
    pub prompt_tokens: i64,
    /// What came back.
    pub completion_tokens: i64,
    /// How much of what was sent came from the platform's cache.
    pub cached_tokens: i64,
    /// How much of what came back was thinking.
    pub reasoning_tokens: i64,
    /// What it cost, if the price was known.
    pub cost: Option<Cost>,
}

impl Usage {
    /// Both together. Costs in two currencies cannot be added: then there is none.
    pub(crate) fn sum(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        let (one, other) = match (one, other) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return one.or(other),
        };
        let cost = match (one.cost, other.cost) {
            (Some(one), Some(other)) if one.currency == other.currency => Some(Cost {
                amount_nano: one.amount_nano.saturating_add(other.amount_nano),
                currency: one.currency,
            }),
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        };
        Some(Self {
            prompt_tokens: one.prompt_tokens.saturating_add(other.prompt_tokens),
            completion_tokens: one
                .completion_tokens
                .saturating_add(other.completion_tokens),
            cached_tokens: one.cached_tokens.saturating_add(other.cached_tokens),
            reasoning_tokens: one.reasoning_tokens.saturating_add(other.reasoning_tokens),
            cost,
        })
    }
}

/// Something used outside of an answer (those count themselves when they end).
#[derive(Debug, Clone, PartialEq)]
pub struct NewUsage {
    /// The local day, `YYYY-MM-DD`.
    pub day: String,
    /// The model.
    pub model: String,
    /// What it was for, such as `title`.
    pub feature: String,
    /// How much.
    pub usage: Usage,
    /// When.
    pub at_ms: i64,
}

/// One line of a table of usage: a day, a model, a feature and a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct UsageSum {
    /// The local day; none in a sum over days.
    pub day: Option<String>,
    /// The model; none in a sum over models.
    pub model: Option<String>,
    /// What it was for; none in a sum over features.
    pub feature: Option<String>,
    /// How many calls.
    pub calls: i64,
    /// What was sent.
    pub prompt_tokens: i64,
    /// What came back.
    pub completion_tokens: i64,
    /// From the cache.
    pub cached_tokens: i64,
    /// Thinking.
    pub reasoning_tokens: i64,
    /// Billionths of `currency`; none if no price was known.
    pub cost_nano: Option<i64>,
    /// The currency: amounts in different ones are different lines.
    pub currency: Option<String>,
}

impl Store {
    /// Counts something used outside of an answer.
    pub async fn record_usage(&self, new: &NewUsage) -> Result<(), Error> {
        self.doing("count what was used", async {
            let mut write = self.write().await?;
            insert(&mut write, None, new).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Sums from day to day, both included: a line for each day and currency, oldest first.
    pub async fn usage_by_day(&self, from: &str, to: &str) -> Result<Vec<UsageSum>, Error> {
        self.doing("sum the usage by day", async {
            Ok(sqlx::query_as(
                "SELECT day, NULL AS model, NULL AS feature, count(*) AS calls, sum(prompt_tokens) AS prompt_tokens,
                        sum(completion_tokens) AS completion_tokens, sum(cached_tokens) AS cached_tokens,
                        sum(reasoning_tokens) AS reasoning_tokens, sum(cost_nano) AS cost_nano, currency
                 FROM usage WHERE day BETWEEN ?1 AND ?2 GROUP BY day, currency ORDER BY day, currency",
            )
            .bind(from)
            .bind(to)
            .fetch_all(&mut *self.read().await?)
            .await?)
        })
        .await
    }

    /// Sums from day to day, both included: a line for each model, feature and currency, dearest first.
    pub async fn usage_by_model(&self, from: &str, to: &str) -> Result<Vec<UsageSum>, Error> {
        self.doing("sum the usage by model", async {
            Ok(sqlx::query_as(
                "SELECT NULL AS day, model, feature, count(*) AS calls, sum(prompt_tokens) AS prompt_tokens,
                        sum(completion_tokens) AS completion_tokens, sum(cached_tokens) AS cached_tokens,
                        sum(reasoning_tokens) AS reasoning_tokens, sum(cost_nano) AS cost_nano, currency
                 FROM usage WHERE day BETWEEN ?1 AND ?2 GROUP BY model, feature, currency
                 ORDER BY sum(cost_nano) DESC, sum(prompt_tokens) + sum(completion_tokens) DESC, model, feature",
            )
            .bind(from)
            .bind(to)
            .fetch_all(&mut *self.read().await?)
            .await?)
        })
        .await
    }
}

/// Counts an attempt that has ended; `when` is its local day and its time.
pub(crate) async fn of_attempt(
    connection: &mut SqliteConnection,
    attempt: AttemptId,
    usage: &Usage,
    when: (&str, i64),
) -> Result<(), Failure> {
    let model: String = sqlx::query_scalar("SELECT model FROM attempt WHERE id = ?1")
        .bind(attempt)
        .fetch_one(&mut *connection)
        .await?;
    let new = NewUsage {
        day: when.0.to_owned(),
        model,
        feature: "chat".to_owned(),
        usage: usage.clone(),
        at_ms: when.1,
    };
    insert(connection, Some(attempt), &new).await
}

pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    attempt: Option<AttemptId>,
    new: &NewUsage,
) -> Result<(), Failure> {
    let cost = new.usage.cost.as_ref();
    sqlx::query(
        "INSERT INTO usage (attempt_id, day, model, feature, prompt_tokens, completion_tokens, cached_tokens,
                            reasoning_tokens, cost_nano, currency, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )
    .bind(attempt)
    .bind(new.day.as_str())
    .bind(new.model.as_str())
    .bind(new.feature.as_str())
    .bind(new.usage.prompt_tokens)
    .bind(new.usage.completion_tokens)
    .bind(new.usage.cached_tokens)
    .bind(new.usage.reasoning_tokens)
    .bind(cost.map(|cost| cost.amount_nano))
    .bind(cost.map(|cost| cost.currency.as_str()))
    .bind(new.at_ms)
    .execute(connection)
    .await?;
    Ok(())
}
