//! Settings: a key, and a value whose shape is the caller's.

use std::collections::BTreeMap;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::{SqliteConnection, types::Json};

use crate::{Error, Store, error::Failure};

impl Store {
    /// The value of a setting; `None` if it was never set. [`Error::Setting`] if it has another shape.
    pub async fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        let found: Option<String> = self
            .doing("read a setting", async {
                Ok(
                    sqlx::query_scalar("SELECT value FROM setting WHERE key = ?1")
                        .bind(key)
                        .fetch_optional(&mut *self.read().await?)
                        .await?,
                )
            })
            .await?;
        found
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(|source| Error::Setting {
                key: key.to_owned(),
                source,
            })
    }

    /// Sets a setting.
    pub async fn set_setting<T: Serialize + Sync>(
        &self,
        key: &str,
        value: &T,
        now_ms: i64,
    ) -> Result<(), Error> {
        let json = serde_json::to_string(value).map_err(|source| Error::Setting {
            key: key.to_owned(),
            source,
        })?;
        self.doing("keep a setting", async {
            let mut write = self.write().await?;
            sqlx::query(
                "INSERT INTO setting (key, value, changed_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_ms = excluded.changed_ms",
            )
            .bind(key)
            .bind(json)
            .bind(now_ms)
            .execute(&mut *write)
            .await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// Forgets a setting. One that was never set is forgotten already.
    pub async fn remove_setting(&self, key: &str) -> Result<(), Error> {
        self.doing("forget a setting", async {
            let mut write = self.write().await?;
            remove(&mut write, key).await?;
            Ok(write.commit().await?)
        })
        .await
    }

    /// All settings.
    pub async fn settings(&self) -> Result<BTreeMap<String, Value>, Error> {
        self.doing("read the settings", async {
            let rows: Vec<(String, Json<Value>)> = sqlx::query_as("SELECT key, value FROM setting")
                .fetch_all(&mut *self.read().await?)
                .await?;
            Ok(rows
                .into_iter()
                .map(|(key, value)| (key, value.0))
                .collect())
        })
        .await
    }
}

pub(crate) async fn remove(connection: &mut SqliteConnection, key: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM setting WHERE key = ?1")
        .bind(key)
        .execute(connection)
        .await?;
    Ok(())
}
