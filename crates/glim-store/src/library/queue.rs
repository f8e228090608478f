//! The queue that reads sources. Whoever takes up a source gets a [`Claim`]; each step is one transaction that the claim must
//! still hold for, and what a step has kept is there for the next claim: nothing is done twice but the step that was cut off.
//!
//! A claim ends by [`Store::show_source`], [`Store::end_without_text`], [`Store::fail_source`], [`Store::miss_source`] or
//! [`Store::release_source`]. It is lost, and the next step fails with [`Error::ClaimLost`], when the file was changed, or a person skipped or deleted the source. A claim of
//! a process that was killed, or whose lease ran out, is free for the next.

use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};

use super::{
    embedding,
    hash::ContentHash,
    location::{self, Location},
    rows,
    stage::{Stage, Step},
    vector,
};
use crate::{Error, SourceId, Store, error::Failure};

/// After so many tries without getting further the others go first.
const IN_VAIN: i64 = 3;

/// How a source is taken up.
#[derive(Debug, Clone, Copy)]
pub struct Lease<'a> {
    /// The time.
    pub now_ms: i64,
    /// For how long the claim holds without [`Store::beat`].
    pub lease_ms: i64,
    /// The reader and cutter, with their versions. What another recipe has begun is begun anew.
    pub recipe: &'a str,
}

/// A source that is ours to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which source.
    pub source: SourceId,
    /// The version that is being read.
    pub version: i64,
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Its size when it was added.
    pub bytes: i64,
    /// Its content when it was added: a file with another hash is to be added again instead of read.
    pub hash: ContentHash,
    /// Where to go on: `reading`, `cutting` (some passages are kept) or `embedding` (all are).
    pub stage: Stage,
    /// How many passages are kept already.
    pub passages: i64,
    /// How often the source was taken up since it last got further or a person asked for it, this time included.
    pub attempts: i64,
    /// Where it lies.
    pub locations: Vec<Location>,
    token: i64,
}

#[derive(sqlx::FromRow)]
struct Queued {
    version: i64,
    number: i64,
    source: SourceId,
    name: String,
    kind: String,
    bytes: i64,
    #[sqlx(try_from = "Vec<u8>")]
    hash: ContentHash,
    stage: Stage,
    recipe: Option<String>,
    cut: bool,
    passages: i64,
    attempts: i64,
    priority: i64,
}

/// A version whose claim holds.
#[derive(sqlx::FromRow)]
pub(crate) struct Held {
    pub(crate) source: i64,
    pub(crate) stage: Stage,
    pub(crate) passages: i64,
    pub(crate) chunks: i64,
}

impl Held {
    pub(crate) fn after(&self, step: Step) -> Result<Stage, Failure> {
        self.stage.after(step).ok_or_else(|| {
            Failure::not_allowed("a source is read, cut and embedded in this order, and once")
        })
    }
}

/// Counts an opening: all claims of those before are over.
pub(crate) async fn begin_run(connection: &mut SqliteConnection) -> Result<i64, Failure> {
    Ok(
        sqlx::query_scalar("UPDATE library SET run = run + 1 WHERE one = 1 RETURNING run")
            .fetch_one(connection)
            .await?,
    )
}

impl Store {
    /// Takes up the next source: highest priority first, then the one that waits longest. `None` if nothing waits. What was
    /// taken up in vain three times lets the others go first: whoever ends the process must not meet it at every start.
    pub async fn claim_next(&self, lease: &Lease<'_>) -> Result<Option<Claim>, Error> {
        self.doing("take up a source", async {
            let mut write = self.write_repeatable().await?;
            let Some(mut next) = next(&mut write, (self.inner.run, lease)).await? else {
                return Ok(None);
            };
            if next.passages > 0 && next.recipe.as_deref() != Some(lease.recipe) {
                next.version = rows::renew(&mut write, next.version).await?;
                (next.passages, next.cut) = (0, false);
            }
            let claim = claim(&mut write, next, (self.inner.run, lease)).await?;
            write.commit().await?;
            Ok(Some(claim))
        })
        .await
    }

