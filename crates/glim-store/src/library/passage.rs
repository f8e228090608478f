//! The text of a version: passages added in batches under a claim, and the chunks that point into them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};

use super::{
    hash::TextHash,
    queue::{self, Claim},
    stage::Step,
};
use crate::{Error, Store, error::Failure};

/// A piece of a text: what a model is given when one of its chunks is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewPassage {
    /// The headings above it, outermost first.
    pub heading: Vec<String>,
    /// Where it stands in the file; the shape is the caller's.
    pub locator: Value,
    /// Its words.
    pub text: String,
    /// What of it is searched.
    pub chunks: Vec<NewChunk>,
}

/// A part of a passage that is searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewChunk {
    /// Its first byte within the passage.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Where it stands in the file, if more exactly known than of the passage.
    pub locator: Option<Value>,
    /// Hash of the text as it is embedded.
    pub wording: TextHash,
}

/// More at once would let an answer that is being written wait for more than a moment.
const BATCH: usize = 2_000;

impl Store {
    /// Keeps the next passages of a text, all or none. `first` counts those before: a batch that is kept already is refused,
    /// so that none is there twice. At most 2,000 chunks in one call.
    pub async fn add_passages(
        &self,
        claim: &Claim,
        first: i64,
        passages: &[NewPassage],
    ) -> Result<(), Error> {
        self.doing("keep a part of a text", async {
            let size = check(passages)?;
            let mut write = self.write_repeatable().await?;
            let held = queue::held(&mut write, self.inner.run, claim).await?;
            let stage = held.after(Step::Passages)?;
            if held.passages != first {
                return Err(Failure::not_allowed("passages are added in order, each once"));
            }
            let numbers = insert_passages(&mut write, claim.version, first, passages).await?;
            insert_chunks(&mut write, &numbers, passages).await?;
            sqlx::query(
                "UPDATE version SET stage = ?2, passages = passages + ?3, chunks = chunks + ?4, text_bytes = text_bytes + ?5
                 WHERE number = ?1",
            )
            .bind(claim.version)
            .bind(stage)
            .bind(count(passages.len()))
            .bind(size.chunks)
            .bind(size.text_bytes)
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Says that the text is whole; what remains is to embed it. A text without any chunk ends by
    /// [`Store::end_without_text`] instead.
    pub async fn end_cutting(&self, claim: &Claim, details: Option<&Value>) -> Result<(), Error> {
        self.doing("end the cutting of a text", async {
            let mut write = self.write_repeatable().await?;
            let held = queue::held(&mut write, self.inner.run, claim).await?;
            let stage = held.after(Step::CutEnded)?;
            if held.chunks == 0 {
                return Err(Failure::not_allowed("a text has something to search"));
            }
            sqlx::query(
                "UPDATE version SET stage = ?2, cut = 1, details = ?3, done = 0, total = 0 WHERE number = ?1",
            )
            .bind(claim.version)
            .bind(stage)
            .bind(details.map(Json))
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Drops the passages kept so far, for a reader that cannot go on where it stopped. Returns the claim to go on with.
    pub async fn restart_cutting(&self, claim: &Claim) -> Result<Claim, Error> {
        self.doing("begin a text anew", async {
            let mut write = self.write_repeatable().await?;
            queue::held(&mut write, self.inner.run, claim).await?;
            let again = queue::again(&mut write, claim).await?;
            write.commit().await?;
            Ok(again)
        })
        .await
    }
}

struct Size {
    chunks: i64,
    text_bytes: i64,
}

fn check(passages: &[NewPassage]) -> Result<Size, Failure> {
    let chunks: usize = passages.iter().map(|passage| passage.chunks.len()).sum();
    if chunks > BATCH || passages.len() > BATCH {
        return Err(Failure::not_allowed("a batch has at most 2,000 chunks"));
    }
    for passage in passages {
        for chunk in &passage.chunks {
            let inside = passage.text.get(chunk.start..chunk.end);
            if inside.is_none_or(str::is_empty) {
                return Err(Failure::not_allowed(
                    "a chunk is whole characters of its passage",
                ));
            }
        }
    }
    let text_bytes = passages.iter().map(|passage| passage.text.len()).sum();
    Ok(Size {
        chunks: count(chunks),
        text_bytes: count(text_bytes),
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn insert_passages(
    connection: &mut SqliteConnection,
    version: i64,
    first: i64,
    passages: &[NewPassage],
) -> Result<Vec<i64>, Failure> {
    let mut numbers = Vec::with_capacity(passages.len());
    for (passage, ordinal) in passages.iter().zip(first..) {
        let heading = (!passage.heading.is_empty()).then_some(Json(&passage.heading));
        let number: i64 = sqlx::query_scalar(
            "INSERT INTO passage (version, ordinal, heading, locator, text) VALUES (?1, ?2, ?3, ?4, ?5)
             RETURNING number",
        )
        .bind(version)
        .bind(ordinal)
        .bind(heading)
        .bind(Json(&passage.locator))
        .bind(passage.text.as_str())
        .fetch_one(&mut *connection)
        .await?;
        numbers.push(number);
    }
    Ok(numbers)
}

/// All chunks of a batch by two statements: one for each chunk costs a message to the thread of the connection each.
async fn insert_chunks(
    connection: &mut SqliteConnection,
    numbers: &[i64],
    passages: &[NewPassage],
) -> Result<(), Failure> {
    let all = || {
        numbers
            .iter()
            .zip(passages)
            .flat_map(|(number, passage)| passage.chunks.iter().map(move |chunk| (*number, chunk)))
    };
    let rows: Vec<_> = all()
        .map(|(number, chunk)| (number, chunk.start, chunk.end, chunk.locator.as_ref()))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    // JSON has no bytes: the hashes lie side by side in one blob, in the order of the rows.
    let hashes: Vec<u8> = all().flat_map(|(_, chunk)| chunk.wording.0).collect();
    let rows = serde_json::to_string(&rows)
        .map_err(|source| Failure::Sql(sqlx::Error::Encode(Box::new(source))))?;
    for sql in [
        "INSERT INTO wording (hash) SELECT substr(?1, 1 + 16 * key, 16) FROM json_each(?2) WHERE true
         ON CONFLICT (hash) DO NOTHING",
        "INSERT INTO chunk (passage, wording, start_byte, end_byte, locator)
         SELECT value ->> 0, (SELECT number FROM wording WHERE hash = substr(?1, 1 + 16 * key, 16)),
                value ->> 1, value ->> 2, value ->> 3
         FROM json_each(?2)",
    ] {
        sqlx::query(sql)
            .bind(hashes.as_slice())
            .bind(rows.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
