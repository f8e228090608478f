//! Boards: sets of artifacts with a name. An artifact may be on several, or on none.

use sqlx::{SqliteConnection, types::Json};

use super::{care, rows};
use crate::{ArtifactId, BoardId, Error, Store, error::Failure};

/// A board.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Board {
    /// Its id.
    pub id: BoardId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_ms: i64,
    /// How many artifacts are on it that are not deleted.
    pub artifacts: i64,
    /// The content of the small picture of the one put on it last, as 32 bytes.
    pub cover: Option<Vec<u8>>,
}

impl Store {
    /// Makes a board with these artifacts on it.
    pub async fn create_board(
        &self,
        name: &str,
        ids: &[ArtifactId],
        now_ms: i64,
    ) -> Result<BoardId, Error> {
        self.doing("make a board", async {
            let id = BoardId::new();
            let mut write = self.write().await?;
            let number: i64 = sqlx::query_scalar(
                "INSERT INTO board (id, name, created_ms) VALUES (?1, ?2, ?3) RETURNING number",
            )
            .bind(id)
            .bind(name)
            .bind(now_ms)
            .fetch_one(&mut *write)
            .await?;
            put(&mut write, number, ids, now_ms).await?;
            write.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Gives a board another name.
    pub async fn rename_board(&self, id: BoardId, name: &str) -> Result<(), Error> {
        self.doing("rename a board", async {
            let mut write = self.write().await?;
            let number = rows::living_board(&mut write, id).await?;
            sqlx::query("UPDATE board SET name = ?2 WHERE number = ?1")
                .bind(number)
                .bind(name)
                .execute(&mut *write)
                .await?;
            rows::next_generation(&mut write).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Hides a board until it is restored or purged. What is on it stays.
    pub async fn delete_board(&self, id: BoardId, now_ms: i64) -> Result<(), Error> {
        self.doing("delete a board", async {
            let mut write = self.write().await?;
            let number = rows::living_board(&mut write, id).await?;
            sqlx::query("UPDATE board SET deleted_ms = ?2 WHERE number = ?1")
                .bind(number)
                .bind(now_ms)
                .execute(&mut *write)
                .await?;
            rows::next_generation(&mut write).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Brings a deleted board back, with all that was on it.
    pub async fn restore_board(&self, id: BoardId) -> Result<(), Error> {
        self.doing("restore a board", async {
            let mut write = self.write().await?;
            let done = sqlx::query("UPDATE board SET deleted_ms = NULL WHERE id = ?1")
                .bind(id)
                .execute(&mut *write)
                .await?;
            if done.rows_affected() == 0 {
                return Err(Failure::not_found("board", &id));
            }
            rows::next_generation(&mut write).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Puts artifacts on a board. Those that are on it stay where they are.
    pub async fn put_on_board(
        &self,
        id: BoardId,
        ids: &[ArtifactId],
        now_ms: i64,
    ) -> Result<(), Error> {
        self.doing("put artifacts on a board", async {
            let mut write = self.write().await?;
            let number = rows::living_board(&mut write, id).await?;
            put(&mut write, number, ids, now_ms).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Takes artifacts off a board; they are kept.
    pub async fn take_off_board(&self, id: BoardId, ids: &[ArtifactId]) -> Result<(), Error> {
        self.doing("take artifacts off a board", async {
            let mut write = self.write().await?;
            let number = rows::living_board(&mut write, id).await?;
            let numbers = care::numbers_of(&mut write, ids).await?;
            sqlx::query(
                "DELETE FROM board_artifact WHERE board = ?1 AND artifact IN (SELECT value FROM json_each(?2))",
            )
            .bind(number)
            .bind(Json(&numbers))
            .execute(&mut *write)
            .await?;
            rows::changed(&mut write, &numbers).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// The boards that are not deleted, in the order they were made, at most a thousand.
    pub async fn boards(&self) -> Result<Vec<Board>, Error> {
        self.doing("list the boards", async {
            Ok(sqlx::query_as(LIST)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

async fn put(
    connection: &mut SqliteConnection,
    board: i64,
    ids: &[ArtifactId],
    now_ms: i64,
) -> Result<(), Failure> {
    let numbers = care::numbers_of(connection, ids).await?;
    sqlx::query(
        "INSERT OR IGNORE INTO board_artifact (board, artifact, added_ms) SELECT ?1, value, ?3 FROM json_each(?2)",
    )
    .bind(board)
    .bind(Json(&numbers))
    .bind(now_ms)
    .execute(&mut *connection)
    .await?;
    rows::changed(connection, &numbers).await
}

pub(crate) const LIST: &str = "
SELECT b.id, b.name, b.created_ms,
       (SELECT count(*) FROM board_artifact x CROSS JOIN artifact a ON a.number = x.artifact
        WHERE x.board = b.number AND a.deleted_ms IS NULL) AS artifacts,
       (SELECT t.hash FROM board_artifact x CROSS JOIN artifact a ON a.number = x.artifact CROSS JOIN media t ON t.number = a.thumb
        WHERE x.board = b.number AND a.deleted_ms IS NULL ORDER BY x.added_ms DESC, x.artifact DESC LIMIT 1) AS cover
FROM board b WHERE b.deleted_ms IS NULL ORDER BY b.number LIMIT 1000";
