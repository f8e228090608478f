//! Is the database whole? Slow on a large one (it reads every page), so it runs when somebody asks.

use serde::{Deserialize, Serialize};
use sqlx::{Connection, SqliteConnection};
use ts_rs::TS;

use crate::{Error, Store, error::Failure, library::whole};

/// What [`Store::integrity_check`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Integrity {
    /// No problem was found.
    pub ok: bool,
    /// At most a few hundred problems, in SQLite's words or ours.
    pub problems: Vec<String>,
}

impl Store {
    /// Checks pages, indexes, the search index, references, and the rules of the message tree and the library.
    /// A damaged file is an answer here, not an error.
    pub async fn integrity_check(&self) -> Result<Integrity, Error> {
        let checked = self
            .doing("check the database", async {
                // A fresh connection: FTS5 checks what a connection remembers of the index from its last search, and
                // calls it corrupt if a writer has merged it since.
                let mut connection = self.connect_reader().await?;
                let mut read = connection.begin().await?;
                let mut problems = pages(&mut read).await?;
                problems.extend(references(&mut read).await?);
                problems.extend(tree(&mut read).await?);
                problems.extend(whole::problems(&mut read).await?);
                read.commit().await?;
                connection.close().await?;
                Ok(problems)
            })
            .await;
        let problems = match checked {
            Err(Error::Damaged { detail, .. }) => vec![detail],
            other => other?,
        };
        Ok(Integrity {
            ok: problems.is_empty(),
            problems,
        })
    }
}

async fn pages(connection: &mut SqliteConnection) -> Result<Vec<String>, Failure> {
    let lines: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(100)")
        .fetch_all(connection)
        .await?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

async fn references(connection: &mut SqliteConnection) -> Result<Vec<String>, Failure> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check")
            .fetch_all(connection)
            .await?;
    Ok(tables
        .into_iter()
        .map(|table| format!("{table} points to rows that are not there"))
        .collect())
}

/// The shown path of each conversation is one unbroken line of visible messages from a root to a leaf, and every visible
/// message with visible children remembers one of them.
async fn tree(connection: &mut SqliteConnection) -> Result<Vec<String>, Failure> {
    let broken: Vec<String> = sqlx::query_scalar(
        "SELECT 'path of conversation ' || p.conversation || ' is broken at ' || p.depth
         FROM path p
         LEFT JOIN message m ON m.number = p.message
         LEFT JOIN path above ON above.conversation = p.conversation AND above.depth = p.depth - 1
         WHERE m.number IS NULL OR m.depth <> p.depth OR m.conversation <> p.conversation
            OR m.hidden_by IS NOT NULL OR m.parent IS NOT above.message
         UNION ALL
         SELECT 'message ' || parent.number || ' has forgotten its branch'
         FROM message parent LEFT JOIN choice ON choice.parent = parent.number
         LEFT JOIN message child ON child.number = choice.child
         WHERE parent.hidden_by IS NULL
           AND EXISTS (SELECT 1 FROM message WHERE parent = parent.number AND hidden_by IS NULL)
           AND (child.number IS NULL OR child.parent <> parent.number OR child.hidden_by IS NOT NULL)
         UNION ALL
         SELECT 'conversation ' || c.number || ' does not show its branch to the end'
         FROM conversation c JOIN path p ON p.conversation = c.number
         WHERE p.depth = (SELECT max(depth) FROM path WHERE conversation = c.number)
           AND EXISTS (SELECT 1 FROM message WHERE parent = p.message AND hidden_by IS NULL)
         UNION ALL
         SELECT 'conversation ' || m.conversation || ' shows none of its messages'
         FROM message m WHERE m.parent IS NULL AND m.hidden_by IS NULL
           AND NOT EXISTS (SELECT 1 FROM path WHERE conversation = m.conversation)
         LIMIT 100",
    )
    .fetch_all(connection)
    .await?;
    Ok(broken)
}
