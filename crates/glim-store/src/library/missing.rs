//! Sources whose file was at none of its places, and that wait again as soon as it is seen somewhere.

use sqlx::SqliteConnection;

use super::{
    location,
    place::Place,
    queue::{self, Claim},
    stage::{Stage, Step},
};
use crate::{Error, Store, error::Failure};

/// Why such a source has failed.
const REASON: &str = "missing";

impl Store {
    /// Ends the claim of a source whose file is at none of the places that the claim names, by the failure `missing`. If it was
    /// seen at another place meanwhile, it goes back into the queue instead.
    pub async fn miss_source(&self, claim: &Claim) -> Result<(), Error> {
        self.doing("end a source whose file is not there", async {
            let mut write = self.write_repeatable().await?;
            let held = queue::held(&mut write, self.inner.run, claim).await?;
            let now = location::of_source(&mut write, held.source).await?;
            let mut there = now.iter().filter(|it| it.missing_ms.is_none());
            let is_named = |place: &Place| claim.locations.iter().any(|it| it.place == *place);
            if there.any(|it| !is_named(&it.place)) {
                queue::release(&mut write, claim, &held).await?;
            } else {
                queue::fail(&mut write, claim, &held, (REASON, None)).await?;
            }
            Ok(write.commit().await?)
        })
        .await
    }
}

/// The file of a source is there: if it failed for want of it, it waits again.
pub(crate) async fn is_there(
    connection: &mut SqliteConnection,
    source: i64,
    now_ms: i64,
) -> Result<(), Failure> {
    let again = Stage::Failed.after(Step::Retry).unwrap_or(Stage::Waiting);
    sqlx::query(
        "UPDATE version SET stage = ?2, queued_ms = ?3, reason = NULL, reason_params = NULL, attempts = 0
         WHERE source = ?1 AND latest = 1 AND stage = ?4 AND reason = ?5",
    )
    .bind(source)
    .bind(again)
    .bind(now_ms)
    .bind(Stage::Failed)
    .bind(REASON)
    .execute(connection)
    .await?;
    Ok(())
}
