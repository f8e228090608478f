//! Query plans of what runs while a person types or scrolls: each must begin at an index and touch what it returns.

#![allow(clippy::unwrap_used, reason = "tests")]

use sqlx::Row;
use tempfile::TempDir;

use crate::{
    OpenOptions, Store, attempt, conversation,
    library::{
        ask, changes, citation, embedding, filter, found, grounding, location, membership, queue,
        source, vector, watch,
    },
    message, path, search,
    studio::{artifact, board, care, job_read, line, tag, tile},
};

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

/// Of the library: what runs while typing (filters, what was found), while scrolling (lists, the text of a source), and for
/// every step of the queue and of the indexes that follow.
#[tokio::test]
async fn nothing_that_runs_often_in_the_library_reads_a_whole_table() {
    let folder = TempDir::new().unwrap();
    let options = OpenOptions {
        folder: folder.path().to_path_buf(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    let mut plans = String::new();
    for (name, sql) in [
        ("list of sources", source::LIST),
        ("sources of a collection", source::LIST_IN),
        ("sources at a stage", source::LIST_AT),
        ("sources by id", source::BY_IDS),
        ("collections of sources", membership::OF_SOURCES),
        ("what was found", found::FOUND),
        ("text of a source", found::TEXT),
        ("filter by time", filter::BY_TIME),
        ("filter by kind", filter::BY_KIND),
        ("filter by collection", filter::BY_COLLECTION),
        ("citations of answers", citation::OF_MESSAGES),
        ("what an answer was given", grounding::OF_MESSAGE),
        ("text for a question", ask::TEXT),
        ("findings in a folder", watch::REVIEWS),
        ("a place", location::AT),
        ("files with a content", location::WITH),
        ("places below a folder", location::BELOW),
        ("next in the queue", queue::NEXT),
        ("texts without a vector", vector::MISSING),
        ("chunks without a vector", vector::LACKING),
        ("texts a model has not embedded", vector::UNEMBEDDED),
        ("next to embed again", embedding::UNCOVERED),
        ("changes since", changes::CHANGED),
        ("passages for an index", changes::PASSAGES),
        ("vectors for an index", changes::VECTORS),
        ("vectors of chunks", changes::VECTORS_OF),
    ] {
        plans.extend([name, "\n", &plan(&store, sql).await, "\n\n"]);
    }
    for table in [
        "s", "l", "v", "m", "c", "p", "e", "r", "t", "o", "source", "version", "location", "chunk",
        "passage", "vector", "coverage",
    ] {
        let whole = format!("SCAN {table}");
        // Reading an index from one end to a limit is how the queue finds its next.
        let scans = plans
            .lines()
            .any(|line| line == whole || line.starts_with(&format!("{whole} USING COVERING")));
        assert!(!scans, "{plans}");
    }
    insta::assert_snapshot!(plans);
}

/// Of the studio: what runs while typing, while scrolling, and for every step of a job.
#[tokio::test]
async fn nothing_that_runs_often_in_the_studio_reads_a_whole_table() {
    let folder = TempDir::new().unwrap();
    let options = OpenOptions {
        folder: folder.path().to_path_buf(),
        now_ms: 0,
    };
    let (store, _) = Store::open(&options).await.unwrap();
    let mut plans = String::new();
    for (name, sql) in [
        ("jobs that are due", job_read::DUE),
        ("when the next is due", job_read::NEXT_DUE),
        ("open jobs", job_read::OPEN),
        ("list of jobs", job_read::LIST),
        ("jobs of a batch", job_read::OF_BATCH),
        ("jobs of answers", job_read::OF_MESSAGES),
        ("jobs of a question", job_read::OF_QUESTION),
        ("what jobs made", tile::MADE),
        ("inputs of jobs", job_read::INPUTS),
        ("artifacts of jobs", job_read::ARTIFACTS),
        ("prompts of late", job_read::PROMPTS),
        ("lines of a gallery", line::LINES),
        ("words", line::WITH_WORDS),
        ("a tag", line::WITH_TAG),
        ("a board", line::ON_BOARD),
        ("tiles in view", tile::TILES),
        ("ids of a selection", tile::IDS),
        ("numbers of a selection", care::NUMBERS),
        ("parents", artifact::PARENTS),
        ("children", artifact::CHILDREN),
        ("tags of one", artifact::TAGS),
        ("boards of one", artifact::BOARDS),
        ("all tags", tag::COUNTS),
        ("all boards", board::LIST),
    ] {
        plans.extend([name, "\n", &plan(&store, sql).await, "\n\n"]);
    }
    for table in [
        "a",
        "i",
        "m",
        "x",
        "p",
        "o",
        "artifact",
        "media",
        "job",
        "job_input",
    ] {
        let whole = format!("SCAN {table}");
        assert!(plans.lines().all(|line| line != whole), "{plans}");
    }
    insta::assert_snapshot!(plans);
}
