//! What the files of the studio share about its rows: finding them by id, counting generations.

use sqlx::{SqliteConnection, types::Json};

use crate::{ArtifactId, BoardId, error::Failure};

/// The number of an artifact, and when it was deleted.
pub(super) async fn any_artifact(
    connection: &mut SqliteConnection,
    id: ArtifactId,
) -> Result<(i64, Option<i64>), Failure> {
    sqlx::query_as("SELECT number, deleted_ms FROM artifact WHERE id = ?1")
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("artifact", &id))
}

/// The number of a board that is not deleted.
pub(super) async fn living_board(
    connection: &mut SqliteConnection,
    id: BoardId,
) -> Result<i64, Failure> {
    sqlx::query_scalar("SELECT number FROM board WHERE id = ?1 AND deleted_ms IS NULL")
        .bind(id)
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| Failure::not_found("board", &id))
}

pub(super) async fn next_generation(connection: &mut SqliteConnection) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "UPDATE studio SET generation = generation + 1 WHERE one = 1 RETURNING generation",
    )
    .fetch_one(connection)
    .await?)
}

/// Says that what a gallery shows of these artifacts has changed.
pub(super) async fn changed(
    connection: &mut SqliteConnection,
    numbers: &[i64],
) -> Result<(), Failure> {
    let generation = next_generation(connection).await?;
    sqlx::query(
        "UPDATE artifact SET generation = ?2 WHERE number IN (SELECT value FROM json_each(?1))",
    )
    .bind(Json(numbers))
    .bind(generation)
    .execute(connection)
    .await?;
    Ok(())
}
