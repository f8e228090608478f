//! Tags of artifacts. A tag is there as long as something has it.

use sqlx::{SqliteConnection, types::Json};
use unicode_normalization::UnicodeNormalization as _;

use super::{care, rows, words};
use crate::{ArtifactId, Error, Store, error::Failure};

impl Store {
    /// Gives artifacts tags (made if there are none of that name) and takes tags from them.
    pub async fn set_tags(
        &self,
        ids: &[ArtifactId],
        add: &[String],
        remove: &[String],
    ) -> Result<(), Error> {
        self.doing("set tags", async {
            let mut write = self.write().await?;
            let numbers = care::numbers_of(&mut write, ids).await?;
            for name in remove {
                if let Some(tag) = number_of(&mut write, &folded(name)).await? {
                    take(&mut write, tag, &numbers).await?;
                }
            }
            for name in add {
                let tag = make(&mut write, name).await?;
                give(&mut write, tag, &numbers).await?;
            }
            forget_unused(&mut write).await?;
            settle(&mut write, &numbers).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Gives a tag another name. If there is one of that name, the two become one.
    pub async fn rename_tag(&self, name: &str, new: &str) -> Result<(), Error> {
        self.doing("rename a tag", async {
            let mut write = self.write().await?;
            let tag = existing(&mut write, name).await?;
            let numbers = having(&mut write, tag).await?;
            match number_of(&mut write, &folded(new)).await? {
                Some(other) if other != tag => {
                    give(&mut write, other, &numbers).await?;
                    drop_tag(&mut write, tag).await?;
                }
                _ => {
                    sqlx::query("UPDATE tag SET name = ?2, folded = ?3 WHERE number = ?1")
                        .bind(tag)
                        .bind(shown(new)?)
                        .bind(folded(new))
                        .execute(&mut *write)
                        .await?;
                }
            }
            settle(&mut write, &numbers).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Takes a tag from everything.
    pub async fn delete_tag(&self, name: &str) -> Result<(), Error> {
        self.doing("delete a tag", async {
            let mut write = self.write().await?;
            let tag = existing(&mut write, name).await?;
            let numbers = having(&mut write, tag).await?;
            drop_tag(&mut write, tag).await?;
            settle(&mut write, &numbers).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Every tag, with how many artifacts that are not deleted have it: most first, at most a thousand.
    pub async fn tags(&self) -> Result<Vec<(String, i64)>, Error> {
        self.doing("list the tags", async {
            Ok(sqlx::query_as(COUNTS)
                .fetch_all(&mut *self.read().await?)
                .await?)
        })
        .await
    }
}

pub(crate) const COUNTS: &str = "
SELECT t.name, count(a.number) AS artifacts FROM tag t CROSS JOIN artifact_tag x ON x.tag = t.number
LEFT JOIN artifact a ON a.number = x.artifact AND a.deleted_ms IS NULL
GROUP BY t.number ORDER BY artifacts DESC, t.folded LIMIT 1000";

/// A name as it is compared: width and case do not matter.
pub(super) fn folded(name: &str) -> String {
    name.trim().nfkc().flat_map(char::to_lowercase).collect()
}

fn shown(name: &str) -> Result<&str, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Failure::not_allowed("a tag has a name"));
    }
    Ok(name)
}

pub(super) async fn number_of(
    connection: &mut SqliteConnection,
    folded: &str,
) -> Result<Option<i64>, Failure> {
    Ok(
        sqlx::query_scalar("SELECT number FROM tag WHERE folded = ?1")
            .bind(folded)
            .fetch_optional(connection)
            .await?,
    )
}

async fn existing(connection: &mut SqliteConnection, name: &str) -> Result<i64, Failure> {
    number_of(connection, &folded(name))
        .await?
        .ok_or_else(|| Failure::not_found("tag", name))
}

async fn make(connection: &mut SqliteConnection, name: &str) -> Result<i64, Failure> {
    let (name, folded) = (shown(name)?, folded(name));
    if let Some(number) = number_of(connection, &folded).await? {
        return Ok(number);
    }
    Ok(
        sqlx::query_scalar("INSERT INTO tag (name, folded) VALUES (?1, ?2) RETURNING number")
            .bind(name)
            .bind(folded)
            .fetch_one(connection)
            .await?,
    )
}

async fn give(connection: &mut SqliteConnection, tag: i64, numbers: &[i64]) -> Result<(), Failure> {
    sqlx::query(
        "INSERT OR IGNORE INTO artifact_tag (tag, artifact) SELECT ?1, value FROM json_each(?2)",
    )
    .bind(tag)
    .bind(Json(numbers))
    .execute(connection)
    .await?;
    Ok(())
}

async fn take(connection: &mut SqliteConnection, tag: i64, numbers: &[i64]) -> Result<(), Failure> {
    sqlx::query(
        "DELETE FROM artifact_tag WHERE tag = ?1 AND artifact IN (SELECT value FROM json_each(?2))",
    )
    .bind(tag)
    .bind(Json(numbers))
    .execute(connection)
    .await?;
    Ok(())
}

async fn having(connection: &mut SqliteConnection, tag: i64) -> Result<Vec<i64>, Failure> {
    Ok(
        sqlx::query_scalar("SELECT artifact FROM artifact_tag WHERE tag = ?1")
            .bind(tag)
            .fetch_all(connection)
            .await?,
    )
}

async fn drop_tag(connection: &mut SqliteConnection, tag: i64) -> Result<(), Failure> {
    sqlx::query("DELETE FROM tag WHERE number = ?1")
        .bind(tag)
        .execute(connection)
        .await?;
    Ok(())
}

/// A tag that nothing has is no longer offered.
pub(super) async fn forget_unused(connection: &mut SqliteConnection) -> Result<(), Failure> {
    sqlx::query(
        "DELETE FROM tag WHERE NOT EXISTS (SELECT 1 FROM artifact_tag x WHERE x.tag = tag.number)",
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Tags are words too.
async fn settle(connection: &mut SqliteConnection, numbers: &[i64]) -> Result<(), Failure> {
    for number in numbers {
        words::set(connection, *number).await?;
    }
    rows::changed(connection, numbers).await
}
