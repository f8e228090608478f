//! Query plans of what runs while a person types or scrolls: each must begin at an index and touch what it returns.

#![allow(clippy::unwrap_used, reason = "tests")]

use sqlx::Row;
use tempfile::TempDir;

use crate::{OpenOptions, Store, attempt, conversation, message, path, search};

async fn plan(store: &Store, sql: &'static str) -> String {
    let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let rows = sqlx::query(explained)
        .fetch_all(&mut *store.read().await.unwrap())
        .await
        .unwrap();
    rows.iter()
        .map(|row| row.get::<String, _>("detail"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn nothing_that_runs_while_typing_or_scrolling_reads_a_whole_table() {
    let folder = TempDir::new().unwrap();
    let options = OpenOptions {
        folder: folder.path().to_path_buf(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    let mut plans = String::new();
    for (name, sql) in [
        ("list of conversations", conversation::LIST),
        ("length of a path", path::LENGTH),
        ("page of a path", path::PAGE),
        ("messages by number", message::LOAD),
        ("attempts of messages", attempt::OF_MESSAGES),
        ("siblings", message::SIBLINGS),
        ("search in titles", search::TITLES),
        ("search in messages", search::MESSAGES),
        ("search in a conversation", search::WITHIN),
    ] {
        plans.extend([name, "\n", &plan(&store, sql).await, "\n\n"]);
    }
    for table in [
        "c", "m", "p", "s", "a", "d", "parent", "leaf", "path", "message", "attempt", "delta",
    ] {
        let whole = format!("SCAN {table}");
        assert!(plans.lines().all(|line| line != whole), "{plans}");
    }
    insta::assert_snapshot!(plans);
}
