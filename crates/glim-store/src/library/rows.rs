//! What the files of the library share about its rows: finding them by id, giving up a version, counting generations.

use sqlx::SqliteConnection;

use crate::{CollectionId, SourceId, error::Failure};

/// The number of a source that is not deleted.
pub(crate) async fn living_source(
    connection: &mut SqliteConnection,
    id: SourceId,
) -> Result<i64, Failure> {
    match any_source(connection, id).await? {
        (number, None) => Ok(number),
        (_, Some(_)) => Err(Failure::not_found("source", &id)),
    }
}

/// The number of a source, and when it was deleted.
pub(crate) async fn any_source(
    connection: &mut SqliteConnection,
    id: SourceId,
) -> Result<(i64, Option<i64>), Failure> {
    sqlx::query_as("SELECT number, deleted_ms FROM source WHERE id = ?1")
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("source", &id))
}

/// The number of a collection that is not deleted.
pub(crate) async fn living_collection(
    connection: &mut SqliteConnection,
    id: CollectionId,
) -> Result<i64, Failure> {
    sqlx::query_scalar("SELECT number FROM collection WHERE id = ?1 AND deleted_ms IS NULL")
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("collection", &id))
}

/// Says that what is found of a source has changed. Each change has a generation of its own, so that they can be paged.
pub(crate) async fn changed(connection: &mut SqliteConnection, source: i64) -> Result<(), Failure> {
    let generation = next_generation(connection).await?;
    sqlx::query("UPDATE source SET generation = ?2 WHERE number = ?1")
        .bind(source)
        .bind(generation)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn next_generation(connection: &mut SqliteConnection) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "UPDATE library SET generation = generation + 1 WHERE one = 1 RETURNING generation",
    )
    .fetch_one(connection)
    .await?)
}

/// Whether a search can find anything of the source now.
pub(crate) async fn has_shown(
    connection: &mut SqliteConnection,
    source: i64,
) -> Result<bool, Failure> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM version WHERE source = ?1 AND shown = 1)")
            .bind(source)
            .fetch_one(connection)
            .await?,
    )
}

/// Takes a version away from its source, at once and however long it is. Its rows are swept later, in steps.
pub(crate) async fn give_up(
    connection: &mut SqliteConnection,
    version: i64,
) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE version SET source = NULL, hash = NULL, latest = 0, shown = 0, stage = 'skipped', reason = NULL,
                reason_params = NULL, claim = claim + 1
         WHERE number = ?1",
    )
    .bind(version)
    .execute(connection)
    .await?;
    Ok(())
}

/// A fresh version of the same content in the place of `old`, waiting. What is shown stays shown until the fresh one is ready;
/// what is not shown is given up.
pub(crate) async fn renew(connection: &mut SqliteConnection, old: i64) -> Result<i64, Failure> {
    let (new, shown): (i64, bool) = sqlx::query_as(
        "INSERT INTO version (source, hash, latest, stage, priority, attempts, claim, queued_ms)
         SELECT source, hash, 0, 'waiting', priority, attempts, claim, queued_ms FROM version WHERE number = ?1
         RETURNING number, (SELECT shown FROM version WHERE number = ?1)",
    )
    .bind(old)
    .fetch_one(&mut *connection)
    .await?;
    if shown {
        set_latest(connection, old, false).await?;
    } else {
        give_up(connection, old).await?;
    }
    set_latest(connection, new, true).await?;
    Ok(new)
}

pub(crate) async fn set_latest(
    connection: &mut SqliteConnection,
    version: i64,
    latest: bool,
) -> Result<(), Failure> {
    sqlx::query("UPDATE version SET latest = ?2 WHERE number = ?1")
        .bind(version)
        .bind(latest)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whoever is at work on the source loses the claim; what is kept already waits for the next.
pub(crate) async fn revoke(connection: &mut SqliteConnection, source: i64) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE version SET claim = claim + 1, stage = 'waiting'
         WHERE source = ?1 AND latest = 1 AND stage IN ('reading', 'cutting', 'embedding')",
    )
    .bind(source)
    .execute(connection)
    .await?;
    Ok(())
}
