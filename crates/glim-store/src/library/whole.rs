//! Is the library whole? The rules that no foreign key and no `CHECK` can hold.

use sqlx::SqliteConnection;

use crate::error::Failure;

/// Every source has a latest version and every content one source; what is counted is there; texts are whole, in order and
/// embedded where it says so; nothing lies about that nothing leads to.
pub(crate) async fn problems(connection: &mut SqliteConnection) -> Result<Vec<String>, Failure> {
    Ok(sqlx::query_scalar(
        "SELECT 'source ' || s.number || ' has no latest version' FROM source s
         WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.source = s.number AND v.latest = 1)
         UNION ALL
         SELECT 'content ' || hex(hash) || ' has ' || count(DISTINCT source) || ' sources' FROM version
         WHERE hash IS NOT NULL GROUP BY hash HAVING count(DISTINCT source) > 1
         UNION ALL
         SELECT 'version ' || v.number || ' is neither latest nor shown' FROM version v
         WHERE v.source IS NOT NULL AND v.latest = 0 AND v.shown = 0
         UNION ALL
         SELECT 'version ' || v.number || ' does not have the passages it counts' FROM version v
         WHERE v.source IS NOT NULL
           AND (v.passages, v.passages - 1) IS NOT
               (SELECT count(*), coalesce(max(p.ordinal), -1) FROM passage p WHERE p.version = v.number)
         UNION ALL
         SELECT 'version ' || v.number || ' does not have the chunks it counts' FROM version v
         WHERE v.source IS NOT NULL
           AND v.chunks <> (SELECT count(*) FROM passage p JOIN chunk c ON c.passage = p.number WHERE p.version = v.number)
         UNION ALL
         SELECT 'version ' || v.number || ' is shown before it was cut' FROM version v
         WHERE v.shown = 1 AND v.stage = 'ready' AND v.cut = 0
         UNION ALL
         SELECT 'wording ' || w.number || ' is that of no chunk' FROM wording w
         WHERE NOT EXISTS (SELECT 1 FROM chunk c WHERE c.wording = w.number)
         UNION ALL
         SELECT 'version ' || v.number || ' lacks vectors of model ' || o.model
         FROM coverage o JOIN version v ON v.number = o.version
         WHERE v.source IS NOT NULL AND EXISTS (
             SELECT 1 FROM passage p JOIN chunk c ON c.passage = p.number
             WHERE p.version = v.number
               AND NOT EXISTS (SELECT 1 FROM vector e WHERE e.wording = c.wording AND e.model = o.model))
         LIMIT 100",
    )
    .fetch_all(connection)
    .await?)
}
