#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
//! Migrations that do not exist yet, and a disk that is full: what can only be done from inside.

use std::{borrow::Cow, path::Path};

use sqlx::{
    SqlSafeStr as _,
    migrate::{Migration, MigrationType},
};
use tempfile::TempDir;

use super::*;
use crate::{Delta, MessageState, NewConversation, NewTurn, Outcome};

/// A release after this one: `sql`, then the next number.
fn with(sql: &str) -> Migrator {
    let version = known_schema() + 1;
    let sql = format!("{sql} PRAGMA user_version = {version};");
    let mut migrations: Vec<Migration> = MIGRATIONS.iter().cloned().collect();
    migrations.push(Migration::new(
        version,
        Cow::Borrowed("later"),
        MigrationType::Simple,
        sqlx::AssertSqlSafe(sql).into_sql_str(),
        false,
    ));
    Migrator::with_migrations(migrations)
}

fn options(folder: &TempDir, now_ms: i64) -> OpenOptions {
    OpenOptions {
        folder: folder.path().to_path_buf(),
        now_ms,
    }
}

async fn open_and_fill(folder: &TempDir) -> crate::Turn {
    let (store, _) = Store::open(&options(folder, 1)).await.unwrap();
    let turn = begin(&store).await;
    store.close().await;
    turn
}

async fn begin(store: &Store) -> crate::Turn {
    let new = NewConversation {
        title: None,
        title_by: crate::TitleBy::Person,
        model: None,
        parameters: serde_json::json!({}),
        now_ms: 1,
    };
    let conversation = store.create_conversation(&new).await.unwrap().id;
    let turn = NewTurn {
        conversation,
        parent: None,
        text: Some("问".to_owned()),
        model: "glm-5".to_owned(),
        parameters: serde_json::json!({}),
        now_ms: 1,
    };
    store.begin_turn(&turn).await.unwrap()
}

async fn tables(path: &Path) -> (i64, Vec<String>) {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .connect()
        .await
        .unwrap();
    let version = user_version(&mut connection).await.unwrap();
    let names = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    (version, names)
}

#[test]
fn every_migration_ends_by_writing_its_number() {
    for migration in MIGRATIONS.iter() {
        let written = format!("PRAGMA user_version = {};", migration.version);
        let sql = migration.sql.as_str();
        assert!(
            sql.trim_end().ends_with(&written),
            "{}",
            migration.description
        );
        assert!(!sql.contains('\r'), "checksums need one kind of line end");
    }
    assert!(known_schema() >= 1);
}

#[tokio::test]
async fn a_copy_is_made_before_a_migration_and_three_are_kept() {
    let folder = TempDir::new().unwrap();
    open_and_fill(&folder).await;
    let snapshots = Files::new(folder.path()).snapshots();
    std::fs::create_dir_all(&snapshots).unwrap();
    for created in [10, 20, 30] {
        std::fs::write(
            snapshots.join(format!("glim-{created}-schema-2.sqlite")),
            "old",
        )
        .unwrap();
    }
    let known = known_schema();
    let later = with("CREATE TABLE later (a) STRICT;");
    // `STRICT` columns need a type: the first try fails and leaves everything as it was.
    let failed = open_with(&options(&folder, 40), &later).await;
    let Err(Error::Migration {
        snapshot: Some(snapshot),
        ..
    }) = failed
    else {
        panic!("{failed:?}");
    };
    assert_eq!(
        snapshot,
        snapshots.join(format!("glim-40-schema-{known}.sqlite"))
    );
    assert!(
        tables(&snapshot)
            .await
            .1
            .contains(&"conversation".to_owned())
    );
    let (version, names) = tables(&Files::new(folder.path()).database()).await;
    assert!(
        version == known && !names.contains(&"later".to_owned()),
        "rolled back whole"
    );

    let later = with("CREATE TABLE later (a INTEGER) STRICT;");
    let (store, opened) = open_with(&options(&folder, 50), &later).await.unwrap();
    assert_eq!(opened.migrated_from, Some(known));
    assert_eq!(
        opened.snapshot,
        Some(snapshots.join(format!("glim-50-schema-{known}.sqlite")))
    );
    let kept: Vec<i64> = store
        .snapshots()
        .await
        .unwrap()
        .iter()
        .map(|snapshot| snapshot.created_ms)
        .collect();
    assert_eq!(kept, [50, 40, 30]);
    store.close().await;

    let (_, opened) = open_with(&options(&folder, 60), &later).await.unwrap();
    assert_eq!(
        (opened.migrated_from, opened.snapshot),
        (None, None),
        "only once"
    );
}