    /// Says that the work goes on, and how far it is within its stage.
    pub async fn beat(
        &self,
        claim: &Claim,
        progress: (i64, i64),
        lease: &Lease<'_>,
    ) -> Result<(), Error> {
        self.doing("keep a claim", async {
            let mut write = self.write_repeatable().await?;
            held(&mut write, self.inner.run, claim).await?;
            // What gets further is not what ends the process: only tries without any progress count on.
            sqlx::query(
                "UPDATE version SET done = ?2, total = ?3, lease_ms = ?4,
                        attempts = CASE WHEN ?2 > 0 THEN min(attempts, 1) ELSE attempts END
                 WHERE number = ?1",
            )
            .bind(claim.version)
            .bind(progress.0)
            .bind(progress.1)
            .bind(lease.now_ms.saturating_add(lease.lease_ms))
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Makes what was read findable, in the place of an older version. Without `words_only`, every chunk must have its vector.
    pub async fn show_source(&self, claim: &Claim, words_only: bool) -> Result<(), Error> {
        self.doing("show a source to searches", async {
            let mut write = self.write_repeatable().await?;
            let held = held(&mut write, self.inner.run, claim).await?;
            let stage = held.after(Step::Show)?;
            let covered = match embedding::serving(&mut write).await? {
                None => false,
                Some(model) => vector::cover(&mut write, claim.version, model).await?,
            };
            if !covered && !words_only {
                return Err(Failure::not_allowed(
                    "every chunk has a vector before it is shown",
                ));
            }
            show(&mut write, (claim, held.source), stage, None).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Ends the reading of a source that has no text; an older version of it is not found any more.
    pub async fn end_without_text(
        &self,
        claim: &Claim,
        details: Option<&Value>,
    ) -> Result<(), Error> {
        self.doing("end a source without text", async {
            let mut write = self.write_repeatable().await?;
            let held = held(&mut write, self.inner.run, claim).await?;
            let stage = held.after(Step::Empty)?;
            show(&mut write, (claim, held.source), stage, details).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Ends a claim by a failure. Text that is kept whole stays for the next try; an older version stays found.
    pub async fn fail_source(
        &self,
        claim: &Claim,
        reason: &str,
        params: Option<&Value>,
    ) -> Result<(), Error> {
        self.doing("end a source by a failure", async {
            let mut write = self.write_repeatable().await?;
            let held = held(&mut write, self.inner.run, claim).await?;
            fail(&mut write, claim, &held, (reason, params)).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Puts a source back into the queue with all that is kept of it: the app closes, or the person paused.
    pub async fn release_source(&self, claim: &Claim) -> Result<(), Error> {
        self.doing("put a source back", async {
            let mut write = self.write_repeatable().await?;
            let held = held(&mut write, self.inner.run, claim).await?;
            release(&mut write, claim, &held).await?;
            Ok(write.commit().await?)
        })
        .await
    }
}

/// Ends a claim by a failure. Half a text goes; a whole one stays for the next try.
pub(crate) async fn fail(
    connection: &mut SqliteConnection,
    claim: &Claim,
    held: &Held,
    why: (&str, Option<&Value>),
) -> Result<(), Failure> {
    let stage = held.after(Step::Fail)?;
    let half = held.passages > 0 && held.stage != Stage::Embedding;
    let version = if half {
        rows::renew(connection, claim.version).await?
    } else {
        claim.version
    };
    sqlx::query(
        "UPDATE version SET stage = ?2, reason = ?3, reason_params = ?4, claim = claim + 1, done = 0, total = 0
         WHERE number = ?1",
    )
    .bind(version)
    .bind(stage)
    .bind(why.0)
    .bind(why.1.map(Json))
    .execute(connection)
    .await?;
    Ok(())
}

/// Back into the queue with all that is kept of it; this try does not count.
pub(crate) async fn release(
    connection: &mut SqliteConnection,
    claim: &Claim,
    held: &Held,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE version SET stage = ?2, claim = claim + 1, attempts = attempts - 1 WHERE number = ?1",
    )
    .bind(claim.version)
    .bind(held.after(Step::Release)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// The first that waits, after those behind the others that were taken up in vain.
async fn next(
    connection: &mut SqliteConnection,
    by: (i64, &Lease<'_>),
) -> Result<Option<Queued>, Failure> {
    loop {
        let next: Option<Queued> = sqlx::query_as(NEXT)
            .bind(by.0)
            .bind(by.1.now_ms)
            .fetch_optional(&mut *connection)
            .await?;
        let Some(next) = next else {
            return Ok(None);
        };
        let rank = -(next.attempts / IN_VAIN);
        if rank == 0 || next.priority <= rank {
            return Ok(Some(next));
        }
        sqlx::query("UPDATE version SET priority = ?2 WHERE number = ?1")
            .bind(next.version)
            .bind(rank)
            .execute(&mut *connection)
            .await?;
    }
}

async fn claim(
    connection: &mut SqliteConnection,
    next: Queued,
    by: (i64, &Lease<'_>),
) -> Result<Claim, Failure> {
    let (run, lease) = by;
    let step = Step::Claim {
        cut: next.cut,
        begun: next.passages > 0,
    };
    let stage = next.stage.after(step).unwrap_or(Stage::Reading);
    let (token, attempts): (i64, i64) = sqlx::query_as(
        "UPDATE version SET stage = ?2, run = ?3, lease_ms = ?4, recipe = ?5, claim = claim + 1, attempts = attempts + 1,
                done = 0, total = 0
         WHERE number = ?1 RETURNING claim, attempts",
    )
    .bind(next.version)
    .bind(stage)
    .bind(run)
    .bind(lease.now_ms.saturating_add(lease.lease_ms))
    .bind(lease.recipe)
    .fetch_one(&mut *connection)
    .await?;
    Ok(Claim {
        source: next.source,
        version: next.version,
        name: next.name,
        kind: next.kind,
        bytes: next.bytes,
        hash: next.hash,
        stage,
        passages: next.passages,
        attempts,
        locations: location::of_source(connection, next.number).await?,
        token,
    })
}

/// What the claimed version is like now; [`Error::ClaimLost`] if the claim does not hold any more.
pub(crate) async fn held(
    connection: &mut SqliteConnection,
    run: i64,
    claim: &Claim,
) -> Result<Held, Failure> {
    sqlx::query_as(
        "SELECT source, stage, passages, chunks FROM version
         WHERE number = ?1 AND claim = ?2 AND run = ?3 AND source IS NOT NULL",
    )
    .bind(claim.version)
    .bind(claim.token)
    .bind(run)
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| {
        Failure::Named(Error::ClaimLost {
            id: claim.source.to_string(),
        })
    })
}

/// The claim moved to a fresh version of the same content.
pub(crate) async fn again(
    connection: &mut SqliteConnection,
    claim: &Claim,
) -> Result<Claim, Failure> {
    let version = rows::renew(connection, claim.version).await?;
    let token: i64 = sqlx::query_scalar(
        "UPDATE version SET stage = 'reading', claim = version.claim + 1, run = old.run, lease_ms = old.lease_ms, recipe = old.recipe
         FROM version old WHERE version.number = ?1 AND old.number = ?2 RETURNING version.claim",
    )
    .bind(version)
    .bind(claim.version)
    .fetch_one(connection)
    .await?;
    Ok(Claim {
        version,
        token,
        stage: Stage::Reading,
        passages: 0,
        ..claim.clone()
    })
}

/// The one moment at which a version begins to be found, and the one before it ends.
async fn show(
    connection: &mut SqliteConnection,
    what: (&Claim, i64),
    stage: Stage,
    details: Option<&Value>,
) -> Result<(), Failure> {
    let (claim, source) = what;
    let older: Option<i64> =
        sqlx::query_scalar("SELECT number FROM version WHERE source = ?1 AND shown = 1")
            .bind(source)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(older) = older {
        rows::give_up(connection, older).await?;
    }
    sqlx::query(
        "UPDATE version SET shown = 1, stage = ?2, details = coalesce(?3, details), claim = claim + 1, done = 0, total = 0
         WHERE number = ?1",
    )
    .bind(claim.version)
    .bind(stage)
    .bind(details.map(Json))
    .execute(&mut *connection)
    .await?;
    rows::changed(connection, source).await
}

/// A claim of our own run is free only when its lease is over.
pub(crate) const NEXT: &str = "
SELECT v.number AS version, s.number, s.id AS source, s.name, s.kind, s.bytes, v.hash, v.stage, v.recipe, v.cut, v.passages, v.attempts, v.priority
FROM version v CROSS JOIN source s ON s.number = v.source
WHERE v.stage IN ('waiting', 'reading', 'cutting', 'embedding') AND s.deleted_ms IS NULL
  AND (v.stage = 'waiting' OR v.run <> ?1 OR v.lease_ms < ?2)
ORDER BY v.priority DESC, v.number LIMIT 1";