#[tokio::test]
async fn an_older_release_refuses_what_a_newer_one_has_migrated() {
    let folder = TempDir::new().unwrap();
    open_and_fill(&folder).await;
    let later = with("CREATE TABLE later (a INTEGER) STRICT;");
    let (store, _) = open_with(&options(&folder, 2), &later).await.unwrap();
    store.close().await;
    let refused = Store::open(&options(&folder, 3)).await;
    let Err(Error::TooNew { found, known, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((found, known), (known_schema() + 1, known_schema()));
}

#[tokio::test]
async fn a_damaged_database_is_not_migrated() {
    let folder = TempDir::new().unwrap();
    open_and_fill(&folder).await;
    let path = Files::new(folder.path()).database();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let later = with("CREATE TABLE later (a INTEGER) STRICT;");
    let refused = open_with(&options(&folder, 2), &later).await;
    assert!(matches!(refused, Err(Error::Damaged { .. })), "{refused:?}");
    assert!(
        !Files::new(folder.path()).snapshots().exists(),
        "nor is a damaged copy made"
    );
}

/// Lets the database grow by `pages` more, as a disk that is nearly full would.
async fn leave_room(store: &Store, pages: i64) {
    let mut connection = store.inner.writer.acquire().await.unwrap();
    let count: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", count + pages));
    sqlx::query(limit).execute(&mut *connection).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_named_and_what_was_kept_stays() {
    let folder = TempDir::new().unwrap();
    let (store, _) = Store::open(&options(&folder, 1)).await.unwrap();
    let turn = begin(&store).await;
    let delta = |seq, text: &str| Delta {
        seq,
        reasoning: String::new(),
        text: text.to_owned(),
    };
    store
        .append_delta(turn.attempt, &delta(0, "留下"), 2)
        .await
        .unwrap();
    leave_room(&store, 0).await;

    let full = store
        .append_delta(turn.attempt, &delta(1, &"x".repeat(50_000)), 3)
        .await;
    assert!(matches!(full, Err(Error::DiskFull { .. })), "{full:?}");
    let outcome = Outcome {
        rest: Some(delta(1, &"长".repeat(50_000))),
        ..Outcome::ended(MessageState::Complete, 4, "2026-09-21")
    };
    let full = store.finish_attempt(turn.attempt, &outcome).await;
    assert!(matches!(full, Err(Error::DiskFull { .. })), "{full:?}");
    let message = store.message(turn.answer).await.unwrap();
    assert_eq!(
        (message.text.as_str(), message.state),
        ("留下", MessageState::Streaming)
    );
    assert!(store.integrity_check().await.unwrap().ok);

    leave_room(&store, 1_000).await;
    store.finish_attempt(turn.attempt, &outcome).await.unwrap();
    let message = store.message(turn.answer).await.unwrap();
    assert_eq!(
        message.text.chars().count(),
        50_002,
        "once there is room it goes on"
    );
}

#[tokio::test]
async fn intents_are_synced_and_journal_rows_are_not() {
    let folder = TempDir::new().unwrap();
    let (store, _) = Store::open(&options(&folder, 1)).await.unwrap();
    let synchronous = async || -> i64 {
        let mut connection = store.inner.writer.acquire().await.unwrap();
        sqlx::query_scalar("PRAGMA synchronous")
            .fetch_one(&mut *connection)
            .await
            .unwrap()
    };
    let (normal, full) = (1, 2);
    let turn = begin(&store).await;
    assert_eq!(synchronous().await, full);
    let delta = Delta {
        seq: 0,
        reasoning: String::new(),
        text: "a".to_owned(),
    };
    store.append_delta(turn.attempt, &delta, 2).await.unwrap();
    assert_eq!(synchronous().await, normal);
    store.set_setting("a", &1, 2).await.unwrap();
    assert_eq!(synchronous().await, full);
}
